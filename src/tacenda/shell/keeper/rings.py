"""Rings as the keeper knows them: how far each has got. It never sees one; it remembers the version that somebody met.

A ring put back to an older version still opens for its owner, with older choices and older keys. That it is older shows here.
"""

from __future__ import annotations

from collections.abc import Iterable

from tacenda.core.words.ids import PrincipalId
from tacenda.shell.database import Tx

GET = "SELECT version FROM ring WHERE principal = :principal AND which = :which"
OF_PRINCIPAL = "SELECT which, version FROM ring WHERE principal = :principal"
ALL = "SELECT principal, which, version FROM ring"
ADD = "INSERT INTO ring (principal, which, version) VALUES (:principal, :which, :version)"
RAISE = "UPDATE ring SET version = :version WHERE principal = :principal AND which = :which AND version < :version"

Met = tuple[PrincipalId, int, int]  # whose, which (1 everyday, 2 vault), version


def version(tx: Tx, principal: PrincipalId, which: int) -> int:
    """How far a ring has got; 0 for one that nobody has met."""
    row = tx.row(GET, principal=principal, which=which)
    return 0 if row is None else int(row[0])


def of_principal(tx: Tx, principal: PrincipalId) -> dict[int, int]:
    """How far each ring of one principal has got; without those that nobody has met."""
    return dict(tx.rows(OF_PRINCIPAL, principal=principal))


def every(tx: Tx) -> dict[tuple[PrincipalId, int], int]:
    """How far each ring has got."""
    return {(PrincipalId(bytes(principal)), which): version for principal, which, version in tx.rows(ALL)}


def met(tx: Tx, found: Iterable[Met]) -> None:
    """Rings of these versions were met: only upwards."""
    for principal, which, number in found:
        if not version(tx, principal, which):
            tx.change(ADD, principal=principal, which=which, version=number)
        else:
            tx.change(RAISE, principal=principal, which=which, version=number)
