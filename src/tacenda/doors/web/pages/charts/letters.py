"""Letters and other papers of a chart: add a file of up to 25 MiB, save one back. A name is content: the list shows numbers and days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import charts, documents
from tacenda.acts.documents import DocumentLine
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Day
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.request import WebRequest

A_PAGE = 25


class UploadForm(forms.Form):
    """One file."""

    file: Annotated[
        str, forms.upload(N_("File"), hint=N_("Any kind, at most 25 MB. It is sealed before it touches the disk."), needed=True)
    ] = ""
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "empty": N_("%(label)s: there is nothing in this file. Choose another one."),
        "large": forms.SAYINGS["file_too_large"],
    }


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    day: Day
    href: str


@dataclass(frozen=True, slots=True)
class LettersPage:
    name: str
    rows: tuple[Row, ...]
    older: str
    form: forms.View
    action: str
    back: str


def get(request: WebRequest) -> Response:
    return _page(request, UploadForm.blank(request))


def post(request: WebRequest) -> Response:
    chart, sent = ChartId(request.id("chart")), request.file("file")
    with desk.writing(request) as at:
        documents.add_document(at, chart, sent.name, sent.type, sent.content, charts.purpose_of(at, chart))
    return render.see_other(request, "charts/letters", chart=chart)


def again(request: WebRequest, problem: Invalid) -> Response:
    return _page(request, UploadForm.again(request, problem))


def _page(request: WebRequest, form: forms.View) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        name = charts.open_card(at, chart).card.short()
        lines = tuple(reversed(documents.list_documents(at, chart, charts.purpose_of(at, chart))))
    part, older = _part(lines, request.query.get("after", ""))
    rows = tuple(Row(one.number, one.day, request.url("charts/letter", chart=chart, item=one.id)) for one in part)
    address = request.url("charts/letters", chart=chart, after=older) if older else ""
    action, back = request.url("charts/letters", chart=chart), request.url("charts/card", chart=chart)
    return render.page(request, "charts/letters.html", LettersPage(name, rows, address, form, action, back))


def _part(lines: tuple[DocumentLine, ...], after: str) -> tuple[tuple[DocumentLine, ...], str]:
    known = [handles.of(line.id) for line in lines]
    start = known.index(after) + 1 if after in known else 0
    return lines[start : start + A_PAGE], known[start + A_PAGE - 1] if start + A_PAGE < len(lines) else ""
