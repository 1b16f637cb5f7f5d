"""Staying: with whom the notes stay that somebody can open now. What stays with nobody is lost with that person's keys, or on a day."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts import facts, listing, unfit
from tacenda.acts.desk import Desk
from tacenda.core.model.access_list import KEEPERS, KEEPING
from tacenda.core.model.kept import Kept
from tacenda.core.words.access import Code
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment

SOON = 7 * 86_400  # before its end in which an own access stands among what needs somebody


@dataclass(frozen=True, slots=True)
class Stay:
    """One chart whose notes this person can open. `keeps`: they keep it; `until`: the end of their own access, `NEVER` for none;
    `rest`: who else can open the notes; `soon`: their own access ends within a week."""

    chart: ChartId
    keeps: bool
    until: Moment
    rest: Kept
    soon: bool

    @property
    def passing(self) -> bool:
        """Whether the chart is not theirs to keep, and nobody else opens the notes, or they do for a few days more."""
        return not self.keeps and (self.alone or self.soon)

    @property
    def alone(self) -> bool:
        """Whether nobody else can open the notes."""
        return not self.rest.openers

    @property
    def covered(self) -> bool:
        """Whether nobody else can but who stands in, for a while."""
        return not self.alone and all(one.covers for one in self.rest.openers)


def mine(desk: Desk) -> tuple[Stay, ...]:
    """The charts whose notes this person can open. What is stopped or unfit is not among them: they could mend nothing there."""
    practice = desk.keeper.practice
    found = (of(desk, id) for id in desk.keyring.ring().charts if id != practice)
    return tuple(one for one in found if one is not None)


def of(desk: Desk, id: ChartId) -> Stay | None:
    """The same for one chart; None where its notes are not open to this person. Raises NotFound for a chart they do not hold."""
    keys = desk.held(id)
    at = unfit.standing(desk, id, facts.purpose_of(keys.statement)) if keys.holds(Code.RECORD) else None
    if at is None:
        return None
    found, until = listing.with_whom(desk, at), keys.statement.until
    rest = found.without({desk.actor.id})
    if rest == found:
        return None
    return Stay(id, keys.statement.basis in KEEPERS | {KEEPING}, until, rest, bool(until) and until <= desk.now + SOON)
