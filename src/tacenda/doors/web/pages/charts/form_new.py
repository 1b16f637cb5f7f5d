"""A new form to let something out: it waits for the client's yes, or for the paper they sign."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import authorizations, charts
from tacenda.acts.authorizations import Draws
from tacenda.core.model import agreed
from tacenda.core.words import moments
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, forms, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import drafting, suggesting
from tacenda.doors.web.signed.drafting import DraftForm
from tacenda.doors.web.signed.suggesting import Suggested


@dataclass(frozen=True, slots=True)
class NewPage:
    form: forms.View | None  # None for who could not keep one
    action: str
    back: str
    theirs: bool  # also one that a parent signs, or who speaks for the client
    others: bool  # others probably sign: the client is a minor, or somebody speaks for them
    suggested: bool  # name and rule came from the decision that is kept


def get(request: WebRequest) -> Response:
    drafter = _drafter(request)
    law = drafter.law if drafter.may.theirs else Suggested()
    form = DraftForm.blank(
        request, _choices(request, drafter.may), discloser=drafter.name, who="client", shown="unknown", origin="here", apart="unknown",
        plain="unknown", passes_on="unknown", others=law.name, authority=law.authority,
    )  # fmt: skip
    return _page(request, form, drafter)


def post(request: WebRequest) -> Response:
    form, chart = DraftForm.parse(request), ChartId(request.id("chart"))
    with desk.writing(request) as at:
        if form.who in drafting.BY_LAW and not authorizations.draws(at, chart).theirs:
            raise Invalid({"who": "choose"})
        terms = form.terms(request.words, charts.open_card(at, chart).card.name, moments.day(at.now))
        made = authorizations.propose(at, chart, authorizations.said_here(at, terms) if form.origin == "here" else terms)
    return render.see_other(request, "charts/form", chart=chart, item=made)


def again(request: WebRequest, problem: Invalid) -> Response:
    drafter = _drafter(request)
    return _page(request, DraftForm.again(request, problem, _choices(request, drafter.may)), drafter)


def _choices(request: WebRequest, may: Draws) -> dict[str, dict[str, str]]:
    return drafting.choices(request.words, authorizations.sayable(request.house), theirs=may.theirs)


@dataclass(frozen=True, slots=True)
class _Drafter:
    """Who drafts a form here, what they may, and what is known of who signs for the client by law."""

    name: str
    may: Draws
    minor: bool
    law: Suggested


def _drafter(request: WebRequest) -> _Drafter:
    """Raises NotFound for who holds none of it."""
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        if not at.held(chart).holds(Code.CONSENT):
            raise NotFound("consent")
        born = charts.open_card(at, chart).card.born
        minor = agreed.to_come(born, at.today) != agreed.NO_DAY
        return _Drafter(at.keyring.ring().name, authorizations.draws(at, chart), minor, suggesting.by_law(at, chart))


def _page(request: WebRequest, form: forms.View, drafter: _Drafter) -> Response:
    chart, may = request.id("chart"), drafter.may
    others = may.theirs and (drafter.minor or bool(drafter.law.name))
    back = request.url("charts/forms" if may.own else "charts/card", chart=chart)
    page = NewPage(
        form if may.own else None,
        request.url("charts/form_new", chart=chart),
        back,
        may.theirs,
        others,
        may.theirs and bool(drafter.law.name),
    )
    return render.page(request, "charts/form_new.html", page)
