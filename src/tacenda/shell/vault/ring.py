"""Rings: the sealed row in which a person keeps the keys of every chart they may open.

Payload: `fields(plain(head), section, section, ...)`; a section is the chart's id (16 bytes) || `plain(...)` of what is held there.
A request opens the row whole but reads only the sections it needs. Everyday and vault rings have one form; C values of psychotherapy
notes lie in the vault ring alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tacenda.core.ledger.statements import Grant
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Code
from tacenda.core.words.encoding import Plain, Reading, as_number, as_raw, as_rows, as_text, fields, plain
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, PrincipalId

PADDING = 16_384  # bytes: rings grow in these steps


@dataclass(frozen=True, slots=True)
class Compartment:
    """A compartment's C values: one, or of the ledger one per epoch. `epoch`: the newest held."""

    id: CompartmentId
    code: Code
    epoch: int
    halves: tuple[tuple[int, bytes], ...]

    def half(self, epoch: int | None = None) -> bytes:
        """C of one epoch, the newest by default. Raises NotFound."""
        for number, c in self.halves:
            if number == (self.epoch if epoch is None else epoch):
                return c
        raise NotFound("epoch")

    def __repr__(self) -> str:
        return f"Compartment({self.code.name}, {self.epoch})"


@dataclass(frozen=True, slots=True)
class ChartKeys:
    """What one grant put into a ring for one chart. `grant`: the statement; `drafts`: random ids per kind of draft."""

    chart: ChartId
    grant: bytes
    ledger_epoch: bytes
    compartments: tuple[Compartment, ...]
    drafts: Mapping[str, bytes] = field(default_factory=dict[str, bytes])

    def __repr__(self) -> str:
        return f"ChartKeys({len(self.compartments)})"

    @property
    def statement(self) -> Grant:
        return _grant(self.grant)

    @property
    def grant_hash(self) -> bytes:
        return sha(self.grant)

    def of(self, code: Code) -> Compartment:
        """The first compartment of a kind. Raises NotFound."""
        for one in self.compartments:
            if one.code is code:
                return one
        raise NotFound("compartment")

    def by_id(self, id: CompartmentId) -> Compartment:
        """Raises NotFound."""
        for one in self.compartments:
            if one.id == id:
                return one
        raise NotFound("compartment")

    def holds(self, code: Code) -> bool:
        return any(one.code is code for one in self.compartments)

    def with_compartment(self, made: Compartment) -> ChartKeys:
        rest = tuple(one for one in self.compartments if one.id != made.id)
        return replace(self, compartments=tuple(sorted((*rest, made), key=lambda one: (one.code, one.id))))

    def write(self) -> bytes:
        compartments: list[Plain] = [[c.id, int(c.code), c.epoch, [[n, half] for n, half in c.halves]] for c in self.compartments]
        return self.chart + plain(
            {
                "v": 1, "grant": self.grant, "ledger_epoch": self.ledger_epoch, "compartments": compartments,
                "drafts": dict(self.drafts),
            }
        )  # fmt: skip

    @classmethod
    def read(cls, raw: bytes) -> ChartKeys:
        r = Reading(raw[16:])
        r.version(1)
        drafts = {key: as_raw(value) for key, value in r.object("drafts").items()}
        keys = cls(
            ChartId(raw[:16]), r.raw("grant"), r.raw("ledger_epoch", 32), tuple(_compartment(row) for row in r.rows("compartments")), drafts
        )
        r.done()
        return keys


@lru_cache(maxsize=512)
def _grant(raw: bytes) -> Grant:
    return Grant.read(raw)


def _compartment(row: list[object]) -> Compartment:
    if len(row) != 4:
        raise Tampered("compartment")
    halves = tuple((as_number(pair[0]), as_raw(pair[1])) for pair in as_rows(row[3]))
    return Compartment(CompartmentId(as_raw(row[0])), Code(as_number(row[1])), as_number(row[2]), halves)


@dataclass(frozen=True, slots=True)
class Seen:
    """The last checkpoint a person was shown: the origin's number, the tree's size and root."""

    number: int
    size: int
    root: bytes


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """A membership: the office's root, and the grant that gave it."""

    office: PrincipalId
    root: bytes
    membership: bytes

    def __repr__(self) -> str:
        return "OfficeKey()"


