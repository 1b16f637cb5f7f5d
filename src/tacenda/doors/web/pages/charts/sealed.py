"""A note was sealed: who can open it, and where to go on. Opens nothing."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts
from tacenda.core.words.access import Code
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class SealedPage:
    chart: bytes
    note: bytes
    name: str
    readers: tuple[str, ...]
    client_inside: bool


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        about = charts.open_card(at, ChartId(request.id("chart")))
        others = (one.name for one in about.access.holders if one.may(Code.RECORD) and one.grantee != at.actor.id)
        readers = tuple(dict.fromkeys(others))
    page = SealedPage(about.chart, request.id("note"), about.card.short(), readers, about.client_inside)
    return render.page(request, "charts/sealed.html", page)
