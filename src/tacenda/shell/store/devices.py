"""Devices, in session.db: each person's sealed list of their own sign-ins, under an id that only their keys give."""

from __future__ import annotations

from tacenda.core.words.moments import Day
from tacenda.shell import fresh
from tacenda.shell.database import Tx

GET = "SELECT envelope FROM device WHERE id = :id"
ADD = "INSERT INTO device (slot, id, day, envelope) VALUES (:slot, :id, :day, :envelope)"
REPLACE = "UPDATE device SET day = :day, envelope = :envelope WHERE id = :id"
DROP_BEFORE = "DELETE FROM device WHERE day < :day"


def get(tx: Tx, id: bytes) -> bytes:
    """The sealed list behind an id; empty for none."""
    row = tx.row(GET, id=id)
    return b"" if row is None else bytes(row[0])


def put(tx: Tx, id: bytes, day: Day, envelope: bytes) -> None:
    """Write a list, new or over the old one. `day`: the day of its newest change."""
    if tx.change(REPLACE, id=id, day=day, envelope=envelope) == 0:
        tx.change(ADD, slot=fresh.slot(), id=id, day=day, envelope=envelope)


def drop_before(tx: Tx, day: Day) -> int:
    """Delete the lists that nothing was added to since a day; how many."""
    return tx.change(DROP_BEFORE, day=day)
