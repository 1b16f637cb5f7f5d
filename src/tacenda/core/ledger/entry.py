"""Entries: the body of one line of the ledger, and the leaf that commits to it.

`body = plain({v, practice, salt, ledger, seq, prev, at, act, statement, ask, ask_sig, step_sig, certificate, certificate_sig})`.
`seq`, `prev` and `at` are set by the keeper, the ask by the actor: neither alone can invent the other. `seq` is dense from 1 per
ledger; `prev` is the previous leaf hash of that ledger, zeros for the first. The leaf commits to the plaintext body, so a body can be
erased and every proof still holds.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.ledger.asks import Ask
from tacenda.core.ledger.tree import leaf_hash
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import Reading, plain
from tacenda.core.words import moments
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, PracticeId
from tacenda.core.words.moments import Moment

BY_KEEPER = frozenset({Act.SIGN_IN, Act.REFUSED, Act.ROLL_ENDED})  # what the keeper alone may enter, with an empty ask


@dataclass(frozen=True, slots=True)
class Body:
    """One line as written. `statement`: the epoch statement, grant or directory entry given; so the ledger replays alone."""

    practice: PracticeId
    salt: bytes
    ledger: ChartId
    seq: int
    prev: bytes
    at: Moment
    act: Act
    statement: bytes
    ask: bytes
    ask_sig: bytes
    step_sig: bytes
    certificate: bytes
    certificate_sig: bytes

    def __repr__(self) -> str:
        return f"Body({self.seq})"

    def write(self) -> bytes:
        return plain(
            {
                "v": 1,
                "practice": self.practice,
                "salt": self.salt,
                "ledger": self.ledger,
                "seq": self.seq,
                "prev": self.prev,
                "at": moments.text(self.at),
                "act": self.act.value,
                "statement": self.statement,
                "ask": self.ask,
                "ask_sig": self.ask_sig,
                "step_sig": self.step_sig,
                "certificate": self.certificate,
                "certificate_sig": self.certificate_sig,
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> Body:
        r = Reading(raw)
        r.version(1)
        try:
            value = cls(
                PracticeId(r.raw("practice", 16)),
                r.raw("salt", 32),
                ChartId(r.raw("ledger", 16)),
                r.number("seq"),
                r.raw("prev", 32),
                moments.from_text(r.text("at")),
                Act(r.text("act")),
                r.raw("statement"),
                r.raw("ask"),
                r.raw("ask_sig", 0, 64),
                r.raw("step_sig", 0, 64),
                r.raw("certificate"),
                r.raw("certificate_sig", 0, 64),
            )
        except ValueError as error:
            raise Tampered("act") from error
        r.done()
        return value

    def asked(self) -> Ask | None:
        """The ask behind the line; None where the keeper acted alone. Raises Tampered if only one of them may."""
        if not self.ask:
            if self.act not in BY_KEEPER:
                raise Tampered("an entry without an ask")
            return None
        return Ask.read(self.ask)


@dataclass(frozen=True, slots=True)
class Leaf:
    """What stands in the tree for one entry. `about`: the public hash of the statement concerned, zeros for none."""

    body_hash: bytes
    about: bytes = ZERO_HASH

    @property
    def hash(self) -> bytes:
        return leaf_hash(self.body_hash, self.about)


def leaf_of(body: bytes, about: bytes) -> Leaf:
    """The leaf of a written body."""
    return Leaf(sha(body), about)
