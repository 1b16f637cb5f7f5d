"""The keyring: what one sign-in has unlocked. It signs asks, and dies with the desk.

Everyday keys come from the sign-in's row; the vault keys (psychotherapy notes, identity) only while a step-up is fresh. The root is
never here: it is forgotten as soon as the keys are derived.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.statements import Certificate
from tacenda.core.sealing import derive, envelope, labels, seal, sign
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.encoding import u16, u64
from tacenda.core.words.errors import Locked, NotFound
from tacenda.core.words.ids import ChartId, EntryHash, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell.vault import ring
from tacenda.shell.vault.ring import ChartKeys, OfficeKey, Ring

EVERYDAY, VAULT = 1, 2  # the two rings' numbers in rows and contexts


@dataclass(frozen=True, slots=True)
class EverydayKeys:
    """Keys of the everyday ring and inbox."""

    ring: bytes
    seal: bytes

    def __repr__(self) -> str:
        return "EverydayKeys()"


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """Keys that only a step-up brings: vault ring and inbox, identity."""

    ring: bytes
    seal: bytes
    identity: Identity

    def __repr__(self) -> str:
        return "VaultKeys()"


@dataclass(frozen=True, slots=True)
class RootKeys:
    """Everything a root derives, for one principal."""

    everyday: EverydayKeys
    vault: VaultKeys
    sign_in: bytes

    def __repr__(self) -> str:
        return "RootKeys()"

    def public(self) -> tuple[bytes, bytes, bytes, bytes, bytes]:
        """ed25519, mldsa44, sign-in, seal, vault seal: the public keys of a directory entry."""
        return (
            sign.ed25519_public(self.vault.identity.ed25519),
            sign.mldsa44_public(self.vault.identity.mldsa44),
            sign.ed25519_public(self.sign_in),
            seal.public_of(self.everyday.seal),
            seal.public_of(self.vault.seal),
        )


def from_root(root: bytes, principal: PrincipalId) -> RootKeys:
    """Derive a principal's keys. `root`: 32 bytes."""
    return RootKeys(
        EverydayKeys(derive.hkdf(root, labels.RING_EVERYDAY, principal), derive.hkdf(root, labels.SEAL_EVERYDAY, principal)),
        VaultKeys(
            derive.hkdf(root, labels.RING_VAULT, principal),
            derive.hkdf(root, labels.SEAL_VAULT, principal),
            Identity(derive.hkdf(root, labels.IDENTITY_ED25519, principal), derive.hkdf(root, labels.IDENTITY_MLDSA44, principal)),
        ),
        derive.hkdf(root, labels.SIGN_IN, principal),
    )


@dataclass(frozen=True)
class Signer:
    """The acting key of one sign-in and the certificate behind it. `sign`: Ed25519 by the acting key."""

    acting: bytes
    certificate: bytes
    certificate_sig: bytes

    def __repr__(self) -> str:
        return "Signer()"

    @property
    def value(self) -> Certificate:
        return Certificate.read(self.certificate)

    @cached_property
    def sign(self) -> Callable[[str, bytes], bytes]:
        return sign.signer(self.acting)


