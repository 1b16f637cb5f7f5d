"""What may I disclose: about one chart, where the answer can be kept."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.web.law import wizard
from tacenda.doors.web.request import WebRequest

AsksPage = wizard.AsksPage
TEMPLATE = "law/asks.html"


def get(request: WebRequest) -> Response:
    return wizard.get(request, _here(request), ChartId(request.id("chart")))


def post(request: WebRequest) -> Response:
    return wizard.post(request, _here(request), ChartId(request.id("chart")))


def again(request: WebRequest, problem: Invalid) -> Response:
    return wizard.again(request, problem, _here(request))


def _here(request: WebRequest) -> str:
    return request.url("law/asks_chart", chart=request.id("chart"))
