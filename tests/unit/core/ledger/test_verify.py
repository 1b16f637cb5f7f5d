"""What the verifier finds: every way to tamper, omit, fork and reorder, and every line a keeper should never have entered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.core.ledger.small_practice import ALL, DAY, HOUR, Held, Person, R, ScriptedDay, a_day

from tacenda.core.ledger import tree, verify
from tacenda.core.ledger.asks import Place
from tacenda.core.ledger.bundle import Bundle, Published, Seen
from tacenda.core.ledger.entry import Body
from tacenda.core.ledger.statements import Covered, DirectoryEntry, DirectorySignatures
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, EntryHash, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

DAY_ONE = a_day()
BUNDLE = DAY_ONE.chart.bundle()
PINS = DAY_ONE.practice.pins(DAY_ONE.chart.id)


def checked(day: ScriptedDay, seen: Seen | None = None, proof: list[bytes] | None = None) -> verify.Verification:
    return verify.check(day.chart.bundle(), day.practice.pins(day.chart.id), seen, proof or [])


def refused(bundle: Bundle, why: str | None = None, pins: verify.Pins = PINS) -> None:
    with pytest.raises(Tampered) as caught:
        verify.check(bundle, pins, None, ())
    assert why is None or str(caught.value) == why


def test_an_honest_ledger_holds_and_tells_who_is_let_in_now() -> None:
    found = verify.check(BUNDLE, PINS, None, ())
    assert found.count == len(found.entries) == len(BUNDLE.lines)
    assert set(found.live) == {DAY_ONE.own.hash, DAY_ONE.oversight.hash, DAY_ONE.subject.hash}
    assert set(found.stopped) == {DAY_ONE.shared.hash} and not found.stopped[DAY_ONE.shared.hash].left
    assert set(found.given) == set(found.live) | set(found.stopped)
    assert [entry.seq for entry in found.entries] == list(range(1, found.count + 1))
    assert not found.gap and not found.turned_back and not found.unsaved
    assert found.seen == Seen(0, len(DAY_ONE.practice.leaves), tree.root(DAY_ONE.practice.get, len(DAY_ONE.practice.leaves)))


def test_a_bundle_survives_its_file_and_holds_by_the_fingerprint_alone() -> None:
    again = Bundle.read(BUNDLE.write())
    assert again == BUNDLE
    assert verify.check(again, verify.Pins(PINS.fingerprint, None), None, ()).count == BUNDLE.count


def test_every_act_of_the_day_is_told_under_the_name_that_a_granter_vouched_for() -> None:
    entries = verify.check(BUNDLE, PINS, None, ()).entries
    named = {entry.ask.shown for entry in entries if entry.ask is not None}
    assert named == {"Dr. A. Weber\nclinician", "Dr. B. Braun\nclinician", "C. Aydin\nclient", "O. Fischer\nprivacy officer"}


# Tampering, omitting, reordering, forking


def changed(raw: bytes, at: int, bit: int) -> bytes:
    spot = at % len(raw)
    return raw[:spot] + bytes([raw[spot] ^ 1 << bit]) + raw[spot + 1 :]


@given(st.integers(0, len(BUNDLE.lines) - 1), st.sampled_from(["body", "body_hash", "about"]), st.integers(0, 10_000), st.integers(0, 7))
@settings(max_examples=150)
def test_no_bit_of_a_line_can_be_changed(which: int, part: str, at: int, bit: int) -> None:
    line = BUNDLE.lines[which]
    bent = replace(line, **{part: changed(getattr(line, part), at, bit)})
    refused(replace(BUNDLE, lines=(*BUNDLE.lines[:which], bent, *BUNDLE.lines[which + 1 :])))


@given(st.integers(0, len(BUNDLE.lines) - 1), st.integers(0, 5), st.integers(0, 31), st.integers(0, 7))
@settings(max_examples=60)
def test_no_bit_of_a_path_can_be_changed(which: int, step: int, at: int, bit: int) -> None:
    line = BUNDLE.lines[which]
    spot = step % len(line.path)
    path = (*line.path[:spot], changed(line.path[spot], at, bit), *line.path[spot + 1 :])
    refused(replace(BUNDLE, lines=(*BUNDLE.lines[:which], replace(line, path=path), *BUNDLE.lines[which + 1 :])), "inclusion")


@pytest.mark.parametrize("which", range(len(BUNDLE.lines)))
@pytest.mark.parametrize("lowered", [0, 1])
def test_no_line_can_be_left_out_but_the_last_with_a_lowered_count(which: int, lowered: int) -> None:
    short = replace(BUNDLE, lines=BUNDLE.lines[:which] + BUNDLE.lines[which + 1 :], count=BUNDLE.count - lowered)
    if lowered and which == len(BUNDLE.lines) - 1:
        # The printed limit: who remembers nothing cannot miss the last line. The officer's audit can.
        assert verify.check(short, PINS, None, ()).count == BUNDLE.count - 1
        claimed = [line.index for line in short.lines]
        assert BUNDLE.lines[-1].index in verify.orphans(len(DAY_ONE.practice.leaves), [claimed])
    else:
        refused(short)


@given(st.integers(0, len(BUNDLE.lines) - 1), st.integers(0, len(BUNDLE.lines) - 1))
@settings(max_examples=60)
def test_no_two_lines_can_change_places(a: int, b: int) -> None:
    lines = list(BUNDLE.lines)
    lines[a], lines[b] = lines[b], lines[a]
    if a != b:
        refused(replace(BUNDLE, lines=tuple(lines)))


def test_a_line_cannot_be_shown_twice_nor_moved_to_another_leaf() -> None:
    refused(replace(BUNDLE, lines=(*BUNDLE.lines[:4], BUNDLE.lines[3], *BUNDLE.lines[4:]), count=BUNDLE.count + 1), "order")
    moved = replace(BUNDLE.lines[-1], index=BUNDLE.lines[-1].index - 1)
    refused(replace(BUNDLE, lines=(*BUNDLE.lines[:-1], moved)))


@given(st.integers(1, 8))
@settings(max_examples=8)
def test_a_tree_that_grew_proves_it_and_a_cut_or_forked_one_cannot(more: int) -> None:
    day, other = a_day(b"fork"), a_day(b"fork")
    before = verify.check(day.chart.bundle(), day.practice.pins(), None, ()).seen
    for _ in range(more):
        day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
        other.chart.use(other.client, other.subject, (Code.ACCESS,))
    size = len(day.practice.leaves)
    proof = tree.consistency(day.practice.get, before.size, size)
    after = checked(day, before, proof).seen
    fork = checked(other, before, tree.consistency(other.practice.get, before.size, size)).seen
    assert after.size == fork.size and after.root != fork.root
    for seen, shown in ((after, other), (fork, day)):  # the same size, signed by the same log, but another tree
        with pytest.raises(Tampered, match="consistency"):
            checked(shown, seen, [])
    with pytest.raises(Tampered, match="consistency"):
        checked(day, before, proof[:-1])
    short = replace(a_day(b"fork").chart.bundle())
    with pytest.raises(Tampered, match="a shorter tree"):  # the thief holds the log keys and signs what stood before
        verify.check(short, day.practice.pins(), after, ())


def test_a_restored_keeper_shows_as_a_gap_and_an_older_origin_as_tampering() -> None:
    day = a_day()
    before = checked(day).seen
    day.practice.number = 1
    assert checked(day, before).gap
    later = checked(day).seen
    day.practice.number = 0
    with pytest.raises(Tampered, match="an older tree"):
        checked(day, later)


def test_another_practice_another_chart_and_another_log_are_refused() -> None:
    stranger = a_day(b"another practice")
    refused(stranger.chart.bundle(), "genesis")
    refused(BUNDLE, "chart", replace(PINS, chart=ChartId(bytes(16))))
    refused(replace(BUNDLE, checkpoint=stranger.chart.bundle().checkpoint), "origin")
    forged = BUNDLE.checkpoint.replace(f"\n{len(DAY_ONE.practice.leaves)}\n", f"\n{len(DAY_ONE.practice.leaves) - 1}\n")
    refused(replace(BUNDLE, checkpoint=forged))


# Erasing


def test_an_erased_body_is_accepted_only_where_a_readable_line_names_it() -> None:
    day = a_day()
    which = next(i for i, line in enumerate(day.chart.lines) if Body.read(line.body).act is Act.OPEN)
    gone = day.chart.lines[which]
    day.chart.lines[which] = replace(gone, body=b"")
    with pytest.raises(Tampered, match="an empty body"):
        checked(day)
    day.chart.enter(day.officer, Act.ERASE, day.oversight, about=tree.leaf_hash(gone.body_hash, gone.about), via=day.member)
    found = checked(day)
    assert found.entries[which].body is None and found.count == len(day.chart.lines)


def test_a_grant_or_stop_cannot_be_erased() -> None:
    day = a_day()
    which = next(i for i, line in enumerate(day.chart.lines) if Body.read(line.body).act is Act.STOP)
    gone = day.chart.lines[which]
    day.chart.lines[which] = replace(gone, body=b"")
    day.chart.enter(day.officer, Act.ERASE, day.oversight, about=tree.leaf_hash(gone.body_hash, gone.about), via=day.member)
    with pytest.raises(Tampered, match="an empty body"):
        checked(day)


def test_a_clinician_may_stop_and_so_erase_but_a_colleague_may_not() -> None:
    day = a_day()
    held = day.chart.give(day.clinician, day.own, day.colleague, (Code.CONTACT,), frozenset({R}), set(), "Dr. B. Braun", "clinician")
    which = next(i for i, line in enumerate(day.chart.lines) if Body.read(line.body).act is Act.OPEN)
    gone = day.chart.lines[which]
    day.chart.lines[which] = replace(gone, body=b"")
    day.chart.enter(day.colleague, Act.ERASE, held, about=tree.leaf_hash(gone.body_hash, gone.about))
    with pytest.raises(Tampered, match="erasing without the right"):
        checked(day)


def with_other(one: Person, **changes: object) -> Person:
    return replace(one, **changes)


def turned(day: ScriptedDay) -> None:
    """The clinician's root is turned: new keys, signed by the old identity and an officer. They do not sign in again yet."""
    one, old, before = day.clinician, day.clinician.identity, replace(day.clinician)
    day.practice.people.append(before)
    one.root = day.practice.fresh()
    entry = day.practice.keys_of(one.id, one.root, (Role.CLINICIAN,), before.hash)
    day.practice.publish(one, entry, day.officer, old)
    one.acting, one.certificate, one.certificate_sig = before.acting, before.certificate, before.certificate_sig


