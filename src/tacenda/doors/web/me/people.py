"""The people of the first page, a row each: who can open something, who was stopped, and what a client can do about either."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tacenda.acts import listing, twins
from tacenda.acts.desk import Desk
from tacenda.acts.holders import Alone, Person
from tacenda.acts.ledger import Looks
from tacenda.core.model.access_list import Left
from tacenda.core.words import moments
from tacenda.core.words.moments import NEVER, Moment
from tacenda.doors.web.me import apart, stopped, words
from tacenda.doors.web.me.apart import Told
from tacenda.doors.web.me.stopped import Way
from tacenda.doors.web.request import WebRequest

NEWS = 90 * 86_400  # seconds for which somebody who left stays on the page


@dataclass(frozen=True, slots=True)
class Row:
    """One person. `until`, `asked`: days; `starts`, `since`: moments; 0 for none of each."""

    who: str
    person: str  # the address of their page
    opens: tuple[str, ...] = ()
    until: int = 0
    stop: str = ""  # where they can be stopped; empty for who is stopped, and for the office, which has its own page
    stopped: bool = True
    over: bool = False  # by its last day
    locked: tuple[Told, ...] = ()  # what is not open of it
    starts: Moment = NEVER  # while it has not begun
    doubt: str = ""  # another account of a client: where the practice can be asked to end it
    asked: int = 0  # the last day on which that was asked and counts
    since: Moment = NEVER  # when they were stopped
    way: Way | None = None  # of the client's own stop
    gone: bool = False  # they do not work here any more


def row(request: WebRequest, at: Desk, looks: Looks, person: Person, alone: Alone) -> Row:
    """Somebody of the list of people."""
    holder, place = person.holder, {"chart": looks.chart, "grant": person.holder.grant}
    twin, stop = person.twin and not person.stopped, looks.stop(person.holder.grant)
    return Row(
        who=stopped.who(request.words, stop) if person.stopped and stop else words.listed(request.words, person, alone),
        person=request.url("me/person", **place),
        opens=() if person.stopped else words.told(request.words, person, alone),
        until=moments.day(holder.until) if holder.until else 0,
        stop="" if person.stopped or person.office or person.twin else request.url("me/stop", **place),
        stopped=person.stopped,
        over=person.over,
        locked=apart.apart(request.words, person),
        starts=person.starts,
        doubt=request.url("me/doubt", **place) if twin else "",
        asked=twins.asked(at, looks.chart, holder.grant) if twin else 0,
        since=stop.at if stop else NEVER,
        way=stopped.way_of(request, at, looks.chart, person, stop),
        gone=gone(at, person),
    )


def gone(at: Desk, person: Person) -> bool:
    """Whether somebody whose access was ended does not work here any more."""
    return person.stopped and person.colleague and listing.works_no_more(at, person.holder.grantee)


def unlisted(request: WebRequest, at: Desk, looks: Looks, people: Sequence[Person]) -> Iterator[Row]:
    """Whom the client stopped, and no list names any more."""
    for stop in stopped.unlisted(looks, people):
        yield Row(
            who=stopped.who(request.words, stop),
            person=request.url("me/person", chart=looks.chart, grant=stop.hash),
            since=stop.at,
            way=stopped.way(request, at, looks.chart, stop.grant.grantee, stop.grant.name, stop.grant.basis),
            gone=listing.works_no_more(at, stop.grant.grantee),
        )


def left(request: WebRequest, at: Desk, looks: Looks, people: Sequence[Person], keeper: Left | None) -> Iterator[Row]:
    """Colleagues who left not long ago, and whom no list names any more. `keeper`: who kept the records, of whom the page says more."""
    for stop in stopped.left(looks, people, Moment(at.now - NEWS)):
        told = keeper is not None and keeper.principal == stop.grant.grantee
        if not told and listing.works_no_more(at, stop.grant.grantee):
            person = request.url("me/person", chart=looks.chart, grant=stop.hash)
            yield Row(who=stopped.who(request.words, stop), person=person, since=stop.at, gone=True)
