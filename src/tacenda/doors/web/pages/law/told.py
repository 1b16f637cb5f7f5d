"""When I may have to tell someone: the limits of secrecy at the practice's place, from the same rules that decide. For clients."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import consents
from tacenda.doors import places
from tacenda.doors.web import render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import limits
from tacenda.doors.web.talk.limits import Section


@dataclass(frozen=True, slots=True)
class ToldPage:
    place: str
    parts: tuple[Section, ...]


def get(request: WebRequest) -> Response:
    place, found = consents.told(request.house)
    named = places.named(request.words).get(place, "")
    return render.page(request, "law/told.html", ToldPage(named, limits.sections(request.words, found)))
