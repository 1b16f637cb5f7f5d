"""One note of a chart that was opened for supervision, to read. Its opening is a line that the client reads."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, notes
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Day
from tacenda.doors.web import desk, editor, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.viewer import Part


@dataclass(frozen=True, slots=True)
class NotePage:
    parts: tuple[Part, ...]
    day: Day
    author: str
    number: int
    back: str


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        charts.supervises(at, chart)
        opened = notes.open_note(at, chart, ObjectId(request.id("note")), purpose=Purpose.SUPERVISION, content=Content.NOTE)
    sections = opened.note.sections
    parts = tuple(Part(request.words.gettext(editor.LABELS[one.key]) if len(sections) > 1 else "", one.text) for one in sections)
    back = request.url("front/notes", chart=chart)
    return render.page(request, "front/note.html", NotePage(parts, opened.day, opened.author_name, opened.number, back))
