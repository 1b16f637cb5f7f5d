"""Grants and deliveries: how a key reaches another person, and what makes the other side believe it.

A delivery is HPKE, to the grantee's seal key, of `fields(d, signature)`; `d` carries the grant, its chain up to the founder with all
signatures, C of each compartment, and the deliverer's own grant with its chain (`by`). It is accepted only if both chains verify, the
deliverer's grant gives each compartment, and each C fits the commitment of an epoch statement that the keeper holds and that has a leaf:
a stranger and whoever only has the public data can deliver nothing. Of what the deliverer lost since, that whose keys changed is left out:
it comes from whoever changed them. What has its keys still is taken, or it could be lost for good: nobody else may hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from tacenda.core.ledger.statements import Certificate, Covered, DirectoryEntry, Epoch, Grant
from tacenda.core.model.access_list import Holder
from tacenda.core.sealing import derive, encoding, labels, seal, sign
from tacenda.core.words import moments
from tacenda.core.words.access import Code, Purpose, Right
from tacenda.core.words.encoding import Plain, Reading, as_number, as_raw, as_rows, fields, plain, unfields
from tacenda.core.words.errors import NotFound, Refused, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, EntryHash, GrantHash, ObjectId, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell.vault.keyring import EVERYDAY, VAULT, Keyring
from tacenda.shell.vault.ring import ChartKeys, Compartment

PADDING = 8192  # bytes: deliveries come in these steps
SUPERSEDED = "signer was stopped, and the keys changed since"


@dataclass(frozen=True, slots=True)
class SignedGrant:
    """A grant statement with its granter's signature."""

    statement: bytes
    signature: bytes

    @property
    def value(self) -> Grant:
        return Grant.read(self.statement)

    @property
    def hash(self) -> bytes:
        return derive.sha(self.statement)


def make(keyring: Keyring, grant: Grant) -> SignedGrant:
    """Sign a grant with the identity. Raises Locked without a step-up."""
    raw = grant.write()
    return SignedGrant(raw, sign.sign_both(keyring.identity(), labels.GRANT, raw))


def founders(
    keyring: Keyring, chart: ChartId, salt: bytes, compartments: Sequence[Covered], rights: frozenset[Right], name: str, role: str
) -> SignedGrant:
    """The founder's grant to themselves; `chart` is made of their entry hash and `salt`."""
    return make(
        keyring,
        Grant(
            keyring.practice, salt, chart, keyring.principal, keyring.entry, tuple(compartments), rights, name, role, "founding", "founder",
            Moment(0), keyring.entry, b"",
        ),
    )  # fmt: skip


def oversight(
    keyring: Keyring, own: SignedGrant, salt: bytes, office: PrincipalId, entry: EntryHash, compartments: Iterable[Compartment]
) -> SignedGrant:  # fmt: skip
    """What the founder grants the privacy office on what they found, under their own grant: the list and the ledger, never content."""
    found = {one.code: one.id for one in compartments}
    covered = (
        Covered(found[Code.ACCESS], Code.ACCESS, frozenset({Right.READ, Right.WRITE})),
        Covered(found[Code.LEDGER], Code.LEDGER, frozenset({Right.READ})),
    )
    value = Grant(
        keyring.practice, salt, own.value.chart, office, entry, covered, frozenset({Right.STOP}), "Privacy office", Role.OFFICE.value,
        Purpose.OVERSIGHT.value, "practice.oversight", Moment(0), keyring.entry, own.hash,
    )  # fmt: skip
    return make(keyring, value)


def listed(given: SignedGrant, object: ObjectId, now: Moment, *, checked: bool = False) -> Holder:
    """A grant as the access list shows it. `checked`: both sides compared the fingerprint."""
    value = given.value
    compartments = tuple((one.compartment, one.code, one.rights) for one in value.compartments)
    return Holder(
        GrantHash(given.hash), object, value.grantee, value.grantee_entry, value.name, value.role, compartments, value.rights,
        moments.day(now), value.until, value.basis, checked, value.since,
    )  # fmt: skip


def write_bundle(chain: Sequence[SignedGrant]) -> bytes:
    """The payload of a grant object (content GRANT): the grant, then its parents up to the founder's. No salt: a grant has its own."""
    return plain({"v": 1, "chain": _rows(chain)})


def read_bundle(payload: bytes) -> tuple[SignedGrant, ...]:
    """Raises Tampered."""
    r = Reading(payload)
    r.version(1)
    chain = _signed_grants(r.rows("chain"))
    r.done()
    if not chain:
        raise Tampered("chain")
    return chain


