"""When I may have to tell someone: the limits of secrecy at the practice's place and at the client's, from the same rules that
decide. For clients."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, talks
from tacenda.core.words.access import Purpose
from tacenda.doors.web import desk, render
from tacenda.doors.web.law import where
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import limits
from tacenda.doors.web.talk.limits import Section
from tacenda.doors.web.talk.texts import WORDINGS


@dataclass(frozen=True, slots=True)
class ToldPage:
    place: str
    parts: tuple[Section, ...]


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        mine = charts.own(at)
        stands = talks.waiting(at, mine[0], Purpose.OWN_RECORD, WORDINGS) if mine else None
        found = stands.rules if stands else talks.rules(at, None)
    page = ToldPage(where.said(request.words, found.places), limits.sections(request.words, found.limits))
    return render.page(request, "law/told.html", page)
