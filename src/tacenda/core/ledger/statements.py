"""Statements about people and keys: genesis, directory entry, certificate, grant, epoch. Canonical JSON, kept as signed.

Each value writes itself with `write()` and is read by `read(bytes)`, which accepts only what `write` makes. A statement's hash is
SHA-256 of its bytes. Signature inputs are `fields(label, bytes)`; who signs what is said at each class.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.sealing.derive import chart_id
from tacenda.core.sealing.encoding import Reading, as_number, as_raw, as_texts, plain
from tacenda.core.words import moments
from tacenda.core.words.access import Code, Right
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, EntryHash, GrantHash, PracticeId, PrincipalId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role

QUIET = 24 * 3600  # seconds from the yes that lets in somebody beside the client to the moment from which it counts


@dataclass(frozen=True, slots=True)
class Genesis:
    """The practice's beginning, signed by the founder's identity. Its SHA-256 is the practice fingerprint."""

    practice: PracticeId
    founder_ed25519: bytes
    founder_mldsa44: bytes
    log_ed25519: bytes
    log_mldsa44: bytes
    origin: str
    salt: bytes

    def write(self) -> bytes:
        return plain(
            {
                "v": 1,
                "practice": self.practice,
                "founder_ed25519": self.founder_ed25519,
                "founder_mldsa44": self.founder_mldsa44,
                "log_ed25519": self.log_ed25519,
                "log_mldsa44": self.log_mldsa44,
                "origin": self.origin,
                "salt": self.salt,
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> Genesis:
        r = Reading(raw)
        r.version(1)
        value = cls(
            PracticeId(r.raw("practice", 16)),
            r.raw("founder_ed25519", 32),
            r.raw("founder_mldsa44", 1312),
            r.raw("log_ed25519", 32),
            r.raw("log_mldsa44", 1312),
            r.text("origin"),
            r.raw("salt", 32),
        )
        r.done()
        return value


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """One person's or office's public keys from a moment on.

    Signed by the own identity (an office has none); of staff and offices also by an officer; a turned key also by the old identity.
    An end has no keys and is signed by an officer or the old identity. `previous`: hash of the entry it follows, zeros for the first.
    """

    practice: PracticeId
    principal: PrincipalId
    roles: tuple[Role, ...]
    ed25519: bytes
    mldsa44: bytes
    sign_in: bytes
    seal: bytes
    seal_vault: bytes
    since: Moment
    previous: EntryHash

    @property
    def office(self) -> bool:
        return Role.OFFICE in self.roles

    @property
    def ended(self) -> bool:
        return not self.seal

    def write(self) -> bytes:
        return plain(
            {
                "v": 1,
                "practice": self.practice,
                "principal": self.principal,
                "roles": [role.value for role in self.roles],
                "ed25519": self.ed25519,
                "mldsa44": self.mldsa44,
                "sign_in": self.sign_in,
                "seal": self.seal,
                "seal_vault": self.seal_vault,
                "from": moments.text(self.since),
                "previous": self.previous,
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> DirectoryEntry:
        r = Reading(raw)
        r.version(1)
        value = cls(
            PracticeId(r.raw("practice", 16)),
            PrincipalId(r.raw("principal", 16)),
            tuple(_role(text) for text in r.texts("roles")),
            r.raw("ed25519", 0, 32),
            r.raw("mldsa44", 0, 1312),
            r.raw("sign_in", 0, 32),
            r.raw("seal", 0, 1216),
            r.raw("seal_vault", 0, 1216),
            moments.from_text(r.text("from")),
            EntryHash(r.raw("previous", 32)),
        )
        r.done()
        return value


def _role(text: str) -> Role:
    try:
        return Role(text)
    except ValueError as error:
        raise Tampered("role") from error


@dataclass(frozen=True, slots=True)
class DirectorySignatures:
    """What is kept beside a directory entry. Empty bytes where a signature does not apply; `by` is the officer's entry hash."""

    own: bytes
    by: bytes
    officer: bytes
    old: bytes

    def write(self) -> bytes:
        return plain({"v": 1, "own": self.own, "by": self.by, "officer": self.officer, "old": self.old})

    @classmethod
    def read(cls, raw: bytes) -> DirectorySignatures:
        r = Reading(raw)
        r.version(1)
        value = cls(r.raw("own", 0, 2484), r.raw("by", 0, 32), r.raw("officer", 0, 2484), r.raw("old", 0, 2484))
        r.done()
        return value


