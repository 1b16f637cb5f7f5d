"""Invite: a card for the client of one chart, and the cards that are out."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import cards, charts
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Out:
    until: int
    href: str


@dataclass(frozen=True, slots=True)
class InvitePage:
    name: str
    out: tuple[Out, ...]
    waits: bool  # a card of this chart was used, and who used it is not in yet
    inside: bool
    action: str
    back: str


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        opened = charts.open_card(at, chart)
        if not cards.may_invite(at, chart):
            raise NotFound("invite")  # as for anybody who cannot let a client in
        out = tuple(
            Out(until, request.url("charts/printed", chart=chart, card=card.id))
            for card, until in cards.open_cards(at)
            if card.chart == chart
        )
        waits = any(one.chart == chart and one.kind == "client" for one in cards.waiting(at))
    inside = opened.access.joined
    back = request.url("charts/card", chart=chart)
    value = InvitePage(opened.card.short(), out, waits, inside, request.url("charts/invite", chart=chart), back)
    return render.page(request, "charts/invite.html", value)


def post(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.writing(request) as at:
        name = charts.open_card(at, chart).card
        made = cards.for_client(at, chart, name.called or name.name)
    return render.see_other(request, "charts/printed", chart=chart, card=made.id)
