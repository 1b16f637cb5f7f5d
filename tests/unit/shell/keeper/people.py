"""A small practice at a real keeper: people who hold keys and sign what they ask, as in life. Nothing is replaced, nothing is refused here.

`Practice` founds itself through `Keeper.begin`; `Chart` is one chart with what its founder keeps of it.
"""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tacenda.core.ledger import verify
from tacenda.core.ledger.asks import STEP_UP_ACTS, Ask, Place, SignedAsk
from tacenda.core.ledger.bundle import Bundle, Line, Membership, Page, Published
from tacenda.core.ledger.statements import Certificate, Covered, DirectoryEntry, DirectorySignatures, Epoch, Genesis, Grant
from tacenda.core.ledger.verify import Pins, Verification
from tacenda.core.sealing import derive, envelope, labels, seal, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.encoding import fields, u64
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, EntryHash, GrantHash, ObjectId, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.clock import SetClock
from tacenda.shell.database import Database
from tacenda.shell.keeper.founding import Newcomer
from tacenda.shell.keeper.keeper import Keeper, Receipt, Released, Shares
from tacenda.shell.keeper.office import Given

NOON = Moment(1_800_014_400)  # 2027-01-15, 12:00:00
HOUR, DAY = 3600, 86_400
R, W, G = Right.READ, Right.WRITE, Right.GRANT
ALL, RW, READ = frozenset({R, W, G}), frozenset({R, W}), frozenset({R})
STOP, SUBJECT = Right.STOP, Right.SUBJECT
CODES = (Code.LEDGER, Code.CONTACT, Code.ACCESS, Code.RECORD, Code.PSYCHOTHERAPY)
SCHEMA = "tacenda.shell.keeper.schema"


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


