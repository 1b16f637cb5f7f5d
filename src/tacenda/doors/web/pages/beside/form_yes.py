"""Check a form once more, then say yes with the own key. Of who signs for the client by law."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.errors import Invalid
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import yes
from tacenda.doors.web.signed.yes import YesPage, post

__all__ = ["YesPage", "again", "get", "post"]
TEMPLATE = "me/form_yes.html"


def get(request: WebRequest) -> Response:
    return yes.page(request, TEMPLATE)


def again(request: WebRequest, problem: Invalid) -> Response:
    return yes.page(request, TEMPLATE, problem)
