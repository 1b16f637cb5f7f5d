"""The privacy office: who is of it, putting somebody in, taking somebody out. Members only, after a second proof.

Who is put in gets the office's root, sealed to them, and a membership that another member signed; the practice's ledger has it, and each
chart's list gets it before they act there, so that every client can check them. Who is taken out is refused by the keeper at once; the
office gets a new root, its ring is sealed anew, and every access list and ledger gets new keys from its next holder.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace

from tacenda.acts import gate, memberships, pages
from tacenda.acts.desk import Desk, Visitor, fold_office, put_ring, reading, take_into, writing
from tacenda.acts.gate import Standing, Wish
from tacenda.acts.house import House
from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures, Grant
from tacenda.core.model import practice
from tacenda.core.model.practice import Member
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Conflict, NotFound, Refused, Tampered
from tacenda.core.words.ids import ChartId, EntryHash, GrantHash, PrincipalId, fingerprint
from tacenda.core.words.moments import NEVER
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.keeper.keeper import NewKeys
from tacenda.shell.store import inbox
from tacenda.shell.vault import grants, keyring, letters
from tacenda.shell.vault.grants import Parcel, Recipient, SignedGrant
from tacenda.shell.vault.ring import OfficeKey


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who is of the office, or could be. `letters`: 25 characters to compare with those on their own page."""

    id: PrincipalId
    name: str
    entry: EntryHash
    letters: str
    me: bool


@dataclass(frozen=True, slots=True)
class Office:
    """The privacy office as its members see it. `unlisted`: charts that do not know of every member yet."""

    members: tuple[Officer, ...]
    others: tuple[Officer, ...]
    unlisted: int

    @property
    def alone(self) -> bool:
        return len(self.members) < 2

    def member(self, id: bytes) -> Officer:
        """Somebody of it who is not oneself. Raises NotFound."""
        return next((one for one in self.members if one.id == id and not one.me), None) or _nobody()

    def other(self, id: bytes) -> Officer:
        """A privacy officer who is not of it. Raises NotFound."""
        return next((one for one in self.others if one.id == id), None) or _nobody()


def _nobody() -> Officer:
    raise NotFound("member")


def _key(desk: Desk) -> OfficeKey:
    """The office this person is of. Raises NotFound for who is of none: as if there were no such page."""
    if not desk.offices():
        raise NotFound("office")
    return desk.offices()[0]


def of_office(desk: Desk) -> Office:
    """Who is of the office, and which officers are not. Raises NotFound, Refused."""
    key, value = _key(desk), gate.practice_page(desk)[1]
    live = set(desk.keeper.members(key.office))
    held = [grant for hash, grant in memberships.grants_of(value.memberships).items() if hash in live and grant.chart == key.office]
    inside = dict.fromkeys(grant.grantee for grant in held)
    people = {one.id: one for one in value.staff}
    # Whom a crash left with the keeper alone is of it too, so that they can be taken out and put in anew.
    inside |= dict.fromkeys(one.id for one in value.staff if desk.keeper.memberships_of(key.office, one.id))
    members = tuple(_officer(desk, people.get(id), id, next((g.name for g in held if g.grantee == id), "")) for id in inside)
    others = tuple(_officer(desk, one, one.id, one.name) for one in value.staff if Role.OFFICER in one.roles and one.id not in inside)
    ring = desk.office_ring(key)
    return Office(members, others, len({id for hash in live for id in memberships.unlisted(ring, hash)}))


def _officer(desk: Desk, listed: Member | None, id: PrincipalId, name: str) -> Officer:
    entry = desk.keeper.newest(id).hash
    return Officer(id, listed.name if listed else name, entry, fingerprint(entry), id == desk.actor.id)


def letters_of(desk: Desk) -> str:
    """The 25 characters of the person at this desk, to read out."""
    return fingerprint(desk.keyring.entry)


def is_member(desk: Desk, id: PrincipalId) -> bool:
    """Whether somebody is of the office; for members, False for anybody else who asks."""
    return bool(desk.offices()) and any(one.id == id for one in of_office(desk).members)


# Putting in


