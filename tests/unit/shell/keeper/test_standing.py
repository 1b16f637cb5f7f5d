"""Standing asks: once today's entry is durable, they are answered from a snapshot and wait for no writer; every check is made anew."""

import threading
from dataclasses import replace

import pytest
from tests.unit.shell.keeper.day import Day

from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, Refused, Tampered
from tacenda.core.words.ids import CompartmentId
from tacenda.core.words.moments import Moment


def test_a_standing_ask_whose_entry_stands_is_answered_while_another_holds_the_file(day: Day):
    first = day.chart.use(day.clinician, day.own, Code.RECORD)
    before, answers = day.entries(), list[object]()
    with day.practice.database.writing():
        reader = threading.Thread(target=lambda: answers.append(day.chart.use(day.clinician, day.own, Code.RECORD)))
        reader.start()
        reader.join(4)
    assert answers == [first]
    assert day.entries() == before


def test_the_first_standing_ask_of_a_day_is_an_entry(day: Day):
    before = day.entries()
    day.chart.use(day.colleague, day.shared, Code.RECORD)
    assert day.entries() == before + 1


def test_a_stop_ends_what_stood(day: Day):
    day.chart.use(day.colleague, day.shared, Code.RECORD)
    day.chart.stop(day.client, day.subject, day.shared)
    with pytest.raises(Refused, match="not allowed"):
        day.chart.use(day.colleague, day.shared, Code.RECORD)


def test_pages_are_counted_together_as_they_are_one_by_one(day: Day):
    state = day.keeper.state(day.record)
    assert day.keeper.pages({day.record: state.latest}) == {day.record: (state, day.keeper.head(day.record, state.latest))}
    assert day.keeper.pages({day.record: 0})[day.record][1] == b""


def test_a_standing_ask_may_be_said_again_and_passes_every_check_but_its_signature_anew(day: Day):
    said = day.chart.signed(day.colleague, Act.USE, day.shared, day.chart.place(Code.RECORD))
    first = day.keeper.release([said])[0]
    before = day.entries()
    assert day.keeper.release([said])[0] == first
    assert day.entries() == before
    for forged in (replace(said, ask_sig=bytes(64)), replace(said, certificate_sig=bytes(64))):
        with pytest.raises(Tampered):
            day.keeper.release([forged])
    day.chart.stop(day.client, day.subject, day.shared)
    with pytest.raises(Refused, match="not allowed"):
        day.keeper.release([said])


def test_a_standing_ask_is_not_said_again_after_a_sign_out_nor_when_its_time_is_over(day: Day):
    said = day.chart.signed(day.clinician, Act.USE, day.own, day.chart.place(Code.RECORD))
    day.keeper.release([said])
    day.practice.clock.put(Moment(day.practice.clock.now() + 121))
    with pytest.raises(Refused, match="time"):
        day.keeper.release([said])
    again = day.chart.signed(day.clinician, Act.USE, day.own, day.chart.place(Code.RECORD))
    day.keeper.release([again])
    day.practice.enters(day.clinician, Act.SIGN_OUT)
    with pytest.raises(Refused, match="signed out"):
        day.keeper.release([again])


def test_what_was_said_before_midnight_is_no_entry_of_the_day_after(day: Day):
    midnight = Moment((day.practice.clock.now() // 86_400 + 1) * 86_400)
    day.clinician.signs_in()
    day.practice.clock.put(Moment(midnight - 30))
    day.clinician.signs_in()
    said = day.chart.signed(day.clinician, Act.USE, day.own, day.chart.place(Code.RECORD))
    day.keeper.release([said])
    day.practice.clock.put(Moment(midnight + 30))
    before = day.entries()
    with pytest.raises(Conflict, match="standing"):
        day.keeper.release([said])
    day.chart.use(day.clinician, day.own, Code.RECORD)
    assert day.entries() == before + 1


def test_the_counts_of_a_chart_come_with_its_standing_ask(day: Day):
    counted = day.chart.use(day.clinician, day.own, Code.RECORD).counted
    for state in day.keeper.states(day.chart.id):
        for version in {0, state.latest}:
            assert {state.id: counted.of(state.id, version)} == day.keeper.pages({state.id: version})
        assert counted.of(state.id, state.latest + 1) is None
    assert counted.of(CompartmentId(bytes(16)), 0) is None
