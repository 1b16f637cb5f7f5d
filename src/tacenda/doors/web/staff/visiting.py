"""The visits of today, with what became of the note of each."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts.charts import ChartLine
from tacenda.core.words.moments import Moment
from tacenda.doors.web import visits
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit of today. `state`: draft, sealed, open, or shut where the notes are."""

    chart: bytes
    name: str
    at: Moment
    state: str


def rows(request: WebRequest, line: ChartLine, now: Moment, waiting: frozenset[bytes]) -> tuple[VisitRow, ...]:
    """The visits of one chart. `waiting`: charts with a draft of a note."""
    return tuple(
        VisitRow(line.chart, line.card.short(), visit.at, _state(request, line, visit.at, waiting))
        for visit in visits.today(request.words, line.visits, now)
    )


def _state(request: WebRequest, line: ChartLine, at: Moment, waiting: frozenset[bytes]) -> str:
    """A list tells no more than that a note was written on that day or later: which visit it is about stands inside the note."""
    if not line.record:
        return "shut"
    if line.chart in waiting:
        return "draft"
    return "sealed" if line.last_day >= visits.local_day(request.words, at) else "open"
