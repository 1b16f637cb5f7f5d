"""The talk about privacy, one part a page. Of who signs for the client by law."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.errors import Invalid
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import step
from tacenda.doors.web.talk.step import TalkPage, post

__all__ = ["TalkPage", "again", "get", "post"]
TEMPLATE = "me/talk.html"


def get(request: WebRequest) -> Response:
    return step.page(request, TEMPLATE)


def again(request: WebRequest, problem: Invalid) -> Response:
    return step.page(request, TEMPLATE, problem)
