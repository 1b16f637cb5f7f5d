"""A stop taken back, crossed by limits, further stops, rolls that run and last days: rows, leaves and the client's check say the same."""

import sqlite3

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import READ, G
from tests.unit.shell.keeper.test_as_told import writes
from tests.unit.shell.keeper.test_backups import page, pages, tells_pages
from tests.unit.shell.keeper.test_limits import fits, limit

from tacenda.core.words.access import Code
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell.keeper import audit


def rolls(day: Day, code: Code) -> None:
    day.chart.roll(day.clinician, day.own, code, *([day.note] if code is Code.RECORD else []))


def stops(day: Day) -> None:
    day.chart.stop(day.client, day.subject, day.shared)


def lifts(day: Day) -> None:
    day.chart.gives(day.client, day.subject, day.shared)


def keys_under_way(day: Day):
    """A stop was taken back after a roll, and the roll that brings its keys has begun. The epoch it makes."""
    stops(day)
    rolls(day, Code.RECORD)
    lifts(day)
    made = day.chart.next_epoch(Code.RECORD)
    assert day.shared.hash in made.grants
    day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    return made


def days_later(day: Day, until: Moment) -> None:
    day.practice.clock.put(Moment(until + 86_400))
    for who in day.practice.people:
        who.signs_in()
    day.keeper.tidy()


def names(day: Day) -> None:
    """Somebody comes and goes, so that the epochs that stand name everybody who is in."""
    guest = day.practice.staff("E. Rich", Role.CLINICIAN)
    day.chart.stop(day.client, day.subject, day.chart.give(day.clinician, day.own, guest, {Code.ACCESS: READ, Code.RECORD: READ}))
    for code in (Code.ACCESS, Code.RECORD):
        rolls(day, code)


def found(day: Day) -> set[str]:
    """What the audit says of allowances and of rolls that are due, without a key."""
    return {one.code for one in audit.folder(day.keeper.office).findings} & {"allowed", "due"}


def test_after_older_content_was_brought_back_who_comes_back_waits_as_the_ledger_has_it(day: Day):
    """The epoch that passed them by does not stand any more; the keys that are due since give them all there is."""
    old = day.chart.epochs[day.record], day.chart.halves.copy()
    version = day.keeper.state(day.record).latest
    stops(day)
    rolls(day, Code.RECORD)
    tells_pages(day, pages(day, page(day, version)))
    lifts(day)
    day.chart.epochs[day.record], day.chart.halves = old
    assert (day.keeper.state(day.record).epoch, day.keeper.waiting(day.shared.hash)) == (1, {day.record})
    with pytest.raises((Refused, Conflict)):
        day.chart.open(day.colleague, day.shared, Code.RECORD, day.note)
    assert day.verifies().waiting == {day.shared.hash: {day.record}}
    assert "allowed" not in found(day)  # that keys are owed is told by a house that was restored, and this one was not
    rolls(day, Code.RECORD)
    assert day.keeper.waiting(day.shared.hash) == frozenset()
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    assert fits(day) == [] and found(day) == set()


def test_a_part_that_waits_is_taken_out_and_comes_back_still_waiting_after_another_stop(day: Day):
    stops(day)
    rolls(day, Code.RECORD)
    lifts(day)
    assert day.keeper.waiting(day.shared.hash) == {day.record}
    limit(day, day.shared)
    stops(day)
    lifts(day)
    assert fits(day) == []
    limit(day, day.shared, holds=False)
    assert day.keeper.waiting(day.shared.hash) == {day.record}
    assert day.keeper.state(day.record).state == "due"
    assert day.verifies().waiting[day.shared.hash] == {day.record}
    assert fits(day) == []
    rolls(day, Code.RECORD)
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    assert fits(day) == []


