"""Sign-ins, in session.db: everyday rows (kind 5) and step-up rows (kind 6), sealed under keys that only the browser's cookie gives."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.words.moments import Moment
from tacenda.shell.database import Tx

GET = "SELECT kind, envelope FROM session WHERE id = :id"
ADD = "INSERT INTO session (id, kind, until, envelope) VALUES (:id, :kind, :until, :envelope)"
REPLACE = "UPDATE session SET until = :until, envelope = :envelope WHERE id = :id AND kind = :kind"
COUNT = "SELECT count(*) FROM session WHERE kind = 5"
DROP = "DELETE FROM session WHERE id = :id"
DROP_BEFORE = "DELETE FROM session WHERE until <= :now"

_ROUND = 300


@dataclass(frozen=True, slots=True)
class SignIn:
    """One row. `id`: 32 bytes, the hash of the derived id; `until`: a multiple of 300 seconds, so that no moment of signing in is kept."""

    id: bytes
    kind: int
    until: Moment
    envelope: bytes


def rounded(until: Moment) -> Moment:
    """A moment rounded up to five minutes, the only form a row takes."""
    return Moment(-(-until // _ROUND) * _ROUND)


def get(tx: Tx, id: bytes) -> dict[int, bytes]:
    """The envelopes of the rows behind a cookie, by their kind."""
    return dict(tx.rows(GET, id=id))


def add(tx: Tx, sign_in: SignIn) -> None:
    """Add a row. Raises Conflict if there is one."""
    tx.change(ADD, id=sign_in.id, kind=sign_in.kind, until=sign_in.until, envelope=sign_in.envelope)


def replace(tx: Tx, sign_in: SignIn) -> bool:
    """Rewrite a row; False if it was deleted meanwhile, which a slow request must not undo."""
    return tx.change(REPLACE, id=sign_in.id, kind=sign_in.kind, until=sign_in.until, envelope=sign_in.envelope) == 1


def put(tx: Tx, sign_in: SignIn) -> None:
    """Write a row, new or over the old one."""
    if not replace(tx, sign_in):
        add(tx, sign_in)


def count(tx: Tx) -> int:
    """How many sign-ins there are."""
    row = tx.row(COUNT)
    return 0 if row is None else int(row[0])


def drop(tx: Tx, id: bytes) -> bool:
    """Delete a sign-in with its step-up; False if there was none."""
    return tx.change(DROP, id=id) > 0


def drop_before(tx: Tx, now: Moment) -> int:
    """Delete the rows whose time has passed; how many."""
    return tx.change(DROP_BEFORE, now=now)
