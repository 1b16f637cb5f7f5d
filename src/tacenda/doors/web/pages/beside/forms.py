"""What I said yes to, and what waits. Of who signs for the client by law."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import listed
from tacenda.doors.web.signed.listed import FormsPage

__all__ = ["FormsPage", "get"]


def get(request: WebRequest) -> Response:
    return listed.page(request, "me/forms.html")
