"""Sharing: what a clinician lays open to the client. A copy, made for them, in the compartment they hold the key of.

The original stays where it was; the copy names its origin and version. What was shared can have been
read, so it is not taken back: the page says so before. What is picked for a supervisor lies with `picking`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacenda.acts import gate, notices, pages
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wish
from tacenda.core.model import note
from tacenda.core.model.chart import Line
from tacenda.core.model.note import Note
from tacenda.core.model.reach import Event
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Conflict, NotFound
from tacenda.core.words.ids import ChartId, ObjectId, from_handle, handle
from tacenda.core.words.moments import Day
from tacenda.shell import fresh


@dataclass(frozen=True, slots=True)
class SharedLine:
    """One shared item of a list."""

    id: ObjectId
    content: Content
    day: Day
    author_name: str  # who shared it; empty for who left the chart


@dataclass(frozen=True, slots=True)
class SharedItem:
    """One shared item, opened."""

    id: ObjectId
    day: Day
    note: Note
    author_name: str  # who shared it; empty for who left the chart
    number: int  # this opening's line in the ledger

    def __repr__(self) -> str:
        return "SharedItem()"


SHAREABLE = frozenset({Content.NOTE, Content.PLAN})


def share(desk: Desk, chart: ChartId, id: ObjectId) -> ObjectId:
    """Lay the newest version of a note or plan open to the client. Raises NotFound, Refused, Conflict if that version is shared already."""
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.RECORD, Code.SHARED)
    opened = at.page(Code.RECORD)
    line = opened.page.line(id)
    if line.newest.content not in SHAREABLE:
        raise NotFound("note")
    copy = fresh.object_id()
    got, _ = pages.read(desk, at, opened, id, 0, Wish(Act.OPEN, Code.RECORD, Purpose.TREATMENT))
    made = replace(note.read(got.payload), origin=f"{handle(id)}:{line.newest.version}")
    if any(one.id == id for one in _origins(desk, chart) if one.version == line.newest.version):
        raise Conflict("shared")
    change = pages.Change(copy, made.content, note.write(made, fresh.secret()))
    pages.write(desk, at, Code.SHARED, Purpose.TREATMENT, [change])
    notices.tell(desk, at.access, Event.ITEM)
    return copy


@dataclass(frozen=True, slots=True)
class Origin:
    """What a shared copy was made from."""

    id: ObjectId
    version: int


def _origins(desk: Desk, chart: ChartId) -> tuple[Origin, ...]:
    """The originals behind what is shared. Opens the copies, in one entry."""
    at = gate.standing(desk, chart, Purpose.TREATMENT, Code.SHARED)
    opened = at.page(Code.SHARED)
    lines = opened.page.lines
    if not lines:
        return ()
    wanted = tuple(gate.Wanted(opened.compartment.id, line.object) for line in lines)
    cleared = gate.clear(desk, at, Wish(Act.OPEN, Code.SHARED, Purpose.TREATMENT, wanted, reason="keys"))
    found: list[Origin] = []
    for line in lines:
        copy = pages.unsealed(desk, cleared, opened, line.object, line.newest)
        origin, _, version = note.read(copy.payload).origin.partition(":")
        found.append(Origin(ObjectId(from_handle(origin)), int(version)))
    return tuple(found)


def list_shared(desk: Desk, chart: ChartId, purpose: Purpose = Purpose.OWN_RECORD) -> tuple[SharedLine, ...]:
    """What is laid open, newest first. Raises NotFound, Refused."""
    at = gate.standing(desk, chart, purpose, Code.SHARED)
    return tuple(_shared_line(at, line) for line in reversed(at.page(Code.SHARED).page.lines))


def _shared_line(at: Standing, line: Line) -> SharedLine:
    first = line.versions[0]
    return SharedLine(line.object, line.newest.content, first.day, at.name(first.author))


def open_shared(desk: Desk, chart: ChartId, id: ObjectId, purpose: Purpose = Purpose.OWN_RECORD) -> SharedItem:
    """Open one shared item. Raises NotFound, Refused, Tampered."""
    at = gate.standing(desk, chart, purpose, Code.SHARED)
    opened = at.page(Code.SHARED)
    line = opened.page.line(id)
    got, cleared = pages.read(desk, at, opened, id, 0, Wish(Act.OPEN, Code.SHARED, purpose))
    return SharedItem(id, line.newest.day, note.read(got.payload), at.name(got.author), cleared.number)
