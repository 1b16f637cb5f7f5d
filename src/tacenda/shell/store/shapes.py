"""Shapes: the clear columns of every row of content.db and how a sealed column begins, for checks that open nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tacenda.core.words.ids import CompartmentId, MethodId, ObjectId, PrincipalId
from tacenda.shell.database import Tx

HEAD = 8  # bytes of an envelope's header
OBJECTS = """
SELECT id, version, compartment, epoch, substr(envelope, 1, 8), length(envelope)
  FROM object
 ORDER BY compartment, id, version
"""
PIECES = """
SELECT object, version, count(*), min(n), max(n), sum(length(piece))
  FROM attachment
 GROUP BY object, version
 ORDER BY object, version
"""
FIRST_PIECES = "SELECT substr(piece, 1, 8) FROM attachment WHERE object = :object AND version = :version AND n = 0"
RINGS = "SELECT principal, which, version, substr(envelope, 1, 8), length(envelope) FROM ring ORDER BY principal, which"
METHODS = "SELECT id, principal, code, part, parameters, substr(envelope, 1, 8), length(envelope) FROM unlock ORDER BY principal, id, part"


class Box(NamedTuple):
    """An envelope from outside: its first 8 bytes and its size."""

    head: bytes
    size: int


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """One version of one object."""

    id: ObjectId
    version: int
    compartment: CompartmentId
    epoch: int
    box: Box


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """The pieces of one attachment. `dense`: they are numbered from 0 without a gap."""

    object: ObjectId
    version: int
    dense: bool
    box: Box


@dataclass(frozen=True, slots=True)
class RingRow:
    """One ring."""

    principal: PrincipalId
    which: int
    version: int
    box: Box


@dataclass(frozen=True, slots=True)
class MethodRow:
    """One part of an unlock method."""

    id: MethodId
    principal: PrincipalId
    code: int
    part: int
    parameters: bytes
    box: Box


def every_object(tx: Tx) -> Iterator[ObjectRow]:
    """By compartment, object and version."""
    return (ObjectRow(id, version, compartment, epoch, Box(*box)) for id, version, compartment, epoch, *box in tx.each(OBJECTS))


def every_attachment(tx: Tx) -> Iterator[AttachmentRow]:
    """By object and version."""
    for object, version, count, first, last, size in tx.rows(PIECES):
        head = tx.row(FIRST_PIECES, object=object, version=version)
        yield AttachmentRow(object, version, (first, last) == (0, count - 1), Box(head[0] if head else b"", size))


def every_ring(tx: Tx) -> Iterator[RingRow]:
    """By principal."""
    return (RingRow(principal, which, version, Box(*box)) for principal, which, version, *box in tx.each(RINGS))


def every_method(tx: Tx) -> Iterator[MethodRow]:
    """By principal."""
    return (MethodRow(id, principal, code, part, raw, Box(*box)) for id, principal, code, part, raw, *box in tx.each(METHODS))
