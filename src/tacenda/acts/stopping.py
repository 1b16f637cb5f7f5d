"""Stopping: one access is ended at the keeper, and nothing else changes yet. Furniture of who stops one person and who chooses who is in.

It waits for no lock and no key, so it is in force when the keeper has answered. Keys and list follow (`rolling`, `listing`).
"""

from __future__ import annotations

from tacenda.acts import gate, listing
from tacenda.acts.desk import Desk, Visitor, reading
from tacenda.acts.gate import Standing, Wish
from tacenda.acts.house import House
from tacenda.core.model.access_list import Holder
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.shell.keeper.leaves import Receipt


def tell(house: House, visitor: Visitor, chart: ChartId, target: GrantHash, purpose: Purpose) -> Receipt:
    """Stop a grant at the keeper. Raises NotFound, Refused, Conflict."""
    with reading(house, visitor) as desk:
        at = gate.standing(desk, chart, purpose)
        holder = at.holder(target)
        if holder is None:
            raise NotFound("grant")
        if not _ended(at, holder, purpose):
            raise Refused("practice.stop")
        signed = gate.signed(desk, at, Wish(Act.STOP, Code.ACCESS, purpose, about=target))[1]
        return desk.keeper.stop(target, signed, _statement_if_given(desk, at, purpose, target))


def _ended(at: Standing, holder: Holder, purpose: Purpose) -> bool:
    """Whether somebody with the right to stop ends this access. Nobody ends their own: it would shut them out, and nobody asked whether
    they know."""
    if holder.grant == at.held.keys.grant_hash:
        return False
    if purpose is Purpose.SPEAKS_FOR:
        return holder.ended_by_guardian
    return purpose in (Purpose.OWN_RECORD, Purpose.OVERSIGHT) or holder.ended_by_colleague


def _statement_if_given(desk: Desk, at: Standing, purpose: Purpose, target: GrantHash) -> bytes:
    """The target's statement, which a granter without the right to stop must show."""
    if at.held.keys.statement.rights & {Right.STOP, Right.SUBJECT}:
        return b""
    return listing.chains(desk, at, purpose, [target])[target][0].statement
