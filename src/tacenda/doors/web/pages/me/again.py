"""Let a therapist in again who lost every way in: their name, the 25 letters they read out, and how the client knows that it is them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import charts, colleagues, grants
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid
from tacenda.core.words.moments import NEVER
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render, sure
from tacenda.doors.web.request import WebRequest


class AgainForm(forms.Form):
    """Who it is, and how the client knows."""

    name: Annotated[str, forms.text(N_("Their name"))]
    letters: Annotated[str, forms.text(N_("Their 25 letters"), hint=N_("They read them out to you."), longest=60)]
    sure: Annotated[
        Literal["met", "called", "no"],
        forms.radios(
            N_("How do you know it is them?"),
            {"met": N_("We are in one room"), "called": N_("I see or hear them now"), "no": N_("I am not sure")},
        ),
    ]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "letters": N_("%(label)s: no therapist here has these letters. Let them read the letters out once more."),
        "inside": N_("%(label)s: this therapist is in already. To change that, stop them first."),
        "unsure": N_("Let nobody in when you are not sure. Talk with them first."),
    }


@dataclass(frozen=True, slots=True)
class AgainPage:
    form: forms.View


def get(request: WebRequest) -> Response:
    return render.page(request, "me/again.html", AgainPage(AgainForm.blank(request)))


def post(request: WebRequest) -> Response:
    form = AgainForm.parse(request)
    sure.judged(form.sure)
    with desk.writing(request) as at:
        entry = colleagues.by_letters(at, form.letters)
        if any(grants.inside(at, chart, entry, Purpose.OWN_RECORD) for chart in charts.own(at)):
            raise Invalid({"letters": "inside"})
        for chart in charts.own(at):
            reason = f"again: {form.sure}"
            grants.give(at, chart, Purpose.OWN_RECORD, entry, form.name.strip(), offers.RETURNING, NEVER, checked=True, reason=reason)
    return render.see_other(request, "me/home", done="yes")


def again(request: WebRequest, problem: Invalid) -> Response:
    return render.page(request, "me/again.html", AgainPage(AgainForm.again(request, problem)))
