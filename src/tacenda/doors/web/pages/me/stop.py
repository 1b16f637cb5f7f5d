"""Stop a person: one button, no reason, no second proof. It is in force when the next page comes; the keys follow."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import grants
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class StopPage:
    who: str
    treats: bool  # the one who keeps the records: the page says to talk first
    action: str


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        found = grants.find(grants.who_can(at, chart, Purpose.OWN_RECORD), grant).holder
    who = words.who(request.words, found.name, found.role)
    return render.page(request, "me/stop.html", StopPage(who, found.basis == "founder", request.url("me/stop", chart=chart, grant=grant)))


def post(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    grants.stop(request.house, desk.visitor(request), chart, grant, Purpose.OWN_RECORD)
    _mended(request, chart, grant)
    return render.see_other(request, "me/stopped", chart=chart, grant=grant)


def _mended(request: WebRequest, chart: ChartId, grant: GrantHash) -> None:
    """Take the person off the list where the keys were changed: there is no way back from that, and no row about it to read."""
    # The stop stands whatever becomes of the list; its next writer mends what could not be mended now.
    with contextlib.suppress(Refused, Conflict), desk.writing(request) as at:
        found = [one for one in grants.who_can(at, chart, Purpose.OWN_RECORD) if one.holder.grant == grant]
        if found and not grants.can_lift(at, found[0]):
            grants.mend(at, chart, Purpose.OWN_RECORD)
