"""Take back all that was said and agreed: what ends by it and what stays, by name, and one button."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import back
from tacenda.doors.web.talk.back import TalkBackPage, post

__all__ = ["TalkBackPage", "get", "post"]


def get(request: WebRequest) -> Response:
    return back.page(request, "me/talk_back.html")
