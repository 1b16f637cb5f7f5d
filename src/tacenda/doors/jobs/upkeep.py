"""The clock's work: every minute what was cut short or left unsettled, what is over, a checkpoint, journals folded, notices sent.

A thread of the server does it, or `tacenda jobs` in a process of its own; two at once do no harm. It has no keys and opens nothing.
A fault of ours is written down, without a word of what it was about, and ends nothing but its own part of the round.
"""

from __future__ import annotations

import contextlib
import logging
import threading

from tacenda.acts import planned, upkeep
from tacenda.acts.house import House
from tacenda.core.words.errors import Conflict, Unavailable
from tacenda.doors.jobs import notices

MINUTE = 60
PARTS = {"upkeep": upkeep.minute, "planned": planned.ripen, "notices": notices.send}

log = logging.getLogger("tacenda.jobs")


def keep(house: House, over: threading.Event, seconds: float = MINUTE) -> None:
    """Work until `over` is set. A failing round is tried again at the next."""
    while not over.wait(seconds):
        once(house)


def once(house: House) -> None:
    """One round: each part on its own, so that a mail server that is away, or a fault of ours, delays nothing else."""
    for name, part in PARTS.items():
        try:
            part(house)
        except (Unavailable, Conflict):
            continue  # another process is at it, or the disk is full: every page says so by itself
        except Exception as error:  # what nobody planned must be seen, and must not end the work
            _seen(house, name, error)


def _seen(house: House, name: str, error: Exception) -> None:
    """One line with the part and the kind of the fault, and a mark that the doctor and the officer's page read."""
    log.error("background work failed: %s raised %s", name, type(error).__name__)
    with contextlib.suppress(Exception):  # the clock itself may be what failed; the line stands
        house.failed()
