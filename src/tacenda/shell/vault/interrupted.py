"""Interrupted: what a form held when it met the lock or an error, while it lies in the page that says so.

Under the keeper's post key, since at the lock nobody is signed in; bound to the person whose sign-in it was, so that it opens for nobody
else.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence

from tacenda.core.sealing import envelope
from tacenda.core.sealing.envelope import Kind
from tacenda.core.words.encoding import Reading, as_text, plain, u16
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import PracticeId

PART = u16(4)
MOST = 4 * 1024 * 1024  # bytes of what is unpacked: more than any form may hold

Fields = Sequence[tuple[str, str]]


def seal_fields(key: bytes, practice: PracticeId, whose: bytes, fields: Fields) -> bytes:
    """`whose`: a person's id."""
    payload = zlib.compress(plain({"v": 1, "fields": [[name, value] for name, value in fields]}))
    return envelope.seal_box(key, Kind.OUTBOX, practice, [whose, PART], payload)


def open_fields(key: bytes, practice: PracticeId, whose: bytes, box: bytes) -> tuple[tuple[str, str], ...]:
    """Raises Tampered for another person's."""
    packed = zlib.decompressobj()
    r = Reading(packed.decompress(envelope.open_box(key, Kind.OUTBOX, practice, [whose, PART], box), MOST))
    r.version(1)
    rows = r.rows("fields")
    r.done()
    if any(len(row) != 2 for row in rows):
        raise Tampered("fields")
    return tuple((as_text(name), as_text(value)) for name, value in rows)
