"""Change the card: name, what the client wants to be called, how they may be reached, and where they are when they meet who treats them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, consents
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import card, desk, forms, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class ChangePage:
    chart: bytes
    form: forms.View


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        known = charts.open_card(at, chart).card
        if not charts.writes(at, chart, Code.CONTACT):
            raise NotFound("card")  # who stands in reads it: there is no form to lose words in
    form = card.CardForm.blank(request, card.choices(request.words), **card.filled(known))
    return render.page(request, "charts/change.html", ChangePage(chart, form))


def post(request: WebRequest) -> Response:
    chart, form = ChartId(request.id("chart")), card.CardForm.parse(request)
    with desk.writing(request) as at:
        charts.change_card(at, chart, card.checked(form, charts.open_card(at, chart).card, at.today))
        consents.told_where(at, chart)
    return render.see_other(request, "charts/card", chart=chart)


def again(request: WebRequest, problem: Invalid) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        charts.open_card(at, chart)
    return render.page(request, "charts/change.html", ChangePage(chart, card.CardForm.again(request, problem, card.choices(request.words))))
