"""Grants, stops and lifts that no honest keeper enters. Each is signed, chained and in the tree."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.core.ledger.checked_day import Lie, let_in
from tests.unit.core.ledger.small_practice import ALL, DAY, HOUR, R, ScriptedDay

from tacenda.core.ledger.statements import Covered
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Right


def own_grant_for_another(day: ScriptedDay) -> None:
    held = day.chart.grant(day.clinician, day.colleague, (Code.RECORD,), frozenset({R}), set(), "Dr. B. Braun", "x", day.own.hash)
    day.chart.use(day.colleague, held, (Code.RECORD,))


def stopped_reader(day: ScriptedDay) -> None:
    day.chart.open(day.colleague, day.shared, Code.RECORD, day.note)


def grant_over(day: ScriptedDay) -> None:
    held = day.chart.give(
        day.clinician, day.own, day.colleague, (Code.RECORD,), frozenset({R}), set(), "Dr. B. Braun", "x", until=day.practice.clock + HOUR
    )
    day.practice.wait(2 * HOUR)
    day.chart.use(day.colleague, held, (Code.RECORD,))


def used_before_it_began(day: ScriptedDay) -> None:
    held = let_in(day, day.practice.clock + HOUR, "x")
    day.chart.use(day.colleague, held, (Code.RECORD,))


def let_in_beside_too_soon(day: ScriptedDay) -> None:
    let_in(day, day.practice.clock + 23 * HOUR, "trusted")


def reader_writes(day: ScriptedDay) -> None:
    place = day.chart.place(Code.CONTACT, None, 9, bytes(32))
    day.chart.enter(day.client, Act.WRITE, day.subject, places=[place])


def beyond_the_grant(day: ScriptedDay) -> None:
    day.chart.use(day.client, day.subject, (Code.RECORD,))


def somebody_elses_grant(day: ScriptedDay) -> None:
    day.chart.use(day.colleague, day.own, (Code.RECORD,))


def the_clients_access_stopped(day: ScriptedDay) -> None:
    day.chart.stop(day.clinician, day.own, day.subject)


def stop_without_the_right(day: ScriptedDay) -> None:
    held = day.chart.give(day.clinician, day.own, day.colleague, (Code.CONTACT,), frozenset({R}), set(), "Dr. B. Braun", "x")
    day.chart.stop(day.colleague, held, day.oversight)


def stop_of_nothing(day: ScriptedDay) -> None:
    day.chart.stop(day.client, day.subject, day.shared)


def lift_after_the_roll(day: ScriptedDay) -> None:
    day.chart.lift(day.client, day.subject, day.shared)


def lift_by_another(day: ScriptedDay) -> None:
    held = day.chart.give(day.clinician, day.own, day.colleague, (Code.CONTACT,), frozenset({R}), set(), "Dr. B. Braun", "x")
    day.chart.stop(day.client, day.subject, held)
    day.chart.lift(day.clinician, day.own, held)


def founders_grant_by_a_stranger(day: ScriptedDay) -> None:
    held = day.chart.grant(day.colleague, day.colleague, (Code.RECORD,), ALL, set(), "Dr. B. Braun", "x", b"")
    day.chart.enter(day.colleague, Act.GRANT, held, about=held.hash, statement=held.raw)


def founders_grant_again(day: ScriptedDay) -> None:
    salt = day.own.grant.salt
    held = day.chart.grant(day.clinician, day.clinician, (Code.RECORD,), ALL, set(), "Dr. A. Weber", "y", b"", salt=salt)
    day.chart.enter(day.clinician, Act.GRANT, day.own, about=held.hash, statement=held.raw)


def grant_beyond_its_parent(day: ScriptedDay) -> None:
    held = day.chart.give(day.clinician, day.own, day.colleague, (Code.CONTACT,), frozenset({R}), set(), "Dr. B. Braun", "x")
    day.chart.give(day.colleague, held, day.client, (Code.CONTACT,), frozenset({R}), set(), "C.", "y")


def grant_longer_than_its_parent(day: ScriptedDay) -> None:
    until = day.practice.clock + DAY
    held = day.chart.give(day.clinician, day.own, day.colleague, (Code.CONTACT,), ALL, set(), "Dr. B. Braun", "x", until=until)
    day.chart.give(day.colleague, held, day.client, (Code.CONTACT,), frozenset({R}), set(), "C.", "y", until=until + 1)


def grant_signed_in_anothers_name(day: ScriptedDay) -> None:
    held = day.chart.grant(day.clinician, day.colleague, (Code.CONTACT,), frozenset({R}), set(), "Dr. B. Braun", "x", day.subject.hash)
    day.chart.enter(day.client, Act.GRANT, day.subject, about=held.hash, statement=held.raw)


def grant_given_twice(day: ScriptedDay) -> None:
    day.chart.enter(day.clinician, Act.GRANT, day.own, about=day.subject.hash, statement=day.subject.raw)


def grant_with_another_code(day: ScriptedDay) -> None:
    grant = replace(
        day.own.grant,
        parent=day.own.hash,
        compartments=(Covered(day.chart.compartments[Code.RECORD], Code.CONTACT, frozenset({R})),),
        rights=frozenset[Right](),
    )
    held = day.practice.signed(day.clinician, grant)
    day.chart.enter(day.clinician, Act.GRANT, day.own, about=held.hash, statement=held.raw)


def a_clinician_made_subject(day: ScriptedDay) -> None:
    rights = {Right.STOP, Right.SUBJECT}
    day.chart.give(day.clinician, day.own, day.clinician, (Code.ACCESS,), frozenset({R}), rights, "Dr. A. Weber", "client")


def statement_of_another_hash(day: ScriptedDay) -> None:
    held = day.chart.grant(day.clinician, day.colleague, (Code.CONTACT,), frozenset({R}), set(), "Dr. B. Braun", "x", day.own.hash)
    day.chart.enter(day.clinician, Act.GRANT, day.own, about=sha(b"something else"), statement=held.raw)


LIES: list[tuple[Lie, str]] = [
    (own_grant_for_another, "a grant that was not live"),
    (stopped_reader, "a grant that was not live"),
    (grant_over, "a grant that was over"),
    (used_before_it_began, "a grant that had not begun"),
    (let_in_beside_too_soon, "let in too soon"),
    (reader_writes, "right"),
    (beyond_the_grant, "right"),
    (somebody_elses_grant, "a grant of somebody else"),
    (the_clients_access_stopped, "a client's own access"),
    (stop_without_the_right, "a stop without the right"),
    (stop_of_nothing, "a stop of nothing"),
    (lift_after_the_roll, "a stop lifted too late or by another"),
    (lift_by_another, "a stop lifted too late or by another"),
    (founders_grant_by_a_stranger, "a grant that was not live"),
    (founders_grant_again, "not the founder"),
    (grant_beyond_its_parent, "a grant beyond its parent"),
    (grant_longer_than_its_parent, "a grant beyond its parent"),
    (grant_signed_in_anothers_name, "granter"),
    (grant_given_twice, "given twice"),
    (grant_with_another_code, "compartment"),
    (a_clinician_made_subject, "subject"),
    (statement_of_another_hash, "statement"),
]