@dataclass(frozen=True, slots=True)
class Delivered:
    """What one delivery brought, verified: keys to merge, by chart, and into which ring."""

    chart: ChartId
    grant: bytes
    ledger_epoch: bytes
    compartments: tuple[Compartment, ...]
    root: bytes  # of an office, for a membership; else empty

    def __repr__(self) -> str:
        return "Delivered()"


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is handed over. `chain`: the grantee's grant and its parents; `by`: the deliverer's; `root`: an office's, for a membership."""

    chain: Sequence[SignedGrant]
    by: Sequence[SignedGrant]
    compartments: Sequence[Compartment]
    ledger_epoch: bytes
    root: bytes = b""

    def __repr__(self) -> str:
        return "Parcel()"


def deliver(keyring: Keyring, to: DirectoryEntry, to_hash: EntryHash, inbox_id: bytes, parcel: Parcel, *, vault: bool = False) -> bytes:
    """Seal keys to a person: the bytes for their inbox, the vault's where it is of psychotherapy notes."""
    keys: list[Plain] = [[c.id, int(c.code), c.epoch, [[n, half] for n, half in c.halves]] for c in parcel.compartments]
    d = plain(
        {
            "v": 1, "practice": keyring.practice, "chain": _rows(parcel.chain), "by": _rows(parcel.by), "keys": keys,
            "ledger_epoch": parcel.ledger_epoch, "root": parcel.root, "certificate": keyring.signer.certificate,
            "certificate_sig": keyring.signer.certificate_sig,
        }
    )  # fmt: skip
    signature = keyring.signer.sign(labels.DELIVERY, fields(to_hash, inbox_id, d))
    info = fields(labels.DELIVER, keyring.practice, to_hash, inbox_id)
    return seal.seal_to(to.seal_vault if vault else to.seal, info, encoding.pad(fields(d, signature), PADDING))


def _rows(chain: Sequence[SignedGrant]) -> list[Plain]:
    return [[one.statement, one.signature] for one in chain]


class ListedEntry(Protocol):
    """A verified directory entry and its hash."""

    @property
    def entry(self) -> DirectoryEntry: ...
    @property
    def hash(self) -> EntryHash: ...


