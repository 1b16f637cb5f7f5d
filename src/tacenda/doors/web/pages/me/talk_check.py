"""Check answers, and say "this is right"."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.errors import Invalid
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import check
from tacenda.doors.web.talk.check import CheckPage, post

__all__ = ["CheckPage", "again", "get", "post"]
TEMPLATE = "me/talk_check.html"


def get(request: WebRequest) -> Response:
    return check.page(request, TEMPLATE)


def again(request: WebRequest, problem: Invalid) -> Response:
    return check.page(request, TEMPLATE, problem)
