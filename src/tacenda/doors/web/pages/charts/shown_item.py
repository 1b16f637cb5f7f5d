"""One shared note or plan, as whoever treats the client reads it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import sharing
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class ShownItemPage:
    chart: bytes
    day: int
    sections: tuple[str, ...]


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        found = sharing.open_shared(at, chart, ObjectId(request.id("item")), Purpose.TREATMENT)
    page = ShownItemPage(chart, found.day, tuple(section.text for section in found.note.sections))
    return render.page(request, "charts/shown_item.html", page)
