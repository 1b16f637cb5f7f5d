"""The client's yes: somebody they stopped may be let in again; and back, until somebody did that. Behind the second lock; it opens nothing
by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import charts, grants, ledger
from tacenda.acts.desk import Desk
from tacenda.acts.ledger import Stop
from tacenda.core.model.say import Barred
from tacenda.core.words import moments
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId, PrincipalId
from tacenda.core.words.moments import Day
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.me import stopped, words
from tacenda.doors.web.request import WebRequest


class CircleYesForm(forms.Form):
    """Which way, as the page that was read had it: a second press of one button never does what the other one does."""

    back: Annotated[Literal["no", "yes"], forms.hidden()] = "no"


@dataclass(frozen=True, slots=True)
class CircleYesPage:
    form: forms.View
    who: str
    since: Day
    given: bool  # the yes is there, and nobody used it yet
    action: str


def get(request: WebRequest) -> Response:
    person = request.id("person")
    with desk.reading(request) as at:
        found = [one for _, one in _barred(at, person)]
        if not found and not _stopped(at, person):
            raise NotFound("barred")
        given = [] if found else [_as_barred(stop) for _, stop in _unused(at, person)]
    if not found and not given:  # let in again, and Back leads here
        return render.see_other(request, "me/circle")
    one, form = (found or given)[0], CircleYesForm.blank(request, back="yes" if given else "no")
    action = request.url("me/circle_yes", person=one.principal)
    page = CircleYesPage(form, words.stopped(request.words, one), one.since, bool(given), action)
    return render.page(request, "me/circle_yes.html", page)


def post(request: WebRequest) -> Response:
    person, back = request.id("person"), CircleYesForm.parse(request).back == "yes"
    with desk.writing(request) as at:
        if not _stopped(at, person):
            raise NotFound("barred")
        barred, unused = _barred(at, person), _unused(at, person)
        if not barred and not unused:  # neither is theirs to say any more, and nothing was done
            said = {"done": "inside"} if any(stopped.inside(at, chart, person) for chart in charts.own(at)) else {}
            return render.see_other(request, "me/circle", **said)
        if back:
            for chart, stop in unused:
                grants.bar_again(at, chart, _as_barred(stop), Purpose.OWN_RECORD)
        else:
            for chart, one in barred:
                grants.unbar(at, chart, one.principal, Purpose.OWN_RECORD)
    return render.see_other(request, "me/circle", done="back" if back else "yes")


def _stopped(at: Desk, person: bytes) -> bool:
    """Whether somebody was stopped at any time."""
    found = (ledger.who_looked(at, chart, Purpose.OWN_RECORD, None) for chart in charts.own(at))
    return any(one.grant.grantee == person for looks in found for one in looks.stops)


def _barred(at: Desk, person: bytes) -> list[tuple[ChartId, Barred]]:
    """The stops of somebody, with the chart of each."""
    return [(chart, one) for chart in charts.own(at) for one in grants.barred(at, chart, Purpose.OWN_RECORD) if one.principal == person]


def _unused(at: Desk, person: bytes) -> list[tuple[ChartId, Stop]]:
    """Where the yes to somebody is there and nobody let them in by it."""
    found = [(chart, stopped.unused(at, chart, person)) for chart in charts.own(at)]
    return [(chart, stop) for chart, stop in found if stop is not None]


def _as_barred(stop: Stop) -> Barred:
    return Barred(PrincipalId(stop.grant.grantee), stop.grant.name, stop.grant.role, moments.day(stop.at))
