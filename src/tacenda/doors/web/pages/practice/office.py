"""The privacy office: who is of it, who could be, and what would be lost with one member alone."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import office, oversight
from tacenda.acts.office import Officer
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    me: bool
    href: str = ""


@dataclass(frozen=True, slots=True)
class OfficePage:
    member: bool
    letters: str
    members: tuple[Row, ...] = ()
    others: tuple[Row, ...] = ()
    alone: bool = False
    unlisted: int = 0  # charts whose list does not name every member yet
    done: bool = False


def get(request: WebRequest) -> Response:
    office.list_everywhere(request.house, desk.visitor(request))
    with desk.reading(request) as at:
        letters = office.letters_of(at)
        if not oversight.member(at):
            return render.page(request, "practice/office.html", OfficePage(False, letters))
        found = office.of_office(at)
    page = OfficePage(
        True, letters, tuple(_member(request, one) for one in found.members), tuple(_other(request, one) for one in found.others),
        found.alone, found.unlisted, "done" in request.query,
    )  # fmt: skip
    return render.page(request, "practice/office.html", page)


def _member(request: WebRequest, one: Officer) -> Row:
    return Row(one.name, one.me, "" if one.me else request.url("practice/office_out", person=one.id))


def _other(request: WebRequest, one: Officer) -> Row:
    return Row(one.name, one.me, request.url("practice/office_in", person=one.id))
