"""Two accounts say that they are one client: check in person who is who, and end the one that is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import charts, listing, rolling, twins
from tacenda.acts.twins import Account, Doubted
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, render, sure
from tacenda.doors.web.request import WebRequest


class TwinForm(forms.Form):
    """How it was found out whose account it is."""

    sure: Annotated[
        Literal["met", "called", "no"],
        forms.radios(
            N_("How do you know who this is?"),
            {
                "met": N_("We met in person, and the letters are right"),
                "called": N_("I heard or saw them, asked what only they know, and the letters are right"),
                "no": N_("I am not sure"),
            },
        ),
    ]
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "unsure": N_("End nothing before you are sure. Meet the client first."),
    }


@dataclass(frozen=True, slots=True)
class Row:
    """One account. `letters`: what its holder reads on their own page."""

    name: str
    since: int
    letters: str


@dataclass(frozen=True, slots=True)
class TwinPage:
    ends: Row
    by: tuple[Row, ...]
    until: int
    form: forms.View
    action: str
    back: str


def get(request: WebRequest) -> Response:
    return _page(request, TwinForm.blank(request))


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, TwinForm.again(request, problem))


def post(request: WebRequest) -> Response:
    chart, grant = _named(request)
    form = TwinForm.parse(request)
    sure.judged(form.sure)
    with desk.writing(request) as at:
        twins.end(at, chart, grant, form.sure)
    rolling.roll_due(request.house, desk.visitor(request))
    with desk.writing(request) as at:
        listing.mend(at, chart, charts.purpose_of(at, chart))
    return render.see_other(request, "charts/access", chart=chart, done="yes")


def _named(request: WebRequest) -> tuple[ChartId, GrantHash]:
    return ChartId(request.id("chart")), GrantHash(request.id("grant"))


def _page(request: WebRequest, form: forms.View) -> Response:
    chart, grant = _named(request)
    with desk.reading(request) as at:
        found: Doubted = twins.doubted(at, chart, grant)
    here, back = request.url("charts/twin", chart=chart, grant=grant), request.url("charts/access", chart=chart)
    page = TwinPage(_row(found.account), tuple(map(_row, found.by)), found.until, form, here, back)
    return render.page(request, "charts/twin.html", page)


def _row(one: Account) -> Row:
    return Row(one.holder.name, one.holder.since, one.letters)
