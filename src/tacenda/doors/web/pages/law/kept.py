"""What was asked about one client and kept, by day, newest first. The answers themselves stand behind the links."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import assessments, charts
from tacenda.acts.assessments import AssessmentLine
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class KeptPage:
    chart: bytes
    name: str
    lines: tuple[AssessmentLine, ...]
    open: tuple[bytes, ...]  # of these, what waits


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        lines, waits = assessments.list_kept(at, chart), assessments.waiting(at, chart)
        page = KeptPage(chart, charts.open_card(at, chart).card.short(), lines, waits)
    return render.page(request, "law/kept.html", page)
