"""The talk on paper, for who wants no screen: each part, its question, the separate consents, and lines to sign. It is scanned later."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import talks
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, fingerprint
from tacenda.doors.language import N_
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
    ways: tuple[str, ...]  # what can be said of each part beside an answer, as the buttons on the screen do
    signs: tuple[tuple[str, str], ...]  # of each part as it is printed: the paper says which text it was
    back: str


def get(request: WebRequest) -> Response:
    chart, say = ChartId(request.id("chart")), request.words.gettext
    with desk.reading(request) as at:
        stands = talks.stands(at, chart, Purpose.TREATMENT, WORDINGS)  # of a chart of theirs, or it is not here
        lines = people.lines(request.words, at, chart, Purpose.TREATMENT)
    parts = tuple(shown.shown(request.words, part, lines, stands.rules.limits, alone=stands.alone) for part in TEXTS)
    choices, answers = tuple(map(say, CHOICES.values())), tuple(map(say, YES_NO_LATER.values()))
    ways = (say(N_("Skip this")), say(N_("Talk about it in our next session")))
    signs = tuple((one.heading, fingerprint(one.name)) for one in parts)
    page = PaperPage(parts, choices, answers, ways, signs, request.url("charts/talk", chart=chart))
    return render.page(request, "charts/talk_paper.html", page)
