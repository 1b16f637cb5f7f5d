"""Pick a note for supervision: a copy of this version for who guides the work by picked notes. The client sees that it was done."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, notes, sharing
from tacenda.core.words import moments
from tacenda.core.words.access import Code, Content
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import supervision


@dataclass(frozen=True, slots=True)
class Guide:
    """Who will read it, and until which day; 0 for no end."""

    name: str
    until: int


@dataclass(frozen=True, slots=True)
class PickPage:
    guides: tuple[Guide, ...]
    refused: bool  # the client said no to supervision
    action: str
    give: str
    talk: str
    back: str


def get(request: WebRequest) -> Response:
    chart, note = ChartId(request.id("chart")), ObjectId(request.id("note"))
    with desk.reading(request) as at:
        if note not in {one.id for one in notes.list_notes(at, chart, Content.NOTE)}:
            raise NotFound("note")
        found, refused = charts.open_name(at, chart).guides, supervision.refused(at, chart)
    guides = tuple(Guide(one.name, moments.day(one.until) if one.until else 0) for one in found)
    page = PickPage(
        guides, refused, request.url("charts/pick", chart=chart, note=note), request.url("charts/give", chart=chart),
        request.url("charts/talk", chart=chart), request.url("charts/note", chart=chart, note=note),
    )  # fmt: skip
    return render.page(request, "charts/pick.html", page)


def post(request: WebRequest) -> Response:
    chart, note = ChartId(request.id("chart")), ObjectId(request.id("note"))
    with desk.writing(request) as at:
        if not charts.open_name(at, chart).guides or supervision.refused(at, chart):
            raise NotFound("supervisor")  # while the page stood open: nobody is left to pick it for, or the client said no
        sharing.share(at, chart, note, Code.SUPERVISION)
    return render.see_other(request, "charts/notes", chart=chart, done="picked")
