"""Put a privacy officer into the office: compare the 25 characters, then they get its keys and all of the practice's own page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import office
from tacenda.acts.office import Officer
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import officers


class OfficeInForm(forms.Form):
    """Whether the 25 characters were compared. Nobody is put in without."""

    compared: Annotated[
        Literal["yes", "no"],
        forms.radios(N_("Did you compare the letters?"), {"yes": N_("Yes, they are the same"), "no": N_("They are not the same")}),
    ]
    sayings = {"no": N_("Put nobody in whose letters differ. Take back their card and begin anew.")}  # noqa: RUF012  a ClassVar of the base


@dataclass(frozen=True, slots=True)
class OfficeInPage:
    name: str
    letters: str
    form: forms.View
    action: str


def get(request: WebRequest) -> Response:
    return _page(request, _one(request), OfficeInForm.blank(request))


def post(request: WebRequest) -> Response:
    form, who = OfficeInForm.parse(request), _one(request)
    if form.compared == "no":
        raise Invalid({"compared": "no"})
    officers.put_in(request, who)
    return render.see_other(request, "practice/office", done="yes")


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, _one(request), OfficeInForm.again(request, problem))


def _one(request: WebRequest) -> Officer:
    with desk.reading(request) as at:
        return office.of_office(at).other(request.id("person"))


def _page(request: WebRequest, who: Officer, form: forms.View) -> Response:
    action = request.url("practice/office_in", person=who.id)
    return render.page(request, "practice/office_in.html", OfficeInPage(who.name, who.letters, form, action))
