"""Put a privacy officer into the office: compare the 25 characters, then they get its keys and all of the practice's own page.

Who lost every way in comes again with new keys, in the place of who they were: after an identity check, which the ledger's line names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import office
from tacenda.acts.office import Officer
from tacenda.core.words.errors import Conflict, Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render, sure
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import officers


class OfficeInForm(forms.Form):
    """Whether the 25 characters were compared. Nobody is put in without."""

    seen: Annotated[str, forms.hidden()]  # whose letters were on the page
    compared: Annotated[
        Literal["yes", "no"],
        forms.radios(N_("Did you compare the letters?"), {"yes": N_("Yes, they are the same"), "no": N_("They are not the same")}),
    ]
    was: Annotated[str, forms.select(N_("Do they come again, in the place of somebody?"))] = ""
    sure: Annotated[
        str,
        forms.radios(
            N_("If so: how do you know it is them?"),
            {"met": N_("We are in one room"), "called": N_("I see or hear them now"), "no": N_("I am not sure")},
        ),
    ] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "no": N_("Put nobody in whose letters differ. Take back their card and begin anew."),
        "unsure": N_("Let nobody come again when you are not sure. Talk with them first."),
    }


@dataclass(frozen=True, slots=True)
class OfficeInPage:
    name: str
    letters: str
    again: bool  # there is a member in whose place they could come
    form: forms.View
    action: str


def get(request: WebRequest) -> Response:
    who, before = _one(request)
    return _page(request, who, before, OfficeInForm.blank(request, {"was": before}, seen=handles.of(who.entry)))


def post(request: WebRequest) -> Response:
    form, (who, before) = OfficeInForm.parse(request), _one(request)
    if form.seen != handles.of(who.entry):
        raise Conflict("keys")  # others than were compared
    if form.compared == "no":
        raise Invalid({"compared": "no"})
    if form.was not in before:
        raise Invalid({"was": "choose"})
    if form.was:
        sure.judged(form.sure)
    reason = f"again: {form.sure}" if form.was else ""
    officers.put_in(request, who, reason)
    if not form.was:
        return render.see_other(request, "practice/office", done="yes")
    old = handles.read(form.was)
    officers.take_out(request, old, stays=False, reason=reason)
    return render.see_other(request, "practice/leaving", person=old)  # what else they could open under the old keys ends there


def again(request: WebRequest, problem: Invalid) -> Response:
    who, before = _one(request)
    return _page(request, who, before, OfficeInForm.again(request, problem, {"was": before}))


def _one(request: WebRequest) -> tuple[Officer, Mapping[str, str]]:
    """Who is to be put in, and the members in whose place they could come."""
    with desk.reading(request) as at:
        found = office.of_office(at)
    nobody = {"": request.words.gettext(N_("No, they are new here"))}
    return found.other(request.id("person")), nobody | {handles.of(one.id): one.name for one in found.members if not one.me}


def _page(request: WebRequest, who: Officer, before: Mapping[str, str], form: forms.View) -> Response:
    action = request.url("practice/office_in", person=who.id)
    return render.page(request, "practice/office_in.html", OfficeInPage(who.name, who.letters, len(before) > 1, form, action))
