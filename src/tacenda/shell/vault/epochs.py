"""Epochs: a fresh C for a compartment, the statement that commits everybody to it, and the re-sealing of what lies under the old one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar

from tacenda.core.ledger.statements import Epoch
from tacenda.core.sealing import derive, seal
from tacenda.core.words.access import Code, Content
from tacenda.core.words.errors import Conflict
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, GrantHash, ObjectId, PracticeId
from tacenda.shell.vault import opening
from tacenda.shell.vault.clearance import Clearance
from tacenda.shell.vault.ring import Compartment


def statement(
    practice: PracticeId, chart: ChartId, compartment: CompartmentId, code: Code, epoch: int, half: bytes, grants: Sequence[bytes],
    previous: bytes = ZERO_HASH, reason: str = "founding",
) -> Epoch:  # fmt: skip
    """What is said about one epoch. `half`: its C, 32 random bytes; `grants`: hashes of the grants that may read it."""
    ledger_key = seal.public_of(derive.ledger_seed(half, practice, chart, epoch)) if code is Code.LEDGER else b""
    commitment = derive.commitment(half, practice, chart, compartment, epoch)
    named = tuple(sorted(GrantHash(hash) for hash in grants))
    return Epoch(practice, chart, compartment, code, epoch, commitment, previous, reason, named, ledger_key)


class Row(Protocol):
    """One version of one object as it lies."""

    @property
    def id(self) -> ObjectId: ...
    @property
    def version(self) -> int: ...
    @property
    def epoch(self) -> int: ...
    @property
    def envelope(self) -> bytes: ...


R = TypeVar("R", bound=Row)


def reseal(
    clearance: Clearance, held: Compartment, made: Epoch, half: bytes, rows: Iterable[tuple[R, Content]]
) -> Iterator[tuple[R, bytes]]:  # fmt: skip
    """Each row with its box under the new epoch. `half`: the new C. Raises Conflict for a row of another epoch."""
    again = opening.Rewrapping(clearance, made.chart, held, made.epoch, half)
    for row, content in rows:
        if row.epoch != held.epoch:
            raise Conflict("epoch")
        yield row, again.box(row.id, row.version, content, row.envelope)
