"""After a stop, however often its page is asked for: who is stopped, since when, and what can be done about it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import holders, ledger
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import stopped
from tacenda.doors.web.me.stopped import Way
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class StoppedPage:
    who: str
    since: Moment
    lifts: bool  # not all the keys were changed: the stop can be taken back whole
    way: Way


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        person = next((one for one in holders.who_can(at, chart, Purpose.OWN_RECORD) if one.holder.grant == grant), None)
        stop = ledger.who_looked(at, chart, Purpose.OWN_RECORD, None).stop(grant)
        if stop is None and person is None:
            raise NotFound("grant")
        if stop is None or not stop.by_client or (person is not None and person.over) or stopped.inside(at, chart, stop.grant.grantee):
            return render.see_other(request, "me/home")  # taken back or let in since, or ended by the practice: this page would not be true
        if not stop.begun:
            return render.see_other(request, "me/trusted")
        lifts = person is not None and stopped.liftable(at, person)
        way = stopped.way_of(request, at, chart, person, stop) if person is not None else None
        value = StoppedPage(
            stopped.who(request.words, stop), stop.at, lifts,
            way or stopped.way(request, at, chart, stop.grant.grantee, stop.grant.name, stop.grant.basis),
        )  # fmt: skip
    return render.page(request, "me/stopped.html", value)
