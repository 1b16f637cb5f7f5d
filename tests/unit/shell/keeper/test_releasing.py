"""Releases: no share without its entry, none without a live grant, and the same ask twice is one entry."""

from dataclasses import replace

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import DAY, HOUR, READ, Held

from tacenda.core.ledger.asks import Place
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, Refused, Tampered
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.keeper import checks


def refused(day: Day, signed, reason: str) -> None:
    """Not given, and nothing entered."""
    before = day.keeper.size()
    with pytest.raises(Refused) as error:
        day.keeper.release([signed])
    assert (error.value.reason, day.keeper.size()) == (reason, before)


def opening(day: Day, who=None, held=None, **more):
    held = held or day.own
    who = who or day.clinician
    return day.chart.signed(who, Act.OPEN, held, day.chart.place(Code.RECORD, day.note), **more)


def test_a_share_comes_with_the_entry_that_names_who_opened_what(day: Day):
    before = day.entries()
    released = day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    assert list(released.shares) == [(day.note, 1)]
    entry = day.verifies().entries[-1]
    assert released.receipt.number == day.entries() == before + 1 == entry.seq
    assert (entry.ask.actor, entry.ask.act, entry.ask.places[0].object) == (day.clinician.id, Act.OPEN, day.note)


def test_everybody_gets_the_same_share_of_an_object_and_each_object_its_own(day: Day):
    one = day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares
    other = day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    third = day.chart.open(day.clinician, day.own, Code.RECORD, fresh.id()).shares
    assert one == other
    assert set(one.values()).isdisjoint(third.values())


def test_without_a_grant_nothing_is_released(day: Day):
    ask = replace(day.chart.ask(day.colleague, Act.OPEN, None, day.chart.place(Code.RECORD, day.note)))
    refused(day, day.colleague.signs(ask), "places")


def test_a_grant_that_nobody_gave_opens_nothing(day: Day):
    covered = day.chart.covered({Code.ACCESS: READ, Code.RECORD: READ})
    forged = day.colleague.grants(day.chart.words(day.colleague, covered, by=day.colleague))
    refused(day, opening(day, day.colleague, forged), "not allowed")


def test_somebody_elses_grant_opens_nothing(day: Day):
    refused(day, opening(day, day.colleague, day.own), "grantee")


def test_a_grant_of_one_chart_opens_nothing_of_another(day: Day):
    other = day.practice.chart(day.clinician)
    place = other.place(Code.RECORD)
    refused(day, day.chart.signed(day.clinician, Act.OPEN, day.own, place), "not allowed")
    ask = replace(day.chart.ask(day.clinician, Act.OPEN, day.own, place), ledger=other.id, ledger_epoch=other.ledger_epoch)
    refused(day, day.clinician.signs(ask, day.own), "grant")


def test_nobody_appears_under_a_name_that_no_granter_vouched_for(day: Day):
    ask = replace(day.chart.ask(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD)), shown="Somebody Else\nrole")
    refused(day, day.clinician.signs(ask, day.own), "shown")


def test_reading_is_not_writing(day: Day):
    held = day.chart.give(day.clinician, day.own, day.practice.staff("T. New", Role.TRAINEE), {Code.ACCESS: READ, Code.RECORD: READ})
    trainee = day.practice.people[-1]
    assert day.chart.open(trainee, held, Code.RECORD, day.note).shares
    refused(day, day.chart.write_ask(trainee, held, Code.RECORD), "not allowed")


def test_a_grant_ends_at_its_hour(day: Day):
    until = day.practice.clock.now() + 2 * HOUR
    held = day.chart.give(day.clinician, day.own, day.colleague, {Code.ACCESS: READ, Code.RECORD: READ}, until=until)
    day.practice.clock.put(Moment(until - 1))
    assert day.chart.open(day.colleague, held, Code.RECORD, day.note).shares
    assert held.hash in day.keeper.readers(day.record)
    day.practice.clock.put(Moment(until))
    refused(day, opening(day, day.colleague, held), "over")


def test_an_end_that_only_the_row_remembers_counts_too(day: Day):
    until = day.practice.clock.now() + 2 * HOUR
    held = day.chart.give(day.clinician, day.own, day.colleague, {Code.ACCESS: READ, Code.RECORD: READ}, until=until)
    day.practice.clock.forward(DAY)
    assert day.keeper.allows(day.record, held.hash) == frozenset()
    assert held.hash not in day.keeper.readers(day.record)


def test_whoever_signed_out_gets_nothing_more(day: Day):
    signed = opening(day)
    day.keeper.sign_out(day.clinician.certificate, Moment(0))
    refused(day, signed, "signed out")
    day.practice.clock.forward(HOUR)
    day.keeper.tidy()
    refused(day, opening(day), "signed out")


