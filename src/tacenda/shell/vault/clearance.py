"""Clearance: an access that was decided and stands in the ledger. Only `acts/gate.py` makes one.

A clearance made by hand holds no share, so no key can be derived from it and nothing opens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.words.ids import ObjectId
from tacenda.shell.vault.ring import ChartKeys


@dataclass(frozen=True, slots=True)
class Clearance:
    """One decided ask. `number`: its line in the chart's ledger, 0 where today's standing entry covers it.

    `shares`: (object, epoch) to the keeper's 32 bytes.
    """

    ask: Ask
    signed: SignedAsk
    keys: ChartKeys
    number: int
    shares: Mapping[tuple[ObjectId, int], bytes] = field(repr=False)
