"""A pick says its last day in its id: the keeper gives it to nobody who only reads from then on, by no act, by no clock, and by no roll."""

import pytest
from tests.unit.shell.keeper.day import Day as Played
from tests.unit.shell.keeper.people import CODES, DAY, HOUR, NOON, READ

from tacenda.core.words import ids, moments
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Refused, Unavailable
from tacenda.core.words.moments import Moment
from tacenda.shell import fresh

PICKED = Code.SUPERVISION
LAST = moments.day(Moment(NOON)) + 1  # the last day on which it is open


@pytest.fixture
def chart(day: Played):
    made = day.practice.chart(day.clinician, (*CODES, PICKED))
    made.write(day.clinician, made.own, Code.ACCESS)
    made.write(day.clinician, made.own, PICKED)
    return made


@pytest.fixture
def copy(day: Played, chart) -> bytes:
    made = fresh.ending_id(moments.Day(LAST + 1))
    chart.write(day.clinician, chart.own, PICKED, made)
    return made


@pytest.fixture
def guide(day: Played, chart):
    return chart.give(day.clinician, chart.own, day.colleague, {Code.ACCESS: READ, PICKED: READ})


def at(day: Played, moment: int) -> None:
    day.practice.clock.put(Moment(moment))


def again(day: Played) -> None:
    for who in (day.colleague, day.clinician):
        who.signs_in(hours=10, since=-HOUR)


def test_an_id_says_its_day_and_a_random_one_none():
    made = fresh.ending_id(moments.Day(20_800))
    assert (len(made), ids.ends(made)) == (16, 20_800) and fresh.ending_id(moments.Day(20_800)) != made
    assert ids.ends(fresh.object_id()) == 0
    assert moments.first_over(Moment(LAST * DAY + DAY - 1)) == LAST + 1 == moments.first_over(Moment(LAST * DAY + DAY))


@pytest.mark.parametrize("act", [Act.OPEN, Act.PRINT, Act.EXPORT, Act.SEARCH])
def test_from_its_last_day_on_the_keeper_gives_its_share_to_no_reader_by_any_act(day: Played, chart, guide, copy, act: Act):
    def ask():
        step = act is Act.EXPORT
        return day.keeper.release([chart.signed(day.colleague, act, guide, chart.place(PICKED, copy), step=step)])

    at(day, (LAST + 1) * DAY - 60)
    again(day)
    assert ask()[0].shares
    at(day, (LAST + 1) * DAY)
    with pytest.raises(Refused, match="over"):
        ask()
    assert chart.open(day.clinician, chart.own, PICKED, copy).shares  # who takes it away can look at what it was
    assert chart.use(day.colleague, guide, PICKED).shares  # and the list of what was picked stays theirs


def test_a_clock_put_back_opens_it_no_more_and_one_that_ran_ahead_shuts_it(day: Played, chart, guide, copy):
    at(day, (LAST + 1) * DAY + 30)
    again(day)
    chart.open(day.clinician, chart.own, PICKED, copy)
    at(day, (LAST + 1) * DAY - 30)
    with pytest.raises(Refused, match="over"):
        chart.open(day.colleague, guide, PICKED, copy)
    at(day, LAST * DAY)
    with pytest.raises(Unavailable):
        chart.open(day.colleague, guide, PICKED, copy)


def test_a_roll_by_who_only_reads_brings_nothing_that_is_over(day: Played, chart, guide, copy):
    at(day, (LAST + 1) * DAY)
    again(day)
    made = chart.next_epoch(PICKED)
    with day.practice.database.writing() as tx:
        tx.change("UPDATE compartment SET state = 'due' WHERE id = :id", id=chart.compartments[PICKED])
    with pytest.raises(Refused, match="over"):
        chart.begin_roll(day.colleague, guide, PICKED, made, copy)
    assert (copy, 1) in chart.begin_roll(day.clinician, chart.own, PICKED, made, copy)


def test_nothing_is_laid_there_without_a_last_day(day: Played, chart):
    with pytest.raises(Refused, match="no last day"):
        chart.write(day.clinician, chart.own, PICKED, fresh.object_id())
