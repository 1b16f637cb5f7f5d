"""One note of a chart that was opened for supervision, to read. Its opening is a line that the client reads."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, notes, picking
from tacenda.acts.desk import Desk
from tacenda.acts.notes import OpenedNote
from tacenda.acts.picking import PickedNote
from tacenda.core.words.access import Code, Content, Purpose
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
        opened = _open(at, chart, ObjectId(request.id("note")))
    sections = opened.note.sections
    parts = tuple(Part(request.words.gettext(editor.LABELS[one.key]) if len(sections) > 1 else "", one.text) for one in sections)
    back = request.url("front/notes", chart=chart)
    return render.page(request, "front/note.html", NotePage(parts, opened.day, opened.author_name, opened.number, back))


def _open(at: Desk, chart: ChartId, note: ObjectId) -> OpenedNote | PickedNote:
    """The note itself, or the copy that was picked for who may open no more than that."""
    if at.held(chart).holds(Code.RECORD):
        return notes.open_note(at, chart, note, purpose=Purpose.SUPERVISION, content=Content.NOTE)
    return picking.open_for_me(at, chart, note)
