"""JSON in the one form of RFC 8785, for hashing and keeping: the same value gives the same bytes for ever.

Only what decisions hold: texts, whole numbers, fractions of few digits, truth values, null, lists, objects with names of the basic plane.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast


def encode(value: object) -> bytes:
    """The canonical bytes (UTF-8)."""
    return json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)  # RFC 8785 writes 1, not 1.0
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in cast("Mapping[str, object]", value).items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in cast("list[object]", value)]
    return value
