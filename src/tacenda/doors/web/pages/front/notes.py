"""The notes of a chart that were opened for supervision, all or those picked: days and authors. Newest first, 25 to a page."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, notes, picking
from tacenda.acts.notes import NoteLine
from tacenda.acts.picking import ForMe
from tacenda.core.words import moments
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Day
from tacenda.doors.web import desk, render, viewer
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Row:
    day: Day
    author: str
    until: int  # the last day of a picked one
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
        lines = picking.list_for_me(at, chart) if picked else notes.list_notes(at, chart, Content.NOTE, Purpose.SUPERVISION)
    part, older = viewer.page_of(lines, request.query.get("after", ""))
    rows = tuple(_row(request, chart, one) for one in part)
    address = request.url("front/notes", chart=chart, after=older) if older else ""
    return render.page(request, "front/notes.html", NotesPage(rows, picked, address, request.url("front/also")))


def _row(request: WebRequest, chart: ChartId, one: ForMe | NoteLine) -> Row:
    until = moments.day(one.until) if isinstance(one, ForMe) else 0
    return Row(one.day, one.author_name, until, request.url("front/note", chart=chart, note=one.id))
