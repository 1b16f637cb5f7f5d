"""The talk on paper, for who wants no screen: each part, its question, the separate consents, and lines to sign. It is scanned later."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import consents
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import people, shown
from tacenda.doors.web.talk.shown import Shown
from tacenda.doors.web.talk.texts import CHOICES, TEXTS, WORDINGS, YES_NO_LATER


@dataclass(frozen=True, slots=True)
class PaperPage:
    parts: tuple[Shown, ...]
    choices: tuple[str, ...]
    answers: tuple[str, ...]  # of each of the choices
    back: str


def get(request: WebRequest) -> Response:
    chart, say = ChartId(request.id("chart")), request.words.gettext
    with desk.reading(request) as at:
        consents.stands(at, chart, Purpose.TREATMENT, WORDINGS)  # of a chart of theirs, or it is not here
        lines = people.lines(request.words, at, chart, Purpose.TREATMENT)
    found = consents.told(request.house)[1]
    parts = tuple(shown.shown(request.words, part, lines, found) for part in TEXTS)
    choices, answers = tuple(map(say, CHOICES.values())), tuple(map(say, YES_NO_LATER.values()))
    return render.page(request, "charts/talk_paper.html", PaperPage(parts, choices, answers, request.url("charts/talk", chart=chart)))
