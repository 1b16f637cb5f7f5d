"""A withdrawal: something was taken out of a compartment, so its keys change next. Canonical JSON, named by the writing ask's `about`.

The statement holds nothing but ids, as a limit's does: the keeper makes it again from its row, so that keys due for a change because of one
can be told from the leaves alone. It names the epoch it was made under: once that is over, it has had its effect.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.sealing.encoding import plain
from tacenda.core.words.access import Code
from tacenda.core.words.ids import ChartId, CompartmentId, PracticeId

WITHDRAWN_FROM = frozenset({Code.SUPERVISION})  # copies alone are taken out of a compartment: nothing of a record goes


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What a compartment's row says of itself. Nobody reads one: whoever meets its hash makes it again."""

    practice: PracticeId
    chart: ChartId
    compartment: CompartmentId
    code: Code
    epoch: int

    def write(self) -> bytes:
        return plain(
            {
                "v": 1,
                "practice": self.practice,
                "chart": self.chart,
                "withdrawn": self.compartment,
                "code": int(self.code),
                "epoch": self.epoch,
            }
        )
