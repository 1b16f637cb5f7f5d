"""The signed forms of a chart: those that wait, those that count, those that ended."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import anew, authorizations, charts
from tacenda.acts.authorizations import OpenedForm
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import shown


@dataclass(frozen=True, slots=True)
class Row:
    who: str
    what: str
    lasts: str
    href: str
    group: str


@dataclass(frozen=True, slots=True)
class FormsPage:
    chart: bytes
    name: str
    unsigned: tuple[Row, ...]
    wrong: tuple[Row, ...]
    live: tuple[Row, ...]
    ended: tuple[Row, ...]
    spoilt: bool  # the page of who signs for the client does not read as it should
    anew: str  # where it is begun anew; empty for who may not
    new: bool  # this person may draw one up


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        name = charts.open_card(at, chart).card.short()
        found = authorizations.list_forms(at, chart, Purpose.TREATMENT)
        spoilt = anew.spoilt(at, chart, Purpose.TREATMENT)
        new = authorizations.draws(at, chart).own
        begins = spoilt and anew.may(at, chart, Purpose.TREATMENT)
    rows = [
        Row(
            one.value.terms.recipient, shown.what(request.words, one.value.terms), shown.lasts(request.words, one.value),
            request.url("charts/form", chart=chart, item=one.id), _group(one),
        )
        for one in found
    ]  # fmt: skip
    groups = (tuple(row for row in rows if row.group == group) for group in ("unsigned", "waiting", "live", "ended"))
    page = FormsPage(chart, name, *groups, spoilt=spoilt, anew=request.url("charts/talk", chart=chart) if begins else "", new=new)
    return render.page(request, "charts/forms.html", page)


def _group(one: OpenedForm) -> str:
    return "unsigned" if one.unsigned and not one.ended else one.state
