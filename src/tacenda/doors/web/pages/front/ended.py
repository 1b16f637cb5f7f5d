"""Access of mine that was stopped: that it was, how often, and what can be done now. Not why, by whom, or whose records it was."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import stops
from tacenda.core.words.people import Role
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest

TREAT = frozenset({Role.CLINICIAN, Role.TRAINEE})


@dataclass(frozen=True, slots=True)
class EndedPage:
    count: int
    gone: bool  # their work here has ended, so it is not about one client
    treats: bool  # they meet clients in sessions, and write about them


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        page = EndedPage(stops.untold(at), stops.gone(at), bool(TREAT & request.signed_in().roles))
    return render.page(request, "front/ended.html", page)


def post(request: WebRequest) -> Response:
    """The person has read it; it stands nowhere any more."""
    with desk.writing(request) as at:
        stops.read(at)
    return render.see_other(request, request.site.home(request.signed_in().roles))
