"""One shared note or plan, read by somebody beside the client; the client sees that it was read."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import beside, sharing
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class ItemPage:
    day: int
    sections: tuple[str, ...]
    back: str


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        found = sharing.open_shared(at, chart, ObjectId(request.id("item")), beside.purpose_of(at, chart))
    sections = tuple(section.text for section in found.note.sections)
    return render.page(request, "beside/item.html", ItemPage(found.day, sections, request.url("beside/person", chart=chart)))
