"""Stops, lifts and rolls: the client holds the door, and nobody is dropped in silence."""

from dataclasses import replace

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import ALL, READ, RW, STOP, SUBJECT

from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused, Tampered
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.keeper import audit


def test_a_stop_is_in_force_at_once_and_needs_no_keys_and_no_step_up(day: Day):
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    signed = day.chart.signed(day.client, Act.STOP, day.subject, about=day.shared.hash, step=False)
    day.keeper.stop(day.shared.hash, signed)
    for code in (Code.RECORD, Code.ACCESS, Code.CONTACT):
        with pytest.raises(Refused):
            day.chart.open(day.colleague, day.shared, code)
        assert day.keeper.state(day.chart.compartments[code]).state == "due"
        assert day.keeper.allows(day.chart.compartments[code], day.shared.hash) == frozenset()
    assert day.keeper.state(day.chart.compartments[Code.PSYCHOTHERAPY]).state == "live"
    assert day.shared.hash in day.verifies().stopped


def test_a_stop_waits_for_no_access_list(day: Day):
    signed = day.chart.signed(day.client, Act.STOP, day.subject, about=day.shared.hash)
    day.chart.write(day.clinician, day.own, Code.ACCESS)
    assert day.keeper.stop(day.shared.hash, signed)


def test_the_clinician_the_office_and_the_granter_may_stop_too(day: Day):
    day.chart.stop(day.clinician, day.own, day.shared)
    other = day.chart.give(day.clinician, day.own, day.practice.staff("E. Rich", Role.CLINICIAN), {Code.ACCESS: READ})
    day.chart.stop(day.officer, day.chart.oversight, other)
    assert set(day.verifies().stopped) == {day.shared.hash, other.hash}


def test_a_granter_without_the_right_to_stop_shows_the_grant_they_gave(day: Day):
    lead = day.practice.staff("L. Ead", Role.CLINICIAN)
    held = day.chart.give(day.clinician, day.own, lead, {Code.ACCESS: ALL, Code.RECORD: ALL})
    below = day.chart.give(lead, held, day.practice.staff("T. New", Role.TRAINEE), {Code.ACCESS: READ, Code.RECORD: READ})
    with pytest.raises(Refused):
        day.chart.stop(lead, held, below)
    with pytest.raises(Refused):
        day.chart.stop(lead, held, day.shared, day.shared.raw)
    day.practice.turns(lead)
    lead.signs_in()
    day.chart.stop(lead, held, below, below.raw)
    assert day.keeper.allows(day.record, below.hash) == frozenset()
    assert day.verifies().stopped[below.hash].by == held.hash


def test_who_shows_no_grant_stops_nobody(day: Day):
    ask = day.chart.ask(day.clinician, Act.STOP, None, about=day.shared.hash)
    with pytest.raises(Refused):
        day.keeper.stop(day.shared.hash, day.clinician.signs(ask), day.shared.raw)
    assert day.keeper.allows(day.record, day.shared.hash)


def test_a_colleague_without_the_right_stops_nobody_but_themselves(day: Day):
    with pytest.raises(Refused):
        day.chart.stop(day.colleague, day.shared, day.own)
    day.chart.stop(day.colleague, day.shared, day.shared)
    assert day.keeper.allows(day.record, day.shared.hash) == frozenset()


def test_a_forged_grant_stops_nobody(day: Day):
    covered = day.chart.covered({Code.ACCESS: ALL, Code.RECORD: ALL})
    forged = day.colleague.grants(day.chart.words(day.colleague, covered, {STOP, SUBJECT}, by=day.colleague))
    with pytest.raises(Refused):
        day.chart.stop(day.colleague, forged, day.own)
    assert day.keeper.allows(day.record, day.own.hash)


@pytest.mark.parametrize("who", ["clinician", "officer"])
def test_a_clients_own_access_is_ended_by_the_client_alone(day: Day, who: str):
    holder = {"clinician": (day.clinician, day.own), "officer": (day.officer, day.chart.oversight)}[who]
    with pytest.raises(Refused, match="a client's own access"):
        day.chart.stop(*holder, day.subject)
    day.chart.stop(day.client, day.subject, day.subject)
    assert day.keeper.allows(day.chart.id, day.subject.hash) == frozenset()


