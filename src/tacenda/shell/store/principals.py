"""Principals: whoever can hold keys, a person or an office. The row knows a keyed tag of the sign-in name, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import LiteralString

from tacenda.core.words.ids import PrincipalId
from tacenda.shell.database import Tx

ADD = "INSERT INTO principal (id, login_tag) VALUES (:id, :login_tag)"
BY_LOGIN = "SELECT id FROM principal WHERE login_tag = :login_tag"
EXISTS = "SELECT 1 FROM principal WHERE id = :id"
ALL = "SELECT id FROM principal ORDER BY id"
END: tuple[LiteralString, ...] = (
    "DELETE FROM unlock WHERE principal = :id",
    "DELETE FROM ring WHERE principal = :id",
    "DELETE FROM inbox WHERE principal = :id",
    "DELETE FROM principal WHERE id = :id",
)


def add(tx: Tx, id: PrincipalId, login_tag: bytes) -> None:
    """Add a principal. `login_tag`: 32 bytes, random for an office. Raises Conflict if id or tag is taken."""
    tx.change(ADD, id=id, login_tag=login_tag)


def by_login(tx: Tx, login_tag: bytes) -> PrincipalId | None:
    """Who signs in under this tag."""
    row = tx.row(BY_LOGIN, login_tag=login_tag)
    return None if row is None else PrincipalId(row[0])


def exists(tx: Tx, id: PrincipalId) -> bool:
    """Whether the principal has a row."""
    return tx.row(EXISTS, id=id) is not None


def all(tx: Tx) -> Iterator[PrincipalId]:
    """Every principal, by id."""
    return (PrincipalId(row[0]) for row in tx.each(ALL))


def end(tx: Tx, id: PrincipalId) -> None:
    """Delete a principal with all unlock methods, keyrings and undelivered letters. What they sealed stays."""
    for statement in END:
        tx.change(statement, id=id)
