"""An older version of a sealed note: it stays readable."""

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
    shown = viewer.shown(request, Content.NOTE, ("charts/note", "charts/version"), request.id("note"), request.step("version"))
    again = request.url("charts/amend", chart=shown.chart, note=shown.note) if shown.mine else ""
    return render.page(request, "charts/note.html", NotePage(shown, again))
