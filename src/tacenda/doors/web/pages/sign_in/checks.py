"""Does this machine fit? What the house can see of it, and what to do where it does not."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import installation
from tacenda.doors.web import render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import machine


@dataclass(frozen=True, slots=True)
class ChecksPage:
    lines: tuple[machine.Line, ...]


def get(request: WebRequest) -> Response:
    return render.page(request, "sign_in/checks.html", ChecksPage(machine.lines(request)))


def post(request: WebRequest) -> Response:
    installation.acknowledge_swap(request.house)
    return render.see_other(request, request.site.home(request.signed_in().roles))
