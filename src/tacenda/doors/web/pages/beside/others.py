"""Who else was given something of one client, for who speaks for them by law: whose access they can end, and whose they cannot."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import beside
from tacenda.core.model.access_list import Holder
from tacenda.core.words import moments
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import kinds


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    role: str
    until: int  # a day, 0 for no end
    stop: str  # the address where it ends; empty for who keeps the records


@dataclass(frozen=True, slots=True)
class OthersPage:
    rows: tuple[Row, ...]
    stops: bool  # somebody is listed whose access can be ended
    done: bool
    back: str


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        found = beside.others(at, chart)
    rows = tuple(_row(request, chart, one) for one in found)
    page = OthersPage(rows, any(row.stop for row in rows), "done" in request.query, request.url("beside/person", chart=chart))
    return render.page(request, "beside/others.html", page)


def _row(request: WebRequest, chart: ChartId, one: Holder) -> Row:
    stop = request.url("beside/stop", chart=chart, grant=one.grant) if one.ended_by_guardian else ""
    return Row(one.name, kinds.doing(request.words, one), moments.day(one.until) if one.until else 0, stop)
