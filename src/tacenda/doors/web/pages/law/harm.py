"""Someone may be hurt: about nobody's chart in particular."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.errors import Invalid
from tacenda.doors.web.law import crisis
from tacenda.doors.web.request import WebRequest

HarmPage = crisis.HarmPage
TEMPLATE = "law/harm.html"


def get(request: WebRequest) -> Response:
    return crisis.get(request, request.url("law/harm"))


def post(request: WebRequest) -> Response:
    return crisis.post(request, request.url("law/harm"))


def again(request: WebRequest, problem: Invalid) -> Response:
    return crisis.again(request, problem, request.url("law/harm"))
