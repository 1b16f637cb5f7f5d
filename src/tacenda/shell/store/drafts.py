"""Drafts, in session.db: text its author has not sealed yet, HPKE to the author's own key. The row names nobody."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.words.moments import Day
from tacenda.shell.database import Tx

GET = "SELECT id, day, sealed FROM draft WHERE id = :id"
ADD = "INSERT INTO draft (id, day, sealed) VALUES (:id, :day, :sealed)"
REPLACE = "UPDATE draft SET day = :day, sealed = :sealed WHERE id = :id"
DROP = "DELETE FROM draft WHERE id = :id"
DROP_BEFORE = "DELETE FROM draft WHERE day < :day"


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft. `id`: 16 random bytes, kept in the author's keyring; `day`: the day it was last saved."""

    id: bytes
    day: Day
    sealed: bytes


def get(tx: Tx, id: bytes) -> Draft | None:
    """The draft behind an id."""
    row = tx.row(GET, id=id)
    return None if row is None else Draft(*row)


def put(tx: Tx, draft: Draft) -> None:
    """Save a draft, new or over the old one."""
    if tx.change(REPLACE, id=draft.id, day=draft.day, sealed=draft.sealed) == 0:
        tx.change(ADD, id=draft.id, day=draft.day, sealed=draft.sealed)


def drop(tx: Tx, id: bytes) -> bool:
    """Delete a draft that was sealed or discarded; False if there is none."""
    return tx.change(DROP, id=id) == 1


def drop_before(tx: Tx, day: Day) -> int:
    """Delete the drafts last saved before a day; how many."""
    return tx.change(DROP_BEFORE, day=day)
