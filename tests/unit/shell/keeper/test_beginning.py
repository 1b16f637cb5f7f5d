"""Beginnings: whoever stands beside a client is let in a day later, and the keeper gives nothing before; taken back, it never begins."""

from dataclasses import replace

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import DAY, HOUR, NOON, READ, Held, Person

from tacenda.core.words.access import Code, Right
from tacenda.core.words.errors import Refused, Unavailable
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

CODES = {Code.ACCESS: READ, Code.CONTACT: READ}


@pytest.fixture
def ana(day: Day) -> Person:
    return day.practice.newcomer("Ana", Role.TRUSTED)


@pytest.fixture
def subject(day: Day) -> Held:
    """A grant of the client's that may be passed on."""
    rights = dict.fromkeys((Code.ACCESS, Code.LEDGER, Code.CONTACT), READ | {Right.GRANT})
    return day.chart.give(day.clinician, day.own, day.client, rights, {Right.STOP, Right.SUBJECT})


def granted(day: Day, subject: Held, to: Person, since: int, **more: object) -> Held:
    words = day.chart.words(to, day.chart.covered(CODES), parent=subject.hash, by=day.client)
    made = day.client.grants(replace(words, since=Moment(since), **more))
    day.chart.gives(day.client, subject, made)
    return made


@pytest.mark.parametrize("since", [0, NOON, NOON + DAY - 121])
def test_who_stands_beside_a_client_is_not_let_in_before_a_day_has_passed(day: Day, subject: Held, ana: Person, since: int):
    with pytest.raises(Refused, match="too soon"):
        granted(day, subject, ana, since)


def test_a_client_without_a_right_of_a_client_waits_too(day: Day, subject: Held):
    other = day.practice.newcomer("C. Lang", Role.CLIENT)
    with pytest.raises(Refused, match="too soon"):
        granted(day, subject, other, 0)


def test_the_keeper_gives_nothing_before_the_beginning_and_all_of_it_after(day: Day, subject: Held, ana: Person):
    held = granted(day, subject, ana, NOON + DAY)
    day.practice.clock.put(Moment(NOON + DAY - 1))
    ana.signs_in()
    with pytest.raises(Refused, match="not begun"):
        day.chart.use(ana, held, Code.CONTACT)
    with pytest.raises(Refused, match="not begun"):
        day.chart.open(ana, held, Code.CONTACT)
    day.practice.clock.put(Moment(NOON + DAY))
    assert day.chart.use(ana, held, Code.CONTACT).shares
    day.client.signs_in()
    assert day.verifies().count


def test_a_clock_that_is_turned_back_changes_no_beginning(day: Day, subject: Held, ana: Person):
    held = granted(day, subject, ana, NOON + DAY)
    day.practice.clock.put(Moment(NOON + DAY + 60))
    ana.signs_in(hours=10, since=-HOUR)
    day.chart.use(ana, held, Code.CONTACT)
    day.practice.clock.put(Moment(NOON + DAY - 10))
    assert day.chart.use(ana, held, Code.CONTACT).shares  # time never goes back: it is still the newest entry's
    day.practice.clock.put(Moment(NOON))
    with pytest.raises(Unavailable):
        day.chart.use(ana, held, Code.CONTACT)


def test_what_was_taken_back_before_it_began_never_begins(day: Day, subject: Held, ana: Person):
    held = granted(day, subject, ana, NOON + DAY)
    day.chart.stop(day.client, subject, held)
    day.practice.clock.put(Moment(NOON + DAY + 60))
    ana.signs_in()
    with pytest.raises(Refused, match="not allowed"):
        day.chart.use(ana, held, Code.CONTACT)


def test_keys_that_change_meanwhile_are_made_for_who_waits_as_well(day: Day, subject: Held, ana: Person):
    held = granted(day, subject, ana, NOON + DAY)
    day.chart.stop(day.client, subject, day.shared)
    for code in (Code.ACCESS, Code.CONTACT):
        if day.keeper.state(day.chart.compartments[code]).state == "due":
            assert held.hash in day.chart.roll(day.clinician, day.own, code).grants
    day.practice.clock.put(Moment(NOON + DAY))
    ana.signs_in()
    assert day.chart.use(ana, held, Code.CONTACT).shares
    day.client.signs_in()
    assert day.verifies().count


def test_a_grant_that_ends_before_it_begins_is_none(day: Day, subject: Held, ana: Person):
    with pytest.raises(Refused, match="over"):
        granted(day, subject, ana, NOON + 2 * DAY, until=Moment(NOON + DAY))


def test_who_speaks_for_a_client_stops_others_after_the_day_alone_and_never_the_client(day: Day):
    rosa = day.practice.newcomer("R. Lee", Role.GUARDIAN)
    words = replace(day.chart.words(rosa, day.chart.covered(CODES), {Right.STOP}, parent=day.own.hash, by=day.clinician), role="guardian")
    with pytest.raises(Refused, match="too soon"):
        day.chart.gives(day.clinician, day.own, day.clinician.grants(words))
    held = day.clinician.grants(replace(words, since=Moment(NOON + DAY)))
    day.chart.gives(day.clinician, day.own, held)
    rosa.signs_in()
    with pytest.raises(Refused, match="not begun"):
        day.chart.stop(rosa, held, day.shared)
    day.practice.clock.put(Moment(NOON + DAY))
    rosa.signs_in()
    with pytest.raises(Refused, match="own access"):
        day.chart.stop(rosa, held, day.subject)
    day.chart.stop(rosa, held, day.shared)
    day.client.signs_in()
    assert day.verifies().stopped[day.shared.hash].by == held.hash
    day.chart.stop(day.client, day.subject, held)
    with pytest.raises(Refused):
        day.chart.stop(rosa, held, day.own)
