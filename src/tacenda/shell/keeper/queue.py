"""Group commit: who finds the file free commits for everybody who waits.

Each caller brings one piece of work. The first to hold the lock takes all that wait, runs them in one `BEGIN IMMEDIATE`, each of several
in a savepoint of its own, and commits once; then all get their answer. A piece of work that raises undoes itself alone; if the commit
fails, or the thread that commits is torn away, nobody of that batch is told anything but that.

What a piece of work leaves in memory it notes in `Undo`, so that memory never knows of a transaction that was not.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Lock
from typing import Generic, TypeVar, cast

from tacenda.core.words.errors import TacendaError, Unavailable
from tacenda.shell.database import Database, Tx

T = TypeVar("T")
MOST = 200  # pieces of work in one commit


class Undo:
    """What to take back in memory, newest first, if the transaction never was. Used under the queue's lock only."""

    __slots__ = ("_steps",)

    def __init__(self) -> None:
        self._steps: list[Callable[[], None]] = []

    def note(self, step: Callable[[], None]) -> None:
        """Something was put into memory that `step` takes out again."""
        self._steps.append(step)

    def mark(self) -> int:
        """Where a piece of work begins."""
        return len(self._steps)

    def back_to(self, mark: int) -> None:
        """Take back everything since a mark."""
        while len(self._steps) > mark:
            self._steps.pop()()

    def forget(self) -> None:
        """It is durable: nothing of it is ever taken back."""
        self._steps.clear()


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

    def __init__(self, database: Database, undo: Undo) -> None:
        self._database = database
        self._undo = undo
        self._waiting: deque[_Job[object]] = deque()
        self._lock = Lock()

    def run(self, work: Callable[[Tx], T]) -> T:
        """Run `work` in the next commit; what it returns has been durable since. Raises what it raised, or Unavailable."""
        job = self.leave(work)
        # More may wait than one commit takes: whoever is not done yet commits again.
        while not job.done:
            with self._lock:
                if not job.done:
                    self._commit([self._waiting.popleft() for _ in range(min(MOST, len(self._waiting)))])
        return job.result()

    def leave(self, work: Callable[[Tx], T]) -> _Job[T]:
        """Leave work for the next commit of whoever comes."""
        job = _Job(work)
        self._waiting.append(cast("_Job[object]", job))
        return job

    def waiting(self) -> int:
        """How many pieces of work wait."""
        return len(self._waiting)

    def between(self) -> AbstractContextManager[object]:
        """A moment in which memory holds nothing but what is durable."""
        return self._lock

    def _commit(self, batch: list[_Job[object]]) -> None:
        try:
            with self._database.writing() as tx:
                if len(batch) == 1:
                    self._alone(tx, batch[0])
                else:
                    for job in batch:
                        self._one(tx, job)
        except BaseException as error:
            # Nothing of this batch is known to be durable: whoever was told nothing yet is told so.
            self._undo.back_to(0)
            for job in batch:
                job.error = job.error or _failed(error)
            if not isinstance(error, Exception):
                raise
        finally:
            self._undo.forget()
            for job in batch:
                job.done = True

    @staticmethod
    def _alone(tx: Tx, job: _Job[object]) -> None:
        """What undoes it is the transaction itself."""
        try:
            job.value = job.work(tx)
        except Exception as error:
            job.error = error
            raise

    def _one(self, tx: Tx, job: _Job[object]) -> None:
        mark = self._undo.mark()
        tx.change("SAVEPOINT one")
        try:
            job.value = job.work(tx)
        except Exception as error:
            job.error = error
            self._undo.back_to(mark)
            # Raises if the engine itself rolled back the whole transaction (a full disk may): then the batch failed.
            tx.change("ROLLBACK TO one")
        tx.change("RELEASE one")


def _failed(error: BaseException) -> Exception:
    return error if isinstance(error, TacendaError) else Unavailable("keeper")
