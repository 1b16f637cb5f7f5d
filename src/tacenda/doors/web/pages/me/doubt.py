"""Ask the practice to end another account that says it is this client: one button, no reason. Nothing changes by itself.

Whoever asked can take it back, after a second proof.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import holders, twins
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class DoubtPage:
    who: str
    asked: int  # the last day on which it counts, 0 for not asked
    action: str
    back: str


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    with desk.reading(request) as at:
        person = holders.find(holders.who_can(at, chart, Purpose.OWN_RECORD), grant)
        if not person.twin or person.stopped:
            raise NotFound("account")
        asked = twins.asked(at, chart, grant)
    who = words.holder(request.words, person.holder)
    here, back = (request.url(name, chart=chart, grant=grant) for name in ("me/doubt", "me/person"))
    return render.page(request, "me/doubt.html", DoubtPage(who, asked, here, back))


def post(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    with desk.reading(request) as at:
        if request.fields.get("go") == ("back",):
            twins.take_back(at, chart, grant)
        else:
            twins.doubt(at, chart, grant)
    return render.see_other(request, "me/person", chart=chart, grant=grant)
