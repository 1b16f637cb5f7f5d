"""Beginnings: practice, people, charts, later compartments; what an insider could try there."""

from dataclasses import replace

import pytest
from tests.unit.shell.keeper.chart import Chart
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import ALL, CODES, READ, RW, STOP, SUBJECT, Person
from tests.unit.shell.keeper.practice import SCHEMA, Practice

from tacenda.core.ledger.asks import Ask
from tacenda.core.ledger.statements import DirectorySignatures, Epoch
from tacenda.core.sealing import derive, labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, NotFound, Refused, Tampered, Unavailable
from tacenda.core.words.ids import ChartId
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.database import Database
from tacenda.shell.keeper.founding import Newcomer
from tacenda.shell.keeper.keeper import Keeper
from tacenda.shell.keeper.office import Given


def test_before_there_is_a_practice_every_verb_waits(tmp_path):
    keeper = Keeper(Database(tmp_path / "keeper.db", SCHEMA), None, lambda: 0)
    assert not keeper.founded
    for verb in (keeper.checkpoint, keeper.tidy, keeper.not_guessed, lambda: keeper.release([])):
        with pytest.raises(Unavailable):
            verb()
    keeper.close()


def test_a_practice_begins_once_and_its_own_ledger_has_every_beginning(day: Day):
    own = ChartId(day.practice.id)
    abouts = {line.about for line in day.keeper.lines(own)}
    assert {sha(day.practice.genesis), day.officer.hash, sha(day.practice.office.write()), day.practice.member.hash} <= abouts
    with pytest.raises(Conflict):
        day.practice.begins()
    assert (day.keeper.charts(), day.keeper.founded) == (1, True)


def test_the_keeper_refuses_a_file_of_another_practice_and_other_log_keys(day: Day, tmp_path):
    with pytest.raises(Tampered):
        Keeper(day.practice.database, bytes(32), day.practice.clock.now)
    with day.practice.database.writing() as tx:
        tx.change("UPDATE practice SET log_ed25519 = :seed", seed=fresh.secret())
    with pytest.raises(Tampered, match="log keys"):
        day.practice.again()


def test_a_beginning_with_a_genesis_or_log_of_somebody_else_is_refused(tmp_path):
    practice = Practice(tmp_path / "keeper.db")
    practice.log = Identity(fresh.secret(), fresh.secret())
    with pytest.raises(Tampered, match="log keys"):
        practice.begins()
    practice.keeper.close()


def test_the_practices_ledger_epoch_is_vouched_for_by_an_officer_from_its_beginning(tmp_path):
    practice = Practice(tmp_path / "keeper.db")
    given = [item._replace(signature=b"") if item.kind == "epoch" else item for item in practice.own.founding(practice.member)]
    people = [
        Newcomer(practice.founder.entry.write(), practice.founder.signs_entry(practice.founder.entry)),
        Newcomer(practice.office.write(), practice.founder.signs_entry(practice.office, practice.founder)),
    ]
    with pytest.raises(Tampered, match="ledger epoch"):
        practice.keeper.begin(practice.log, practice.genesis, people, given)
    assert not practice.keeper.founded
    practice.keeper.close()


# Charts


def test_a_chart_is_founded_with_an_entry_for_each_epoch_and_grant_and_verifies(day: Day):
    chart = day.practice.chart(day.clinician)
    assert day.keeper.chart(chart.id).entries == len(CODES) + 2
    assert {state.code: (state.epoch, state.state) for state in day.keeper.states(chart.id)} == dict.fromkeys(CODES, (1, "live"))
    client = day.practice.client("D. New")
    held = chart.joins(client)
    assert set(chart.verified(client, held).live) == {chart.own.hash, chart.oversight.hash, held.hash}


def test_no_chart_without_the_privacy_offices_grant(day: Day):
    chart = Chart(day.practice, day.clinician, None, CODES)
    full = chart.founding()
    over = chart.oversight.grant
    access, ledger = over.compartments
    for lesser in (
        None,
        replace(over, rights=frozenset()),
        replace(over, compartments=(replace(access, rights=READ), ledger)),
        replace(over, compartments=(access,)),
        replace(over, until=day.practice.clock.now() + 9999),
        replace(over, grantee=day.colleague.id, grantee_entry=day.colleague.hash),
    ):
        given = [item for item in full if sha(item.statement) != chart.oversight.hash]
        if lesser is not None:
            held = day.clinician.grants(lesser)
            given.append(chart.given("grant", held.raw, held.signature))
        with pytest.raises(Refused):
            day.keeper.found(given)
    with pytest.raises(NotFound):
        day.keeper.chart(chart.id)


