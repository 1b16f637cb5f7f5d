"""Access of mine that was stopped: that it was, how often, and what can be done now. Not why, by whom, or whose records it was."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import stops
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class EndedPage:
    count: int
    gone: bool  # their work here has ended, so it is not about one client
    treated: bool  # they met clients in sessions, and wrote about them


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        page = EndedPage(stops.untold(at), stops.gone(at), stops.treated(at))
    return render.page(request, "front/ended.html", page)


def post(request: WebRequest) -> Response:
    """The person has read it; it stands nowhere any more."""
    with desk.writing(request) as at:
        stops.read(at)
    return render.see_other(request, request.site.home(request.signed_in().roles))
