"""Group commit: who finds the file free commits for everybody who waits.

Each caller brings one piece of work. The first to hold the lock takes all that wait, runs them in one `BEGIN IMMEDIATE`, each in a
savepoint of its own, and commits once; then all get their answer. A piece of work that raises undoes itself alone.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar, cast

from tacenda.core.words.errors import TacendaError, Unavailable
from tacenda.shell.database import Database, Tx

T = TypeVar("T")
MOST = 200  # pieces of work in one commit


class _Job(Generic[T]):
    """One piece of work, and what came of it."""

    __slots__ = ("done", "error", "value", "work")

    def __init__(self, work: Callable[[Tx], T]) -> None:
        self.work = work
        self.done = False
        self.value: T | None = None
        self.error: Exception | None = None

    def result(self) -> T:
        if self.error is not None:
            raise self.error
        return cast("T", self.value)


class Queue:
    """Work that waits for the next commit of one database."""

    def __init__(self, database: Database, undo: Callable[[], Callable[[], None]]) -> None:
        """`undo()` is called before each piece of work and gives the function that forgets what it left in memory."""
        self._database = database
        self._undo = undo
        self._waiting: deque[_Job[object]] = deque()
        self._lock = Lock()

    def run(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in the next commit; what it returns has been durable since. Raises what it raised, or Unavailable."""
        job = _Job(work)
        self._waiting.append(cast("_Job[object]", job))
        with self._lock:
            if not job.done:
                self._commit(self._take())
        return job.result()

    def _take(self) -> list[_Job[object]]:
        return [self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))]

    def _commit(self, batch: list[_Job[object]]) -> None:
        forget_all = self._undo()
        try:
            with self._database.writing() as tx:
                for job in batch:
                    self._one(tx, job)
        except Exception as error:
            # Nothing of this batch is durable: whoever was told nothing yet is told so.
            forget_all()
            for job in batch:
                job.error = error if isinstance(error, TacendaError) else Unavailable("keeper")
        finally:
            for job in batch:
                job.done = True

    def _one(self, tx: Tx, job: _Job[object]) -> None:
        forget = self._undo()
        tx.change("SAVEPOINT one")
        try:
            job.value = job.work(tx)
        except Exception as error:
            forget()
            tx.change("ROLLBACK TO one")
            job.error = error
        tx.change("RELEASE one")
