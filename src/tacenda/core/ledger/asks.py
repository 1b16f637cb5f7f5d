"""Asks: what somebody wants to do, said in full and signed by their acting key before the keeper gives anything.

An ask names the ledger it is entered in, the epoch of that ledger's key, each place it reads or writes, the grant it rests on, and the
access list it was decided on. Acts that need a step-up carry a second signature by the person's identity (Ed25519).

`v` 1 gives each place a row of its own. `v` 2 is of a roll, which names every object of a compartment, often thousands: a row is
`[compartment, epoch, ids]`, the ids of 16 bytes joined, and takes a seventh of the bytes that are signed, sealed and kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import Plain, Reading, as_number, as_raw, plain
from tacenda.core.words import moments
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, ObjectId, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment

STEP_UP_ACTS = frozenset({Act.FOUND, Act.GRANT, Act.EXPORT, Act.RECOVER, Act.DISCLOSE, Act.RESTORE, Act.SHRED, Act.DIRECTORY, Act.POLICY})

_ID = 16  # bytes


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
        joined = self.act is Act.ROLL_BEGUN and bool(self.places) and not any(place.version or place.digest for place in self.places)
        return plain(
            {
                "v": 2 if joined else 1,
                "practice": self.practice,
                "id": self.id,
                "at": moments.text(self.at),
                "actor": self.actor,
                "ledger": self.ledger,
                "ledger_epoch": self.ledger_epoch,
                "act": self.act.value,
                "places": _joined(self.places) if joined else _rows(self.places),
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
        places = _apart if r.version(1, 2) == 2 else _places
        try:
            value = cls(
                PracticeId(r.raw("practice", 16)),
                r.raw("id", 16),
                moments.from_text(r.text("at")),
                PrincipalId(r.raw("actor", 16)),
                ChartId(r.raw("ledger", 16)),
                r.raw("ledger_epoch", 32),
                Act(r.text("act")),
                places(r.rows("places")),
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
        if places is _apart and value.act is not Act.ROLL_BEGUN:
            raise Tampered("version")
        return value


def _rows(places: Sequence[Place]) -> list[Plain]:
    return [[p.compartment, p.epoch, p.object, p.version, p.digest] for p in places]


def _places(rows: list[list[object]]) -> tuple[Place, ...]:
    return tuple(_place(row) for row in rows)


def _place(row: list[object]) -> Place:
    if len(row) != 5:
        raise Tampered("place")
    compartment, epoch, object, version, digest = row
    return Place(
        CompartmentId(as_raw(compartment, 16)), as_number(epoch), ObjectId(as_raw(object, 16)), as_number(version), as_raw(digest, 0, 32)
    )


def _joined(places: Sequence[Place]) -> list[Plain]:
    runs = groupby(places, lambda place: (place.compartment, place.epoch))
    return [[compartment, epoch, b"".join([place.object for place in run])] for (compartment, epoch), run in runs]


def _apart(rows: list[list[object]]) -> tuple[Place, ...]:
    if not rows or any(len(row) != 3 for row in rows):
        raise Tampered("place")
    made: list[Place] = []
    for compartment, epoch, ids in ((CompartmentId(as_raw(row[0], 16)), as_number(row[1]), as_raw(row[2])) for row in rows):
        if not ids or len(ids) % _ID or (made and made[-1][:2] == (compartment, epoch)):  # a run is one row
            raise Tampered("place")
        made += [Place(compartment, epoch, ObjectId(ids[at : at + _ID]), 0, b"") for at in range(0, len(ids), _ID)]
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
