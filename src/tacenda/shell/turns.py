"""Turns and places: what is scarce in one process, shared so that neither one person nor a crowd of one kind has all of it.

Nothing here is durable or knows what the turn is for.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Generator, Hashable
from contextlib import contextmanager
from threading import Condition, Lock

from tacenda.core.words.errors import Unavailable


class Turns:
    """`most` turns at once. When one comes free and several kinds wait, it goes to the kind that has fewest; within a kind, first come.

    So of two turns neither of two kinds has both for longer than one turn while the other waits, and alone each has both.
    """

    def __init__(self, most: int) -> None:
        self._free = most
        self._taken: Counter[Hashable] = Counter()
        self._waiting: dict[Hashable, deque[object]] = {}
        self._change = Condition()

    @contextmanager
    def turn(self, kind: Hashable, patience: float) -> Generator[None, None, None]:
        """A turn, after `patience` seconds of waiting at most. Raises Unavailable (slowed)."""
        self._take(kind, patience)
        try:
            yield
        finally:
            with self._change:
                self._free += 1
                self._taken[kind] -= 1
                self._change.notify_all()

    def _take(self, kind: Hashable, patience: float) -> None:
        mine = object()
        with self._change:
            line = self._waiting.setdefault(kind, deque())
            line.append(mine)
            try:
                if not self._change.wait_for(lambda: self._next() is mine, patience):
                    raise busy(int(patience))
                self._free -= 1
                self._taken[kind] += 1
            finally:
                line.remove(mine)
                if not line:
                    del self._waiting[kind]
                self._change.notify_all()  # whoever is next now looks again

    def _next(self) -> object:
        """Who of those that wait has the next turn; None while there is none."""
        if not self._free or not self._waiting:
            return None
        return self._waiting[min(self._waiting, key=lambda kind: self._taken[kind])][0]


class Places:
    """`most` places, of which one person or source has at most `share`. Who finds none is told at once."""

    def __init__(self, most: int, share: int) -> None:
        self._most, self._share = most, share
        self._whose: Counter[Hashable] = Counter()
        self._lock = Lock()

    @contextmanager
    def place(self, whose: Hashable, seconds: int) -> Generator[None, None, None]:
        """A place. Raises Unavailable (slowed) where all are taken or this one has its share; `seconds` until another try makes sense."""
        with self._lock:
            if self._whose.total() >= self._most or self._whose[whose] >= self._share:
                raise busy(seconds)
            self._whose[whose] += 1
        try:
            yield
        finally:
            with self._lock:
                self._whose[whose] -= 1
                if not self._whose[whose]:
                    del self._whose[whose]


def busy(seconds: int) -> Unavailable:
    """Too many ask at once; `seconds` until another try makes sense."""
    return Unavailable("busy", seconds=seconds, slowed=True)
