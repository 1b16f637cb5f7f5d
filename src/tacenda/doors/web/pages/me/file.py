"""The bundle: every line with its proof, for `tacenda verify FILE` or anybody's own reader."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.acts import charts, ledger
from tacenda.core.words.access import Purpose
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import lines
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        made = ledger.bundle(at, lines.chart_of(request, charts.own(at)), Purpose.OWN_RECORD)
    return render.attachment(made.write(), 1, "json")
