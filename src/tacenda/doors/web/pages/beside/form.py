"""One form in plain words. Of who signs for the client by law."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import one
from tacenda.doors.web.signed.one import FormPage

__all__ = ["FormPage", "get"]


def get(request: WebRequest) -> Response:
    return one.page(request, "me/form.html")
