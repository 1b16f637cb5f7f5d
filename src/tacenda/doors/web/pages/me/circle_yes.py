"""The client's yes: somebody they stopped may be let in again. Behind the second lock; it opens nothing by itself."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, grants, ledger
from tacenda.acts.desk import Desk
from tacenda.core.model.say import Barred
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Day
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class CircleYesPage:
    who: str
    since: Day
    action: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found = [one for _, one in _barred(at, request.id("person"))]
        if not found and not _stopped(at, request.id("person")):
            raise NotFound("barred")
    if not found:  # allowed already, and Back leads here
        return render.see_other(request, "me/circle")
    one, action = found[0], request.url("me/circle_yes", person=found[0].principal)
    return render.page(request, "me/circle_yes.html", CircleYesPage(words.stopped(request.words, one), one.since, action))


def post(request: WebRequest) -> Response:
    with desk.writing(request) as at:
        if not _stopped(at, request.id("person")):
            raise NotFound("barred")
        for chart, one in _barred(at, request.id("person")):
            grants.unbar(at, chart, one.principal, Purpose.OWN_RECORD)
    return render.see_other(request, "me/circle")


def _stopped(at: Desk, person: bytes) -> bool:
    """Whether somebody was stopped at any time."""
    found = (ledger.who_looked(at, chart, Purpose.OWN_RECORD, None) for chart in charts.own(at))
    return any(one.grant.grantee == person for looks in found for one in looks.stops)


def _barred(at: Desk, person: bytes) -> list[tuple[ChartId, Barred]]:
    """The stops of somebody, with the chart of each."""
    return [(chart, one) for chart in charts.own(at) for one in grants.barred(at, chart, Purpose.OWN_RECORD) if one.principal == person]
