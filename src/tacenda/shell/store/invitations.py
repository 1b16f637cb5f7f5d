"""Invitations: what a printed card opens, and the answer given under it. Envelopes of kind 8; the id is derived from the card's code."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.words.errors import Conflict
from tacenda.core.words.moments import Day
from tacenda.shell.database import Tx

ADD = "INSERT INTO invitation (id, until, envelope, reply) VALUES (:id, :until, :envelope, X'')"
GET = "SELECT id, until, envelope, reply FROM invitation WHERE id = :id"
ANSWER = "UPDATE invitation SET reply = :reply WHERE id = :id AND length(reply) = 0"
DROP = "DELETE FROM invitation WHERE id = :id"
DROP_BEFORE = "DELETE FROM invitation WHERE until < :today AND length(reply) = 0"


@dataclass(frozen=True, slots=True)
class Invitation:
    """One card. `id`: 32 bytes; `until`: its last day; `reply`: empty until somebody used it."""

    id: bytes
    until: Day
    envelope: bytes
    reply: bytes = b""


def add(tx: Tx, invitation: Invitation) -> None:
    """Add a card without an answer."""
    tx.change(ADD, id=invitation.id, until=invitation.until, envelope=invitation.envelope)


def get(tx: Tx, id: bytes) -> Invitation | None:
    """The card behind an id."""
    row = tx.row(GET, id=id)
    return None if row is None else Invitation(*row)


def answer(tx: Tx, id: bytes, reply: bytes) -> None:
    """Store the answer. Raises Conflict if the card was answered before or is not there: a card works once."""
    if tx.change(ANSWER, id=id, reply=reply) != 1:
        raise Conflict("invitation")


def drop(tx: Tx, id: bytes) -> bool:
    """Delete a card; False if it is not there."""
    return tx.change(DROP, id=id) == 1


def drop_before(tx: Tx, today: Day) -> int:
    """Delete the cards whose last day has passed unused; how many. Who used theirs waits for a yes or no, however long that takes."""
    return tx.change(DROP_BEFORE, today=today)
