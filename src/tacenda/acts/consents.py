"""Consents: the talk about privacy. Answered part by part, kept with its signature, signed by the other side, changed, taken back.

What is half answered lies in the client's own sealed ring and nowhere else; nobody reads it, and no line says it is there. A kept talk is
sealed into the chart's consent compartment by whoever keeps it: that is their signature. The page's head repeats the newest state.

Who signs for the client by law does the same on a side of their own: they answer as what they are, see what was sealed on that side, and
change nothing of what the client answered.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from tacenda.acts import facts, gate, notices, pages, papers, planned
from tacenda.acts.desk import Desk, Visitor, put_ring, reading, writing
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.acts.house import House
from tacenda.acts.papers import OpenedPaper, Paper, PaperLine, Scan
from tacenda.core.decisions import limits, places
from tacenda.core.decisions.limits import Limit
from tacenda.core.model import agreed, chart, consent, receipt
from tacenda.core.model.access_list import KEEPERS, NO_NEWS, Signing, signs_as
from tacenda.core.model.agreed import NO_DAY, Agreed, Due, Facts
from tacenda.core.model.chart import Line
from tacenda.core.model.consent import Begun, Choice, Consent, How, Part, Result, Seen, Told
from tacenda.core.model.reach import Event
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Content, Purpose, Right
from tacenda.core.words.encoding import Plain, fields
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Refused, Tampered
from tacenda.core.words.ids import ChartId, ObjectId, PrincipalId, fingerprint, handle
from tacenda.core.words.moments import NEVER, Day, Moment
from tacenda.core.words.people import KEEPS_CHARTS, Role
from tacenda.shell import fresh, packs, settings

WISH = "talk"  # the wish that holds a talk in progress
TOLD_OF = "told-of"  # the wish of who keeps charts: of which law, texts and place their clients have heard
CLINICIAN = "clinician"
NOBODY = Agreed()  # nothing was answered
Wordings = Mapping[int, bytes]  # the texts as the product has them, by part
Shown = Mapping[int, frozenset[bytes]]  # what the pages of each part say today, in either wording
PAPERS = frozenset({Content.DISCLOSURE})
NOTHING: Mapping[int, Seen] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rules:
    """Whose law a client is told of, and its limits of secrecy as sentences, with what names each; empty where no place is set."""

    places: tuple[str, ...]
    limits: tuple[Limit, ...]
    names: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Stands:
    """Where one chart stands: its state, what is true today, and what is due. `mine`: this person sealed the newest words.

    `spoken`: of the other side, for who reads both: of who signs for the client. `rests`: who does so today; `by`: of those, who sealed its
    newest words.
    """

    chart: ChartId
    agreed: Agreed
    facts: Facts
    rules: Rules
    due: tuple[Due, ...]
    mine: bool
    spoken: Agreed = NOBODY
    rests: tuple[PrincipalId, ...] = ()
    by: tuple[Signing, ...] = ()

    def __repr__(self) -> str:
        return "Stands()"

    def counts(self, name: str) -> str:
        """The answer to a separate consent that counts today."""
        return replace(self.agreed, spoken=self.spoken).counts(name, self.rests)

    @property
    def to_sign(self) -> bool:
        """Whether the newest talk waits for this person's signature."""
        return bool(self.agreed.talk) and not self.mine and not self.agreed.taken_back

    @property
    def written_after(self) -> bool:
        """Whether the newest talk was written down once the client had taken all back: only their signature makes it count."""
        return bool(self.agreed.back) and not self.agreed.taken_back

    @property
    def walk(self) -> tuple[int, ...]:
        """The parts to go through."""
        return agreed.parts_due(self.due)


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One kept talk of a list. `by`: the names of those who sealed a version of it."""

    id: ObjectId
    day: Day
    versions: int
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OpenedTalk:
    """One talk, opened whole. `signed`: who sealed its newest words; `names`, `sides`: the same by name and by what they are; `by`: both
    of each who has a name; `number`: its line in the ledger."""

    id: ObjectId
    value: Consent
    version: int
    signed: tuple[PrincipalId, ...]
    names: tuple[str, ...]
    sides: tuple[str, ...]
    number: int
    explained: str  # who explained it, by a signature of their own; empty for nobody
    by: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        return "OpenedTalk()"


def rules(desk: Desk, at: Standing | None) -> Rules:
    """What a client is told of the law: that of the practice's place, then of where the client is. `at`: None before they have a chart."""
    here = _here(desk)
    found = tuple(dict.fromkeys(one for one in (here, *(_elsewhere(at) if at else ())) if one))
    kept = desk.memory.get((WISH, found))  # worked out once a desk: a day asks for thirty charts
    if not isinstance(kept, Rules):
        law = limits.limits(packs.law(), found) if found else ()
        kept = desk.memory[WISH, found] = Rules(found, law, names_of(law))
    return kept


