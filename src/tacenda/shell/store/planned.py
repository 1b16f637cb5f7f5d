"""Planned: notices for a later day, under an id that only the keeper's post key gives. A row goes to the outbox when its day comes."""

from __future__ import annotations

from tacenda.core.words.moments import Day
from tacenda.shell.database import Tx

ADD = "INSERT INTO planned (id, day, envelope) VALUES (:id, :day, :envelope)"
REPLACE = "UPDATE planned SET day = :day, envelope = :envelope WHERE id = :id"
HAS = "SELECT 1 FROM planned WHERE id = :id"
RIPE = """
SELECT id, envelope
  FROM planned
 WHERE day <= :day
 ORDER BY day, id
 LIMIT :limit
"""
DROP = "DELETE FROM planned WHERE id = :id"


def put(tx: Tx, id: bytes, day: Day, envelope: bytes) -> None:
    """Plan a notice, new or in place of the one planned before."""
    if tx.change(REPLACE, id=id, day=day, envelope=envelope) == 0:
        tx.change(ADD, id=id, day=day, envelope=envelope)


def has(tx: Tx, id: bytes) -> bool:
    """Whether one is planned."""
    return tx.row(HAS, id=id) is not None


def ripe(tx: Tx, day: Day, limit: int) -> tuple[tuple[bytes, bytes], ...]:
    """Id and envelope of those whose day has come, at most `limit`."""
    return tuple((bytes(id), bytes(envelope)) for id, envelope in tx.rows(RIPE, day=day, limit=limit))


def drop(tx: Tx, id: bytes) -> bool:
    """Delete one; False if there was none."""
    return tx.change(DROP, id=id) == 1
