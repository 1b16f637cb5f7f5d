"""Add a client: a name or an alias, and the first visit if there is one. Founding a chart needs a step-up."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts
from tacenda.core.model.chart import Card
from tacenda.core.words.errors import Invalid
from tacenda.doors.web import card, desk, forms, render, visits
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class NewPage:
    form: forms.View


def get(request: WebRequest) -> Response:
    return render.page(request, "charts/new.html", NewPage(card.NewForm.blank(request, minutes="50")))


def post(request: WebRequest) -> Response:
    form = card.NewForm.parse(request)
    visit = visits.asked(request.words, form.day, form.time, form.minutes)
    chart = charts.found(request.house, desk.visitor(request), Card(name=form.name.strip()), visit)
    return render.see_other(request, "charts/card", chart=chart)


def again(request: WebRequest, problem: Invalid) -> Response:
    return render.page(request, "charts/new.html", NewPage(card.NewForm.again(request, problem)))