@dataclass(slots=True)
class Keyring:
    """One person's keys in use. `rings`: opened rings by number; a ring changed here is written by an act."""

    practice: PracticeId
    principal: PrincipalId
    roles: tuple[Role, ...]
    entry: EntryHash
    everyday: EverydayKeys
    vault: VaultKeys | None
    signer: Signer
    rings: dict[int, Ring]
    versions: dict[int, int]
    sealed: dict[int, bytes]
    both: dict[ChartId, tuple[ChartKeys, ChartKeys, ChartKeys]] = field(  # what each ring holds for a chart, and the two as one
        default_factory=dict[ChartId, tuple[ChartKeys, ChartKeys, ChartKeys]], init=False
    )

    def __repr__(self) -> str:
        return f"Keyring({len(self.rings)} opened)"

    @property
    def stepped_up(self) -> bool:
        return self.vault is not None

    def ring(self, which: int = EVERYDAY) -> Ring:
        """An opened ring; an empty one where none was written yet. Raises Locked without a step-up, Tampered."""
        if which not in self.rings:
            if which not in self.sealed:
                return Ring()
            key = self.everyday.ring if which == EVERYDAY else self._vault().ring
            self.rings[which] = open_ring(key, self.practice, self.principal, which, self.versions[which], self.sealed[which])
        elif which == VAULT:
            self._vault()
        return self.rings[which]

    def _vault(self) -> VaultKeys:
        if self.vault is None:
            raise Locked("step-up", step_up=True)
        return self.vault

    def sealed_ring(self, made: Ring, which: int = EVERYDAY) -> tuple[int, bytes]:
        """The next version of a ring, sealed: its number and box."""
        key = self.everyday.ring if which == EVERYDAY else self._vault().ring
        version = self.versions.get(which, 0) + 1
        return version, seal_ring(key, self.practice, self.principal, which, version, made)

    def keys(self, chart: ChartId) -> ChartKeys:
        """What this person holds for a chart; with a fresh step-up, psychotherapy notes too. Raises NotFound."""
        keys = self.ring().keys(chart)
        if self.vault is not None and VAULT in self.sealed:
            try:
                more = self.ring(VAULT).keys(chart)
            except NotFound:
                return keys
            kept = self.both.get(chart)
            if kept is None or kept[0] is not keys or kept[1] is not more:
                kept = self.both[chart] = keys, more, _joined(keys, more)
            return kept[2]
        return keys

    def sign(self, ask: Ask, keys: ChartKeys | None, *, step: bool = False, via: bytes = b"") -> SignedAsk:
        """Sign an ask; with `step`, by the identity too. Raises Locked if that needs a step-up."""
        raw = ask.write()
        step_sig = sign.sign(self._vault().identity.ed25519, labels.ASK, raw) if step else b""
        return SignedAsk(
            raw, self.signer.sign(labels.ASK, raw), step_sig, self.signer.certificate, self.signer.certificate_sig,
            keys.grant if keys else b"", via,
        )  # fmt: skip

    def identity(self) -> Identity:
        """For what lasts. Raises Locked without a step-up."""
        return self._vault().identity

    def seal_seed(self, which: int) -> bytes:
        """The seed that opens this person's everyday or vault inbox."""
        return self.everyday.seal if which == EVERYDAY else self._vault().seal

    def office(self, office: PrincipalId) -> OfficeKey:
        """A membership. Raises NotFound."""
        for one in self.ring().offices:
            if one.office == office:
                return one
        raise NotFound("office")


def _joined(keys: ChartKeys, more: ChartKeys) -> ChartKeys:
    for one in more.compartments:
        keys = keys.with_compartment(one)
    return keys


def open_ring(key: bytes, practice: PracticeId, principal: PrincipalId, which: int, version: int, box: bytes) -> Ring:
    """Raises Tampered."""
    return ring.read(envelope.open_box(key, envelope.Kind.RING, practice, [principal, u16(which), u64(version)], box))


def seal_ring(key: bytes, practice: PracticeId, principal: PrincipalId, which: int, version: int, made: Ring) -> bytes:
    """A ring as a row's envelope."""
    place = [principal, u16(which), u64(version)]
    return envelope.seal_box(key, envelope.Kind.RING, practice, place, made.write(), ring.PADDING)


def certify(
    keys: RootKeys, practice: PracticeId, principal: PrincipalId, entry: EntryHash, acting: bytes, now: Moment, until: Moment
) -> Signer:
    """A fresh acting key, certified by the sign-in key. `acting`: 32 random bytes."""
    raw = Certificate(practice, principal, entry, sign.ed25519_public(acting), now, until).write()
    return Signer(acting, raw, sign.sign(keys.sign_in, labels.CERTIFICATE, raw))


def fresh_keyring(keys: RootKeys, practice: PracticeId, principal: PrincipalId, roles: tuple[Role, ...], signer: Signer) -> Keyring:
    """The keyring of somebody who has just proven a root, step-up included."""
    return Keyring(practice, principal, roles, signer.value.entry, keys.everyday, keys.vault, signer, {}, {}, {})


def stepped_down(keyring: Keyring) -> Keyring:
    """The same sign-in without its vault keys."""
    return replace(keyring, vault=None)
