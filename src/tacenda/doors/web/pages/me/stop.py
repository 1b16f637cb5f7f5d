"""Stop a person: one button, no reason. It is in force when the next page comes; the keys follow."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import grants
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, render
from tacenda.doors.web.pages.me import person, words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class StopPage:
    who: str
    treats: bool
    action: str


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        found = person.find(grants.who_can(at, chart, Purpose.OWN_RECORD), grant).holder
    who = words.who(request.words, found.name, found.role)
    return render.page(request, "me/stop.html", StopPage(who, found.basis == "founder", request.url("me/stop", chart=chart, grant=grant)))


def post(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    grants.stop(request.house, desk.visitor(request), chart, grant, Purpose.OWN_RECORD)
    return render.see_other(request, "me/stopped", chart=chart, grant=grant)
