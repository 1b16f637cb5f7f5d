"""A signed paper of a talk, as whoever leads the talk scanned it: a file to save."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.acts import kept_talks
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found = kept_talks.open_scan(at, ChartId(request.id("chart")), ObjectId(request.id("item")), Purpose.TREATMENT)
    return render.attachment(found.raw, found.number, found.ending)
