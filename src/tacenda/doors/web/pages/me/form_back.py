"""Take a form back, or say no to one."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import back
from tacenda.doors.web.signed.back import BackPage, post

__all__ = ["BackPage", "get", "post"]


def get(request: WebRequest) -> Response:
    return back.page(request, "me/form_back.html")
