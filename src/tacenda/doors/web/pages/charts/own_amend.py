"""Change a sealed private note: the editor with its newest version. What was sealed stays, and the change says why."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.ids import ObjectId
from tacenda.doors.web import editor
from tacenda.doors.web.request import WebRequest

EditorPage = editor.EditorPage


def get(request: WebRequest) -> Response:
    return editor.amend(request, editor.OWN, "charts/write.html", ObjectId(request.id("note")))
