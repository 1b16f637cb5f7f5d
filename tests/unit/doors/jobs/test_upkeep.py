"""The clock's work as a loop: it goes on after a failing round and ends when it is told."""

from __future__ import annotations

import threading

import pytest

from tacenda.acts.house import SetClock, open_house
from tacenda.core.words.errors import Unavailable
from tacenda.core.words.moments import Moment
from tacenda.doors.jobs import upkeep


class Over(threading.Event):
    """An event that is set after some rounds, and counts how often it was waited for."""

    def __init__(self, rounds: int) -> None:
        super().__init__()
        self.left, self.waits = rounds, []

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout)
        self.left -= 1
        return self.left < 0


class Clock(SetClock):
    """A clock that counts how often it is read, and fails the first time."""

    def __init__(self, error: Exception) -> None:
        super().__init__(Moment(1_800_014_400))
        self.read, self.error = 0, error

    def now(self) -> Moment:
        self.read += 1
        if self.read == 1:
            raise self.error
        return super().now()


def kept(folder, error: Exception, rounds: int) -> tuple[Clock, Over]:
    """The clock and the end of a house that was kept for some rounds."""
    clock, over = Clock(error), Over(rounds)
    house = open_house(folder, clock)
    clock.read = 0
    try:
        upkeep.keep(house, over)
    finally:
        house.close()
    return clock, over


def test_a_round_that_fails_is_tried_again_at_the_next(tmp_path):
    clock, over = kept(tmp_path, Unavailable("disk"), rounds=3)
    assert over.waits == [upkeep.MINUTE] * 4
    assert clock.read > 1


def test_a_fault_of_ours_is_not_swallowed(tmp_path):
    with pytest.raises(ZeroDivisionError):
        kept(tmp_path, ZeroDivisionError(), rounds=3)


def test_a_house_that_is_over_is_not_worked_on(tmp_path):
    clock, over = kept(tmp_path, Unavailable("disk"), rounds=0)
    assert (clock.read, len(over.waits)) == (0, 1)
