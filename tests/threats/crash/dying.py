"""A child process that kills itself at a chosen step of a commit, or is killed by its parent at a random moment."""

from __future__ import annotations

import os
import shutil
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.threats.crash.days import Told, heard

LIVED, BROKE = 0, 7


@dataclass(frozen=True)
class Death:
    """What a dead child had acknowledged; `lived`: it got to the end of its day."""

    acknowledged: list[dict[str, str]]
    lived: bool


def die_at(number: int) -> Callable[[str], None]:
    """Count the steps of commits; kill this process, without a farewell, at the one that was chosen."""
    left = [number]

    def step(_: str) -> None:
        left[0] -= 1
        if left[0] < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


def nothing(_: str) -> None:
    """A step at which nobody dies."""


def live_and_die(day: Callable[[Told], None], killed_after: float | None = None) -> Death:
    """Fork; live the day in the child; what it acknowledged until it died. `killed_after`: seconds until the parent kills it."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _child(day, write)
    os.close(write)
    if killed_after is not None:
        time.sleep(killed_after)
        os.kill(child, signal.SIGKILL)
    acknowledged = heard(read)
    os.close(read)
    _, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) == BROKE:
        raise AssertionError("the day itself failed: " + str(acknowledged[-1:]))
    return Death(acknowledged, os.WIFEXITED(status))


def _child(day: Callable[[Told], None], write: int) -> None:
    try:
        day(Told(write))
    except BaseException:
        Told(write)("broke", why=traceback.format_exc())
        os._exit(BROKE)
    os._exit(LIVED)


def fresh_copy(source: Path, to: Path) -> Path:
    """A copy of a closed folder, in place of an older one."""
    shutil.rmtree(to, ignore_errors=True)
    return Path(shutil.copytree(source, to))
