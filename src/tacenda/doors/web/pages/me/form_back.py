"""Take a form back, or say no to one: one button, no reason, no second proof. From then on it counts no more; what was sent stays sent."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import authorizations, grants
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, render
from tacenda.doors.web.pages.me import form
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import shown


@dataclass(frozen=True, slots=True)
class BackPage:
    who: str
    what: str
    yes: bool  # the client said yes before
    action: str
    back: str


def get(request: WebRequest) -> Response:
    found = form.opened(request)
    if found.ended:  # taken back a moment ago, and Back leads here: the form itself says what is true
        return render.see_other(request, "me/form", chart=request.id("chart"), item=found.id)
    terms, place = found.value.terms, {"chart": request.id("chart"), "item": found.id}
    page = BackPage(
        terms.recipient, shown.what(request.words, terms), bool(shown.said_yes(found.value)),
        request.url("me/form_back", **place), request.url("me/form", **place),
    )  # fmt: skip
    return render.page(request, "me/form_back.html", page)


def post(request: WebRequest) -> Response:
    chart, id = ChartId(request.id("chart")), ObjectId(request.id("item"))
    try:
        # Access first: a crash between the two leaves a form that opens nothing, and no access without a form.
        grants.stop_based(request.house, desk.visitor(request), chart, id, Purpose.OWN_RECORD)
    finally:
        with desk.writing(request) as at:
            authorizations.take_back(at, chart, id)
        # Once more: until the form was taken back, somebody could still be let in on it.
        grants.stop_based(request.house, desk.visitor(request), chart, id, Purpose.OWN_RECORD)
    return render.see_other(request, "me/form", chart=chart, item=id)
