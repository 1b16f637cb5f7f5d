"""The receipt, what stands today, and earlier talks."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.errors import Invalid
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import done
from tacenda.doors.web.talk.done import DonePage, post

__all__ = ["DonePage", "again", "get", "post"]
TEMPLATE = "me/talk_done.html"


def get(request: WebRequest) -> Response:
    return done.page(request, TEMPLATE)


def again(request: WebRequest, problem: Invalid) -> Response:
    return done.page(request, TEMPLATE, problem)
