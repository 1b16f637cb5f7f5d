"""Keyrings: two padded blobs for each principal, everyday (which 1) and vault (which 2). Envelopes of kind 4, fenced by their version."""

from __future__ import annotations

from tacenda.core.words.errors import Conflict
from tacenda.core.words.ids import PrincipalId
from tacenda.shell import fresh
from tacenda.shell.database import Tx

GET = "SELECT version, envelope FROM ring WHERE principal = :principal AND which = :which"
VERSIONS = "SELECT which, version FROM ring WHERE principal = :principal"
ADD = """
INSERT INTO ring (slot, principal, which, version, envelope)
VALUES (:slot, :principal, :which, :version, :envelope)
"""
REPLACE = """
UPDATE ring
   SET version = :version, envelope = :envelope
 WHERE principal = :principal AND which = :which AND version = :old
"""


def get(tx: Tx, principal: PrincipalId, which: int) -> tuple[int, bytes] | None:
    """Version and envelope of a keyring."""
    row = tx.row(GET, principal=principal, which=which)
    return None if row is None else (row[0], row[1])


def versions(tx: Tx, principal: PrincipalId) -> dict[int, int]:
    """The version of each keyring there is."""
    return dict(tx.rows(VERSIONS, principal=principal))


def put(tx: Tx, principal: PrincipalId, which: int, version: int, envelope: bytes, *, old: int) -> None:
    """Write version `version` over version `old` (0: there is none yet). Raises Conflict if somebody else wrote meanwhile."""
    if version <= old:
        raise ValueError("a keyring's version only grows")
    if old == 0:
        tx.change(ADD, slot=fresh.slot(), principal=principal, which=which, version=version, envelope=envelope)
    elif tx.change(REPLACE, principal=principal, which=which, version=version, old=old, envelope=envelope) != 1:
        raise Conflict("keyring")
