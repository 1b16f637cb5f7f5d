"""Envelopes: a box bound to the one place it belongs to.

`"TCE" || version u8 = 1 || suite u16 || kind u16 || Cobblestone256(key, context, padded payload)`; 80 bytes over the padded payload
for payloads below 16 KiB, 16 more per full 16 KiB chunk. The context is
`fields("tacenda/envelope/1", the 8 header bytes, practice, then the kind's fields)` and its values come from what was asked,
never from the row that was read: a box moved to another chart, object, version or epoch does not open.
Cobblestone-256 (c2sp.org/chunked-encryption) commits to its key: output is salt 24 || commitment 32 || chunks of 16 KiB + 16.

Only this module touches the streaming decryptor, and only whole: it would give out bytes before the last one is authentic.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cache

from cryptography.cobblestone import Cobblestone256Decryptor, Cobblestone256Encryptor
from cryptography.exceptions import InvalidTag

from tacenda.core.sealing import labels
from tacenda.core.sealing.encoding import fields, pad, u16, unpad
from tacenda.core.sealing.suites import NEWEST, known
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import PracticeId

MAGIC = b"TCE"
VERSION = 1
HEADER = 8
LIMIT = 26 * 1024 * 1024  # bytes of one box: objects are capped at 25 MiB


class Kind(IntEnum):
    """What lies in a box; its number stands in the header and so in the context."""

    OBJECT = 1
    ATTACHMENT = 2
    UNLOCK = 3
    RING = 4
    SIGN_IN = 5
    STEP_UP = 6
    BODY = 7
    INVITATION = 8
    OUTBOX = 9
    KEY_BACKUP = 10
    KEEPER_COLUMN = 11


@cache
def header(kind: Kind, suite: int = NEWEST) -> bytes:
    """The 8 clear bytes in front of every box."""
    return MAGIC + bytes([VERSION]) + u16(suite) + u16(kind)


def context(kind: Kind, practice: PracticeId, place: Sequence[bytes]) -> bytes:
    """What a box of a kind is bound to; with the first fields of a place alone, how the contexts of all that lies there begin."""
    return fields(labels.ENVELOPE, header(kind), practice, *place)


def seal_box(key: bytes, kind: Kind, practice: PracticeId, place: Sequence[bytes], payload: bytes, step: int = 0) -> bytes:
    """Seal `payload` for one place. `key`: 32 bytes; `step`: pad to multiples of it instead of Padmé."""
    return _sealed(key, kind, context(kind, practice, place), pad(payload, step))


def open_box(key: bytes, kind: Kind, practice: PracticeId, place: Sequence[bytes], box: bytes) -> bytes:
    """Open a box whole; nothing is returned before the last byte is authentic.

    Raises Tampered if key, place, kind or a single bit differs.
    """
    return unpad(_opened(key, kind, context(kind, practice, place), box))


def move_box(kind: Kind, old: tuple[bytes, bytes], new: tuple[bytes, bytes], box: bytes) -> bytes:
    """The box of another key and context around the same payload, padded as it was. `old`, `new`: key and context. Raises Tampered."""
    return _sealed(new[0], kind, new[1], _opened(old[0], kind, old[1], box))


def _sealed(key: bytes, kind: Kind, context: bytes, padded: bytes) -> bytes:
    box = Cobblestone256Encryptor(key, context)
    return header(kind) + box.update(padded) + box.finalize()


def _opened(key: bytes, kind: Kind, context: bytes, box: bytes) -> bytes:
    # The context was made with this very header: what another one says is refused, an unknown suite by its name.
    if box[:HEADER] != header(kind) or len(box) > LIMIT + LIMIT // 256:
        if len(box) >= HEADER and box[:4] == header(kind)[:4] and box[6:HEADER] == u16(kind):
            known(int.from_bytes(box[4:6], "big"))
        raise Tampered("header")
    try:
        opened = Cobblestone256Decryptor(key, context)
        return opened.update(box[HEADER:]) + opened.finalize()
    except InvalidTag as error:
        raise Tampered("box") from error
