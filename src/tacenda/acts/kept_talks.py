"""Kept talks: the sealed talks about privacy, opened with all their versions, and the papers beside them. Furniture: who signs or changes
one opens it first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tacenda.acts import gate, pages, papers, sides, talks
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.acts.papers import OpenedPaper, PaperLine
from tacenda.core.model import consent, receipt
from tacenda.core.model.chart import Line
from tacenda.core.model.consent import Consent, How
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId, ObjectId, PrincipalId, fingerprint
from tacenda.core.words.moments import Day

CLINICIAN = "clinician"


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


def history(desk: Desk, id: ChartId, purpose: Purpose) -> tuple[TalkLine, ...]:
    """The kept talks, newest first; for who signs for the client, those of their side. Raises NotFound, Refused."""
    at = talks.standing(desk, id, purpose)
    found = sides.both(at, purpose)
    lines = [line for one in sides.opened(at) for line in one.page.of(Content.CONSENT) if line.object != found.own.moods]
    lines.sort(key=lambda line: (line.versions[0].day, line.object in (found.own.talk, found.theirs.talk)), reverse=True)
    return tuple(
        TalkLine(line.object, line.versions[0].day, len(line.versions), _names(at, [one.author for one in line.versions])) for line in lines
    )


def scans(desk: Desk, id: ChartId, purpose: Purpose) -> tuple[PaperLine, ...]:
    """The scanned papers of the talks, newest first. Raises NotFound, Refused."""
    return tuple(PaperLine(line.object, line.newest.day) for line in reversed(_scans(talks.standing(desk, id, purpose))))


def _scans(at: Standing) -> tuple[Line, ...]:
    return tuple(at.page(Code.CONSENT).page.of(Content.ATTACHMENT))


def open_scan(desk: Desk, id: ChartId, scan: ObjectId, purpose: Purpose) -> OpenedPaper:
    """Open one scanned paper whole. Raises NotFound, Refused, Tampered."""
    at = talks.standing(desk, id, purpose)
    return papers.open_scan(desk, at, at.page(Code.CONSENT), _scans(at), scan, purpose)


def open_talk(desk: Desk, id: ChartId, purpose: Purpose, talk: bytes = b"") -> OpenedTalk:
    """Open one talk with all its versions, the newest talk by default. Raises NotFound, Refused, Tampered."""
    return opened(desk, talks.standing(desk, id, purpose), purpose, talk)


def fitting(desk: Desk, id: ChartId, purpose: Purpose, talk: bytes) -> OpenedTalk | None:
    """As `open_talk`; None for one that the page of who signs names, and that does not fit, of which the privacy office is told: it shuts
    nobody out.

    Raises NotFound, Refused, Tampered for any other.
    """
    at = talks.standing(desk, id, purpose)
    try:
        return opened(desk, at, purpose, talk)
    except (NotFound, Tampered) as error:
        if talk != sides.signed(at).answered.talk or talk == sides.own(at).talk:
            raise
        sides.tell(desk, error)
        return None


def opened(desk: Desk, at: Standing, purpose: Purpose, talk: bytes = b"") -> OpenedTalk:
    """As `open_talk`, on a chart that is open."""
    found = sides.both(at, purpose)
    wanted = ObjectId(talk or talks.side(desk, at, purpose).talk)
    page = sides.lies(at, wanted)
    line = page.page.line(wanted)
    if line.newest.content is not Content.CONSENT or wanted == found.own.moods:
        raise NotFound("talk")
    own = _own_line(at, found.own.moods) if wanted == found.own.talk else None
    lines = dict.fromkeys((line, own) if own else (line,))
    wish = Wish(Act.OPEN, page.compartment.code, purpose, tuple(Wanted(page.compartment.id, one.object) for one in lines))
    cleared = gate.clear(desk, at, wish)
    versions = _versions(desk, page, cleared, line)
    signed, value = consent.signed(versions), versions[-1][1]
    state = found.own if wanted == found.own.talk else found.theirs  # whatever the other side says of it
    if wanted == state.talk and not state.repeats(value, signed):
        raise Tampered("a page says something else than its talk")
    if own and not found.own.own_words(_newest_of(versions if own == line else _versions(desk, page, cleared, own), at.subjects)):
        raise Tampered("a page says something else than the client did")
    return _talk(at, line, (signed, value), cleared.number)


def _talk(at: Standing, line: Line, newest: tuple[tuple[PrincipalId, ...], Consent], number: int) -> OpenedTalk:
    signed, value = newest
    sides = tuple(_as_what(at, one) for one in signed)
    staff = [one for one, side in zip(signed, sides, strict=True) if side == CLINICIAN] if value.how is How.TOGETHER else []
    explained = value.explained or next(iter(_names(at, staff)), "")
    by = tuple((at.name(one), side) for one, side in zip(signed, sides, strict=True) if at.name(one))
    return OpenedTalk(line.object, value, line.newest.version, signed, _names(at, signed), sides, number, explained, by)


def _as_what(at: Standing, who: PrincipalId) -> str:
    """As what somebody sealed a talk: client, parent, representative or clinician."""
    speaks = talks.signing(at).get(who)
    return "client" if who in at.subjects else speaks.side if speaks else CLINICIAN


def _own_line(at: Standing, moods: bytes) -> Line | None:
    """The newest talk of which the client sealed a version: only the newest of all can be changed, so it is the last one."""
    lines = at.page(Code.CONSENT).page.of(Content.CONSENT)
    found = [line for line in lines if line.object != moods and at.subjects & {one.author for one in line.versions}]
    return found[-1] if found else None


def _newest_of(versions: Sequence[tuple[PrincipalId, Consent]], people: frozenset[PrincipalId]) -> Consent:
    return next(words for author, words in reversed(versions) if author in people)


def _versions(desk: Desk, page: OpenedPage, cleared: gate.Clearance, line: Line) -> list[tuple[PrincipalId, Consent]]:
    """Who sealed each version of a talk, and its words, oldest first. Raises Tampered."""
    pages.listed_whole(desk, page, line)
    found = [pages.unsealed(desk, cleared, page, line.object, one) for one in line.versions]
    return [(got.author, consent.read(got.payload)) for got in found]


def _names(at: Standing, people: Sequence[PrincipalId]) -> tuple[str, ...]:
    found = (at.name(who) for who in dict.fromkeys(people))
    return tuple(name for name in found if name)


def receipt_of(desk: Desk, id: ChartId, purpose: Purpose, talk: bytes = b"") -> dict[str, receipt.Json]:
    """A talk's receipt, in the shape of ISO/IEC TS 27560: of the newest by default, with the choices that stand; of an earlier one, as it
    was kept. Raises NotFound, Refused."""
    at = talks.standing(desk, id, purpose)
    found, both = opened(desk, at, purpose, talk), sides.both(at, purpose)
    value, state = replace(found.value, explained=found.explained), both.own if found.id == both.own.talk else both.theirs
    if found.id == state.talk:
        value = replace(value, choices=state.stand, taken_back=state.back)
    return receipt.of_talk(found.id, value, found.version, found.sides, fingerprint(desk.keyring.ring().pin))
