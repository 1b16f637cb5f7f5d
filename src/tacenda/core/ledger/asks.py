"""Asks: what somebody wants to do, said in full and signed by their acting key before the keeper gives anything.

An ask names the ledger it is entered in, the epoch of that ledger's key, each place it reads or writes, the grant it rests on, and the
access list it was decided on. Acts that need a step-up carry a second signature by the person's identity (Ed25519).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import Plain, Reading, as_number, as_raw, b64, plain
from tacenda.core.words import moments
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, ObjectId, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment

STEP_UP_ACTS = frozenset({Act.FOUND, Act.GRANT, Act.EXPORT, Act.RECOVER, Act.DISCLOSE, Act.RESTORE, Act.SHRED, Act.DIRECTORY, Act.POLICY})


class Place(NamedTuple):
    """One object an ask touches. `version` 0 means read; else the version to be written, with SHA-256 of its payload."""

    compartment: CompartmentId
    epoch: int
    object: ObjectId
    version: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Ask:
    """One wish of one actor. `ledger`: the chart (or practice) whose ledger takes the entry.

    `shown`: name and role as the client reads them. `access`: compartment and version of the access list the decision used, None
    where none applies. `rules`: ids of the rules that decided; `pack`: SHA-256 of the rule set.
    """

    practice: PracticeId
    id: bytes
    at: Moment
    actor: PrincipalId
    ledger: ChartId
    ledger_epoch: bytes
    act: Act
    places: tuple[Place, ...]
    about: bytes
    grant: bytes
    via: bytes
    shown: str
    access: tuple[CompartmentId, int] | None
    purpose: str
    reason: str
    rules: tuple[str, ...]
    pack: bytes

    def __repr__(self) -> str:
        return f"Ask({self.act.value})"

    def write(self) -> bytes:
        return plain(
            {
                "v": 1,
                "practice": self.practice,
                "id": self.id,
                "at": moments.text(self.at),
                "actor": self.actor,
                "ledger": self.ledger,
                "ledger_epoch": self.ledger_epoch,
                "act": self.act.value,
                "places": _rows(self.places),
                "about": self.about,
                "grant": self.grant,
                "via": self.via,
                "shown": self.shown,
                "access": [[self.access[0], self.access[1]]] if self.access else [],
                "purpose": self.purpose,
                "reason": self.reason,
                "rules": list(self.rules),
                "pack": self.pack,
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> Ask:
        r = Reading(raw)
        r.version(1)
        try:
            value = cls(
                PracticeId(r.raw("practice", 16)),
                r.raw("id", 16),
                moments.from_text(r.text("at")),
                PrincipalId(r.raw("actor", 16)),
                ChartId(r.raw("ledger", 16)),
                r.raw("ledger_epoch", 32),
                Act(r.text("act")),
                _places(r.rows("places")),
                r.raw("about", 32),
                r.raw("grant", 0, 32),
                r.raw("via", 0, 32),
                r.text("shown"),
                _access(r.rows("access")),
                r.text("purpose"),
                r.text("reason"),
                tuple(r.texts("rules")),
                r.raw("pack", 0, 32),
            )
        except ValueError as error:
            raise Tampered("act") from error
        r.done()
        return value


def _rows(places: Sequence[Place]) -> list[Plain]:
    """A roll names thousands of objects of one compartment, whose id is spelled once."""
    spelled = {id: b64(id) for id in {place.compartment for place in places}}
    return [[spelled[p.compartment], p.epoch, b64(p.object), p.version, b64(p.digest) if p.digest else ""] for p in places]


def _places(rows: list[list[object]]) -> tuple[Place, ...]:
    known: dict[object, CompartmentId] = {}
    made: list[Place] = []
    for row in rows:
        if len(row) != 5:
            raise Tampered("place")
        id, epoch, object, version, digest = row
        if not isinstance(id, str) or (compartment := known.get(id)) is None:
            compartment = known[id] = CompartmentId(as_raw(id, 16))
        digest = as_raw(digest, 32) if digest != "" else b""
        made.append(Place(compartment, as_number(epoch), ObjectId(as_raw(object, 16)), as_number(version), digest))
    return tuple(made)


def _access(rows: list[list[object]]) -> tuple[CompartmentId, int] | None:
    if not rows:
        return None
    if len(rows) != 1 or len(rows[0]) != 2:
        raise Tampered("access")
    return CompartmentId(as_raw(rows[0][0], 16)), as_number(rows[0][1])


@dataclass(frozen=True, slots=True)
class SignedAsk:
    """An ask as it travels to the keeper: the statement, its signatures, the certificate behind them, and the bare grant it shows."""

    ask: bytes
    ask_sig: bytes
    step_sig: bytes
    certificate: bytes
    certificate_sig: bytes
    grant: bytes
    via: bytes

    @property
    def hash(self) -> bytes:
        return sha(self.ask)