class Witness(Protocol):
    """What the keeper vouches for."""

    def verified_grant(self, statement: bytes, signature: bytes) -> bool: ...
    def verified_certificate(self, statement: bytes, signature: bytes) -> ListedEntry: ...
    def listed(self, hash: EntryHash) -> ListedEntry: ...
    def epochs(self, compartment: CompartmentId) -> tuple[tuple[int, str, bytes], ...]: ...
    def entered(self, about: bytes) -> int | None: ...
    def allows(self, scope: bytes, grant: GrantHash) -> frozenset[Right]: ...


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whose inbox it is: a person, or an office through a member."""

    principal: PrincipalId
    entry: EntryHash
    everyday_seed: bytes
    vault_seed: bytes | None

    def __repr__(self) -> str:
        return "Recipient()"


def recipient(keyring: Keyring) -> Recipient:
    """The person behind a keyring."""
    vault_seed = keyring.vault.seal if keyring.vault else None
    return Recipient(keyring.principal, keyring.entry, keyring.seal_seed(EVERYDAY), vault_seed)


def accept(witness: Witness, practice: PracticeId, to: Recipient, inbox_id: bytes, sealed: bytes) -> tuple[int, Delivered]:
    """Open and verify one delivery; and which ring it belongs to.

    Raises Tampered or Refused for what must be dropped, NotFound if only a step-up could open it.
    """
    which, raw = _opened(practice, to, inbox_id, sealed)
    d, signature = unfields(encoding.unpad(raw), 2)
    r = Reading(d)
    r.version(1)
    if r.raw("practice", 16) != practice:
        raise Tampered("practice")
    chain, by = _signed_grants(r.rows("chain")), _signed_grants(r.rows("by"))
    keys = [Compartment(CompartmentId(as_raw(k[0])), Code(as_number(k[1])), as_number(k[2]), _halves(k[3])) for k in r.rows("keys")]
    ledger_epoch, root = r.raw("ledger_epoch", 0, 32), r.raw("root", 0, 32)
    certificate, certificate_sig = r.raw("certificate"), r.raw("certificate_sig", 64)
    r.done()
    _chain(witness, chain, to.principal)
    signer = witness.verified_certificate(certificate, certificate_sig).entry.principal
    _chain(witness, by, signer)
    sign.verify(Certificate.read(certificate).acting, labels.DELIVERY, fields(to.entry, inbox_id, d), signature)
    delivered = _vouched(witness, chain[0], by[0], keys)
    for one in delivered:
        _fits(witness, practice, chain[0].value, one, which)
    if bool(root) != (not chain[0].value.compartments):
        raise Refused("membership")
    return which, Delivered(chain[0].value.chart, chain[0].statement, ledger_epoch, delivered, root)


def _signed_grants(rows: list[list[object]]) -> tuple[SignedGrant, ...]:
    return tuple(SignedGrant(as_raw(row[0]), as_raw(row[1])) for row in rows)


def _vouched(witness: Witness, given: SignedGrant, by: SignedGrant, keys: Sequence[Compartment]) -> tuple[Compartment, ...]:
    """What whoever delivers was given, on the same chart; without what was taken from them since and has newer keys, which came in a letter
    of its own. A membership brings no compartment: whoever gives one is of the office now. Raises Refused; with `SUPERSEDED` where nothing
    is left."""
    gives = all(by.value.covers(one.id) for one in keys) if keys else witness.allows(given.value.chart, GrantHash(by.hash))
    if by.value.chart != given.value.chart or not gives:
        raise Refused("signer is nobody on this chart")
    left = tuple(one for one in keys if witness.allows(one.id, GrantHash(by.hash)) or not _changed(witness, one))
    if keys and not left:
        raise Refused(SUPERSEDED)
    return left


def _changed(witness: Witness, one: Compartment) -> bool:
    """Whether there are newer keys than these."""
    return any(number > one.epoch for number, _, _ in witness.epochs(one.id))


def _opened(practice: PracticeId, to: Recipient, inbox_id: bytes, sealed: bytes) -> tuple[int, bytes]:
    info = fields(labels.DELIVER, practice, to.entry, inbox_id)
    try:
        return EVERYDAY, seal.open_seal(to.everyday_seed, info, sealed)
    except Tampered:
        if to.vault_seed is None:
            raise NotFound("needs a step-up") from None
        return VAULT, seal.open_seal(to.vault_seed, info, sealed)


def _halves(value: object) -> tuple[tuple[int, bytes], ...]:
    return tuple((as_number(pair[0]), as_raw(pair[1])) for pair in as_rows(value))


def _chain(witness: Witness, chain: Sequence[SignedGrant], grantee: PrincipalId) -> None:
    """A grant to this person, with every granter up to the founder whom the chart's id names. Raises Refused, Tampered."""
    if not chain or chain[0].value.grantee != grantee:
        raise Refused("not for me")
    for one, parent in zip(chain, [*chain[1:], None], strict=True):
        if witness.verified_grant(one.statement, one.signature):
            return
        if parent is None or parent.hash != one.value.parent or not one.value.within(parent.value):
            raise Refused("chain")
        if parent.value.grantee != witness.listed(one.value.granter_entry).entry.principal:
            raise Refused("granter")
    raise Refused("chain")


def _fits(witness: Witness, practice: PracticeId, grant: Grant, one: Compartment, which: int) -> None:
    """Each C must be the one its epoch statement commits to, and that statement must stand in the ledger."""
    if not grant.covers(one.id) or (one.code is Code.PSYCHOTHERAPY) != (which == VAULT):
        raise Refused("compartment")
    statements = {number: raw for number, _, raw in witness.epochs(one.id)}
    for number, half in one.halves:
        raw = statements.get(number)
        if raw is None or witness.entered(derive.sha(raw)) is None:
            raise Refused("epoch")
        epoch = Epoch.read(raw)
        if (epoch.chart, epoch.compartment, epoch.code, epoch.epoch) != (grant.chart, one.id, one.code, number):
            raise Tampered("epoch")
        if epoch.commitment != derive.commitment(half, practice, grant.chart, one.id, number):
            raise Refused("commitment")


def merged(keys: ChartKeys | None, delivered: Delivered) -> ChartKeys:
    """A chart's keys with what a delivery brought: newer epochs replace older ones, a ledger keeps all of its own.

    A grant the ring holds already stays; a second grant replaces it when it covers more.
    """
    if keys is None:
        return ChartKeys(delivered.chart, delivered.grant, delivered.ledger_epoch, delivered.compartments)
    made = keys
    for one in delivered.compartments:
        made = made.with_compartment(_newer(made, one))
    grant = delivered.grant if len(Grant.read(delivered.grant).compartments) >= len(keys.statement.compartments) else keys.grant
    return ChartKeys(keys.chart, grant, delivered.ledger_epoch or keys.ledger_epoch, made.compartments, keys.drafts)


def _newer(keys: ChartKeys, one: Compartment) -> Compartment:
    try:
        held = keys.by_id(one.id)
    except NotFound:
        return one
    if one.code is not Code.LEDGER:
        return one if one.epoch >= held.epoch else held
    halves = dict((*held.halves, *one.halves))
    return Compartment(one.id, one.code, max(halves), tuple(sorted(halves.items())))
