"""Inbox: deliveries and letters nobody has folded in yet. HPKE to the principal; sender and chart lie inside."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.words.ids import PrincipalId
from tacenda.shell import fresh
from tacenda.shell.database import Tx

PUT = "INSERT INTO inbox (slot, id, principal, sealed) VALUES (:slot, :id, :principal, :sealed)"
OF_PRINCIPAL = """
SELECT id, principal, sealed
  FROM inbox
 WHERE principal = :principal
 ORDER BY id
"""
WAITING = "SELECT count(*) FROM inbox WHERE principal = :principal"
DROP = "DELETE FROM inbox WHERE id = :id AND principal = :principal"


@dataclass(frozen=True, slots=True)
class Letter:
    """One sealed delivery or letter; `id` is 16 random bytes and part of what the seal is bound to."""

    id: bytes
    principal: PrincipalId
    sealed: bytes


def put(tx: Tx, letter: Letter) -> None:
    """Leave a letter. Raises Conflict if there is no such principal or the id is taken."""
    tx.change(PUT, slot=fresh.slot(), id=letter.id, principal=letter.principal, sealed=letter.sealed)


def of_principal(tx: Tx, principal: PrincipalId) -> tuple[Letter, ...]:
    """What waits for a principal, by id, which says nothing about the order of arrival."""
    return tuple(Letter(*row) for row in tx.rows(OF_PRINCIPAL, principal=principal))


def waiting(tx: Tx, principal: PrincipalId) -> int:
    """How many letters wait."""
    row = tx.row(WAITING, principal=principal)
    return 0 if row is None else int(row[0])


def drop(tx: Tx, principal: PrincipalId, id: bytes) -> bool:
    """Delete a letter that was folded in or not accepted; False if it is gone already."""
    return tx.change(DROP, id=id, principal=principal) == 1
