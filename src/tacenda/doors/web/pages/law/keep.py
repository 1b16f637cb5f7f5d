"""Keep an answer: the questions are answered once more and sealed into the chart. The page itself is seen only when that did not fit."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import assessments, calls
from tacenda.acts.desk import Desk
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.law import asked as asking
from tacenda.doors.web.law import crisis, keeping, wizard
from tacenda.doors.web.law.keeping import KeepForm
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class KeepPage:
    form: forms.View


def post(request: WebRequest) -> Response:
    form = KeepForm.parse(request)
    chart = ChartId(handles.read(form.chart))
    with desk.writing(request) as at:
        kept = assessments.keep(at, chart, form.kind, _asked(request, form, at), form.reason)
    return render.see_other(request, "law/answer", chart=chart, answer=kept)


def _asked(request: WebRequest, form: KeepForm, at: Desk) -> list[tuple[str, dict[str, object]]]:
    known = calls.known(at)
    asked = asking.read(form.act, form.place, form.said, known.facts)
    zone = request.words.zone
    if form.act not in {*wizard.ACTS, crisis.ACT}:
        raise Invalid({"act": "choose"})
    return crisis.requests(asked, known, zone) if form.kind == crisis.KIND else [("", asked.request(known.now, zone))]


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        offered = keeping.choices(at, None)
    return render.page(request, "law/keep.html", KeepPage(KeepForm.again(request, problem, keeping.picked(request.words, offered))))
