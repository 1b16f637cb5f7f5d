"""The card as the front desk needs it: name, phone, the rule for reaching somebody safely, visits. Nothing else is held here.

Each reading is a line that the client sees.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts
from tacenda.core.model.chart import Visit
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render, visits
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class CardPage:
    name: str
    phone: str
    safe: str
    coming: tuple[Visit, ...]
    visit: str


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        opened, now = charts.read_card(at, chart), at.now
    coming = visits.coming(request.words, opened.visits, now)[: visits.LISTED]
    card = opened.card
    value = CardPage(card.called or card.short(), card.phone, card.safe_contact, coming, request.url("charts/visit", chart=chart))
    return render.page(request, "front/card.html", value)
