"""The two encodings: one value has one spelling, and nothing else is read."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacenda.core.words.encoding import (
    Reading,
    as_number,
    as_raw,
    as_text,
    as_texts,
    b64,
    fields,
    parse,
    plain,
    u16,
    u64,
    unb64,
    unfields,
)
from tacenda.core.words.errors import Tampered

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
VALUES = st.recursive(
    st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner),
    max_leaves=20,
)


def test_numbers_are_big_endian_and_parts_carry_their_length() -> None:
    assert (u16(258), u64(1)) == (b"\x01\x02", bytes(7) + b"\x01")
    assert fields("a", b"\x01") == bytes.fromhex("00000001610000000101")
    assert fields() == b"" and fields(b"") == bytes(4)


@given(st.lists(st.binary(max_size=40), max_size=6), st.lists(st.binary(max_size=40), max_size=6))
def test_two_lists_of_parts_never_share_their_bytes(a: list[bytes], b: list[bytes]) -> None:
    assert unfields(fields(*a), len(a)) == a
    assert (fields(*a) == fields(*b)) == (a == b)


@given(st.lists(st.binary(max_size=10), min_size=1, max_size=4), st.data())
def test_cut_or_lengthened_parts_are_refused(parts: list[bytes], data: st.DataObject) -> None:
    whole = fields(*parts)
    cut = data.draw(st.integers(1, len(whole)))
    for bent in (whole[:-cut], whole + b"\0"):
        with pytest.raises(Tampered):
            unfields(bent, len(parts))
    with pytest.raises(Tampered):
        unfields(whole, len(parts) + 1)


@given(st.dictionaries(KEYS, VALUES, max_size=6))
def test_what_is_written_is_read_back_and_spelled_as_rfc_8785_says(value: dict[str, object]) -> None:
    raw = plain(value)  # type: ignore[arg-type]
    assert parse(raw) == value
    assert raw.decode() == json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def test_bytes_stand_as_base64url_without_padding() -> None:
    assert plain({"b": 1, "a": b"\x00"}) == b'{"a":"AA","b":1}'
    assert plain({"a": [b"\xfb\xff", ()]}) == b'{"a":["-_8",[]]}'


@pytest.mark.parametrize("value", [{"a": None}, {"a": 1.0}, {"a": 2**53}, {"a": -(2**53)}, {"ä": 1}, {1: 1}, {"a": "\ud800"}, {"a": {"b"}}])
def test_what_the_form_has_no_place_for_is_not_written(value: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        plain(value)  # type: ignore[arg-type]


REFUSED = [
    b'{"a":1,"a":1}',
    b'{"a": 1}',
    b'{"a":1}\n',
    b' {"a":1}',
    b'{"a":1.0}',
    b'{"a":1e3}',
    b'{"a":-0}',
    b'{"a":01}',
    b'{"a":9007199254740992}',
    b'{"a":-9007199254740992}',
    b'{"b":1,"a":1}',
    b'{"a":NaN}',
    b'{"a":Infinity}',
    b'{"a":null}',
    b'{"a":"\\u0041"}',
    b'{"a":"\\/"}',
    b'{"a":"\\ud800"}',
    b'{"\\u00e4":1}',
    '{"ä":1}'.encode(),
    '{"a":1}'.encode("utf-16"),
    b'\xef\xbb\xbf{"a":1}',
    b'{"a":"\xff"}',
    b"[]",
    b'"a"',
    b"1",
    b"",
    b"{",
    b'{"a":1}{}',
    b'{"a":' + b"[" * 100_000,
    b'{"a":' + b"1" * 5000 + b"}",
]


@pytest.mark.parametrize("raw", REFUSED, ids=[str(i) for i in range(len(REFUSED))])
def test_bytes_that_the_writer_would_not_write_are_refused(raw: bytes) -> None:
    with pytest.raises(Tampered):
        parse(raw)


def test_text_is_kept_as_it_was_typed_and_never_normalised() -> None:
    composed, decomposed = "\u00e9", "e\u0301"
    assert plain({"a": composed}) != plain({"a": decomposed})
    assert parse(plain({"a": decomposed}))["a"] == decomposed


@given(st.binary(max_size=80))
def test_base64_has_one_spelling_for_each_value(raw: bytes) -> None:
    text = b64(raw)
    assert unb64(text) == raw and not set(text) & set("+/=\n")


def test_every_text_of_up_to_three_letters_is_read_exactly_if_it_is_written_so() -> None:
    letters = "ABQZaghz019-_+/=\n é"
    texts = ["".join(one) for n in range(4) for one in itertools.product(letters, repeat=n)]
    written = {b64(bytes(one)) for n in range(3) for one in itertools.product(range(256), repeat=n)}
    for text in texts:
        try:
            read = b64(unb64(text))
        except Tampered:
            read = None
        assert (read == text) == (text in written) and read in (text, None)


@pytest.mark.parametrize("text", ["A", "AB", "AA==", "AA=", "A A", "AA\n", "+/8", "AAAAA", "ÄÄ", "-_9", "A-", "=", "A?BC"])
def test_stray_characters_and_bits_in_base64_are_refused(text: str) -> None:
    with pytest.raises(Tampered):
        unb64(text)


READ = plain({"v": 1, "t": "text", "n": 7, "f": True, "r": b"\x01\x02", "rows": [[1], []], "ts": ["a"], "rs": [b"\x01"], "o": {"x": 1}})


def test_an_object_is_read_field_by_field_and_nothing_may_be_left() -> None:
    r = Reading(READ)
    assert (r.version(1), r.text("t"), r.number("n"), r.flag("f"), r.raw("r", 2)) == (1, "text", 7, True, b"\x01\x02")
    assert (r.rows("rows"), r.texts("ts"), r.raws("rs")) == ([[1], []], ["a"], [b"\x01"])
    with pytest.raises(Tampered, match="unknown field"):
        r.done()
    assert r.object("o") == {"x": 1}
    r.done()


def test_a_field_of_another_type_length_or_version_is_refused() -> None:
    for read in (
        lambda r: r.version(2),
        lambda r: r.text("n"),
        lambda r: r.number("t"),
        lambda r: r.number("f"),
        lambda r: r.flag("n"),
        lambda r: r.raw("r", 3, 4),
        lambda r: r.raw("t2"),
        lambda r: r.rows("ts"),
        lambda r: r.rows("t"),
        lambda r: r.texts("rows"),
        lambda r: r.raws("rows"),
        lambda r: r.object("t"),
    ):
        with pytest.raises(Tampered):
            read(Reading(READ))


def test_a_cell_of_a_row_is_what_it_should_be_or_refused() -> None:
    assert (as_text("a"), as_number(1), as_raw("AA"), as_texts(["a"])) == ("a", 1, b"\0", ["a"])
    for read, value in ((as_text, 1), (as_number, "1"), (as_number, True), (as_raw, 1), (as_raw, "A"), (as_texts, "a"), (as_texts, [1])):
        with pytest.raises(Tampered):
            read(value)
