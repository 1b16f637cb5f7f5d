"""The card itself: the code and the fingerprints, to print or to read out. A client's looks like an appointment card."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import cards
from tacenda.acts.cards import Card
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class PrintedPage:
    card: Card
    address: str
    far: bool  # others reach that address
    action: str
    back: str
    beside: bool  # for somebody who is not the client: no visit is theirs


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        card = cards.again(at, request.id("card"), chart)
        used = any(one.card == card.id for one in cards.waiting(at))
    if used and card.kind not in cards.BESIDE:
        return render.see_other(request, "charts/invite", chart=chart)  # its code opens nothing any more, and somebody waits
    address, far = request.house.settings.base + request.site.path("me/join"), bool(request.house.settings.address)
    action = request.url("charts/printed", chart=chart, card=card.id)
    beside = card.kind in cards.BESIDE
    back = request.url("charts/speaks" if beside else "charts/card", chart=chart)
    return render.page(request, "charts/printed.html", PrintedPage(card, address, far, action, back, beside))


def post(request: WebRequest) -> Response:
    """Take the card back: from now on it is like an unknown one."""
    chart = ChartId(request.id("chart"))
    with desk.writing(request) as at:
        card = cards.again(at, request.id("card"), chart)  # of this chart, or it is not here
        cards.forget(at, request.id("card"))
    return render.see_other(request, "charts/speaks" if card.kind in cards.BESIDE else "charts/invite", chart=chart)
