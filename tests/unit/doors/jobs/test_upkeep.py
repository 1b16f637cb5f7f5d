"""The clock's work as a loop: it goes on after a failing round and ends when it is told."""

from __future__ import annotations

import threading

import pytest

from tacenda.acts import installation
from tacenda.acts.house import SetClock, open_house
from tacenda.acts.installation import Check
from tacenda.core.words.errors import Tampered, Unavailable
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


@pytest.mark.parametrize("error", [ZeroDivisionError("Kim Larsen"), Tampered("a row")])
def test_a_fault_of_ours_is_seen_and_stops_neither_the_round_nor_the_next(tmp_path, caplog, error):
    clock, over = kept(tmp_path, error, rounds=3)
    # Another part of the same round, and both later rounds, went on.
    assert over.waits == [upkeep.MINUTE] * 4 and clock.read > 3
    assert [record.getMessage() for record in caplog.records] == [f"background work failed: upkeep raised {type(error).__name__}"]
    assert not any(record.exc_info for record in caplog.records), "a trace can quote what was worked on"
    house = open_house(tmp_path, clock)
    try:
        work = [one for one in installation.findings(house) if one.check is Check.WORK]
        assert [(one.fits, one.at) for one in work] == [(False, Moment(1_800_014_400))]
        clock.forward(8 * 86_400)
        assert all(one.fits for one in installation.findings(house) if one.check is Check.WORK)
    finally:
        house.close()


def test_what_is_expected_is_no_fault(tmp_path, caplog):
    kept(tmp_path, Unavailable("disk"), rounds=3)
    assert caplog.records == [] and not (tmp_path / "last-fault").exists()


def test_a_house_that_is_over_is_not_worked_on(tmp_path):
    clock, over = kept(tmp_path, Unavailable("disk"), rounds=0)
    assert (clock.read, len(over.waits)) == (0, 1)
