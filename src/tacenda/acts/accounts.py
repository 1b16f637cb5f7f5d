"""Accounts: how a practice begins, how people get keys of their own, and how they unlock them.

A person's root is 32 random bytes that only their unlock methods open. Everything else follows from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacenda.acts import enrolment, gate, pages
from tacenda.acts.desk import Desk, desk_of, put_ring
from tacenda.acts.enrolment import Enrolled, Person
from tacenda.acts.house import House, Proving
from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.statements import Covered, DirectorySignatures, Genesis, Grant
from tacenda.core.model import access_list, practice
from tacenda.core.model.access_list import AccessList
from tacenda.core.model.practice import Member, Practice
from tacenda.core.sealing import derive, labels, passphrase, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words import names
from tacenda.core.words.access import Act, Code, Content, Purpose, Right
from tacenda.core.words.errors import Conflict, Invalid, NotFound
from tacenda.core.words.ids import (
    ChartId,
    EntryHash,
    PracticeId,
    PrincipalId,
    fingerprint,
)
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh, settings
from tacenda.shell.database import Tx
from tacenda.shell.keeper.founding import Newcomer
from tacenda.shell.keeper.office import Given
from tacenda.shell.store import principals, rings
from tacenda.shell.vault import epochs, grants, keyring
from tacenda.shell.vault.grants import SignedGrant
from tacenda.shell.vault.keyring import EVERYDAY
from tacenda.shell.vault.ring import ChartKeys, Compartment, OfficeKey, Ring

PRACTICE_CODES = (Code.LEDGER, Code.ACCESS, Code.PRACTICE)
TWELVE_HOURS = 12 * 3600
GUARDS = frozenset({"discreet", "inner"})  # choices that ask for a second proof before content


@dataclass(frozen=True, slots=True)
class Start:
    """What the set-up asks. `login`: sign-in name; `name`: as clients know the founder; `place`: ISO 3166."""

    practice: str
    place: str
    alone: bool
    name: str
    login: str
    passphrase: str

    def __repr__(self) -> str:
        return "Start()"


def may_begin(house: House, code: str) -> None:
    """Whether somebody may found the practice: who can read the server's screen. Raises NotFound if there is one, Invalid, Unavailable."""
    if house.founded():
        raise NotFound("founded")
    if not house.set_up_code.fits(code, house.clock.now()):
        raise Invalid({"code": "code_wrong"})


def offered_words(before: str = "") -> str:
    """Six random words, offered as a passphrase. `before`: what was sent; words that were on offer stay, since they were written down."""
    return before if fresh.drawn(before) else fresh.six_words()


def begin(house: House, start: Start) -> Enrolled:
    """Found the practice: genesis, founder, privacy office, the practice's own compartments. Raises Invalid, Conflict."""
    if house.keeper.founded:
        raise Conflict("founded")
    _judge(start)
    words = enrolment.stretched(house, start.passphrase, Proving.SIGNING_IN)
    founder, practice_id, log = enrolment.fresh_person(), fresh.practice_id(), Identity(fresh.secret(), fresh.secret())
    genesis = _genesis(house, practice_id, founder, log)
    beginning = _Beginning(house, practice_id, founder, house.clock.now(), start)
    house.keeper.begin(log, genesis, beginning.people, beginning.given)
    house.pin(sha(genesis))
    settings.write(house.folder, replace(settings.read(house.folder), place=start.place))
    with house.content.writing() as tx:
        recovery = enrolment.add_methods(house, tx, founder, start.login, words)
        beginning.rows(tx, sha(genesis))
        desk = desk_of(house, tx, beginning.keyring)
        beginning.first_pages(desk)
    for tell in desk.after:
        tell()
    return Enrolled(founder.principal, recovery, fingerprint(sha(genesis)), founder.root)


def _judge(start: Start) -> None:
    missing = {field: "empty" for field in ("login", "passphrase", "place") if not getattr(start, field).strip()}
    if not names.shown(start.name):
        missing["name"] = "empty"
    if missing:
        raise Invalid(missing)
    if len(start.login) > 100 or len(start.name) > 200:
        raise Invalid({"login": "long"} if len(start.login) > 100 else {"name": "long"})
    passphrase.judge(start.passphrase, [start.login, start.name, start.practice])


def _genesis(house: House, practice_id: PracticeId, founder: Person, log: Identity) -> bytes:
    ed25519, mldsa44, *_ = founder.keys.public()
    origin = f"{house.settings.origin}/{practice_id.hex()}/0"
    logs = sign.ed25519_public(log.ed25519), sign.mldsa44_public(log.mldsa44)
    return Genesis(practice_id, ed25519, mldsa44, *logs, origin, fresh.secret()).write()