def test_an_office_that_no_officer_let_in_oversees_nothing(day: Day):
    root, salt = fresh.secret(), fresh.salt()
    id = derive.chart_id(day.clinician.hash, salt)
    fake = replace(Person(day.practice, id, "Office", (Role.OFFICE,), root).keys(), ed25519=b"", mldsa44=b"", sign_in=b"")
    day.keeper.publish(fake.write(), day.clinician.signs_entry(fake))
    chart = Chart(day.practice, day.clinician, None, CODES)
    held = day.clinician.grants(replace(chart.oversight.grant, grantee=id, grantee_entry=sha(fake.write())))
    given = [item for item in chart.founding() if sha(item.statement) != chart.oversight.hash]
    with pytest.raises(Refused):
        day.keeper.found([*given, chart.given("grant", held.raw, held.signature)])


def test_only_who_keeps_charts_founds_one(day: Day):
    for who in (day.client, day.practice.staff("F. Desk", Role.FRONT_DESK)):
        with pytest.raises(Refused, match="role"):
            day.practice.chart(who)


def test_the_very_same_founding_again_is_one_chart(day: Day):
    chart = Chart(day.practice, day.clinician, None, CODES)
    given = chart.founding()
    day.keeper.found(given)
    day.keeper.found(given)
    assert day.keeper.chart(chart.id).entries == len(given)
    with pytest.raises(Conflict):
        day.keeper.found(chart.founding())


def test_a_chart_has_one_ledger_and_one_access_list(day: Day):
    """Decided on a second access list that never moves, an ask would see no restriction made since."""
    for missing in (Code.LEDGER, Code.ACCESS):
        chart = Chart(day.practice, day.clinician, None, CODES)
        with pytest.raises(Refused):
            day.keeper.found([item for item in chart.founding() if item.kind != "epoch" or Epoch.read(item.statement).code is not missing])
    for code in (Code.LEDGER, Code.ACCESS):
        second = day.chart.epoch(fresh.compartment_id(), code, 1, bytes(32), [])
        with pytest.raises(Refused):
            day.keeper.add_compartments([day.chart.given("epoch", second.write())])


def test_a_first_epoch_names_exactly_who_reads_it(day: Day):
    chart = Chart(day.practice, day.clinician, None, CODES)
    record = chart.compartments[Code.RECORD]
    chart.epochs[record] = replace(chart.epochs[record], grants=())
    with pytest.raises(Refused, match="names who reads"):
        day.keeper.found(chart.founding())


def test_a_founders_grant_for_somebody_elses_chart_is_refused(day: Day):
    """R5: any member could sign one; only who is hashed into the chart's id counts."""
    words = day.chart.words(day.colleague, day.chart.covered({Code.RECORD: ALL}), {STOP}, by=day.colleague, salt=day.own.grant.salt)
    forged = day.colleague.grants(words)
    with pytest.raises(Refused):
        day.chart.gives(day.colleague, forged, forged)
    ask = day.chart.ask(day.colleague, Act.FOUND, forged, about=forged.hash)
    item = Given("grant", forged.raw, forged.signature, day.colleague.signs(ask, forged))
    for verb in (day.keeper.found, day.keeper.add_compartments):
        with pytest.raises((Refused, Conflict)):
            verb([item])
    assert day.keeper.allows(day.record, forged.hash) == frozenset()


def test_a_second_statement_of_a_first_epoch_is_refused(day: Day):
    """R6: one C per epoch for all."""
    again = day.chart.epoch(day.record, Code.RECORD, 1, bytes(32), [day.own.hash, day.shared.hash])
    with pytest.raises((Refused, Conflict)):
        day.keeper.add_compartments([day.chart.given("epoch", again.write())])
    with pytest.raises((Refused, Conflict)):
        day.chart.begin_roll(day.clinician, day.own, Code.RECORD, again, day.note)
    assert len(day.keeper.epochs(day.record)) == 1


