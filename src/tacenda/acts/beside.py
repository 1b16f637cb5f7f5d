"""Beside: what somebody sees who stands beside a client. Whose charts are open to them, and the visit times; `sharing` has what is shared.

They hold no more than what their grants name. Each look at the visit times is a line of its own, which the client reads.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass

from tacenda.acts import facts, gate, listing, unfit
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.core.model import chart
from tacenda.core.model.access_list import KEEPERS, Holder, signs_as
from tacenda.core.model.chart import Visit
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Moment

PURPOSES = frozenset({Purpose.TRUST, Purpose.SPEAKS_FOR, Purpose.OUTSIDE_CARE})


@dataclass(frozen=True, slots=True)
class Beside:
    """One client somebody stands beside. `name`: what the client wants to be called; `basis`: of their grant; `until`: 0 for no end."""

    chart: ChartId
    name: str
    codes: frozenset[Code]
    basis: str
    until: Moment

    @property
    def signs(self) -> bool:
        """Whether they hold the talk and sign for the client, by a rule of law."""
        return bool(signs_as(self.basis)) and Code.SIGNED in self.codes

    def __repr__(self) -> str:
        return "Beside()"


def people(desk: Desk) -> tuple[Beside, ...]:
    """Everybody this person stands beside, as far as it is open to them now."""
    return tuple(found for id in desk.keyring.ring().charts for found in _open(desk, id))


def _open(desk: Desk, id: ChartId) -> Iterable[Beside]:
    purpose = facts.purpose_of(desk.held(id).statement)
    # Stopped, over or unfit: it is on nobody's list.
    if purpose in PURPOSES and unfit.standing(desk, id, purpose) is not None:
        with contextlib.suppress(Refused, NotFound):
            yield _beside(_named(desk, id))


def _at(desk: Desk, id: ChartId, *codes: Code) -> Standing:
    purpose = purpose_of(desk, id)
    return gate.standing(desk, id, purpose, *codes)


def _named(desk: Desk, id: ChartId, *codes: Code) -> Standing:
    """With the card only for a grant from before, on a list that does not say yet what to call the client."""
    at = _at(desk, id, *codes)
    nameless = at.access is None or not at.access.called
    return _at(desk, id, *codes, Code.CONTACT) if nameless and at.held.keys.holds(Code.CONTACT) else at


def purpose_of(desk: Desk, id: ChartId) -> Purpose:
    """For what this person asks. Raises NotFound for a chart they do not stand beside."""
    purpose = facts.purpose_of(desk.held(id).statement)
    if purpose not in PURPOSES:
        raise NotFound("chart")
    return purpose


def _beside(at: Standing) -> Beside:
    held = at.held.keys
    name = listing.called(at) or (at.access.whose if at.access is not None else "")
    codes = frozenset(one.code for one in held.compartments)
    return Beside(at.chart, name, codes, held.statement.basis, held.statement.until)


def called(desk: Desk, id: ChartId) -> str:
    """What a client wants to be called. Raises NotFound, Refused."""
    return _beside(_named(desk, id)).name


def may_end(desk: Desk, id: ChartId) -> bool:
    """Whether this person speaks for the client and may end what others were given."""
    return purpose_of(desk, id) is Purpose.SPEAKS_FOR and Right.STOP in desk.held(id).statement.rights


def others(desk: Desk, id: ChartId) -> tuple[Holder, ...]:
    """Whose access who speaks for a client may end, and who keeps the records, as the client's list has them.

    Raises NotFound for whoever may not, Refused.
    """
    if not may_end(desk, id):
        raise NotFound("chart")
    at = _at(desk, id)
    shown = [one for one in at.holders if one.ended_by_guardian or one.basis in KEEPERS]
    return tuple(one for one in shown if any(desk.keeper.allows(scope, one.grant) for scope, _, _ in one.compartments))


def open_person(desk: Desk, id: ChartId) -> tuple[Beside, tuple[Visit, ...]]:
    """One of them, and the visit times where those are open: a line of the ledger each time. Raises NotFound, Refused."""
    at = _named(desk, id, Code.SCHEDULE)
    found = _beside(at)
    if Code.SCHEDULE not in found.codes:
        return found, ()
    page = at.page(Code.SCHEDULE)
    gate.clear(desk, at, Wish(Act.OPEN, Code.SCHEDULE, purpose_of(desk, id), (Wanted(page.compartment.id, ObjectId(page.compartment.id)),)))
    return found, chart.read_schedule(page.head).visits if page.version else ()