def put_in(house: House, visitor: Visitor, compared: Officer, reason: str = "") -> None:
    """Give somebody a membership, and the office's root into their inbox. `compared`: as they stood when the letters were compared.

    Raises Locked, NotFound, Refused, and Conflict where their keys are others by now.
    """
    finish(house, visitor)  # of an earlier one
    # The signed membership lies on the practice's page before the keeper has it, where it counts for nothing: a crash in between loses
    # nothing, and `finish` delivers what the keeper has and withdraws what it never had.
    with writing(house, visitor) as desk:
        made = _prepared(desk, compared)
    with writing(house, visitor) as desk:
        key = _key(desk)
        if memberships.giving(desk.office_ring(key)) != made.hash:
            raise Conflict("another page finished it")
        at = gate.standing(desk, ChartId(desk.keeper.practice), Purpose.OVERSIGHT)
        wish = Wish(Act.GRANT, Code.ACCESS, Purpose.OVERSIGHT, about=made.hash, reason=reason, member=True)
        desk.keeper.put_in(made.statement, made.signature, gate.signed(desk, at, wish)[1])
        _hand_over(desk, key, GrantHash(made.hash))


def _prepared(desk: Desk, compared: Officer) -> SignedGrant:
    key, who = _key(desk), of_office(desk).other(compared.id)
    if who.entry != compared.entry:
        raise Conflict("other keys than were compared")
    made = grants.make(
        desk.keyring,
        Grant(
            desk.keyring.practice, fresh.secret(), ChartId(key.office), who.id, who.entry, (), frozenset(), who.name, Role.OFFICER.value,
            "membership", "office", NEVER, desk.keyring.entry, sha(key.membership),
        ),
    )  # fmt: skip
    page, value = gate.practice_page(desk)
    kept = (*value.memberships, (made.statement, made.signature))
    pages.write(desk, page, Code.PRACTICE, Purpose.PRACTICE, [], practice.head(replace(value, memberships=kept)))
    version, ring = memberships.office_ring(desk.house, desk.tx, desk.keyring, key)
    memberships.put_office_ring(desk.tx, desk.keyring, key, version, memberships.with_giving(ring, made.hash))
    return made


def _hand_over(desk: Desk, key: OfficeKey, hash: GrantHash) -> None:
    """The root to a member whom the keeper has; every chart founded until now is still to be told of them."""
    fold_office(desk.house, desk.tx, desk.keyring, key)  # a chart founded this moment must not miss the list of what is to be done
    desk.memory.pop(("office", key.office), None)
    kept = gate.practice_page(desk)[1].memberships
    _deliver(desk, key, memberships.chain(kept, hash), memberships.chain(kept, sha(key.membership)))
    version, ring = memberships.office_ring(desk.house, desk.tx, desk.keyring, key)
    todo = [chart for chart in ring.charts if chart != desk.keeper.practice]
    made = memberships.with_giving(memberships.with_unlisted(ring, hash, todo), b"")
    memberships.put_office_ring(desk.tx, desk.keyring, key, version, made)


def _withdraw(desk: Desk, key: OfficeKey, hash: GrantHash) -> None:
    """A membership that the keeper never had, or whose member was taken out since: off the page if it stands nowhere else."""
    page, value = gate.practice_page(desk)
    if desk.keeper.entered(hash) is None:
        kept = tuple(one for one in value.memberships if sha(one[0]) != hash)
        pages.write(desk, page, Code.PRACTICE, Purpose.PRACTICE, [], practice.head(replace(value, memberships=kept)))
    version, ring = memberships.office_ring(desk.house, desk.tx, desk.keyring, key)
    memberships.put_office_ring(desk.tx, desk.keyring, key, version, memberships.with_giving(ring, b""))


def _deliver(desk: Desk, key: OfficeKey, chain: tuple[SignedGrant, ...], by: tuple[SignedGrant, ...]) -> None:
    to = desk.keeper.newest(chain[0].value.grantee)
    if to.entry.ended:
        return
    id = fresh.secret(16)
    sealed = grants.deliver(desk.keyring, to.entry, to.hash, id, Parcel(chain, by, (), b"", key.root))
    inbox.put(desk.tx, inbox.Letter(id, to.entry.principal, sealed))


