"""Time: entries never go back, and a clock turned back revives nothing until an officer says that it is right."""

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import DAY, HOUR, NOON, READ

from tacenda.core.ledger.entry import Body
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Refused, Unavailable
from tacenda.core.words.moments import Moment


def opened(day: Day) -> int:
    day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    bodies = day.chart.bodies(day.client, day.subject)
    return Body.read(bodies[max(bodies)]).at


def test_a_clock_a_little_behind_takes_the_newest_entrys_time(day: Day):
    day.practice.clock.put(Moment(NOON + 100))
    day.clinician.signs_in(hours=10, since=-HOUR)
    assert opened(day) == NOON + 100
    day.practice.clock.put(Moment(NOON + 1))
    assert opened(day) == NOON + 100
    assert day.verifies().turned_back == ()


def test_further_behind_the_keeper_says_nothing_and_changes_nothing(day: Day):
    day.practice.clock.put(Moment(NOON + HOUR))
    opened(day)
    size = day.keeper.size()
    day.practice.clock.put(Moment(NOON + HOUR - 121))
    with pytest.raises(Unavailable):
        day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    with pytest.raises(Unavailable):
        day.chart.stop(day.client, day.subject, day.shared)
    with pytest.raises(Unavailable):
        day.chart.period_shares(day.client, day.subject)
    assert day.keeper.size() == size
    day.practice.clock.put(Moment(NOON + HOUR - 119))
    assert opened(day)


def test_a_turned_back_clock_revives_no_grant_that_was_over(day: Day):
    until = NOON + HOUR
    held = day.chart.give(day.clinician, day.own, day.colleague, {Code.ACCESS: READ, Code.RECORD: READ}, until=until)
    day.practice.clock.put(Moment(until + 10))
    opened(day)
    day.practice.clock.put(Moment(until - 60))
    with pytest.raises(Refused, match="over"):
        day.chart.open(day.colleague, held, Code.RECORD, day.note)


def test_the_newest_checkpoint_remembers_the_time_across_a_restart(day: Day):
    day.practice.clock.put(Moment(NOON + DAY))
    for who in (day.clinician, day.client):
        who.signs_in()
    opened(day)
    day.keeper.checkpoint()
    day.practice.restarts()
    day.practice.clock.put(Moment(NOON))
    with pytest.raises(Unavailable):
        day.chart.open(day.clinician, day.own, Code.RECORD, day.note)


def test_another_process_that_was_here_later_is_believed(day: Day):
    other = day.practice.again()
    day.practice.clock.put(Moment(NOON + HOUR))
    signed = day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, day.note))
    other.release([signed])
    other.checkpoint()
    day.practice.clock.put(Moment(NOON))
    with pytest.raises(Unavailable):
        day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    other.close()


def test_an_officer_accepts_an_earlier_time_and_readers_see_where(day: Day):
    day.practice.clock.put(Moment(NOON + 10 * DAY))
    for who in (day.clinician, day.officer, day.client):
        who.signs_in()
    opened(day)
    day.practice.clock.put(Moment(NOON))
    for who in (day.clinician, day.officer, day.client):
        who.signs_in()
    with pytest.raises(Refused, match="role"):
        day.keeper.accept_clock(day.clinician.signs(day.practice.bare(day.clinician, Act.POLICY)))
    with pytest.raises(Refused, match="step-up"):
        day.keeper.accept_clock(day.officer.signs(day.practice.bare(day.officer, Act.POLICY), step=False))
    with pytest.raises(Unavailable):
        opened(day)
    day.keeper.accept_clock(day.officer.signs(day.practice.bare(day.officer, Act.POLICY)))
    assert opened(day) == NOON
    assert day.verifies().turned_back == (day.entries(),)
    day.practice.restarts()
    assert opened(day) == NOON


def test_a_process_that_wrote_nothing_ahead_accepts_an_earlier_time_too(day: Day):
    day.practice.clock.put(Moment(NOON + 10 * DAY))
    for who in (day.clinician, day.officer, day.client):
        who.signs_in()
    opened(day)
    day.keeper.checkpoint()
    day.practice.clock.put(Moment(NOON))
    day.practice.restarts()
    for who in (day.clinician, day.officer, day.client):
        who.signs_in()
    day.keeper.accept_clock(day.officer.signs(day.practice.bare(day.officer, Act.POLICY)))
    assert opened(day) == NOON


def test_the_ledgers_key_changes_with_the_day_and_is_forgotten(day: Day):
    opened(day)
    periods = {line.period for line in day.keeper.lines(day.chart.id)}
    opened(day)
    assert {line.period for line in day.keeper.lines(day.chart.id)} == periods
    day.practice.clock.forward(DAY)
    for who in (day.clinician, day.client):
        who.signs_in()
    opened(day)
    assert len({line.period for line in day.keeper.lines(day.chart.id)} - periods) == 1
    assert day.verifies().count == day.entries()
