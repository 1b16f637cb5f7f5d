"""End a colleague's access to one chart: in force at once. No reason is asked; they learn that it ended."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, grants, listing, picking, rolling
from tacenda.core.words.errors import Conflict, NotFound, Refused
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, render
from tacenda.doors.web.pages.charts import access
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class EndPage:
    name: str
    guides: bool  # by picked notes
    action: str
    back: str


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        if not access.may_end(at, chart):
            raise NotFound("grant")  # the button would be refused
        name, guide = access.ended(at, chart, grant).holder.name, charts.open_name(at, chart).guide
    guides = guide is not None and guide.grant == grant
    page = EndPage(name, guides, request.url("charts/end", chart=chart, grant=grant), request.url("charts/access", chart=chart))
    return render.page(request, "charts/end.html", page)


def post(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    with desk.reading(request) as at:
        purpose = charts.purpose_of(at, chart)
        access.ended(at, chart, grant)
    grants.stop(request.house, desk.visitor(request), chart, grant, purpose)
    with desk.writing(request) as at:
        listing.mend(at, chart, purpose)
    # What was picked for whoever reads here no more goes too; where it is not open to this person it waits for who treats.
    with suppress(NotFound, Refused, Conflict), desk.writing(request) as at:
        picking.clear_over(at, chart)
    rolling.roll_due(request.house, desk.visitor(request))
    return render.see_other(request, "charts/access", chart=chart, done="yes")
