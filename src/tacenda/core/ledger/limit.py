"""The client's own limit: one grant may not open one compartment, whatever else it gives. Canonical JSON, named by an ask's `about`.

The statement holds nothing but ids and carries no salt: the keeper makes it again from its rows, so limits, like stops, can be told from
the leaves alone. A limit and its lifting are two statements, so that neither can be taken for the other.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import Reading, plain
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, GrantHash, PracticeId

# Nobody is kept from the list of people, which says who is limited; the ledger is the oversight's; private notes are their author's alone.
NEVER_LIMITED = frozenset({Code.ACCESS, Code.LEDGER, Code.PSYCHOTHERAPY, Code.PRACTICE})


@dataclass(frozen=True, slots=True)
class Limit:
    """`holds`: it is set; else it is lifted."""

    practice: PracticeId
    chart: ChartId
    grant: GrantHash
    compartment: CompartmentId
    code: Code
    holds: bool

    def write(self) -> bytes:
        return plain(
            {
                "v": 1,
                "practice": self.practice,
                "chart": self.chart,
                "limited": self.grant,
                "compartment": self.compartment,
                "code": int(self.code),
                "holds": int(self.holds),
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> Limit:
        r = Reading(raw)
        r.version(1)
        try:
            value = cls(
                PracticeId(r.raw("practice", 16)),
                ChartId(r.raw("chart", 16)),
                GrantHash(r.raw("limited", 32)),
                CompartmentId(r.raw("compartment", 16)),
                Code(r.number("code")),
                _holds(r.number("holds")),
            )
        except ValueError as error:
            raise Tampered("code") from error
        r.done()
        return value


@lru_cache(maxsize=4096)
def hashes(practice: PracticeId, chart: ChartId, grant: GrantHash, compartment: CompartmentId, code: Code) -> tuple[bytes, bytes]:
    """The hashes of what limits a grant in one compartment, and of what lifts that. Kept: the next reading asks for the same."""
    made = Limit(practice, chart, grant, compartment, code, True)
    return sha(made.write()), sha(replace(made, holds=False).write())


def _holds(number: int) -> bool:
    if number not in (0, 1):
        raise Tampered("limit")
    return bool(number)