class Practice:
    """A practice that has just begun: founder (clinician and officer in one), privacy office, its own chart."""

    def __init__(self, path: Path, *, step: Callable[[str], None] | None = None, pages: int | None = None) -> None:
        self.path, self.clock, self.id = path, SetClock(NOON), PracticeId(fresh.id())
        self.database = Database(path, SCHEMA, step, pages=pages)
        self.keeper = Keeper(self.database, None, self.clock.now)
        self.log = Identity(fresh.secret(), fresh.secret())
        self.people: list[Person] = []
        self.founder = self._person("O. Fischer", (Role.CLINICIAN, Role.OFFICER))
        self.founder.entry = self.founder.keys()
        self.founder.signs_in()
        self.origin = f"tacenda.invalid/{self.id.hex()}/0"
        self.genesis = Genesis(
            self.id, self.founder.entry.ed25519, self.founder.entry.mldsa44, sign.ed25519_public(self.log.ed25519),
            sign.mldsa44_public(self.log.mldsa44), self.origin, fresh.salt(),
        ).write()  # fmt: skip
        salt, self.office_root = fresh.salt(), fresh.secret()
        self.office_id = PrincipalId(derive.chart_id(self.founder.hash, salt))
        self.office = replace(
            Person(self, self.office_id, "Privacy office", (Role.OFFICE,), self.office_root).keys(), ed25519=b"", mldsa44=b"", sign_in=b""
        )
        self.member = self.founder.grants(
            Grant(
                self.id, salt, ChartId(self.office_id), self.founder.id, self.founder.hash, (), READ, self.founder.name, "privacy officer",
                "membership", "founder", Moment(0), self.founder.hash, b"",
            )
        )  # fmt: skip
        self.own = Chart(self, self.founder, ChartId(self.id), (Code.LEDGER, Code.ACCESS, Code.PRACTICE))

    def begins(self) -> Practice:
        """Found it."""
        people = [
            Newcomer(self.founder.entry.write(), self.founder.signs_entry(self.founder.entry)),
            Newcomer(self.office.write(), self.founder.signs_entry(self.office, self.founder)),
        ]
        given = self.own.founding(self.member)
        given += [
            self.own.given("genesis", self.genesis, sign.sign_both(self.founder.identity, labels.GENESIS, self.genesis), Act.DIRECTORY),
            self.own.given("entry", people[0].statement, b"", Act.DIRECTORY),
            self.own.given("entry", people[1].statement, b"", Act.DIRECTORY),
        ]
        self.keeper.begin(self.log, self.genesis, people, given)
        return self

    @property
    def pin(self) -> bytes:
        return sha(self.genesis)

    def again(self, step: Callable[[str], None] | None = None) -> Keeper:
        """Another keeper on the same file, as a second process has one."""
        return Keeper(Database(self.path, SCHEMA, step), self.pin, self.clock.now)

    def restarts(self) -> None:
        """The process ended and another began."""
        self.keeper.close()
        self.database = Database(self.path, SCHEMA)
        self.keeper = Keeper(self.database, self.pin, self.clock.now)

    def _person(self, name: str, roles: tuple[Role, ...]) -> Person:
        one = Person(self, PrincipalId(fresh.id()), name, roles, fresh.secret())
        self.people.append(one)
        return one

    def newcomer(self, name: str, *roles: Role) -> Person:
        """Somebody who published their keys; no officer has let them in."""
        one = self._person(name, roles)
        one.entry = one.keys()
        self.keeper.publish(one.entry.write(), one.signs_entry(one.entry))
        one.signs_in()
        return one

    def staff(self, name: str, *roles: Role) -> Person:
        """A member of staff whom the founder let in."""
        one = self.newcomer(name, *roles)
        signed = self.founder.signs(self.bare(self.founder, Act.DIRECTORY, about=one.hash))
        self.keeper.confirm(one.hash, self.beside(one, self.founder), signed)
        return one

    def beside(self, one: Person, officer: Person) -> bytes:
        """The signatures kept beside somebody's entry, an officer's among them."""
        kept = DirectorySignatures.read(self.keeper.listed(one.hash).signatures)
        by = sign.sign_both(officer.identity, labels.DIRECTORY, one.entry.write())
        return replace(kept, by=officer.hash, officer=by).write()

    def turns(self, one: Person) -> None:
        """New keys in the place of old ones: the old identity signs the new entry, and for staff the founder does too."""
        old, before, acting = one.identity, one.hash, copy.copy(one)
        one.root = fresh.secret()
        made = one.keys(before)
        ask = self.bare(one, Act.DIRECTORY, about=sha(made.write()))
        officer = None if one.roles == (Role.CLIENT,) else self.founder
        self.keeper.publish(made.write(), one.signs_entry(made, officer, old), acting.signs(ask))
        one.before.append(one.entry)
        one.entry = made

    def client(self, name: str) -> Person:
        return self.newcomer(name, Role.CLIENT)

    def bare(self, who: Person, act: Act, *, about: bytes = ZERO_HASH, reason: str = "") -> Ask:
        """An ask without places for the practice's ledger."""
        return Ask(
            self.id, fresh.id(), self.clock.now(), who.id, ChartId(self.id), self.own.ledger_epoch, act, (), about, b"", b"", "", None,
            "practice", reason, (), b"",
        )  # fmt: skip

    def enters(self, who: Person, act: Act, **more: object) -> Receipt:
        return self.keeper.enter(who.signs(self.bare(who, act, **more)))  # type: ignore[arg-type]

    def chart(self, founder: Person, codes: Sequence[Code] = CODES) -> Chart:
        """A chart that its founder founds, the privacy office's grant included."""
        made = Chart(self, founder, None, codes)
        self.keeper.found(made.founding())
        return made

    # What readers see

    def published(self, lines: dict[bytes, Line]) -> tuple[Published, ...]:
        entries = [self.office, *(entry for one in self.people for entry in (*one.before, one.entry))]
        hashes = [EntryHash(sha(entry.write())) for entry in entries]
        return tuple(
            Published(entry.write(), self.keeper.listed(hash).signatures, lines.get(hash))
            for entry, hash in zip(entries, hashes, strict=True)
        )