def _here(desk: Desk) -> str:
    kept = desk.memory.get(WISH)
    if not isinstance(kept, str):
        kept = desk.memory[WISH] = settings.read(desk.house.folder).place
    return kept


def _elsewhere(at: Standing) -> tuple[str, ...]:
    """Where the client is, by their card. Who may not open it goes by what the client was told last: to them nothing changed."""
    opened = at.written(Code.CONTACT)
    if opened is None:
        state = _agreed(at)
        return _known(state.here) or state.places[1:]
    return _known(chart.read_card(opened.head).place)


def _known(place: str) -> tuple[str, ...]:
    return (place,) if places.known(place) else ()


def names_of(found: Sequence[Limit]) -> tuple[bytes, ...]:
    """What names each sentence of the limits."""
    return tuple(dict.fromkeys(consent.limit_name(one.topic, one.kind, one.says) for one in found))


# Where it stands


def stands(desk: Desk, id: ChartId, purpose: Purpose, wordings: Wordings) -> Stands:
    """Where a chart stands, on the side of who asks.

    Raises NotFound for who neither is the client nor signs for them or treats them, Refused.
    """
    return _stands(desk, _at(desk, id, purpose), purpose, wordings)


def waiting(desk: Desk, id: ChartId, purpose: Purpose, wordings: Wordings) -> Stands | None:
    """As `stands`, for lists: None where it is not open to this person."""
    try:
        return stands(desk, id, purpose, wordings)
    except (NotFound, Refused):
        return None


def _at(desk: Desk, id: ChartId, purpose: Purpose) -> Standing:
    held = desk.held(id)
    wanted = [code for code in (Code.CONSENT, Code.SCHEDULE, Code.CONTACT, Code.REQUESTS) if held.holds(code)]
    mine = gate.held(desk, id, purpose)
    if Code.CONSENT not in wanted or not gate.may(desk, mine, None, Wish(Act.OPEN, Code.CONSENT, purpose)):
        raise NotFound("consent")
    return gate.standing(desk, id, purpose, *wanted)


def _stands(desk: Desk, at: Standing, purpose: Purpose, wordings: Wordings) -> Stands:
    state, law = _side(desk, at, purpose), rules(desk, at)
    now = _facts(desk, at, wordings, law, purpose)
    spoken, rests = _agreed(at).of_speaker, tuple(_signers(desk, at))
    by = tuple(one for who, one in _signing(at).items() if who in rests and who in spoken.signed)
    mine = desk.actor.id in state.signed
    return Stands(at.chart, state, now, law, agreed.due(state, now, desk.now), mine, spoken, rests, by)


def _agreed(at: Standing) -> Agreed:
    return agreed.read(at.page(Code.CONSENT).head)


def _signers(desk: Desk, at: Standing) -> list[PrincipalId]:
    """Who signs for the client by law today."""
    return [one.grantee for one in facts.signers(desk, at.access)]


def _side(desk: Desk, at: Standing, purpose: Purpose) -> Agreed:
    """The side of who asks. Who treats a client reads that of who signs for them, where the client has no say of their own here and nothing
    was written down since."""
    whole = _agreed(at)
    if purpose is Purpose.OWN_RECORD or not whole.answered_by(_signers(desk, at)):
        return Agreed() if purpose is Purpose.SPEAKS_FOR else whole
    spoken = whole.of_speaker
    if purpose is Purpose.SPEAKS_FOR:
        return spoken
    if whole.own or at.subjects or whole.kept > spoken.kept:
        return whole
    return replace(spoken, uneasy=whole.uneasy, moods=whole.moods, explain=tuple(sorted({*whole.explain, *spoken.explain})))


