"""Addresses: where a person lets us write to. Envelopes of kind 9 under the keeper's post key, by an id that names nobody."""

from __future__ import annotations

from tacenda.shell.database import Tx

GET = "SELECT envelope FROM address WHERE id = :id"
ADD = "INSERT INTO address (id, envelope) VALUES (:id, :envelope)"
DROP = "DELETE FROM address WHERE id = :id"


def get(tx: Tx, id: bytes) -> bytes | None:
    """The sealed address; None where nothing may be sent."""
    row = tx.row(GET, id=id)
    return None if row is None else bytes(row[0])


def put(tx: Tx, id: bytes, envelope: bytes) -> None:
    """Keep an address, new or in place of the old one."""
    drop(tx, id)
    tx.change(ADD, id=id, envelope=envelope)


def drop(tx: Tx, id: bytes) -> bool:
    """Nothing may be sent any more; False if nothing could."""
    return tx.change(DROP, id=id) == 1
