"""Take back a yes to one person by name: one button for each, no reason, no second proof. The choice keeps them out then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import charts, choices
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


class NamedBackForm(forms.Form):
    """Which yes."""

    yes: Annotated[str, forms.hidden()]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody the client said yes to. `form`: what their button sends."""

    who: str
    form: forms.View


@dataclass(frozen=True, slots=True)
class NamedBackPage:
    named: tuple[Named, ...]
    action: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found = [one for chart in charts.own(at) for one in choices.exempt(at, chart, Purpose.OWN_RECORD)]
    named = tuple(
        Named(words.exempt(request.words, one), NamedBackForm.blank(request, yes=handles.of(choices.exempt_id(one)))) for one in found
    )
    return render.page(request, "me/named_back.html", NamedBackPage(named, request.url("me/named_back")))


def post(request: WebRequest) -> Response:
    try:
        id = handles.read(NamedBackForm.parse(request).yes)
    except Invalid as error:
        raise NotFound("yes") from error  # no button sends this
    with desk.reading(request) as at:
        found = [
            chart for chart in charts.own(at) if any(choices.exempt_id(one) == id for one in choices.exempt(at, chart, Purpose.OWN_RECORD))
        ]
    for chart in found:  # none by a second press
        choices.say_no(request.house, desk.visitor(request), chart, id, Purpose.OWN_RECORD)
    return render.see_other(request, "me/circle", done="unnamed")
