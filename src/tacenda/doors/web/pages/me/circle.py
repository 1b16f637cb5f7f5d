"""Who may be let in: three choices, and which one holds; the parts that stay with the therapist alone; whom the client stopped, each with
the way to let them in again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import charts, choices, grants, holders, topics
from tacenda.acts.desk import Desk
from tacenda.core.model.access_list import means
from tacenda.core.model.say import NOBODY, TOPICS, Barred, Choice, Exempt
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.ids import ChartId
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import stopped as stops
from tacenda.doors.web.me import words
from tacenda.doors.web.me.circle import CHOICES, MEANS
from tacenda.doors.web.me.stopped import Way
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    means: str
    chosen: bool
    href: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody who is let in again only with the client's yes."""

    name: str
    since: int
    way: Way


@dataclass(frozen=True, slots=True)
class Kept:
    """A part, and whether the client keeps it to their therapist alone."""

    what: str
    kept: bool
    href: str


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody the choice does not keep out, by the client's yes. `waits`: it is a name that the client wrote, and nobody with it is in."""

    name: str
    since: int
    waits: bool


@dataclass(frozen=True, slots=True)
class Less:
    """Somebody who cannot open all they were let into, by a stop of the client's."""

    who: str
    href: str


@dataclass(frozen=True, slots=True)
class CirclePage:
    rows: tuple[Row, ...]  # empty before anybody has let the client in
    narrow: bool  # some are kept out, so there is somebody to say yes to by name
    named: tuple[Named, ...]
    topics: tuple[Kept, ...]
    stopped: tuple[Stopped, ...]
    less: tuple[Less, ...]  # who still lacks a part, after one was taken back
    done: str  # what was said a moment ago: a yes, or that it is taken back; or that neither could be said, for they are in


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        mine = charts.own(at)
        held = {choices.chosen(at, chart, Purpose.OWN_RECORD) for chart in mine}
        by_name = [_named(request, one, at, chart) for chart in mine for one in choices.exempt(at, chart, Purpose.OWN_RECORD)]
        kept = {one.code for chart in mine for one in topics.kept(at, chart, Purpose.OWN_RECORD)}
        out = {
            one.principal: (one, _way(request, at, chart, one)) for chart in mine for one in grants.barred(at, chart, Purpose.OWN_RECORD)
        }
        done = request.query.get("done", "")
        less = tuple(_less(request, at, mine)) if done == "shared" else ()
    rows = [
        Row(request.words.gettext(text), request.words.gettext(means), held == {choice}, request.url("me/circle_set", part=n))
        for n, ((choice, text), means) in enumerate(zip(CHOICES, MEANS, strict=True), 1)
    ]
    parts = tuple(_part(request, code, code in kept) for code in TOPICS)
    stopped = tuple(Stopped(words.stopped(request.words, one), one.since, way) for one, way in out.values() if not one.trusted)
    return render.page(
        request,
        "me/circle.html",
        CirclePage(tuple(rows) if held else (), bool(held - {Choice.TEAM}), tuple(by_name), parts, stopped, less, done),
    )


def _named(request: WebRequest, one: Exempt, at: Desk, chart: ChartId) -> Named:
    theirs = (person for person in holders.who_can(at, chart, Purpose.OWN_RECORD) if not person.stopped)
    inside = any(means(one, who.holder.grantee, who.holder.name, who.holder.basis) for who in theirs)
    return Named(words.exempt(request.words, one), one.since, one.principal == NOBODY and not inside)


def _part(request: WebRequest, code: Code, kept: bool) -> Kept:
    href = request.url("me/topic_yes" if kept else "me/topic", part=TOPICS.index(code) + 1)
    return Kept(request.words.gettext(words.KINDS[code]), kept, href)


def _less(request: WebRequest, at: Desk, mine: Iterable[ChartId]) -> Iterator[Less]:
    """What was kept to the therapist alone is a stop of the client's for who lost it, and stays one."""
    for chart in mine:
        for one in holders.who_can(at, chart, Purpose.OWN_RECORD):
            if one.locked - one.kept and not one.stopped:
                yield Less(words.holder(request.words, one.holder), request.url("me/person", chart=chart, grant=one.holder.grant))


def _way(request: WebRequest, at: Desk, chart: ChartId, one: Barred) -> Way:
    """Their stop is taken back where that can be done whole; else the client's yes comes first."""
    held = [person for person in holders.who_can(at, chart, Purpose.OWN_RECORD) if person.holder.grantee == one.principal]
    lifts = [stops.lift(request, chart, person) for person in held if stops.liftable(at, person)]
    return lifts[0] if lifts else stops.way(request, at, chart, one.principal, one.name, "")
