"""End somebody's access to one client's records, for who speaks for the client by law: no reason is asked, and it is in force at once."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import beside, grants
from tacenda.acts.desk import Desk
from tacenda.core.model.access_list import Holder
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class StopPage:
    name: str
    action: str
    back: str


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        found = _one(at, chart, request.id("grant"))
    action = request.url("beside/stop", chart=chart, grant=found.grant)
    return render.page(request, "beside/stop.html", StopPage(found.name, action, request.url("beside/others", chart=chart)))


def post(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    with desk.reading(request) as at:
        _one(at, chart, grant)
    grants.stop(request.house, desk.visitor(request), chart, grant, Purpose.SPEAKS_FOR)
    return render.see_other(request, "beside/others", chart=chart, done="yes")


def _one(at: Desk, chart: ChartId, grant: bytes) -> Holder:
    """Somebody whose access may be ended here. Raises NotFound."""
    for one in beside.others(at, chart):
        if one.grant == grant and one.ended_by_guardian:
            return one
    raise NotFound("grant")
