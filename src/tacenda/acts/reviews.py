"""Reviews: who still needs what others can open. Once a quarter the privacy office over all charts, and who keeps a chart over their own.

A review is an object on an access list: on the practice's own for the office, on each chart's for its keeper. Its signed writing is a line
of that ledger. The office reads when access was last used from the ledgers; each such reading is a line too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tacenda.acts import bundles, gate, listing, pages, unfit
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing
from tacenda.core.ledger.asks import Ask
from tacenda.core.model import kept as kept_model
from tacenda.core.model import review
from tacenda.core.model.access_list import KEEPERS, KEEPING, Holder
from tacenda.core.model.kept import Kept
from tacenda.core.model.review import Review
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.core.words.moments import Day, Moment
from tacenda.core.words.people import BESIDE, Role, stands_beside
from tacenda.shell import fresh

DAY = 86_400
WEEK = 7  # days before its end in which access that ends stands among what needs somebody
# Whose access no review ends: the client's, the oversight's, and that of who keeps the chart, who leaves by a way of its own.
NOT_REVIEWED = frozenset(role.value for role in {Role.CLIENT, Role.OFFICE, *BESIDE})
# What a list or a computer does on the way to something else is no use of a record.
NO_USE = frozenset({Act.USE, Act.FOUND, Act.ROLL_BEGUN, Act.ROLL_ENDED, Act.REFUSED})


@dataclass(frozen=True, slots=True)
class Access:
    """What one colleague can open in one chart that somebody else keeps. `last`: the day it was last used within 90 days, 0 for none.

    `notes`: who can open the notes of the chart now, and with whom they stay.
    """

    chart: ChartId
    holder: Holder
    last: Day
    today: Day
    notes: Kept

    @property
    def opens(self) -> bool:
        """Whether it opens the notes, and not lists alone."""
        return any(one.grant == self.holder.grant for one in self.notes.openers)

    @property
    def only(self) -> bool:
        """Whether nobody but this colleague can open the notes."""
        return self.opens and all(one.grantee == self.holder.grantee for one in self.notes.openers)

    @property
    def rest(self) -> Kept:
        """With whom the notes stay once it ends."""
        return self.notes.without({self.holder.grantee})

    def after(self, out: Collection[GrantHash]) -> Kept:
        """Who opens the notes once these grants end, where that hangs on this one: to be looked at once more when it ends."""
        return kept_model.of(one for one in self.notes.openers if self.opens and one.grant not in out)

    @property
    def unused(self) -> bool:
        return review.unused(self.holder.since, self.last, self.today)

    @property
    def soon(self) -> bool:
        """Whether it ends within 30 days."""
        return self._within(review.SOON)

    @property
    def this_week(self) -> bool:
        return self._within(WEEK)

    def _within(self, days: int) -> bool:
        return bool(self.holder.until) and self.holder.until <= (self.today + days) * DAY


@dataclass(frozen=True, slots=True)
class Stand:
    """When a review was last kept and when the next is due; days, `last` 0 for none yet. `due`: today."""

    last: Day
    following: Day
    due: bool


def overseen(desk: Desk) -> tuple[Access, ...]:
    """What colleagues can open of charts they do not keep, over all charts, with its last use. Raises NotFound for who is in no office."""
    return tuple(one for id in desk.overseen() for one in _listed(desk, id, Purpose.OVERSIGHT, uses=True))


def beside(desk: Desk) -> Mapping[str, int]:
    """How many accesses of people who stand beside clients are live, by role, over all charts: no review ends them.

    Raises NotFound for who is in no office.
    """
    found = (unfit.standing(desk, id, Purpose.OVERSIGHT) for id in desk.overseen())
    holders = (one for at in found if at is not None for one in at.holders)
    return Counter(one.role for one in holders if stands_beside(one.role) and listing.opens(desk, one))


def own(desk: Desk) -> tuple[Access, ...]:
    """The same of the charts this person keeps; who used what there is the client's to read, and the office's."""
    found = [one for id in kept_charts(desk) for one in _listed(desk, id, Purpose.TREATMENT, uses=False)]
    return tuple(one for one in found if one.holder.grantee != desk.actor.id)


def ending(desk: Desk) -> tuple[Access, ...]:
    """What a colleague can open in the charts this person keeps that ends within a week."""
    return tuple(one for one in own(desk) if one.this_week)


def kept_charts(desk: Desk) -> tuple[ChartId, ...]:
    """The charts this person founded, took over, or keeps beside somebody."""
    ring = desk.keyring.ring()
    mine = [ring.keys(id) for id in ring.charts if id != desk.keeper.practice]
    return tuple(one.chart for one in mine if one.statement.basis in KEEPERS | {KEEPING})


def _listed(desk: Desk, id: ChartId, purpose: Purpose, *, uses: bool) -> Iterable[Access]:
    at = unfit.standing(desk, id, purpose)
    if at is None:
        return ()
    found = [one for one in at.holders if _reviewed(desk, one)]
    today, notes = moments.day(desk.now), listing.with_whom(desk, at)
    last = _last_used(desk, id, found, today) if uses and found else {}
    return (Access(id, one, last.get(one.grant, Day(0)), today, notes) for one in found)


def _reviewed(desk: Desk, holder: Holder) -> bool:
    if holder.role in NOT_REVIEWED or holder.basis in KEEPERS:
        return False
    return listing.opens(desk, holder)


def _last_used(desk: Desk, id: ChartId, holders: Sequence[Holder], today: Day) -> dict[GrantHash, Day]:
    """The newest use of each grant within 90 days, from the ledger read back that far."""
    lists_only = {one.grant for one in holders if not one.may(Code.RECORD)}
    missing, found = {one.grant for one in holders}, dict[GrantHash, Day]()
    for _, at, ask in bundles.recent(desk, id, Purpose.OVERSIGHT, Moment((today - review.UNUSED) * DAY)):
        grant = GrantHash(ask.grant)
        if grant in missing and _is_use(ask, lists=grant in lists_only):
            found[grant] = moments.day(at)
            missing.discard(grant)
        if not missing:
            break
    return found


def _is_use(ask: Ask, *, lists: bool) -> bool:
    """Whoever holds cards and visits alone uses them by their lists; whoever holds a record, by more than that."""
    return (lists and ask.act is Act.USE) or (ask.act not in NO_USE and ask.reason != "keys")


def lost(ended: Sequence[Access]) -> tuple[Access, ...]:
    """Those of them without which, once all of them end, nobody can open the notes of their charts."""
    grants = {one.holder.grant for one in ended}
    return tuple(one for one in ended if one.opens and all(other.grant in grants for other in one.notes.openers))


def seen(found: Sequence[Access]) -> bytes:
    """What a page showed, as one hash: what has come or gone since was not looked at."""
    return sha(b"".join(sorted(one.holder.grant for one in found)))


# Keeping


def keep(desk: Desk, made: Review) -> None:
    """The privacy office keeps its review on the practice's own access list. Raises NotFound, Refused, Conflict."""
    _keep(desk, ChartId(desk.keeper.practice), Purpose.OVERSIGHT, made)


