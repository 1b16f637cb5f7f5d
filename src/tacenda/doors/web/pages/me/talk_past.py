"""The receipt of an earlier talk as a file, as it was kept: what was read and answered then, and by whom it was signed. No name in it."""

from __future__ import annotations

import json

from starlette.responses import Response

from tacenda.acts import consents
from tacenda.core.words.access import Purpose
from tacenda.doors.web import desk, render
from tacenda.doors.web.pages.me import mine, talk
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        mine.inner(at)
        made = consents.receipt_of(at, talk.own(at), Purpose.OWN_RECORD, request.id("item"))
    return render.attachment(json.dumps(made, indent=2, sort_keys=True).encode(), 1, "json")
