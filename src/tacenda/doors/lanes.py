"""Lanes: the threads that requests run in, a few for each kind of work, so that no kind waits behind another.

Threads of one process take turns in Python: the more of them want a turn, the longer everybody's page takes, and the more of the time
goes into taking turns. So those who read get few threads, and what is long, slow, or asked by strangers gets others. A request is put
into a lane before anybody knows whose it is, by its address, its method and whether it shows a sign-in at all; one that shows a sign-in
that does not count goes on among strangers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from typing import TypeVar

from tacenda.acts import house
from tacenda.shell.settings import Settings

T = TypeVar("T")


class Lane(Enum):
    """A kind of work, with threads of its own."""

    READING = "reading"  # a page of somebody who shows a sign-in
    WORKING = "working"  # what changes something, takes a file, or reads a whole ledger
    PROVING = "proving"  # pass words, stretched elsewhere one after the other: most of its threads wait
    ASKING = "asking"  # strangers: pages that are open to everybody
    DECIDING = "deciding"  # the law for programs, which show no sign-in: seconds for one answer where many places are named


THREADS = {
    Lane.WORKING: 8,  # a stop finds a thread while keys are rolled and files are sealed
    Lane.PROVING: house.WAITING + 1,  # one more than may wait: it tells all others at once that they may not
    Lane.ASKING: 2,
    Lane.DECIDING: 1,  # it computes all the time, so it takes turns from everybody
}


class Lanes:
    """The threads of one server. They begin when they are first needed and end with it."""

    def __init__(self, readers: int = Settings().readers) -> None:
        self._pools = {lane: ThreadPoolExecutor(most, lane.value) for lane, most in ({Lane.READING: readers} | THREADS).items()}

    async def run(self, lane: Lane, work: Callable[[], T]) -> T:
        """Do `work` in a thread of a lane, first come, first served."""
        return await asyncio.get_running_loop().run_in_executor(self._pools[lane], work)