@dataclass(frozen=True, slots=True)
class Invited:
    """A card made and not used up: its code, its kind (client or staff), the chart it opens (client's), and whom it names."""

    id: bytes
    code: bytes
    kind: str
    chart: bytes
    name: str
    roles: tuple[str, ...]

    def __repr__(self) -> str:
        return "Invited()"


@dataclass(frozen=True, slots=True)
class Ring:
    """One opened ring. `name`: what its owner is called in the practice; `wishes`: their own choices (language, discreet, leave page)."""

    name: str = ""
    pin: bytes = b""
    seen: Seen | None = None
    offices: tuple[OfficeKey, ...] = ()
    cards: tuple[Invited, ...] = ()
    wishes: Mapping[str, str] = field(default_factory=dict[str, str])
    sections: Mapping[ChartId, bytes] = field(default_factory=dict[ChartId, bytes])
    _read: dict[ChartId, ChartKeys] = field(default_factory=dict[ChartId, ChartKeys], init=False, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"Ring({len(self.sections)})"

    @property
    def charts(self) -> tuple[ChartId, ...]:
        return tuple(self.sections)

    def keys(self, chart: ChartId) -> ChartKeys:
        """What is held for one chart. Raises NotFound."""
        read = self._read.get(chart)
        if read is None:
            section = self.sections.get(chart)
            if section is None:
                raise NotFound("chart")
            read = self._read[chart] = ChartKeys.read(section)
        return read

    def with_keys(self, keys: ChartKeys) -> Ring:
        return replace(self, sections={**self.sections, keys.chart: keys.write()})

    def without(self, chart: ChartId) -> Ring:
        return replace(self, sections={id: section for id, section in self.sections.items() if id != chart})

    def with_wish(self, key: str, value: str) -> Ring:
        return replace(self, wishes={**self.wishes, key: value})

    def write(self) -> bytes:
        seen: list[Plain] = [[self.seen.number, self.seen.size, self.seen.root]] if self.seen else []
        head = plain(
            {
                "v": 1, "name": self.name, "pin": self.pin, "seen": seen,
                "offices": [[o.office, o.root, o.membership] for o in self.offices],
                "cards": [[c.id, c.code, c.kind, c.chart, c.name, list(c.roles)] for c in self.cards], "wishes": dict(self.wishes),
            }
        )  # fmt: skip
        return fields(head, *self.sections.values())


def read(payload: bytes) -> Ring:
    """A ring as written. Raises Tampered."""
    head, *sections = _parts(payload)
    r = Reading(head)
    r.version(1)
    ring = Ring(
        r.text("name"), r.raw("pin", 0, 32), _seen(r.rows("seen")),
        tuple(OfficeKey(PrincipalId(as_raw(o[0])), as_raw(o[1]), as_raw(o[2])) for o in r.rows("offices")),
        tuple(_card(row) for row in r.rows("cards")),
        {key: as_text(value) for key, value in r.object("wishes").items()},
        {ChartId(section[:16]): section for section in sections},
    )  # fmt: skip
    r.done()
    return ring


def _parts(payload: bytes) -> list[bytes]:
    parts: list[bytes] = []
    at = 0
    while at < len(payload):
        size = int.from_bytes(payload[at : at + 4], "big")
        parts.append(payload[at + 4 : at + 4 + size])
        at += 4 + size
    if at != len(payload) or not parts or any(len(part) < 17 for part in parts[1:]):
        raise Tampered("ring")
    return parts


def _seen(rows: list[list[object]]) -> Seen | None:
    return Seen(as_number(rows[0][0]), as_number(rows[0][1]), as_raw(rows[0][2])) if rows else None


def _card(row: list[object]) -> Invited:
    if len(row) != 6 or not isinstance(row[5], list):
        raise Tampered("card")
    roles = tuple(as_text(role) for role in row[5])  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return Invited(as_raw(row[0]), as_raw(row[1]), as_text(row[2]), as_raw(row[3]), as_text(row[4]), roles)
