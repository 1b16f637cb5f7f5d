"""A colleague's card: the code and the fingerprints, to print or to read out; and the way to take it back."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import cards
from tacenda.acts.cards import Card
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class PrintedPage:
    card: Card
    address: str
    far: bool  # others reach that address
    action: str
    back: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        card = cards.again(at, request.id("card"))
    address, far = request.house.settings.base + request.site.path("me/join"), bool(request.house.settings.address)
    action = request.url("practice/printed", card=card.id)
    return render.page(request, "practice/printed.html", PrintedPage(card, address, far, action, request.url("practice/staff")))


def post(request: WebRequest) -> Response:
    """Take the card back: from now on it is like an unknown one."""
    with desk.writing(request) as at:
        cards.again(at, request.id("card"))  # of a colleague, or it is not here
        cards.forget(at, request.id("card"))
    return render.see_other(request, "practice/staff")