def test_signing_out_everywhere_ends_every_certificate_of_one_person_alone(day: Day):
    mine, other = opening(day), opening(day, day.colleague, day.shared)
    day.practice.clock.forward(1)
    day.keeper.enter(day.clinician.signs(day.practice.bare(day.clinician, Act.SIGN_OUT, reason=checks.EVERYWHERE)))
    refused(day, mine, "signed out")
    assert day.keeper.release([other])
    day.clinician.signs_in()
    assert day.keeper.release([opening(day)])


def test_with_turned_keys_the_old_certificate_counts_no_more(day: Day):
    signed = opening(day)
    day.practice.turns(day.clinician)
    refused(day, signed, "turned")
    day.clinician.signs_in()
    assert day.keeper.release([opening(day)]), "grants to the older entry hold for its successor"


def test_an_ask_counts_two_minutes_around_the_keepers_time_and_within_its_certificate(day: Day):
    now = day.practice.clock.now()
    place = day.chart.place(Code.RECORD, day.note)
    for off in (-121, 121):
        ask = day.chart.ask(day.clinician, Act.OPEN, day.own, place, access=day.chart.access(), at=now + off)
        refused(day, day.clinician.signs(ask, day.own), "time")
    ask = day.chart.ask(day.clinician, Act.OPEN, day.own, place, access=day.chart.access(), at=now + 119)
    assert day.keeper.release([day.clinician.signs(ask, day.own)])
    day.practice.clock.forward(12 * HOUR)
    refused(day, opening(day), "time")


def test_a_certificate_of_days_is_worth_nothing(day: Day):
    day.clinician.signs_in(hours=24)
    refused(day, opening(day), "certificate")


def test_psychotherapy_notes_and_acts_of_consequence_need_a_step_up(day: Day):
    private = day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.PSYCHOTHERAPY), step=False)
    refused(day, private, "step-up")
    refused(day, day.chart.signed(day.clinician, Act.EXPORT, day.own, day.chart.place(Code.RECORD), step=False), "step-up")
    assert day.chart.open(day.clinician, day.own, Code.PSYCHOTHERAPY).shares


def test_a_signature_of_another_key_is_tampering(day: Day):
    signed = opening(day)
    for broken in (
        replace(signed, ask_sig=bytes(64)),
        replace(signed, step_sig=bytes(64)),
        replace(signed, certificate_sig=bytes(64)),
        replace(signed, certificate=day.colleague.certificate, certificate_sig=day.colleague.certificate_sig),
    ):
        with pytest.raises(Tampered):
            day.keeper.release([broken])


def test_a_stranger_whom_no_officer_let_in_is_refused_whatever_they_hold(day: Day):
    stranger = day.practice.newcomer("S. Tranger", Role.CLINICIAN)
    held = stranger.grants(day.chart.words(stranger, day.chart.covered({Code.RECORD: READ}), by=stranger))
    refused(day, opening(day, stranger, held), "unconfirmed")


def test_the_very_same_ask_again_makes_one_entry_and_gets_the_same_answer(day: Day):
    signed = opening(day)
    first, second = day.keeper.release([signed]), day.keeper.release([signed])
    assert (first[0].shares, first[0].receipt) == (second[0].shares, second[0].receipt)
    writing = day.chart.write_ask(day.clinician, day.own, Code.RECORD, fresh.id())
    before = day.entries()
    once, twice = day.keeper.release([writing]), day.keeper.release([writing])
    assert (once[0].shares, day.entries()) == (twice[0].shares, before + 1)


def test_the_very_same_ask_again_passes_every_check_again(day: Day):
    signed = opening(day, day.colleague, day.shared)
    assert day.keeper.release([signed])
    day.chart.stop(day.client, day.subject, day.shared)
    refused(day, signed, "not allowed")
    mine = opening(day)
    assert day.keeper.release([mine])
    day.keeper.sign_out(day.clinician.certificate, Moment(0))
    refused(day, mine, "signed out")


def test_an_ask_is_decided_on_the_newest_access_list_or_again(day: Day):
    signed = opening(day)
    day.chart.write(day.clinician, day.own, Code.ACCESS)
    before = day.keeper.size()
    with pytest.raises(Conflict):
        day.keeper.release([signed])
    assert day.keeper.size() == before
    assert day.keeper.release([opening(day)])


def test_an_ask_that_names_no_access_list_is_refused_once_there_is_one(day: Day):
    ask = day.chart.ask(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, day.note))
    refused(day, day.clinician.signs(ask, day.own), "access")
    other = day.practice.chart(day.clinician)
    assert day.keeper.release([day.clinician.signs(other.ask(day.clinician, Act.OPEN, other.own, other.place(Code.RECORD)), other.own)])
    ask = replace(ask, access=(day.chart.compartments[Code.RECORD], 2))
    refused(day, day.clinician.signs(ask, day.own), "access")


