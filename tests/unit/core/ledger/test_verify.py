"""What the verifier finds in a bundle: every way to tamper, omit, fork, reorder and erase, and pages that say something else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.core.ledger.checked_day import BUNDLE, DAY_ONE, PINS, checked, refused
from tests.unit.core.ledger.small_practice import R, a_day

from tacenda.core.ledger import tree, verify
from tacenda.core.ledger.bundle import Bundle, Seen
from tacenda.core.ledger.entry import Body
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, ObjectId


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


# Pages, objects, and the tree as a whole


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


def test_an_empty_ledger_has_no_founder() -> None:
    refused(replace(BUNDLE, lines=(), count=0, pages=()), "no founder")


def test_orphan_leaves_are_named_and_a_leaf_claimed_twice_is_tampering() -> None:
    assert verify.orphans(6, [(0, 2), (5,)]) == (1, 3, 4)
    assert verify.orphans(2, [(0, 1)]) == ()
    for twice in ([(0, 1), (1,)], [(7,)]):
        with pytest.raises(Tampered, match="claimed"):
            verify.orphans(3, twice)
