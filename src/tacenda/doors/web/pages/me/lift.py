"""Take a stop back: who it is about and what opens again, behind the second lock, so that what is agreed to is read after it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from starlette.responses import Response

from tacenda.acts import grants, holders
from tacenda.acts.desk import Desk
from tacenda.acts.holders import Person
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import stopped, words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class LiftPage:
    who: str
    opens: tuple[str, ...]
    action: str


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    with desk.reading(request) as at:
        found = _liftable(at, chart, grant)
    if found is None:
        return render.see_other(request, "me/stopped", chart=chart, grant=grant)
    opens = words.opens(request.words, replace(found, stopped=False))  # as it will be
    action = request.url("me/lift", chart=chart, grant=grant)
    return render.page(request, "me/lift.html", LiftPage(words.holder(request.words, found.holder), opens, action))


def post(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    with desk.reading(request) as at:
        found = _liftable(at, chart, grant)
    if found is None:  # by a second press, or once the keys were changed: the next page says what is true now
        return render.see_other(request, "me/stopped", chart=chart, grant=grant)
    grants.take_back(request.house, desk.visitor(request), chart, grant, Purpose.OWN_RECORD)
    return render.see_other(request, "me/home")


def _liftable(at: Desk, chart: ChartId, grant: GrantHash) -> Person | None:
    found = [one for one in holders.who_can(at, chart, Purpose.OWN_RECORD) if one.holder.grant == grant]
    return next((one for one in found if stopped.liftable(at, one)), None)