def test_one_founder_founds_a_chart_alone(day: Day):
    chart = Chart(day.practice, day.clinician, None, CODES)
    given = chart.founding()
    other = replace(chart.ask(day.colleague, Act.FOUND, None, about=sha(given[0].statement)))
    given[0] = given[0]._replace(signed=day.colleague.signs(other))
    with pytest.raises(Refused, match="one founder"):
        day.keeper.found(given)


# Later compartments


def later(day: Day, code: Code, rights=ALL, *, to=None, wide: bool = True):
    """A later compartment with a grant to oneself that holds the old ones too."""
    day.chart.compartments[code] = fresh.compartment_id()
    covered = dict.fromkeys((*CODES, code), ALL) if wide else {code: rights}
    made = day.clinician.grants(day.chart.words(to or day.clinician, day.chart.covered(covered), parent=day.own.hash))
    epoch = day.chart.epoch(day.chart.compartments[code], code, 1, bytes(32), [made.hash])
    day.chart.epochs[epoch.compartment] = epoch
    return made, epoch


def test_a_later_compartment_is_founded_with_a_grant_to_oneself(day: Day):
    made, epoch = later(day, Code.DOCUMENTS)
    day.keeper.add_compartments([day.chart.given("epoch", epoch.write()), day.chart.given("grant", made.raw, made.signature)])
    assert day.chart.open(day.clinician, made, Code.DOCUMENTS).shares
    below = day.chart.give(day.clinician, made, day.colleague, {Code.ACCESS: READ, Code.DOCUMENTS: RW})
    assert day.chart.open(day.colleague, below, Code.DOCUMENTS).shares
    assert day.verifies().count == day.entries()


def test_a_later_compartments_first_grant_goes_to_nobody_else(day: Day):
    made, epoch = later(day, Code.DOCUMENTS, to=day.colleague, wide=False)
    with pytest.raises(Refused):
        day.keeper.add_compartments([day.chart.given("epoch", epoch.write()), day.chart.given("grant", made.raw, made.signature)])


def test_who_may_not_grant_access_adds_no_compartment_whatever_they_show(day: Day):
    compartment = fresh.compartment_id()
    forged = day.colleague.grants(day.chart.words(day.colleague, day.chart.covered({Code.ACCESS: ALL}), by=day.colleague))
    for held in (day.shared, forged):
        epoch = day.chart.epoch(compartment, Code.DOCUMENTS, 1, bytes(32), [])
        ask = day.chart.ask(day.colleague, Act.FOUND, held, about=sha(epoch.write()), access=day.chart.access())
        with pytest.raises(Refused):
            day.keeper.add_compartments([Given("epoch", epoch.write(), b"", day.colleague.signs(ask, held))])
    with pytest.raises(NotFound):
        day.keeper.state(compartment)


# People


def test_a_members_keys_count_when_an_officer_signed_them_and_an_entry_says_so(day: Day):
    stranger = day.practice.newcomer("S. Tranger", Role.CLINICIAN)
    assert not day.keeper.listed(stranger.hash).confirmed
    signed = day.clinician.signs(day.practice.bare(day.clinician, Act.DIRECTORY, about=stranger.hash))
    with pytest.raises(Tampered):
        day.keeper.confirm(stranger.hash, day.practice.beside(stranger, day.clinician), signed)
    with pytest.raises(Refused, match="role"):
        day.keeper.confirm(stranger.hash, day.practice.beside(stranger, day.officer), signed)
    officers = day.officer.signs(day.practice.bare(day.officer, Act.DIRECTORY, about=stranger.hash))
    beside = day.practice.beside(stranger, day.officer)
    day.keeper.confirm(stranger.hash, beside, officers)
    day.keeper.confirm(stranger.hash, beside, officers)
    assert day.keeper.listed(stranger.hash).confirmed
    assert day.keeper.entered(stranger.hash) == day.keeper.size() - 1


