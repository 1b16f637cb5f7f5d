"""Stop a person: one button, no reason, no second proof. It is in force when the next page comes; the keys follow."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from tacenda.acts import grants, holders, keeping, listing
from tacenda.acts.desk import Desk
from tacenda.acts.holders import Person
from tacenda.core.decisions.keeping import Keeping
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.doors.web import desk, render
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Duty:
    """Why somebody must keep the records, and what is possible all the same. `unread`: nobody read all of the law about it."""

    rules: tuple[Keeping, ...]
    unread: bool
    others: str  # who else can open and keep the notes; empty for nobody
    open: str  # while nobody else keeps them: who can open them still
    part: str  # where a part is stopped


@dataclass(frozen=True, slots=True)
class StopPage:
    who: str
    duty: Duty | None  # of the one who keeps the records: the page says so, and to talk first
    action: str
    quiet: bool  # it has not begun: whoever waits learns nothing of it


def get(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), request.id("grant")
    with desk.reading(request) as at:
        people = holders.who_can(at, chart, Purpose.OWN_RECORD)
    person = next((one for one in people if one.holder.grant == grant), None)
    if person is None or person.stopped:  # the page Back leads to: that says what is true now
        return render.see_other(request, "me/stopped", chart=chart, grant=grant)
    if person.myself:  # nobody shuts themselves out by a press
        return render.see_other(request, "me/person", chart=chart, grant=grant)
    found = person.holder
    duty = _duty(request, chart, person, people) if found.keeps else None
    who = words.holder(request.words, found)
    return render.page(request, "me/stop.html", StopPage(who, duty, request.url("me/stop", chart=chart, grant=grant), bool(person.starts)))


def _duty(request: WebRequest, chart: ChartId, keeper: Person, people: Sequence[Person]) -> Duty:
    rules = keeping.rules(request.house)
    read = tuple(one for one in rules if one.read)
    rest = [one for one in people if one is not keeper and one.colleague and not one.stopped and Code.RECORD in one.codes]
    names = [request.words.names([one.holder.name for one in rest if one.holder.goes_on is goes_on]) for goes_on in (True, False)]
    part = request.url("me/part", chart=chart, grant=keeper.holder.grant) if keeper.limitable else ""
    return Duty(read, not read or read != rules, names[0], names[1], part)


def post(request: WebRequest) -> Response:
    chart, grant = ChartId(request.id("chart")), GrantHash(request.id("grant"))
    with desk.reading(request) as at:
        person = _one(at, chart, grant)
        unwritten = person is not None and grants.unwritten(at, chart, person)
    if person is not None and person.myself:
        return render.see_other(request, "me/person", chart=chart, grant=grant)
    if person is not None and not person.stopped:  # else it was stopped a moment ago, by a second press or in another window
        _stop(request, chart, grant)
    elif unwritten:  # somebody held the files at the first press
        grants.write_down(request.house, desk.visitor(request), chart, grant, Purpose.OWN_RECORD)
    if person is not None and person.starts:  # nobody is told anything, so there is nothing to read about it
        return render.see_other(request, "me/trusted")
    return render.see_other(request, "me/stopped", chart=chart, grant=grant)


def _one(at: Desk, chart: ChartId, grant: bytes) -> Person | None:
    return next((one for one in holders.who_can(at, chart, Purpose.OWN_RECORD) if one.holder.grant == grant), None)


def _stop(request: WebRequest, chart: ChartId, grant: GrantHash) -> None:
    try:
        grants.stop(request.house, desk.visitor(request), chart, grant, Purpose.OWN_RECORD)
    except Conflict:
        with desk.reading(request) as at:
            person = _one(at, chart, grant)
        if person is not None and not person.stopped:
            raise  # two presses at one moment are one stop; anything else is not
    _mended(request, chart, grant)


def _mended(request: WebRequest, chart: ChartId, grant: GrantHash) -> None:
    """Take the person off the list where the keys were changed: there is no way back from that, and no row about it to read."""
    # The stop stands whatever becomes of the list; its next writer mends what could not be mended now.
    with contextlib.suppress(Refused, Conflict), desk.writing(request) as at:
        found = [one for one in holders.who_can(at, chart, Purpose.OWN_RECORD) if one.holder.grant == grant]
        if found and not grants.can_lift(at, found[0], Purpose.OWN_RECORD):
            listing.mend(at, chart, Purpose.OWN_RECORD)
