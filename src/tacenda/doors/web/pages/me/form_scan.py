"""The paper behind a signed form, scanned: the client's to save, to keep and to print. Opening it is a line in their list of who looked."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.acts import authorizations
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        inner.ask(at)
        found = authorizations.open_scan(at, ChartId(request.id("chart")), ObjectId(request.id("item")), Purpose.OWN_RECORD)
    return render.attachment(found.raw, found.number, found.ending)
