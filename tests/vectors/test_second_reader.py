"""The second reader agrees with the package on what holds, and on what does not (R17)."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.core.ledger.small_practice import a_day
from tests.vectors import reader

from tacenda.core.ledger import verify
from tacenda.core.ledger.bundle import Bundle
from tacenda.core.ledger.entry import Body
from tacenda.core.ledger.tree import leaf_hash
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Tampered

DAY = a_day()
BUNDLE = DAY.chart.bundle()
RAW = BUNDLE.write()
PINS = DAY.practice.pins(DAY.chart.id)


def test_the_second_reader_shares_nothing_with_the_package() -> None:
    tree = ast.parse(Path(reader.__file__).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in names if name.startswith(("tacenda", "tests", "cryptography.cobblestone"))]


def test_both_readers_find_the_same_tree_and_the_same_lines() -> None:
    found = verify.check(Bundle.read(RAW), PINS, None, ())
    size, root, lines = reader.read_bundle(RAW, PINS.fingerprint)
    assert (size, root, len(lines)) == (found.size, found.root, found.count)
    assert [act for act, _ in lines] == [Body.read(line.body).act.value for line in BUNDLE.lines]


def test_both_readers_accept_a_ledger_with_an_erased_body() -> None:
    day = a_day()
    which = next(i for i, line in enumerate(day.chart.lines) if Body.read(line.body).act is Act.OPEN)
    gone = day.chart.lines[which]
    day.chart.lines[which] = replace(gone, body=b"")
    day.chart.enter(day.officer, Act.ERASE, day.oversight, about=leaf_hash(gone.body_hash, gone.about), via=day.member)
    assert reader.read_bundle(day.chart.bundle().write(), day.practice.pins().fingerprint)[2][which] == ("", "")
    assert verify.check(day.chart.bundle(), day.practice.pins(), None, ()).entries[which].body is None


@given(st.integers(0, len(RAW) - 1), st.integers(0, 7))
@settings(max_examples=60)
def test_both_readers_refuse_a_bundle_with_any_bit_changed(at: int, bit: int) -> None:
    bent = bytearray(RAW)
    bent[at] ^= 1 << bit
    with pytest.raises(Tampered):
        verify.check(Bundle.read(bytes(bent)), PINS, None, ())
    if not by_grants_alone(bytes(bent)):
        with pytest.raises(reader.Wrong):
            reader.read_bundle(bytes(bent), PINS.fingerprint)


def by_grants_alone(bent: bytes) -> bool:
    """Whether only what the second reader does not judge was changed: pages, compared with the writes that asks name."""
    try:
        value = Bundle.read(bent)
    except Tampered:
        return False
    return replace(value, pages=()) == replace(BUNDLE, pages=())


@given(st.integers(0, BUNDLE.count - 1), st.integers(0, BUNDLE.count - 1))
@settings(max_examples=40)
def test_both_readers_refuse_lines_left_out_or_put_elsewhere(a: int, b: int) -> None:
    lines = list(BUNDLE.lines)
    moved = lines.pop(a)
    for bent in (lines, [*lines[:b], moved, *lines[b:]]):
        if bent != list(BUNDLE.lines):
            with pytest.raises(reader.Wrong):
                reader.read_bundle(replace(BUNDLE, lines=tuple(bent)).write(), PINS.fingerprint)
            with pytest.raises(Tampered):
                verify.check(replace(BUNDLE, lines=tuple(bent)), PINS, None, ())


def test_another_fingerprint_is_refused_by_both() -> None:
    with pytest.raises(reader.Wrong):
        reader.read_bundle(RAW, bytes(32))
    with pytest.raises(Tampered):
        verify.check(BUNDLE, replace(PINS, fingerprint=bytes(32)), None, ())


def test_both_readers_refuse_a_checkpoint_spelt_in_any_other_way() -> None:
    """Every bit at the ends of its lines, where base64 has bits to spare and a text has other ways to end a line."""
    text = BUNDLE.checkpoint
    ends = [at for at, sign in enumerate(text) if sign == "\n" or "\n" in text[at : at + 4] or "=" in text[at : at + 3]]
    for at in ends:
        for bit in range(7):
            bent = text[:at] + chr(ord(text[at]) ^ 1 << bit) + text[at + 1 :]
            with pytest.raises(Tampered):
                verify.check(replace(BUNDLE, checkpoint=bent), PINS, None, ())
            with pytest.raises(reader.Wrong):
                reader.read_bundle(replace(BUNDLE, checkpoint=bent).write(), PINS.fingerprint)
