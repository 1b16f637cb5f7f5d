"""The two encodings: `fields` for what is hashed, derived or bound; `plain` for what is said.

`fields(a, b, ...)` is, for each part, its length as u32 big-endian, then its bytes. Integers are u64 big-endian, codes u16.
`plain(x)` is RFC 8785 canonical JSON restricted to objects with ASCII keys, lists, strings, booleans and integers below 2^53;
bytes stand as unpadded base64url. There is no null and no float: what does not apply is an empty string or list.
Bytes are hashed and signed as kept; `parse` re-encodes what it read and demands the same bytes.

Example: `fields("a", b"\\x01")` is `00000001 61 00000001 01`; `plain({"b": 1, "a": b"\\x00"})` is `{"a":"AA","b":1}`.
"""

from __future__ import annotations

import binascii
import json
import struct
from collections.abc import Mapping, Sequence
from typing import cast

from tacenda.core.words.errors import Tampered

Plain = str | int | bool | bytes | Sequence["Plain"] | Mapping[str, "Plain"]
Parsed = dict[str, "str | int | bool | list[Plain] | dict[str, Plain]"]

_LIMIT = 1 << 53
_TO_URL, _FROM_URL = bytes.maketrans(b"+/", b"-_"), bytes.maketrans(b"-_+/=", b"+/!!!")  # "!": refused by the decoder
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LAST = {2: _LETTERS[::16], 3: _LETTERS[::4]}
_PADDING = (b"", b"===", b"==", b"=")
_SIZES = tuple(n.to_bytes(4, "big") for n in range(256))
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def u16(n: int) -> bytes:
    """Two bytes, big-endian."""
    return struct.pack(">H", n)


def u64(n: int) -> bytes:
    """Eight bytes, big-endian."""
    return struct.pack(">Q", n)


def fields(*parts: bytes | str) -> bytes:
    """Unambiguous concatenation; the label comes first where there is one."""
    pieces: list[bytes] = []
    for part in parts:  # a loop costs half of a comprehension within another, and a page runs this fifty times
        raw = part.encode() if isinstance(part, str) else part
        size = len(raw)
        pieces += (_SIZES[size] if size < 256 else size.to_bytes(4, "big"), raw)
    return b"".join(pieces)


def unfields(whole: bytes, count: int) -> list[bytes]:
    """Exactly `count` parts. Raises Tampered if the bytes do not hold that many."""
    parts: list[bytes] = []
    at = 0
    while at < len(whole):
        size = int.from_bytes(whole[at : at + 4], "big")
        parts.append(whole[at + 4 : at + 4 + size])
        at += 4 + size
    if len(parts) != count or at != len(whole):
        raise Tampered("fields")
    return parts


def b64(raw: bytes) -> str:
    """Unpadded base64url."""
    return binascii.b2a_base64(raw, newline=False).translate(_TO_URL).rstrip(b"=").decode()


def unb64_standard(text: str) -> bytes:
    """Bytes from padded standard base64, in its one spelling (RFC 4648, 3.5). Raises Tampered."""
    try:
        raw = binascii.a2b_base64(text.encode("ascii"), strict_mode=True)
    except ValueError as error:
        raise Tampered("base64") from error
    if binascii.b2a_base64(raw, newline=False).decode() != text:
        raise Tampered("base64")
    return raw


def unb64(text: str) -> bytes:
    """Raises Tampered for stray characters or trailing bits."""
    return as_raw(text)


def _wire(value: object) -> object:
    kind = type(value)  # the plain kinds first: a statement can name tens of thousands of places
    if kind is bytes:
        return b64(cast("bytes", value))
    if kind is str or kind is bool:
        return value
    if kind is int and -_LIMIT < cast("int", value) < _LIMIT:
        return value
    if kind is list or kind is tuple:
        return [_wire(item) for item in cast("Sequence[object]", value)]
    if kind is dict:
        return {_key(key): _wire(item) for key, item in cast("dict[object, object]", value).items()}
    match value:
        case bytes():
            return b64(value)
        case bool() | str():
            return value
        case int() if abs(value) < _LIMIT:
            return value
        case Mapping():
            return {_key(key): _wire(item) for key, item in cast("Mapping[object, object]", value).items()}
        case list() | tuple():
            return [_wire(item) for item in cast("Sequence[object]", value)]
        case _:
            raise ValueError(type(value).__name__)


def _integer(digits: str) -> int:
    value = int(digits)
    if abs(value) >= _LIMIT:
        raise ValueError("integer")
    return value


def _no_number(text: str) -> float:
    raise ValueError("float")


_READER = json.JSONDecoder(parse_int=_integer, parse_float=_no_number, parse_constant=_no_number)
# Half the cost, for bytes without sixteen digits in a row: no integer in them is as great as the limit.
_READER_OF_SMALL = json.JSONDecoder(parse_float=_no_number, parse_constant=_no_number)
_DIGITS = bytes(ord("0") if chr(letter).isdecimal() else ord(" ") for letter in range(128)) + b" " * 128


def _key(key: object) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise ValueError("key")
    return key


