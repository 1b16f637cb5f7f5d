"""End a colleague's access to one chart: in force at once. No reason is asked; they learn that it ended."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, grants
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, render
from tacenda.doors.web.pages.charts import access
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class EndPage:
    name: str
    action: str
    back: str


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        name = access.named(at, chart, grant)
    page = EndPage(name, request.url("charts/end", chart=chart, grant=grant), request.url("charts/access", chart=chart))
    return render.page(request, "charts/end.html", page)


def post(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    with desk.reading(request) as at:
        purpose = charts.purpose_of(at, chart)
    grants.stop(request.house, desk.visitor(request), chart, grant, purpose)
    with desk.writing(request) as at:
        grants.mend(at, chart, purpose)
    return render.see_other(request, "charts/access", chart=chart)
