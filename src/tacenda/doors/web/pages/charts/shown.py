"""What was shared with a client, as whoever treats them reads it: all that a client can bring to a therapist who lost every way in."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, sharing
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render, shared_rows
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class ShownPage:
    chart: bytes
    name: str
    alone: bool  # the notes themselves are not open to this person: these copies are all there is
    rows: tuple[shared_rows.Row, ...]


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        name = charts.open_name(at, chart).card.short()
        alone, found = not at.held(chart).holds(Code.RECORD), sharing.list_shared(at, chart, Purpose.TREATMENT)
    rows = shared_rows.rows(request, chart, found, "charts/shown_item")
    return render.page(request, "charts/shown.html", ShownPage(chart, name, alone, rows))
