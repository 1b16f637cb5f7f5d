"""Asks, certificates and people that no honest keeper enters: in whose name, by which key. Each is chained and in the tree."""

from __future__ import annotations

from dataclasses import replace

from tests.unit.core.ledger.checked_day import Lie, turned
from tests.unit.core.ledger.small_practice import HOUR, Person, R, ScriptedDay

from tacenda.core.ledger.asks import Place
from tacenda.core.ledger.withdrawal import Withdrawal
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code
from tacenda.core.words.ids import ZERO_HASH, ChartId
from tacenda.core.words.people import Role


def with_other(one: Person, **changes: object) -> Person:
    return replace(one, **changes)


def another_name(day: ScriptedDay) -> None:
    ask = replace(day.chart.ask(day.client, Act.USE, day.subject, places=[day.chart.place(Code.CONTACT)]), shown="Dr. A. Weber\nclinician")
    day.chart.enter_ask(day.client, ask, b"", False)


def no_grant(day: ScriptedDay) -> None:
    day.chart.enter(day.client, Act.PRINT, None)


def unknown_ledger_epoch(day: ScriptedDay) -> None:
    ask = replace(day.chart.ask(day.client, Act.PRINT, day.subject), ledger_epoch=bytes(32))
    day.chart.enter_ask(day.client, ask, b"", False)


def export_without_step_up(day: ScriptedDay) -> None:
    day.chart.enter_ask(day.clinician, day.chart.ask(day.clinician, Act.EXPORT, day.own), b"", False)


def psychotherapy_without_step_up(day: ScriptedDay) -> None:
    ask = day.chart.ask(day.clinician, Act.OPEN, day.own, places=[day.chart.place(Code.PSYCHOTHERAPY)])
    day.chart.enter_ask(day.clinician, ask, b"", False)


def psychotherapy_standing(day: ScriptedDay) -> None:
    day.chart.enter(day.clinician, Act.USE, day.own, places=[day.chart.place(Code.PSYCHOTHERAPY)], step=True)


def a_note_standing(day: ScriptedDay) -> None:
    day.chart.enter(day.clinician, Act.USE, day.own, places=[day.chart.place(Code.RECORD, day.note)])


def the_keeper_opens_a_note(day: ScriptedDay) -> None:
    day.chart.enter_own(Act.OPEN)


def the_keeper_stops_a_grant(day: ScriptedDay) -> None:
    day.chart.enter_own(Act.REFUSED, day.own.hash)


def another_act_in_the_body(day: ScriptedDay) -> None:
    chart, who = day.chart, day.clinician
    raw = chart.ask(who, Act.PRINT, day.own).write()
    body = replace(chart.body(Act.OPEN, b""), ask=raw, ask_sig=sign.sign(who.acting, labels.ASK, raw))
    chart.put(replace(body, certificate=who.certificate, certificate_sig=who.certificate_sig), ZERO_HASH)


def a_withdrawal_from_the_record(day: ScriptedDay) -> None:
    place = day.chart.place(Code.RECORD)
    words = Withdrawal(day.practice.id, day.chart.id, place.compartment, Code.RECORD, place.epoch)
    day.chart.enter(day.clinician, Act.WRITE, day.own, places=[page_of(day, Code.RECORD)], about=sha(words.write()))


def a_write_about_a_grant(day: ScriptedDay) -> None:
    day.chart.enter(day.clinician, Act.WRITE, day.own, places=[page_of(day, Code.RECORD)], about=day.subject.hash)


def page_of(day: ScriptedDay, code: Code) -> Place:
    return day.chart.place(code)._replace(version=9, digest=bytes(32))


def an_ask_for_another_ledger(day: ScriptedDay) -> None:
    ask = replace(day.chart.ask(day.clinician, Act.PRINT, day.own), ledger=ChartId(bytes(16)))
    day.chart.enter_ask(day.clinician, ask, b"", False)


def an_ask_in_another_practice(day: ScriptedDay) -> None:
    ask = replace(day.chart.ask(day.clinician, Act.PRINT, day.own), practice=type(day.practice.id)(bytes(16)))
    day.chart.enter_ask(day.clinician, ask, b"", False)


def an_ask_twice(day: ScriptedDay) -> None:
    ask = day.chart.ask(day.clinician, Act.PRINT, day.own)
    day.chart.enter_ask(day.clinician, ask, b"", False)
    day.chart.enter_ask(day.clinician, ask, b"", False)


def an_old_ask(day: ScriptedDay) -> None:
    ask = day.chart.ask(day.clinician, Act.PRINT, day.own)
    day.practice.wait(HOUR)
    day.chart.enter_ask(day.clinician, ask, b"", False)


def a_certificate_that_ran_out(day: ScriptedDay) -> None:
    day.practice.wait(13 * HOUR)
    day.chart.enter(day.clinician, Act.PRINT, day.own)


