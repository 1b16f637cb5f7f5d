"""Padding: lengths tell little. And the two encodings of `core/words/encoding`, which everything sealed is made of.

Padded = u32 length || bytes || zeros, to Padmé of at least 1 KiB (Nikitin et al., PETS 2019), or to a multiple of a step.
"""

from __future__ import annotations

import struct

from tacenda.core.words.encoding import (
    Parsed,
    Plain,
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

__all__ = [
    "Parsed", "Plain", "Reading", "as_number", "as_raw", "as_text", "as_texts", "b64", "fields", "pad", "padme", "parse", "plain",
    "u16", "u64", "unb64", "unfields", "unpad",
]  # fmt: skip

FLOOR = 1024  # bytes: nothing sealed is shorter


def padme(n: int) -> int:
    """The Padmé length (Nikitin et al., PETS 2019): at most 12 % longer, O(log log n) bits told."""
    exponent = n.bit_length() - 1
    low = exponent - exponent.bit_length()
    return (n + (1 << low) - 1) >> low << low


def pad(raw: bytes, step: int = 0) -> bytes:
    """u32 length, the bytes, zeros: to Padmé of at least 1 KiB, or to a multiple of `step`."""
    size = -(-(4 + len(raw)) // step) * step if step else padme(max(FLOOR, 4 + len(raw)))
    return struct.pack(">I", len(raw)) + raw + bytes(size - 4 - len(raw))


def unpad(padded: bytes) -> bytes:
    """Raises Tampered if the length lies or the padding is not zero."""
    size = int.from_bytes(padded[:4], "big")
    if len(padded) < 4 + size or padded[4 + size :] != bytes(len(padded) - 4 - size):
        raise Tampered("padding")
    return padded[4 : 4 + size]
