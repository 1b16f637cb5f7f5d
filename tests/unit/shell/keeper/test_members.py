"""Members of the privacy office at the keeper: who puts in, who takes out, what changes with it, and what a thief's rows cannot say."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.unit.shell.keeper.chart import Chart
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import CODES, READ, Held, Person

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.statements import DirectoryEntry, Grant
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused, Tampered
from tacenda.core.words.ids import ChartId, EntryHash
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.keeper import audit, audit_findings
from tacenda.shell.keeper.members import NewKeys


@pytest.fixture
def pat(day: Day) -> Person:
    """A second privacy officer, outside the office."""
    return day.practice.staff("P. Second", Role.OFFICER)


def through(day: Day, membership: Held | None = None) -> Held:
    """The office's grant on the practice's own chart, shown through a membership."""
    return replace(day.practice.own.oversight, via=membership or day.practice.member)


def words(day: Day, by: Person, given: Held, to: Person, **more: object) -> Grant:
    office = ChartId(day.practice.office_id)
    made = Grant(
        day.practice.id, fresh.salt(), office, to.id, to.hash, (), frozenset(), to.name, "privacy officer", "membership", "office",
        Moment(0), by.hash, given.hash,
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def asks(day: Day, by: Person, held: Held, act: Act, about: bytes) -> SignedAsk:
    return by.signs(day.practice.own.ask(by, act, held, about=about), held)


def puts_in(day: Day, by: Person, parent: Held, grant: Grant, via: Held | None = None) -> Held:
    made = by.grants(grant)
    day.keeper.put_in(made.raw, made.signature, asks(day, by, through(day, via or parent), Act.GRANT, made.hash))
    return made


def put_in(day: Day, to: Person) -> Held:
    return puts_in(day, day.officer, day.practice.member, words(day, day.officer, day.practice.member, to))


def next_entry(day: Day, **more: object) -> DirectoryEntry:
    """The office's entry under a fresh root."""
    root = Person(day.practice, day.practice.office_id, "Privacy office", (Role.OFFICE,), fresh.secret()).keys()
    newest = day.keeper.newest(day.practice.office_id)
    return replace(root, ed25519=b"", mldsa44=b"", sign_in=b"", previous=newest.hash, **more)  # type: ignore[arg-type]


def takes_out(day: Day, by: Person, membership: Held, target: Held, entry: DirectoryEntry | None = None, **more: object) -> NewKeys:
    held, made = through(day, membership), entry or next_entry(day)
    signer = more.get("signer", by)
    assert isinstance(signer, Person)
    keys = NewKeys(made.write(), signer.signs_entry(made, signer), asks(day, by, held, Act.DIRECTORY, sha(made.write())))
    day.keeper.take_out(target.hash, asks(day, by, held, Act.STOP, target.hash), keys)
    return keys


def due(day: Day) -> set[Code]:
    return {day.keeper.state(id).code for id in day.keeper.due()}


def fits(day: Day) -> list[audit_findings.Finding]:
    """What the audit finds; of this day's client, who never entered their own keys, it always finds that."""
    return [one for one in audit.folder(day.keeper.office).findings if one.where != audit_findings.named(day.client.hash)]


def test_a_member_puts_an_officer_in_who_then_asks_through_the_office(day: Day, pat: Person):
    made = put_in(day, pat)
    assert set(day.keeper.members(day.practice.office_id)) == {day.practice.member.hash, made.hash}
    held = replace(day.chart.oversight, via=made)
    assert day.chart.use(pat, held, Code.ACCESS).shares
    third = day.practice.staff("Q. Third", Role.OFFICER)
    puts_in(day, pat, made, words(day, pat, made, third))
    assert len(day.keeper.members(day.practice.office_id)) == 3
    assert fits(day) == []


