"""Private notes of a chart: their own lock, only for their author."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.core.words.access import Content
from tacenda.doors.web import render, viewer
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class OwnPage:
    listed: viewer.Listed


def get(request: WebRequest) -> Response:
    return render.page(request, "charts/own.html", OwnPage(viewer.listed(request, Content.PSYCHOTHERAPY_NOTE)))