def _facts(desk: Desk, at: Standing, wordings: Wordings, law: Rules, purpose: Purpose) -> Facts:
    return Facts(
        law.places, frozenset(law.names), wordings, frozenset(_people(desk, at, purpose)), moments.day(_second(at)),
        agreed.birthday(_born(at)), _disclosed(at),
    )  # fmt: skip


def _born(at: Standing) -> str:
    return chart.read_card(at.page(Code.CONTACT).head).born if at.written(Code.CONTACT) else ""


def _people(desk: Desk, at: Standing, purpose: Purpose = Purpose.TREATMENT) -> tuple[bytes, ...]:
    """Everybody who can open something, but the client and the office that checks the rules, which is there from the start.

    Whom a stop has left on the list until its next writer is nobody new: a talk about them would be due until then, and no longer. Who
    speaks for the client hears nothing of somebody else who does.
    """
    known = NO_NEWS | {Role.OFFICE.value} | ({Role.GUARDIAN.value} if purpose is Purpose.SPEAKS_FOR else set[str]())
    listed = [one.grant for one in at.holders if Right.SUBJECT not in one.rights and one.role not in known]
    closed = desk.keeper.closed(listed)
    return tuple(one for one in listed if one not in closed)


def _disclosed(at: Standing) -> Day:
    """The day of the newest disclosure, where this person sees the list of them."""
    opened = at.written(Code.REQUESTS)
    lines = opened.page.of(*PAPERS) if opened else ()
    return max((line.versions[0].day for line in lines), default=agreed.NO_DAY)


# In progress


def _wish(of: ChartId | None) -> str:
    """Under what a talk in progress lies. `of`: the client it is for, where somebody signs for them; None for the client's own."""
    return f"{WISH} {handle(of)}" if of else WISH


def begun(desk: Desk, of: ChartId | None = None) -> Begun | None:
    """This person's talk in progress. `of`: as `_wish`."""
    text = desk.keyring.ring().wishes.get(_wish(of), "")
    return consent.read_begun(text) if text else None


def answer(
    desk: Desk, walk: Sequence[int], now: Part, result: Result, seconds: int, *, mark: bool, of: ChartId | None = None
) -> Begun:  # fmt: skip
    """Keep the answer to one part in this person's own ring; a first answer begins the talk."""
    before = begun(desk, of) or Begun(tuple(walk), (), 0, desk.now)
    made = before.with_part(consent.answered(before.part(now.part), now, result, mark=mark), seconds)
    put_ring(desk.tx, desk.keyring, desk.keyring.ring().with_wish(_wish(of), consent.write_begun(made)))
    return made


def _answering(desk: Desk, id: ChartId) -> tuple[Purpose, ChartId | None]:
    """As what this person answers: the client, or for them by law; and whose talk it is, as `_wish`. Raises NotFound for anybody else."""
    purpose = facts.purpose_of(desk.held(id).statement)
    if purpose not in (Purpose.OWN_RECORD, Purpose.SPEAKS_FOR):
        raise NotFound("consent")
    return purpose, id if purpose is Purpose.SPEAKS_FOR else None


def stale(value: Begun, shown: Shown) -> tuple[int, ...]:
    """The parts whose page says something else today than when they were answered."""
    return tuple(sorted(one.part for one in value.parts if one.shown not in shown.get(one.part, frozenset[bytes]())))


# Keeping


def keep(desk: Desk, id: ChartId, how: How, answers: Mapping[str, str], shown: Shown, seen: Mapping[int, Seen] = NOTHING) -> ObjectId:
    """The client, or who signs for them, says "this is right": seal the talk. `seen`: parts that changed, as they read them once more.

    Raises NotFound, Invalid (`seen`: `changed`) for a part that changed and was not read since, Refused.
    """
    purpose, of = _answering(desk, id)
    value = begun(desk, of)
    if value is None:
        raise NotFound("talk")
    value = value.seen(seen)
    if stale(value, shown):
        raise Invalid({"seen": "changed"})
    at = _at(desk, id, purpose)
    state = _side(desk, at, purpose)
    choices = consent.chosen(() if state.back else state.stand, answers, desk.now)
    told_then = _told(desk, at, [one.part for one in value.parts])
    # Who explained it is said by their own signature: the client's key names nobody.
    made = consent.drawn(Consent(value.parts, told_then, how, "", value.seconds, choices, value.begun, desk.now))
    object = _seal(desk, at, purpose, fresh.object_id(), made, (desk.actor.id,))
    put_ring(desk.tx, desk.keyring, desk.keyring.ring().with_wish(_wish(of), ""))
    return object


