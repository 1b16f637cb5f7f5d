"""The receipt of a form as a file: a consent record that other programs can read, without a name in it. For whom it is to say yes to."""

from __future__ import annotations

import json

from starlette.responses import Response

from tacenda.acts import authorizations
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import side


def copy(request: WebRequest) -> Response:
    """Raises NotFound, Refused, Locked."""
    with desk.reading(request) as at:
        inner.ask(at)
        purpose = side.of(request).purpose
        made = authorizations.receipt_of(at, ChartId(request.id("chart")), ObjectId(request.id("item")), purpose)
    return render.attachment(json.dumps(made, indent=2, sort_keys=True).encode(), 1, "json")
