"""Take somebody out of the office: refused at once, the office's keys change, and what was read may be remembered."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import office
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import officers


@dataclass(frozen=True, slots=True)
class OfficeOutPage:
    name: str
    last: bool  # one member would be left
    action: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found, who = office.of_office(at), officers.going(at, request.id("person"))
    page = OfficeOutPage(who.name, len(found.members) == 2, request.url("practice/office_out", person=who.id))
    return render.page(request, "practice/office_out.html", page)


def post(request: WebRequest) -> Response:
    officers.take_out(request, request.id("person"), stays=True)
    return render.see_other(request, "practice/office", done="yes")
