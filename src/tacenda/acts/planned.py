"""Planned notices: what is to be said on a later day. One for each person and matter; a new day takes the place of the old one.

Nobody's keys are needed when the day comes: the clock's job puts the notice into the outbox, where quiet hours, pauses and wishes hold as
for any other. Furniture: any act may plan one, and learns neither where it goes nor whether it goes.
"""

from __future__ import annotations

from functools import partial

from tacenda.acts.desk import NOTICE, Desk
from tacenda.acts.house import House
from tacenda.core.model import check_in
from tacenda.core.model.access_list import AccessList
from tacenda.core.model.reach import Event
from tacenda.core.words import moments
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import from_handle
from tacenda.core.words.moments import Day
from tacenda.shell import fresh
from tacenda.shell.database import Tx
from tacenda.shell.store import outbox, planned
from tacenda.shell.store.outbox import Notice
from tacenda.shell.vault import planned as sealed
from tacenda.shell.vault import post

CHECK_IN, SESSION, HALF_YEAR, WEEK, AGE = "check-in", "session", "half-year", "week", "age"  # the matters
ROUND = 200  # put out in one transaction


def own(desk: Desk) -> bytes:
    """Where the person behind this desk can be written to; empty for nowhere."""
    to = desk.keyring.ring().wishes.get(NOTICE, "")
    return from_handle(to) if to else b""


def put(desk: Desk, to: bytes, matter: str, day: Day) -> None:
    """Say on a day that something is due; day 0: say nothing. Empty `to`: nobody, and nothing happens."""
    if not to:
        return
    key = desk.keeper.post_key()
    id = sealed.id_of(key, to, matter)
    if day:
        planned.put(desk.tx, id, day, sealed.seal_planned(key, desk.keeper.practice, id, to, Event.DUE))
    else:
        planned.drop(desk.tx, id)


def of_client(desk: Desk, access: AccessList | None, matter: str, day: Day) -> None:
    """As `put`, for the client of a chart, on each account of theirs."""
    for to in access.reached if access else ():
        put(desk, to, matter, day)


def silence(desk: Desk, to: bytes) -> None:
    """Say nothing more of a chart to an account that ended. Of what is its own, its check-ins, it may still hear."""
    for matter in (SESSION, HALF_YEAR, WEEK, AGE):
        put(desk, to, matter, Day(0))


def looked(desk: Desk, access: AccessList | None) -> None:
    """Somebody else opened records: their client hears of it when the week is over, once. Written when the desk has closed."""
    week = check_in.monday(moments.day(desk.now))
    for to in access.reached if access else ():
        # Once a day in this process is often enough to try: the row itself is there once a week.
        if desk.house.said_once((WEEK, to, week), desk.now):
            desk.after.append(partial(_week, desk.house, to, Day(week + check_in.WEEK)))


def _week(house: House, to: bytes, day: Day) -> None:
    key, practice = house.keeper.post_key(), house.keeper.practice
    id = sealed.id_of(key, to, WEEK)
    with house.content.writing() as tx:
        if not planned.has(tx, id):
            planned.put(tx, id, day, sealed.seal_planned(key, practice, id, to, Event.WEEK))


def ripen(house: House) -> int:
    """Put into the outbox what its day has come for; how many."""
    if not house.keeper.founded:
        return 0
    with house.content.writing() as tx:
        ripe = planned.ripe(tx, moments.day(house.clock.now()), ROUND)
        for id, box in ripe:
            _put_out(house, tx, id, box)
    return len(ripe)


def _put_out(house: House, tx: Tx, id: bytes, box: bytes) -> None:
    key, practice, now = house.keeper.post_key(), house.keeper.practice, house.clock.now()
    planned.drop(tx, id)
    try:
        to, event = sealed.open_planned(key, practice, id, box)
    except Tampered:
        return  # a changed row is a lost notice
    notice = fresh.id()
    outbox.put(tx, Notice(notice, now // 3600, 0, post.seal_notice(key, practice, notice, post.Waiting(to, event))))