def test_an_officer_cannot_put_other_keys_in_a_persons_place(day: Day):
    """Deliveries to them would go to the officer: not as a successor, and not as an office under their id."""
    for roles in ((Role.CLINICIAN,), (Role.OFFICE,)):
        planted = replace(day.clinician.keys(day.clinician.hash), roles=roles, seal=day.officer.entry.seal)
        by = sign.sign_both(day.officer.identity, labels.DIRECTORY, planted.write())
        own = sign.sign_both(day.clinician.identity, labels.DIRECTORY, planted.write())
        signatures = DirectorySignatures(own, day.officer.hash, by, b"").write()
        signed = day.officer.signs(day.practice.bare(day.officer, Act.DIRECTORY, about=sha(planted.write())))
        with pytest.raises(Tampered, match="successor"):
            day.keeper.publish(planted.write(), signatures, signed)
    assert day.keeper.newest(day.clinician.id).hash == day.clinician.hash


def test_nobody_is_replaced_or_ended_without_an_entry(day: Day):
    end = replace(
        day.colleague.entry, ed25519=b"", mldsa44=b"", sign_in=b"", seal=b"", seal_vault=b"", previous=day.colleague.hash
    )  # fmt: skip
    signatures = day.officer.signs_entry(end, day.officer)
    with pytest.raises(Refused, match="ask"):
        day.keeper.publish(end.write(), signatures)
    signed = day.officer.signs(day.practice.bare(day.officer, Act.DIRECTORY, about=sha(end.write())))
    day.keeper.publish(end.write(), signatures, signed)
    with pytest.raises(Refused, match="turned"):
        day.chart.open(day.colleague, day.shared, Code.RECORD)
    for again in (replace(day.colleague.keys(sha(end.write()))), replace(end, previous=sha(end.write()))):
        ask = day.officer.signs(day.practice.bare(day.officer, Act.DIRECTORY, about=sha(again.write())))
        with pytest.raises(Tampered):
            day.keeper.publish(again.write(), day.colleague.signs_entry(again, day.officer, day.colleague.identity), ask)


def ends(day: Day, by: Person, whom: Person, asks: Person | None = None) -> None:
    """`by` signs the end of somebody's keys; `asks`, or they themselves, make the ask."""
    entry = day.keeper.newest(whom.id)
    end = replace(entry.entry, ed25519=b"", mldsa44=b"", sign_in=b"", seal=b"", seal_vault=b"", previous=entry.hash)
    who = asks or by
    signed = who.signs(day.practice.bare(who, Act.DIRECTORY, about=sha(end.write())))
    day.keeper.publish(end.write(), by.signs_entry(end, by), signed)


def test_keys_are_ended_by_a_member_of_the_office_alone_and_never_a_members(day: Day):
    pat = day.practice.staff("P. Outside", Role.OFFICER)
    for whom in (day.officer, day.client, day.colleague):
        with pytest.raises(Refused, match="not of the office"):
            ends(day, pat, whom)
        with pytest.raises(Refused, match="role"):
            ends(day, pat, whom, day.clinician)
    with pytest.raises(Refused, match="one officer"):
        ends(day, pat, day.client, day.officer)
    ends(day, day.officer, pat)
    assert day.keeper.newest(pat.id).entry.ended


def test_an_officer_outside_the_office_confirms_nobody_by_their_keys_alone(day: Day):
    pat = day.practice.staff("P. Outside", Role.OFFICER)
    waiting = day.practice.newcomer("S. Ock", Role.CLINICIAN)
    beside = day.practice.beside(waiting, pat)
    for who in (pat, day.officer):  # nor by their signature that a member brings
        with pytest.raises(Refused):
            day.keeper.confirm(waiting.hash, beside, who.signs(day.practice.bare(who, Act.DIRECTORY, about=waiting.hash)))
    assert not day.keeper.listed(waiting.hash).confirmed
    day.keeper.confirm(
        waiting.hash, day.practice.beside(waiting, day.officer),
        day.officer.signs(day.practice.bare(day.officer, Act.DIRECTORY, about=waiting.hash)),
    )  # fmt: skip
    assert day.keeper.listed(waiting.hash).confirmed


def test_nobody_publishes_themselves_with_the_signature_of_an_officer_outside_the_office(day: Day):
    pat = day.practice.staff("P. Outside", Role.OFFICER)
    fresh_one = day.practice.newcomer("S. Ock", Role.CLINICIAN)
    turned = fresh_one.keys(fresh_one.hash)
    ask = fresh_one.signs(day.practice.bare(fresh_one, Act.DIRECTORY, about=sha(turned.write())))
    with pytest.raises(Refused, match="not of the office"):
        day.keeper.publish(turned.write(), fresh_one.signs_entry(turned, pat, fresh_one.identity), ask)


