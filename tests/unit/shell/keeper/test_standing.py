"""Standing asks: once today's entry is durable, they are answered from a snapshot and wait for no writer; every check is made anew."""

import threading

import pytest
from tests.unit.shell.keeper.day import Day

from tacenda.core.words.access import Code
from tacenda.core.words.errors import Refused


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
