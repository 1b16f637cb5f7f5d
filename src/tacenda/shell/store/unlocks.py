"""Unlock methods: how a person gets at the own root. Envelopes of kind 3 with their parameters in clear, whose floors are compiled in."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.words.ids import MethodId, PrincipalId
from tacenda.shell.database import Tx

ADD = """
INSERT INTO unlock (id, part, principal, code, parameters, envelope)
VALUES (:id, :part, :principal, :code, :parameters, :envelope)
"""
OF_PRINCIPAL = """
SELECT id, principal, code, parameters, part, envelope
  FROM unlock
 WHERE principal = :principal
 ORDER BY code, id, part
"""
CODES = "SELECT DISTINCT code FROM unlock WHERE principal = :principal"
DROP = "DELETE FROM unlock WHERE id = :id AND principal = :principal"


@dataclass(frozen=True, slots=True)
class Unlock:
    """One part of one method. `code`: 1 passphrase, 2 recovery code, 3 passkey; `part`: 1 root, 2 everyday keys."""

    id: MethodId
    principal: PrincipalId
    code: int
    parameters: bytes
    part: int
    envelope: bytes


def add(tx: Tx, unlock: Unlock) -> None:
    """Add a part of a method. Raises Conflict if it is there or the principal is not."""
    tx.change(
        ADD,
        id=unlock.id,
        part=unlock.part,
        principal=unlock.principal,
        code=unlock.code,
        parameters=unlock.parameters,
        envelope=unlock.envelope,
    )


def of_principal(tx: Tx, principal: PrincipalId) -> tuple[Unlock, ...]:
    """Every method of a person, by code."""
    return tuple(Unlock(*row) for row in tx.rows(OF_PRINCIPAL, principal=principal))


def codes(tx: Tx, principal: PrincipalId) -> frozenset[int]:
    """Which kinds of methods a person has; every page asks, and reads no envelope for it."""
    return frozenset(row[0] for row in tx.rows(CODES, principal=principal))


def drop(tx: Tx, principal: PrincipalId, id: MethodId) -> int:
    """Delete a method with its parts; how many parts there were."""
    return tx.change(DROP, id=id, principal=principal)
