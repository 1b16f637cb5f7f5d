"""Enrolment: keys for a new person. What founding a practice and joining by a card have in common.

A person's root is 32 random bytes that only their unlock methods open. Everything else follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts.house import House, Proving
from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures
from tacenda.core.sealing import labels, passphrase, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ZERO_HASH, ChartId, EntryHash, MethodId, PracticeId, PrincipalId, fingerprint
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import STAFF, Role
from tacenda.shell import fresh
from tacenda.shell.database import Tx
from tacenda.shell.store import principals, rings, unlocks
from tacenda.shell.store.unlocks import Unlock
from tacenda.shell.vault import keyring, unlock
from tacenda.shell.vault.keyring import EVERYDAY, RootKeys
from tacenda.shell.vault.ring import Ring

JOINING = 120  # seconds the certificate of a joining lasts


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a new person is shown once: the recovery code's text; and the fingerprint others compare. `root`: behind all their keys."""

    principal: PrincipalId
    recovery: str
    fingerprint: str
    root: bytes

    def __repr__(self) -> str:
        return "Enrolled()"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody being enrolled: a root and what it derives."""

    principal: PrincipalId
    root: bytes
    keys: RootKeys

    def __repr__(self) -> str:
        return "Person()"


def fresh_person() -> Person:
    """A new principal with a new root."""
    principal, root = fresh.principal_id(), fresh.secret()
    return Person(principal, root, keyring.from_root(root, principal))


def entry_of(practice_id: PracticeId, principal: PrincipalId, keys: RootKeys, roles: tuple[Role, ...], now: Moment) -> DirectoryEntry:
    """A person's first directory entry."""
    return DirectoryEntry(practice_id, principal, roles, *keys.public(), now, EntryHash(ZERO_HASH))


def office_entry(practice_id: PracticeId, office: PrincipalId, keys: RootKeys, now: Moment) -> DirectoryEntry:
    """An office has seal keys and no identity."""
    *_, seal, seal_vault = keys.public()
    return DirectoryEntry(practice_id, office, (Role.OFFICE,), b"", b"", b"", seal, seal_vault, now, EntryHash(ZERO_HASH))


@dataclass(frozen=True, slots=True)
class Stretched:
    """A passphrase as the pepper takes it, and how it was stretched."""

    parameters: bytes
    value: bytes

    def __repr__(self) -> str:
        return "Stretched()"


def stretched(house: House, text: str, who: Proving) -> Stretched:
    """A new passphrase, stretched before a transaction begins: a turn may take seconds, and nobody writes meanwhile. Raises Unavailable."""
    parameters = passphrase.parameters(Method.PASSPHRASE, fresh.secret(16))
    with house.turn(who):
        return Stretched(parameters, passphrase.stretch(text, passphrase.cost(parameters)))


def add_methods(house: House, tx: Tx, person: Person, login: str, words: Stretched, *, recovery: bool = True) -> str:
    """The unlock methods of a new person. Returns the recovery code's text, which is nowhere else; empty where none is wanted."""
    tag = house.keeper.login_tag(login)
    if principals.by_login(tx, tag) is not None:
        raise Invalid({"login": "taken"})
    principals.add(tx, person.principal, tag)
    add_passphrase(house, tx, person.principal, person.root, words)
    return add_recovery_code(house, tx, person.principal, person.root) if recovery else ""


def add_passphrase(house: House, tx: Tx, principal: PrincipalId, root: bytes, words: Stretched) -> None:
    """A passphrase as unlock method."""
    input = house.keeper.pepper(principal, words.value)
    _add(house, tx, principal, root, fresh.method_id(), Method.PASSPHRASE, words.parameters, input)


def add_recovery_code(house: House, tx: Tx, principal: PrincipalId, root: bytes) -> str:
    """A fresh recovery code as unlock method; its text, which is nowhere else."""
    code, method = fresh.code(), fresh.method_id()
    _add(house, tx, principal, root, method, Method.RECOVERY_CODE, passphrase.parameters(Method.RECOVERY_CODE), code)
    return passphrase.code_text(code)


def _add(
    house: House, tx: Tx, principal: PrincipalId, root: bytes, method: MethodId, code: Method, parameters: bytes, input: bytes
) -> None:  # fmt: skip
    box = unlock.seal_root(root, input, house.keeper.practice, principal, method, code, parameters)
    unlocks.add(tx, Unlock(method, principal, int(code), parameters, 1, box))


@dataclass(frozen=True, slots=True)
class Newly:
    """Who enrols by a card. `recovery`: False where a client chose to have no recovery code."""

    login: str
    passphrase: str
    name: str
    roles: tuple[Role, ...]
    recovery: bool = True

    def __repr__(self) -> str:
        return "Newly()"


def words_of(house: House, newly: Newly) -> Stretched:
    """The passphrase of somebody new, judged and stretched. Raises Invalid, Unavailable."""
    missing = {field: "empty" for field in ("login", "passphrase") if not getattr(newly, field).strip()}
    if missing:
        raise Invalid(missing)
    passphrase.judge(newly.passphrase, [newly.login, newly.name])
    return stretched(house, newly.passphrase, Proving.SIGNING_IN)


def enrol(house: House, tx: Tx, newly: Newly, words: Stretched) -> tuple[Enrolled, EntryHash]:
    """Keys for a new person: root, methods, directory entry, an empty ring. Nobody has let them in yet. Raises Invalid."""
    person = fresh_person()
    entry = entry_of(house.keeper.practice, person.principal, person.keys, newly.roles, house.clock.now()).write()
    own = sign.sign_both(person.keys.vault.identity, labels.DIRECTORY, entry)
    if principals.by_login(tx, house.keeper.login_tag(newly.login)) is not None:
        raise Invalid({"login": "taken"})
    signatures = DirectorySignatures(own, b"", b"", b"").write()
    # A client's entry needs nobody's signature but the own, so it enters itself; staff are entered by the officer who lets them in.
    signed = None if set(newly.roles) & STAFF else _joins(house, person, newly.roles, entry)
    hash = house.keeper.publish(entry, signatures, signed)
    recovery = add_methods(house, tx, person, newly.login, words, recovery=newly.recovery)
    box = keyring.seal_ring(
        person.keys.everyday.ring, house.keeper.practice, person.principal, EVERYDAY, 1, Ring(newly.name, sha(house.keeper.genesis.write()))
    )
    rings.put(tx, person.principal, EVERYDAY, 1, box, old=0)
    return Enrolled(person.principal, recovery, fingerprint(hash), person.root), hash


def _joins(house: House, person: Person, roles: tuple[Role, ...], entry: bytes) -> SignedAsk:
    """The newcomer's own ask that enters their directory entry in the practice's ledger (act `join`)."""
    now, practice_id = house.clock.now(), house.keeper.practice
    hash = EntryHash(sha(entry))
    signer = keyring.certify(person.keys, practice_id, person.principal, hash, fresh.secret(), now, Moment(now + JOINING))
    mine = keyring.fresh_keyring(person.keys, practice_id, person.principal, roles, signer)
    epoch = house.keeper.chart(ChartId(practice_id)).ledger_epoch
    ask = Ask(
        practice_id, fresh.secret(16), now, person.principal, ChartId(practice_id), epoch, Act.JOIN, (), hash, b"", b"", "", None,
        Purpose.PRACTICE.value, "", (), b"",
    )  # fmt: skip
    return mine.sign(ask, None)
