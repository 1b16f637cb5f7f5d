"""Memberships: the offices a person is of, their opened rings, and which charts know of a membership already.

A membership counts while the keeper's row of it gives something and the root beside it is that of the office's newest keys. Who was taken
out keeps a root that opens nothing any more. A client checks what a member did by the membership itself, which stands on the chart's
access list; until it is listed there, nobody acts through it on that chart.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from tacenda.acts.house import House
from tacenda.core.ledger.statements import Grant
from tacenda.core.sealing.derive import sha
from tacenda.core.words.errors import Conflict, NotFound, Tampered
from tacenda.core.words.ids import ChartId, GrantHash, PrincipalId, from_handle, handle
from tacenda.shell.database import Tx
from tacenda.shell.store import rings
from tacenda.shell.vault import keyring
from tacenda.shell.vault.grants import Recipient, SignedGrant
from tacenda.shell.vault.keyring import EVERYDAY, Keyring, RootKeys
from tacenda.shell.vault.ring import OfficeKey, Ring

UNLISTED = "unlisted "  # of an office's ring: the wish that names the charts where a membership is still to be listed; its hash follows

GIVING = "giving"  # and the one that names a membership from before the keeper has it until it lies in its member's inbox


def own(house: House, keys: Keyring) -> tuple[OfficeKey, ...]:
    """The offices this person is of now."""
    return tuple(one for one in keys.ring().offices if counts(house, one))


def counts(house: House, one: OfficeKey) -> bool:
    """Whether the keeper counts a membership, and the root beside it is the office's of today."""
    if not house.keeper.allows(one.office, GrantHash(sha(one.membership))):
        return False
    return newest(house, one)


def newest(house: House, one: OfficeKey) -> bool:
    """Whether a root gives the newest keys that the directory has of an office."""
    *_, seal, seal_vault = keyring.from_root(one.root, one.office).public()
    try:
        entry = house.keeper.newest(one.office).entry
    except NotFound:
        return False
    return (seal, seal_vault) == (entry.seal, entry.seal_vault)


def keys_of(house: House, office: OfficeKey) -> tuple[RootKeys, Recipient]:
    """An office's keys, and the office as one who gets letters."""
    own_keys = keyring.from_root(office.root, office.office)
    return own_keys, Recipient(office.office, house.keeper.newest(office.office).hash, own_keys.everyday.seal, None)


def not_older(house: House, principal: PrincipalId, which: int, version: int, met: int) -> None:
    """A ring is not older than the newest that was opened. Raises Tampered; Conflict where only this desk's snapshot is older."""
    if version < met:
        with house.content.apart() as now:
            there = rings.versions(now, principal).get(which, 0)
        raise Tampered("ring is older than it was") if there < met else Conflict("ring moved")


def office_ring(house: House, tx: Tx, keys: Keyring, office: OfficeKey) -> tuple[int, Ring]:
    """An office's ring and its version. A change of its keys that a crash cut short left it under the root from before."""
    known, row = house.keeper.rings_of(office.office).get(EVERYDAY, 0), rings.get(tx, office.office, EVERYDAY)
    not_older(house, office.office, EVERYDAY, row[0] if row else 0, known)
    if row is None:
        return 0, Ring()
    roots = [office.root, *(one.root for one in keys.ring().offices if one.office == office.office and one.root != office.root)]
    opened = _opened(keys, office.office, row, roots)
    if row[0] > known and not tx.changed:
        house.keeper.met_rings([(office.office, EVERYDAY, row[0])])
    return row[0], opened


def _opened(keys: Keyring, office: PrincipalId, row: tuple[int, bytes], roots: Sequence[bytes]) -> Ring:
    for root in roots[:-1]:
        try:
            return _open(keys, office, row, root)
        except Tampered:
            continue
    return _open(keys, office, row, roots[-1])


def _open(keys: Keyring, office: PrincipalId, row: tuple[int, bytes], root: bytes) -> Ring:
    return keyring.open_ring(keyring.from_root(root, office).everyday.ring, keys.practice, office, EVERYDAY, row[0], row[1])


def put_office_ring(tx: Tx, keys: Keyring, office: OfficeKey, version: int, made: Ring) -> None:
    """Write an office's ring after version `version`, under the keys of this root. Raises Conflict if another request was faster."""
    ring_key = keyring.from_root(office.root, office.office).everyday.ring
    box = keyring.seal_ring(ring_key, keys.practice, office.office, EVERYDAY, version + 1, made)
    rings.put(tx, office.office, EVERYDAY, version + 1, box, old=version)


# Statements


def chain(kept: Iterable[tuple[bytes, bytes]], membership: bytes) -> tuple[SignedGrant, ...]:
    """A membership and those it goes back to, from all that the practice's page keeps. Raises NotFound."""
    known = {sha(statement): SignedGrant(statement, signature) for statement, signature in kept}
    found: list[SignedGrant] = []
    while membership:
        if membership not in known:
            raise NotFound("membership")
        found.append(known.pop(membership))
        membership = found[-1].value.parent
    return tuple(found)


def grants_of(kept: Iterable[tuple[bytes, bytes]]) -> Mapping[GrantHash, Grant]:
    """Every membership that the practice's page keeps, also of who was taken out."""
    return {GrantHash(sha(statement)): Grant.read(statement) for statement, _ in kept}


# Where a membership is listed


def unlisted(ring: Ring, membership: bytes) -> frozenset[ChartId]:
    """The charts of an office's ring whose access list does not have this membership (its statement's hash) yet."""
    text = ring.wishes.get(UNLISTED + handle(membership), "")
    return frozenset(ChartId(from_handle(one, 16)) for one in text.split(",") if one)


def with_unlisted(ring: Ring, membership: bytes, charts: Collection[ChartId]) -> Ring:
    """The office's ring with these charts still to be done."""
    key = UNLISTED + handle(membership)
    wishes = {name: text for name, text in ring.wishes.items() if name != key}
    if charts:
        wishes[key] = ",".join(handle(id) for id in sorted(charts))
    return replace(ring, wishes=wishes)


# A membership that is being given


def giving(ring: Ring) -> GrantHash | None:
    """The membership of an office that is being given, or whose giving was cut."""
    text = ring.wishes.get(GIVING, "")
    return GrantHash(from_handle(text, 32)) if text else None


def with_giving(ring: Ring, membership: bytes) -> Ring:
    """The office's ring while a membership is being given; empty: once it is delivered, or withdrawn."""
    wishes = {name: text for name, text in ring.wishes.items() if name != GIVING}
    return replace(ring, wishes={**wishes, GIVING: handle(membership)} if membership else wishes)
