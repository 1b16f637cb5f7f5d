"""Leaving: a clinician goes, their charts stay with a colleague. What only they can open is named before anything ends.

The officer names the colleague; the one who leaves hands the charts on, or whoever else can. Then the office ends their access chart by
chart, each client whose chart they kept reads with whom it stays, the keys are changed by the next holder, and the directory ends their
keys. Where the notes would stay with nobody, the access can be left as it is: then they still work here, and no client reads otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from tacenda.acts import gate, listing, notices, pages, unfit
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing
from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures
from tacenda.core.model import kept, offers, practice
from tacenda.core.model.access_list import KEEPERS, KEEPING, AccessList, Holder, Left
from tacenda.core.model.kept import Kept
from tacenda.core.model.practice import Leaving, Member
from tacenda.core.model.reach import Event
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.errors import Conflict, Invalid, NotFound
from tacenda.core.words.ids import ChartId, EntryHash, GrantHash, PrincipalId
from tacenda.core.words.people import Role, treats
from tacenda.shell.vault.ring import ChartKeys


@dataclass(frozen=True, slots=True)
class Held:
    """One live grant of somebody who leaves. `keeps`: they keep the chart; `opens`: they open its notes; `rest`: who else opens them now.

    `lets`: one of the rest can let others in; `inside`: a client is; `refused`: the client does not want in who is to keep the chart;
    `taken`: that colleague keeps it already.
    """

    chart: ChartId
    grant: GrantHash
    keeps: bool
    opens: bool
    rest: Kept
    lets: bool
    inside: bool
    refused: bool
    taken: bool

    @property
    def lost(self) -> bool:
        """Whether nobody can open the notes once it ends."""
        return self.opens and not self.rest.openers

    @property
    def stays(self) -> bool:
        """Whether the notes stay with somebody once it ends, or it opens none."""
        return not self.opens or bool(self.rest.keeps)

    @property
    def counted(self) -> Kept:
        """Who opens the notes then, where that hangs on this one: to be looked at once more when it ends."""
        return self.rest if self.opens else kept.of(())

    @property
    def alone(self) -> bool:
        """Whether the notes stay open and nobody who stays can let anybody in."""
        return self.keeps and not self.lost and not self.lets


@dataclass(frozen=True, slots=True)
class Outlook:
    """What leaves with somebody: their live access, chart by chart, and who is to keep their charts.

    `parted`: charts where their access ended before, and whose clients read no more than that; `unread`: charts whose list opens for
    nobody or not for this officer, so that nothing of them is counted; `shut`: charts whose client stopped them and could take that back,
    and whose notes nobody else opens: with their keys that ends.
    """

    who: Member
    to: Member | None
    held: tuple[Held, ...]
    parted: tuple[ChartId, ...]
    unread: int
    shut: int = 0

    @property
    def kept(self) -> tuple[Held, ...]:
        return tuple(one for one in self.held if one.keeps)

    @property
    def safe(self) -> tuple[Held, ...]:
        """What can end while the notes stay with somebody."""
        return tuple(one for one in self.held if one.stays)

    def whole(self, ends: Collection[Held]) -> bool:
        """Whether that is all of their access, so that they go."""
        return len(ends) == len(self.held)

    def loses(self, ends: Collection[Held]) -> bool:
        """Whether notes open for nobody any more, or may: what is not read here can be theirs alone."""
        return any(one.lost for one in ends) or (self.whole(ends) and bool(self.unread or self.shut))

    def seen(self, ends: Collection[Held]) -> bytes:
        """What a page said would end, and what not, as one hash: what has come or gone since was not looked at."""
        return sha(
            b"".join(sorted(b"%b%d%d%d" % (one.grant, one in ends, one.stays, one.lost) for one in self.held))
            + b"%d %d" % (self.unread, self.shut)
        )


def may_leave(desk: Desk, member: Member) -> bool:
    """Whether this page is for them: nobody ends their own access here. Who is of the privacy office is taken out of it as well."""
    return member.id != desk.actor.id


def _member(desk: Desk, id: bytes) -> Member:
    found = gate.practice_page(desk)[1].member(PrincipalId(id))
    if found is None or not may_leave(desk, found) or not desk.offices():
        raise NotFound("member")
    return found


def outlook(desk: Desk, id: bytes) -> Outlook:
    """What would be lost, for members of the privacy office; each list that is read is a line. Raises NotFound."""
    who = _member(desk, id)
    to, charts = gate.practice_page(desk)[1].successor(who.id), desk.overseen()
    read = [at for one in charts if (at := unfit.standing(desk, one, Purpose.OVERSIGHT)) is not None and at.access is not None]
    held = tuple(one for at in read for one in _held(desk, at, who.id, to))
    parted = tuple(at.chart for at in read if at.access is not None and _parted(at.access.left, who.id))
    return Outlook(who, to, held, parted, len(charts) - len(read), sum(_shut(desk, at, who.id) for at in read))


def _parted(left: Left | None, who: PrincipalId) -> bool:
    return left is not None and left.principal == who and not left.gone


def _held(desk: Desk, at: Standing, who: PrincipalId, to: Member | None) -> Iterator[Held]:
    live = [one for one in at.holders if listing.opens(desk, one)]
    mine = [one for one in live if one.grantee == who]
    if not mine or at.access is None:
        return
    others = [one for one in live if one.grantee != who and one.role != Role.OFFICE.value]
    rest = listing.with_whom(desk, at).without({who})  # also who has not fetched the keys yet: what was brought to them counts
    lets = any(_lets(desk, one) for one in rest.openers)
    inside = any(one.role == Role.CLIENT.value for one in live)
    taken = to is not None and any(one.grantee == to.id and one.basis in KEEPERS for one in others)
    refused = to is not None and not taken and _refused(at.access, to)
    for one in mine:
        yield Held(at.chart, one.grant, one.keeps, listing.opens(desk, one, Code.RECORD), rest, lets, inside, refused, taken)


def _shut(desk: Desk, at: Standing, who: PrincipalId) -> bool:
    """Whether a client's stop of them, which that client can take back as long as they work here, is all that shuts some notes."""
    clients = {one.grant for one in at.holders if Right.SUBJECT in one.rights}
    stopped = [one for one in at.holders if one.grantee == who and one.may(Code.RECORD) and desk.keeper.stopped_by(one.grant) in clients]
    return bool(stopped) and not listing.with_whom(desk, at).without({who}).openers


