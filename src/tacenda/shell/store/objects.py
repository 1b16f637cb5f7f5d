"""Objects: everything a chart holds, told apart inside the seal. Envelopes of kind 1 under (id, version).

A page is the object whose id is its compartment's id; it has one row, replaced under its version. Of every other object each version stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import LiteralString

from tacenda.core.words.errors import Conflict
from tacenda.core.words.ids import CompartmentId, ObjectId
from tacenda.shell import fresh
from tacenda.shell.database import Tx

LATEST = """
SELECT id, version, compartment, epoch, envelope
  FROM object
 WHERE id = :id
 ORDER BY version DESC
 LIMIT 1
"""
AT = "SELECT id, version, compartment, epoch, envelope FROM object WHERE id = :id AND version = :version"
VERSIONS = "SELECT version FROM object WHERE id = :id ORDER BY version"
OF_COMPARTMENT = """
SELECT id, version, compartment, epoch, envelope
  FROM object
 WHERE compartment = :compartment
 ORDER BY id, version
"""
LYING = "SELECT id, version FROM object WHERE compartment = :compartment"  # told from the index alone
COUNT = "SELECT count(*) FROM object WHERE compartment = :compartment"
PLACES = "SELECT id, version, compartment, epoch, length(envelope) FROM object ORDER BY compartment, id, version"
COMPARTMENTS = "SELECT DISTINCT compartment FROM object ORDER BY compartment"
ADD = """
INSERT INTO object (slot, id, version, compartment, epoch, envelope)
SELECT :slot, :id, :version, :compartment, :epoch, :envelope
 WHERE NOT EXISTS (SELECT 1 FROM object WHERE id = :id AND compartment <> :compartment)
"""
REPLACE_PAGE = """
UPDATE object
   SET version = :version, epoch = :epoch, envelope = :envelope
 WHERE id = :id AND version = :old AND compartment = :compartment
"""
# In the order in which the rows lie, whatever the index's: so it costs a quarter less.
RESEAL = """
UPDATE object
   SET epoch = :epoch, envelope = made(id, version, envelope)
 WHERE slot IN (SELECT slot FROM object WHERE compartment = :compartment) AND epoch = :old
"""
DROP: tuple[LiteralString, ...] = (
    "DELETE FROM attachment WHERE object = :id AND version = :version",
    "DELETE FROM object WHERE id = :id AND version = :version",
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """One version of one object. `compartment` and `epoch` are what the row says, not what the seal proves."""

    id: ObjectId
    version: int
    compartment: CompartmentId
    epoch: int
    envelope: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """The clear columns of an object's row and its envelope's size in bytes, for checking shapes without reading envelopes."""

    id: ObjectId
    version: int
    compartment: CompartmentId
    epoch: int
    size: int


def latest(tx: Tx, id: ObjectId) -> Sealed | None:
    """The newest version that is stored."""
    row = tx.row(LATEST, id=id)
    return None if row is None else Sealed(*row)


def at(tx: Tx, id: ObjectId, version: int) -> Sealed | None:
    """One version."""
    row = tx.row(AT, id=id, version=version)
    return None if row is None else Sealed(*row)


def versions(tx: Tx, id: ObjectId) -> tuple[int, ...]:
    """The versions that are stored, oldest first."""
    return tuple(row[0] for row in tx.rows(VERSIONS, id=id))


def of_compartment(tx: Tx, compartment: CompartmentId) -> Iterator[Sealed]:
    """Everything in a compartment, its page among it, one at a time, by id and version."""
    return (Sealed(*row) for row in tx.each(OF_COMPARTMENT, compartment=compartment))


def lying(tx: Tx, compartment: CompartmentId) -> list[tuple[ObjectId, int]]:
    """Object and version of everything in a compartment, its page among it."""
    return tx.rows(LYING, compartment=compartment)


def count(tx: Tx, compartment: CompartmentId) -> int:
    """How many versions of objects a compartment holds, its page included."""
    row = tx.row(COUNT, compartment=compartment)
    return 0 if row is None else int(row[0])


def rows(tx: Tx) -> Iterator[Row]:
    """The clear columns of every row, by compartment, id and version."""
    return (Row(*row) for row in tx.each(PLACES))


def compartments(tx: Tx) -> tuple[CompartmentId, ...]:
    """Every compartment that has a row."""
    return tuple(CompartmentId(row[0]) for row in tx.rows(COMPARTMENTS))


def add(tx: Tx, sealed: Sealed) -> None:
    """Add a version. Raises Conflict if it is there, or the object lies in another compartment: nobody takes the place of its next one."""
    if tx.change(ADD, slot=fresh.slot(), **_columns(sealed)) != 1:
        raise Conflict("object")


def replace_page(tx: Tx, sealed: Sealed, old: int) -> None:
    """Write a page over its version `old`, which is gone then. Raises Conflict if another version stands there."""
    if tx.change(REPLACE_PAGE, old=old, **_columns(sealed)) != 1:
        raise Conflict("page")


def reseal(tx: Tx, compartment: CompartmentId, old: int, epoch: int, again: Callable[[ObjectId, int, bytes], bytes]) -> int:
    """Write everything that lies in a compartment under `old` under a new epoch; `again` makes of each box its new one. How many.

    One at a time: twenty thousand boxes do not stand in memory.
    """
    return tx.change_with(RESEAL, again, compartment=compartment, old=old, epoch=epoch)


def drop(tx: Tx, id: ObjectId, version: int) -> bool:
    """Delete one version with its attachment; False if it is not there."""
    return [tx.change(statement, id=id, version=version) for statement in DROP][-1] == 1


def _columns(sealed: Sealed) -> dict[str, bytes | int]:
    return {
        "id": sealed.id,
        "version": sealed.version,
        "compartment": sealed.compartment,
        "epoch": sealed.epoch,
        "envelope": sealed.envelope,
    }
