"""What the keeper's verbs share: its file, its queue, the verified directory and the ledger of one practice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.statements import Genesis
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import PracticeId
from tacenda.core.words.moments import Moment
from tacenda.shell.database import Database, Tx
from tacenda.shell.keeper.checks import Checked, check
from tacenda.shell.keeper.directory import Directory
from tacenda.shell.keeper.leaves import Leaves
from tacenda.shell.keeper.queue import Queue

PRACTICE = "SELECT id, origin, genesis, log_ed25519, log_mldsa44, login_pepper, post_key FROM practice WHERE one = 1"


@dataclass(frozen=True, slots=True)
class Secrets:
    """The keeper's own keys. Never shown."""

    log: Identity
    login_pepper: bytes
    post_key: bytes

    def __repr__(self) -> str:
        return "Secrets()"


class Given(NamedTuple):
    """One statement handed over with the ask that gives it.

    `signature`: hybrid; of a grant by its granter, of the practice ledger's epochs by an officer, else empty (an epoch's ask signs it).
    """

    kind: Literal["genesis", "entry", "epoch", "grant"]
    statement: bytes
    signature: bytes
    signed: SignedAsk


@dataclass(frozen=True, slots=True)
class Office:
    """One practice's keeper at work."""

    practice: PracticeId
    origin: str
    secrets: Secrets
    database: Database
    queue: Queue
    directory: Directory
    leaves: Leaves
    clock: Callable[[], Moment]

    @property
    def genesis(self) -> Genesis:
        return self.directory.genesis

    def checked(self, tx: Tx, signed: SignedAsk) -> Checked:
        """An ask with its signatures verified against this practice's directory."""
        return check(self.directory, tx, signed, self.clock())


def open_office(database: Database, pin: bytes, clock: Callable[[], Moment]) -> Office | None:
    """The practice in this file, or None if nobody founded one. Raises Tampered if it is not the pinned one."""
    with database.reading() as tx:
        row = tx.row(PRACTICE)
    if row is None:
        return None
    id, origin, genesis, ed25519, mldsa44, login_pepper, post_key = row
    directory = Directory(bytes(genesis), pin)
    if directory.genesis.practice != id or directory.genesis.origin.rpartition("/")[0] != str(origin).rpartition("/")[0]:
        raise Tampered("practice")
    secrets = Secrets(Identity(bytes(ed25519), bytes(mldsa44)), bytes(login_pepper), bytes(post_key))
    leaves = Leaves(PracticeId(bytes(id)), clock)
    return Office(PracticeId(bytes(id)), str(origin), secrets, database, Queue(database, leaves.undo), directory, leaves, clock)
