"""Oversight: what members of the privacy office see of all charts. Who may and since when; never content, and no client's name.

Every list that is opened here is a line in that chart's ledger, made under the office's grant and the member's signature.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts import listing, unfit
from tacenda.acts.desk import Desk
from tacenda.core.model.access_list import KEEPERS, Holder
from tacenda.core.model.kept import Kept
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, PrincipalId
from tacenda.core.words.moments import NEVER, Day, Moment
from tacenda.core.words.people import BESIDE, Role

OUTSIDE = frozenset(role.value for role in {Role.CLIENT, Role.OFFICE, *BESIDE})


@dataclass(frozen=True, slots=True)
class Overseen:
    """One chart as the office sees it. `by`: who keeps it; `notes`: who can open its notes, and with whom they stay; `lines`: how many
    its ledger has; `inside`: the client was let in."""

    chart: ChartId
    by: str
    since: Day
    staff: tuple[Holder, ...]
    notes: Kept
    inside: bool
    lines: int
    due: bool

    @property
    def adrift(self) -> bool:
        """Whether somebody can open the notes, and nobody keeps them."""
        return not self.notes.keeps and bool(self.notes.openers)


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one colleague's access goes. `charts`: how many of others they can open; `own`: those they keep; `last`: when the last of
    the others ends, `NEVER` where one has no end."""

    who: PrincipalId
    name: str
    own: int
    charts: int
    last: Moment


def member(desk: Desk) -> bool:
    """Whether this person belongs to a privacy office."""
    return bool(desk.offices())


def overseen(desk: Desk) -> tuple[Overseen, ...]:
    """Every chart the office holds a grant on. Raises NotFound for who belongs to no office."""
    return tuple(found for id in desk.overseen() if (found := _overseen(desk, id)) is not None)


def _overseen(desk: Desk, id: ChartId) -> Overseen | None:
    at = unfit.standing(desk, id, Purpose.OVERSIGHT)
    if at is None:
        return None
    allowed = tuple(one for one in at.holders if any(desk.keeper.allows(part, one.grant) for part, _, _ in one.compartments))
    # A successor stands behind who keeps it still; who keeps it beside them is its keeper once they are gone.
    keepers = [one for one in allowed if one.basis in KEEPERS] or [one for one in allowed if one.keeps]
    founder = keepers[-1] if keepers else None
    due = any(state.state != "live" for state in desk.keeper.states(id))
    return Overseen(
        id, founder.name if founder else "", founder.since if founder else Day(0), tuple(one for one in allowed if one.role not in OUTSIDE),
        listing.with_whom(desk, at), any(one.role == Role.CLIENT.value for one in allowed), desk.keeper.chart(id).entries, due,
    )  # fmt: skip


def reach(found: tuple[Overseen, ...]) -> tuple[Reach, ...]:
    """Who can open how much, over all charts, widest first."""
    holders = [holder for one in found for holder in one.staff]
    people = dict.fromkeys(holder.grantee for holder in holders)
    made = [_reach([holder for holder in holders if holder.grantee == who]) for who in people]
    return tuple(sorted(made, key=lambda one: (-one.charts - one.own, one.name.casefold())))


def _reach(held: list[Holder]) -> Reach:
    others = [holder for holder in held if not holder.keeps]
    last = max((holder.until for holder in others), default=NEVER) if all(holder.until for holder in others) else NEVER
    return Reach(held[0].grantee, held[0].name, len(held) - len(others), len(others), last)


def due(desk: Desk) -> int:
    """Compartments whose keys wait to be changed after a stop, and that somebody can open to do it."""
    return sum(bool(desk.keeper.readers(id)) for id in desk.keeper.due())
