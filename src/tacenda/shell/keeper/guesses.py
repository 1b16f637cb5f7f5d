"""Guesses at sign-in: counted by login tag, known or not, durable before the answer, so that a locked name and an unknown one look alike.

30 per name, then doubling waits of up to an hour; 10 an hour per name and source, counted in memory. Success deletes the count.
What failed is counted for each day too, under no name at all: some of it is entered in the ledger (`core/ledger/tries`).
A recovery code has 128 random bits and needs no count: a stranger who uses up a name's guesses can delay its passphrase, never its code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from tacenda.core.ledger import tries
from tacenda.core.words import moments
from tacenda.core.words.moments import Moment
from tacenda.shell.database import Tx

GUESS = "SELECT count, next FROM guess WHERE tag = :tag"
FIRST = "INSERT INTO guess (tag, count, next) VALUES (:tag, 1, :next)"
AGAIN = "UPDATE guess SET count = count + 1, next = :next WHERE tag = :tag"
FORGET = "DELETE FROM guess WHERE tag = :tag"
FAILED = "UPDATE guess SET count = :count, next = :next WHERE tag = :tag"
OLD = "DELETE FROM guess WHERE next < :before"

NO_NAME = bytes(32)  # the tag under which a day's failed sign-ins are counted
FREE = 30  # guesses at one name before waits begin
LONGEST = 3600  # seconds
PER_SOURCE = 10
HOUR = 3600
DAY = 86_400
SOURCES = 10_000  # sources remembered at once


def wait_after(count: int) -> int:
    """Seconds to wait after `count` guesses: none up to 30, then 2, 4, 8 ... 3,600."""
    return 0 if count < FREE else min(LONGEST, 2 ** min(12, count - FREE + 1))


def wait(tx: Tx, tag: bytes, now: Moment) -> int:
    """Seconds until the next guess at this name may be made; 0 for now. Never over an hour, wherever the clock stood."""
    row = tx.row(GUESS, tag=tag)
    return 0 if row is None else min(LONGEST, max(0, int(row[1]) - now))


def count(tx: Tx, tag: bytes, now: Moment) -> None:
    """Count one guess, before it is tried."""
    row = tx.row(GUESS, tag=tag)
    if row is None:
        tx.change(FIRST, tag=tag, next=now)
    else:
        tx.change(AGAIN, tag=tag, next=now + wait_after(int(row[0]) + 1))


def forget(tx: Tx, tag: bytes) -> None:
    """Success: the count is gone."""
    tx.change(FORGET, tag=tag)


def failed(tx: Tx, now: Moment) -> bool:
    """Count a sign-in that failed, and say whether it is entered."""
    row = tx.row(GUESS, tag=NO_NAME)
    number = int(row[0]) + 1 if row is not None and moments.day(Moment(int(row[1]))) == moments.day(now) else 1
    if row is None:
        tx.change(FIRST, tag=NO_NAME, next=now)
    else:
        tx.change(FAILED, tag=NO_NAME, count=number, next=now)
    return tries.entered(number)


def forget_old(tx: Tx, now: Moment) -> None:
    """Counts nobody added to for a day are gone."""
    tx.change(OLD, before=now - DAY)


@dataclass(slots=True)
class Sources:
    """Guesses of the last hour per name and source, in memory alone."""

    _times: dict[tuple[bytes, str], list[Moment]] = field(default_factory=dict[tuple[bytes, str], list[Moment]])
    _lock: Lock = field(default_factory=Lock)

    def __len__(self) -> int:
        return len(self._times)

    def wait(self, tag: bytes, source: str, now: Moment) -> int:
        """Seconds until this source may guess at this name again; counts the guess when it is 0."""
        with self._lock:
            recent = [at for at in self._times.pop((tag, source), []) if now - HOUR < at <= now]
            full = len(recent) >= PER_SOURCE
            # Put back at the end: whoever guesses is remembered longest, and a flood of others forgets the oldest alone.
            self._times[tag, source] = recent if full else [*recent, now]
            if len(self._times) > SOURCES:
                del self._times[next(iter(self._times))]
            return recent[0] + HOUR - now if full else 0

    def forget(self, tag: bytes, source: str) -> None:
        """Success: this source's count for the name is gone."""
        with self._lock:
            self._times.pop((tag, source), None)
