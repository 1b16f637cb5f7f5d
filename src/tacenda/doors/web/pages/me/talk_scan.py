"""The paper that was signed, scanned: the client's to save, to keep and to print. Opening it is a line in their list of who looked."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.acts import kept_talks
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ObjectId
from tacenda.doors.web import desk, inner, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import side


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        inner.ask(at)
        found = kept_talks.open_scan(at, side.own_chart(at), ObjectId(request.id("item")), Purpose.OWN_RECORD)
    return render.attachment(found.raw, found.number, found.ending)
