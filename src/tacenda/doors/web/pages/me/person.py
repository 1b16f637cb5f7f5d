"""One person: what they can open, since when, why, and what they did."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import grants, ledger, twins
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest

MOST = 10  # lines of what they did


@dataclass(frozen=True, slots=True)
class Line:
    at: int
    what: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    who: str
    what: str
    why: str
    law: str  # what that stands on, where a rule of law does
    since: int
    until: int
    stopped: bool
    over: bool  # by its last day
    locked: str  # what the client stopped of it, as a sentence
    stop: str
    part: str
    lines: tuple[Line, ...]
    starts: int  # the moment it begins, while it has not
    doubt: str  # another account of a client: where the practice can be asked to end it
    asked: int  # the last day on which that was asked and counts, 0 for not asked
    letters: str  # the reader's own, by which the practice finds out who is who
    again: str  # of a therapist: where they are let in again if they lost every way in
    named: str  # why they are whom a form names that has another name


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        person = grants.find(grants.who_can(at, chart, Purpose.OWN_RECORD), grant)
        twin = person.twin and not person.stopped
        asked, letters = (twins.asked(at, chart, person.holder.grant), twins.letters(at)) if twin else (0, "")
        looks = ledger.who_looked(at, chart, Purpose.OWN_RECORD, None)
    holder = person.holder
    let_in = next((look for look in looks.lines if look.act is Act.GRANT and look.whom == holder.name), None)
    theirs = [look for look in looks.lines if look.grant == holder.grant and not look.folded]
    value = PersonPage(
        words.holder(request.words, holder, me=person.myself),
        " ".join(words.opens(request.words, person)), *words.basis(request.words, holder.basis), holder.since,
        moments.day(holder.until) if holder.until else 0, person.stopped, person.over,
        words.locked(request.words, person.locked), *_ways(request, chart, person),
        tuple(Line(look.at, words.did(request.words, look)) for look in theirs[:MOST]), person.starts,
        request.url("me/doubt", chart=chart, grant=grant) if twin else "", asked, letters,
        request.url("me/again") if person.treats else "", words.named(request.words, let_in) if let_in else "",
    )  # fmt: skip
    return render.page(request, "me/person.html", value)


def _ways(request: WebRequest, chart: ChartId, person: grants.Person) -> tuple[str, str]:
    """Where to stop somebody, and where to stop a part; empty where there is nothing to stop."""
    if person.myself or person.twin or (person.stopped and not person.locked):
        return "", ""
    at = {"chart": chart, "grant": person.holder.grant}
    part = request.url("me/part", **at) if person.limitable or person.locked else ""
    return "" if person.stopped else request.url("me/stop", **at), part
