"""The receipt of a form as a file: a consent record that other programs can read, without a name in it."""

from __future__ import annotations

import json

from starlette.responses import Response

from tacenda.acts import authorizations
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        inner.ask(at)
        made = authorizations.receipt_of(at, ChartId(request.id("chart")), ObjectId(request.id("item")), Purpose.OWN_RECORD)
    return render.attachment(json.dumps(made, indent=2, sort_keys=True).encode(), 1, "json")
