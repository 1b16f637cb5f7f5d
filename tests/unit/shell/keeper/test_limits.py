"""Limits: what a client takes out of somebody's grant is shut at once, by the keeper and by the next keys, and only the client opens it."""

import sqlite3
from dataclasses import replace

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import READ, STOP, Held

from tacenda.core.ledger.limit import Limit
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused, Tampered
from tacenda.core.words.people import Role
from tacenda.shell.keeper import audit, audit_ledger


def words(day: Day, target: Held, code: Code, *, holds: bool = True) -> Limit:
    return Limit(day.practice.id, day.chart.id, target.hash, day.chart.compartments[code], code, holds)


def limit(day: Day, target: Held, code: Code = Code.RECORD, *, holds: bool = True, by: tuple | None = None):
    who, held = by or (day.client, day.subject)
    made = words(day, target, code, holds=holds)
    return day.keeper.limit(made.write(), day.chart.signed(who, Act.RESTRICT, held, about=sha(made.write()), step=False))


def fits(day: Day) -> list:
    """What the audit says of allowances and of rolls that are due, without keys and against the client's verified ledger."""
    found = audit.folder(day.keeper.office).findings
    found += audit_ledger.against(day.keeper.office, day.chart.id, day.verifies(), day.practice.clock.now())
    return [one for one in found if one.code in ("allowed", "due")]


def test_a_limit_is_in_force_at_once_for_that_compartment_alone(day: Day):
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    limit(day, day.shared)
    with pytest.raises(Refused):
        day.chart.open(day.colleague, day.shared, Code.RECORD, day.note)
    assert day.chart.open(day.colleague, day.shared, Code.CONTACT).shares
    assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares
    assert day.keeper.state(day.record).state == "due"
    assert day.keeper.state(day.chart.compartments[Code.CONTACT]).state == "live"
    assert day.shared.hash not in day.keeper.readers(day.record)
    assert day.record not in day.keeper.opened(day.shared.hash)
    assert set(day.verifies().limited) == {(day.shared.hash, day.record)}
    assert fits(day) == []


def test_a_limit_waits_for_no_access_list(day: Day):
    made = words(day, day.shared, Code.RECORD)
    signed = day.chart.signed(day.client, Act.RESTRICT, day.subject, about=sha(made.write()))
    day.chart.write(day.clinician, day.own, Code.ACCESS)
    assert day.keeper.limit(made.write(), signed)


def test_the_roll_leaves_the_limited_grant_out_and_the_old_key_opens_nothing(day: Day):
    limit(day, day.shared)
    made = day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    assert day.shared.hash not in made.grants
    assert day.verifies().limited == {}
    with pytest.raises(Refused):
        day.chart.open(day.colleague, day.shared, Code.RECORD, day.note)
    assert day.chart.open(day.colleague, day.shared, Code.CONTACT).shares
    with pytest.raises(Conflict):
        limit(day, day.shared, holds=False)
    assert fits(day) == []


def test_the_client_lifts_a_limit_before_the_roll(day: Day):
    limit(day, day.shared)
    limit(day, day.shared, holds=False)
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    assert day.keeper.state(day.record).state == "live"
    assert day.verifies().limited == {}
    limit(day, day.shared)
    assert fits(day) == []


def test_the_same_limit_again_is_one_limit_and_another_one_is_refused(day: Day):
    made = words(day, day.shared, Code.RECORD)
    signed = day.chart.signed(day.client, Act.RESTRICT, day.subject, about=sha(made.write()))
    first = day.keeper.limit(made.write(), signed)
    assert day.keeper.limit(made.write(), signed) == first
    with pytest.raises(Conflict):
        limit(day, day.shared)
    limit(day, day.shared, holds=False)
    with pytest.raises(Conflict, match="changed since"):
        day.keeper.limit(made.write(), signed)


@pytest.mark.parametrize("code", [Code.ACCESS, Code.PSYCHOTHERAPY, Code.LEDGER])
def test_the_list_of_people_the_ledger_and_private_notes_are_not_limited(day: Day, code: Code):
    with pytest.raises(Refused, match="compartment"):
        limit(day, day.own, code)


