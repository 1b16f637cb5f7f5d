"""After "this was not me": what is true now, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.doors.web import render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class EndedPage:
    looked: str  # where each line of who looked is, the reader's own among them; empty for who has none


def get(request: WebRequest) -> Response:
    looked = request.url("me/looked", show="all") if request.site.page("me/looked").open_to(request.roles) else ""
    return render.page(request, "sign_in/ended.html", EndedPage(looked))
