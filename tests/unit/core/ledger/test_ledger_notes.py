"""Checkpoints and proof files: C2SP's forms, both signatures, and nothing changed."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.core.ledger.small_practice import a_day

from tacenda.core.ledger import checkpoint, proof, tree
from tacenda.core.ledger.checkpoint import LogKeys
from tacenda.core.sealing import sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH
from tacenda.core.words.moments import Moment

ORIGIN = "tacenda.invalid/0101/0"
SEEDS = Identity(b"\1" * 32, b"\2" * 32)
KEYS = LogKeys(sign.ed25519_public(SEEDS.ed25519), sign.mldsa44_public(SEEDS.mldsa44))
OTHER = Identity(b"\3" * 32, b"\4" * 32)
ROOT = hashlib.sha256(b"root").digest()
AT = Moment(1_800_014_400)
TEXT = checkpoint.write(ORIGIN, 42, ROOT, SEEDS, AT)


def test_a_checkpoint_is_read_back_with_its_size_root_and_time() -> None:
    read = checkpoint.read(TEXT, ORIGIN, KEYS)
    assert (read.origin, read.size, read.root, read.at, read.text) == (ORIGIN, 42, ROOT, AT, TEXT)
    assert checkpoint.time_of(TEXT) == AT


def test_a_checkpoint_has_the_lines_that_c2sp_prescribes() -> None:
    body, signatures = TEXT.split("\n\n")
    assert body == f"{ORIGIN}\n42\n{base64.b64encode(ROOT).decode()}"
    first, second = [base64.b64decode(line.removeprefix(f"— {ORIGIN} ")) for line in signatures.splitlines()]
    assert first[:4] == hashlib.sha256(ORIGIN.encode() + b"\n\x01" + KEYS.ed25519).digest()[:4] and len(first) == 4 + 64
    assert second[:4] == hashlib.sha256(ORIGIN.encode() + b"\n\x06" + KEYS.mldsa44).digest()[:4] and len(second) == 4 + 8 + 2420
    sign.verify_raw(KEYS.ed25519, (body + "\n").encode(), first[4:])
    name = bytes([len(ORIGIN)]) + ORIGIN.encode()
    message = b"subtree/v1\n\0" + name + second[4:12] + name + bytes(8) + (42).to_bytes(8, "big") + ROOT
    sign.verify_raw_mldsa44(KEYS.mldsa44, message, second[12:])


def test_lines_of_witnesses_are_passed_over() -> None:
    witness = "— witness.example " + base64.b64encode(bytes(72)).decode() + "\n"
    assert checkpoint.read(TEXT + witness, ORIGIN, KEYS).size == 42


@given(st.integers(0, len(TEXT) - 1), st.characters(max_codepoint=126, min_codepoint=10))
@settings(max_examples=200)
def test_a_changed_character_is_refused_unless_the_values_are_the_same(at: int, letter: str) -> None:
    bent = TEXT[:at] + letter + TEXT[at + 1 :]
    try:
        read = checkpoint.read(bent, ORIGIN, KEYS)
    except Tampered:
        return
    assert (read.size, read.root, read.at) == (42, ROOT, AT) and bent.split("\n\n")[0] == TEXT.split("\n\n")[0]


def lines(text: str) -> list[str]:
    return text.split("\n")


def test_each_signature_is_needed_and_each_is_checked() -> None:
    first, second = lines(TEXT)[4], lines(TEXT)[5]
    forged = lines(checkpoint.write(ORIGIN, 42, ROOT, OTHER, AT))
    half = lines(checkpoint.write(ORIGIN, 42, ROOT, Identity(SEEDS.ed25519, OTHER.mldsa44), AT))
    elder = lines(checkpoint.write(ORIGIN, 41, ROOT, SEEDS, AT))
    head = "\n".join(lines(TEXT)[:4]) + "\n"
    for signatures in ([first], [second], [], forged[4:6], half[4:6], [first, elder[5]], [elder[4], second]):
        with pytest.raises(Tampered):
            checkpoint.read(head + "".join(line + "\n" for line in signatures), ORIGIN, KEYS)


def test_another_origin_size_root_or_time_is_refused() -> None:
    for bent in (
        TEXT.replace("\n42\n", "\n43\n"),
        TEXT.replace("\n42\n", "\n042\n"),
        TEXT.replace("\n42\n", "\n+42\n"),
        TEXT.replace("\n42\n", "\n-42\n"),
        TEXT.replace(base64.b64encode(ROOT).decode(), base64.b64encode(bytes(32)).decode()),
        TEXT.replace("0101", "0202"),
        TEXT.replace("\n\n", "\n"),
        TEXT.replace("\n\n", "\nextension\n\n"),
        TEXT[:-1],
        "",
    ):
        with pytest.raises(Tampered):
            checkpoint.read(bent, ORIGIN, KEYS)
    with pytest.raises(Tampered):
        checkpoint.read(TEXT, "tacenda.invalid/0202/0", KEYS)
    with pytest.raises(Tampered):
        checkpoint.read(checkpoint.write(ORIGIN, 42, ROOT, OTHER, AT), ORIGIN, KEYS)


def test_a_garbled_checkpoint_has_no_time() -> None:
    for text in ("", "a\n\nb", "a\n\n— b !"):
        with pytest.raises(Tampered):
            checkpoint.time_of(text)


# Proof files

DAY = a_day()
PRACTICE = DAY.practice
LINE = DAY.chart.bundle().lines[3]
PROOF = proof.write(LINE.index, LINE.body, LINE.about, LINE.path, PRACTICE.checkpoint())


def test_a_proof_file_proves_its_entry_alone() -> None:
    read = proof.read(PROOF, PRACTICE.origin, PRACTICE.keys)
    assert (read.index, read.body, read.about, read.path) == (LINE.index, LINE.body, LINE.about, LINE.path)
    assert PROOF.startswith("c2sp.org/tlog-proof@v1\nextra ") and f"\nindex {LINE.index}\n" in PROOF


def test_every_entry_of_the_tree_can_be_proven() -> None:
    for line in DAY.chart.bundle().lines:
        text = proof.write(line.index, line.body, line.about, line.path, PRACTICE.checkpoint())
        assert proof.read(text, PRACTICE.origin, PRACTICE.keys).checkpoint.size == len(PRACTICE.leaves)


def test_a_proof_of_another_entry_index_path_or_tree_is_refused() -> None:
    other = DAY.chart.bundle().lines[4]
    shorter = PRACTICE.checkpoint(len(PRACTICE.leaves) - 1)
    for text in (
        proof.write(LINE.index, other.body, LINE.about, LINE.path, PRACTICE.checkpoint()),
        proof.write(LINE.index, LINE.body, ZERO_HASH if LINE.about != ZERO_HASH else sha(b""), LINE.path, PRACTICE.checkpoint()),
        proof.write(other.index, LINE.body, LINE.about, LINE.path, PRACTICE.checkpoint()),
        proof.write(LINE.index, LINE.body, LINE.about, other.path, PRACTICE.checkpoint()),
        proof.write(LINE.index, LINE.body, LINE.about, LINE.path[:-1], PRACTICE.checkpoint()),
        proof.write(LINE.index, LINE.body, LINE.about, LINE.path, shorter),
        PROOF.replace("tlog-proof@v1", "tlog-proof@v2"),
        PROOF.replace("extra ", "extra  "),
        PROOF.replace("\nindex ", "\nindex x"),
        PROOF.replace("\nindex ", "\nplace "),
        PROOF.partition("\n\n")[0],
        "c2sp.org/tlog-proof@v1",
        "",
    ):
        with pytest.raises(Tampered):
            proof.read(text, PRACTICE.origin, PRACTICE.keys)


@given(st.integers(0, PROOF.index("\n\n") - 1), st.characters(max_codepoint=126, min_codepoint=10))
@settings(max_examples=150)
def test_a_changed_character_of_a_proof_is_refused_or_says_the_same(at: int, letter: str) -> None:
    bent = PROOF[:at] + letter + PROOF[at + 1 :]
    try:
        read = proof.read(bent, PRACTICE.origin, PRACTICE.keys)
    except Tampered:
        return
    assert (read.index, read.body, read.about, read.path) == (LINE.index, LINE.body, LINE.about, LINE.path)


def test_a_proof_has_the_path_that_the_tree_gives() -> None:
    assert list(LINE.path) == tree.path(PRACTICE.get, LINE.index, len(PRACTICE.leaves))
