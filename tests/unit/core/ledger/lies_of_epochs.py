"""Epochs, rolls, compartments and pages that no honest keeper enters. Each is signed, chained and in the tree."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.core.ledger.checked_day import Lie
from tests.unit.core.ledger.small_practice import ALL, ScriptedDay

from tacenda.core.ledger.asks import Place
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code
from tacenda.core.words.ids import ZERO_HASH


def old_epoch(day: ScriptedDay) -> None:
    compartment = day.chart.compartments[Code.RECORD]
    day.chart.enter(day.clinician, Act.OPEN, day.own, places=[Place(compartment, 1, day.note, 0, b"")])


def epoch_never_begun(day: ScriptedDay) -> None:
    compartment = day.chart.compartments[Code.RECORD]
    day.chart.enter(day.clinician, Act.OPEN, day.own, places=[Place(compartment, 7, day.note, 0, b"")])


def page_version_again(day: ScriptedDay) -> None:
    compartment = day.chart.compartments[Code.RECORD]
    place = day.chart.place(Code.RECORD, None, day.chart.versions[compartment], bytes(32))
    day.chart.enter(day.clinician, Act.WRITE, day.own, places=[place])


def second_statement_of_an_epoch(day: ScriptedDay) -> None:
    old = day.chart.epochs[day.chart.compartments[Code.RECORD]]
    again = replace(old, commitment=bytes(32)).write()
    day.chart.enter(day.clinician, Act.ROLL_BEGUN, day.own, about=sha(again), statement=again)


def roll_drops_the_client(day: ScriptedDay) -> None:
    day.chart.roll(day.clinician, day.own, Code.ACCESS, [day.own, day.oversight])


def roll_adds_the_stopped(day: ScriptedDay) -> None:
    day.chart.roll(day.clinician, day.own, Code.RECORD, [day.own, day.shared])


def roll_ended_that_never_began(day: ScriptedDay) -> None:
    old = day.chart.epochs[day.chart.compartments[Code.RECORD]]
    other = replace(old, epoch=old.epoch + 1).write()
    day.chart.enter_own(Act.ROLL_ENDED, sha(other), other)


def roll_by_a_stranger_to_it(day: ScriptedDay) -> None:
    day.chart.roll(day.client, day.subject, Code.RECORD, [day.own])


def new_compartment_by_a_reader(day: ScriptedDay) -> None:
    chart = day.chart
    chart.compartments[Code.MESSAGES] = type(chart.compartments[Code.RECORD])(day.practice.fresh(16))
    held = chart.grant(day.client, day.client, (Code.MESSAGES,), ALL, set(), "C. Aydin", "client", day.subject.hash)
    raw = chart.epoch(Code.MESSAGES, 1, ZERO_HASH, [held.hash]).write()
    chart.enter(day.client, Act.FOUND, day.subject, about=sha(raw), statement=raw)
    chart.enter(day.client, Act.FOUND, day.subject, about=held.hash, statement=held.raw)


def a_new_compartment_for_another(day: ScriptedDay) -> None:
    chart = day.chart
    chart.compartments[Code.MESSAGES] = type(chart.compartments[Code.RECORD])(day.practice.fresh(16))
    held = chart.grant(day.clinician, day.colleague, (Code.MESSAGES,), ALL, set(), "Dr. B. Braun", "clinician", day.own.hash)
    raw = chart.epoch(Code.MESSAGES, 1, ZERO_HASH, [held.hash]).write()
    chart.enter(day.clinician, Act.FOUND, day.own, about=sha(raw), statement=raw)
    chart.enter(day.clinician, Act.FOUND, day.own, about=held.hash, statement=held.raw)


def a_second_access_list(day: ScriptedDay) -> None:
    chart = day.chart
    chart.compartments[Code.ACCESS] = type(chart.compartments[Code.RECORD])(day.practice.fresh(16))
    held = chart.grant(day.clinician, day.clinician, (Code.ACCESS,), ALL, set(), "Dr. A. Weber", "clinician", day.own.hash)
    raw = chart.epoch(Code.ACCESS, 1, ZERO_HASH, [held.hash]).write()
    chart.enter_ask(day.clinician, replace(chart.ask(day.clinician, Act.FOUND, day.own, about=sha(raw)), access=None), raw, True)


def the_ledger_written_to(day: ScriptedDay) -> None:
    day.chart.enter(day.clinician, Act.WRITE, day.own, places=[day.chart.place(Code.LEDGER, day.note, 1, bytes(32))])


def a_reading_with_a_digest(day: ScriptedDay) -> None:
    day.chart.enter(day.clinician, Act.OPEN, day.own, places=[day.chart.place(Code.RECORD, day.note, 0, bytes(32))])


def a_founding_of_something_else(day: ScriptedDay) -> None:
    raw = day.client.published.statement
    day.chart.enter(day.clinician, Act.FOUND, day.own, about=sha(raw), statement=raw)


LIES: list[tuple[Lie, str]] = [
    (old_epoch, "epoch"),
    (epoch_never_begun, "epoch"),
    (page_version_again, "page version"),
    (second_statement_of_an_epoch, "epoch number"),
    (roll_drops_the_client, "an epoch that adds or drops somebody"),
    (roll_adds_the_stopped, "an epoch that adds or drops somebody"),
    (roll_ended_that_never_began, "a roll that was not begun"),
    (roll_by_a_stranger_to_it, "right"),
    (new_compartment_by_a_reader, "new compartment"),
    (a_new_compartment_for_another, "new compartment"),
    (a_second_access_list, "a second ledger or access list"),
    (the_ledger_written_to, "place"),
    (a_reading_with_a_digest, "place"),
    (a_founding_of_something_else, "a founding of something else"),
]
