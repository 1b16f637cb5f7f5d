"""An older version of the plan: it stays readable."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.core.words.access import Content
from tacenda.doors.web import render, viewer
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class NotePage:
    shown: viewer.Shown
    again: str


def get(request: WebRequest) -> Response:
    shown = viewer.shown(request, Content.PLAN, ("charts/plan", "charts/plan_version"), request.id("note"), request.step("version"))
    return render.page(request, "charts/note.html", NotePage(shown, ""))
