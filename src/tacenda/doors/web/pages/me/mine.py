"""My notes, plan and letters: what was shared, and the next visit; after a second proof where the client chose that."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, sharing
from tacenda.core.model.chart import Visit
from tacenda.doors.web import desk, inner, render, shared_rows
from tacenda.doors.web.me import next_visit
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class MinePage:
    rows: tuple[shared_rows.Row, ...]
    visit: Visit | None
    asked: bool  # it stands here and not on the first page, by the client's wish that content asks for a second proof


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        inner.ask(at)
        rows = tuple(row for chart in charts.own(at) for row in shared_rows.rows(request, chart, sharing.list_shared(at, chart), "me/item"))
        visit, asked = next_visit.of(at), inner.wished(at)
    return render.page(request, "me/mine.html", MinePage(rows, visit, asked))