def keep_own(desk: Desk, id: ChartId, made: Review) -> None:
    """Who keeps a chart keeps its review on its access list. Raises NotFound, Refused, Conflict."""
    _keep(desk, id, Purpose.TREATMENT, made)


def _keep(desk: Desk, id: ChartId, purpose: Purpose, made: Review) -> None:
    at = gate.standing(desk, id, purpose)
    before = at.page(Code.ACCESS).page.of(Content.REVIEW)
    object = before[0].object if before else fresh.object_id()
    pages.write(desk, at, Code.ACCESS, purpose, [pages.Change(object, Content.REVIEW, review.write(made, fresh.secret()))])


def kept(desk: Desk) -> Review | None:
    """The office's newest review, opened; None before the first. Raises NotFound, Refused, Tampered."""
    at = gate.standing(desk, ChartId(desk.keeper.practice), Purpose.OVERSIGHT)
    opened = at.page(Code.ACCESS)
    lines = opened.page.of(Content.REVIEW)
    if not lines:
        return None
    wish = gate.Wish(Act.OPEN, Code.ACCESS, Purpose.OVERSIGHT)
    return review.read(pages.read(desk, at, opened, lines[0].object, 0, wish)[0].payload)


def stand(desk: Desk) -> Stand:
    """The office's, the first one counted from its founding. Raises NotFound for who is in no office."""
    at = gate.standing(desk, ChartId(desk.keeper.practice), Purpose.OVERSIGHT)
    last, today = _newest(at), moments.day(desk.now)
    begun = moments.day(desk.keeper.newest(at.held.keys.statement.grantee).entry.since)
    following = review.following(last or begun)
    return Stand(last, following, today >= following)


def own_stand(desk: Desk) -> Stand:
    """A keeper's own: by the chart that waits longest, counted from its founding; nothing is due where nobody else was let in."""
    today, days, last = moments.day(desk.now), list[Day](), list[Day]()
    for id in kept_charts(desk):
        at = unfit.standing(desk, id, Purpose.TREATMENT)
        holders = at.holders if at is not None else ()
        others = [one.since for one in holders if one.grantee != desk.actor.id and _reviewed(desk, one)]
        if at is not None and others:
            last.append(_newest(at))
            days.append(review.following(last[-1] or min(others)))
    following = min(days, default=Day(0))
    return Stand(min(last, default=Day(0)), following, bool(following) and today >= following)


def _newest(at: Standing) -> Day:
    return max((line.newest.day for line in at.page(Code.ACCESS).page.of(Content.REVIEW)), default=Day(0))
