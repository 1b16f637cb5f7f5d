"""Who else has access to one chart, as its clinician sees it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, grants
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.pages.charts import kinds
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    role: str
    what: str
    until: int
    stopped: bool
    checked: bool


@dataclass(frozen=True, slots=True)
class AccessPage:
    rows: tuple[Row, ...]
    back: str


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        people = grants.who_can(at, chart, charts.purpose_of(at, chart))
    rows = tuple(
        Row(
            one.holder.name, kinds.role(request.words, one.holder.role), kinds.what(request.words, one.codes), one.holder.until, one.stopped,
            one.holder.checked,
        )
        for one in people
    )  # fmt: skip
    return render.page(request, "charts/access.html", AccessPage(rows, request.url("charts/card", chart=chart)))
