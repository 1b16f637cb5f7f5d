"""Help: a person, hours, the local crisis line, and the way to the two pages about limits."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.doors.web import render
from tacenda.doors.web.request import Contact, WebRequest


@dataclass(frozen=True, slots=True)
class HelpPage:
    contact: Contact


def get(request: WebRequest) -> Response:
    return render.page(request, "help/help.html", HelpPage(request.contact))