# Lines that an honest keeper never enters. Each is signed, chained and in the tree.

Lie = Callable[[ScriptedDay], None]


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


def let_in(day: ScriptedDay, since: int, role: str) -> Held:
    made = day.chart.grant(day.clinician, day.colleague, (Code.RECORD,), frozenset({R}), set(), "Dr. B. Braun", role, day.own.hash)
    held = day.practice.signed(day.clinician, replace(made.grant, since=Moment(since)))
    day.chart.enter(day.clinician, Act.GRANT, day.own, about=held.hash, statement=held.raw)
    return held


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


def new_compartment_by_a_reader(day: ScriptedDay) -> None:
    chart = day.chart
    chart.compartments[Code.MESSAGES] = type(chart.compartments[Code.RECORD])(day.practice.fresh(16))
    held = chart.grant(day.client, day.client, (Code.MESSAGES,), ALL, set(), "C. Aydin", "client", day.subject.hash)
    raw = chart.epoch(Code.MESSAGES, 1, ZERO_HASH, [held.hash]).write()
    chart.enter(day.client, Act.FOUND, day.subject, about=sha(raw), statement=raw)
    chart.enter(day.client, Act.FOUND, day.subject, about=held.hash, statement=held.raw)


def a_clinician_made_subject(day: ScriptedDay) -> None:
    rights = {Right.STOP, Right.SUBJECT}
    day.chart.give(day.clinician, day.own, day.clinician, (Code.ACCESS,), frozenset({R}), rights, "Dr. A. Weber", "client")


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


