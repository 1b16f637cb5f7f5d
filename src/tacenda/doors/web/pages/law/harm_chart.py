"""Someone may be hurt: about one chart, where what was decided can be kept."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.web.law import crisis
from tacenda.doors.web.request import WebRequest

HarmPage = crisis.HarmPage
TEMPLATE = "law/harm.html"


def get(request: WebRequest) -> Response:
    return crisis.get(request, _here(request), ChartId(request.id("chart")))


def post(request: WebRequest) -> Response:
    return crisis.post(request, _here(request), ChartId(request.id("chart")))


def again(request: WebRequest, problem: Invalid) -> Response:
    return crisis.again(request, problem, _here(request), ChartId(request.id("chart")))


def _here(request: WebRequest) -> str:
    return request.url("law/harm_chart", chart=request.id("chart"))
