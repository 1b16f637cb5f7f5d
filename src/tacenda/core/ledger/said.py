"""What a client said: the statement that a say of theirs counts, or counts no more. Canonical JSON, named by a `restrict` ask's `about`.

Like a limit it holds nothing but ids and a hash, and no salt: the say has one, so that its hash tells nothing. Who reads an access list
makes the statement again from the say that lies there, and asks the keeper whether the leaves hold it. A say counts from its statement
until the one that ends it; before a client's first, the hash of none (zeros) counts by itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.ledger.asks import Ask
from tacenda.core.ledger.statements import Grant
from tacenda.core.sealing.encoding import Reading, plain
from tacenda.core.words.access import Right
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, PracticeId


@dataclass(frozen=True, slots=True)
class Said:
    """`say`: SHA-256 of the say, zeros for none; `holds`: it counts from now on; else no more."""

    practice: PracticeId
    chart: ChartId
    say: bytes
    holds: bool

    def write(self) -> bytes:
        return plain({"v": 1, "practice": self.practice, "chart": self.chart, "said": self.say, "holds": int(self.holds)})

    @classmethod
    def read(cls, raw: bytes) -> Said:
        r = Reading(raw)
        r.version(1)
        value = cls(PracticeId(r.raw("practice", 16)), ChartId(r.raw("chart", 16)), r.raw("said", 32), _holds(r.number("holds")))
        r.done()
        return value


def _holds(number: int) -> bool:
    if number not in (0, 1):
        raise Tampered("said")
    return bool(number)


def after(counting: frozenset[bytes], said: Said, ask: Ask, mine: Grant) -> frozenset[bytes]:
    """The says that count once a ledger's line has said so. `mine`: the live grant the ask rests on. Raises Tampered."""
    if Right.SUBJECT not in mine.rights or (said.practice, said.chart) != (ask.practice, ask.ledger):
        raise Tampered("a say without the right")
    if (said.say in counting) is said.holds or (said.holds and said.say == ZERO_HASH):
        raise Tampered("a say of nothing")
    return counting | {said.say} if said.holds else counting - {said.say}