def test_a_stop_of_what_waits_whole_beside_what_was_taken_out(day: Day):
    stops(day)
    for code in (Code.ACCESS, Code.CONTACT):
        rolls(day, code)
    lifts(day)
    limit(day, day.shared)
    stops(day)
    assert fits(day) == []
    assert not day.keeper.stopped_by(day.shared.hash)
    with pytest.raises((Conflict, Refused)):
        lifts(day)
    assert day.verifies().count == day.entries()


def test_who_is_stopped_while_the_keys_they_waited_for_come_has_them_when_the_stop_is_taken_back(day: Day):
    made = keys_under_way(day)
    stops(day)
    day.chart.end_roll(made)
    assert day.keeper.state(day.record).state == "due"
    assert fits(day) == []
    lifts(day)
    assert fits(day) == []
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    assert day.verifies().count == day.entries()


def test_a_stopped_grant_whose_last_day_is_over_makes_keys_due_once_and_not_for_ever(day: Day):
    until = Moment(day.practice.clock.now() + 3600)
    guest = day.practice.staff("E. Rich", Role.CLINICIAN)
    brief = day.chart.give(day.clinician, day.own, guest, {Code.ACCESS: READ, Code.RECORD: READ}, until=until)
    day.chart.stop(day.client, day.subject, brief)
    rolls(day, Code.ACCESS)
    access = day.chart.compartments[Code.ACCESS]
    days_later(day, until)
    if day.keeper.state(access).state == "due":
        rolls(day, Code.ACCESS)
    day.keeper.tidy()
    assert day.keeper.state(access).state == "live"
    assert fits(day) == []


def test_a_stop_of_somebody_whose_last_day_is_over_is_lifted_to_nothing(day: Day):
    until = Moment(day.practice.clock.now() + 3600)
    guest = day.practice.staff("E. Rich", Role.CLINICIAN)
    brief = day.chart.give(day.clinician, day.own, guest, {Code.ACCESS: READ, Code.RECORD: READ}, until=until)
    day.chart.stop(day.client, day.subject, brief)
    rolls(day, Code.ACCESS)
    days_later(day, until)
    day.chart.gives(day.client, day.subject, brief)
    assert fits(day) == []
    with pytest.raises(Refused):
        day.chart.open(guest, brief, Code.RECORD, day.note)
    for code in (Code.ACCESS, Code.RECORD):
        if day.keeper.state(day.chart.compartments[code]).state == "due":
            rolls(day, code)
    day.keeper.tidy()
    assert {day.keeper.state(day.chart.compartments[code]).state for code in (Code.ACCESS, Code.RECORD)} == {"live"}
    assert fits(day) == []
    assert day.verifies().count == day.entries()


def test_who_was_lifted_while_a_roll_counted_as_given_up_gets_its_keys_with_the_next_one(day: Day):
    stops(day)
    made = day.chart.next_epoch(Code.RECORD)
    day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    day.keeper.abandon(day.record)
    lifts(day)
    guest = day.practice.staff("E. Rich", Role.CLINICIAN)
    late = day.chart.give(day.clinician, day.own, guest, {Code.ACCESS: READ, Code.RECORD: READ})
    day.chart.end_roll(made)
    assert fits(day) == []
    for who, held in ((day.colleague, day.shared), (guest, late)):
        with pytest.raises(Refused):
            day.chart.open(who, held, Code.RECORD, day.note)
    for held in (day.shared, late):
        day.chart.stop(day.client, day.subject, held)
        day.chart.gives(day.client, day.subject, held)
    assert day.keeper.state(day.record).state == "due", "nobody is left without keys because somebody else was stopped and lifted"
    assert fits(day) == []
    rolls(day, Code.RECORD)
    for who, held in ((day.colleague, day.shared), (guest, late)):
        assert day.chart.open(who, held, Code.RECORD, day.note).shares
    assert fits(day) == []
    assert day.verifies().count == day.entries()


