"""Write a private note: the editor, and the button that seals."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.errors import Invalid
from tacenda.doors.web import editor
from tacenda.doors.web.request import WebRequest

EditorPage = editor.EditorPage
TEMPLATE = "charts/write.html"


def get(request: WebRequest) -> Response:
    return editor.get(request, editor.OWN, TEMPLATE)


def post(request: WebRequest) -> Response:
    return editor.post(request, editor.OWN)


def again(request: WebRequest, problem: Invalid) -> Response:
    return editor.again(request, problem, editor.OWN, TEMPLATE)
