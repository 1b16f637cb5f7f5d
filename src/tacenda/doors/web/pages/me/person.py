"""One person: what they can open, since when, why, and what they did. Whom the client stopped keeps a page, off the list too."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import holders, ledger, listing, twins
from tacenda.acts.desk import Desk
from tacenda.acts.holders import Alone, Person
from tacenda.acts.ledger import Looks, Stop
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.doors.web import desk, render, visits
from tacenda.doors.web.me import apart, people, stopped, words
from tacenda.doors.web.me.apart import Told
from tacenda.doors.web.me.stopped import Way
from tacenda.doors.web.request import WebRequest

MOST = 10  # lines of what they did


@dataclass(frozen=True, slots=True)
class Line:
    at: int
    what: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    """One person. `let_in`, `until`, `asked`: days; `starts`, `since`: moments; 0 for none of each."""

    who: str
    why: str
    law: str  # what that stands on, where a rule of law does
    let_in: int
    lines: tuple[Line, ...]
    what: str = ""
    until: int = 0
    stopped: bool = True
    over: bool = False  # by its last day
    since: Moment = NEVER  # when they were stopped
    way: Way | None = None  # of the client's own stop: what can be done about it
    locked: tuple[Told, ...] = ()  # what is not open of it
    stop: str = ""
    part: str = ""
    starts: Moment = NEVER  # while it has not begun
    doubt: str = ""  # another account of a client: where the practice can be asked to end it
    asked: int = 0  # the last day on which that was asked and counts
    letters: str = ""  # the reader's own, by which the practice finds out who is who
    again: str = ""  # of a therapist: where they are let in again if they lost every way in
    gone: bool = False  # they do not work here any more
    named: str = ""  # why they are whom a form names that has another name
    gives: bool = False  # a part was stopped by itself, and is given back where parts are stopped


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        listed = holders.who_can(at, chart, Purpose.OWN_RECORD)
        found, alone = next((one for one in listed if one.holder.grant == grant), None), holders.alone_in_office(at, listed)
        looks = ledger.who_looked(at, chart, Purpose.OWN_RECORD, None)
        value = _listed(request, at, looks, found, alone) if found else _unlisted(request, at, looks, grant)
    return render.page(request, "me/person.html", value)


def _listed(request: WebRequest, at: Desk, looks: Looks, person: Person, alone: Alone) -> PersonPage:
    chart, holder, stop = looks.chart, person.holder, looks.stop(person.holder.grant)
    twin, gone = person.twin and not person.stopped, people.gone(at, person)
    let_in = next((look for look in looks.lines if look.act is Act.GRANT and look.whom == holder.name), None)
    return PersonPage(
        words.listed(request.words, person, alone, me=person.myself), *words.basis(request.words, holder.basis), holder.since,
        _lines(request, looks, holder.grant), " ".join(words.told(request.words, person, alone)),
        moments.day(holder.until) if holder.until else 0, person.stopped, person.over, stop.at if stop else NEVER,
        stopped.way_of(request, at, chart, person, stop),
        apart.apart(request.words, person), *_ways(request, chart, person), person.starts,
        request.url("me/doubt", chart=chart, grant=holder.grant) if twin else "",
        *((twins.asked(at, chart, holder.grant), twins.letters(at)) if twin else (0, "")),
        "" if gone or not person.treats else request.url("me/again"), gone, words.named(request.words, let_in) if let_in else "",
        bool(person.locked - person.kept),
    )  # fmt: skip


def _unlisted(request: WebRequest, at: Desk, looks: Looks, grant: bytes) -> PersonPage:
    """Of somebody whose keys were changed, as the ledger has them. Raises NotFound for who was never let in."""
    stop = looks.stop(grant)
    if stop is None:
        raise NotFound("grant")
    given = stop.grant
    return PersonPage(
        stopped.who(request.words, stop), *words.basis(request.words, given.basis), visits.local_day(request.words, stop.since),
        _lines(request, looks, grant), since=stop.at, way=_way(request, at, looks, stop),
        gone=listing.works_no_more(at, given.grantee),
    )  # fmt: skip


def _way(request: WebRequest, at: Desk, looks: Looks, stop: Stop) -> Way | None:
    """None where the practice did it. Of an older stop than the last one nothing is said: what came after it is said elsewhere."""
    whose, chart = stop.grant.grantee, looks.chart
    if not stop.by_client:
        return None
    if stopped.inside(at, chart, whose):
        return stopped.again(request)
    if stopped.newest(looks).get(whose) is not stop:
        return Way("")
    return stopped.way(request, at, chart, whose, stop.grant.name, stop.grant.basis)


def _lines(request: WebRequest, looks: Looks, grant: bytes) -> tuple[Line, ...]:
    theirs = [look for look in looks.lines if look.grant == grant and not look.folded]
    return tuple(Line(look.at, words.did(request.words, look)) for look in theirs[:MOST])


def _ways(request: WebRequest, chart: ChartId, person: Person) -> tuple[str, str]:
    """Where to stop somebody, and where to stop a part; empty where there is nothing to stop."""
    if person.myself or person.twin or (person.stopped and not person.locked):
        return "", ""
    at = {"chart": chart, "grant": person.holder.grant}
    part = request.url("me/part", **at) if person.limitable or person.locked else ""
    return "" if person.stopped else request.url("me/stop", **at), part
