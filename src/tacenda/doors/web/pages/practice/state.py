"""The state of the house: whether the ledger fits, what of the machine to look at, and which release runs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata

from starlette.responses import Response

from tacenda.acts import ledger, oversight
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.staff import machine


@dataclass(frozen=True, slots=True)
class StatePage:
    checked: int  # lines of the practice's ledger that fit; 0 where this person may not check them
    machine: tuple[machine.Line, ...]
    release: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        member = oversight.member(at)
        count = ledger.who_looked(at, ChartId(at.keeper.practice), Purpose.OVERSIGHT, None).verification.count if member else 0
    return render.page(request, "practice/state.html", StatePage(count, machine.lines(request), _release()))


def _release() -> str:
    try:
        return metadata.version("tacenda")
    except metadata.PackageNotFoundError:  # runs from its source tree
        return ""