def test_only_who_holds_subject_limits_and_nobody_limits_the_client(day: Day):
    other = day.chart.give(day.clinician, day.own, day.practice.staff("E. Rich", Role.CLINICIAN), {Code.RECORD: READ}, {STOP})
    for by in ((day.clinician, day.own), (day.colleague, day.shared), (day.officer, day.chart.oversight)):
        with pytest.raises(Refused):
            limit(day, other, by=by)
    with pytest.raises(Refused, match="own access"):
        limit(day, day.subject, Code.CONTACT)
    assert day.keeper.allows(day.record, other.hash)


def test_words_of_another_kind_or_chart_are_refused(day: Day):
    made = words(day, day.shared, Code.RECORD)
    for wrong in (replace(made, code=Code.CONTACT), replace(made, chart=day.practice.id), replace(made, practice=day.chart.id)):
        with pytest.raises(Refused, match="chart"):
            day.keeper.limit(wrong.write(), day.chart.signed(day.client, Act.RESTRICT, day.subject, about=sha(wrong.write())))
    with pytest.raises(Refused, match="about"):
        day.keeper.limit(made.write(), day.chart.signed(day.client, Act.RESTRICT, day.subject, about=day.shared.hash))


def test_a_stop_after_a_limit_and_its_lift_leave_the_limit_standing(day: Day):
    limit(day, day.shared)
    day.chart.stop(day.client, day.subject, day.shared)
    assert fits(day) == []
    with pytest.raises(Conflict):
        limit(day, day.shared, holds=False)
    day.chart.gives(day.client, day.subject, day.shared)
    with pytest.raises(Refused):
        day.chart.open(day.colleague, day.shared, Code.RECORD, day.note)
    assert day.chart.open(day.colleague, day.shared, Code.CONTACT).shares
    assert day.keeper.state(day.record).state == "due"
    assert fits(day) == []


def test_a_limit_during_a_roll_makes_the_next_one_due(day: Day):
    day.chart.stop(
        day.client, day.subject, day.chart.give(day.clinician, day.own, day.practice.staff("E", Role.CLINICIAN), {Code.RECORD: READ})
    )
    made = day.chart.next_epoch(Code.RECORD)
    day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    limit(day, day.shared)
    with pytest.raises(Conflict):
        limit(day, day.shared, holds=False)
    day.chart.end_roll(made)
    assert day.keeper.state(day.record).state == "due"
    assert set(day.verifies().limited) == {(day.shared.hash, day.record)}
    day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    assert fits(day) == []


def test_who_is_limited_lets_nobody_else_into_it(day: Day):
    lead = day.practice.staff("L. Ead", Role.CLINICIAN)
    every = frozenset({Right.READ, Right.WRITE, Right.GRANT})
    held = day.chart.give(day.clinician, day.own, lead, {Code.ACCESS: READ, Code.RECORD: every})
    limit(day, held)
    with pytest.raises(Refused):
        day.chart.give(lead, held, day.practice.staff("T. New", Role.TRAINEE), {Code.RECORD: READ})


@pytest.mark.parametrize("sql", ["UPDATE allowed SET limited = 0", "UPDATE allowed SET limited = 1 WHERE rights = 'read write'"])
def test_a_limit_changed_in_the_file_is_found(day: Day, sql: str):
    limit(day, day.shared)
    with sqlite3.connect(day.practice.path) as file:
        file.execute(sql)
    assert any(one.code == "allowed" for one in audit.folder(day.keeper.office).findings)
    assert fits(day)


def test_a_ledger_in_which_somebody_else_set_the_limit_is_tampered_with(day: Day):
    """What the keeper refuses, the client's own check refuses too."""
    made = words(day, day.shared, Code.RECORD)
    signed = day.chart.signed(day.clinician, Act.RESTRICT, day.own, about=sha(made.write()))
    office = day.keeper.office
    ask = office.checked(signed).ask
    office.queue.run(lambda tx: office.leaves.append(tx, ask, signed, sha(made.write()), made.write()))
    with pytest.raises(Tampered, match="limit"):
        day.verifies()


def test_a_statement_of_a_limit_is_read_as_it_is_written(day: Day):
    made = words(day, day.shared, Code.RECORD)
    assert Limit.read(made.write()) == made
    assert sha(made.write()) != sha(replace(made, holds=False).write())
    for wrong in (b'"holds":2', b'"holds":true'):
        with pytest.raises(Tampered):
            Limit.read(made.write().replace(b'"holds":1', wrong))
