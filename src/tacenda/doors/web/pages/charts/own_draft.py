"""The draft of a private note: kept by the script after two seconds of rest, or by hand; sealed to its author alone."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.errors import Invalid
from tacenda.doors.web import editor
from tacenda.doors.web.request import WebRequest

EditorPage = editor.EditorPage


def post(request: WebRequest) -> Response:
    return editor.keep(request, editor.OWN)


def again(request: WebRequest, problem: Invalid) -> Response:
    return editor.again(request, problem, editor.OWN, "charts/write.html")
