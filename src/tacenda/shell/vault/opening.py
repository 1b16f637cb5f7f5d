"""Sealing and opening objects: the one way to plaintext. Both want a clearance; both bind the box to what was asked.

An object's payload lies in `fields(payload, ask, ask signature, certificate, certificate signature)`: the author signs the payload's
hash, so authorship survives re-encryption. The reader finds (object, version, SHA-256(payload)) among the ask's places and checks both
signatures before anything is shown; what was verified once is remembered by hash in this process.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.statements import Certificate, DirectoryEntry
from tacenda.core.sealing import derive, envelope, labels, sign
from tacenda.core.words.access import Code, Content
from tacenda.core.words.encoding import fields, u16, u64, unfields
from tacenda.core.words.errors import Refused, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, EntryHash, ObjectId, PracticeId, PrincipalId
from tacenda.shell.vault.clearance import Clearance
from tacenda.shell.vault.ring import Compartment

_VERIFIED: dict[bytes, Ask] = {}  # asks whose signatures held, by the hash of (ask, signatures, certificate)
_MOST = 20_000
Kinds = Mapping[tuple[ObjectId, int], Content]  # of every version of every object


@dataclass(frozen=True, slots=True)
class Where:
    """One version of one object, as it was asked for: the seal's context."""

    chart: ChartId
    compartment: CompartmentId
    code: Code
    epoch: int
    object: ObjectId
    version: int
    content: Content


@dataclass(frozen=True, slots=True)
class Opened:
    """A payload whose author is proven."""

    payload: bytes
    author: PrincipalId
    ask: Ask

    def __repr__(self) -> str:
        return "Opened()"


class ListedEntry(Protocol):
    """A verified directory entry."""

    @property
    def entry(self) -> DirectoryEntry: ...


class Directory(Protocol):
    """Where a verified entry is found by its hash: the keeper."""

    def listed(self, hash: EntryHash) -> ListedEntry: ...


def _key(practice: PracticeId, clearance: Clearance, where: Where) -> bytes:
    share = clearance.shares.get((where.object, where.epoch))
    if share is None or clearance.ask.ledger != where.chart:
        raise Refused("no share")
    half = clearance.keys.by_id(where.compartment).half(where.epoch)
    return derive.object_key(half, share, practice, where.chart, where.compartment, where.epoch, where.object)


def _context(where: Where) -> list[bytes]:
    return [where.chart, where.compartment, u16(where.code), u64(where.epoch), where.object, u64(where.version), u16(where.content)]


def seal(clearance: Clearance, where: Where, payload: bytes) -> bytes:
    """The envelope of one version. Raises Refused unless the clearance's ask names exactly this payload at this place."""
    ask, signed = clearance.ask, clearance.signed
    if not _named(ask, where, derive.sha(payload)):
        raise Refused("not what was asked")
    whole = fields(payload, signed.ask, signed.ask_sig, signed.certificate, signed.certificate_sig)
    return envelope.seal_box(_key(ask.practice, clearance, where), envelope.Kind.OBJECT, ask.practice, _context(where), whole)


def unseal(directory: Directory, clearance: Clearance, where: Where, box: bytes) -> Opened:
    """Open one version and prove its author. Raises Tampered, Refused."""
    practice = clearance.ask.practice
    whole = envelope.open_box(_key(practice, clearance, where), envelope.Kind.OBJECT, practice, _context(where), box)
    payload, ask, ask_sig, certificate, certificate_sig = unfields(whole, 5)
    signed = SignedAsk(ask, ask_sig, b"", certificate, certificate_sig, b"", b"")
    author, value = _author(directory, practice, signed)
    if not _named(value, where, derive.sha(payload)) or value.ledger != where.chart:
        raise Tampered("not what its author signed")
    return Opened(payload, author, value)


class Rewrapping:
    """Objects of one compartment under a new epoch's key; payload and signatures unchanged, so the roller can alter nothing unseen.

    What all of them have in common is made once. `half`: the new C; `kinds`: the kind of every version, as the page gives it.
    """

    def __init__(self, clearance: Clearance, chart: ChartId, held: Compartment, epoch: int, half: bytes, kinds: Kinds) -> None:
        practice, self._shares = clearance.ask.practice, clearance.shares
        if clearance.ask.ledger != chart:
            raise Refused("no share")
        self._old, self._new = held.epoch, epoch
        self._keys = tuple(
            derive.object_keys(c, practice, chart, held.id, number) for c, number in ((held.half(held.epoch), held.epoch), (half, epoch))
        )
        self._contexts = tuple(
            envelope.context(envelope.Kind.OBJECT, practice, [chart, held.id, u16(held.code), u64(number)])
            for number in (held.epoch, epoch)
        )
        self._kinds = kinds
        self._versions: dict[tuple[int, Content], bytes] = {}  # the end of a place; most objects have one version of one kind

    def __repr__(self) -> str:
        return "Rewrapping()"

    def box(self, object: ObjectId, version: int, box: bytes) -> bytes:
        """One version. Raises Tampered, Refused."""
        try:
            before, after = self._shares[object, self._old], self._shares[object, self._new]
            content = self._kinds[object, version]
        except KeyError:
            raise Refused("no share") from None
        end = self._versions.get((version, content))
        if end is None:
            end = self._versions[version, content] = fields(u64(version), u16(content))
        place = fields(object) + end
        return envelope.move_box(
            envelope.Kind.OBJECT,
            (self._keys[0](object, before), self._contexts[0] + place),
            (self._keys[1](object, after), self._contexts[1] + place),
            box,
        )


def _named(ask: Ask, where: Where, digest: bytes) -> bool:
    return any(
        place.object == where.object
        and place.version == where.version
        and place.digest == digest
        and place.compartment == where.compartment
        for place in ask.places
    )


def _author(directory: Directory, practice: PracticeId, signed: SignedAsk) -> tuple[PrincipalId, Ask]:
    known = derive.sha(fields(signed.ask, signed.ask_sig, signed.certificate, signed.certificate_sig))
    ask = _VERIFIED.get(known)
    if ask is None:
        ask = _verified(directory, practice, signed)
        if len(_VERIFIED) >= _MOST:
            _VERIFIED.clear()
        _VERIFIED[known] = ask
    if ask.practice != practice:
        raise Tampered("author")
    return ask.actor, ask


def _verified(directory: Directory, practice: PracticeId, signed: SignedAsk) -> Ask:
    ask, certificate = Ask.read(signed.ask), Certificate.read(signed.certificate)
    entry = directory.listed(certificate.entry).entry
    if ask.actor != certificate.principal or certificate.practice != practice or entry.principal != certificate.principal:
        raise Tampered("author")
    sign.verify(entry.sign_in, labels.CERTIFICATE, signed.certificate, signed.certificate_sig)
    sign.verify(certificate.acting, labels.ASK, signed.ask, signed.ask_sig)
    return ask


def seal_attachment(key: bytes, practice: PracticeId, where: Where, raw: bytes) -> bytes:
    """The bytes of a document under its own key, which lies in the sealed record."""
    place = [where.chart, where.compartment, where.object, u64(where.version)]
    return envelope.seal_box(key, envelope.Kind.ATTACHMENT, practice, place, raw)


def open_attachment(key: bytes, practice: PracticeId, where: Where, box: bytes) -> bytes:
    """Raises Tampered."""
    place = [where.chart, where.compartment, where.object, u64(where.version)]
    return envelope.open_box(key, envelope.Kind.ATTACHMENT, practice, place, box)
