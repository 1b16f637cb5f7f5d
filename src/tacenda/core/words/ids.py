"""Ids: 16 random bytes each, kept apart by type; 26 lower-case base32 letters where a person or an address carries one."""

from __future__ import annotations

import base64
from typing import NewType

from tacenda.core.words.errors import NotFound

PracticeId = NewType("PracticeId", bytes)
PrincipalId = NewType("PrincipalId", bytes)  # a person (user) or an office: whoever can hold keys
UserId = PrincipalId
ChartId = NewType("ChartId", bytes)
CompartmentId = NewType("CompartmentId", bytes)
ObjectId = NewType("ObjectId", bytes)
MethodId = NewType("MethodId", bytes)
GrantHash = NewType("GrantHash", bytes)  # SHA-256 of a grant statement, 32 bytes
EntryHash = NewType("EntryHash", bytes)  # SHA-256 of a directory entry, 32 bytes

SIZE = 16
ZERO_HASH = bytes(32)
_LETTERS, _TO = b"abcdefghijklmnopqrstuvwxyz234567", b"0123456789abcdefghijklmnopqrstuv"
_DIGITS = bytes(_TO[_LETTERS.index(each)] if each in _LETTERS else 0x21 for each in range(256))  # "!": no digit of any number
UNTIL = b"until"  # how the id of a copy begins that ends by itself; three bytes of a day and eight random ones follow


def ending(first_over: int, random: bytes) -> ObjectId:
    """An id that says from which day on its object opens no more to who only reads. The keeper, which opens nothing, reads it there."""
    return ObjectId(UNTIL + first_over.to_bytes(SIZE - len(UNTIL) - 8) + random[:8])


def ends(id: bytes) -> int:
    """The day that an id says, 0 for one that says none. A random id says one once in a million million."""
    return int.from_bytes(id[len(UNTIL) : -8]) if id.startswith(UNTIL) else 0


def handle(id: bytes) -> str:
    """The address form of an id or hash: lower-case base32 without padding (16 bytes give 26 letters, 32 give 52)."""
    return base64.b32encode(id).decode().rstrip("=").lower()


def from_handle(text: str, size: int = SIZE) -> bytes:
    """The id behind an address form. Raises NotFound for anything that `handle` did not make."""
    spare = len(text) * 5 - size * 8
    try:
        # As one number: a page reads several, and the decoder of the library is a loop in Python that takes seven times as long.
        whole = int(text.encode("ascii").translate(_DIGITS), 32)
    except ValueError as error:
        raise NotFound("handle") from error
    if not 0 <= spare < 5 or whole & ((1 << spare) - 1):
        raise NotFound("handle")
    return (whole >> spare).to_bytes(size)


def fingerprint(hash: bytes) -> str:
    """25 characters of base32 in groups of five, for two people to compare aloud (125 bits of a SHA-256)."""
    letters = base64.b32encode(hash).decode()[:25]
    return " ".join(letters[i : i + 5] for i in range(0, 25, 5))