def the_keeper_opens_a_note(day: ScriptedDay) -> None:
    day.chart.enter_own(Act.OPEN)


def the_keeper_stops_a_grant(day: ScriptedDay) -> None:
    day.chart.enter_own(Act.REFUSED, day.own.hash)


def another_act_in_the_body(day: ScriptedDay) -> None:
    chart, who = day.chart, day.clinician
    raw = chart.ask(who, Act.PRINT, day.own).write()
    body = replace(chart.body(Act.OPEN, b""), ask=raw, ask_sig=sign.sign(who.acting, labels.ASK, raw))
    chart.put(replace(body, certificate=who.certificate, certificate_sig=who.certificate_sig), ZERO_HASH)


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
    (another_name, "shown"),
    (no_grant, "an ask without a grant"),
    (unknown_ledger_epoch, "ledger epoch"),
    (export_without_step_up, "step-up"),
    (psychotherapy_without_step_up, "step-up"),
    (psychotherapy_standing, "standing entry"),
    (a_note_standing, "standing entry"),
    (old_epoch, "epoch"),
    (epoch_never_begun, "epoch"),
    (page_version_again, "page version"),
    (second_statement_of_an_epoch, "epoch number"),
    (roll_drops_the_client, "an epoch that adds or drops somebody"),
    (roll_adds_the_stopped, "an epoch that adds or drops somebody"),
    (roll_ended_that_never_began, "a roll that was not begun"),
    (roll_by_a_stranger_to_it, "right"),
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
    (new_compartment_by_a_reader, "new compartment"),
    (a_clinician_made_subject, "subject"),
    (a_new_compartment_for_another, "new compartment"),
    (a_second_access_list, "a second ledger or access list"),
    (the_ledger_written_to, "place"),
    (a_reading_with_a_digest, "place"),
    (a_founding_of_something_else, "a founding of something else"),
    (the_keeper_opens_a_note, "an entry without an ask"),
    (the_keeper_stops_a_grant, "the keeper's own entry"),
    (another_act_in_the_body, "ask"),
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
    (statement_of_another_hash, "statement"),
]


