"""Shared with me: the charts whose record somebody opened to me to guide their work, and until when. No client's name stands here."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, colleagues, stops, unfit
from tacenda.core.words import moments
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Row:
    by: str
    notes: int
    last: int  # a day, 0 for never
    until: int  # a day, 0 for no end
    only: bool  # nobody else can open these notes
    href: str


@dataclass(frozen=True, slots=True)
class SharedPage:
    rows: tuple[Row, ...]
    stopped: int  # own accesses that were stopped and not read about
    unfit: int  # charts that open nothing
    unchecked: str  # the own 25 letters of who waits for the privacy office


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        if stops.gone(at):
            return render.see_other(request, "front/ended")
        found, stopped, broken = charts.supervised(at), stops.untold(at), unfit.met(at)
        unchecked = colleagues.unchecked(at)
    rows = tuple(
        Row(
            one.by, one.line.notes, one.line.last_day, moments.day(one.until) if one.until else 0, one.only,
            request.url("front/notes", chart=one.line.chart),
        )
        for one in found
    )  # fmt: skip
    return render.page(request, "front/shared.html", SharedPage(rows, stopped, broken, unchecked))
