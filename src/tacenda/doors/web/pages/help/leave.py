"""How leaving works, and what it does not undo: to be read once, before somebody relies on it."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.doors.web import render
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    return render.page(request, "help/leave.html", None)
