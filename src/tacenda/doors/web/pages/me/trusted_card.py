"""The card for somebody the client trusts: the code and the two signs, to hand over or to read out."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import cards
from tacenda.acts.cards import Card
from tacenda.acts.desk import Desk
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class TrustedCardPage:
    card: Card
    address: str
    far: bool  # others reach that address
    action: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        card = _card(at, request.id("card"))
    address, far = request.house.settings.base + request.site.path("me/join"), bool(request.house.settings.address)
    action = request.url("me/trusted_card", card=card.id)
    return render.page(request, "me/trusted_card.html", TrustedCardPage(card, address, far, action))


def post(request: WebRequest) -> Response:
    """Take the card back: from now on it is like an unknown one, also for who used it and waits."""
    with desk.writing(request) as at:
        cards.forget(at, _card(at, request.id("card")).id)
    return render.see_other(request, "me/trusted")


def _card(at: Desk, id: bytes) -> Card:
    for one in at.keyring.ring().cards:
        if one.id == id and one.kind == "trusted":
            return cards.again(at, id, ChartId(one.chart))
    raise NotFound("card")
