"""The plan of a chart, or that there is none yet."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.core.words.access import Content
from tacenda.doors.web import render, viewer
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class PlanPage:
    chart: bytes
    name: str
    shown: viewer.Shown | None
    draft: bool


def get(request: WebRequest) -> Response:
    listed = viewer.listed(request, Content.PLAN)
    shown = viewer.shown(request, Content.PLAN, ("charts/plan", "charts/plan_version"), listed.rows[0].note) if listed.rows else None
    return render.page(request, "charts/plan.html", PlanPage(listed.chart, listed.name, shown, listed.draft))
