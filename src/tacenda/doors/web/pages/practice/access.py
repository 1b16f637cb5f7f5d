"""Who can open what, over all charts: counts for each colleague, and one line for each chart. No client's name."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import oversight
from tacenda.core.words import moments
from tacenda.doors.web import desk, handles, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import kept as shown

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Who:
    name: str
    own: int
    charts: int
    until: int  # a day, 0 for none


@dataclass(frozen=True, slots=True)
class Chart:
    by: str  # empty where nobody of the practice keeps it
    since: int
    others: int  # of the practice, beside its keeper
    lines: int
    href: str


@dataclass(frozen=True, slots=True)
class AccessPage:
    adrift: tuple[tuple[str, str], ...]  # charts whose notes stay with nobody: who can open them still, and where to look
    people: tuple[Who, ...]
    charts: tuple[Chart, ...]
    older: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found = oversight.overseen(at) if oversight.member(at) else ()
    people = tuple(Who(one.name, one.own, one.charts, moments.day(one.last) if one.last else 0) for one in oversight.reach(found))
    known = [handles.of(one.chart) for one in found]
    after = request.query.get("after", "")
    start = known.index(after) + 1 if after in known else 0
    older = request.url("practice/access", after=known[start + A_PAGE - 1]) if start + A_PAGE < len(found) else ""
    charts = tuple(
        Chart(one.by, one.since, len(one.staff) - bool(one.by), one.lines, request.url("practice/chart", chart=one.chart))
        for one in found[start : start + A_PAGE]
    )
    adrift = tuple((shown.adrift(request.words, one.notes), request.url("practice/chart", chart=one.chart)) for one in found if one.adrift)
    return render.page(request, "practice/access.html", AccessPage(adrift, people, charts, older))
