"""Handles: the opaque names that stand for ids in addresses. Stage 1: the random ids themselves, in base32.

A second form, made per sign-in so that an address in a browser's history opens nothing later, can replace this module alone.
"""

from __future__ import annotations

import re

from tacenda.core.words import ids

SIZES = {"": 16, "hash": 32}
SHAPES = {"": re.compile(r"[a-z2-7]{26}"), "hash": re.compile(r"[a-z2-7]{52}")}


def of(id: bytes) -> str:
    """The handle of an id (26 letters) or of a hash (52 letters)."""
    return ids.handle(id)


def read(text: str, kind: str = "") -> bytes:
    """The id behind a handle; `kind` is empty or `hash`. Raises NotFound for anything else."""
    return ids.from_handle(text, SIZES[kind])
