"""Outbox: notices that wait to be carried out. Envelopes of kind 9 under the keeper's post key; a row is deleted when it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.shell.database import Tx

PUT = "INSERT INTO outbox (id, hour, tries, envelope) VALUES (:id, :hour, :tries, :envelope)"
WAITING = """
SELECT id, hour, tries, envelope
  FROM outbox
 WHERE (hour, id) < (:hour, :id)
 ORDER BY hour DESC, id DESC
 LIMIT :limit
"""
TRIED = "UPDATE outbox SET tries = tries + 1 WHERE id = :id AND tries = :tries"
DROP = "DELETE FROM outbox WHERE id = :id"
BEFORE = "SELECT id, hour, tries, envelope FROM outbox WHERE hour < :hour ORDER BY hour, id"
DROP_BEFORE = "DELETE FROM outbox WHERE hour < :hour"

NO_HOUR = 1 << 40  # later than any


@dataclass(frozen=True, slots=True)
class Notice:
    """One letter to send. `id`: 16 random bytes; `hour`: hours since 1970 at which it was put; `tries`: how often a try began."""

    id: bytes
    hour: int
    tries: int
    envelope: bytes


def put(tx: Tx, notice: Notice) -> None:
    """Leave a notice."""
    tx.change(PUT, id=notice.id, hour=notice.hour, tries=notice.tries, envelope=notice.envelope)


def waiting(tx: Tx, limit: int, after: Notice | None = None) -> tuple[Notice, ...]:
    """The newest notices, or those before one of them, at most `limit`."""
    hour, id = (after.hour, after.id) if after else (NO_HOUR, b"")
    return tuple(Notice(*row) for row in tx.rows(WAITING, limit=limit, hour=hour, id=id))


def tried(tx: Tx, notice: Notice) -> bool:
    """Count a try that begins; False if another process took this notice meanwhile."""
    return tx.change(TRIED, id=notice.id, tries=notice.tries) == 1


def drop(tx: Tx, id: bytes) -> bool:
    """Delete a notice that was sent; False if another process was faster."""
    return tx.change(DROP, id=id) == 1


def before(tx: Tx, hour: int) -> tuple[Notice, ...]:
    """What was put before an hour and never left."""
    return tuple(Notice(*row) for row in tx.rows(BEFORE, hour=hour))


def drop_before(tx: Tx, hour: int) -> int:
    """Delete what was put before an hour and never left; how many."""
    return tx.change(DROP_BEFORE, hour=hour)
