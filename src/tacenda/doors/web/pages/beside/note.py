"""One note or plan of the record, read by a helper elsewhere for whom the client signed; the client sees that it was read."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import beside, notes
from tacenda.acts.desk import Desk
from tacenda.acts.notes import NoteLine
from tacenda.core.words.access import Content
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, editor, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.viewer import Part


@dataclass(frozen=True, slots=True)
class NotePage:
    day: int
    author: str
    parts: tuple[Part, ...]
    back: str


def get(request: WebRequest) -> Response:
    chart, id = ChartId(request.id("chart")), ObjectId(request.id("note"))
    with desk.reading(request) as at:
        line = next((one for one in listed(at, chart) if one.id == id), None)
        if line is None:
            raise NotFound("note")
        found = notes.open_note(at, chart, id, line.content, purpose=beside.purpose_of(at, chart))
    sections, say = found.note.sections, request.words.gettext
    parts = tuple(Part(say(editor.LABELS[one.key]) if len(sections) > 1 else "", one.text) for one in sections)
    return render.page(
        request, "beside/note.html", NotePage(found.day, found.author_name, parts, request.url("beside/person", chart=chart))
    )


def listed(at: Desk, chart: ChartId) -> tuple[NoteLine, ...]:
    """The notes and plans of a record that is open to this person, newest first. Raises NotFound, Refused."""
    purpose = beside.purpose_of(at, chart)
    both = (*notes.list_notes(at, chart, Content.NOTE, purpose), *notes.list_notes(at, chart, Content.PLAN, purpose))
    return tuple(sorted(both, key=lambda one: -one.day))