def enter(
    desk: Desk, id: ChartId, parts: Sequence[Part], how: How, minutes: int, answers: Mapping[str, str],
    scan: Scan | None = None,
) -> ObjectId:  # fmt: skip
    """The clinician writes down a talk that was done together or on paper: an attestation, and the client can sign it.

    What the client sealed themselves stands until they do, a taking back too. A scan lies beside the talk, where the client opens it.
    Raises as `keep`.
    """
    if how is How.ALONE:
        raise Invalid({"how": "choose"})
    if not 1 <= minutes <= 240:
        raise Invalid({"minutes": "range"})
    at = _at(desk, id, Purpose.TREATMENT)
    state, seconds = _agreed(at), minutes * 60
    choices = consent.chosen(() if state.back else state.stand, answers, desk.now)
    begun_at = Moment(desk.now - seconds)
    told_then, name = _told(desk, at, [one.part for one in parts]), desk.keyring.ring().name
    paper = papers.scanned(scan) if scan else None
    id_of_scan = paper.id if paper else b""
    made = consent.drawn(Consent(tuple(parts), told_then, how, name, seconds, choices, begun_at, desk.now, scan=id_of_scan))
    return _seal(desk, at, Purpose.TREATMENT, fresh.object_id(), made, (desk.actor.id,), paper)


def _told(desk: Desk, at: Standing, parts: Sequence[int]) -> Told:
    """What the parts of a talk rested on; of a part that was not talked about, nothing."""
    people = _people(desk, at) if agreed.WHO in parts else ()
    digest = bytes.fromhex(packs.law().digest)
    if agreed.LIMITS not in parts:
        return Told("", (), digest, (), people)
    law = rules(desk, at)
    return Told(limits.edition(law.limits), law.names, digest, law.places, people)


def _seal(
    desk: Desk, at: Standing, purpose: Purpose, object: ObjectId, made: Consent, signed: Sequence[PrincipalId],
    paper: Paper | None = None,
) -> ObjectId:  # fmt: skip
    state = _sealed(desk, at, purpose, object, made, signed)
    change = pages.Change(object, Content.CONSENT, consent.write(made, fresh.secret()))
    changes = [change, paper.change] if paper else [change]
    written = pages.write(desk, at, Code.CONSENT, purpose, changes, _head(at, state), act=Act.CONSENT)
    if paper:
        papers.lay(desk, at.chart, at.page(Code.CONSENT), paper, written.versions[1])
    planned.of_client(desk, at.access, planned.HALF_YEAR, agreed.following(state))
    return object


def _sealed(
    desk: Desk, at: Standing, purpose: Purpose, object: ObjectId, made: Consent, signed: Sequence[PrincipalId]
) -> Agreed:  # fmt: skip
    """The state after words were sealed: on the side that the talk lies on. A new one lies on the side of who seals it."""
    whole = _agreed(at)
    if purpose is Purpose.SPEAKS_FOR or (object == whole.of_speaker.talk != whole.talk):
        before = _side(desk, at, purpose) if purpose is Purpose.SPEAKS_FOR else whole.of_speaker
        return replace(whole, spoken=agreed.with_talk(before, object, made, signed, own=False))
    return agreed.with_talk(whole, object, made, signed, own=bool(at.subjects & set(signed)))


def _head(at: Standing, state: Agreed) -> Plain:
    """What the page says from now on: also where the client is, as who holds the card reads it there."""
    opened = at.written(Code.CONTACT)
    return agreed.head(replace(state, here="".join(_known(chart.read_card(opened.head).place))) if opened else state)


