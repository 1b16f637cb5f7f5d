"""Who may be let in: three choices, and which one holds. Each leads to a page that says what it changes."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, grants
from tacenda.core.words.access import Purpose
from tacenda.doors.web import desk, render
from tacenda.doors.web.me.circle import CHOICES
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class CirclePage:
    rows: tuple[Row, ...]  # empty before anybody has let the client in


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        held = {grants.chosen(at, chart, Purpose.OWN_RECORD) for chart in charts.own(at)}
    rows = [
        Row(request.words.gettext(text), held == {choice}, request.url("me/circle_set", part=n))
        for n, (choice, text) in enumerate(CHOICES, 1)
    ]
    return render.page(request, "me/circle.html", CirclePage(tuple(rows) if held else ()))
