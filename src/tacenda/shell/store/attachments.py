"""Attachments: the bytes of an uploaded file, sealed whole (envelope of kind 2) and stored in pieces of at most 1 MiB.

The key, name and type stand in the sealed record, which is an object; the pieces hang on that object's version.
"""

from __future__ import annotations

from tacenda.core.words.ids import ObjectId
from tacenda.shell import fresh
from tacenda.shell.database import Tx

PIECE = 1024 * 1024
ADD = """
INSERT INTO attachment (slot, object, version, n, piece)
VALUES (:slot, :object, :version, :n, :piece)
"""
PIECES = """
SELECT n, piece
  FROM attachment
 WHERE object = :object AND version = :version
 ORDER BY n
"""
DROP = "DELETE FROM attachment WHERE object = :object AND version = :version"


def add(tx: Tx, object: ObjectId, version: int, envelope: bytes) -> int:
    """Store an envelope; how many pieces it took. Raises Conflict if one is there or the record is not."""
    starts = range(0, len(envelope), PIECE)
    for n, start in enumerate(starts):
        tx.change(ADD, slot=fresh.slot(), object=object, version=version, n=n, piece=envelope[start : start + PIECE])
    return len(starts)


def get(tx: Tx, object: ObjectId, version: int) -> bytes | None:
    """The envelope, put together; None if there is no piece. A missing piece shows when the envelope is opened."""
    pieces = tx.rows(PIECES, object=object, version=version)
    return b"".join(piece for _, piece in pieces) if pieces else None


def replace(tx: Tx, object: ObjectId, version: int, envelope: bytes) -> int:
    """Store an envelope under a fresh key in place of the old one; how many pieces it took."""
    drop(tx, object, version)
    return add(tx, object, version, envelope)


def drop(tx: Tx, object: ObjectId, version: int) -> int:
    """Delete the pieces; how many there were."""
    return tx.change(DROP, object=object, version=version)
