"""Check it once more, then say yes with the own key. A second proof comes first; another version than the one read is not signed.

By the client, or by who signs for them by law and is named on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import authorizations
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import one, shown


class YesForm(forms.Form):
    """The version that was read."""

    version: Annotated[int, forms.hidden(longest=4)]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "changed": N_("This changed while you read it. Here it is as it is now. Read it, and press the button again."),
    }


@dataclass(frozen=True, slots=True)
class YesPage:
    rows: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    form: forms.View
    version: str  # the one that is shown
    action: str
    back: str
    whom: str  # for whom somebody else signs; empty for the client
    authority: str  # what lets them


def page(request: WebRequest, template: str, problem: Invalid | None = None) -> Response:
    """What is signed, or the form as it came back. Raises NotFound, Refused, Locked."""
    found, form = one.opened(request), YesForm.blank(request) if problem is None else YesForm.again(request, problem)
    if not found.asked:  # signed or taken back a moment ago, and Back leads here: the form itself says what is true
        return one.leads(request, found.id)
    made = YesPage(
        shown.rows(request.words, found.value.terms), shown.said(request.words, found.value.terms), form, str(found.version),
        one.to(request, "form_yes", found.id), one.to(request, "form", found.id), one.whom(request), one.authority(found),
    )  # fmt: skip
    return render.page(request, template, made)


def post(request: WebRequest) -> Response:
    """Sign it. Raises Invalid, NotFound, Refused, Locked, Conflict."""
    chart, id = ChartId(request.id("chart")), ObjectId(request.id("item"))
    found, form = one.opened(request), YesForm.parse(request)
    if not found.asked:  # a second press, or an old page: the form itself says what is true
        return one.leads(request, id)
    if found.version != form.version:
        raise Invalid({"version": "changed"})
    with desk.writing(request) as at:
        authorizations.sign(at, chart, id, form.version)
    return one.leads(request, id)
