"""One signed form: what it says, what is missing or wrong and where that stands; write down what happened to it; ask what it opens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import authorizations, calls, charts, grants
from tacenda.acts.authorizations import OpenedForm
from tacenda.acts.desk import Desk
from tacenda.acts.papers import Scan
from tacenda.core.words import moments
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Conflict, Invalid
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.names import letters
from tacenda.doors import places
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render, scans
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import marking, shown, suggesting
from tacenda.doors.web.signed.shown import Signed
from tacenda.doors.web.signed.suggesting import Suggested

ENDS = {"event": authorizations.happened, "back": authorizations.taken_back_here, "false": authorizations.false}
NO_SCAN = {*ENDS, "read", "saw"}


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
    unseen: bool  # nobody saw what lets somebody sign for the client
    suggested: bool  # what lets them came from the decision that is kept
    happens: bool  # there is something that can be written down
    form: forms.View
    action: str
    use: forms.View
    onward: str


def get(request: WebRequest) -> Response:
    return _page(request, None)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, problem)


def post(request: WebRequest) -> Response:
    form, chart, id = marking.MarkForm.parse(request), ChartId(request.id("chart")), ObjectId(request.id("item"))
    scan = scans.came(request)
    if form.what in NO_SCAN and scan:
        raise Invalid({"what": "unsigned"})
    if form.what in ENDS:
        _end(request, chart, id, form)
    else:
        with desk.writing(request) as at:
            if form.what == "read":
                authorizations.looked_at(at, chart, id, form.version)
            elif form.what == "saw":
                authorizations.saw(at, chart, id, form.version, _who(form), form.authority)
            else:
                _attest(at, chart, id, form, scan)
    return render.see_other(request, "charts/form", chart=chart, item=id)


def _end(request: WebRequest, chart: ChartId, id: ObjectId, form: marking.MarkForm) -> None:
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


def _attest(at: Desk, chart: ChartId, id: ObjectId, form: marking.MarkForm, scan: Scan | None) -> None:
    if form.day is None:
        raise Invalid({"day": "empty"})
    authorizations.attest(at, chart, id, form.version, _who(form), moments.of_date(form.day), scan)


def _who(form: marking.MarkForm) -> int:
    if not form.who.isdecimal():
        raise Invalid({"who": "choose"})
    return int(form.who)


def _page(request: WebRequest, problem: Invalid | None) -> Response:
    chart, id = ChartId(request.id("chart")), ObjectId(request.id("item"))
    with desk.reading(request) as at:
        found, name = authorizations.open_form(at, chart, id, Purpose.TREATMENT), charts.open_card(at, chart).card.short()
        place, law = calls.known(at).place, suggesting.by_law(at, chart)
    choices = marking.choices(request.words, found)
    signed = shown.signed(request.words, found.value, partial(_scan, request, chart, found))
    blank = marking.MarkForm.blank(request, choices, version=str(found.version), authority=_kept(found, law))
    use = UseForm.blank(request, {"place": places.named(request.words)}, place=place, act="disclose", said=shown.carried(found))
    page = FormPage(
        chart, name, found.state, found.unsigned, shown.rows(request.words, found.value.terms),
        shown.said(request.words, found.value.terms), signed, shown.faults(request.words, found.checked),
        shown.open_questions(request.words, found.checked), shown.copies(request.words, found.checked), found.number,
        "saw" in choices["what"], bool(_kept(found, law)), bool(choices["what"]),
        blank if problem is None else marking.MarkForm.again(request, problem, choices), request.url("charts/form", chart=chart, item=id),
        use,
        request.url("law/asks_chart", chart=chart),
    )  # fmt: skip
    return render.page(request, "charts/form.html", page)


def _kept(found: OpenedForm, law: Suggested) -> str:
    """What a kept decision says of the one person whose right nobody has seen yet; whoever saw it says so themselves."""
    waits = {letters(found.value.terms.parties[i].name) for i in marking.unseen(found)}
    return law.authority if law.name and waits == {letters(law.name)} else ""


def _scan(request: WebRequest, chart: ChartId, found: OpenedForm, scan: bytes) -> str:
    """Where a scan opens: beside the form, or from before that among the letters."""
    return request.url("charts/form_scan" if scan in found.scans else "charts/letter", chart=chart, item=scan)
