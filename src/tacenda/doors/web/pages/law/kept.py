"""What was asked about one client and kept, by day, newest first. The answers themselves stand behind the links."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import assessments, charts
from tacenda.acts.assessments import AssessmentLine
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.law import due
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class KeptPage:
    chart: bytes
    name: str
    lines: tuple[AssessmentLine, ...]
    open: frozenset[bytes]  # of these, what is not settled
    due: Mapping[bytes, str]  # of these, the nearest day in words


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        lines, waits, now = assessments.list_kept(at, chart), assessments.waiting(at, chart), at.now
        name = charts.open_card(at, chart).card.short()
    days: dict[bytes, str] = {one.id: due.says(request.words, one.days[0], now) for one in waits if one.days}
    page = KeptPage(chart, name, lines, frozenset(one.id for one in waits if one.open), days)
    return render.page(request, "law/kept.html", page)
