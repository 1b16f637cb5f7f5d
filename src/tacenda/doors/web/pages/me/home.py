"""Who can see what: every person who can open the client's records today, and what waits."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, grants
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.pages.me import words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Row:
    who: str
    what: str
    until: int  # a day, 0 for no end
    person: str  # the address of their page
    stop: str  # the address where they can be stopped, empty for oneself
    stopped: bool


@dataclass(frozen=True, slots=True)
class HomePage:
    rows: tuple[Row, ...]
    waiting: bool


def get(request: WebRequest) -> Response:
    grants.roll_due(request.house, desk.visitor(request))
    with desk.reading(request) as at:
        mine = charts.own(at)
        people = [(chart, person) for chart in mine for person in grants.who_can(at, chart, Purpose.OWN_RECORD)]
        rows = tuple(_row(request, chart, person) for chart, person in people if not person.myself)
    return render.page(request, "me/home.html", HomePage(rows, not mine))


def _row(request: WebRequest, chart: ChartId, person: grants.Person) -> Row:
    holder = person.holder
    return Row(
        words.who(request.words, holder.name, holder.role), words.what(request.words, person.codes), holder.until,
        request.url("me/person", chart=chart, grant=holder.grant),
        "" if person.stopped else request.url("me/stop", chart=chart, grant=holder.grant), person.stopped,
    )  # fmt: skip
