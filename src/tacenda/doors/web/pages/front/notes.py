"""The notes of a chart that were opened for supervision, all or those picked: days and authors. Newest first, 25 to a page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, notes, sharing
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Day
from tacenda.doors.web import desk, render, viewer
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Row:
    day: Day
    author: str
    href: str


@dataclass(frozen=True, slots=True)
class NotesPage:
    rows: tuple[Row, ...]
    picked: bool
    older: str
    back: str


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        charts.supervises(at, chart)
        picked = not at.held(chart).holds(Code.RECORD)
        if picked:
            lines = sharing.list_shared(at, chart, Purpose.SUPERVISION, Code.SUPERVISION)
        else:
            lines = notes.list_notes(at, chart, Content.NOTE, Purpose.SUPERVISION)
    part, older = viewer.page_of(lines, request.query.get("after", ""))
    rows = tuple(Row(one.day, one.author_name, request.url("front/note", chart=chart, note=one.id)) for one in part)
    address = request.url("front/notes", chart=chart, after=older) if older else ""
    return render.page(request, "front/notes.html", NotesPage(rows, picked, address, request.url("front/also")))
