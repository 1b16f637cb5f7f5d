"""One document, given back as a file to save: under a neutral name, and no browser runs or shows it."""

from __future__ import annotations

from starlette.responses import Response

from tacenda.acts import charts, documents
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.doors.web import desk, render
from tacenda.doors.web.request import WebRequest


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        found = documents.open_document(at, chart, ObjectId(request.id("item")), charts.purpose_of(at, chart))
    stem, _, ending = found.name.partition(".")
    return render.attachment(found.raw, int(stem.rpartition("-")[2]), ending or "bin")