def told_where(desk: Desk, id: ChartId) -> None:
    """Write down where the client is, as their card says it, for who signs for them and holds no card; call it after either changed.

    Nothing where nobody does, or who calls does not hold the talk. Raises Conflict.
    """
    with contextlib.suppress(NotFound, Refused):
        at = _at(desk, id, Purpose.TREATMENT)
        state, opened = _agreed(at), at.written(Code.CONTACT)
        signed_for = any(signs_as(one.basis) for one in at.holders)
        if signed_for and opened and "".join(_known(chart.read_card(opened.head).place)) != state.here:
            pages.write(desk, at, Code.CONSENT, Purpose.TREATMENT, [], _head(at, state), act=Act.CONSENT)


def plan(desk: Desk, id: ChartId) -> None:
    """Let the client hear of the next talk on its day, where they can be written to; call it after that changed.

    Raises NotFound, Refused.
    """
    at, to = _at(desk, id, Purpose.OWN_RECORD), planned.own(desk)
    state, second = _agreed(at), moments.day(_second(at))
    planned.put(desk, to, planned.HALF_YEAR, agreed.following(state))
    comes = second >= moments.day(desk.now) and second > moments.day(state.whole)
    planned.put(desk, to, planned.SESSION, second if comes else NO_DAY)
    planned.put(desk, to, planned.AGE, agreed.to_come(_born(at), desk.today))


def _second(at: Standing) -> Moment:
    return chart.read_schedule(at.page(Code.SCHEDULE).head).second if at.written(Code.SCHEDULE) else NEVER


# Afterwards


def history(desk: Desk, id: ChartId, purpose: Purpose) -> tuple[TalkLine, ...]:
    """The kept talks, newest first. Raises NotFound, Refused."""
    at = _at(desk, id, purpose)
    whole = _agreed(at)
    newest = (whole.talk, whole.of_speaker.talk)
    lines = [line for line in at.page(Code.CONSENT).page.of(Content.CONSENT) if line.object != whole.moods and _shown(at, line, purpose)]
    lines.sort(key=lambda line: (line.versions[0].day, line.object in newest), reverse=True)
    return tuple(
        TalkLine(line.object, line.versions[0].day, len(line.versions), _names(at, [one.author for one in line.versions])) for line in lines
    )


def _shown(at: Standing, line: Line, purpose: Purpose) -> bool:
    """Whether a talk is of the side of who asks: who signs for the client reads what was sealed on theirs, the client and who treats them
    read all."""
    return purpose is not Purpose.SPEAKS_FOR or bool(_signing(at).keys() & {one.author for one in line.versions})


def _signing(at: Standing) -> dict[PrincipalId, Signing]:
    return at.access.signing if at.access else {}


def scans(desk: Desk, id: ChartId, purpose: Purpose) -> tuple[PaperLine, ...]:
    """The scanned papers of the talks, newest first. Raises NotFound, Refused."""
    return tuple(PaperLine(line.object, line.newest.day) for line in reversed(_scans(_at(desk, id, purpose))))


def _scans(at: Standing) -> tuple[Line, ...]:
    return tuple(at.page(Code.CONSENT).page.of(Content.ATTACHMENT))


def open_scan(desk: Desk, id: ChartId, scan: ObjectId, purpose: Purpose) -> OpenedPaper:
    """Open one scanned paper whole. Raises NotFound, Refused, Tampered."""
    at = _at(desk, id, purpose)
    return papers.open_scan(desk, at, at.page(Code.CONSENT), _scans(at), scan, purpose)


def open_talk(desk: Desk, id: ChartId, purpose: Purpose, talk: bytes = b"") -> OpenedTalk:
    """Open one talk with all its versions, the newest talk by default. Raises NotFound, Refused, Tampered."""
    at = _at(desk, id, purpose)
    return _opened(desk, at, purpose, talk)