def test_an_officer_who_left_lets_nobody_in_and_ends_nobody(day: Day):
    pat = day.practice.staff("P. Gone", Role.OFFICER)
    waiting = day.practice.newcomer("S. Ock", Role.OFFICER, Role.CLINICIAN)
    ends(day, day.officer, pat)
    for who in (pat, day.officer):  # neither by a sign-in that was kept, nor by a signature that somebody else brings
        signed = who.signs(day.practice.bare(who, Act.DIRECTORY, about=waiting.hash))
        with pytest.raises(Refused):
            day.keeper.confirm(waiting.hash, day.practice.beside(waiting, pat), signed)
    with pytest.raises(Refused):
        ends(day, pat, day.client, day.clinician)
    assert not day.keeper.listed(waiting.hash).confirmed


def test_a_client_who_turns_their_keys_into_a_clinicians_is_a_stranger_again(day: Day):
    acting = replace(day.client)
    day.client.roles = (Role.CLINICIAN,)
    new = day.client.keys(day.client.hash)
    ask = acting.signs(day.practice.bare(acting, Act.DIRECTORY, about=sha(new.write())))
    day.keeper.publish(new.write(), day.client.signs_entry(new, None, acting.identity), ask)
    day.client.entry = new
    day.client.signs_in()
    assert not day.keeper.newest(day.client.id).confirmed
    with pytest.raises(Refused, match="unconfirmed"):
        day.chart.use(day.client, day.subject, Code.CONTACT)
    with pytest.raises(Refused, match="unconfirmed"):
        day.practice.chart(day.client)


# Granting


def test_no_grant_exceeds_its_parent(day: Day):
    lead = day.practice.staff("L. Ead", Role.CLINICIAN)
    until = day.practice.clock.now() + 9 * 86_400
    held = day.chart.give(day.clinician, day.own, lead, {Code.ACCESS: ALL, Code.RECORD: RW, Code.CONTACT: ALL}, until=until)
    for rights, of_chart, end in (
        ({Code.ACCESS: READ, Code.RECORD: READ}, set(), until),
        ({Code.ACCESS: READ, Code.PSYCHOTHERAPY: READ}, set(), until),
        ({Code.ACCESS: READ}, set(), until + 1),
        ({Code.ACCESS: READ}, set(), 0),
    ):
        with pytest.raises(Refused, match="exceeds"):
            day.chart.give(lead, held, day.colleague, rights, of_chart, until=end)
    given = day.chart.give(lead, held, day.colleague, {Code.ACCESS: READ, Code.CONTACT: RW}, {STOP}, until=until)
    with pytest.raises(Refused, match="exceeds"):
        day.chart.give(day.colleague, given, lead, {Code.CONTACT: READ}, until=until)
    with pytest.raises(Refused, match="exceeds"):
        day.chart.give(day.colleague, given, lead, {}, {STOP}, until=until)


def test_stop_and_subject_come_from_who_may_grant_access_by_the_keepers_rows_alone(day: Day):
    """A parent of bare words that nobody ever gave would make anybody the subject of any chart."""
    insider, accomplice = day.colleague, day.practice.client("A. Ccomplice")
    forged = insider.grants(day.chart.words(insider, day.chart.covered({Code.ACCESS: ALL}), by=insider))
    for parent in (forged, day.shared):
        for rights in ({STOP, SUBJECT}, {STOP}):
            with pytest.raises(Refused):
                day.chart.give(insider, parent, accomplice, {}, rights)
    assert day.keeper.allows(day.chart.id, forged.hash) == frozenset()
    assert day.entries() == day.verifies().count


def test_a_stopped_granter_gives_nothing_more_and_what_they_gave_stands(day: Day):
    day.chart.stop(day.client, day.subject, day.own)
    with pytest.raises(Refused):
        day.chart.give(day.clinician, day.own, day.practice.staff("E. Rich", Role.CLINICIAN), {Code.ACCESS: READ})
    assert day.chart.open(day.colleague, day.shared, Code.RECORD, day.note).shares


