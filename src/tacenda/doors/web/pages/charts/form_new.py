"""A new form to let something out: it waits for the client's yes, or for the paper they sign."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import authorizations, charts
from tacenda.acts.authorizations import Draws
from tacenda.core.words import moments
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import drafting
from tacenda.doors.web.signed.drafting import DraftForm


@dataclass(frozen=True, slots=True)
class NewPage:
    form: forms.View | None  # None for who could not keep one
    action: str
    back: str
    theirs: bool  # also one that a parent signs, or who speaks for the client


def get(request: WebRequest) -> Response:
    name, may = _drafter(request)
    form = DraftForm.blank(
        request, drafting.choices(request.words, theirs=may.theirs), discloser=name, who="client", shown="unknown", origin="here",
        apart="unknown", plain="unknown", passes_on="unknown",
    )  # fmt: skip
    return _page(request, form, may)


def post(request: WebRequest) -> Response:
    form, chart = DraftForm.parse(request), ChartId(request.id("chart"))
    with desk.writing(request) as at:
        if form.who in drafting.BY_LAW and not authorizations.draws(at, chart).theirs:
            raise Invalid({"who": "choose"})
        made = authorizations.propose(at, chart, form.terms(request.words, charts.open_card(at, chart).card.name, moments.day(at.now)))
    return render.see_other(request, "charts/form", chart=chart, item=made)


def again(request: WebRequest, problem: Invalid) -> Response:
    _, may = _drafter(request)
    return _page(request, DraftForm.again(request, problem, drafting.choices(request.words, theirs=may.theirs)), may)


def _drafter(request: WebRequest) -> tuple[str, Draws]:
    """The name of who drafts a form here, and what they may. Raises NotFound for who holds none of it."""
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        if not at.held(chart).holds(Code.CONSENT):
            raise NotFound("consent")
        charts.open_card(at, chart)
        return at.keyring.ring().name, authorizations.draws(at, chart)


def _page(request: WebRequest, form: forms.View, may: Draws) -> Response:
    chart = request.id("chart")
    back = request.url("charts/forms" if may.own else "charts/card", chart=chart)
    page = NewPage(form if may.own else None, request.url("charts/form_new", chart=chart), back, may.theirs)
    return render.page(request, "charts/form_new.html", page)
