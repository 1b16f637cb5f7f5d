"""One client, as far as they are open to somebody beside them: visit times, what is shared, what stays shut, and why it is open."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import beside, sharing, talks
from tacenda.core.words import moments
from tacenda.core.words.access import Code, Content
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render, shared_rows
from tacenda.doors.web.beside import words
from tacenda.doors.web.pages.beside import note
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import side
from tacenda.doors.web.talk.side import Task
from tacenda.doors.web.talk.texts import WORDINGS


@dataclass(frozen=True, slots=True)
class Row:
    """One note or plan of the record."""

    day: int
    plan: bool
    href: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    name: str
    what: str
    why: str
    law: str  # what that stands on, where a rule of law does
    until: int
    visits: tuple[int, ...]  # moments, the next ones first
    items: tuple[shared_rows.Row, ...]
    sees_visits: bool
    sees_items: bool
    notes: tuple[Row, ...]  # of the record, where the client signed for it
    sees_notes: bool
    talk: str  # where what was agreed stands, for who signs for the client; empty for everybody else
    forms: str  # where the forms that name them stand
    todo: tuple[Task, ...]
    others: str  # where who speaks for the client can stop others; empty for everybody else


def get(request: WebRequest) -> Response:
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        found, visits = beside.open_person(at, chart)
        shared = Code.SHARED in found.codes
        lines = sharing.list_shared(at, chart, beside.purpose_of(at, chart)) if shared else ()
        now, reads = at.now, Code.RECORD in found.codes
        mine = side.signing(chart)
        stands = talks.waiting(at, chart, mine.purpose, WORDINGS) if found.signs else None
        todo = tuple(side.tasks(request, at, mine, stands)) if stands else ()
        record, ends = note.listed(at, chart) if reads else (), beside.may_end(at, chart)
    items = shared_rows.rows(request, chart, lines, "beside/item")
    value = PersonPage(
        found.name, words.sees(request.words, found.codes), *words.why(request.words, found.basis),
        moments.day(found.until) if found.until else 0, tuple(one.at for one in visits if one.at + 60 * one.minutes > now), items,
        Code.SCHEDULE in found.codes, shared,
        tuple(Row(one.day, one.content is Content.PLAN, request.url("beside/note", chart=chart, note=one.id)) for one in record), reads,
        mine.url(request, "talk_done") if stands else "", mine.url(request, "forms") if stands else "", todo,
        request.url("beside/others", chart=chart) if ends else "",
    )  # fmt: skip
    return render.page(request, "beside/person.html", value)