def test_an_epoch_that_does_not_stand_is_a_conflict(day: Day):
    place = Place(day.record, 2, day.note, 0, b"")
    with pytest.raises(Conflict):
        day.keeper.release([day.chart.signed(day.clinician, Act.OPEN, day.own, place)])


@pytest.mark.parametrize("act", [Act.GRANT, Act.STOP, Act.FOUND, Act.SIGN_OUT, Act.REFUSED, Act.ROLL_BEGUN, Act.RESTORE, Act.SHRED])
def test_no_share_is_given_under_an_act_that_says_something_else(day: Day, act: Act):
    refused(day, day.chart.signed(day.clinician, act, day.own, day.chart.place(Code.RECORD, day.note), step=True), "places")


def test_no_entry_of_a_reading_names_a_grant_as_its_subject(day: Day):
    """Stops are told again from leaves, where a grant's hash stands at giving, stopping and lifting alone."""
    place = day.chart.place(Code.RECORD, day.note)
    refused(day, day.chart.signed(day.clinician, Act.OPEN, day.own, place, about=day.shared.hash), "places")
    ask = replace(day.practice.bare(day.clinician, Act.JOIN, about=day.shared.hash))
    with pytest.raises(Refused):
        day.keeper.enter(day.clinician.signs(ask))


def test_an_opening_writes_nothing_and_a_writing_says_what_it_writes(day: Day):
    refused(day, day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, day.note, 1, bytes(32))), "places")
    for place in (day.chart.place(Code.RECORD, day.note, 1, b""), day.chart.place(Code.RECORD, day.note, -1, bytes(32))):
        refused(day, day.chart.signed(day.clinician, Act.WRITE, day.own, place), "places")


def test_a_batch_is_released_whole_or_not_at_all(day: Day):
    before = day.keeper.size()
    with pytest.raises(Refused):
        day.keeper.release([opening(day), opening(day, day.colleague, day.own)])
    assert day.keeper.size() == before
    assert len(day.keeper.release([opening(day), opening(day, day.colleague, day.shared)])) == 2


def test_an_entry_goes_into_the_ledger_of_its_chart_and_no_other(day: Day):
    """Named with the key of another chart's ledger, today's or not, an entry could hide from its client: it is not made."""
    other = day.practice.chart(day.clinician)
    other.use(day.clinician, other.own, Code.ACCESS)
    ask = replace(day.chart.ask(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, day.note), access=day.chart.access()))
    signed = day.clinician.signs(replace(ask, ledger_epoch=other.ledger_epoch), day.own)
    with pytest.raises(Conflict):
        day.keeper.release([signed])
    assert day.verifies().count == day.entries()


def test_a_refusal_stands_in_the_charts_ledger_or_without_a_grant_in_the_practices(day: Day):
    before, practice = day.entries(), day.keeper.chart(ChartId(day.practice.id)).entries
    day.keeper.refused(day.chart.signed(day.colleague, Act.REFUSED, day.shared))
    assert day.entries() == before + 1
    day.chart.stop(day.client, day.subject, day.shared)
    with pytest.raises(Refused):
        day.keeper.refused(day.chart.signed(day.colleague, Act.REFUSED, day.shared))
    day.keeper.refused(day.colleague.signs(day.practice.bare(day.colleague, Act.REFUSED)))
    assert day.keeper.chart(ChartId(day.practice.id)).entries == practice + 1
    assert day.verifies().count == before + 2


def test_only_the_subject_reads_a_ledger_without_an_entry_and_only_the_ledger(day: Day):
    before = day.keeper.size()
    assert day.chart.period_shares(day.client, day.subject)
    assert day.keeper.size() == before
    with pytest.raises(Refused):
        day.keeper.own_ledger(day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.LEDGER)))
    with pytest.raises(Refused):
        day.keeper.own_ledger(day.chart.signed(day.client, Act.OPEN, day.subject, day.chart.place(Code.CONTACT)))


def test_an_office_reads_through_its_members_and_their_reading_is_entered_under_their_name(day: Day):
    held: Held = day.chart.oversight
    day.chart.use(day.officer, held, Code.ACCESS)
    entry = day.verifies().entries[-1]
    assert (entry.ask.actor, entry.ask.shown, entry.ask.via) == (day.officer.id, held.via.grant.shown(), held.via.hash)
    assert len(day.chart.period_shares(day.officer, held)) >= 1
    stranger = replace(held, via=day.clinician.grants(replace(held.via.grant, grantee=day.clinician.id)))
    refused(day, day.chart.signed(day.clinician, Act.OPEN, stranger, day.chart.place(Code.ACCESS)), "membership")