def list_everywhere(house: House, visitor: Visitor) -> int:
    """Put memberships on the access lists that lack them; how many charts still wait for new keys, or for a member who is listed there."""
    with reading(house, visitor) as desk:
        if not desk.offices():
            return 0
        ring = desk.office_ring(_key(desk))
        todo = dict.fromkeys(chart for hash in desk.keeper.members(_key(desk).office) for chart in memberships.unlisted(ring, hash))
    left = 0
    for chart in todo:
        try:
            with writing(house, visitor) as desk:
                _list_on(desk, chart)
        except (Conflict, NotFound, Refused):
            left += 1  # its keys are changing, or a client stopped the office: the next time
    return left


def _list_on(desk: Desk, chart: ChartId) -> None:
    key = _key(desk)
    version, ring = memberships.office_ring(desk.house, desk.tx, desk.keyring, key)
    missing = [hash for hash in desk.keeper.members(key.office) if chart in memberships.unlisted(ring, hash)]
    if not missing:
        return  # another page of theirs was faster
    at = gate.standing(desk, chart, Purpose.OVERSIGHT)
    kept = gate.practice_page(desk)[1].memberships
    chains = [memberships.chain(kept, hash) for hash in missing]
    changes = [pages.Change(fresh.object_id(), Content.GRANT, grants.write_bundle(chain)) for chain in chains]
    pages.write(desk, at, Code.ACCESS, Purpose.OVERSIGHT, changes)
    for hash in missing:
        ring = memberships.with_unlisted(ring, hash, memberships.unlisted(ring, hash) - {chart})
    memberships.put_office_ring(desk.tx, desk.keyring, key, version, ring)


# Taking out


def take_out(house: House, visitor: Visitor, id: bytes, reason: str = "") -> None:
    """Take somebody out of the office: the keeper refuses them from now on, and the office's keys are new ones.

    Raises Locked, NotFound, Refused, Conflict.
    """
    finish(house, visitor)  # of an earlier one: the root that its ring still lies under must not be forgotten
    with writing(house, visitor) as desk:
        desk.second_proof()
        of_office(desk).member(id)
        # The new root lies in this person's ring before the keeper knows of it: a crash in between loses nothing, and `finish` goes on.
        ring, key = desk.keyring.ring(), _key(desk)
        rest = tuple(one for one in ring.offices if one.office != key.office)
        new = OfficeKey(key.office, fresh.secret(), key.membership)
        put_ring(desk.tx, desk.keyring, replace(ring, offices=(*rest, key, new)))
    with writing(house, visitor) as desk:
        if new not in desk.keyring.ring().offices:
            raise Conflict("another change of the office's keys")
        _take_out(desk, PrincipalId(id), key, new, reason)


def _take_out(desk: Desk, id: PrincipalId, key: OfficeKey, new: OfficeKey, reason: str) -> None:
    fold_office(desk.house, desk.tx, desk.keyring, key)
    at = gate.standing(desk, ChartId(desk.keeper.practice), Purpose.OVERSIGHT)
    target = _membership_of(desk, key, id)
    wish = Wish(Act.STOP, Code.ACCESS, Purpose.OVERSIGHT, about=target, reason=reason)
    signed = gate.signed(desk, at, wish)[1]
    value = gate.practice_page(desk)[1]
    old = desk.keeper.newest(key.office)
    desk.keeper.take_out(target, signed, _new_keys(desk, at, key, new, old.hash))
    _complete(desk, new, [(key, old.hash)], value.memberships)


def _membership_of(desk: Desk, key: OfficeKey, id: PrincipalId) -> GrantHash:
    target = next(iter(desk.keeper.memberships_of(key.office, id)), None)
    if target is None or target == sha(key.membership):
        raise NotFound("member")
    return target


def _new_keys(desk: Desk, at: Standing, key: OfficeKey, new: OfficeKey, previous: EntryHash) -> NewKeys:
    *_, seal, seal_vault = keyring.from_root(new.root, new.office).public()
    entry = DirectoryEntry(
        desk.keyring.practice, key.office, (Role.OFFICE,), b"", b"", b"", seal, seal_vault, desk.now, previous
    ).write()  # fmt: skip
    by = sign.sign_both(desk.keyring.identity(), labels.DIRECTORY, entry)
    signatures = DirectorySignatures(b"", desk.keyring.entry, by, b"").write()
    return NewKeys(entry, signatures, gate.by_member(desk, at, Act.DIRECTORY, sha(entry)))


