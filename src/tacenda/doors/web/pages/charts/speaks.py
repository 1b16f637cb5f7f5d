"""Who speaks for a client: a card for them, who used one and waits, and where to ask the law first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import cards, charts
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest


class SpeaksForm(forms.Form):
    """Who."""

    name: Annotated[str, forms.text(N_("Their name"), longest=60)]


@dataclass(frozen=True, slots=True)
class Out:
    """A card: its holder's name, where it leads, and its last day, 0 once it was used."""

    name: str
    href: str
    until: int = 0


@dataclass(frozen=True, slots=True)
class SpeaksPage:
    waiting: tuple[Out, ...]
    cards: tuple[Out, ...]
    form: forms.View
    action: str
    asks: str
    back: str


def get(request: WebRequest) -> Response:
    return _page(request, SpeaksForm.blank(request))


def post(request: WebRequest) -> Response:
    form, chart = SpeaksForm.parse(request), ChartId(request.id("chart"))
    with desk.writing(request) as at:
        made = cards.for_representative(at, chart, form.name)
    return render.see_other(request, "charts/printed", chart=chart, card=made.id)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, SpeaksForm.again(request, problem))


def _page(request: WebRequest, form: forms.View) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        charts.open_card(at, chart)
        waiting = [one for one in cards.waiting(at) if (one.kind, one.chart) == ("guardian", chart)]
        out = [(one, until) for one, until in cards.open_cards(at) if (one.kind, one.chart) == ("guardian", chart)]
    page = SpeaksPage(
        tuple(Out(one.name, request.url("charts/speaks_yes", chart=chart, card=one.card)) for one in waiting),
        tuple(Out(one.name, request.url("charts/printed", chart=chart, card=one.id), until) for one, until in out), form,
        request.url("charts/speaks", chart=chart), request.url("law/asks_chart", chart=chart), request.url("charts/access", chart=chart),
    )  # fmt: skip
    return render.page(request, "charts/speaks.html", page)
