"""The receipt of an earlier talk as a file, as it was kept. Of who signs for the client by law."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk.copies import copy


def get(request: WebRequest) -> Response:
    return copy(request, request.id("item"))