def _complete(
    desk: Desk, new: OfficeKey, before: list[tuple[OfficeKey, EntryHash]], kept: tuple[tuple[bytes, bytes], ...]
) -> None:  # fmt: skip
    """What follows once the keeper has the office's new keys: its ring and letters under them, the root to every member who stays."""
    version, ring = memberships.office_ring(desk.house, desk.tx, desk.keyring, new)
    for key, entry in before:
        old = Recipient(key.office, entry, keyring.from_root(key.root, key.office).everyday.seal, None)
        brought = list(_sealed_anew(desk, new, old))
        ring, _ = take_into(desk.house, desk.tx, old, ring, brought)
    memberships.put_office_ring(desk.tx, desk.keyring, new, version, ring)
    by = memberships.chain(kept, sha(new.membership))
    for hash in desk.keeper.members(new.office):
        with suppress(NotFound):
            chain = memberships.chain(kept, hash)
            if chain[0].value.grantee != desk.actor.id:
                _deliver(desk, new, chain, by)
    mine = desk.keyring.ring()
    rest = tuple(one for one in mine.offices if one.office != new.office)
    put_ring(desk.tx, desk.keyring, replace(mine, offices=(*rest, new)))


def _sealed_anew(desk: Desk, new: OfficeKey, old: Recipient) -> Iterator[inbox.Letter]:
    """Letters that tell something, sealed to the new keys; what brings keys under the old ones is given back."""
    to = desk.keeper.newest(new.office)
    for row in inbox.of_principal(desk.tx, new.office):
        try:
            letter = letters.open_letter(desk.keyring.practice, old, row.id, row.sealed)
        except Tampered:
            if _opens(desk, old, row):
                yield row
            continue
        made = replace(letter, id=fresh.id())
        inbox.drop(desk.tx, new.office, row.id)
        inbox.put(desk.tx, inbox.Letter(made.id, new.office, letters.seal_letter(desk.keyring.practice, to.entry, to.hash, made)))


def _opens(desk: Desk, to: Recipient, row: inbox.Letter) -> bool:
    try:
        grants.accept(desk.keeper, desk.keyring.practice, to, row.id, row.sealed)
    except (Tampered, Refused, NotFound, Conflict):
        return False
    return True


def finish(house: House, visitor: Visitor) -> bool:
    """Go on with what a crash cut: a change of the office's keys, then a membership that was being given. Whether there was anything.

    Raises Conflict.
    """
    return any((_finish_keys(house, visitor), _finish_giving(house, visitor)))


def _finish_keys(house: House, visitor: Visitor) -> bool:
    with reading(house, visitor) as desk:
        if not _cut(desk):
            return False
    with writing(house, visitor) as desk:
        found = _cut(desk)
        if not found:
            return False
        new, before = found
        _complete(desk, new, before, gate.practice_page(desk)[1].memberships)
        return True


def _finish_giving(house: House, visitor: Visitor) -> bool:
    """A membership that the keeper has is delivered; one that it never had is withdrawn."""
    with reading(house, visitor) as desk:
        if not desk.offices() or memberships.giving(desk.office_ring(_key(desk))) is None:
            return False
    with writing(house, visitor) as desk:
        key = _key(desk)
        hash = memberships.giving(desk.office_ring(key))
        if hash is None:
            return False
        if hash in desk.keeper.members(key.office):
            _hand_over(desk, key, hash)
        else:
            _withdraw(desk, key, hash)
        return True


def _cut(desk: Desk) -> tuple[OfficeKey, list[tuple[OfficeKey, EntryHash]]] | None:
    """The root that counts, and those before it with the entries they belong to, where both lie in this person's ring."""
    for new in desk.offices():
        old = [one for one in desk.keyring.ring().offices if one.office == new.office and one.root != new.root]
        if old:
            previous = desk.keeper.newest(new.office).entry.previous
            return new, [(one, previous) for one in old]
    return None