def a_certificate_for_a_week(day: ScriptedDay) -> None:
    day.practice.signs_in(day.clinician, hours=7 * 24)
    day.chart.enter(day.clinician, Act.PRINT, day.own)


def anothers_acting_key(day: ScriptedDay) -> None:
    day.chart.enter(with_other(day.clinician, acting=day.colleague.acting), Act.PRINT, day.own)


def anothers_certificate(day: ScriptedDay) -> None:
    thief = with_other(
        day.colleague, id=day.clinician.id, certificate=day.colleague.certificate, certificate_sig=day.colleague.certificate_sig
    )
    day.chart.enter(thief, Act.PRINT, day.own)


def a_forged_certificate(day: ScriptedDay) -> None:
    day.clinician.certificate_sig = bytes(64)
    day.chart.enter(day.clinician, Act.PRINT, day.own)


def a_step_up_by_another(day: ScriptedDay) -> None:
    chart, who = day.chart, day.clinician
    ask = chart.ask(who, Act.EXPORT, day.own)
    raw = ask.write()
    step = sign.sign(day.colleague.identity.ed25519, labels.ASK, raw)
    body = replace(chart.body(Act.EXPORT, b""), ask=raw, ask_sig=sign.sign(who.acting, labels.ASK, raw), step_sig=step)
    chart.put(replace(body, certificate=who.certificate, certificate_sig=who.certificate_sig), ZERO_HASH)


def a_key_that_was_replaced(day: ScriptedDay) -> None:
    turned(day)
    day.chart.enter(day.clinician, Act.PRINT, day.own)


def an_unconfirmed_clinician(day: ScriptedDay) -> None:
    newcomer = day.practice.person("Dr. N.", "clinician", Role.CLINICIAN, confirmed=False)
    held = day.chart.give(day.clinician, day.own, newcomer, (Code.RECORD,), frozenset({R}), set(), "Dr. N.", "clinician")
    day.chart.use(newcomer, held, (Code.RECORD,))


def a_clinician_without_a_leaf(day: ScriptedDay) -> None:
    newcomer = day.practice.person("Dr. N.", "clinician", Role.CLINICIAN, leaf=False)
    held = day.chart.give(day.clinician, day.own, newcomer, (Code.RECORD,), frozenset({R}), set(), "Dr. N.", "clinician")
    day.chart.use(newcomer, held, (Code.RECORD,))


def a_membership_nobody_signed(day: ScriptedDay) -> None:
    day.practice.memberships.clear()


def a_membership_of_another_office(day: ScriptedDay) -> None:
    _, other = day.practice.office(day.practice.founder, "front desk")
    day.chart.use(day.officer, day.oversight, (Code.ACCESS,), via=other)


def a_membership_that_is_over(day: ScriptedDay) -> None:
    short = day.practice.member(
        day.officer, day.colleague, day.member.grant.chart, day.member.hash, bytes(32), "Dr. B. Braun", "officer", day.practice.clock + HOUR
    )
    day.practice.wait(2 * HOUR)
    day.chart.use(day.colleague, day.oversight, (Code.ACCESS,), via=short)


def a_member_named_by_no_member(day: ScriptedDay) -> None:
    fake = day.practice.member(day.colleague, day.colleague, day.member.grant.chart, day.member.hash, bytes(32), "Dr. B. Braun", "officer")
    day.chart.use(day.colleague, day.oversight, (Code.ACCESS,), via=fake)


LIES: list[tuple[Lie, str]] = [
    (another_name, "shown"),
    (no_grant, "an ask without a grant"),
    (unknown_ledger_epoch, "ledger epoch"),
    (export_without_step_up, "step-up"),
    (psychotherapy_without_step_up, "step-up"),
    (psychotherapy_standing, "standing entry"),
    (a_note_standing, "standing entry"),
    (the_keeper_opens_a_note, "an entry without an ask"),
    (the_keeper_stops_a_grant, "the keeper's own entry"),
    (another_act_in_the_body, "ask"),
    (a_withdrawal_from_the_record, "a withdrawal of something else"),
    (a_write_about_a_grant, "a withdrawal of something else"),
    (an_ask_for_another_ledger, "ask"),
    (an_ask_in_another_practice, "ask"),
    (an_ask_twice, "an ask entered twice"),
    (an_old_ask, "time"),
    (a_certificate_that_ran_out, "time"),
    (a_certificate_for_a_week, "certificate"),
    (anothers_acting_key, "signature tacenda/ask/1"),
    (anothers_certificate, "actor"),
    (a_forged_certificate, "signature tacenda/certificate/1"),
    (a_step_up_by_another, "signature tacenda/ask/1"),
    (a_key_that_was_replaced, "a replaced key"),
    (an_unconfirmed_clinician, "officer"),
    (a_clinician_without_a_leaf, "a directory entry without a leaf"),
    (a_membership_nobody_signed, "membership"),
    (a_membership_of_another_office, "membership"),
    (a_membership_that_is_over, "a grant that was over"),
    (a_member_named_by_no_member, "membership"),
]
