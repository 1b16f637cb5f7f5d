"""Unlisted: grants that a crash left with the keeper alone. Who may stop on the chart withdraws them at their next sign-in."""

from __future__ import annotations

from tacenda.acts import facts, gate
from tacenda.acts.desk import Desk, Visitor, reading, writing
from tacenda.acts.gate import Wish
from tacenda.acts.house import House
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused, Tampered
from tacenda.core.words.ids import ChartId, GrantHash


def withdraw(house: House, visitor: Visitor) -> int:
    """Stop grants that a crash left with the keeper alone: given, never listed, never delivered. How many. Nobody can read by them.

    Whoever may stop on the chart does it; in the practice's own, who was being let in still waits there and is given anew. Looked for
    without a lock; stopped under the content's write lock, which whoever is giving one right now holds until it is listed.
    """
    with reading(house, visitor) as desk:
        ring = desk.keyring.ring().charts
        mine = [id for id in ring if id != desk.keeper.practice and desk.held(id).statement.rights & {Right.STOP, Right.SUBJECT}]
        found = [id for id in mine if _unlisted(desk, id)]
    return sum(_withdraw(house, visitor, id) for id in found)


def _unlisted(desk: Desk, chart: ChartId) -> frozenset[GrantHash]:
    """What the keeper allows on a chart and its list does not name. Neither one's own grant nor the one it was given by is ever among it:
    the list is not their judge, and whoever may write it could leave out the treating clinician. Nor is an older list anybody's."""
    keys = desk.held(chart)
    try:
        at = gate.standing(desk, chart, facts.purpose_of(keys.statement))
    except (Refused, Conflict, Tampered):
        return frozenset()  # stopped, or keys are changing: the next session. Or the list is none: other charts do not wait for that
    if at.access is None or at.older:
        return frozenset()
    listed = {holder.grant for holder in at.access.holders}
    return frozenset(desk.keeper.readers(keys.of(Code.ACCESS).id)) - listed - {keys.grant_hash, keys.statement.parent}


def _withdraw(house: House, visitor: Visitor, chart: ChartId) -> int:
    with writing(house, visitor) as desk:
        unlisted, why = _unlisted(desk, chart), facts.purpose_of(desk.held(chart).statement)
        for target in unlisted:
            at = gate.standing(desk, chart, why)
            desk.keeper.stop(target, gate.signed(desk, at, Wish(Act.STOP, Code.ACCESS, why, about=target))[1])
    return len(unlisted)