@dataclass(slots=True)
class Chart:
    """One chart as its founder keeps it: compartments, halves, epoch statements, page versions."""

    practice: Practice
    founder: Person
    id_or_none: ChartId | None
    codes: Sequence[Code]
    compartments: dict[Code, CompartmentId] = field(default_factory=dict[Code, CompartmentId])
    halves: dict[tuple[CompartmentId, int], bytes] = field(default_factory=dict[tuple[CompartmentId, int], bytes])
    epochs: dict[CompartmentId, Epoch] = field(default_factory=dict[CompartmentId, Epoch])
    ledgers: dict[bytes, int] = field(default_factory=dict[bytes, int])
    id: ChartId = field(init=False)
    own: Held = field(init=False)
    oversight: Held = field(init=False)

    def __post_init__(self) -> None:
        salt = fresh.salt()
        self.id = self.id_or_none or derive.chart_id(self.founder.hash, salt)
        self.compartments = {code: fresh.compartment_id() for code in self.codes}
        office = EntryHash(sha(self.practice.office.write()))
        self.own = self.founder.grants(self.words(self.founder, self.covered(dict.fromkeys(self.codes, ALL)), {STOP}, salt=salt))
        over = self.words(None, self.covered({Code.ACCESS: RW, Code.LEDGER: READ}), {STOP}, parent=self.own.hash)
        over = replace(over, grantee=self.practice.office_id, grantee_entry=office, name="Privacy office", role="office")
        self.oversight = replace(self.founder.grants(over), via=self.practice.member)
        for code in self.codes:
            named = [self.own.hash] + ([self.oversight.hash] if code in (Code.ACCESS, Code.LEDGER) else [])
            self.epochs[self.compartments[code]] = self.epoch(self.compartments[code], code, 1, ZERO_HASH, named)

    @property
    def keeper(self) -> Keeper:
        return self.practice.keeper

    @property
    def ledger_epoch(self) -> bytes:
        return sha(self.epochs[self.compartments[Code.LEDGER]].write())

    def covered(self, rights: dict[Code, frozenset[Right]]) -> tuple[Covered, ...]:
        return tuple(Covered(self.compartments[code], code, of) for code, of in rights.items())

    def words(
        self, to: Person | None, covered: tuple[Covered, ...], rights: set[Right] | frozenset[Right] = frozenset(), *,
        parent: bytes = b"", salt: bytes = b"", until: int = 0, by: Person | None = None,
    ) -> Grant:  # fmt: skip
        """A grant's words, unsigned."""
        grantee = to or self.founder
        return Grant(
            self.practice.id, salt or fresh.salt(), self.id, grantee.id, grantee.hash, covered, frozenset(rights), grantee.name, "role",
            "treatment", "rule", Moment(until), (by or self.founder).hash, parent,
        )  # fmt: skip

    def epoch(
        self, compartment: CompartmentId, code: Code, number: int, previous: bytes, named: Sequence[bytes], reason: str = ""
    ) -> Epoch:
        half = self.halves[compartment, number] = fresh.secret()
        key = seal.public_of(derive.ledger_seed(half, self.practice.id, self.id, number)) if code is Code.LEDGER else b""
        commitment = derive.commitment(half, self.practice.id, self.id, compartment, number)
        sorted_names = tuple(sorted(GrantHash(hash) for hash in named))
        made = Epoch(self.practice.id, self.id, compartment, code, number, commitment, previous, reason, sorted_names, key)
        if code is Code.LEDGER:
            self.ledgers[sha(made.write())] = number
        return made

    # Founding

    def given(self, kind: str, statement: bytes, signature: bytes = b"", act: Act = Act.FOUND) -> Given:
        held = self.own if act is Act.FOUND and self.id != ChartId(self.practice.id) else None
        try:
            access = self.access()
        except NotFound:
            access = None
        ask = self.ask(self.founder, act, held, about=sha(statement), access=access)
        return Given(kind, statement, signature, self.founder.signs(ask, held))  # type: ignore[arg-type]

    def founding(self, *more: Held) -> list[Given]:
        """Every statement with its ask."""
        given = list[Given]()
        for epoch in self.epochs.values():
            raw, own = epoch.write(), self.id == ChartId(self.practice.id) and epoch.code is Code.LEDGER
            given.append(self.given("epoch", raw, sign.sign_both(self.founder.identity, labels.LEDGER_EPOCH, raw) if own else b""))
        return given + [self.given("grant", held.raw, held.signature) for held in (self.own, self.oversight, *more)]

    # Asking

    def place(self, code: Code, object: bytes | None = None, version: int = 0, digest: bytes = b"") -> Place:
        compartment = self.compartments[code]
        return Place(compartment, self.epochs[compartment].epoch, ObjectId(object or compartment), version, digest)

    def access(self) -> tuple[CompartmentId, int] | None:
        """The access list as it stands at the keeper; None before there is one."""
        settled = self.keeper.state(self.compartments[Code.ACCESS]).settled
        return (self.compartments[Code.ACCESS], settled) if settled else None

    def ask(
        self, who: Person, act: Act, held: Held | None, *places: Place, about: bytes = ZERO_HASH,
        access: tuple[CompartmentId, int] | None = None, at: int | None = None,
    ) -> Ask:  # fmt: skip
        shown = (held.via or held).grant.shown() if held else ""
        return Ask(
            self.practice.id, fresh.id(), Moment(self.practice.clock.now() if at is None else at), who.id, self.id, self.ledger_epoch, act,
            places, about, held.hash if held else b"", held.via.hash if held and held.via else b"", shown, access, "treatment", "",
            ("practice.care",), sha(b"a pack"),
        )  # fmt: skip

    def signed(self, who: Person, act: Act, held: Held, *places: Place, step: bool | None = None, about: bytes = ZERO_HASH) -> SignedAsk:
        return who.signs(self.ask(who, act, held, *places, about=about, access=self.access()), held, step=step)

    def use(self, who: Person, held: Held, *codes: Code) -> Released:
        return self.keeper.release([self.signed(who, Act.USE, held, *(self.place(code) for code in codes))])[0]

    def open(self, who: Person, held: Held, code: Code, object: bytes | None = None) -> Released:
        step = code is Code.PSYCHOTHERAPY
        return self.keeper.release([self.signed(who, Act.OPEN, held, self.place(code, object), step=step)])[0]

    def write_ask(self, who: Person, held: Held, code: Code, note: bytes | None = None, version: int | None = None) -> SignedAsk:
        state = self.keeper.state(self.compartments[code])
        places = [self.place(code, None, state.latest + 1 if version is None else version, fresh.secret())]
        if note is not None:
            places.append(self.place(code, note, 1, fresh.secret()))
        return self.signed(who, Act.WRITE, held, *places, step=code is Code.PSYCHOTHERAPY)

    def write(self, who: Person, held: Held, code: Code, note: bytes | None = None, *, settle: bool = True) -> Released:
        """Write the page's next version, and a note with it; what the content would do next is said to be done."""
        released = self.keeper.release([self.write_ask(who, held, code, note)])[0]
        if settle:
            self.keeper.settle(self.compartments[code], self.keeper.state(self.compartments[code]).latest)
        return released

    # Granting, stopping, rolling

    def give(
        self, by: Person, held: Held, to: Person, rights: dict[Code, frozenset[Right]], chart_rights: set[Right] | None = None, *,
        until: int = 0,
    ) -> Held:  # fmt: skip
        made = by.grants(self.words(to, self.covered(rights), chart_rights or set(), parent=held.hash, until=until, by=by))
        self.gives(by, held, made)
        return made

    def gives(self, by: Person, held: Held, made: Held) -> Receipt:
        """Hand a signed grant, or a lift of it, to the keeper."""
        return self.keeper.grant(made.raw, made.signature, self.signed(by, Act.GRANT, held, about=made.hash))

    def joins(self, client: Person) -> Held:
        """The client's own grant."""
        return self.give(
            self.founder, self.own, client, {Code.ACCESS: READ, Code.LEDGER: READ, Code.CONTACT: READ}, {STOP, SUBJECT}
        )  # fmt: skip

    def stop(self, who: Person, held: Held, target: Held, statement: bytes = b"") -> Receipt:
        return self.keeper.stop(target.hash, self.signed(who, Act.STOP, held, about=target.hash), statement)

    def next_epoch(self, code: Code, named: Sequence[bytes] | None = None) -> Epoch:
        """The epoch a roller would make now. `named`: other readers than the keeper's."""
        compartment = self.compartments[code]
        old = self.epochs[compartment]
        readers = self.keeper.readers(compartment) if named is None else named
        return self.epoch(compartment, code, self.keeper.next_epoch(compartment), sha(old.write()), readers, "stop")

    def begin_roll(self, who: Person, held: Held, code: Code, made: Epoch, *objects: bytes, step: bool | None = None) -> Shares:
        places = [self.place(code), *(self.place(code, object) for object in objects)] if code is not Code.LEDGER else []
        step = code is Code.PSYCHOTHERAPY if step is None else step
        return self.keeper.roll_begun(made.write(), self.signed(who, Act.ROLL_BEGUN, held, *places, about=sha(made.write()), step=step))

    def roll(self, who: Person, held: Held, code: Code, *objects: bytes) -> Epoch:
        """A whole roll, content included."""
        made = self.next_epoch(code)
        self.begin_roll(who, held, code, made, *objects)
        self.end_roll(made)
        return made

    def end_roll(self, made: Epoch) -> None:
        self.keeper.roll_ended(made.compartment, made.epoch)
        self.epochs[made.compartment] = made

    # Reading the ledger

    def period_shares(self, who: Person, held: Held) -> Shares:
        """The keeper's halves of every period of this ledger, as its subject or an overseer asks for them."""
        periods = {line.period: self.ledgers[line.ledger_epoch] for line in self.keeper.lines(self.id)}
        ledger = self.compartments[Code.LEDGER]
        places = [Place(ledger, epoch, ObjectId(period), 0, b"") for period, epoch in periods.items()]
        if SUBJECT in held.grant.rights:
            return self.keeper.own_ledger(self.signed(who, Act.OPEN, held, *places))
        return self.keeper.release([self.signed(who, Act.OPEN, held, *places)])[0].shares

    def bodies(self, who: Person, held: Held) -> dict[int, bytes]:
        """Opened bodies by index. An overseer's own reading makes a line that only the next reading can open."""
        shares, found = self.period_shares(who, held), dict[int, bytes]()
        for line in self.keeper.lines(self.id):
            epoch = self.ledgers[line.ledger_epoch]
            if (ObjectId(line.period), epoch) in shares:
                seed = derive.ledger_seed(self.halves[self.compartments[Code.LEDGER], epoch], self.practice.id, self.id, epoch)
                info = fields(labels.PERIOD, self.practice.id, self.id, line.period)
                lk = seal.open_seal(seed, info, line.sealed_seed)
                key = derive.period_key(lk, shares[ObjectId(line.period), epoch], self.practice.id, self.id, line.period)
                place = [self.id, line.period, u64(line.number)]
                found[line.index] = envelope.open_box(key, envelope.Kind.BODY, self.practice.id, place, line.envelope)
        return found

    def verified(self, who: Person, held: Held, seen: verify.Seen | None = None) -> Verification:
        """What a client's own check says of this ledger. Raises Tampered."""
        return verify.check(self.bundle(who, held), Pins(self.practice.pin, self.id), seen, self._consistency(seen))

    def _consistency(self, seen: verify.Seen | None) -> list[bytes]:
        return self.keeper.consistency(seen.size, self.keeper.size()) if seen else []

    def bundle(self, who: Person, held: Held) -> Bundle:
        bodies = self.bodies(who, held)
        mine, practice = self.keeper.lines(self.id), self.keeper.lines(ChartId(self.practice.id))
        size = self.keeper.size()
        paths = self.keeper.line_paths([line.index for line in (*mine, *practice)], size)
        lines = tuple(Line(n.index, bodies[n.index], n.body_hash, n.about, paths[n.index]) for n in mine)
        named = {n.about: Line(n.index, b"", n.body_hash, n.about, paths[n.index]) for n in practice if n.about != ZERO_HASH}
        pages = list[Page]()
        for id in self.compartments.values():
            settled = self.keeper.state(id).settled
            if settled:
                pages.append(Page(id, settled, self.keeper.head(id, settled)))
        membership = Membership(self.practice.member.raw, self.practice.member.signature)
        return Bundle(
            self.id, self.practice.genesis, self.practice.published(named), self.keeper.checkpoint(), self.keeper.chart(self.id).entries,
            lines, (membership,), tuple(pages),
        )  # fmt: skip