def test_nobody_else_is_put_in_and_by_nobody_else(day: Day, pat: Person):
    own = day.practice.member
    mine = words(day, pat, own, pat)
    with pytest.raises(Refused):  # by somebody outside
        puts_in(day, pat, own, mine)
    with pytest.raises(Refused, match="role"):
        put_in(day, day.colleague)
    for more in ({"rights": READ}, {"rights": frozenset({Right.STOP})}, {"parent": b""}, {"parent": fresh.secret()}):
        with pytest.raises(Refused):
            puts_in(day, day.officer, own, words(day, day.officer, own, pat, **more))
    with pytest.raises(Refused):
        puts_in(day, day.officer, own, words(day, day.officer, own, pat, chart=day.chart.id))
    with pytest.raises(Refused):  # not by the verb that gives grants on charts
        made = day.officer.grants(words(day, day.officer, own, pat))
        day.keeper.grant(made.raw, made.signature, asks(day, day.officer, through(day), Act.GRANT, made.hash))
    assert day.keeper.members(day.practice.office_id) == (own.hash,)


def test_nobody_has_a_second_membership_beside_their_first(day: Day, pat: Person):
    own, made = day.practice.member, put_in(day, pat)
    for by, parent in ((pat, made), (day.officer, own)):
        for to in (pat, day.officer):
            with pytest.raises(Refused, match="already"):
                puts_in(day, by, parent, words(day, by, parent, to))
    takes_out(day, day.officer, own, made)
    again = put_in(day, pat)
    assert day.keeper.memberships_of(day.practice.office_id, pat.id) == (again.hash,)
    assert fits(day) == []


def test_the_offices_founder_once_taken_out_founds_no_membership_with_a_chart(day: Day, pat: Person):
    first = day.practice.member
    keys = takes_out(day, pat, put_in(day, pat), first)
    day.practice.office = DirectoryEntry.read(keys.entry)
    anew = day.officer.grants(replace(first.grant, name="Somebody else"))
    with pytest.raises(Refused, match="membership"):
        day.keeper.found(Chart(day.practice, day.officer, None, CODES).founding(anew))
    assert first.hash not in day.keeper.members(day.practice.office_id)
    assert not day.keeper.memberships_of(day.practice.office_id, day.officer.id)


def test_the_same_putting_in_again_changes_nothing(day: Day, pat: Person):
    grant = day.officer.grants(words(day, day.officer, day.practice.member, pat))
    signed = asks(day, day.officer, through(day), Act.GRANT, grant.hash)
    first = day.keeper.put_in(grant.raw, grant.signature, signed)
    assert day.keeper.put_in(grant.raw, grant.signature, signed) == first
    takes_out(day, day.officer, day.practice.member, grant)
    with pytest.raises(Conflict):
        day.keeper.put_in(grant.raw, grant.signature, signed)


def test_who_is_taken_out_is_refused_and_what_the_office_reads_is_due(day: Day, pat: Person):
    made = put_in(day, pat)
    held = replace(day.chart.oversight, via=made)
    assert day.chart.use(pat, held, Code.ACCESS).shares
    takes_out(day, day.officer, day.practice.member, made)
    with pytest.raises(Refused, match="membership"):
        day.chart.use(pat, held, Code.ACCESS)
    with pytest.raises(Refused, match="membership"):
        third = day.practice.staff("Q. Third", Role.OFFICER)
        puts_in(day, pat, made, words(day, pat, made, third))
    assert due(day) == {Code.ACCESS, Code.LEDGER}
    assert all(day.keeper.state(id).owed for id in day.keeper.due())
    assert fits(day) == []
    day.chart.roll(day.clinician, day.own, Code.ACCESS)
    assert day.keeper.state(day.chart.compartments[Code.ACCESS]).state == "live"
    assert fits(day) == []


def test_the_last_member_stays_and_nobody_takes_themselves_out(day: Day, pat: Person):
    own = day.practice.member
    with pytest.raises(Refused):
        takes_out(day, day.officer, own, own)
    made = put_in(day, pat)
    with pytest.raises(Refused):
        takes_out(day, pat, made, made)
    takes_out(day, pat, made, own)
    with pytest.raises(Refused):
        takes_out(day, day.officer, own, made)
    with pytest.raises(Conflict):
        takes_out(day, pat, made, own)
    assert day.keeper.members(day.practice.office_id) == (made.hash,)


def test_a_membership_is_neither_stopped_nor_given_back_by_the_verbs_for_charts(day: Day, pat: Person):
    made = put_in(day, pat)
    with pytest.raises(Refused, match="chart"):
        day.keeper.stop(made.hash, asks(day, day.officer, through(day), Act.STOP, made.hash))
    takes_out(day, day.officer, day.practice.member, made)
    with pytest.raises(Refused, match="chart"):
        day.keeper.grant(made.raw, made.signature, asks(day, day.officer, through(day), Act.GRANT, made.hash))
    with pytest.raises(Conflict):  # and the same words are not given twice
        day.keeper.put_in(made.raw, made.signature, asks(day, day.officer, through(day), Act.GRANT, made.hash))


