"""Pick a note for supervision: a copy of this version for who guides the work by picked notes, until a day. The client sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import charts, notes, picking
from tacenda.acts.desk import Desk
from tacenda.core.words import moments
from tacenda.core.words.access import Code, Content
from tacenda.core.words.errors import Conflict, Invalid, NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Day
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render, until
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import supervision

USUAL = 30  # days


class PickForm(forms.Form):
    """Until when."""

    until: Annotated[dt.date, forms.date(N_("Last day"), hint=N_("It ends with their access at the latest."))]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "day": N_("%(label)s: choose a day between today and a year from now."),
    }


@dataclass(frozen=True, slots=True)
class PickPage:
    guide: str  # who will read it; empty where nobody would
    refused: str  # the client said no to supervision (`said_no`), or shows no answer (`not_shown`)
    form: forms.View
    action: str
    all: str
    give: str
    talk: str
    back: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        return _page(request, at, PickForm.blank(request, until=_offered(at, ChartId(request.id("chart")))))


def post(request: WebRequest) -> Response:
    form, chart, note = PickForm.parse(request), ChartId(request.id("chart")), ObjectId(request.id("note"))
    try:
        with desk.writing(request) as at:
            picking.pick(at, chart, note, until.last(at, form.until, first=0))
    except Conflict as error:
        if not supervision.reason(error):
            raise
        return render.see_other(request, "charts/pick", chart=chart, note=note)  # the client said no meanwhile, and the page says so
    return render.see_other(request, "charts/notes", chart=chart, done="picked")


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        chart = ChartId(request.id("chart"))
        if charts.open_name(at, chart).guide is None or supervision.refused(at, chart):
            return render.see_other(request, "charts/pick", chart=chart, note=request.id("note"))  # no form is shown there to mend
        return _page(request, at, PickForm.again(request, problem))


def _offered(at: Desk, chart: ChartId) -> str:
    """A month, or as long as their access lasts."""
    guide, usual = charts.open_name(at, chart).guide, Day(moments.day(at.now) + USUAL)
    return moments.date(min(usual, moments.day(guide.until)) if guide is not None and guide.until else usual).isoformat()


def _page(request: WebRequest, at: Desk, form: forms.View) -> Response:
    chart, note = ChartId(request.id("chart")), ObjectId(request.id("note"))
    if not at.held(chart).holds(Code.SUPERVISION) or note not in {one.id for one in notes.list_notes(at, chart, Content.NOTE)}:
        raise NotFound("note")
    guide, refused = charts.open_name(at, chart).guide, supervision.refused(at, chart)
    page = PickPage(
        guide.name if guide else "", refused, form, request.url("charts/pick", chart=chart, note=note),
        request.url("charts/picked", chart=chart), request.url("charts/give", chart=chart), request.url("charts/talk", chart=chart),
        request.url("charts/note", chart=chart, note=note),
    )  # fmt: skip
    return render.page(request, "charts/pick.html", page)
