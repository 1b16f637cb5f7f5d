"""Interrupted: what somebody had typed when the lock or an error came goes through it sealed, and comes out for the same person alone.

Whoever else stands before that page reads nothing of it there, and gets nothing of it by signing in. What is nobody's is not kept.
"""

from __future__ import annotations

import base64
import binascii
import contextlib

from tacenda.acts.house import House
from tacenda.core.words.errors import Tampered
from tacenda.shell.vault import interrupted
from tacenda.shell.vault.interrupted import Fields


def seal(house: House, whose: bytes, fields: Fields) -> str:
    """As a text that a page can carry; empty before there is a practice, and where nobody knows whose it is. `whose`: whose
    sign-in it was."""
    if not whose or not house.keeper.founded:
        return ""
    box = interrupted.seal_fields(house.keeper.post_key(), house.keeper.practice, whose, fields)
    return base64.urlsafe_b64encode(box).decode("ascii")


def opened(house: House, text: str, whose: bytes) -> Fields:
    """What was typed, for the person it was typed by; nothing for anybody else."""
    if not whose:
        return ()
    with contextlib.suppress(binascii.Error, ValueError, Tampered):
        box = base64.urlsafe_b64decode(text.encode("ascii"))
        return interrupted.open_fields(house.keeper.post_key(), house.keeper.practice, whose, box)
    return ()
