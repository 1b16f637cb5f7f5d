"""Take a form back, or say no to one: one button, no reason, no second proof. From then on it counts no more; what was sent stays sent.

By the client, or by who signs for them by law and is named on it.
"""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import authorizations, grants
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import one, shown
from tacenda.doors.web.talk import side


@dataclass(frozen=True, slots=True)
class BackPage:
    who: str
    what: str
    yes: bool  # the client said yes before
    action: str
    back: str


def page(request: WebRequest, template: str) -> Response:
    """Raises NotFound, Refused, Locked."""
    found = one.opened(request)
    if found.ended:  # taken back a moment ago, and Back leads here: the form itself says what is true
        return one.leads(request, found.id)
    terms = found.value.terms
    made = BackPage(
        terms.recipient, shown.what(request.words, terms), bool(shown.said_yes(found)),
        one.to(request, "form_back", found.id), one.to(request, "form", found.id),
    )  # fmt: skip
    return render.page(request, template, made)


def post(request: WebRequest) -> Response:
    """Take it back, and stop whoever was let in by it. Raises NotFound, Refused, Conflict."""
    purpose, chart, id = side.of(request).purpose, ChartId(request.id("chart")), ObjectId(request.id("item"))
    try:
        # Access first: a crash between the two leaves a form that opens nothing, and no access without a form.
        grants.stop_based(request.house, desk.visitor(request), chart, id, purpose)
    finally:
        with desk.writing(request) as at:
            authorizations.take_back(at, chart, id)
        # Once more: until the form was taken back, somebody could still be let in on it.
        grants.stop_based(request.house, desk.visitor(request), chart, id, purpose)
    return one.leads(request, id)
