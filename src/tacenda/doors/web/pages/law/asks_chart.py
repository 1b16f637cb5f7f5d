"""What may I disclose: about one chart, where the answer can be kept, and whose signed forms can begin it."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.acts import authorizations, calls
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk
from tacenda.doors.web.law import questions, wizard
from tacenda.doors.web.law.wizard import Offer
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.signed import shown

AsksPage = wizard.AsksPage
TEMPLATE = "law/asks.html"


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    return wizard.get(request, _here(request), chart, _offers(request, chart))


def _offers(request: WebRequest, chart: ChartId) -> tuple[Offer, ...]:
    """The chart's forms without a fault. What their check found travels as what was said; a place must be known for that."""
    with desk.reading(request) as at:
        place = calls.known(at).place
        found = authorizations.offered(at, chart) if place else ()
    return tuple(_offer(request, place, one) for one in found)


def _offer(request: WebRequest, place: str, one: authorizations.OpenedForm) -> Offer:
    carried = questions.Carried.blank(request, place=place, act="disclose", said=shown.carried(one))
    return Offer(one.value.terms.recipient, shown.what(request.words, one.value.terms), carried)


def post(request: WebRequest) -> Response:
    return wizard.post(request, _here(request), ChartId(request.id("chart")))


def again(request: WebRequest, problem: Invalid) -> Response:
    return wizard.again(request, problem, _here(request), ChartId(request.id("chart")))


def _here(request: WebRequest) -> str:
    return request.url("law/asks_chart", chart=request.id("chart"))
