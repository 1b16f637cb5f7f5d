"""People you stand beside: per client what is open to you, and until when. Before anything is, the letters to read out."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import beside, stops, talks
from tacenda.acts.beside import Beside
from tacenda.acts.desk import Desk
from tacenda.core.words import moments
from tacenda.core.words.ids import fingerprint
from tacenda.doors.web import desk, render
from tacenda.doors.web.beside import words
from tacenda.doors.web.request import WebRequest
from tacenda.doors.web.talk import side
from tacenda.doors.web.talk.side import Task
from tacenda.doors.web.talk.texts import WORDINGS


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    what: str
    until: int  # a day, 0 for no end
    href: str
    todo: tuple[Task, ...]  # of a talk that waits for who signs for them


@dataclass(frozen=True, slots=True)
class HomePage:
    """`ended`: how many accesses were stopped that this person has not read about."""

    rows: tuple[Row, ...]
    ended: int
    waits: bool  # a further card was used just now
    letters: str
    practice: str


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        found, ended = beside.people(at), stops.untold(at)
        todo = {one.chart: _todo(request, at, one) for one in found}
        letters, practice = fingerprint(at.keyring.entry), fingerprint(at.keyring.ring().pin)
    rows = tuple(
        Row(
            one.name, words.sees(request.words, one.codes), moments.day(one.until) if one.until else 0,
            request.url("beside/person", chart=one.chart), todo[one.chart],
        )
        for one in found
    )  # fmt: skip
    return render.page(request, "beside/home.html", HomePage(rows, ended, "done" in request.query, letters, practice))


def _todo(request: WebRequest, at: Desk, one: Beside) -> tuple[Task, ...]:
    mine = side.signing(one.chart)
    stands = talks.waiting(at, one.chart, mine.purpose, WORDINGS) if one.signs else None
    return tuple(side.tasks(request, at, mine, stands)) if stands else ()


def post(request: WebRequest) -> Response:
    """The person has read that an access ended; it stands nowhere any more."""
    with desk.writing(request) as at:
        stops.read(at)
    return render.see_other(request, "beside/home")