@dataclass(frozen=True, slots=True)
class Certificate:
    """Twelve hours of one acting key, signed by the person's sign-in key (Ed25519); dated by the ledger."""

    practice: PracticeId
    principal: PrincipalId
    entry: EntryHash
    acting: bytes
    since: Moment
    until: Moment

    def write(self) -> bytes:
        return plain(
            {
                "v": 1,
                "practice": self.practice,
                "principal": self.principal,
                "entry": self.entry,
                "acting": self.acting,
                "from": moments.text(self.since),
                "until": moments.text(self.until),
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> Certificate:
        r = Reading(raw)
        r.version(1)
        value = cls(
            PracticeId(r.raw("practice", 16)),
            PrincipalId(r.raw("principal", 16)),
            EntryHash(r.raw("entry", 32)),
            r.raw("acting", 32),
            moments.from_text(r.text("from")),
            moments.from_text(r.text("until")),
        )
        r.done()
        return value


@dataclass(frozen=True, slots=True)
class Covered:
    """One compartment a grant covers, and what its holder may do there."""

    compartment: CompartmentId
    code: Code
    rights: frozenset[Right]


@dataclass(frozen=True, slots=True)
class Grant:
    """Who may what on one chart, signed by the granter's identity with both algorithms.

    `rights`: chart rights (stop, subject). `name` and `role`: as the client will read them. `until`: a moment, or 0 for no end.
    `parent`: the granter's grant, empty for a founder, whose entry hash and salt make the chart's id. `since`: the moment from which it
    gives anything, 0 for at once. A grant that begins at once is written as version 1, which has no `from`; any other as version 2.
    """

    practice: PracticeId
    salt: bytes
    chart: ChartId
    grantee: PrincipalId
    grantee_entry: EntryHash
    compartments: tuple[Covered, ...]
    rights: frozenset[Right]
    name: str
    role: str
    purpose: str
    basis: str
    until: Moment
    granter_entry: EntryHash
    parent: bytes
    since: Moment = NEVER

    def __repr__(self) -> str:
        return "Grant()"

    def write(self) -> bytes:
        return plain(
            {
                "v": 2 if self.since else 1,
                **({"from": moments.text(self.since)} if self.since else {}),
                "practice": self.practice,
                "salt": self.salt,
                "chart": self.chart,
                "grantee": self.grantee,
                "grantee_entry": self.grantee_entry,
                "compartments": [[c.compartment, int(c.code), rights_text(c.rights)] for c in self.compartments],
                "rights": rights_text(self.rights),
                "name": self.name,
                "role": self.role,
                "purpose": self.purpose,
                "basis": self.basis,
                "until": moments.text(self.until) if self.until else "",
                "granter_entry": self.granter_entry,
                "parent": self.parent,
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> Grant:
        r = Reading(raw)
        version = r.version(1, 2)
        value = cls(
            PracticeId(r.raw("practice", 16)),
            r.raw("salt", 32),
            ChartId(r.raw("chart", 16)),
            PrincipalId(r.raw("grantee", 16)),
            EntryHash(r.raw("grantee_entry", 32)),
            tuple(_covered(row) for row in r.rows("compartments")),
            _rights(r.texts("rights")),
            r.text("name"),
            r.text("role"),
            r.text("purpose"),
            r.text("basis"),
            _until(r.text("until")),
            EntryHash(r.raw("granter_entry", 32)),
            r.raw("parent", 0, 32),
            moments.from_text(r.text("from")) if version == 2 else NEVER,
        )
        r.done()
        if version == 2 and value.since <= 0:
            raise Tampered("from")
        return value

    def begun(self, now: Moment) -> bool:
        """Whether the moment has come from which it gives anything."""
        return now >= self.since

    def covers(self, compartment: CompartmentId) -> frozenset[Right]:
        """The rights on one compartment; empty if the grant does not cover it."""
        return next((c.rights for c in self.compartments if c.compartment == compartment), frozenset[Right]())

    def of_code(self, code: Code) -> Covered | None:
        """The first compartment of a kind."""
        return next((c for c in self.compartments if c.code is code), None)

    def shown(self) -> str:
        """Name and role as one text, the form an ask repeats."""
        return f"{self.name}\n{self.role}"

    def by_founder(self) -> bool:
        """Whether the granter is the founder whom the chart's id names."""
        return not self.parent and chart_id(self.granter_entry, self.salt) == self.chart

    def within(self, parent: Grant) -> bool:
        """Whether this grant gives no more than its parent holds; stop and subject come from whoever holds `grant` on the access list."""
        if parent.until and (not self.until or self.until > parent.until):
            return False
        if any(not c.rights <= parent.covers(c.compartment) or Right.GRANT not in parent.covers(c.compartment) for c in self.compartments):
            return False
        access = parent.of_code(Code.ACCESS)
        return not self.rights or (access is not None and Right.GRANT in access.rights)


def rights_text(rights: frozenset[Right]) -> list[str]:
    """Rights in the order of their definition."""
    return [right.value for right in Right if right in rights]


def _rights(texts: list[str]) -> frozenset[Right]:
    try:
        rights = frozenset(Right(text) for text in texts)
    except ValueError as error:
        raise Tampered("right") from error
    if rights_text(rights) != texts:
        raise Tampered("rights")
    return rights


def _covered(row: list[object]) -> Covered:
    if len(row) != 3:
        raise Tampered("compartment")
    try:
        code = Code(as_number(row[1]))
    except ValueError as error:
        raise Tampered("code") from error
    return Covered(CompartmentId(as_raw(row[0], 16)), code, _rights(as_texts(row[2])))


def _until(text: str) -> Moment:
    return moments.from_text(text) if text else Moment(0)


@dataclass(frozen=True, slots=True)
class Epoch:
    """One epoch of a compartment's keys; its ask signs it. `grants`: the grants that may read it, sorted.

    `ledger_key`: for compartment code 10 the X-Wing public key that entry bodies are sealed to; else empty.
    """

    practice: PracticeId
    chart: ChartId
    compartment: CompartmentId
    code: Code
    epoch: int
    commitment: bytes
    previous: bytes
    reason: str
    grants: tuple[GrantHash, ...]
    ledger_key: bytes

    def write(self) -> bytes:
        return plain(
            {
                "v": 1,
                "practice": self.practice,
                "chart": self.chart,
                "compartment": self.compartment,
                "code": int(self.code),
                "epoch": self.epoch,
                "commitment": self.commitment,
                "previous": self.previous,
                "reason": self.reason,
                "grants": list(self.grants),
                "ledger_key": self.ledger_key,
            }
        )

    @classmethod
    def read(cls, raw: bytes) -> Epoch:
        r = Reading(raw)
        r.version(1)
        try:
            value = cls(
                PracticeId(r.raw("practice", 16)),
                ChartId(r.raw("chart", 16)),
                CompartmentId(r.raw("compartment", 16)),
                Code(r.number("code")),
                r.number("epoch"),
                r.raw("commitment", 32),
                r.raw("previous", 32),
                r.text("reason"),
                tuple(GrantHash(hash) for hash in r.raws("grants", 32)),
                r.raw("ledger_key", 0, 1216),
            )
        except ValueError as error:
            raise Tampered("code") from error
        r.done()
        if list(value.grants) != sorted(set(value.grants)):
            raise Tampered("order of grants")
        return value
