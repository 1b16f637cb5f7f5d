"""Notices: what leaves the house about somebody, and when. Who writes one learns neither where it goes nor whether it goes.

A row of the outbox names an event and an id; the address lies apart, sealed like it, and goes when its owner switches notices off. So
"off" also holds for what was written a moment before. Furniture: any act may write one.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from dataclasses import dataclass

from tacenda.acts.desk import Desk
from tacenda.acts.house import House
from tacenda.core.model.access_list import AccessList
from tacenda.core.model.reach import Event, Reach
from tacenda.core.words.errors import Tampered
from tacenda.core.words.moments import Moment
from tacenda.shell import fresh
from tacenda.shell.database import Tx
from tacenda.shell.store import addresses, outbox
from tacenda.shell.store.outbox import Notice
from tacenda.shell.vault import post

PAGE = 200  # notices looked at under one lock
ROUND = 200  # letters of one round
OFTEN = 5  # tries in a row; after them a notice waits for its turn in the quarter of an hour


@dataclass(frozen=True, slots=True)
class Due:
    """One notice to be carried out now."""

    notice: Notice
    event: Event
    reach: Reach

    def __repr__(self) -> str:
        return f"Due({self.event.value})"


def put(desk: Desk, to: bytes, event: Event) -> None:
    """Leave a notice for whoever can be written to under this id; empty: nobody, and nothing happens."""
    if to:
        id, now = fresh.id(), desk.now
        sealed = post.seal_notice(desk.keeper.post_key(), desk.keeper.practice, id, post.Waiting(to, event))
        outbox.put(desk.tx, Notice(id, now // 3600, 0, sealed))


def put_last(desk: Desk, reach: Reach) -> bytes:
    """Leave the last notice for an address that is given up, under an id of its own. Both go when it is sent, or was not for two days."""
    id = fresh.id()
    addresses.put(desk.tx, id, post.seal_address(desk.keeper.post_key(), desk.keeper.practice, id, reach))
    put(desk, id, Event.MOVED)
    return id


def drop_before(house: House, tx: Tx, hour: int) -> int:
    """Delete what was put before an hour and never left, with the addresses that were kept for it alone; how many."""
    if house.keeper.founded:
        for old in outbox.before(tx, hour):
            _drop_address(house, tx, old)
    return outbox.drop_before(tx, hour)


def _drop_address(house: House, tx: Tx, notice: Notice) -> None:
    waiting = _opened(house, tx, notice)[0]
    if waiting is not None and waiting.event is Event.MOVED:
        addresses.drop(tx, waiting.to)


def tell(desk: Desk, access: AccessList | None, event: Event) -> None:
    """Leave a notice for the client of a chart, on each account of theirs."""
    for to in access.reached if access else ():
        put(desk, to, event)


def due(house: House) -> tuple[Due, ...]:
    """What can go out now, one of a kind for each person, least tried first. What nobody wants any more is dropped; what meets quiet hours
    stays. All that waits is looked at, so that what cannot go holds up nothing behind it; newest first, so that the one that stays lasts.
    """
    now, seen, found = house.clock.now(), set[tuple[bytes, Event]](), list[Due]()
    after: Notice | None = None
    while True:
        with house.content.writing() as tx:
            page = outbox.waiting(tx, PAGE, after)
            found += [one for notice in page if (one := _due(house, tx, notice, now, seen))]
        if len(page) < PAGE:
            return tuple(sorted(found, key=lambda one: one.notice.tries)[:ROUND])
        after = page[-1]


def _due(house: House, tx: Tx, notice: Notice, now: Moment, seen: set[tuple[bytes, Event]]) -> Due | None:
    waiting, reach = _opened(house, tx, notice)
    if waiting is None or reach is None or not reach.wants(waiting.event) or (waiting.to, waiting.event) in seen:
        outbox.drop(tx, notice.id)
        return None
    seen.add((waiting.to, waiting.event))
    goes = not reach.silent(_hour(now, reach.zone)) and _has_its_turn(notice, now)
    return Due(notice, waiting.event, reach) if goes else None


def _opened(house: House, tx: Tx, notice: Notice) -> tuple[post.Waiting | None, Reach | None]:
    """A notice and where it goes; None for what nobody can read: a changed row is a lost notice."""
    key, practice = house.keeper.post_key(), house.keeper.practice
    try:
        waiting = post.open_notice(key, practice, notice.id, notice.envelope)
        sealed = addresses.get(tx, waiting.to)
        return waiting, None if sealed is None else post.open_address(key, practice, waiting.to, sealed)
    except Tampered:
        return None, None


def _hour(now: Moment, zone: str) -> int:
    try:
        where: dt.tzinfo = zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        where = dt.UTC
    return dt.datetime.fromtimestamp(now, dt.UTC).astimezone(where).hour


def _has_its_turn(notice: Notice, now: Moment) -> bool:
    return notice.tries < OFTEN or now // 60 % 15 == notice.id[0] % 15


def begin(house: House, one: Due) -> bool:
    """Take a notice to send it; False if another process did, or its owner switched it off meanwhile."""
    with house.content.writing() as tx:
        waiting = _opened(house, tx, one.notice)[0]
        return waiting is not None and addresses.get(tx, waiting.to) is not None and outbox.tried(tx, one.notice)


def sent(house: House, one: Due) -> None:
    """It was handed over: nothing of it stays."""
    with house.content.writing() as tx:
        _drop_address(house, tx, one.notice)
        outbox.drop(tx, one.notice.id)
