"""Picking: copies of notes for whoever guides the work by picked notes. A pick has a last day, and can be taken back.

A pick belongs to one grant. Its copy's id says its last day, so that the keeper ends it too. Taking back takes the copy's rows and its
line away and makes the keys due, so that neither an old row nor an old key opens it any more. Whoever is let in for picked notes later
starts with none: `grants.give` refuses them before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacenda.acts import facts, gate, pages, supervision
from tacenda.acts.contents import OpenedPage
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wish
from tacenda.core.model import note, picks
from tacenda.core.model.note import Note
from tacenda.core.model.picks import Pick
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Conflict, NotFound
from tacenda.core.words.ids import ChartId, ObjectId, handle
from tacenda.core.words.moments import Day, Moment
from tacenda.shell import fresh

PICKED = "picked: "  # the reason of the line that picks; the last day follows
BACK = "taken back"  # and of the one that takes back, or takes away what was over


@dataclass(frozen=True, slots=True)
class PickedLine:
    """One pick as its clinician sees it. `origin`: the note; `name`: for whom, empty for who is gone; `open`: whether they can open it."""

    copy: ObjectId
    origin: ObjectId
    day: Day
    name: str
    until: Moment
    open: bool


@dataclass(frozen=True, slots=True)
class ForMe:
    """One picked note in the list of whom it was picked for."""

    id: ObjectId
    day: Day
    author_name: str  # who picked it
    until: Moment


@dataclass(frozen=True, slots=True)
class PickedNote:
    """One picked note, opened. `number`: this opening's line in the ledger."""

    id: ObjectId
    day: Day
    note: Note
    author_name: str  # who picked it
    number: int

    def __repr__(self) -> str:
        return "PickedNote()"


# Who treats


def pick(desk: Desk, chart: ChartId, id: ObjectId, until: Moment) -> ObjectId:
    """Lay a copy of a note's newest version open to who guides the work by picked notes; no longer than their access lasts.

    Raises NotFound where nobody does, Refused, Conflict if that version is picked already, or with the reasons of `supervision`.
    """
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.RECORD, Code.SUPERVISION)
    guide = next(iter(facts.guides(desk, at.access)), None) if at.access else None
    opened, record = at.page(Code.SUPERVISION), at.page(Code.RECORD)
    line = record.page.line(id)
    if guide is None or line.newest.content is not Content.NOTE:
        raise NotFound("guide" if guide is None else "note")
    supervision.ask(desk, chart, Purpose.TREATMENT)
    before, version = picks.read(opened.head), line.newest.version
    if any((one.origin, one.version) == (id, version) and one.open_to(guide.grant, desk.now) for one in before):
        raise Conflict("picked")
    got, _ = pages.read(desk, at, record, id, 0, Wish(Act.OPEN, Code.RECORD, Purpose.TREATMENT))
    copy = replace(note.read(got.payload), origin=f"{handle(id)}:{version}")
    last = min(until, guide.until) if guide.until else until
    made = Pick(fresh.ending_id(moments.first_over(last)), guide.grant, last, id, version)
    change = pages.Change(made.copy, copy.content, note.write(copy, fresh.secret()))
    reason = PICKED + moments.date(moments.day(made.until)).isoformat()
    pages.write(desk, at, Code.SUPERVISION, Purpose.TREATMENT, [change], picks.head((*before, made)), reason=reason)
    return made.copy


def list_picked(desk: Desk, chart: ChartId) -> tuple[PickedLine, ...]:
    """Every pick, newest first, also what is over and still lies here. Raises NotFound, Refused."""
    at, opened = _at(desk, chart)
    live = _live(desk, at, opened)
    return tuple(_picked_line(at, opened, one, live) for one in reversed(picks.read(opened.head)))


def _picked_line(at: Standing, opened: OpenedPage, one: Pick, live: frozenset[ObjectId]) -> PickedLine:
    holder = at.holder(one.grant)
    day = opened.page.line(one.copy).versions[0].day
    return PickedLine(one.copy, one.origin, day, holder.name if holder else "", one.until, one.copy in live)


def take_back(desk: Desk, chart: ChartId, copy: ObjectId) -> None:
    """Take one pick back, with all that is over: at once. Its keys are due then. Raises NotFound, Refused, Conflict."""
    at, opened = _at(desk, chart)
    opened.page.line(copy)
    _keep(desk, at, opened, _live(desk, at, opened) - {copy})


def clear_over(desk: Desk, chart: ChartId) -> int:
    """Take away what was picked for who reads here no more, or until a day that is over; how many. Raises NotFound, Refused, Conflict."""
    at, opened = _at(desk, chart)
    live = _live(desk, at, opened)
    gone = len(opened.page.lines) - len(live)
    if gone:
        _keep(desk, at, opened, live)
    return gone


def _at(desk: Desk, chart: ChartId) -> tuple[Standing, OpenedPage]:
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.SUPERVISION)
    return at, at.page(Code.SUPERVISION)


def _live(desk: Desk, at: Standing, opened: OpenedPage) -> frozenset[ObjectId]:
    """The copies that somebody can open now."""
    reads = {one.grant for one in facts.guides(desk, at.access)} if at.access else set[bytes]()
    return frozenset(one.copy for one in picks.read(opened.head) if one.grant in reads and desk.now < one.until)


def _keep(desk: Desk, at: Standing, opened: OpenedPage, kept: frozenset[ObjectId]) -> None:
    gone = [line.object for line in opened.page.lines if line.object not in kept]
    head = picks.head(tuple(one for one in picks.read(opened.head) if one.copy in kept))
    pages.take_out(desk, at, opened, Purpose.TREATMENT, gone, head, BACK)


# Who guides


def list_for_me(desk: Desk, chart: ChartId) -> tuple[ForMe, ...]:
    """What was picked for this person and is open to them, newest first. Raises NotFound, Refused."""
    at, opened = _for_me(desk, chart)
    until = {one.copy: one.until for one in picks.read(opened.head)}
    lines = picks.open_lines(opened.page, opened.head, at.held.keys.grant_hash, desk.now)
    return tuple(ForMe(line.object, line.versions[0].day, at.name(line.versions[0].author), until[line.object]) for line in reversed(lines))


def open_for_me(desk: Desk, chart: ChartId, id: ObjectId) -> PickedNote:
    """Open one picked note. Raises NotFound, Refused, Tampered."""
    at, opened = _for_me(desk, chart)
    lines = picks.open_lines(opened.page, opened.head, at.held.keys.grant_hash, desk.now)
    line = next((one for one in lines if one.object == id), None)
    if line is None:
        raise NotFound("picked")
    got, cleared = pages.read(desk, at, opened, id, 0, Wish(Act.OPEN, Code.SUPERVISION, Purpose.SUPERVISION))
    return PickedNote(id, line.newest.day, note.read(got.payload), at.name(got.author), cleared.number)


def _for_me(desk: Desk, chart: ChartId) -> tuple[Standing, OpenedPage]:
    at = gate.standing(desk, chart, Purpose.SUPERVISION, Code.SUPERVISION)
    return at, at.page(Code.SUPERVISION)
