"""Check it once more, then say yes with the own key. A second proof comes first; another version than the one read is not signed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import authorizations
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.pages.me import form as one
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import shown


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


def get(request: WebRequest) -> Response:
    return _page(request, YesForm.blank(request))


def _page(request: WebRequest, form: forms.View) -> Response:
    found = one.opened(request)
    place = {"chart": request.id("chart"), "item": found.id}
    if not found.mine or found.ended:  # signed or taken back a moment ago, and Back leads here: the form itself says what is true
        return render.see_other(request, "me/form", **place)
    page = YesPage(
        shown.rows(request.words, found.value.terms), shown.said(request.words, found.value.terms), form, str(found.version),
        request.url("me/form_yes", **place), request.url("me/form", **place),
    )  # fmt: skip
    return render.page(request, "me/form_yes.html", page)


def post(request: WebRequest) -> Response:
    chart, id = ChartId(request.id("chart")), ObjectId(request.id("item"))
    found, form = one.opened(request), YesForm.parse(request)
    if shown.said_yes(found.value) or found.ended:  # a second press, or an old page: the form itself says what is true
        return render.see_other(request, "me/form", chart=chart, item=id)
    if found.version != form.version:
        raise Invalid({"version": "changed"})
    with desk.writing(request) as at:
        authorizations.sign(at, chart, id, form.version)
    return render.see_other(request, "me/form", chart=chart, item=id)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, YesForm.again(request, problem))
