"""Add a visit: a day, a time and a length."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import card, desk, forms, render, visits
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class VisitPage:
    chart: bytes
    name: str
    form: forms.View


def get(request: WebRequest) -> Response:
    return _page(request, card.VisitForm.blank(request, minutes="50"))


def post(request: WebRequest) -> Response:
    chart, form = ChartId(request.id("chart")), card.VisitForm.parse(request)
    visit = visits.asked(request.words, form.day, form.time, form.minutes)
    if visit is None:
        raise Invalid({"day": "empty", "time": "empty"})
    with desk.writing(request) as at:
        charts.add_visit(at, chart, visit)
    return render.see_other(request, "charts/card", chart=chart)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, card.VisitForm.again(request, problem))


def _page(request: WebRequest, form: forms.View) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        name = charts.open_card(at, chart).card.short()
        if not charts.writes(at, chart, Code.SCHEDULE):
            raise NotFound("visits")
    return render.page(request, "charts/visit.html", VisitPage(chart, name, form))
