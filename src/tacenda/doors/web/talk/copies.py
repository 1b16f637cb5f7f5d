"""The receipt of a talk as a file: a consent record that other programs can read, without a name in it. Of either side."""

from __future__ import annotations

import json

from starlette.responses import Response

from tacenda.acts import kept_talks
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import side


def copy(request: WebRequest, talk: bytes = b"") -> Response:
    """The newest talk with the choices that stand; or an earlier one as it was kept. Raises NotFound, Refused, Locked."""
    mine = side.of(request)
    with desk.reading(request) as at:
        inner.ask(at)
        made = kept_talks.receipt_of(at, mine.chart(at), mine.purpose, talk)
    return render.attachment(json.dumps(made, indent=2, sort_keys=True).encode(), 1, "json")
