"""Page versions: the keeper counts them, keeps the hash an ask signed, and settles upwards only."""

import pytest
from tests.unit.shell.keeper.day import Day

from tacenda.core.ledger.asks import Ask
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ObjectId
from tacenda.shell import fresh


def test_a_page_takes_exactly_the_next_version(day: Day):
    latest = day.keeper.state(day.record).latest
    for wrong in (latest, latest + 2, 1):
        with pytest.raises(Conflict):
            day.keeper.release([day.chart.write_ask(day.clinician, day.own, Code.RECORD, version=wrong)])
    day.keeper.release([day.chart.write_ask(day.clinician, day.own, Code.RECORD)])
    assert day.keeper.state(day.record).latest == latest + 1


def test_two_writers_of_one_version_are_one_writer_and_one_conflict(day: Day):
    one = day.chart.write_ask(day.clinician, day.own, Code.RECORD)
    other = day.chart.write_ask(day.colleague, day.shared, Code.RECORD)
    day.keeper.release([one])
    with pytest.raises(Conflict):
        day.keeper.release([other])


def test_a_version_that_was_asked_for_and_never_saved_is_burnt(day: Day):
    settled = day.keeper.state(day.record).settled
    day.chart.write(day.clinician, day.own, Code.RECORD, settle=False)
    day.chart.write(day.clinician, day.own, Code.RECORD)
    state = day.keeper.state(day.record)
    assert (state.latest, state.settled) == (settled + 2, settled + 2)
    assert day.verifies().count == day.entries()


def test_the_head_of_a_version_is_what_its_ask_signed(day: Day):
    signed = day.chart.write_ask(day.clinician, day.own, Code.RECORD)
    day.keeper.release([signed])
    version = day.keeper.state(day.record).latest
    assert day.keeper.head(day.record, version) == Ask.read(signed.ask).places[0].digest
    assert day.keeper.head(day.record, version + 1) == b""


def test_settling_goes_upwards_and_never_above_what_was_asked_for(day: Day):
    state = day.keeper.state(day.record)
    day.keeper.settle(day.record, state.latest + 1)
    assert day.keeper.state(day.record).settled == state.settled
    day.chart.write(day.clinician, day.own, Code.RECORD)
    day.keeper.settle(day.record, 1)
    assert day.keeper.state(day.record).settled == state.latest + 1


def test_nothing_is_written_while_a_roll_is_due_or_runs_and_reading_goes_on(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    for _ in ("due", "rolling"):
        with pytest.raises(Conflict, match="roll due"):
            day.keeper.release([day.chart.write_ask(day.clinician, day.own, Code.RECORD)])
        assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares
        if day.keeper.state(day.record).state == "due":
            made = day.chart.next_epoch(Code.RECORD)
            day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    day.chart.end_roll(made)
    assert day.chart.write(day.clinician, day.own, Code.RECORD).shares


def test_a_ledger_is_never_written_to(day: Day):
    place = day.chart.place(Code.LEDGER, None, 1, fresh.secret())
    with pytest.raises(Refused):
        day.keeper.release([day.chart.signed(day.clinician, Act.WRITE, day.own, place)])


def test_a_note_is_written_with_the_page_that_lists_it_in_one_entry(day: Day):
    before, note = day.entries(), ObjectId(fresh.id())
    released = day.chart.write(day.clinician, day.own, Code.RECORD, note)
    assert set(released.shares) == {(ObjectId(day.record), 1), (note, 1)}
    assert day.entries() == before + 1
    assert (note, 1) in day.verifies().writes
