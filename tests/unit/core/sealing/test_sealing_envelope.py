"""Envelopes: bound to their place and kind, whole or not at all, of few lengths (R1, R2, R3, R8, R12, R14, R15, R19)."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.vectors import reader

from tacenda.core.sealing import labels
from tacenda.core.sealing.encoding import fields, pad, padme, u16, u64, unpad
from tacenda.core.sealing.envelope import HEADER, Kind, header, open_box, seal_box
from tacenda.core.words.access import Content
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import PracticeId

KEY = bytes(range(32))
PRACTICE = PracticeId(bytes([1]) * 16)
CHART, OBJECT, COMPARTMENT = bytes([2]) * 16, bytes([3]) * 16, bytes([4]) * 16
PLACE = (CHART, COMPARTMENT, u64(1), OBJECT, u64(1), u16(10))
SALT, COMMITMENT, CHUNK, TAG = 24, 32, 16 * 1024, 16


def refused(
    box: bytes, key: bytes = KEY, kind: Kind = Kind.OBJECT, practice: PracticeId = PRACTICE, place: Sequence[bytes] = PLACE
) -> None:
    with pytest.raises(Tampered):
        open_box(key, kind, practice, place, box)


@given(st.binary(max_size=3000), st.sampled_from(list(Kind)), st.sampled_from([0, 8192, 16384]))
@settings(max_examples=60)
def test_a_box_opens_to_what_was_sealed(payload: bytes, kind: Kind, step: int) -> None:
    box = seal_box(KEY, kind, PRACTICE, PLACE, payload, step)
    assert open_box(KEY, kind, PRACTICE, PLACE, box) == payload
    assert box[:HEADER] == header(kind) == b"TCE\x01\x00\x01" + u16(kind)


def test_an_independent_reader_opens_the_same_box() -> None:
    for size in (0, 7, 1020, 3000, CHUNK - 4, CHUNK, 5 * CHUNK + 17):
        payload = bytes(i % 251 for i in range(size))
        box = seal_box(KEY, Kind.OBJECT, PRACTICE, PLACE, payload)
        assert reader.open_envelope(KEY, 1, [PRACTICE, *PLACE], box) == payload


@pytest.mark.parametrize("kind", list(Kind))
def test_every_flipped_bit_of_every_kind_is_noticed(kind: Kind) -> None:
    box = seal_box(KEY, kind, PRACTICE, PLACE, b"text")
    for bit in range(len(box) * 8):
        bent = bytearray(box)
        bent[bit // 8] ^= 1 << bit % 8
        refused(bytes(bent), kind=kind)


@pytest.mark.parametrize("sealed", list(Kind))
def test_a_kind_is_never_offered_as_another(sealed: Kind) -> None:
    box = seal_box(KEY, sealed, PRACTICE, PLACE, b"text")
    for asked in set(Kind) - {sealed}:
        refused(box, kind=asked)
        refused(header(asked) + box[HEADER:], kind=asked)


@pytest.mark.parametrize("sealed", list(Content))
def test_a_content_is_never_offered_as_another(sealed: Content) -> None:
    box = seal_box(KEY, Kind.OBJECT, PRACTICE, (*PLACE[:5], u16(sealed)), b"text")
    for asked in set(Content) - {sealed}:
        refused(box, place=(*PLACE[:5], u16(asked)))


@pytest.mark.parametrize("part", range(len(PLACE)))
def test_a_box_moved_to_another_chart_compartment_epoch_object_or_version_does_not_open(part: int) -> None:
    box = seal_box(KEY, Kind.OBJECT, PRACTICE, PLACE, b"text")
    other = bytes([PLACE[part][0] ^ 1]) + PLACE[part][1:]
    refused(box, place=(*PLACE[:part], other, *PLACE[part + 1 :]))
    refused(box, place=PLACE[:part] + PLACE[part + 1 :])


def test_a_box_of_another_practice_or_key_does_not_open() -> None:
    box = seal_box(KEY, Kind.OBJECT, PRACTICE, PLACE, b"text")
    refused(box, practice=PracticeId(bytes(16)))
    refused(box, key=bytes(32))


def test_fields_cannot_be_shifted_against_each_other() -> None:
    box = seal_box(KEY, Kind.SIGN_IN, PRACTICE, [b"ab", b"c"], b"text")
    refused(box, kind=Kind.SIGN_IN, place=[b"a", b"bc"])


@given(st.integers(0, HEADER - 1), st.integers(1, 255))
def test_magic_version_suite_and_kind_are_read_without_a_key_and_authentic(at: int, bits: int) -> None:
    box = bytearray(seal_box(KEY, Kind.OBJECT, PRACTICE, PLACE, b"text"))
    box[at] ^= bits
    refused(bytes(box))


@pytest.mark.parametrize("version", [v for v in range(256) if v != 1])
def test_every_other_version_byte_is_refused(version: int) -> None:
    box = seal_box(KEY, Kind.OBJECT, PRACTICE, PLACE, b"text")
    refused(box[:3] + bytes([version]) + box[4:])


def test_a_suite_that_nobody_knows_is_refused_by_name() -> None:
    box = seal_box(KEY, Kind.OBJECT, PRACTICE, PLACE, b"text")
    for suite in (0, 2, 65535):
        with pytest.raises(Tampered, match="suite"):
            open_box(KEY, Kind.OBJECT, PRACTICE, PLACE, box[:4] + u16(suite) + box[6:])


def test_nothing_comes_out_of_a_box_that_was_cut_anywhere() -> None:
    payload = bytes(i % 251 for i in range(3 * CHUNK + 500))
    box = seal_box(KEY, Kind.ATTACHMENT, PRACTICE, PLACE, payload)
    start = HEADER + SALT + COMMITMENT
    borders = [start + i * (CHUNK + TAG) for i in range(5)]
    for cut in [0, 1, HEADER - 1, HEADER, HEADER + SALT, *borders, *(b - 1 for b in borders), *(b + 1 for b in borders), len(box) - 1]:
        if cut < len(box):
            refused(box[:cut], kind=Kind.ATTACHMENT)
    for added in (b"\0", box[-TAG:], box[start:]):
        refused(box + added, kind=Kind.ATTACHMENT)


def test_chunks_cannot_change_places_or_be_dropped() -> None:
    box = seal_box(KEY, Kind.ATTACHMENT, PRACTICE, PLACE, bytes(3 * CHUNK))
    start, step = HEADER + SALT + COMMITMENT, CHUNK + TAG
    one, two, rest = box[start : start + step], box[start + step : start + 2 * step], box[start + 2 * step :]
    for order in (two + one + rest, one + rest, one + one + rest, one + two):
        refused(box[:start] + order, kind=Kind.ATTACHMENT)


def test_one_text_sealed_twice_shares_no_block_of_eight_bytes() -> None:
    a, b = (seal_box(KEY, Kind.OBJECT, PRACTICE, PLACE, b"the same words" * 200)[HEADER:] for _ in range(2))
    blocks = {a[i : i + 8] for i in range(len(a) - 7)}
    assert not blocks & {b[i : i + 8] for i in range(len(b) - 7)}
    assert len(blocks) == len(a) - 7  # nor does it repeat itself


# One ciphertext for two keys


def _aes(key: bytes, block: bytes) -> int:
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - one block, to solve for a tag
    return int.from_bytes(cipher.update(block), "big")


def _times(x: int, y: int) -> int:
    z = 0
    for i in range(127, -1, -1):
        z ^= x if y >> i & 1 else 0
        x = (x >> 1) ^ (0xE1 << 120 if x & 1 else 0)
    return z


def _inverse(x: int) -> int:
    result, power = 1 << 127, (1 << 128) - 2
    while power:
        result = _times(result, x) if power & 1 else result
        x, power = _times(x, x), power >> 1
    return result


def under_two_keys(k1: bytes, n1: bytes, k2: bytes, n2: bytes) -> bytes:
    """Two blocks and a tag that AES-GCM accepts under either key and nonce."""
    c1 = int.from_bytes(bytes(range(16)), "big")
    (h1, p1), (h2, p2) = ((_aes(k, bytes(16)), _aes(k, n + b"\0\0\0\1")) for k, n in ((k1, n1), (k2, n2)))

    def part(h: int, p: int) -> int:
        return _times(c1, _times(h, _times(h, h))) ^ _times(256, h) ^ p

    c2 = _times(part(h1, p1) ^ part(h2, p2), _inverse(_times(h1, h1) ^ _times(h2, h2)))
    return b"".join(x.to_bytes(16, "big") for x in (c1, c2, part(h1, p1) ^ _times(c2, _times(h1, h1))))


def test_a_ciphertext_built_to_open_under_two_keys_opens_under_neither_or_its_committed_one() -> None:
    other, salt = bytes(reversed(KEY)), bytes(range(24))
    context = fields(labels.ENVELOPE, header(Kind.OBJECT), PRACTICE, *PLACE)
    (k1, n1, commit1), (k2, n2, commit2) = (reader.cobblestone_keys(key, salt, context) for key in (KEY, other))
    forged = under_two_keys(k1, n1, k2, n2)
    assert AESGCM(k1).decrypt(n1, forged, b"") != AESGCM(k2).decrypt(n2, forged, b"")  # plain AES-GCM is fooled
    assert commit1 != commit2
    for commit, wrong in ((commit1, other), (commit2, KEY)):
        refused(header(Kind.OBJECT) + salt + commit + forged, key=wrong)


# Lengths


@given(st.binary(max_size=5000), st.sampled_from([0, 8192, 16384]))
def test_padding_is_taken_off_exactly(payload: bytes, step: int) -> None:
    padded = pad(payload, step)
    assert unpad(padded) == payload and len(padded) >= 1024 and (not step or len(padded) % step == 0)
    assert not padded[4 + len(payload) :].strip(b"\0")


@given(st.binary(max_size=900), st.data())
def test_padding_that_is_not_zero_or_lies_about_its_length_is_refused(payload: bytes, data: st.DataObject) -> None:
    padded = bytearray(pad(payload))
    padded[data.draw(st.integers(4 + len(payload), len(padded) - 1))] ^= data.draw(st.integers(1, 255))
    for bent in (bytes(padded), b"\xff\xff\xff\xff" + padded[4:], b"", b"\0\0\0"):
        with pytest.raises(Tampered):
            unpad(bent)


def test_padme_adds_at_most_an_eighth_and_never_shortens() -> None:
    assert padme(3004) == 3072 and padme(1024) == 1024
    for n in range(1024, 70_000, 7):
        assert n <= padme(n) <= n * 1.12 and padme(padme(n)) == padme(n)


def test_twenty_thousand_notes_have_at_most_ninety_lengths() -> None:
    drawn = random.Random(4)
    sizes = [min(40_000, int(drawn.lognormvariate(7.6, 0.9))) for _ in range(20_000)]
    assert len(set(sizes)) > 5_000
    assert len({len(pad(bytes(size))) for size in sizes}) <= 90
