"""My notes, plan and letters: what was shared; after a second proof where the client chose that."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, sharing
from tacenda.doors.web import desk, inner, render, shared_rows
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class MinePage:
    rows: tuple[shared_rows.Row, ...]


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        inner.ask(at)
        rows = tuple(row for chart in charts.own(at) for row in shared_rows.rows(request, chart, sharing.list_shared(at, chart), "me/item"))
    return render.page(request, "me/mine.html", MinePage(rows))