@pytest.mark.parametrize(("lie", "why"), LIES, ids=[lie.__name__ for lie, _ in LIES])
def test_a_line_that_should_never_have_been_entered_is_named(lie: Lie, why: str) -> None:
    day = a_day()
    lie(day)
    refused(day.chart.bundle(), why)


# What must hold although it looks unusual


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


def test_a_stop_lifted_after_one_roll_of_two_lets_in_to_the_other_only() -> None:
    day = a_day()
    held = day.chart.give(day.clinician, day.own, day.colleague, (Code.CONTACT, Code.RECORD), frozenset({R}), set(), "Dr. B. Braun", "x")
    day.chart.stop(day.client, day.subject, held)
    day.chart.roll(day.clinician, day.own, Code.RECORD, [day.own])
    day.chart.lift(day.client, day.subject, held)
    day.chart.use(day.colleague, held, (Code.CONTACT,))
    assert [c.code for c in checked(day).live[held.hash].compartments] == [Code.CONTACT]
    day.chart.use(day.colleague, held, (Code.RECORD,))
    with pytest.raises(Tampered, match="right"):
        checked(day)


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


# Pages and the directory


def test_pages_agree_with_the_writes_and_one_that_was_never_saved_is_named() -> None:
    day = a_day()
    page = day.chart.pages[day.chart.compartments[Code.RECORD]]
    day.chart.write(day.clinician, day.own, Code.RECORD)
    day.chart.pages[page.compartment] = page
    assert checked(day).unsaved == ((ObjectId(page.compartment), page.version + 1),)
    for bent in (
        replace(page, digest=bytes(32)),
        replace(page, version=page.version + 5),
        replace(page, compartment=type(page.compartment)(bytes(16))),
    ):
        refused(replace(BUNDLE, pages=(bent,)), "page")


def test_every_asks_hash_is_told_so_that_an_objects_author_can_be_looked_up() -> None:
    found = verify.check(BUNDLE, PINS, None, ())
    asked = [Body.read(line.body).ask for line in BUNDLE.lines]
    assert found.asks == {sha(ask) for ask in asked if ask}
    assert found.writes[DAY_ONE.note, 1]