def test_a_roll_that_ends_late_and_names_who_was_stopped_since_is_followed_by_another_one(day: Day):
    """The machine stopped after the content was committed: the keeper hears of it when all else was rolled."""
    made = keys_under_way(day)
    stops(day)
    rolls(day, Code.ACCESS)
    rolls(day, Code.CONTACT)
    assert fits(day) == []
    day.chart.end_roll(made)
    assert day.keeper.state(day.record).state == "due"
    assert fits(day) == []
    rolls(day, Code.RECORD)
    assert day.keeper.state(day.record).state == "live"
    assert not day.keeper.stopped_by(day.shared.hash)
    assert fits(day) == []
    assert day.verifies().count == day.entries()


def test_rows_of_a_stop_that_are_taken_away_before_its_roll_are_named_without_a_key(day: Day):
    names(day)
    stops(day)
    assert found(day) == set()
    writes(day, "DELETE FROM allowed WHERE stopped_by != x''", "UPDATE compartment SET state = 'live' WHERE state = 'due'")
    assert "due" in found(day)


def test_rows_of_a_limit_that_are_taken_away_before_its_roll_are_named_without_a_key(day: Day):
    names(day)
    limit(day, day.shared)
    assert found(day) == set()
    writes(day, "DELETE FROM allowed WHERE limited", "UPDATE compartment SET state = 'live' WHERE state = 'due'")
    assert "due" in found(day)


@pytest.mark.parametrize("made", ["x''", "zeroblob(32)"])
def test_a_waiting_row_that_is_made_an_open_or_a_stopped_one_is_named_without_a_key(day: Day, made: str):
    stops(day)
    rolls(day, Code.RECORD)
    lifts(day)
    assert found(day) == set()
    writes(
        day, f"UPDATE allowed SET stopped_by = {made} WHERE stopped_by != x''", "UPDATE compartment SET state = 'live' WHERE state = 'due'"
    )
    assert "allowed" in found(day)


def test_an_open_row_that_is_made_a_waiting_one_is_named_without_a_key(day: Day):
    writes(
        day, f"UPDATE allowed SET stopped_by = x'{'ff' * 32}' WHERE grant_hash = x'{day.shared.hash.hex()}'",
        "UPDATE compartment SET state = 'due' WHERE state = 'live'",
    )  # fmt: skip
    assert "allowed" in found(day)


def test_nobody_is_let_in_to_pass_on_what_they_do_not_read_and_keeps_its_keys_due_for_ever(day: Day):
    guest = day.practice.staff("E. Rich", Role.CLINICIAN)
    with pytest.raises(Refused, match="rights"):
        day.chart.give(day.clinician, day.own, guest, {Code.ACCESS: READ, Code.RECORD: frozenset({G})})
    stops(day)
    rolls(day, Code.RECORD)
    assert day.keeper.state(day.record).state == "live"


def test_who_waits_passes_nothing_on_and_changes_no_key_of_what_they_wait_for(day: Day):
    day.chart.stop(day.client, day.subject, day.own)
    day.chart.roll(day.colleague, day.shared, Code.RECORD, day.note)
    day.chart.gives(day.client, day.subject, day.own)
    guest = day.practice.staff("E. Rich", Role.CLINICIAN)
    with pytest.raises(Refused):
        day.chart.give(day.clinician, day.own, guest, {Code.RECORD: READ})
    with pytest.raises(Refused):
        day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    day.chart.roll(day.colleague, day.shared, Code.RECORD, day.note)
    day.chart.give(day.clinician, day.own, guest, {Code.RECORD: READ})
    assert day.verifies().count == day.entries()


def test_an_older_row_of_a_stopped_grant_whose_keys_were_all_changed_is_named(day: Day):
    stops(day)
    with sqlite3.connect(day.practice.path) as file:
        rows = file.execute("SELECT * FROM allowed WHERE grant_hash = ?", (day.shared.hash,)).fetchall()
    for code in (Code.ACCESS, Code.CONTACT, Code.RECORD):
        rolls(day, code)
    assert fits(day) == []
    with sqlite3.connect(day.practice.path) as file:
        file.execute("INSERT INTO allowed VALUES (?, ?, ?, ?, ?, ?)", rows[0])
    assert fits(day)
