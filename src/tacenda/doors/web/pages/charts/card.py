"""The card of a chart: who it is about, the next visits, who else has access, and the ways on."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, notes
from tacenda.core.model.access_list import Holder
from tacenda.core.model.chart import Card, Visit
from tacenda.core.words.access import Content
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import card, desk, render, visits
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class CardPage:
    chart: bytes
    card: Card
    rows: tuple[tuple[str, str], ...]
    coming: tuple[Visit, ...]
    others: tuple[card.Other, ...]
    draft: bool


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        about, me, now = charts.open_card(at, chart), at.actor.id, at.now
        draft = notes.has_draft(at, chart, Content.NOTE)
    others: tuple[Holder, ...] = tuple(one for one in about.access.holders if one.grantee != me)
    coming = visits.coming(request.words, about.visits, now)[: visits.LISTED]
    page = CardPage(chart, about.card, card.rows(request.words, about.card), coming, card.others(request.words, others), draft)
    return render.page(request, "charts/card.html", page)