def _refused(access: AccessList, to: Member) -> bool:
    """Whether the client does not want a colleague as who keeps their chart."""
    return access.keeps_out(to.id, to.name, offers.SUCCESSOR.basis, frozenset(offers.SUCCESSOR.codes))


def _lets(desk: Desk, holder: Holder) -> bool:
    """Whether somebody can let others into the notes now."""
    return any(Right.GRANT in desk.keeper.allows(id, holder.grant) for id, code, _ in holder.compartments if code is Code.RECORD)


def colleagues(desk: Desk, id: bytes) -> tuple[Member, ...]:
    """Who can keep the charts of somebody who leaves: other clinicians."""
    return tuple(one for one in gate.practice_page(desk)[1].staff if one.id != id and Role.CLINICIAN in one.roles)


def begin(desk: Desk, id: bytes, to: bytes) -> None:
    """The officer names who is to keep their charts; empty `to` names nobody any more. Raises NotFound, Invalid, Refused, Conflict."""
    who = _member(desk, id)
    if to and all(one.id != to for one in colleagues(desk, id)):
        raise Invalid({"to": "choose"})
    at, value = gate.practice_page(desk)
    made = value.with_leaving(Leaving(who.id, PrincipalId(to))) if to else value.without_leaving(who.id)
    if made == value:
        return
    pages.write(desk, at, Code.PRACTICE, Purpose.PRACTICE, [], practice.head(made))


# Handing on, by who leaves


@dataclass(frozen=True, slots=True)
class Mine:
    """For somebody who is to leave: who keeps their charts then, and which of them that colleague cannot open yet.

    `refused`: those of them whose client does not want that colleague in; the client alone can say otherwise.
    """

    to: Member
    charts: tuple[ChartId, ...]
    refused: frozenset[ChartId]


