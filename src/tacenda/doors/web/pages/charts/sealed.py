"""A note was sealed: who can open it, and where to go on. Opens nothing."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import cards, charts, holders
from tacenda.core.words.access import Code
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import card, desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class SealedPage:
    chart: bytes
    note: bytes
    name: str
    readers: tuple[str, ...]
    invites: bool  # the client is not inside, and this person may let them in


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        about = charts.open_card(at, ChartId(request.id("chart")))
        readers = card.readers(holders.who_can(at, about.chart, about.purpose), Code.RECORD)
        invites = cards.may_invite(at, about.chart) and not about.client_inside
    page = SealedPage(about.chart, request.id("note"), about.card.short(), readers, invites)
    return render.page(request, "charts/sealed.html", page)
