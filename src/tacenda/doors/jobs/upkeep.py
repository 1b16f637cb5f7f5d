"""The clock's work: every minute what a crash left unsettled, what is over, a checkpoint for new entries, journals folded, notices sent.

A thread of the server does it, or `tacenda jobs` in a process of its own; two at once do no harm. It has no keys and opens nothing.
"""

from __future__ import annotations

import contextlib
import threading

from tacenda.acts import upkeep
from tacenda.acts.house import House
from tacenda.core.words.errors import TacendaError
from tacenda.doors.jobs import notices

MINUTE = 60


def keep(house: House, over: threading.Event, seconds: float = MINUTE) -> None:
    """Work until `over` is set. A failing round is tried again at the next."""
    while not over.wait(seconds):
        once(house)


def once(house: House) -> None:
    """One round: each part on its own, so that a mail server that is away delays nothing else."""
    for part in (upkeep.minute, notices.send):
        with contextlib.suppress(TacendaError):
            part(house)
