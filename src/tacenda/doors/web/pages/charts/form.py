"""One signed form: what it says, what is missing or wrong and where that stands; write down what happened to it; ask what it opens."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import authorizations, calls, charts, grants
from tacenda.acts.authorizations import OpenedForm
from tacenda.acts.desk import Desk
from tacenda.acts.papers import Scan
from tacenda.core.words import moments
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Conflict, Invalid
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors import places
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render, scans
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import shown
from tacenda.doors.web.signed.shown import Signed

ENDS = {"event": authorizations.happened, "back": authorizations.taken_back_here, "false": authorizations.false}


HAPPENED = {
    "paper": N_("Somebody signed it on paper"),
    "event": N_("The event that ends it happened"),
    "back": N_("It was taken back, in person or by letter"),
    "false": N_("Something on it turned out to be false"),
}


class MarkForm(forms.Form):
    """One thing that happened to the form."""

    version: Annotated[int, forms.hidden(longest=4)]
    what: Annotated[
        Literal["paper", "event", "back", "false"], forms.radios(N_("What happened?"))
    ]  # fmt: skip
    who: Annotated[str, forms.select(N_("Who signed"))] = ""
    day: Annotated[dt.date | None, forms.date(N_("Day of the signature"))] = None
    file: Annotated[str, forms.upload(scans.LABEL, hint=scans.HINT)] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "event": N_("%(label)s: this form names no event."),
        "unsigned": N_("%(label)s: a scan goes with a signature on paper. Choose that, or send no file."),
        **scans.SAYINGS,
    }


class UseForm(forms.Form):
    """What the disclosure pages start from."""

    place: Annotated[str, forms.select(N_("Where is the client?"), hint=N_("The law of this place decides."))]
    act: Annotated[str, forms.hidden()] = "disclose"
    said: Annotated[str, forms.hidden(longest=6000)] = ""


@dataclass(frozen=True, slots=True)
class FormPage:
    chart: bytes
    name: str
    state: str
    unsigned: bool  # nothing but a signature is missing
    rows: tuple[tuple[str, str], ...]
    said: tuple[str, ...]
    signed: tuple[Signed, ...]
    faults: tuple[tuple[str, str], ...]
    questions: tuple[tuple[str, str], ...]
    copies: tuple[tuple[str, str], ...]
    number: int
    form: forms.View
    action: str
    use: forms.View
    onward: str


def get(request: WebRequest) -> Response:
    return _page(request, None)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, problem)


def post(request: WebRequest) -> Response:
    form, chart, id = MarkForm.parse(request), ChartId(request.id("chart")), ObjectId(request.id("item"))
    scan = scans.came(request)
    if form.what in ENDS and scan:
        raise Invalid({"what": "unsigned"})
    if form.what in ENDS:
        _end(request, chart, id, form)
    else:
        with desk.writing(request) as at:
            _attest(at, chart, id, form, scan)
    return render.see_other(request, "charts/form", chart=chart, item=id)


def _end(request: WebRequest, chart: ChartId, id: ObjectId, form: MarkForm) -> None:
    """Access first: a crash between the two leaves a form that opens nothing, and the same button finishes it. Raises Invalid, Conflict."""
    with desk.reading(request) as at:
        found, purpose = authorizations.open_form(at, chart, id, Purpose.TREATMENT), charts.purpose_of(at, chart)
    if found.version != form.version:
        raise Conflict("version")
    if form.what == "event" and not found.value.terms.event:
        raise Invalid({"what": "event"})
    grants.stop_based(request.house, desk.visitor(request), chart, id, purpose)
    with desk.writing(request) as at:
        ENDS[form.what](at, chart, id, form.version)
    # Once more: until the form ended, somebody could still be let in on it.
    grants.stop_based(request.house, desk.visitor(request), chart, id, purpose)


def _attest(at: Desk, chart: ChartId, id: ObjectId, form: MarkForm, scan: Scan | None) -> None:
    if form.day is None:
        raise Invalid({"day": "empty"})
    if not form.who.isdecimal():
        raise Invalid({"who": "choose"})
    authorizations.attest(at, chart, id, form.version, int(form.who), moments.of_date(form.day), scan)


def _page(request: WebRequest, problem: Invalid | None) -> Response:
    chart, id = ChartId(request.id("chart")), ObjectId(request.id("item"))
    with desk.reading(request) as at:
        found, name = authorizations.open_form(at, chart, id, Purpose.TREATMENT), charts.open_card(at, chart).card.short()
        place = calls.known(at).place
    choices = _choices(request, found)
    signed = shown.signed(request.words, found.value, partial(_scan, request, chart, found))
    blank = MarkForm.blank(request, choices, version=str(found.version))
    use = UseForm.blank(request, {"place": places.named(request.words)}, place=place, act="disclose", said=shown.carried(found))
    page = FormPage(
        chart, name, found.state, found.unsigned, shown.rows(request.words, found.value.terms),
        shown.said(request.words, found.value.terms), signed, shown.faults(request.words, found.checked),
        shown.open_questions(request.words, found.checked), shown.copies(request.words, found.checked), found.number,
        blank if problem is None else MarkForm.again(request, problem, choices), request.url("charts/form", chart=chart, item=id), use,
        request.url("law/asks_chart", chart=chart),
    )  # fmt: skip
    return render.page(request, "charts/form.html", page)


def _scan(request: WebRequest, chart: ChartId, found: OpenedForm, scan: bytes) -> str:
    """Where a scan opens: beside the form, or from before that among the letters."""
    return request.url("charts/form_scan" if scan in found.scans else "charts/letter", chart=chart, item=scan)


def _choices(request: WebRequest, found: OpenedForm) -> dict[str, dict[str, str]]:
    terms = found.value.terms
    parties = {str(i): shown.party(request.words, one) for i, one in enumerate(terms.parties) if not found.value.signed(i)}
    # Only what can happen to this form is offered: a signature that is missing, an event that it names.
    never = {name for name, can in (("paper", parties), ("event", terms.event)) if not can}
    can = {name: request.words.gettext(text) for name, text in HAPPENED.items() if name not in never}
    return {"what": can, "who": {"": request.words.gettext(N_("Nobody")), **parties}}
