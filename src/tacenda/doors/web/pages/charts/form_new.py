"""A new form to let something out: it waits for the client's yes, or for the paper they sign."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import authorizations, charts
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
    form: forms.View
    action: str
    back: str


def get(request: WebRequest) -> Response:
    name = _drafter(request)
    form = DraftForm.blank(
        request, drafting.choices(request.words), discloser=name, who="client", shown="unknown", origin="here", apart="unknown",
        plain="unknown", passes_on="unknown",
    )  # fmt: skip
    return _page(request, form)


def post(request: WebRequest) -> Response:
    form, chart = DraftForm.parse(request), ChartId(request.id("chart"))
    with desk.writing(request) as at:
        made = authorizations.propose(at, chart, form.terms(request.words, charts.open_card(at, chart).card.name, moments.day(at.now)))
    return render.see_other(request, "charts/form", chart=chart, item=made)


def again(request: WebRequest, problem: Invalid) -> Response:
    _drafter(request)
    return _page(request, DraftForm.again(request, problem, drafting.choices(request.words)))


def _drafter(request: WebRequest) -> str:
    """The name of who drafts a form here. Raises NotFound for who would not be able to keep it."""
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        if not at.held(chart).holds(Code.CONSENT):
            raise NotFound("consent")
        charts.open_card(at, chart)
        return at.keyring.ring().name


def _page(request: WebRequest, form: forms.View) -> Response:
    chart = request.id("chart")
    page = NewPage(form, request.url("charts/form_new", chart=chart), request.url("charts/forms", chart=chart))
    return render.page(request, "charts/form_new.html", page)
