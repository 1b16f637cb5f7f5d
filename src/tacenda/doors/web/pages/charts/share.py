"""Share a note or plan with the client: a copy they can open. It cannot be called back once it was read."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import notes, sharing
from tacenda.core.words.access import Code, Content
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class SharePage:
    action: str
    back: str


def get(request: WebRequest) -> Response:
    chart, note = ChartId(request.id("chart")), ObjectId(request.id("note"))
    with desk.reading(request) as at:
        listed = [one.id for content in (Content.NOTE, Content.PLAN) for one in notes.list_notes(at, chart, content)]
        shares = at.held(chart).holds(Code.SHARED)
    if note not in listed or not shares:
        raise NotFound("note")
    back = request.url("charts/notes", chart=chart)
    return render.page(request, "charts/share.html", SharePage(request.url("charts/share", chart=chart, note=note), back))


def post(request: WebRequest) -> Response:
    chart, note = ChartId(request.id("chart")), ObjectId(request.id("note"))
    with desk.writing(request) as at:
        sharing.share(at, chart, note)
    return render.see_other(request, "charts/notes", chart=chart, done="yes")
