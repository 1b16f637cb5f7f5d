"""When I may have to tell someone: the limits of secrecy at the practice's place, from the same rules that decide. For clients."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import calls
from tacenda.core.decisions.limits import ORDER, Limit
from tacenda.doors.language import N_
from tacenda.doors.web import places, render
from tacenda.doors.web.request import WebRequest

HEADINGS = {"must": N_("I must tell"), "should": N_("I should tell"), "may": N_("I may tell"), "closed": N_("This stays closed")}


@dataclass(frozen=True, slots=True)
class Part:
    """What must, should or may be told, or stays closed; by topic."""

    heading: str
    topics: tuple[tuple[str, tuple[Limit, ...]], ...]


@dataclass(frozen=True, slots=True)
class ToldPage:
    place: str
    parts: tuple[Part, ...]


def get(request: WebRequest) -> Response:
    place, found = calls.told(request.house)
    kinds = [(kind, [one for one in found if one.kind == kind]) for kind in ORDER]
    parts = tuple(Part(request.words.gettext(HEADINGS[kind]), _topics(limits)) for kind, limits in kinds if limits)
    return render.page(request, "law/told.html", ToldPage(places.named(request.words).get(place, ""), parts))


def _topics(limits: list[Limit]) -> tuple[tuple[str, tuple[Limit, ...]], ...]:
    topics = dict.fromkeys(one.topic for one in limits)
    return tuple((topic[:1].upper() + topic[1:], tuple(one for one in limits if one.topic == topic)) for topic in topics)
