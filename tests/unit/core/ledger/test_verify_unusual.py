"""What the verifier lets hold although it looks unusual: late beginnings, lifted stops, rolls given up, turned keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.core.ledger.checked_day import checked, let_in, turned
from tests.unit.core.ledger.small_practice import ALL, HOUR, R, a_day

from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH
from tacenda.core.words.moments import Moment


def test_a_grant_that_begins_later_counts_from_its_moment_on() -> None:
    day = a_day()
    held = let_in(day, day.practice.clock + 24 * HOUR + 60, "trusted")
    day.practice.wait(25 * HOUR)
    day.practice.signs_in(day.colleague)
    day.chart.use(day.colleague, held, (Code.RECORD,))
    assert checked(day).live[held.hash].since == held.grant.since


def test_a_stop_lifted_before_the_roll_lets_in_again() -> None:
    day = a_day()
    held = day.chart.give(day.clinician, day.own, day.colleague, (Code.CONTACT,), frozenset({R}), set(), "Dr. B. Braun", "x")
    day.chart.stop(day.client, day.subject, held)
    day.chart.lift(day.client, day.subject, held)
    day.chart.use(day.colleague, held, (Code.CONTACT,))
    found = checked(day)
    assert held.hash in found.live and held.hash not in found.stopped


@pytest.mark.parametrize("waits", [True, False])
def test_a_stop_lifted_after_one_roll_of_two_lets_in_to_the_other_and_to_the_first_from_its_next_roll_on(waits: bool) -> None:
    day = a_day()
    held = day.chart.give(day.clinician, day.own, day.colleague, (Code.CONTACT, Code.RECORD), frozenset({R}), set(), "Dr. B. Braun", "x")
    day.chart.stop(day.client, day.subject, held)
    day.chart.roll(day.clinician, day.own, Code.RECORD, [day.own])
    day.chart.lift(day.client, day.subject, held)
    day.chart.use(day.colleague, held, (Code.CONTACT,))
    assert checked(day).waiting[held.hash] == {day.chart.compartments[Code.RECORD]}
    if waits:
        day.chart.use(day.colleague, held, (Code.RECORD,))
        with pytest.raises(Tampered, match="right"):
            checked(day)
    else:
        day.chart.roll(day.clinician, day.own, Code.RECORD, [day.own, held])
        day.chart.use(day.colleague, held, (Code.RECORD,))
        assert held.hash not in checked(day).waiting


def test_who_was_stopped_while_a_roll_ran_can_be_let_in_again_until_the_next() -> None:
    day = a_day()
    held = day.chart.give(day.clinician, day.own, day.colleague, (Code.RECORD,), frozenset({R}), set(), "Dr. B. Braun", "x")
    begun = day.chart.roll(day.clinician, day.own, Code.RECORD, [day.own, held], ended=False)
    day.chart.stop(day.client, day.subject, held)
    day.chart.enter_own(Act.ROLL_ENDED, sha(begun.write()), begun.write())
    day.chart.epochs[begun.compartment] = begun
    day.chart.lift(day.client, day.subject, held)
    day.chart.use(day.colleague, held, (Code.RECORD,))
    assert held.hash in checked(day).live


def test_a_grant_outlives_its_granters_stop() -> None:
    day = a_day()
    given = day.chart.give(day.clinician, day.own, day.colleague, (Code.CONTACT,), ALL, set(), "Dr. B. Braun", "x")
    child = day.chart.give(day.colleague, given, day.officer, (Code.CONTACT,), frozenset({R}), set(), "O. Fischer", "y")
    day.chart.stop(day.client, day.subject, given)
    day.chart.use(day.officer, child, (Code.CONTACT,))
    assert child.hash in checked(day).live


def test_a_client_may_end_their_own_access() -> None:
    day = a_day()
    day.chart.stop(day.client, day.subject, day.subject)
    assert day.subject.hash not in checked(day).live


def test_the_last_holder_stopped_by_the_client_is_lifted_by_the_client() -> None:
    day = a_day()
    day.chart.stop(day.client, day.subject, day.own)
    day.chart.lift(day.client, day.subject, day.own)
    day.chart.write(day.clinician, day.own, Code.RECORD)
    assert day.own.hash in checked(day).live


def test_a_roll_that_was_given_up_burns_its_number() -> None:
    day = a_day()
    given_up = day.chart.roll(day.clinician, day.own, Code.RECORD, [day.own], ended=False)
    old = day.chart.epochs[given_up.compartment]
    again = replace(day.chart.epoch(Code.RECORD, given_up.epoch + 1, sha(old.write()), [day.own.hash]))
    raw = again.write()
    day.chart.enter(day.clinician, Act.ROLL_BEGUN, day.own, about=sha(raw), statement=raw)
    day.chart.enter_own(Act.ROLL_ENDED, sha(raw), raw)
    day.chart.epochs[again.compartment] = again
    day.chart.write(day.clinician, day.own, Code.RECORD)
    assert checked(day).count == len(day.chart.lines)


def test_a_new_compartment_comes_with_a_grant_to_its_maker() -> None:
    day = a_day()
    chart = day.chart
    chart.compartments[Code.MESSAGES] = type(chart.compartments[Code.RECORD])(day.practice.fresh(16))
    held = chart.grant(day.clinician, day.clinician, (Code.MESSAGES,), ALL, set(), "Dr. A. Weber", "clinician", day.own.hash)
    epoch = chart.epoch(Code.MESSAGES, 1, ZERO_HASH, [held.hash])
    for raw in (epoch.write(), held.raw):
        chart.enter(day.clinician, Act.FOUND, day.own, about=sha(raw), statement=raw)
    chart.epochs[epoch.compartment] = epoch
    chart.write(day.clinician, held, Code.MESSAGES)
    assert held.hash in checked(day).live


def test_a_turned_root_goes_on_under_its_old_grants() -> None:
    day = a_day()
    turned(day)
    day.practice.signs_in(day.clinician)
    day.chart.write(day.clinician, day.own, Code.RECORD)
    assert checked(day).count == len(day.chart.lines)


def test_a_second_member_of_the_office_reads_by_the_first_ones_word() -> None:
    day = a_day()
    second = day.practice.member(
        day.officer, day.colleague, day.member.grant.chart, day.member.hash, bytes(32), "Dr. B. Braun", "privacy officer"
    )
    day.chart.use(day.colleague, day.oversight, (Code.ACCESS,), via=second)
    assert checked(day).entries[-1].ask is not None


def test_a_refused_ask_stands_under_its_name_without_the_right_it_lacked() -> None:
    day = a_day()
    day.chart.enter(day.client, Act.REFUSED, day.subject, places=[day.chart.place(Code.RECORD)])
    day.chart.enter(day.colleague, Act.REFUSED, day.shared, places=[day.chart.place(Code.RECORD)])
    assert checked(day).count == len(day.chart.lines)
    forged = replace(day.chart.ask(day.client, Act.REFUSED, day.subject), shown="Dr. A. Weber\nclinician")
    day.chart.enter_ask(day.client, forged, b"", False)
    with pytest.raises(Tampered, match="shown"):
        checked(day)


def test_a_clock_that_went_back_is_shown_not_refused() -> None:
    day = a_day()
    day.practice.clock = Moment(day.practice.clock - 60)
    day.practice.signs_in(day.clinician)
    day.chart.enter(day.clinician, Act.PRINT, day.own)
    assert checked(day).turned_back == (len(day.chart.lines),)
