"""What was picked for supervision: for whom, until when; and each can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from starlette.responses import Response

from tacenda.acts import charts, notes, picking, rolling
from tacenda.acts.picking import PickedLine
from tacenda.core.words import moments
from tacenda.core.words.access import Content
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Day
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.request import WebRequest


class BackForm(forms.Form):
    """Which one."""

    item: Annotated[str, forms.hidden()]


@dataclass(frozen=True, slots=True)
class Row:
    noted: Day  # the day of the note
    picked: Day
    name: str
    until: Day
    open: bool
    href: str  # the note it was made from
    form: forms.View


@dataclass(frozen=True, slots=True)
class PickedPage:
    name: str
    rows: tuple[Row, ...]
    done: bool  # one was taken back just now
    action: str
    back: str


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        name, found = charts.open_name(at, chart).card.short(), picking.list_picked(at, chart)
        days = {one.id: one.day for one in notes.list_notes(at, chart, Content.NOTE)}
    rows = tuple(_row(request, chart, one, days[one.origin]) for one in found)
    done = "done" in request.query
    page = PickedPage(name, rows, done, request.url("charts/picked", chart=chart), request.url("charts/notes", chart=chart))
    return render.page(request, "charts/picked.html", page)


def post(request: WebRequest) -> Response:
    """Take one back. It is shut at once; then the keys it lay under are changed."""
    chart = ChartId(request.id("chart"))
    try:
        copy = ObjectId(handles.read(BackForm.parse(request).item))
    except Invalid as error:
        raise NotFound("picked") from error  # no button sends this
    with desk.writing(request) as at:
        picking.take_back(at, chart, copy)
    rolling.roll_due(request.house, desk.visitor(request))
    return render.see_other(request, "charts/picked", chart=chart, done="yes")


def _row(request: WebRequest, chart: ChartId, one: PickedLine, noted: Day) -> Row:
    form = BackForm.blank(request, item=handles.of(one.copy))
    return Row(noted, one.day, one.name, moments.day(one.until), one.open, request.url("charts/note", chart=chart, note=one.origin), form)