def test_who_lost_the_access_list_to_a_roll_gives_no_stop_though_their_words_still_say_grant(day: Day):
    lead, accomplice = day.practice.staff("L. Ead", Role.CLINICIAN), day.practice.client("A. Ccomplice")
    held = day.chart.give(day.clinician, day.own, lead, {Code.ACCESS: ALL, Code.RECORD: ALL})
    day.chart.stop(day.client, day.subject, held)
    day.chart.roll(day.clinician, day.own, Code.ACCESS)
    day.chart.gives(day.client, day.subject, held)
    assert day.chart.open(lead, held, Code.RECORD).shares
    with pytest.raises(Refused, match="exceeds"):
        day.chart.give(lead, held, accomplice, {Code.RECORD: READ}, {STOP})


def test_nobody_of_staff_becomes_the_subject_of_a_chart(day: Day):
    """A grant that only its holder ends is a client's; a founder who wrote it for themselves could not be stopped."""
    with pytest.raises(Refused, match="subject"):
        day.chart.give(day.clinician, day.own, day.colleague, {Code.ACCESS: READ}, {SUBJECT})
    chart = Chart(day.practice, day.clinician, None, CODES)
    chart.own = day.clinician.grants(replace(chart.own.grant, rights=frozenset({STOP, SUBJECT})))
    chart.oversight = replace(day.clinician.grants(replace(chart.oversight.grant, parent=chart.own.hash)), via=day.practice.member)
    for code, id in chart.compartments.items():
        named = [chart.own.hash] + ([chart.oversight.hash] if code in (Code.ACCESS, Code.LEDGER) else [])
        chart.epochs[id] = chart.epoch(id, code, 1, bytes(32), named)
    with pytest.raises(Refused, match="subject"):
        day.keeper.found(chart.founding())


def test_rights_of_a_chart_hide_in_no_compartment(day: Day):
    covered = day.chart.covered({Code.CONTACT: frozenset({SUBJECT}) | READ})
    made = day.clinician.grants(day.chart.words(day.colleague, covered, parent=day.own.hash))
    with pytest.raises(Refused, match="rights"):
        day.chart.gives(day.clinician, day.own, made)


def test_a_grant_is_signed_by_who_asks_for_it_to_somebody_who_was_let_in(day: Day):
    made = day.colleague.grants(day.chart.words(day.colleague, day.chart.covered({Code.CONTACT: READ}), parent=day.own.hash))
    with pytest.raises(Tampered):
        day.chart.gives(day.clinician, day.own, made)
    by_other = day.colleague.grants(
        day.chart.words(day.colleague, day.chart.covered({Code.CONTACT: READ}), parent=day.own.hash, by=day.colleague)
    )
    with pytest.raises(Refused, match="granter"):
        day.chart.gives(day.clinician, day.own, by_other)
    stranger = day.practice.newcomer("S. Tranger", Role.CLINICIAN)
    with pytest.raises(Refused, match="grantee"):
        day.chart.give(day.clinician, day.own, stranger, {Code.CONTACT: READ})


def test_the_very_same_grant_again_is_one_grant(day: Day):
    made = day.clinician.grants(day.chart.words(day.colleague, day.chart.covered({Code.CONTACT: READ}), parent=day.own.hash))
    signed = day.chart.signed(day.clinician, Act.GRANT, day.own, about=made.hash)
    first = day.keeper.grant(made.raw, made.signature, signed)
    assert day.keeper.grant(made.raw, made.signature, signed) == first
    day.chart.stop(day.client, day.subject, made)
    with pytest.raises(Conflict, match="stopped since"):
        day.keeper.grant(made.raw, made.signature, signed)
    assert day.verifies().count == day.entries()


def test_a_grant_needs_a_step_up_and_an_ask_about_it(day: Day):
    made = day.clinician.grants(day.chart.words(day.colleague, day.chart.covered({Code.CONTACT: READ}), parent=day.own.hash))
    with pytest.raises(Refused, match="step-up"):
        day.keeper.grant(made.raw, made.signature, day.chart.signed(day.clinician, Act.GRANT, day.own, about=made.hash, step=False))
    other = day.chart.signed(day.clinician, Act.GRANT, day.own, about=day.shared.hash)
    with pytest.raises(Refused, match="about"):
        day.keeper.grant(made.raw, made.signature, other)
    assert Ask.read(other.ask).about == day.shared.hash
