"""A colleague leaves: what only they can open, who keeps their charts, and the end of their access. The office sees no client's name."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import grants, leaving, office
from tacenda.acts.desk import Desk
from tacenda.acts.leaving import Held, Outlook
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Conflict, Invalid
from tacenda.core.words.ids import ChartId, PrincipalId
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import officers


class LeavingForm(forms.Form):
    """One of two steps: name who keeps the charts, or end the access."""

    step: Annotated[Literal["name", "end"], forms.hidden()]
    to: Annotated[str, forms.select(N_("Who keeps the charts"))] = ""
    all: Annotated[bool, forms.tick(N_("End also what nobody else can open: those notes stay shut for good"))] = False


@dataclass(frozen=True, slots=True)
class LeavingPage:
    name: str
    to: str
    keeps: int
    shared: int  # kept charts whose notes somebody else opens too
    lost: int
    inside: int
    others: int
    alone: int  # kept charts into which nobody who stays can let anybody
    waiting: int  # people with keys that they have not fetched
    office: int  # members of the privacy office who stay, if this person is one of them; else 0
    form: forms.View
    anybody: bool
    action: str
    ended: bool  # just now, but for the charts that only they can open


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found, people, stay = leaving.outlook(at, request.id("person")), _people(request, at), _stay(at, request.id("person"))
    return _page(request, found, people, stay, LeavingForm.blank(request, {"to": people}, to=handles.of(found.to.id) if found.to else ""))


def post(request: WebRequest) -> Response:
    form, id = LeavingForm.parse(request), request.id("person")
    if form.step == "name":
        with desk.writing(request) as at:
            leaving.begin(at, id, _chosen(at, id, form.to))
        return render.see_other(request, "practice/leaving", person=id)
    with desk.reading(request) as at:
        held = leaving.outlook(at, id).held
    ends = [one for one in held if form.all or not one.lost]
    for one in ends:
        _end(request, id, one)
    if len(ends) < len(held):
        return render.see_other(request, "practice/leaving", person=id, **({"done": "yes"} if ends else {}))
    _close(request, id)
    return render.see_other(request, "practice/staff", done="left")


def _chosen(at: Desk, id: bytes, to: str) -> bytes:
    """The colleague who was chosen; empty for nobody yet. Raises Invalid for a stranger."""
    chosen = [one.id for one in leaving.colleagues(at, id) if handles.of(one.id) == to]
    if to and not chosen:
        raise Invalid({"to": "choose"})
    return chosen[0] if chosen else b""


def _end(request: WebRequest, id: bytes, one: Held) -> None:
    """Told before, since a list whose keys are due cannot be written; stopped whatever becomes of the telling."""
    with suppress(Conflict), desk.writing(request) as at:
        leaving.tell(at, id, one.chart)
    grants.stop(request.house, desk.visitor(request), one.chart, one.grant, Purpose.OVERSIGHT)


def _close(request: WebRequest, id: bytes) -> None:
    with desk.reading(request) as at:
        member = office.is_member(at, PrincipalId(id))
    if member:
        officers.take_out(request, id, stays=False)
    with desk.reading(request) as at:
        practice, own = ChartId(at.keeper.practice), leaving.staff_grants(at, id)
    for grant in own:
        grants.stop(request.house, desk.visitor(request), practice, grant, Purpose.OVERSIGHT)
    with desk.writing(request) as at:
        leaving.close(at, id)


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        found, people, stay = leaving.outlook(at, request.id("person")), _people(request, at), _stay(at, request.id("person"))
    return _page(request, found, people, stay, LeavingForm.again(request, problem, {"to": people}))


def _people(request: WebRequest, at: Desk) -> Mapping[str, str]:
    """Who can keep the charts, behind nobody: whoever it is, is chosen by hand."""
    found = {handles.of(one.id): one.name for one in leaving.colleagues(at, request.id("person"))}
    return {"": request.words.gettext(N_("Nobody yet")), **found}


def _stay(at: Desk, id: bytes) -> int:
    members = office.of_office(at).members
    return len(members) - 1 if any(one.id == id for one in members) else 0


def _page(request: WebRequest, found: Outlook, people: Mapping[str, str], stay: int, form: forms.View) -> Response:
    kept = [one for one in found.held if one.keeps]
    page = LeavingPage(
        found.who.name, found.to.name if found.to else "", len(kept), sum(bool(one.others) for one in kept), found.lost,
        sum(one.inside for one in kept), len(found.held) - len(kept), found.alone, sum(one.waiting for one in kept), stay, form,
        len(people) > 1, request.url("practice/leaving", person=found.who.id), "done" in request.query,
    )  # fmt: skip
    return render.page(request, "practice/leaving.html", page)
