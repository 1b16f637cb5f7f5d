"""What this keeps and what it cannot: the honest limits."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.doors.web import render
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    return render.page(request, "help/limits.html", None)
