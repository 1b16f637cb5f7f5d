"""Epochs: a fresh C for a compartment, and the statement that commits everybody to it."""

from __future__ import annotations

from collections.abc import Sequence

from tacenda.core.ledger.statements import Epoch
from tacenda.core.sealing import derive, seal
from tacenda.core.words.access import Code
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, GrantHash, PracticeId


def statement(
    practice: PracticeId, chart: ChartId, compartment: CompartmentId, code: Code, epoch: int, half: bytes, grants: Sequence[bytes],
    previous: bytes = ZERO_HASH, reason: str = "founding",
) -> Epoch:  # fmt: skip
    """What is said about one epoch. `half`: its C, 32 random bytes; `grants`: hashes of the grants that may read it."""
    ledger_key = seal.public_of(derive.ledger_seed(half, practice, chart, epoch)) if code is Code.LEDGER else b""
    commitment = derive.commitment(half, practice, chart, compartment, epoch)
    named = tuple(sorted(GrantHash(hash) for hash in grants))
    return Epoch(practice, chart, compartment, code, epoch, commitment, previous, reason, named, ledger_key)
