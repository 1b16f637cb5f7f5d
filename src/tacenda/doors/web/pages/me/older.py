"""The list of people is not as the client left it: what it says for sure, what would be put back, and one button for it."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, older
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import words
from tacenda.doors.web.me.circle import CHOICES
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class OlderPage:
    older: bool
    mends: bool
    circle: str  # how far others may be let in
    stopped: tuple[str, ...]
    named: tuple[str, ...]  # whom they said yes to by name
    kept: tuple[str, ...]  # what is for the therapist alone
    action: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found = [one for chart in charts.own(at) if (one := older.found(at, chart)) is not None]
    texts = {choice: request.words.gettext(text) for choice, text in CHOICES}
    page = OlderPage(
        bool(found),
        all(one.mends for one in found),
        "; ".join(texts[one.laid.choice] for one in found),
        tuple(words.stopped(request.words, out) for one in found for out in one.laid.barred),
        tuple(words.exempt(request.words, yes) for one in found for yes in one.laid.exempt),
        tuple(request.words.gettext(words.KINDS[topic.code]) for one in found for topic in one.laid.topics),
        request.url("me/older"),
    )
    return render.page(request, "me/older.html", page)


def post(request: WebRequest) -> Response:
    with desk.writing(request) as at:
        for chart in charts.own(at):
            older.keep(at, chart)
    return render.see_other(request, "me/home")
