"""A colleague leaves: who keeps their charts, what only they can open, and whom to ask before it ends. The office sees no client's name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import leaving, office
from tacenda.acts.desk import Desk
from tacenda.acts.leaving import Outlook
from tacenda.core.words.errors import Invalid
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import going


class LeavingForm(forms.Form):
    """Who keeps the charts."""

    to: Annotated[str, forms.select(N_("Who keeps the charts"))] = ""


@dataclass(frozen=True, slots=True)
class LeavingPage:
    name: str
    to: str
    counts: Counts
    holders: tuple[str, ...]  # who else can open the notes of the charts they keep
    adrift: tuple[str, ...]  # of which nobody would keep the notes, and until when others can open them
    asks: tuple[str, ...]  # whom to ask first, for what
    form: forms.View
    anybody: bool
    keeps: bool  # a chart, or may: of a list that does not open here nobody knows
    action: str
    end: str
    part: str  # where only that ends which somebody else keeps; empty where that would be all or nothing
    ended: bool  # just now, but for the charts that nobody else keeps


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of charts. `shared`: kept ones whose notes somebody else can open; `stay`: kept ones that somebody else keeps too;
    `adrift`: whose notes others can open and nobody would keep; `lost`: whose notes nobody else can open; `shut`: whose client
    stopped them and could take that back, with notes that nobody else opens."""

    kept: int
    inside: int
    stay: int
    shared: int
    others: int
    adrift: int
    lost: int
    shut: int


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found, people = leaving.outlook(at, request.id("person")), _people(request, at)
        form = LeavingForm.blank(request, {"to": people}, to=handles.of(found.to.id) if found.to else "")
        return _page(request, at, found, form, anybody=len(people) > 1)


def post(request: WebRequest) -> Response:
    form, id = LeavingForm.parse(request), request.id("person")
    with desk.writing(request) as at:
        leaving.begin(at, id, _chosen(at, id, form.to))
    return render.see_other(request, "practice/leaving", person=id)


def _chosen(at: Desk, id: bytes, to: str) -> bytes:
    """The colleague who was chosen; empty for nobody yet. Raises Invalid for a stranger."""
    chosen = [one.id for one in leaving.colleagues(at, id) if handles.of(one.id) == to]
    if to and not chosen:
        raise Invalid({"to": "choose"})
    return chosen[0] if chosen else b""


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        found, people = leaving.outlook(at, request.id("person")), _people(request, at)
        return _page(request, at, found, LeavingForm.again(request, problem, {"to": people}), anybody=len(people) > 1)


def _people(request: WebRequest, at: Desk) -> Mapping[str, str]:
    """Who can keep the charts, behind nobody: whoever it is, is chosen by hand."""
    found = {handles.of(one.id): one.name for one in leaving.colleagues(at, request.id("person"))}
    return {"": request.words.gettext(N_("Nobody yet")), **found}


def _page(request: WebRequest, at: Desk, found: Outlook, form: forms.View, *, anybody: bool) -> Response:
    words, id = request.words, found.who.id
    others = [one.name for one in office.of_office(at).members if not one.me and one.id != id]
    stay = sum(one.stays for one in found.held)
    page = LeavingPage(
        found.who.name, found.to.name if found.to else "", _counts(found), going.holders(words, found), going.adrift(words, found.held),
        going.asks(words, found, others), form, anybody, bool(found.kept or found.to or found.unread),
        request.url("practice/leaving", person=id), request.url("practice/leaving_end", person=id),
        request.url("practice/leaving_end", person=id, part="yes") if 0 < stay < len(found.held) else "", "done" in request.query,
    )  # fmt: skip
    return render.page(request, "practice/leaving.html", page)


def _counts(found: Outlook) -> Counts:
    kept, lost = found.kept, sum(one.lost for one in found.held)
    return Counts(
        len(kept), sum(one.inside for one in kept), sum(bool(one.rest.keeps) for one in kept), sum(bool(one.rest.openers) for one in kept),
        len(found.held) - len(kept), sum(not one.stays for one in found.held) - lost, lost,
        found.shut,
    )  # fmt: skip
