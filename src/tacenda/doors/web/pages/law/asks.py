"""What may I disclose: about nobody's chart in particular."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.errors import Invalid
from tacenda.doors.web.law import wizard
from tacenda.doors.web.request import WebRequest

AsksPage = wizard.AsksPage
TEMPLATE = "law/asks.html"


def get(request: WebRequest) -> Response:
    return wizard.get(request, request.url("law/asks"))


def post(request: WebRequest) -> Response:
    return wizard.post(request, request.url("law/asks"))


def again(request: WebRequest, problem: Invalid) -> Response:
    return wizard.again(request, problem, request.url("law/asks"))