def test_the_new_keys_are_new_follow_the_newest_and_are_signed_by_who_takes_out(day: Day, pat: Person):
    own, made = day.practice.member, put_in(day, pat)
    old = day.practice.office
    stranger = day.practice.staff("Z. Other", Role.OFFICER)
    for entry in (
        next_entry(day, seal=old.seal), next_entry(day, seal_vault=old.seal_vault), next_entry(day, principal=pat.id),
        next_entry(day, roles=(Role.OFFICER,)), next_entry(day, seal=b"", seal_vault=b""), replace(next_entry(day), previous=EntryHash(bytes(32))),
    ):  # fmt: skip
        with pytest.raises((Refused, Tampered)):
            takes_out(day, day.officer, own, made, entry)
    with pytest.raises(Refused):
        takes_out(day, day.officer, own, made, signer=stranger)
    assert made.hash in day.keeper.members(day.practice.office_id)
    assert not day.keeper.due()


def test_nobody_else_changes_an_offices_keys(day: Day, pat: Person):
    """An officer outside, or one who was taken out, still has a role and an identity."""
    for entry in (next_entry(day), replace(next_entry(day), seal=b"", seal_vault=b"")):
        with pytest.raises((Refused, Tampered)):
            signed = pat.signs(day.practice.bare(pat, Act.DIRECTORY, about=sha(entry.write())))
            day.keeper.publish(entry.write(), pat.signs_entry(entry, pat), signed)
    other = replace(next_entry(day), principal=pat.id, previous=EntryHash(bytes(32)))
    other = replace(other, principal=type(other.principal)(fresh.id()))
    with pytest.raises(Refused, match="office"):
        day.keeper.publish(other.write(), pat.signs_entry(other, pat))


def test_nobody_who_is_still_of_the_office_has_their_keys_ended(day: Day, pat: Person):
    made, old = put_in(day, pat), day.officer.entry
    end = replace(old, ed25519=b"", mldsa44=b"", sign_in=b"", seal=b"", seal_vault=b"", previous=day.officer.hash)

    def ended() -> None:
        signed = pat.signs(day.practice.bare(pat, Act.DIRECTORY, about=sha(end.write())))
        day.keeper.publish(end.write(), pat.signs_entry(end, pat), signed)

    with pytest.raises(Refused, match="still of the office"):
        ended()
    takes_out(day, pat, made, day.practice.member)
    ended()
    assert day.keeper.newest(day.officer.id).entry.ended
    assert fits(day) == []


def changes(day: Day, sql: str, **values: object) -> None:
    with day.practice.database.writing() as tx:
        tx.change(sql, **values)  # type: ignore[arg-type]


def test_what_a_thief_changes_about_the_office_is_found(day: Day, pat: Person):
    made = put_in(day, pat)
    takes_out(day, day.officer, day.practice.member, made)
    assert fits(day) == []
    changes(day, "UPDATE allowed SET stopped_by = x'' WHERE grant_hash = :hash", hash=made.hash)
    assert {one.code for one in fits(day)} == {"allowed"}
    changes(day, "UPDATE allowed SET stopped_by = :by WHERE grant_hash = :hash", by=day.practice.own.oversight.hash, hash=made.hash)
    changes(day, "UPDATE compartment SET state = 'live', owed = 0 WHERE state = 'due'")
    assert {one.code for one in fits(day)} == {"due"}


def test_old_keys_of_the_office_are_not_the_newest_again(day: Day, pat: Person):
    made = put_in(day, pat)
    takes_out(day, day.officer, day.practice.member, made)
    changes(day, "UPDATE directory SET newest = 0 WHERE principal = :office", office=day.practice.office_id)
    changes(day, "UPDATE directory SET newest = 1 WHERE hash = :hash", hash=sha(day.practice.office.write()))
    with pytest.raises(Tampered):
        day.keeper.newest(day.practice.office_id)
    assert "directory" in {one.code for one in fits(day)}
