"""The viewer: one version of a note, private note or plan, and lists of them. The page modules name what they show and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

from tacenda.acts import charts, notes
from tacenda.acts.charts import Named
from tacenda.acts.notes import OpenedNote
from tacenda.core.model import wording
from tacenda.core.model.wording import Hint
from tacenda.core.words.access import Content
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Day, Moment
from tacenda.doors.web import desk, editor, handles
from tacenda.doors.web.request import WebRequest

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Part:
    """One section of a note; `label` is empty where there is only one."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """One version to read; `href` is empty for the one that is open."""

    number: int
    href: str


@dataclass(frozen=True, slots=True)
class Shown:
    """An opened note as it is read. `mine`: the reader wrote it, and it is the newest version."""

    chart: bytes
    note: bytes
    name: str
    parts: tuple[Part, ...]
    visit: Moment
    day: Day
    sealed: Moment
    author: str
    mine: bool
    version: int
    versions: tuple[Version, ...]
    reason: str
    hints: tuple[Hint, ...]
    number: int
    client_inside: bool
    guided: bool  # somebody reads the notes that are picked for them


def shown(request: WebRequest, content: Content, pages: tuple[str, str], note: bytes, version: int = 0) -> Shown:
    """Open a note for its page. `pages`: the names of the page of a note and of that of its older versions."""
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        about = charts.open_name(at, chart)
        opened = notes.open_note(at, chart, ObjectId(note), content, version)
        mine = opened.author == at.actor.id and opened.version == opened.versions[-1]
    return _shown(request, about, opened, pages, mine=mine)


def _shown(request: WebRequest, about: Named, opened: OpenedNote, pages: tuple[str, str], *, mine: bool) -> Shown:
    say, sections = request.words.gettext, opened.note.sections
    parts = tuple(Part(say(editor.LABELS[one.key]) if len(sections) > 1 else "", one.text) for one in sections)
    newest = opened.versions[-1]
    versions = tuple(
        Version(number, "" if number == opened.version else _address(request, opened, pages, number, newest)) for number in opened.versions
    )
    hints = wording.look_at(tuple(one.text for one in sections)) if mine else ()
    return Shown(
        opened.chart, opened.id, about.card.short(), parts, opened.note.visit, opened.day, opened.sealed, opened.author_name, mine,
        opened.version, versions,
        opened.note.reason, hints, opened.number, about.client_inside, about.guide is not None,
    )  # fmt: skip


def _address(request: WebRequest, opened: OpenedNote, pages: tuple[str, str], number: int, newest: int) -> str:
    if number == newest:
        slots = {"note": opened.id} if "{note}" in request.site.page(pages[0]).pattern else {}
        return request.url(pages[0], chart=opened.chart, **slots)
    return request.url(pages[1], chart=opened.chart, note=opened.id, version=number)


@dataclass(frozen=True, slots=True)
class Row:
    """One note of a list: never its text."""

    note: bytes
    day: Day
    author: str
    versions: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list. `older`: where the next lines are; empty at the end."""

    chart: bytes
    name: str
    rows: tuple[Row, ...]
    older: str
    draft: bool
    guided: bool  # somebody reads the notes that are picked for them


def listed(request: WebRequest, content: Content) -> Listed:
    """The notes of a chart, newest first, 25 to a page."""
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        about = charts.open_name(at, chart)
        lines = notes.list_notes(at, chart, content)
        draft = notes.has_draft(at, chart, content)
    part, older = page_of(lines, request.query.get("after", ""))
    rows = tuple(Row(one.id, one.day, one.author_name, one.versions) for one in part)
    address = request.url(request.page.name, chart=chart, after=older) if older else ""
    return Listed(chart, about.card.short(), rows, address, draft, about.guide is not None)


class Line(Protocol):
    """One line of a list, whatever else it tells."""

    @property
    def id(self) -> ObjectId: ...


L = TypeVar("L", bound=Line)


def page_of(lines: tuple[L, ...], after: str) -> tuple[tuple[L, ...], str]:
    """The lines behind a cursor, and the cursor of the next page."""
    known = [handles.of(line.id) for line in lines]
    start = known.index(after) + 1 if after in known else 0
    part = lines[start : start + A_PAGE]
    return part, known[start + A_PAGE - 1] if start + A_PAGE < len(lines) else ""
