"""One shared note or plan."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import sharing
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class ItemPage:
    day: int
    sections: tuple[str, ...]


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        inner.ask(at)
        found = sharing.open_shared(at, ChartId(request.id("chart")), ObjectId(request.id("item")))
    return render.page(request, "me/item.html", ItemPage(found.day, tuple(section.text for section in found.note.sections)))
