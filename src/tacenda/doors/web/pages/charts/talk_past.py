"""An earlier talk as it was kept: what was read and how clear it was, what was said yes to then, who explained it and who signed."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import kept_talks
from tacenda.acts.kept_talks import OpenedTalk
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, fingerprint
from tacenda.core.words.moments import Moment
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import shown
from tacenda.doors.web.talk.texts import CHOICES


@dataclass(frozen=True, slots=True)
class PastPage:
    at: Moment
    rows: tuple[tuple[str, str], ...]
    parts: tuple[tuple[str, str], ...]
    choices: tuple[tuple[str, str], ...]  # as they were kept with this talk
    taken_back: Moment
    signed: tuple[str, ...]
    signs: tuple[tuple[str, str], ...]  # of each part as it was read
    paper: str  # where its scan opens; empty for none
    back: str


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        found = kept_talks.open_talk(at, chart, Purpose.TREATMENT, request.id("item"))
    return render.page(request, "charts/talk_past.html", _past(request, chart, found))


def _past(request: WebRequest, chart: ChartId, found: OpenedTalk) -> PastPage:
    speech, value = request.words, found.value
    parts = tuple((shown.heading(speech, one.part), shown.answer(speech, one)) for one in value.parts)
    signs = tuple((shown.heading(speech, one.part), fingerprint(one.shown)) for one in value.parts)
    choices = shown.choices(speech, {name: value.says(name) for name in CHOICES})
    paper = request.url("charts/talk_scan", chart=chart, item=value.scan) if value.scan else ""
    rows, back = shown.how(speech, found), request.url("charts/talk", chart=chart)
    return PastPage(value.kept, rows, parts, choices, value.taken_back, shown.signers(speech, found), signs, paper, back)