@dataclass(slots=True)
class Day:
    """A chart that lives: a clinician, a colleague with a grant, a client who joined, one note on the record's page."""

    practice: Practice
    clinician: Person
    colleague: Person
    client: Person
    chart: Chart
    own: Held
    shared: Held
    subject: Held
    note: ObjectId

    @property
    def keeper(self) -> Keeper:
        return self.practice.keeper

    @property
    def officer(self) -> Person:
        return self.practice.founder

    @property
    def record(self) -> CompartmentId:
        return self.chart.compartments[Code.RECORD]

    def copied(self, path: Path, *, step: Callable[[str], None] | None = None, pages: int | None = None) -> Day:
        """The same day in a file of its own, at a keeper that has just started."""
        shutil.copy(self.practice.path, path)
        held = self.practice.keeper, self.practice.database
        del self.practice.keeper, self.practice.database
        try:
            made = copy.deepcopy(self)
        finally:
            self.practice.keeper, self.practice.database = held
        made.practice.path = path
        made.practice.database = Database(path, SCHEMA, step, pages=pages)
        made.practice.keeper = Keeper(made.practice.database, made.practice.pin, made.practice.clock.now)
        return made

    def entries(self) -> int:
        """Lines of the chart's ledger."""
        return self.keeper.chart(self.chart.id).entries

    def verifies(self) -> Verification:
        """The client's own check of the chart's ledger."""
        return self.chart.verified(self.client, self.subject)


def a_day(path: Path) -> Day:
    """Play it once; tests take copies."""
    practice = Practice(path).begins()
    clinician = practice.staff("Dr. A. Weber", Role.CLINICIAN)
    colleague = practice.staff("Dr. B. Braun", Role.CLINICIAN)
    client = practice.client("C. Aydin")
    chart = practice.chart(clinician)
    for code in (Code.ACCESS, Code.CONTACT, Code.RECORD):
        chart.write(clinician, chart.own, code)
    note = fresh.object_id()
    chart.write(clinician, chart.own, Code.RECORD, note)
    subject = chart.joins(client)
    shared = chart.give(clinician, chart.own, colleague, {Code.ACCESS: READ, Code.CONTACT: READ, Code.RECORD: RW})
    practice.database.truncate_wal()
    return Day(practice, clinician, colleague, client, chart, chart.own, shared, subject, note)
