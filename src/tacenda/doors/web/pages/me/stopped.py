"""After a stop: what is true now, and how to take it back."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import grants
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Conflict
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class StoppedPage:
    who: str  # empty once the keys were changed: then there is no way back
    action: str


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        found = [one for one in grants.who_can(at, chart, Purpose.OWN_RECORD) if one.holder.grant == grant]
        lifts = [one.holder for one in found if grants.can_lift(at, one)]
    if any(not (one.stopped and one.kept_out) for one in found):
        return render.see_other(request, "me/home")  # taken back since, or ended by the practice: this page would not be true
    who = words.holder(request.words, lifts[0]) if lifts else ""
    return render.page(request, "me/stopped.html", StoppedPage(who, request.url("me/stopped", chart=chart, grant=grant)))


def post(request: WebRequest) -> Response:
    """Take the stop back, as long as the keys were not changed; after a step-up."""
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    with desk.writing(request) as at:
        if not any(one.holder.grant == grant for one in grants.who_can(at, chart, Purpose.OWN_RECORD)):
            raise Conflict("rolled")
        grants.lift(at, chart, grant, Purpose.OWN_RECORD)
    return render.see_other(request, "me/home")
