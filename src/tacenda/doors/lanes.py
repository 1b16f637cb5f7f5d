"""Lanes: the threads that requests run in, a few for each kind of work, so that no kind waits behind another.

Threads of one process take turns in Python: the more of them want a turn, the longer everybody's page takes, and the more of the time
goes into taking turns. So those who read get few threads, and what is long, slow, or asked by strangers gets others. A request is put
into a lane before anybody knows whose it is, by its address, its method and whether it shows a sign-in at all; one that shows a sign-in
that does not count goes on among strangers. Nobody has all threads of a lane: what one sign-in asks beyond its share waits for its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from tacenda.acts import house
from tacenda.shell.settings import Settings

T = TypeVar("T")


class Lane(Enum):
    """A kind of work, with threads of its own."""

    READING = "reading"  # a page of somebody who shows a sign-in
    WORKING = "working"  # what changes something, or reads a whole file or ledger
    SEALING = "sealing"  # a file that has arrived: it is several times in memory meanwhile
    PROVING = "proving"  # pass words of whoever signs in, stretched elsewhere in turns: most of its threads wait
    AGAIN = "again"  # pass words of somebody who shows a sign-in
    ASKING = "asking"  # strangers: pages that are open to everybody
    DECIDING = "deciding"  # the law for programs, which show no sign-in: seconds for one answer where many places are named


THREADS = {
    Lane.WORKING: 8,  # a stop finds a thread while keys are rolled and files are sealed
    Lane.SEALING: 2,
    Lane.PROVING: house.WAITING + 1,  # one more than may wait: it tells all others at once that they may not
    Lane.AGAIN: 4,  # a second proof also ends what was cut short before, which can take seconds
    Lane.ASKING: 2,
    Lane.DECIDING: 1,  # it computes all the time, so it takes turns from everybody
}


WORKS = 2  # of the threads that work, one sign-in's at once: somebody who asks for long pages again and again delays no stop
PROVES = 1  # of the threads for second proofs
SEALS = 1  # of the threads for files


@dataclass(slots=True)
class _Share:
    """What one sign-in has in one lane. `asked`: requests that run or wait for their turn."""

    turns: asyncio.Semaphore
    asked: int = 0


class Lanes:
    """The threads of one server. They begin when they are first needed and end with it."""

    def __init__(self, readers: int = Settings().readers) -> None:
        self._most = {Lane.READING: max(readers - 1, 1), Lane.WORKING: WORKS, Lane.SEALING: SEALS, Lane.AGAIN: PROVES}
        self._shares: dict[tuple[Lane, str | bytes], _Share] = {}
        self._pools = {lane: ThreadPoolExecutor(most, lane.value) for lane, most in ({Lane.READING: readers} | THREADS).items()}

    async def run(self, lane: Lane, work: Callable[[], T], whose: str | bytes = "") -> T:
        """Do `work` in a thread of a lane, first come, first served. `whose`: the person, or the sign-in shown as it came, has a share."""
        if not whose or lane not in self._most:
            return await self._run(lane, work)
        share = self._shares.setdefault((lane, whose), _Share(asyncio.Semaphore(self._most[lane])))
        share.asked += 1
        try:
            async with share.turns:
                return await self._run(lane, work)
        finally:
            share.asked -= 1
            if not share.asked:
                del self._shares[lane, whose]

    async def _run(self, lane: Lane, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._pools[lane], work)