def plain(value: Mapping[str, Plain]) -> bytes:
    """Canonical bytes. Raises ValueError for what the form has no place for (null, floats, great integers, lone surrogates)."""
    return _JSON.encode(_wire(value)).encode()


def _spellable(value: object) -> None:
    """Raises ValueError for a null, or a key that is not ASCII, in what the reader read: `plain` writes neither."""
    kind = type(value)
    if kind is dict:
        for key, item in cast("dict[str, object]", value).items():
            _key(key)
            _spellable(item)
    elif kind is list:
        for item in cast("list[object]", value):
            _spellable(item)
    elif value is None:
        raise ValueError("null")


def parse(raw: bytes) -> Parsed:
    """What `plain` wrote. Raises Tampered for any bytes that `plain` would not have written."""
    try:
        reader = _READER if b"0" * 16 in raw.translate(_DIGITS) else _READER_OF_SMALL
        value: object = reader.decode(raw.decode())
        if not isinstance(value, dict):
            raise Tampered("not an object")
        parsed = cast("Parsed", value)
        # Where the bytes hold no such word and no such letter, there is nothing to look for: an escaped letter is not canonical.
        if b"null" in raw or not raw.isascii():
            _spellable(parsed)
        if _JSON.encode(parsed).encode() != raw:
            raise Tampered("not canonical")
    except (ValueError, RecursionError) as error:
        raise Tampered("json") from error
    return parsed


class Reading:
    """One canonical object being read field by field; `done` refuses what is left. Every mismatch is Tampered."""

    __slots__ = ("_left",)

    def __init__(self, raw: bytes) -> None:
        self._left = parse(raw)

    def _take(self, key: str) -> object:
        try:
            return self._left.pop(key)
        except KeyError as error:
            raise Tampered("missing field") from error

    def version(self, *known: int) -> int:
        """The value's `v`, one of `known`."""
        found = self.number("v")
        if found not in known:
            raise Tampered("version")
        return found

    def text(self, key: str) -> str:
        """A string."""
        value = self._take(key)
        if not isinstance(value, str):
            raise Tampered("not text")
        return value

    def number(self, key: str) -> int:
        """An integer."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Tampered("not a number")
        return value

    def flag(self, key: str) -> bool:
        """A boolean."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise Tampered("not a flag")
        return value

    def raw(self, key: str, *sizes: int) -> bytes:
        """Bytes; with `sizes`, of one of these lengths."""
        return as_raw(self._take(key), *sizes)

    def rows(self, key: str) -> list[list[object]]:
        """A list of lists."""
        return as_rows(self._take(key))

    def texts(self, key: str) -> list[str]:
        """A list of strings."""
        return [as_text(item) for item in self._list(key)]

    def raws(self, key: str, *sizes: int) -> list[bytes]:
        """A list of byte strings; with `sizes`, each of one of these lengths."""
        return [as_raw(item, *sizes) for item in self._list(key)]

    def object(self, key: str) -> Parsed:
        """A nested object, unread."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise Tampered("not an object")
        return cast("Parsed", value)

    def _list(self, key: str) -> list[object]:
        value = self._take(key)
        if not isinstance(value, list):
            raise Tampered("not a list")
        return cast("list[object]", value)

    def has(self, key: str) -> bool:
        """Whether a field is there that need not be, and was not read yet."""
        return key in self._left

    def done(self) -> None:
        """Raises Tampered if a field was not read."""
        if self._left:
            raise Tampered("unknown field")


def as_text(value: object) -> str:
    """The string a parsed item is. Raises Tampered."""
    if not isinstance(value, str):
        raise Tampered("not text")
    return value


def as_number(value: object) -> int:
    """The integer a parsed item is. Raises Tampered."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise Tampered("not a number")
    return value


def as_raw(value: object, *sizes: int) -> bytes:
    """The bytes a parsed item spells; with `sizes`, of one of these lengths. Raises Tampered."""
    if not isinstance(value, str):
        raise Tampered("not text")
    over = len(value) % 4
    try:
        raw = binascii.a2b_base64(value.encode("ascii").translate(_FROM_URL) + _PADDING[over], strict_mode=True)
    except ValueError as error:
        raise Tampered("base64") from error
    # The decoder passes over bits behind the last byte; only a last letter without any is ours.
    if over and value[-1] not in _LAST[over]:
        raise Tampered("base64")
    if sizes and len(raw) not in sizes:
        raise Tampered("length")
    return raw


def as_texts(value: object) -> list[str]:
    """The strings a parsed list holds. Raises Tampered."""
    if not isinstance(value, list):
        raise Tampered("not a list")
    return [as_text(item) for item in cast("list[object]", value)]


def as_rows(value: object) -> list[list[object]]:
    """The lists a parsed list holds. Raises Tampered."""
    if not isinstance(value, list):
        raise Tampered("not a list")
    for row in cast("list[object]", value):  # a page has thousands, and a loop costs a third of a generator
        if not isinstance(row, list):
            raise Tampered("not a list")
    return cast("list[list[object]]", value)
