"""Take back that a part is for the therapist alone, behind the second lock. Nobody gets it by that alone."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, topics
from tacenda.acts.desk import Desk
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import topics as texts
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class TopicYesPage:
    what: str
    action: str


def get(request: WebRequest) -> Response:
    code = texts.asked(request)
    with desk.reading(request) as at:
        kept = _kept(at, code)
    if not kept:  # taken back already, and Back leads here
        return render.see_other(request, "me/circle")
    page = TopicYesPage(request.words.gettext(words.KINDS[code]), request.url("me/topic_yes", part=request.step("part")))
    return render.page(request, "me/topic_yes.html", page)


def post(request: WebRequest) -> Response:
    code = texts.asked(request)
    with desk.writing(request) as at:
        for chart in _kept(at, code):  # else by a second press
            topics.share(at, chart, code, Purpose.OWN_RECORD)
    return render.see_other(request, "me/circle", done="shared")


def _kept(at: Desk, code: Code) -> list[ChartId]:
    return [chart for chart in charts.own(at) if any(one.code is code for one in topics.kept(at, chart, Purpose.OWN_RECORD))]