class _Beginning:
    """Everything that stands in the first batch of asks, made step by step: founder, office, compartments, grants."""

    def __init__(self, house: House, practice_id: PracticeId, founder: Person, now: Moment, start: Start) -> None:
        self._practice, self._founder, self._now, self._start = practice_id, founder, now, start
        identity, chart = founder.keys.vault.identity, ChartId(practice_id)
        entry = enrolment.entry_of(practice_id, founder.principal, founder.keys, (Role.CLINICIAN, Role.OFFICER), now).write()
        self.entry = EntryHash(sha(entry))
        own = sign.sign_both(identity, labels.DIRECTORY, entry)
        signer = keyring.certify(founder.keys, practice_id, founder.principal, self.entry, fresh.secret(), now, Moment(now + TWELVE_HOURS))
        self.keyring = keyring.fresh_keyring(founder.keys, practice_id, founder.principal, (Role.CLINICIAN, Role.OFFICER), signer)
        office_salt = fresh.secret()
        self.office = PrincipalId(derive.chart_id(self.entry, office_salt))
        self._office_root = fresh.secret()
        office_keys = keyring.from_root(self._office_root, self.office)
        self._office_keys = office_keys
        office = enrolment.office_entry(practice_id, self.office, office_keys, now).write()
        by = sign.sign_both(identity, labels.DIRECTORY, office)
        self.people = [
            Newcomer(entry, DirectorySignatures(own, b"", b"", b"").write()),
            Newcomer(office, DirectorySignatures(b"", self.entry, by, b"").write()),
        ]
        self.membership = self._membership(office_salt)
        self.compartments = {code: Compartment(fresh.compartment_id(), code, 1, ((1, fresh.secret()),)) for code in PRACTICE_CODES}
        self.grant = self._own_grant(chart)
        entry, found = EntryHash(sha(office)), self.compartments.values()
        self.office_grant = grants.oversight(self.keyring, self.grant, fresh.secret(), self.office, entry, found)
        self.given = self._asks(chart)
        _ = house

    def _membership(self, salt: bytes) -> SignedGrant:
        return grants.make(
            self.keyring,
            Grant(
                self._practice, salt, ChartId(self.office), self._founder.principal, self.entry, (), frozenset({Right.READ}),
                self._start.name, Role.OFFICER.value, "membership", "founder", Moment(0), self.entry, b"",
            ),
        )  # fmt: skip

    def _own_grant(self, chart: ChartId) -> SignedGrant:
        everything = frozenset({Right.READ, Right.WRITE, Right.GRANT})
        covered = [Covered(one.id, one.code, everything) for one in self.compartments.values()]
        value = Grant(
            self._practice, fresh.secret(), chart, self._founder.principal, self.entry, tuple(covered), frozenset({Right.STOP}),
            self._start.name, Role.OFFICER.value, Purpose.PRACTICE.value, "founder", Moment(0), self.entry, b"",
        )  # fmt: skip
        return grants.make(self.keyring, value)

    def _readers(self, code: Code) -> list[bytes]:
        return [self.grant.hash] + ([self.office_grant.hash] if code is not Code.PRACTICE else [])

    def _asks(self, chart: ChartId) -> list[Given]:
        statements: list[tuple[str, bytes, bytes]] = []
        for code, one in self.compartments.items():
            epoch = epochs.statement(self._practice, chart, one.id, code, 1, one.half(), self._readers(code)).write()
            signature = sign.sign_both(self.keyring.identity(), labels.LEDGER_EPOCH, epoch) if code is Code.LEDGER else b""
            statements.append(("epoch", epoch, signature))
        self.ledger_epoch = sha(statements[0][1])
        statements += [("grant", one.statement, one.signature) for one in (self.grant, self.office_grant, self.membership)]
        return [
            Given("epoch" if kind == "epoch" else "grant", raw, signature, self._ask(chart, raw)) for kind, raw, signature in statements
        ]

    def _ask(self, chart: ChartId, statement: bytes) -> SignedAsk:
        ask = Ask(
            self._practice, fresh.secret(16), self._now, self._founder.principal, chart, self.ledger_epoch, Act.FOUND, (), sha(statement),
            b"", b"", "", None, Purpose.PRACTICE.value, "", (), b"",
        )  # fmt: skip
        return self.keyring.sign(ask, None, step=True)

    def rows(self, tx: Tx, pin: bytes) -> None:
        """The founder's ring and the office's."""
        keys = ChartKeys(ChartId(self._practice), self.grant.statement, self.ledger_epoch, tuple(self.compartments.values()))
        office = OfficeKey(self.office, self._office_root, self.membership.statement)
        put_ring(tx, self.keyring, Ring(self._start.name, pin, offices=(office,)).with_keys(keys))
        overseen = tuple(self.compartments[code] for code in (Code.ACCESS, Code.LEDGER))
        held = ChartKeys(ChartId(self._practice), self.office_grant.statement, self.ledger_epoch, overseen)
        principals.add(tx, self.office, fresh.secret())
        box = keyring.seal_ring(self._office_keys.everyday.ring, self._practice, self.office, EVERYDAY, 1, Ring().with_keys(held))
        rings.put(tx, self.office, EVERYDAY, 1, box, old=0)

    def first_pages(self, desk: Desk) -> None:
        """The practice's access list with its grants, and its own page with the founder as first of staff."""
        at = gate.standing(desk, ChartId(self._practice), Purpose.PRACTICE, Code.PRACTICE)
        bundles = [(self.grant,), (self.office_grant, self.grant)]
        changes = [pages.Change(fresh.object_id(), Content.GRANT, grants.write_bundle(chain)) for chain in bundles]
        holders = tuple(grants.listed(chain[0], change.object, desk.now) for chain, change in zip(bundles, changes, strict=True))
        listed = AccessList(holders, (), self.ledger_epoch)
        pages.write(desk, at, Code.ACCESS, Purpose.PRACTICE, changes, access_list.head(listed))
        founder = Member(self._founder.principal, self.entry, self._start.name, (Role.CLINICIAN, Role.OFFICER))
        membership = (self.membership.statement, self.membership.signature)
        value = Practice(self._start.practice, self._start.place, self._start.alone, "", (founder,), (membership,))
        pages.write(desk, at, Code.PRACTICE, Purpose.PRACTICE, [], practice.head(value))


def change_wish(desk: Desk, key: str, value: str) -> None:
    """Keep one of a person's own choices in their ring: language, leave page, discreet mode, step-up before content.

    What asks for a second proof is given up with one: whoever has an unlocked phone would take it away first. Raises Locked.
    """
    ring = desk.keyring.ring()
    if key in GUARDS and ring.wishes.get(key) == "yes" != value:
        desk.second_proof()
    put_ring(desk.tx, desk.keyring, ring.with_wish(key, value))
