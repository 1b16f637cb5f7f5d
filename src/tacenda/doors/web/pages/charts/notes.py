"""The notes of a chart: days and authors, never a word of them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.core.words.access import Content
from tacenda.doors.web import render, viewer
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class NotesPage:
    listed: viewer.Listed
    done: str  # what was just done: shared with the client, or picked for supervision


def get(request: WebRequest) -> Response:
    return render.page(request, "charts/notes.html", NotesPage(viewer.listed(request, Content.NOTE), request.query.get("done", "")))