def test_a_grant_of_another_chart_is_not_stopped_from_this_one(day: Day):
    other = day.practice.chart(day.clinician)
    with pytest.raises(Refused, match="chart"):
        day.chart.stop(day.client, day.subject, other.own)


def test_a_stop_of_what_is_stopped_or_was_never_given_is_a_conflict(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    with pytest.raises(Conflict):
        day.chart.stop(day.clinician, day.own, day.shared)
    never = day.clinician.grants(day.chart.words(day.colleague, day.chart.covered({Code.RECORD: READ}), parent=day.own.hash))
    with pytest.raises(Conflict):
        day.chart.stop(day.clinician, day.own, never)


def test_the_very_same_stop_again_is_one_stop(day: Day):
    signed = day.chart.signed(day.client, Act.STOP, day.subject, about=day.shared.hash)
    first = day.keeper.stop(day.shared.hash, signed)
    assert day.keeper.stop(day.shared.hash, signed) == first
    day.chart.gives(day.client, day.subject, day.shared)
    with pytest.raises(Conflict, match="lifted since"):
        day.keeper.stop(day.shared.hash, signed)
    assert day.keeper.allows(day.record, day.shared.hash)


# Lifting


def test_whoever_stopped_lifts_it_before_the_roll_and_nobody_else(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    with pytest.raises(Refused, match="not your stop"):
        day.chart.gives(day.clinician, day.own, day.shared)
    day.chart.gives(day.client, day.subject, day.shared)
    assert day.keeper.state(day.record).state == "live"
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    assert day.shared.hash in day.verifies().live


def test_a_client_who_stopped_the_last_holder_has_locked_the_record_and_not_lost_it(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    day.chart.stop(day.client, day.subject, day.own)
    with pytest.raises(Refused):
        day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    assert day.keeper.readers(day.record) == ()
    # What the client can roll is rolled; the record waits for the lift.
    day.chart.roll(day.client, day.subject, Code.CONTACT)
    day.chart.gives(day.client, day.subject, day.own)
    assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares
    with pytest.raises(Refused):
        day.chart.open(day.clinician, day.own, Code.CONTACT)
    assert day.verifies().count == day.entries()


def test_an_offices_stop_is_lifted_by_the_office(day: Day):
    day.chart.stop(day.officer, day.chart.oversight, day.shared)
    day.chart.gives(day.officer, day.chart.oversight, day.shared)
    assert day.chart.open(day.colleague, day.shared, Code.RECORD).shares


def test_a_lift_keeps_due_what_somebody_elses_stop_made_due(day: Day):
    other = day.chart.give(day.clinician, day.own, day.practice.staff("E. Rich", Role.CLINICIAN), {Code.ACCESS: READ, Code.RECORD: READ})
    day.chart.stop(day.client, day.subject, day.shared)
    day.chart.stop(day.client, day.subject, other)
    day.chart.gives(day.client, day.subject, day.shared)
    assert day.keeper.state(day.record).state == "due"
    assert day.keeper.state(day.chart.compartments[Code.CONTACT]).state == "live"


def test_a_stop_lifted_between_two_rolls_gives_what_was_rolled_with_the_next_one(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    for code in (Code.RECORD, Code.CONTACT):
        day.chart.roll(day.clinician, day.own, code, *([day.note] if code is Code.RECORD else []))
    day.chart.gives(day.client, day.subject, day.shared)
    states = {code: day.keeper.state(day.chart.compartments[code]).state for code in (Code.ACCESS, Code.CONTACT, Code.RECORD)}
    assert states == {Code.ACCESS: "live", Code.CONTACT: "due", Code.RECORD: "due"}
    assert day.keeper.waiting(day.shared.hash) == {day.record, day.chart.compartments[Code.CONTACT]}
    assert day.keeper.opened(day.shared.hash) == {day.chart.compartments[Code.ACCESS]}
    with pytest.raises(Refused):
        day.chart.open(day.colleague, day.shared, Code.RECORD, day.note)
    assert [one.code for one in audit.folder(day.keeper.office).findings if one.code in ("due", "allowed")] == []
    day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares
    assert day.keeper.waiting(day.shared.hash) == {day.chart.compartments[Code.CONTACT]}
    assert day.verifies().waiting[day.shared.hash] == {day.chart.compartments[Code.CONTACT]}


def test_a_lift_keeps_due_what_a_last_day_made_due(day: Day):
    until = Moment(day.practice.clock.now() + 3600)
    brief = day.chart.give(
        day.clinician, day.own, day.practice.staff("E. Rich", Role.CLINICIAN), {Code.ACCESS: READ, Code.RECORD: READ}, until=until
    )
    day.practice.clock.put(Moment(until + 86_400))
    day.client.signs_in()
    day.keeper.tidy()
    day.chart.stop(day.client, day.subject, day.shared)
    day.chart.gives(day.client, day.subject, day.shared)
    assert day.keeper.allows(day.record, brief.hash) == frozenset()
    assert day.keeper.state(day.record).state == "due"
    assert day.keeper.state(day.chart.compartments[Code.CONTACT]).state == "live"


def test_after_the_roll_a_stop_is_not_lifted_and_the_same_grant_is_not_given_again(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    for code in (Code.RECORD, Code.CONTACT, Code.ACCESS):
        day.chart.roll(day.clinician, day.own, code, *([day.note] if code is Code.RECORD else []))
    with pytest.raises(Refused):
        day.chart.gives(day.client, day.subject, day.shared)
    with pytest.raises(Conflict, match="given before"):
        day.chart.gives(day.clinician, day.own, day.shared)
    assert day.verifies().count == day.entries()


# Rolling


def test_a_roll_gives_shares_of_both_epochs_and_then_the_old_one_opens_nothing(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    old = day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares[day.note, 1]
    made = day.chart.next_epoch(Code.RECORD)
    shares = day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    assert shares[day.note, 1] == old != shares[day.note, 2]
    before = day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, day.note))
    day.chart.end_roll(made)
    with pytest.raises(Conflict):
        day.keeper.release([before])
    assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares == {(day.note, 2): shares[day.note, 2]}
    assert [(number, state) for number, state, _ in day.keeper.epochs(day.record)] == [(1, "retired"), (2, "live")]
    assert day.verifies().count == day.entries()


def test_only_what_is_due_is_rolled(day: Day):
    with pytest.raises(Conflict, match="roll"):
        day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    day.chart.stop(day.client, day.subject, day.shared)
    day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    with pytest.raises(Conflict, match="roll"):
        day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)


def test_a_roll_neither_adds_nor_drops_anyone(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    access = day.chart.compartments[Code.ACCESS]
    readers = day.keeper.readers(access)
    for named in ([*readers, day.shared.hash], readers[1:], []):
        made = day.chart.next_epoch(Code.ACCESS, named)
        with pytest.raises(Refused, match="neither adds nor drops"):
            day.chart.begin_roll(day.clinician, day.own, Code.ACCESS, made)
    for named in (tuple(reversed(readers)), (*readers, readers[-1])):
        with pytest.raises(Tampered):
            day.chart.begin_roll(day.clinician, day.own, Code.ACCESS, replace(day.chart.next_epoch(Code.ACCESS), grants=named))
    assert day.keeper.state(access).state == "due"


def test_only_a_holder_rolls_and_never_the_stopped_one(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    for who, held in ((day.client, day.subject), (day.colleague, day.shared), (day.officer, day.chart.oversight)):
        with pytest.raises(Refused):
            day.chart.begin_roll(who, held, Code.RECORD, made, day.note)


def test_a_member_whose_membership_is_none_rolls_nothing_for_the_office(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.ACCESS)
    forged = day.clinician.grants(replace(day.chart.oversight.via.grant, grantee=day.clinician.id, grantee_entry=day.clinician.hash))
    with pytest.raises(Refused, match="membership"):
        day.chart.begin_roll(day.clinician, replace(day.chart.oversight, via=forged), Code.ACCESS, made)


def test_a_roll_takes_the_next_number_and_follows_the_epoch_before(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    for wrong in (
        replace(made, epoch=3),
        replace(made, epoch=1),
        replace(made, previous=bytes(32)),
        replace(made, code=Code.CONTACT),
        replace(made, practice=day.chart.id),
        replace(made, ledger_key=bytes(1216)),
    ):
        with pytest.raises((Refused, Conflict)):
            day.chart.begin_roll(day.clinician, day.own, Code.RECORD, wrong, day.note)
    assert day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)


def test_rolling_psychotherapy_notes_needs_a_step_up(day: Day):
    private = day.chart.give(day.clinician, day.own, day.colleague, {Code.ACCESS: READ, Code.PSYCHOTHERAPY: READ})
    day.chart.stop(day.client, day.subject, private)
    made = day.chart.next_epoch(Code.PSYCHOTHERAPY)
    with pytest.raises(Refused, match="step-up"):
        day.chart.begin_roll(day.clinician, day.own, Code.PSYCHOTHERAPY, made, step=False)
    assert day.chart.begin_roll(day.clinician, day.own, Code.PSYCHOTHERAPY, made)


def test_the_very_same_beginning_again_is_one_roll_with_the_same_shares(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    place = day.chart.place(Code.RECORD, day.note)
    signed = day.chart.signed(day.clinician, Act.ROLL_BEGUN, day.own, place, about=sha(made.write()))
    first = day.keeper.roll_begun(made.write(), signed)
    assert day.keeper.roll_begun(made.write(), signed) == first
    day.chart.end_roll(made)
    day.keeper.roll_ended(made.compartment, made.epoch)
    with pytest.raises(Conflict):
        day.keeper.roll_begun(made.write(), signed)
    assert day.verifies().count == day.entries()


def test_a_second_roller_never_destroys_what_the_first_may_have_committed(day: Day):
    """The first one's content may lie under the begun epoch already: only who sees that it does not may give it up."""
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    first = day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    epochs = day.chart.halves.copy()
    with pytest.raises(Conflict):
        day.chart.begin_roll(day.clinician, day.own, Code.RECORD, day.chart.next_epoch(Code.RECORD), day.note)
    day.chart.halves = epochs
    day.chart.end_roll(made)
    assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares[day.note, 2] == first[day.note, 2]


def test_an_abandoned_roll_burns_its_number_and_stays_due(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    day.keeper.abandon(day.record)
    assert day.keeper.state(day.record).state == "due"
    assert [number for number, _, _ in day.keeper.epochs(day.record)] == [1]
    later = day.chart.next_epoch(Code.RECORD)
    assert later.epoch == 3
    day.chart.begin_roll(day.clinician, day.own, Code.RECORD, later, day.note)
    with pytest.raises(Conflict):
        day.keeper.roll_ended(day.record, made.epoch)
    day.chart.end_roll(later)
    assert day.verifies().count == day.entries()
    day.keeper.abandon(day.record)
    assert day.keeper.state(day.record).state == "live"


def test_a_roll_given_up_too_early_still_ends_since_what_is_committed_decides(day: Day):
    """Upkeep looked while the roller was about to commit: had the share died then, the record would be lost."""
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    shares = day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    day.keeper.abandon(day.record)
    late = day.chart.give(day.clinician, day.own, day.practice.staff("L. Ate", Role.CLINICIAN), {Code.ACCESS: READ, Code.RECORD: READ})
    day.chart.end_roll(made)
    assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares[day.note, 2] == shares[day.note, 2]
    assert day.keeper.state(day.record).state == "due", "who was given access meanwhile is dropped by nobody"
    assert late.hash in day.keeper.readers(day.record)
    assert late.hash in day.chart.roll(day.clinician, day.own, Code.RECORD, day.note).grants
    assert day.keeper.state(day.record).state == "live"
    with pytest.raises(Refused):
        day.chart.open(day.colleague, day.shared, Code.RECORD)
    assert day.verifies().count == day.entries()


def test_an_abandoned_share_dies_with_the_retired_ones(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    day.keeper.abandon(day.record)
    day.practice.clock.forward(14 * 86_400)
    day.keeper.tidy()
    with pytest.raises(Conflict):
        day.keeper.roll_ended(day.record, made.epoch)


def test_while_a_roll_runs_nothing_is_given_or_lifted_there(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    with pytest.raises(Conflict, match="rolling"):
        day.chart.gives(day.client, day.subject, day.shared)
    with pytest.raises(Conflict, match="rolling"):
        day.chart.give(day.clinician, day.own, day.practice.staff("E. Rich", Role.CLINICIAN), {Code.RECORD: READ})
    day.chart.end_roll(made)
    with pytest.raises(Refused):
        day.chart.open(day.colleague, day.shared, Code.RECORD)


def test_whoever_is_stopped_while_a_roll_runs_makes_the_next_one_due(day: Day):
    other = day.chart.give(day.clinician, day.own, day.practice.staff("E. Rich", Role.CLINICIAN), {Code.ACCESS: READ, Code.RECORD: RW})
    rich = day.practice.people[-1]
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    assert other.hash in made.grants
    day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    day.chart.stop(day.client, day.subject, other)
    day.chart.end_roll(made)
    with pytest.raises(Refused):
        day.chart.open(rich, other, Code.RECORD, day.note)
    assert day.keeper.state(day.record).state == "due"
    assert other.hash not in day.chart.roll(day.clinician, day.own, Code.RECORD, day.note).grants
    assert day.keeper.state(day.record).state == "live"


def test_a_ledger_rolls_on_and_its_old_pages_stay_readable(day: Day):
    reader = day.practice.staff("S. Super", Role.SUPERVISOR)
    held = day.chart.give(day.clinician, day.own, reader, {Code.ACCESS: READ, Code.LEDGER: READ})
    day.chart.stop(day.client, day.subject, held)
    old = day.chart.ledger_epoch
    made = day.chart.roll(day.clinician, day.own, Code.LEDGER)
    assert day.keeper.chart(day.chart.id).ledger_epoch == day.chart.ledger_epoch != old
    day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    epochs = {line.ledger_epoch for line in day.keeper.lines(day.chart.id)}
    assert epochs == {old, day.chart.ledger_epoch}
    assert [state for _, state, _ in day.keeper.epochs(made.compartment)] == ["live", "live"]
    assert day.verifies().count == day.entries()


def test_an_asker_who_knows_only_the_ledgers_older_epoch_is_still_entered(day: Day):
    reader = day.practice.staff("S. Super", Role.SUPERVISOR)
    held = day.chart.give(day.clinician, day.own, reader, {Code.ACCESS: READ, Code.LEDGER: READ})
    day.chart.stop(day.client, day.subject, held)
    late = day.chart.signed(day.colleague, Act.USE, day.shared, day.chart.place(Code.CONTACT))
    day.chart.roll(day.clinician, day.own, Code.LEDGER)
    assert day.keeper.release([late])
    assert day.verifies().count == day.entries()


def test_no_entry_is_sealed_to_a_ledger_epoch_that_is_only_begun(day: Day):
    reader = day.practice.staff("S. Super", Role.SUPERVISOR)
    held = day.chart.give(day.clinician, day.own, reader, {Code.ACCESS: READ, Code.LEDGER: READ})
    day.chart.stop(day.client, day.subject, held)
    made = day.chart.next_epoch(Code.LEDGER)
    day.chart.begin_roll(day.clinician, day.own, Code.LEDGER, made)
    ask = replace(day.chart.ask(day.colleague, Act.USE, day.shared, day.chart.place(Code.CONTACT)), ledger_epoch=sha(made.write()))
    with pytest.raises(Conflict, match="ledger epoch"):
        day.keeper.release([day.colleague.signs(ask, day.shared)])


def test_retired_shares_are_destroyed_after_fourteen_days(day: Day):
    day.chart.stop(day.client, day.subject, day.shared)
    day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    day.practice.clock.forward(13 * 86_400)
    day.keeper.tidy()
    assert [state for _, state, _ in day.keeper.epochs(day.record)] == ["retired", "live"]
    seeds = "SELECT epoch FROM share WHERE compartment = :id AND length(secret) = 32"
    day.practice.clock.forward(86_400)
    day.keeper.tidy()
    with day.practice.database.reading() as tx:
        assert [row[0] for row in tx.rows(seeds, id=day.record)] == [2]


def test_rights_of_stopped_people_come_back_through_no_new_compartment(day: Day):
    """A stopped founder holds `grant` by an old statement, but not by the keeper's rows."""
    day.chart.stop(day.client, day.subject, day.own)
    compartment = fresh.compartment_id()
    day.chart.compartments[Code.DOCUMENTS] = compartment
    made = day.clinician.grants(day.chart.words(day.clinician, day.chart.covered({Code.DOCUMENTS: ALL}), parent=day.own.hash))
    epoch = day.chart.epoch(compartment, Code.DOCUMENTS, 1, bytes(32), [made.hash])
    with pytest.raises(Refused):
        day.keeper.add_compartments([day.chart.given("epoch", epoch.write()), day.chart.given("grant", made.raw, made.signature)])
    assert Right.GRANT not in day.keeper.allows(day.chart.compartments[Code.ACCESS], day.own.hash)
