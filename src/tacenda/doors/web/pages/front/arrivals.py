"""Arrivals: who comes today, as they want to be called, and when. Only charts that were opened to this person, for card and visits."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, colleagues, stops, unfit
from tacenda.acts.charts import ChartLine
from tacenda.core.words.access import Purpose
from tacenda.core.words.moments import Moment
from tacenda.doors.web import desk, handles, render, visits
from tacenda.doors.web.request import WebRequest

A_PAGE = 25


@dataclass(frozen=True, slots=True)
class Arrival:
    at: Moment
    minutes: int
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    href: str


@dataclass(frozen=True, slots=True)
class ArrivalsPage:
    now: Moment
    today: tuple[Arrival, ...]
    people: tuple[Person, ...]
    older: str
    stopped: int  # own accesses that were stopped and not read about
    unfit: int  # charts that open nothing
    unchecked: str  # the own 25 letters of who waits for the privacy office


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        if stops.gone(at):
            return render.see_other(request, "front/ended")
        lines = sorted(charts.caseload(at, Purpose.FRONT_DESK), key=lambda line: called(line).casefold())
        now, stopped, broken = at.now, stops.untold(at), unfit.met(at)
        unchecked = colleagues.unchecked(at)
    today = [
        Arrival(visit.at, visit.minutes, called(line), _card(request, line))
        for line in lines
        for visit in visits.today(request.words, line.visits, now)
    ]
    known = [handles.of(line.chart) for line in lines]
    after = request.query.get("after", "")
    start = known.index(after) + 1 if after in known else 0
    older = request.url(request.page.name, after=known[start + A_PAGE - 1]) if start + A_PAGE < len(lines) else ""
    people = tuple(Person(called(line), _card(request, line)) for line in lines[start : start + A_PAGE])
    page = ArrivalsPage(now, tuple(sorted(today, key=lambda one: one.at)), people, older, stopped, broken, unchecked)
    return render.page(request, "front/arrivals.html", page)


def called(line: ChartLine) -> str:
    """The name somebody wants to be called by; the first name and an initial where they did not say."""
    return line.card.called or line.card.short()


def _card(request: WebRequest, line: ChartLine) -> str:
    return request.url("front/card", chart=line.chart)