def _opened(desk: Desk, at: Standing, purpose: Purpose, talk: bytes) -> OpenedTalk:
    opened, state = at.page(Code.CONSENT), _agreed(at)
    wanted = ObjectId(talk or _side(desk, at, purpose).talk)
    if not wanted or wanted == state.moods:
        raise NotFound("talk")
    line = opened.page.line(wanted)
    if line.newest.content is not Content.CONSENT or not _shown(at, line, purpose):
        raise NotFound("talk")
    own = _own_line(at) if wanted == state.talk else None
    lines = dict.fromkeys((line, own) if own else (line,))
    cleared = gate.clear(desk, at, Wish(Act.OPEN, Code.CONSENT, purpose, tuple(Wanted(opened.compartment.id, one.object) for one in lines)))
    versions = _versions(desk, at, cleared, line)
    signed, value = consent.signed(versions), versions[-1][1]
    if any(wanted == one.talk and not one.repeats(value, signed) for one in (state, state.of_speaker)):
        raise Tampered("a page says something else than its talk")
    if own and not state.own_words(_newest_of(versions if own == line else _versions(desk, at, cleared, own), at.subjects)):
        raise Tampered("a page says something else than the client did")
    sides = tuple(_as_what(at, one) for one in signed)
    staff = [one for one, side in zip(signed, sides, strict=True) if side == CLINICIAN] if value.how is How.TOGETHER else []
    explained = value.explained or next(iter(_names(at, staff)), "")
    by = tuple((at.name(one), side) for one, side in zip(signed, sides, strict=True) if at.name(one))
    return OpenedTalk(wanted, value, line.newest.version, signed, _names(at, signed), sides, cleared.number, explained, by)


def _as_what(at: Standing, who: PrincipalId) -> str:
    """As what somebody sealed a talk: client, parent, representative or clinician."""
    speaks = _signing(at).get(who)
    return "client" if who in at.subjects else speaks.side if speaks else CLINICIAN


def _own_line(at: Standing) -> Line | None:
    """The newest talk of which the client sealed a version: only the newest of all can be changed, so it is the last one."""
    page, moods = at.page(Code.CONSENT).page, _agreed(at).moods
    found = [line for line in page.of(Content.CONSENT) if line.object != moods and at.subjects & {one.author for one in line.versions}]
    return found[-1] if found else None


def _newest_of(versions: Sequence[tuple[PrincipalId, Consent]], people: frozenset[PrincipalId]) -> Consent:
    return next(words for author, words in reversed(versions) if author in people)


def _versions(desk: Desk, at: Standing, cleared: gate.Clearance, line: Line) -> list[tuple[PrincipalId, Consent]]:
    """Who sealed each version of a talk, and its words, oldest first. Raises Tampered."""
    opened = [pages.unsealed(desk, cleared, at.page(Code.CONSENT), line.object, one) for one in line.versions]
    return [(got.author, consent.read(got.payload)) for got in opened]


def _names(at: Standing, people: Sequence[PrincipalId]) -> tuple[str, ...]:
    found = (at.name(who) for who in dict.fromkeys(people))
    return tuple(name for name in found if name)


def sign(desk: Desk, id: ChartId, talk: bytes, version: int, purpose: Purpose) -> None:
    """Seal the words of the newest version once more: the other side's signature. Raises NotFound, Refused, Conflict."""
    at = _at(desk, id, purpose)
    found = _opened(desk, at, purpose, talk)
    if found.version != version or found.id not in (_agreed(at).talk, _agreed(at).of_speaker.talk):
        raise Conflict("version")
    if desk.actor.id in found.signed:
        raise Conflict("signed")
    _seal(desk, at, purpose, found.id, found.value, (*found.signed, desk.actor.id))


def change(desk: Desk, id: ChartId, answers: Mapping[str, str]) -> None:
    """The client, or who signs for them on their own side, changes separate consents, at any time.

    Raises NotFound, Invalid, Refused, Conflict once all was taken back.
    """
    purpose, _ = _answering(desk, id)
    at = _at(desk, id, purpose)
    value, state = _opened(desk, at, purpose, b"").value, _side(desk, at, purpose)
    if state.back:
        raise Conflict("taken back")
    choices: tuple[Choice, ...] = consent.chosen(state.stand, answers, desk.now)
    if choices != value.choices:
        _seal(desk, at, purpose, ObjectId(state.talk), replace(value, choices=choices), (desk.actor.id,))


