"""Rows against leaves: what rows were made to give back after a stop or a limit is given to nobody, by a keeper that runs or starts.

Also what a reader is told who asks at the very moment of a stop: never that somebody changed the file.
"""

import sqlite3
import threading
from collections.abc import Callable

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.test_limits import limit

from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Refused, TacendaError, Tampered

STOP = "UPDATE allowed SET stopped_by = x'' WHERE stopped_by != x''", "UPDATE compartment SET state = 'live' WHERE state = 'due'"
LIMIT = "UPDATE allowed SET limited = 0 WHERE limited = 1", "UPDATE compartment SET state = 'live' WHERE state = 'due'"


def stops(day: Day) -> None:
    day.chart.stop(day.client, day.subject, day.shared)


def limits(day: Day) -> None:
    limit(day, day.shared)


def writes(day: Day, *changes: str) -> None:
    with sqlite3.connect(day.practice.path) as file:
        for change in changes:
            assert file.execute(change).rowcount > 0


WAYS = pytest.mark.parametrize(("takes", "back"), [(stops, STOP), (limits, LIMIT)])


@WAYS
@pytest.mark.parametrize("restarts", [False, True])
def test_what_the_rows_were_made_to_give_back_opens_nothing(day: Day, takes: Callable[[Day], None], back: tuple[str, ...], restarts: bool):
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    assert day.chart.use(day.colleague, day.shared, Code.RECORD, Code.CONTACT).shares
    takes(day)
    writes(day, *back)
    if restarts:
        day.practice.restarts()
    for asks in (
        lambda: day.chart.open(day.colleague, day.shared, Code.RECORD, day.note),
        lambda: day.chart.use(day.colleague, day.shared, Code.RECORD, Code.CONTACT),
        lambda: day.chart.write(day.colleague, day.shared, Code.RECORD),
    ):
        with pytest.raises(Tampered, match="the leaves say less"):
            asks()
    assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares


@WAYS
def test_no_new_key_is_made_for_whom_the_rows_were_made_to_name(day: Day, takes: Callable[[Day], None], back: tuple[str, ...]):
    takes(day)
    writes(day, back[0])
    with pytest.raises(Tampered, match="the leaves say less"):
        day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    assert day.keeper.state(day.record).state == "due"


def test_who_was_stopped_stops_nobody_by_rows_that_give_it_back(day: Day):
    day.chart.stop(day.client, day.subject, day.own)
    writes(day, *STOP)
    with pytest.raises(Tampered, match="the leaves say less"):
        day.chart.stop(day.clinician, day.own, day.shared)


def test_a_stop_and_its_lifting_and_limits_set_and_lifted_are_as_the_leaves_say(day: Day):
    stops(day)
    day.chart.gives(day.client, day.subject, day.shared)
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    limits(day)
    limit(day, day.shared, holds=False)
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares


def test_a_row_that_was_made_to_say_more_than_its_grant_gives_no_more(day: Day):
    writes(day, "UPDATE allowed SET rights = 'read write' WHERE rights = 'read'")
    assert day.chart.use(day.colleague, day.shared, Code.CONTACT).shares
    with pytest.raises(Refused, match="not allowed"):
        day.chart.write(day.colleague, day.shared, Code.CONTACT)
    assert day.chart.write(day.clinician, day.own, Code.CONTACT).shares


def test_who_reads_at_the_moment_of_a_stop_is_refused_and_nothing_worse(day: Day):
    other = day.practice.again()  # reads the same file in a process of its own
    used = day.chart.signed(day.colleague, Act.USE, day.shared, day.chart.place(Code.CONTACT))
    keepers = day.keeper, other
    for keeper in keepers:
        keeper.release([used])
    found: list[TacendaError] = []

    def reads(n: int) -> None:
        try:
            for _ in range(200):
                keepers[n % 2].release([used])
        except TacendaError as error:
            found.append(error)

    threads = [threading.Thread(target=reads, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    stops(day)
    for thread in threads:
        thread.join()
    assert all(isinstance(one, Refused) for one in found), found
    with pytest.raises(Refused):
        other.release([used])


def test_no_tree_is_signed_that_did_not_grow_out_of_the_leaves_that_were_read(day: Day):
    day.keeper.checkpoint()
    while (size := day.keeper.size()) % 2:
        day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    level = (size & -size).bit_length() - 1  # of the last whole subtree, beside which the next leaf stands
    with sqlite3.connect(day.practice.path) as file:
        file.execute("UPDATE node SET hash = randomblob(32) WHERE level = ? AND n = ?", (level, (size >> level) - 1))
    day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    with pytest.raises(Tampered, match="another tree"):
        day.keeper.checkpoint()
