"""People beside a client: a card for who speaks for them or helps elsewhere, who used one and waits, and what lets them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import cards, charts
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.beside import letting
from tacenda.doors.web.request import WebRequest


class SpeaksForm(forms.Form):
    """Who."""

    name: Annotated[str, forms.text(N_("Their name"), longest=60)]
    kind: Annotated[
        Literal["guardian", "outside"],
        forms.radios(
            N_("What are they?"), {"guardian": N_("Speaks for the client"), "outside": N_("Treats or helps the client elsewhere")}
        ),
    ]


@dataclass(frozen=True, slots=True)
class SpeaksPage:
    waiting: tuple[letting.Out, ...]
    cards: tuple[letting.Out, ...]
    form: forms.View
    action: str
    asks: str
    forms: str
    back: str


def get(request: WebRequest) -> Response:
    return _page(request, SpeaksForm.blank(request, kind="guardian"))


def post(request: WebRequest) -> Response:
    form, chart = SpeaksForm.parse(request), ChartId(request.id("chart"))
    with desk.writing(request) as at:
        made = cards.for_representative(at, chart, form.name, cards.BESIDE[form.kind])
    return render.see_other(request, "charts/printed", chart=chart, card=made.id)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, SpeaksForm.again(request, problem))


def _page(request: WebRequest, form: forms.View) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        if not cards.may_invite(at, chart):
            raise NotFound("card")
        charts.open_card(at, chart)
        waiting = [one for one in cards.waiting(at) if (one.kind, one.chart) == ("guardian", chart)]
        out = [(one, until) for one, until in cards.open_cards(at) if (one.kind, one.chart) == ("guardian", chart)]

    def to(name: str, **slots: bytes) -> str:
        return request.url(name, chart=chart, **slots)

    page = SpeaksPage(
        tuple(letting.Out(one.name, to("charts/outside_yes" if one.outside else "charts/speaks_yes", card=one.card)) for one in waiting),
        tuple(letting.Out(one.name, to("charts/printed", card=one.id), until) for one, until in out),
        form, to("charts/speaks"), to("law/asks_chart"), to("charts/forms"), to("charts/access"),
    )  # fmt: skip
    return render.page(request, "charts/speaks.html", page)
