"""The gate: the one place where a wish becomes a clearance. Decided by the rules, then durable in the ledger, then cleared.

Order: today's standing entry, if it is missing; access list and contents page opened with it; facts; the pure decision; the keyring
signs the ask; the keeper makes the entry durable and answers with shares; only then a `Clearance`. A denial is an entry too and brings no
share. Nothing else in Tacenda makes a clearance; what one opens is in `contents`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import NamedTuple

from tacenda.acts import contents, facts, memberships, planned, says
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk, bare
from tacenda.core.decisions.practice import AccessFacts, decide_access
from tacenda.core.ledger.asks import STEP_UP_ACTS, Ask, Place, SignedAsk
from tacenda.core.ledger.limit import NEVER_LIMITED
from tacenda.core.ledger.statements import Grant
from tacenda.core.model import access_list, practice
from tacenda.core.model.access_list import AccessList, Holder
from tacenda.core.model.practice import Practice
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.errors import Conflict, Locked, NotFound, Refused, Unavailable
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, GrantHash, ObjectId, PrincipalId, handle
from tacenda.shell import fresh
from tacenda.shell.vault.clearance import Clearance
from tacenda.shell.vault.ring import ChartKeys, Compartment

STOPPED = "stopped"  # why somebody is refused whose access was ended before its time
LIMIT = "practice.limit"  # the house rule that keeps the client's own limit
KEYS = "keys"  # nobody shut it: a stop was taken back, and the keys that were changed meanwhile come with their next roll
TOLD = frozenset({Act.OPEN, Act.WRITE, Act.EXPORT, Act.PRINT})
NEVER_STANDING = frozenset({Code.PSYCHOTHERAPY, Code.LEDGER})
AGAIN = 60  # seconds in which an ask may be repeated
USES = 1000  # asks for standing entries that are remembered

Said = tuple[Ask, SignedAsk]


@dataclass(frozen=True, slots=True)
class Held:
    """What the asker holds on one chart: by an own grant, or as a member of an office through `via` (the membership's statement)."""

    keys: ChartKeys
    via: bytes = b""
    locked: frozenset[Code] = frozenset()  # kinds the keeper gives nothing of while the grant gives others: the client's limit
    waits: frozenset[Code] = frozenset()  # kinds whose keys come with the next roll, since a stop was taken back

    def why(self, code: Code) -> str:
        """Why a kind is locked, as a refusal says it."""
        return KEYS if code in self.waits else LIMIT

    @property
    def shown(self) -> str:
        return Grant.read(self.via).shown() if self.via else self.keys.statement.shown()


@dataclass(frozen=True, slots=True)
class Standing:
    """A chart with today's standing entry: its access list, and the pages that were asked for.

    `older`: the list is not as its client last laid it down. They alone get this far then, and read what they said instead.
    """

    chart: ChartId
    held: Held
    access: AccessList | None
    access_version: int
    pages: Mapping[CompartmentId, OpenedPage]
    older: bool = False

    def page(self, code: Code) -> OpenedPage:
        """The first page of a kind. Raises NotFound; Refused for what the client's limit locks."""
        if code in self.held.locked:
            raise Refused(self.held.why(code))
        for opened in self.pages.values():
            if opened.compartment.code is code:
                return opened
        raise NotFound("page")

    def written(self, code: Code) -> OpenedPage | None:
        """The page of a kind, where it was opened and somebody has written it."""
        return next((one for one in self.pages.values() if one.compartment.code is code and one.version), None)

    @property
    def holders(self) -> tuple[Holder, ...]:
        """Everybody on the access list."""
        return self.access.holders if self.access else ()

    def holder(self, grant: bytes) -> Holder | None:
        """Whose grant this is, where the access list has it."""
        return self.access.holder(grant) if self.access else None

    @property
    def subjects(self) -> frozenset[PrincipalId]:
        """The accounts of the client who are in."""
        return self.access.subjects if self.access else frozenset()

    def name(self, author: bytes) -> str:
        """The name under which an author stands on the access list, or stood last; empty for who left it and is named nowhere on it."""
        return self.access.author(author) if self.access else ""


class Wanted(NamedTuple):
    """One object somebody wants: to read it (version 0), or to write a version with a payload of this SHA-256.

    `epoch`: 0 for the newest one held; of the ledger an older one can be named.
    """

    compartment: CompartmentId
    object: ObjectId
    version: int = 0
    digest: bytes = b""
    epoch: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """What an act wants cleared. `code`: the kind of compartment it is decided for; `author`: the asker wrote all that is wanted;
    `outside`: the client wants whoever is let in here not in; `topic`: or keeps a part of what is given to their therapist alone; `member`:
    it is a membership of the asker's own office that is given, and whoever is of an office holds it whole; `step`: it needs a second proof,
    whatever the act is."""

    act: Act
    code: Code
    purpose: Purpose
    wanted: tuple[Wanted, ...] = ()
    about: bytes = ZERO_HASH
    reason: str = ""
    author: bool = False
    outside: bool = False
    topic: bool = False
    member: bool = False
    step: bool = False


def held(desk: Desk, chart: ChartId, purpose: Purpose) -> Held:
    """What the asker holds: for oversight, through an office. Raises NotFound: a foreign chart is as if it were not there."""
    if purpose is Purpose.OVERSIGHT:
        for office in desk.offices():
            ring = desk.office_ring(office)
            if chart in ring.sections and chart not in memberships.unlisted(ring, sha(office.membership)):
                return Held(ring.keys(chart), office.membership)
        raise NotFound("chart")
    kept = desk.memory.get(("held", chart))
    if not isinstance(kept, Held) or desk.tx.writes:  # who writes may have changed keys or grants since
        kept = desk.memory["held", chart] = _without_locked(desk, desk.held(chart))
    return kept


def _without_locked(desk: Desk, keys: ChartKeys) -> Held:
    """What is held without the compartments that a client took out of the grant. Where nothing is left of it, the keeper says why.

    What nobody can be kept from stays in: where the keeper does not give it, its rows were changed, and the next ask says so.
    """
    opened = desk.keeper.opened(GrantHash(keys.grant_hash))
    if not opened or all(one.id in opened for one in keys.compartments):
        return Held(keys)
    left = tuple(one for one in keys.compartments if one.id in opened or one.code in NEVER_LIMITED)
    locked = frozenset(one.code for one in keys.compartments) - {one.code for one in left}
    waiting = desk.keeper.waiting(GrantHash(keys.grant_hash))
    waits = frozenset(one.code for one in keys.compartments if one.id in waiting)
    return Held(replace(keys, compartments=left), locked=locked, waits=waits)


def standing(desk: Desk, chart: ChartId, purpose: Purpose, *codes: Code) -> Standing:
    """Open the access list and the pages of the kinds named, under today's standing entry. Raises NotFound, Refused, Tampered."""
    mine = held(desk, chart, purpose)
    _alone_and_locked(desk, mine, purpose, codes)
    wanted = [one for one in mine.keys.compartments if one.code in {Code.ACCESS, *codes} and one.code not in NEVER_STANDING]
    clearance = _standing_clearance(desk, mine, chart, purpose, wanted)
    pages = _pages_once(desk, clearance, wanted)
    access = next((page for page in pages.values() if page.compartment.code is Code.ACCESS), None)
    if access is None or not access.version:
        return Standing(chart, mine, None, 0, pages)
    where, subject = (access.compartment.id, access.version), Right.SUBJECT in mine.keys.statement.rights
    listed, older = says.judged(desk, chart, where, _list_once(desk, access), subject=subject)
    kept = listed.kept_from(mine.keys.statement.basis, mine.keys.statement.rights)
    shut = frozenset(one.code for one in mine.keys.compartments if one.code in kept)
    if not shut:
        return Standing(chart, mine, listed, access.version, pages, older)
    # A crash can come between the list and the keeper, which gives these still: they are shut all the same, and as if it gave them not.
    left = {id: page for id, page in pages.items() if page.compartment.code not in shut}
    return Standing(chart, _without(mine, shut), listed, access.version, left, older)


def _without(mine: Held, shut: frozenset[Code]) -> Held:
    """What is held without kinds that the client keeps to their therapist alone."""
    left = tuple(one for one in mine.keys.compartments if one.code not in shut)
    return replace(mine, keys=replace(mine.keys, compartments=left), locked=mine.locked | shut)


def _alone_and_locked(desk: Desk, mine: Held, purpose: Purpose, codes: Sequence[Code]) -> None:
    """Who asks for nothing but what is locked is refused, and that is a line. Raises Refused."""
    if Code.ACCESS in mine.waits:
        raise Refused(KEYS)
    if codes and mine.locked.issuperset(codes):
        why = mine.why(codes[0])
        _enter_refusal(desk, mine, Wish(Act.USE, codes[0], purpose), [why])
        raise Refused(why)


def _standing_clearance(desk: Desk, mine: Held, chart: ChartId, purpose: Purpose, wanted: Sequence[Compartment]) -> Clearance:
    """One ask a desk for the pages of everything this person's lists may show; where that is not to be had, for what is wanted now.

    What an ask was decided for is decided: it is not asked of the rules again on the day it was made.
    """
    kept = desk.memory.get((chart, purpose))
    if isinstance(kept, Clearance) and all((ObjectId(one.id), one.epoch) in kept.shares for one in wanted):
        return kept
    asked = _asked_before(desk, mine, purpose)
    if asked is None or not {one.id for one in wanted} <= {place.compartment for place in asked[0].places}:
        for code in {one.code for one in wanted}:
            decided(desk, mine, None, Wish(Act.USE, code, purpose))
        asked = None
    try:
        made = _used(desk, mine, asked or _use_of_all(desk, mine, chart, purpose))
    except (Refused, Conflict):
        # One compartment may be stopped, over or rolling while the others are not.
        with _told(desk, chart, Act.USE):
            made = _used(desk, mine, _use(desk, mine, chart, purpose, wanted))
    desk.memory[chart, purpose] = made
    return made


def _asked_before(desk: Desk, mine: Held, purpose: Purpose) -> Said | None:
    """The ask that covered the same a moment ago. The keeper checks all but its signature again, and makes no second entry of it."""
    kept = desk.house.uses.get(_said_of_all(desk, mine, purpose))
    return kept if kept is not None and abs(desk.now - kept[0].at) <= AGAIN else None


def _use_of_all(desk: Desk, mine: Held, chart: ChartId, purpose: Purpose) -> Said:
    named = [
        one for one in mine.keys.compartments if one.code not in NEVER_STANDING and may(desk, mine, None, Wish(Act.USE, one.code, purpose))
    ]
    made = _use(desk, mine, chart, purpose, named)
    if len(desk.house.uses) >= USES:
        desk.house.uses.clear()
    desk.house.uses[_said_of_all(desk, mine, purpose)] = made
    return made


def _said_of_all(desk: Desk, mine: Held, purpose: Purpose) -> tuple[object, ...]:
    """All that such an ask says and its decision rests on, but the moment; of that the day, as an entry stands for one."""
    places = tuple((one.id, one.epoch) for one in mine.keys.compartments)
    day = moments.day(desk.now)
    return desk.keyring.signer.certificate, mine.keys.grant, mine.keys.ledger_epoch, mine.via, purpose, places, desk.actor.step_up, day


def _use(desk: Desk, mine: Held, chart: ChartId, purpose: Purpose, named: Sequence[Compartment]) -> Said:
    ask = _ask(desk, mine, chart, Wish(Act.USE, Code.ACCESS, purpose), [_read_page(one) for one in named], None)
    return ask, desk.keyring.sign(ask, mine.keys, via=mine.via)


def _used(desk: Desk, mine: Held, said: Said) -> Clearance:
    ask, signed = said
    released = desk.keeper.release([signed])[0]
    if not desk.tx.writes:  # what this desk writes changes the counts
        desk.memory["counted", ask.ledger] = released.counted
    return Clearance(ask, signed, mine.keys, released.receipt.number, released.shares)


def _pages_once(desk: Desk, clearance: Clearance, wanted: Sequence[Compartment]) -> dict[CompartmentId, OpenedPage]:
    """Pages, each opened once a desk, until something is written to it."""
    pages = {one.id: kept for one in wanted if (kept := _kept_page(desk, one)) is not None}
    missing = [one for one in wanted if one.id not in pages]
    for one in contents.open_pages(desk, clearance, missing):
        pages[one.compartment.id] = desk.memory[one.compartment.id] = one
    return {one.id: pages[one.id] for one in wanted}


def _kept_page(desk: Desk, one: Compartment) -> OpenedPage | None:
    kept = desk.memory.get(one.id)
    return kept if isinstance(kept, OpenedPage) and kept.compartment.epoch == one.epoch else None


def _list_once(desk: Desk, access: OpenedPage) -> AccessList:
    """The access list on a page, read once a desk."""
    key = "list", access.compartment.id, access.compartment.epoch, access.version
    kept = desk.memory.get(key)
    if not isinstance(kept, AccessList):
        kept = desk.memory[key] = access_list.read(access.head)
    return kept


def _read_page(one: Compartment) -> Wanted:
    return Wanted(one.id, ObjectId(one.id))


@contextmanager
def _told(desk: Desk, chart: ChartId, act: Act) -> Generator[None, None, None]:
    """What the keeper itself refuses (stopped, over) is a line in the practice's ledger: no live grant stands behind one in the chart's."""
    try:
        yield
    except Refused as error:
        _refused_here(desk, f"{act.value} {handle(chart)}: {error.reason}")
        if chart in stopped(desk, [chart]):
            raise Refused(STOPPED) from error
        raise


def stopped(desk: Desk, charts: Iterable[ChartId]) -> tuple[ChartId, ...]:
    """Those of the charts in this person's own ring that somebody closed to them: their grant is not over, and gives nothing any more."""
    sections = desk.keyring.ring().sections
    held = [desk.held(id) for id in charts if id in sections and desk.keeper.knows(id)]
    running = [one for one in held if not one.statement.until or desk.now < one.statement.until]
    closed = desk.keeper.closed([GrantHash(one.grant_hash) for one in running])
    return tuple(one.chart for one in running if one.grant_hash in closed)


def _refused_here(desk: Desk, reason: str) -> None:
    """A refusal in the practice's ledger, once a day for the same thing: a list that is loaded again says nothing new."""
    if not desk.house.said_once((desk.keyring.signer.certificate, reason), desk.now):
        return
    try:
        desk.keeper.refused(bare(desk, Act.REFUSED, reason))
    except (Refused, Unavailable):
        return  # who is signed out, or not let in yet, enters nothing; the refusal itself stands


def decided(desk: Desk, mine: Held, access: AccessList | None, wish: Wish) -> tuple[str, ...]:
    """The rules that allow a wish. Raises Refused (entered in the ledger) or Locked where a step-up would do."""
    decision = decide_access(desk.house.rules, _facts(desk, mine, access, wish), desk.now)
    if decision.allowed:
        return decision.reasons
    if decision.needs_step_up:
        raise Locked("step-up", step_up=True)
    _enter_refusal(desk, mine, wish, decision.reasons)
    raise Refused(decision.reasons[0] if decision.reasons else "no ground")


def _facts(desk: Desk, mine: Held, access: AccessList | None, wish: Wish) -> AccessFacts:
    grant = mine.keys.statement
    covered = grant.of_code(wish.code)
    rights = grant.rights | (covered.rights if covered else frozenset[Right]())
    if wish.member and mine.via and wish.act is Act.GRANT:
        rights |= {Right.GRANT}
    return facts.of_grant(
        grant,
        wish.code,
        wish.act,
        wish.purpose,
        rights,
        access,
        mine.keys.grant_hash,
        author=wish.author,
        step_up=desk.actor.step_up,
        outside=wish.outside,
        topic=wish.topic,
    )


def may(desk: Desk, mine: Held, access: AccessList | None, wish: Wish) -> bool:
    """Whether the rules would allow a wish. Asks nobody and enters nothing: for who offers only what is open."""
    return decide_access(desk.house.rules, _facts(desk, mine, access, wish), desk.now).allowed


def _enter_refusal(desk: Desk, mine: Held, wish: Wish, reasons: Sequence[str]) -> None:
    refused = Wish(Act.REFUSED, wish.code, wish.purpose, reason=f"{wish.act.value} {wish.code.name.lower()}")
    ask = _ask(desk, mine, mine.keys.chart, refused, [], None, tuple(reasons))
    try:
        desk.keeper.refused(desk.keyring.sign(ask, mine.keys, via=mine.via))
    except Refused:
        # Without a live grant nothing is entered in the chart's ledger.
        _refused_here(desk, f"{wish.act.value} {handle(mine.keys.chart)}: {wish.code.name.lower()}")


def clear(desk: Desk, standing: Standing, wish: Wish) -> Clearance:
    """Decide one wish, enter it, and clear it. Raises Refused, Locked, Conflict, Unavailable."""
    return clear_all(desk, [(standing, wish)])[0]


def clear_all(desk: Desk, wishes: Sequence[tuple[Standing, Wish]]) -> tuple[Clearance, ...]:
    """All or none: one decision each, one call to the keeper."""
    if not wishes:
        return ()
    asked = [signed(desk, at, wish) for at, wish in wishes]
    with _told(desk, wishes[0][0].chart, wishes[0][1].act):
        released = desk.keeper.release([one for _, one in asked])
    for at, wish in wishes:
        _tell_of(desk, at, wish)
    return tuple(
        Clearance(ask, one, at.held.keys, got.receipt.number, got.shares)
        for (at, _), (ask, one), got in zip(wishes, asked, released, strict=True)
    )


def _tell_of(desk: Desk, at: Standing, wish: Wish) -> None:
    """What a client's list of who looked will show as a line of somebody else is worth a word at the end of the week."""
    if wish.act in TOLD and Right.SUBJECT not in at.held.keys.statement.rights:
        planned.looked(desk, at.access)


Asked = dict[tuple[object, ...], tuple[Ask, SignedAsk]]  # asks that were cleared, by all they say but their moment


def clear_again(desk: Desk, at: Standing, wish: Wish, asked: Asked) -> Clearance:
    """As `clear`; a wish that was cleared a moment ago repeats its ask, which passes every check again and makes no second entry."""
    access = next((one for one in at.pages.values() if one.compartment.code is Code.ACCESS), None)
    places = tuple(_place(at.held.keys, one) for one in wish.wanted)
    version = access.version if access is not None else 0
    key = (desk.keyring.signer.certificate, at.chart, at.held.keys.grant, at.held.keys.ledger_epoch, at.held.via, wish, places, version)
    kept = asked.get(key)
    if kept is None or abs(desk.now - kept[0].at) > AGAIN:
        kept = asked[key] = signed(desk, at, wish)
    with _told(desk, at.chart, wish.act):
        got = desk.keeper.release([kept[1]])[0]
    return Clearance(kept[0], kept[1], at.held.keys, got.receipt.number, got.shares)


def clear_roll(desk: Desk, at: Standing, wish: Wish, statement: bytes, signature: bytes = b"") -> Clearance:
    """As `clear`, for the beginning of a new epoch: the shares of each object under the old epoch and the new one.

    `signature`: an officer's, for the practice's own ledger.
    """
    ask, one = signed(desk, at, wish)
    return Clearance(ask, one, at.held.keys, 0, desk.keeper.roll_begun(statement, one, signature))


def signed(desk: Desk, at: Standing, wish: Wish) -> tuple[Ask, SignedAsk]:
    """A decided wish as a signed ask, for the keeper's other verbs (grant, stop, roll). Raises as `clear`."""
    rules = decided(desk, at.held, at.access, wish)
    access = next((one.compartment.id for one in at.pages.values() if one.compartment.code is Code.ACCESS), None)
    listed = (access, at.access_version) if access is not None and at.access_version else None
    ask = _ask(desk, at.held, at.chart, wish, wish.wanted, listed, rules)
    step = wish.step or wish.act in STEP_UP_ACTS or wish.code is Code.PSYCHOTHERAPY
    return ask, desk.keyring.sign(ask, at.held.keys, step=step, via=at.held.via)


def by_member(desk: Desk, at: Standing, act: Act, about: bytes) -> SignedAsk:
    """An ask that opens nothing, made through an office for the office itself; the keeper says whether it may. Needs a step-up."""
    ask = _ask(desk, at.held, at.chart, Wish(act, Code.ACCESS, Purpose.OVERSIGHT, about=about), (), None)
    return desk.keyring.sign(ask, at.held.keys, step=True, via=at.held.via)


def _ask(
    desk: Desk, mine: Held, chart: ChartId, wish: Wish, wanted: Sequence[Wanted], access: tuple[CompartmentId, int] | None,
    rules: tuple[str, ...] = (),
) -> Ask:  # fmt: skip
    places = tuple(_place(mine.keys, one) for one in wanted)
    return Ask(
        desk.keyring.practice, fresh.secret(16), desk.now, desk.actor.id, chart, mine.keys.ledger_epoch, wish.act, places, wish.about,
        mine.keys.grant_hash, sha(mine.via) if mine.via else b"", mine.shown, access, wish.purpose.value, wish.reason, rules,
        desk.house.rules.digest,
    )  # fmt: skip


def _place(keys: ChartKeys, one: Wanted) -> Place:
    return Place(one.compartment, one.epoch or keys.by_id(one.compartment).epoch, one.object, one.version, one.digest)


def practice_page(desk: Desk) -> tuple[Standing, Practice]:
    """The practice's own page: its name, place and people. Raises NotFound for who does not work here."""
    at = standing(desk, ChartId(desk.keeper.practice), Purpose.PRACTICE, Code.PRACTICE)
    return at, practice.read(at.page(Code.PRACTICE).head)