def take_back(desk: Desk, id: ChartId) -> None:
    """The client, or who signs for them on their own side, takes everything back, at any time; twice is as once.

    Raises NotFound, Refused.
    """
    purpose, _ = _answering(desk, id)
    at = _at(desk, id, purpose)
    value, state = _opened(desk, at, purpose, b"").value, _side(desk, at, purpose)
    if not state.back:
        _seal(desk, at, purpose, ObjectId(state.talk), replace(value, taken_back=desk.now), (desk.actor.id,))


def receipt_of(desk: Desk, id: ChartId, purpose: Purpose, talk: bytes = b"") -> dict[str, receipt.Json]:
    """A talk's receipt, in the shape of ISO/IEC TS 27560: of the newest by default, with the choices that stand; of an earlier one, as it
    was kept. Raises NotFound, Refused."""
    at = _at(desk, id, purpose)
    found, whole = _opened(desk, at, purpose, talk), _agreed(at)
    value, state = replace(found.value, explained=found.explained), whole if found.id == whole.talk else whole.of_speaker
    if found.id == state.talk:
        value = replace(value, choices=state.stand, taken_back=state.back)
    return receipt.of_talk(found.id, value, found.version, found.sides, fingerprint(desk.keyring.ring().pin))


def ask_again(desk: Desk, id: ChartId, reason: str) -> None:
    """The clinician wants to talk about something again: it becomes a task for both. Raises NotFound, Invalid, Refused."""
    at = _at(desk, id, Purpose.TREATMENT)
    whole = _agreed(at)
    spoken = agreed.ask_again(whole.spoken, reason, desk.today) if whole.spoken else None
    state = replace(agreed.ask_again(whole, reason, desk.today), spoken=spoken)
    pages.write(desk, at, Code.CONSENT, Purpose.TREATMENT, [], _head(at, state), act=Act.CONSENT)
    notices.tell(desk, at.access, Event.DUE)


def explained(desk: Desk, id: ChartId, parts: str) -> None:
    """The clinician has talked about parts that were left for the session: they are no task any more. Raises NotFound, Refused."""
    at = _at(desk, id, Purpose.TREATMENT)
    whole = _agreed(at)
    state = replace(agreed.explained(whole, parts), spoken=agreed.explained(whole.spoken, parts) if whole.spoken else None)
    pages.write(desk, at, Code.CONSENT, Purpose.TREATMENT, [], _head(at, state), act=Act.CONSENT)


def tell_of_changes(house: House, visitor: Visitor, wordings: Wordings) -> None:
    """Clients hear once that the law, the texts or the practice's place changed since their talk, where they want letters.

    Nobody can tell without keys: it is done in the sign-in of who keeps their charts, and only when something changed since the last one.
    Raises Unavailable.
    """
    with reading(house, visitor) as desk:
        if not set(desk.keyring.roles) & KEEPS_CHARTS or desk.keyring.ring().wishes.get(TOLD_OF) == _told_of(desk, wordings):
            return
        found = [to for chart in desk.keyring.ring().charts for to in _not_as_told(desk, chart, wordings)]
    with writing(house, visitor) as desk:
        for to in dict.fromkeys(found):
            notices.put(desk, to, Event.DUE)
        put_ring(desk.tx, desk.keyring, desk.keyring.ring().with_wish(TOLD_OF, _told_of(desk, wordings)))


def _told_of(desk: Desk, wordings: Wordings) -> str:
    texts = (wordings[part] for part in sorted(wordings))
    return handle(sha(fields(_here(desk).encode(), bytes.fromhex(packs.law().digest), *texts)))


def _not_as_told(desk: Desk, id: ChartId, wordings: Wordings) -> tuple[bytes, ...]:
    """Where the client of a chart wants to hear of it, if what they were told is not as it is: from who keeps their records, and once; not
    from each colleague who opens the chart too."""
    with contextlib.suppress(NotFound, Refused, Tampered):
        if desk.held(id).statement.basis not in KEEPERS:
            return ()
        at = _at(desk, id, Purpose.TREATMENT)
        if at.access is not None and {one.reason for one in _stands(desk, at, Purpose.TREATMENT, wordings).due} & agreed.CHANGED:
            return at.access.reached
    return ()
