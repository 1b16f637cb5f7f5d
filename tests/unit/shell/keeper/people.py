"""People at a real keeper: who holds keys and signs what they ask, as in life. Nothing is replaced, nothing is refused here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tacenda.core.ledger.asks import STEP_UP_ACTS, Ask, SignedAsk
from tacenda.core.ledger.statements import Certificate, DirectoryEntry, DirectorySignatures, Grant
from tacenda.core.sealing import derive, labels, seal, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.access import Code, Right
from tacenda.core.words.ids import ZERO_HASH, EntryHash, GrantHash, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh

if TYPE_CHECKING:
    from tests.unit.shell.keeper.practice import Practice

NOON = Moment(1_800_014_400)  # 2027-01-15, 12:00:00
HOUR, DAY = 3600, 86_400
R, W, G = Right.READ, Right.WRITE, Right.GRANT
ALL, RW, READ = frozenset({R, W, G}), frozenset({R, W}), frozenset({R})
STOP, SUBJECT = Right.STOP, Right.SUBJECT
CODES = (Code.LEDGER, Code.CONTACT, Code.ACCESS, Code.RECORD, Code.PSYCHOTHERAPY)


@dataclass(frozen=True, slots=True)
class Held:
    """A grant as its holder keeps it. `via`: the membership through which a member of an office shows it."""

    grant: Grant
    signature: bytes
    via: Held | None = None

    @property
    def raw(self) -> bytes:
        return self.grant.write()

    @property
    def hash(self) -> GrantHash:
        return GrantHash(sha(self.raw))


@dataclass(slots=True)
class Person:
    """Somebody with a root, a newest directory entry and one certificate at a time."""

    practice: Practice
    id: PrincipalId
    name: str
    roles: tuple[Role, ...]
    root: bytes
    entry: DirectoryEntry = field(init=False)
    acting: bytes = b""
    certificate: bytes = b""
    certificate_sig: bytes = b""
    before: list[DirectoryEntry] = field(default_factory=list[DirectoryEntry])

    @property
    def hash(self) -> EntryHash:
        return EntryHash(sha(self.entry.write()))

    def key(self, label: str) -> bytes:
        return derive.hkdf(self.root, label, self.id)

    @property
    def identity(self) -> Identity:
        return Identity(self.key(labels.IDENTITY_ED25519), self.key(labels.IDENTITY_MLDSA44))

    def keys(self, previous: bytes = ZERO_HASH) -> DirectoryEntry:
        """The entry of this root."""
        return DirectoryEntry(
            self.practice.id, self.id, self.roles,
            sign.ed25519_public(self.identity.ed25519), sign.mldsa44_public(self.identity.mldsa44),
            sign.ed25519_public(self.key(labels.SIGN_IN)), seal.public_of(self.key(labels.SEAL_EVERYDAY)),
            seal.public_of(self.key(labels.SEAL_VAULT)), self.practice.clock.now(), EntryHash(previous),
        )  # fmt: skip

    def signs_entry(self, entry: DirectoryEntry, officer: Person | None = None, old: Identity | None = None) -> bytes:
        raw = entry.write()
        by = sign.sign_both(officer.identity, labels.DIRECTORY, raw) if officer else b""
        before = sign.sign_both(old, labels.DIRECTORY, raw) if old else b""
        own = b"" if entry.office or entry.ended else sign.sign_both(self.identity, labels.DIRECTORY, raw)
        return DirectorySignatures(own, officer.hash if officer else b"", by, before).write()

    def signs_in(self, hours: int = 12, since: int = 0) -> None:
        now = self.practice.clock.now()
        self.acting = fresh.secret()
        since_, until = Moment(now + since), Moment(now + hours * HOUR)
        public = sign.ed25519_public(self.acting)
        self.certificate = Certificate(self.practice.id, self.id, self.hash, public, since_, until).write()
        self.certificate_sig = sign.sign(self.key(labels.SIGN_IN), labels.CERTIFICATE, self.certificate)

    def signs(self, ask: Ask, held: Held | None = None, *, step: bool | None = None) -> SignedAsk:
        """Sign an ask; by the identity too where the act needs it, or `step` says so."""
        raw = ask.write()
        stepped = ask.act in STEP_UP_ACTS if step is None else step
        return SignedAsk(
            raw, sign.sign(self.acting, labels.ASK, raw), sign.sign(self.identity.ed25519, labels.ASK, raw) if stepped else b"",
            self.certificate, self.certificate_sig, held.raw if held else b"", held.via.raw if held and held.via else b"",
        )  # fmt: skip

    def grants(self, grant: Grant) -> Held:
        return Held(grant, sign.sign_both(self.identity, labels.GRANT, grant.write()))