def mine(desk: Desk) -> Mine | None:
    """None for who is not leaving."""
    try:
        to = gate.practice_page(desk)[1].successor(desk.actor.id)
    except NotFound:
        return None  # waits to be let in
    if to is None:
        return None
    open_ = [at for id in _kept_charts(desk) if (at := unfit.standing(desk, id, Purpose.TREATMENT)) is not None]
    todo = [at for at in open_ if not _taken(desk, at, to.id)]  # of what is stopped or unfit nothing can be handed on
    refused = frozenset(at.chart for at in todo if at.access is not None and _refused(at.access, to))
    return Mine(to, tuple(at.chart for at in todo), refused)


def _kept_charts(desk: Desk) -> list[ChartId]:
    """The charts this person keeps, alone or beside somebody."""
    return [id for id in desk.keyring.ring().charts if id != desk.keeper.practice and _keeps(desk.held(id))]


def _keeps(keys: ChartKeys) -> bool:
    return keys.statement.basis in KEEPERS | {KEEPING}


def _taken(desk: Desk, at: Standing, to: PrincipalId) -> bool:
    return any(one.grantee == to and one.basis in KEEPERS and listing.opens(desk, one) for one in at.holders)


# Ending, by the office


def tell(desk: Desk, id: bytes, chart: ChartId, *, gone: bool) -> None:
    """Write down on a chart's list who kept it and does so no more, and leave its client a notice; `gone`: they work here no more.

    Of a therapist who did not keep it, the client is told only that: no list says more than that their access has ended.

    Raises NotFound, Refused, Conflict.
    """
    who = _member(desk, id)
    at = gate.standing(desk, chart, Purpose.OVERSIGHT)
    if at.access is None:
        return
    theirs = [one for one in at.access.holders if one.grantee == who.id]
    keeps = any(one.keeps for one in theirs) or _parted(at.access.left, who.id)
    if keeps:
        listing.put(desk, at, Purpose.OVERSIGHT, replace(at.access, left=Left(who.id, who.name, desk.today, gone)))
    if keeps or (gone and any(treats(one.role) and not one.covers for one in theirs)):
        notices.tell(desk, at.access, Event.ITEM)


def left(desk: Desk, chart: ChartId) -> Left | None:
    """Who kept the records and does so no more, for the client of the chart; None if they are in again. Raises NotFound, Refused."""
    access = gate.standing(desk, chart, Purpose.OWN_RECORD).access
    if access is None or access.left is None:
        return None
    again = any(one.grantee == access.left.principal and listing.opens(desk, one) for one in access.holders)
    return None if again else access.left


def staff_grants(desk: Desk, id: bytes) -> tuple[GrantHash, ...]:
    """The live grants on the practice's own page of somebody who leaves."""
    at = gate.standing(desk, ChartId(desk.keeper.practice), Purpose.OVERSIGHT)
    return tuple(one.grant for one in at.holders if one.grantee == id and listing.opens(desk, one))


def close(desk: Desk, id: bytes) -> None:
    """End their keys in the directory, signed by the officer, and take them off the page of who works here. Needs a step-up.

    Raises Locked, NotFound, Refused, Conflict.
    """
    who = _member(desk, id)
    if outlook(desk, id).held:
        raise Conflict("still holds")
    listed = desk.keeper.newest(who.id)
    if not listed.entry.ended:
        old = listed.entry
        entry = DirectoryEntry(old.practice, old.principal, old.roles, b"", b"", b"", b"", b"", desk.now, listed.hash).write()
        by = sign.sign_both(desk.keyring.identity(), labels.DIRECTORY, entry)
        signatures = DirectorySignatures(b"", desk.keyring.entry, by, b"").write()
        desk.keeper.publish(entry, signatures, gate.bare(desk, Act.DIRECTORY, about=EntryHash(sha(entry))))
    at, value = gate.practice_page(desk)
    pages.write(desk, at, Code.PRACTICE, Purpose.PRACTICE, [], practice.head(value.without(who.id)))