def of(bundle: Bundle, person: Person, **changes: object) -> Bundle:
    bent = [replace(one, **changes) if sha(one.statement) == person.hash else one for one in bundle.directory]
    return replace(bundle, directory=tuple(bent))


def test_a_directory_entry_needs_its_own_signature_its_officers_and_its_leaf() -> None:
    kept = DirectorySignatures.read(DAY_ONE.clinician.published.signatures)
    other = DirectorySignatures.read(DAY_ONE.colleague.published.signatures)
    refused(of(BUNDLE, DAY_ONE.clinician, signatures=replace(kept, own=other.own).write()), "signature tacenda/directory/1")
    refused(of(BUNDLE, DAY_ONE.clinician, signatures=replace(kept, officer=other.officer).write()), "signature tacenda/directory/1")
    refused(of(BUNDLE, DAY_ONE.clinician, signatures=replace(kept, by=b"", officer=b"").write()), "officer")
    refused(of(BUNDLE, DAY_ONE.clinician, signatures=replace(kept, by=DAY_ONE.colleague.hash).write()), "officer")
    refused(of(BUNDLE, DAY_ONE.clinician, line=None), "a directory entry without a leaf")
    hidden = next(one.line for one in BUNDLE.directory if sha(one.statement) == DAY_ONE.clinician.hash)
    assert hidden is not None
    refused(of(BUNDLE, DAY_ONE.clinician, line=replace(hidden, about=bytes(32))), "directory line")
    refused(of(BUNDLE, DAY_ONE.clinician, line=replace(hidden, index=hidden.index + 1)), "inclusion")


@pytest.mark.parametrize("who", ["clinician", "colleague", "client", "officer"])
def test_a_directory_entry_cannot_be_left_out_or_given_other_keys(who: str) -> None:
    person: Person = getattr(DAY_ONE, who)
    left = tuple(one for one in BUNDLE.directory if sha(one.statement) != person.hash)
    refused(replace(BUNDLE, directory=left), "directory entry")
    stolen = replace(person.entry, sign_in=bytes(32)).write()
    own = DirectorySignatures(sign.sign_both(person.identity, labels.DIRECTORY, stolen), b"", b"", b"").write()
    refused(replace(BUNDLE, directory=(*left, Published(stolen, own, None))), "directory entry")


def test_a_turned_key_needs_the_old_identity() -> None:
    day = a_day()
    turned(day)
    day.practice.signs_in(day.clinician)
    day.chart.enter(day.clinician, Act.PRINT, day.own)
    kept = DirectorySignatures.read(day.clinician.published.signatures)
    bundle = day.chart.bundle()
    refused(of(bundle, day.clinician, signatures=replace(kept, old=b"").write()), "successor")
    refused(of(bundle, day.clinician, signatures=replace(kept, old=kept.own).write()), "signature tacenda/directory/1")


def test_a_chain_of_entries_that_names_itself_ends() -> None:
    day = a_day()
    loop = replace(DirectoryEntry.read(day.clinician.published.statement), previous=EntryHash(bytes(32)))
    raw = loop.write()
    signed = DirectorySignatures(sign.sign_both(day.clinician.identity, labels.DIRECTORY, raw), sha(raw), bytes(2484), b"").write()
    day.clinician.published = Published(raw, signed, day.practice.hidden_line(sha(raw)))
    day.practice.signs_in(day.clinician)
    day.chart.enter(day.clinician, Act.PRINT, day.own)
    refused(day.chart.bundle())


def test_an_empty_ledger_has_no_founder() -> None:
    refused(replace(BUNDLE, lines=(), count=0, pages=()), "no founder")


def test_orphan_leaves_are_named_and_a_leaf_claimed_twice_is_tampering() -> None:
    assert verify.orphans(6, [(0, 2), (5,)]) == (1, 3, 4)
    assert verify.orphans(2, [(0, 1)]) == ()
    for twice in ([(0, 1), (1,)], [(7,)]):
        with pytest.raises(Tampered, match="claimed"):
            verify.orphans(3, twice)
