"""A practice in memory, with a keeper that enters whatever it is told and a log whose keys the test holds.

Everything is derived from one seed, so the same script gives the same statements. Nothing here refuses anything: what must be refused
is the verifier's to find.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from tacenda.core.ledger import checkpoint, tree
from tacenda.core.ledger.asks import STEP_UP_ACTS, Ask, Place
from tacenda.core.ledger.bundle import Bundle, Line, Membership, Page, Published
from tacenda.core.ledger.entry import Body
from tacenda.core.ledger.statements import (
    Certificate,
    Covered,
    DirectoryEntry,
    DirectorySignatures,
    Epoch,
    Genesis,
    Grant,
)
from tacenda.core.ledger.verify import Pins
from tacenda.core.sealing import derive, labels, seal, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import u64
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.access import FOUNDING, Act, Code, Right
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, EntryHash, GrantHash, ObjectId, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

NOON = Moment(1_800_014_400)  # 2027-01-15, 12:00:00
HOUR = 3600
DAY = 24 * HOUR
R, W, G = Right.READ, Right.WRITE, Right.GRANT
ALL = frozenset({R, W, G})


@dataclass(slots=True)
class Person:
    """Somebody with a root, one directory entry and one certificate at a time."""

    id: PrincipalId
    name: str
    role: str
    root: bytes
    acting: bytes
    entry: DirectoryEntry
    published: Published
    certificate: bytes
    certificate_sig: bytes

    @property
    def hash(self) -> EntryHash:
        return EntryHash(sha(self.published.statement))

    @property
    def identity(self) -> Identity:
        return Identity(derive.hkdf(self.root, labels.IDENTITY_ED25519, self.id), derive.hkdf(self.root, labels.IDENTITY_MLDSA44, self.id))

    @property
    def sign_in(self) -> bytes:
        return derive.hkdf(self.root, labels.SIGN_IN, self.id)


@dataclass(frozen=True, slots=True)
class Held:
    """A grant as its holder keeps it."""

    grant: Grant
    raw: bytes
    signature: bytes

    @property
    def hash(self) -> bytes:
        return sha(self.raw)


@dataclass(slots=True)
class SmallPractice:
    seed: bytes = b"a small practice"
    clock: Moment = NOON
    count: int = 0
    leaves: list[bytes] = field(default_factory=list)
    nodes: dict[tuple[int, int], bytes] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    offices: list[Published] = field(default_factory=list)
    memberships: list[Membership] = field(default_factory=list)
    signed_grants: dict[bytes, Held] = field(default_factory=dict)
    number: int = 0
    id: PracticeId = PracticeId(b"")
    log: Identity = Identity(b"", b"")
    genesis: bytes = b""
    founder: Person = field(init=False)

    def __post_init__(self) -> None:
        self.id = PracticeId(self.fresh(16))
        self.log = Identity(self.fresh(), self.fresh())
        root, principal = self.fresh(), PrincipalId(self.fresh(16))
        self.genesis = Genesis(
            self.id,
            sign.ed25519_public(derive.hkdf(root, labels.IDENTITY_ED25519, principal)),
            sign.mldsa44_public(derive.hkdf(root, labels.IDENTITY_MLDSA44, principal)),
            sign.ed25519_public(self.log.ed25519),
            sign.mldsa44_public(self.log.mldsa44),
            f"tacenda.invalid/{self.id.hex()}/0",
            self.fresh(),
        ).write()
        self.founder = self._person(principal, root, "O. Fischer", "privacy officer", (Role.CLINICIAN, Role.OFFICER), None, leaf=False)

    # Randomness, time, tree

    def fresh(self, size: int = 32) -> bytes:
        self.count += 1
        return sha(self.seed + u64(self.count))[:size]

    def wait(self, seconds: int) -> None:
        self.clock = Moment(self.clock + seconds)

    @property
    def get(self) -> tree.Get:
        return lambda level, index: self.nodes[level, index]

    def grow(self, body_hash: bytes, about: bytes) -> int:
        """One more leaf; its index."""
        index, leaf = len(self.leaves), tree.leaf_hash(body_hash, about)
        self.leaves.append(leaf)
        tree.append(self.get, lambda level, n, hash: self.nodes.__setitem__((level, n), hash), index, leaf)
        return index

    @property
    def origin(self) -> str:
        return f"tacenda.invalid/{self.id.hex()}/{self.number}"

    def checkpoint(self, size: int | None = None) -> str:
        n = len(self.leaves) if size is None else size
        return checkpoint.write(self.origin, n, tree.root(self.get, n), self.log, self.clock)

    def path(self, index: int) -> tuple[bytes, ...]:
        return tuple(tree.path(self.get, index, len(self.leaves)))

    @property
    def keys(self) -> checkpoint.LogKeys:
        return checkpoint.LogKeys(sign.ed25519_public(self.log.ed25519), sign.mldsa44_public(self.log.mldsa44))

    def pins(self, chart: ChartId | None = None) -> Pins:
        return Pins(sha(self.genesis), chart)

    # People and offices

    def person(self, name: str, role: str, *roles: Role, confirmed: bool = True, leaf: bool = True) -> Person:
        officer = self.founder if confirmed and set(roles) - {Role.CLIENT, Role.GUARDIAN} else None
        return self._person(PrincipalId(self.fresh(16)), self.fresh(), name, role, roles, officer, leaf=leaf)

    def _person(
        self, id: PrincipalId, root: bytes, name: str, role: str, roles: tuple[Role, ...], officer: Person | None, *, leaf: bool
    ) -> Person:
        entry = self.keys_of(id, root, roles, EntryHash(ZERO_HASH))
        one = Person(id, name, role, root, b"", entry, Published(b"", b"", None), b"", b"")
        self.publish(one, entry, officer, None, leaf=leaf)
        self.people.append(one)
        return one

    def keys_of(self, id: PrincipalId, root: bytes, roles: tuple[Role, ...], previous: EntryHash) -> DirectoryEntry:
        made = {label: derive.hkdf(root, label, id) for label in (labels.SEAL_EVERYDAY, labels.SEAL_VAULT, labels.SIGN_IN)}
        return DirectoryEntry(
            self.id,
            id,
            roles,
            sign.ed25519_public(derive.hkdf(root, labels.IDENTITY_ED25519, id)),
            sign.mldsa44_public(derive.hkdf(root, labels.IDENTITY_MLDSA44, id)),
            sign.ed25519_public(made[labels.SIGN_IN]),
            seal.public_of(made[labels.SEAL_EVERYDAY]),
            seal.public_of(made[labels.SEAL_VAULT]),
            self.clock,
            previous,
        )

    def publish(self, one: Person, entry: DirectoryEntry, officer: Person | None, old: Identity | None, *, leaf: bool = True) -> None:
        raw = entry.write()
        signatures = DirectorySignatures(
            sign.sign_both(one.identity, labels.DIRECTORY, raw),
            officer.hash if officer else b"",
            sign.sign_both(officer.identity, labels.DIRECTORY, raw) if officer else b"",
            sign.sign_both(old, labels.DIRECTORY, raw) if old else b"",
        )
        line = self.hidden_line(sha(raw)) if leaf else None
        one.entry, one.published = entry, Published(raw, signatures.write(), line)
        self.signs_in(one)

    def hidden_line(self, about: bytes) -> Line:
        """A leaf of the practice's own ledger, whose body the reader of a chart never sees."""
        body_hash = self.fresh()
        return Line(self.grow(body_hash, about), b"", body_hash, about, ())

    def signs_in(self, one: Person, hours: int = 12) -> None:
        one.acting = self.fresh()
        since, until = Moment(self.clock - 1), Moment(self.clock + hours * HOUR)
        one.certificate = Certificate(self.id, one.id, one.hash, sign.ed25519_public(one.acting), since, until).write()
        one.certificate_sig = sign.sign(one.sign_in, labels.CERTIFICATE, one.certificate)

    def office(self, founder: Person, name: str) -> tuple[Published, Held]:
        """An office and its founding member's membership. The office's id names its founder, as a chart's does."""
        salt, root = self.fresh(), self.fresh()
        id = PrincipalId(derive.chart_id(founder.hash, salt))
        keyed = self.keys_of(id, root, (Role.OFFICE,), EntryHash(ZERO_HASH))
        raw = replace(keyed, ed25519=b"", mldsa44=b"", sign_in=b"").write()
        signed = DirectorySignatures(b"", founder.hash, sign.sign_both(founder.identity, labels.DIRECTORY, raw), b"").write()
        published = Published(raw, signed, self.hidden_line(sha(raw)))
        self.offices.append(published)
        member = self.member(founder, founder, ChartId(id), b"", salt, f"{founder.name}", name)
        return published, member

    def member(
        self, granter: Person, to: Person, office: ChartId, parent: bytes, salt: bytes, name: str, role: str, until: int = 0
    ) -> Held:
        grant = Grant(
            self.id, salt, office, to.id, to.hash, (), frozenset(), name, role, "oversight", "", Moment(until), granter.hash, parent
        )  # fmt: skip
        held = self.signed(granter, grant)
        self.memberships.append(Membership(held.raw, held.signature))
        return held

    def signed(self, granter: Person, grant: Grant) -> Held:
        raw = grant.write()
        held = self.signed_grants[sha(raw)] = Held(grant, raw, sign.sign_both(granter.identity, labels.GRANT, raw))
        return held

    def all_published(self) -> tuple[Published, ...]:
        found = [one.published for one in self.people] + self.offices
        return tuple(Published(p.statement, p.signatures, replace(p.line, path=self.path(p.line.index)) if p.line else None) for p in found)


@dataclass(slots=True)
class SmallChart:
    """One chart and its lines as the keeper would hand them out."""

    practice: SmallPractice
    maker: Person
    id: ChartId = ChartId(b"")
    lines: list[Line] = field(default_factory=list)
    prev: bytes = ZERO_HASH
    compartments: dict[Code, CompartmentId] = field(default_factory=dict)
    halves: dict[CompartmentId, bytes] = field(default_factory=dict)
    epochs: dict[CompartmentId, Epoch] = field(default_factory=dict)
    versions: dict[CompartmentId, int] = field(default_factory=dict)
    pages: dict[CompartmentId, Page] = field(default_factory=dict)
    own: Held | None = None
    oversight: Held | None = None

    # Founding

    def found(
        self, office: Published, name: str = "Dr. A. Weber", role: str = "clinician", codes: Sequence[Code] = FOUNDING,
        id: ChartId | None = None,
    ) -> Held:  # fmt: skip
        """`id`: the practice's, for its own ledger."""
        salt = self.practice.fresh()
        self.id = id or derive.chart_id(self.maker.hash, salt)
        self.compartments = {code: CompartmentId(self.practice.fresh(16)) for code in codes}
        own = self.grant(self.maker, self.maker, codes, ALL, {Right.STOP}, name, role, b"", salt=salt)
        access = [Covered(self.compartments[Code.ACCESS], Code.ACCESS, frozenset({R, W}))]
        ledger = [Covered(self.compartments[Code.LEDGER], Code.LEDGER, frozenset({R}))]
        entry = DirectoryEntry.read(office.statement)
        grant = Grant(
            self.practice.id, self.practice.fresh(), self.id, entry.principal, EntryHash(sha(office.statement)), (*access, *ledger),
            frozenset({Right.STOP}), "Privacy office", "office", "oversight", "", Moment(0), self.maker.hash, own.hash,
        )  # fmt: skip
        self.own, self.oversight = own, self.practice.signed(self.maker, grant)
        for code in codes:
            named = [own] + ([self.oversight] if code in (Code.ACCESS, Code.LEDGER) else [])
            self.epochs[self.compartments[code]] = self.epoch(code, 1, ZERO_HASH, [held.hash for held in named])
        for code in codes:
            raw = self.epochs[self.compartments[code]].write()
            self.enter(self.maker, Act.FOUND, own, about=sha(raw), statement=raw)
        for held in (own, self.oversight):
            self.enter(self.maker, Act.FOUND, own, about=held.hash, statement=held.raw)
        return own

    def epoch(self, code: Code, number: int, previous: bytes, grants: Sequence[bytes], reason: str = "") -> Epoch:
        compartment, half = self.compartments[code], self.practice.fresh()
        self.halves[compartment] = half
        key = seal.public_of(derive.ledger_seed(half, self.practice.id, self.id, number)) if code is Code.LEDGER else b""
        commit = derive.commitment(half, self.practice.id, self.id, compartment, number)
        named = tuple(sorted(GrantHash(hash) for hash in grants))
        return Epoch(self.practice.id, self.id, compartment, code, number, commit, previous, reason, named, key)

    # Grants

    def grant(
        self, granter: Person, to: Person, codes: Sequence[Code], rights: frozenset[Right], chart_rights: set[Right], name: str, role: str,
        parent: bytes, *, until: int = 0, salt: bytes = b"",
    ) -> Held:  # fmt: skip
        covered = tuple(Covered(self.compartments[code], code, rights) for code in codes)
        grant = Grant(
            self.practice.id, salt or self.practice.fresh(), self.id, to.id, to.hash, covered, frozenset(chart_rights), name, role,
            "treatment", "rule", Moment(until), granter.hash, parent,
        )  # fmt: skip
        return self.practice.signed(granter, grant)

    def give(
        self, granter: Person, rests: Held, to: Person, codes: Sequence[Code], rights: frozenset[Right], chart_rights: set[Right], name: str,
        role: str, *, until: int = 0,
    ) -> Held:  # fmt: skip
        held = self.grant(granter, to, codes, rights, chart_rights, name, role, rests.hash, until=until)
        self.enter(granter, Act.GRANT, rests, about=held.hash, statement=held.raw)
        return held

    def stop(self, who: Person, rests: Held, target: Held, via: Held | None = None) -> None:
        self.enter(who, Act.STOP, rests, about=target.hash, via=via)

    def lift(self, who: Person, rests: Held, target: Held) -> None:
        self.enter(who, Act.GRANT, rests, about=target.hash, statement=target.raw)

    def roll(self, who: Person, rests: Held, code: Code, readers: Sequence[Held], ended: bool = True) -> Epoch:
        old = self.epochs[self.compartments[code]]
        new = self.epoch(code, old.epoch + 1, sha(old.write()), [held.hash for held in readers], "stopped")
        raw = new.write()
        page = Place(new.compartment, old.epoch, ObjectId(new.compartment), 0, b"")
        self.enter(who, Act.ROLL_BEGUN, rests, about=sha(raw), statement=raw, places=[page], step=code is Code.PSYCHOTHERAPY)
        if ended:
            self.enter_own(Act.ROLL_ENDED, sha(raw), raw)
            self.epochs[new.compartment] = new
        return new

    # Readings and writings

    def place(self, code: Code, object: ObjectId | None = None, version: int = 0, digest: bytes = b"") -> Place:
        compartment = self.compartments[code]
        return Place(compartment, self.epochs[compartment].epoch, object or ObjectId(compartment), version, digest)

    def use(self, who: Person, rests: Held, codes: Sequence[Code], via: Held | None = None) -> None:
        self.enter(who, Act.USE, rests, places=[self.place(code) for code in codes], via=via)

    def write(self, who: Person, rests: Held, code: Code, object: ObjectId | None = None) -> None:
        """A page, or a note with the page that lists it."""
        compartment = self.compartments[code]
        version = self.versions.get(compartment, 0) + 1
        page = Page(compartment, version, self.practice.fresh())
        places = [self.place(code, None, version, page.digest)]
        if object is not None:
            places.append(self.place(code, object, 1, self.practice.fresh()))
        self.enter(who, Act.WRITE, rests, places=places, step=code is Code.PSYCHOTHERAPY)
        self.versions[compartment], self.pages[compartment] = version, page

    def open(self, who: Person, rests: Held, code: Code, object: ObjectId, via: Held | None = None) -> None:
        self.enter(who, Act.OPEN, rests, places=[self.place(code, object)], step=code is Code.PSYCHOTHERAPY, via=via)

    # Entering

    def ask(
        self, who: Person, act: Act, rests: Held | None, *, places: Sequence[Place] = (), about: bytes = ZERO_HASH, via: Held | None = None
    ) -> Ask:  # fmt: skip
        ledger = self.compartments[Code.LEDGER]
        access = self.compartments[Code.ACCESS]
        shown = (via or rests).grant.shown() if rests else ""
        return Ask(
            self.practice.id, self.practice.fresh(16), self.practice.clock, who.id, self.id, sha(self.epochs[ledger].write()), act,
            tuple(places), about, rests.hash if rests else b"", via.hash if via else b"", shown,
            (access, self.versions[access]) if access in self.versions else None, "treatment", "", ("practice/care-team",), sha(b"a pack"),
        )  # fmt: skip

    def enter(
        self, who: Person, act: Act, rests: Held | None, *, places: Sequence[Place] = (), about: bytes = ZERO_HASH, statement: bytes = b"",
        via: Held | None = None, step: bool = False,
    ) -> None:  # fmt: skip
        self.enter_ask(who, self.ask(who, act, rests, places=places, about=about, via=via), statement, step or act in STEP_UP_ACTS)

    def enter_ask(self, who: Person, ask: Ask, statement: bytes, step: bool) -> None:
        raw = ask.write()
        step_sig = sign.sign(who.identity.ed25519, labels.ASK, raw) if step else b""
        ask_sig = sign.sign(who.acting, labels.ASK, raw)
        body = self.body(ask.act, statement)
        certified = replace(body, ask=raw, ask_sig=ask_sig, step_sig=step_sig)
        self.put(replace(certified, certificate=who.certificate, certificate_sig=who.certificate_sig), ask.about)

    def enter_own(self, act: Act, about: bytes = ZERO_HASH, statement: bytes = b"") -> None:
        self.put(self.body(act, statement), about)

    def body(self, act: Act, statement: bytes) -> Body:
        self.practice.wait(1)
        return Body(
            self.practice.id, self.practice.fresh(), self.id, len(self.lines) + 1, self.prev, self.practice.clock, act, statement,
            b"", b"", b"", b"", b"",
        )  # fmt: skip

    def put(self, body: Body, about: bytes) -> None:
        raw = body.write()
        index = self.practice.grow(sha(raw), about)
        self.lines.append(Line(index, raw, sha(raw), about, ()))
        self.prev = self.practice.leaves[index]

    # What a reader is given

    def bundle(self) -> Bundle:
        return Bundle(
            self.id,
            self.practice.genesis,
            self.practice.all_published(),
            self.practice.checkpoint(),
            len(self.lines),
            tuple(replace(line, path=self.practice.path(line.index)) for line in self.lines),
            tuple(self.practice.memberships),
            tuple(self.pages.values()),
        )


@dataclass(slots=True)
class ScriptedDay:
    """A chart that lived a little: founded, joined, written, shared, stopped, rolled, overseen."""

    practice: SmallPractice
    chart: SmallChart
    clinician: Person
    colleague: Person
    client: Person
    officer: Person
    own: Held
    subject: Held
    shared: Held
    oversight: Held
    member: Held
    note: ObjectId


def a_day(seed: bytes = b"a small practice") -> ScriptedDay:
    """The script the tests start from. After it the colleague's grant is stopped and the record rolled to epoch 2."""
    practice = SmallPractice(seed)
    office, member = practice.office(practice.founder, "privacy officer")
    clinician = practice.person("Dr. A. Weber", "clinician", Role.CLINICIAN)
    colleague = practice.person("Dr. B. Braun", "clinician", Role.CLINICIAN)
    client = practice.person("C. Aydin", "client", Role.CLIENT, leaf=False)
    chart = SmallChart(practice, clinician)
    own = chart.found(office)
    for code in (Code.ACCESS, Code.CONTACT, Code.RECORD):
        chart.write(clinician, own, code)
    note = ObjectId(practice.fresh(16))
    chart.write(clinician, own, Code.RECORD, note)
    private = ObjectId(practice.fresh(16))
    chart.write(clinician, own, Code.PSYCHOTHERAPY, private)
    chart.open(clinician, own, Code.PSYCHOTHERAPY, private)
    subject = chart.give(
        clinician, own, client, (Code.LEDGER, Code.CONTACT, Code.ACCESS), frozenset({R}), {Right.STOP, Right.SUBJECT}, "C. Aydin", "client"
    )  # fmt: skip
    shared = chart.give(
        clinician, own, colleague, (Code.CONTACT, Code.ACCESS, Code.RECORD), frozenset({R, W}), set(), "Dr. B. Braun", "clinician",
        until=NOON + 90 * DAY,
    )  # fmt: skip
    practice.signs_in(colleague)
    chart.use(colleague, shared, (Code.ACCESS, Code.CONTACT, Code.RECORD))
    chart.open(colleague, shared, Code.RECORD, note)
    chart.write(colleague, shared, Code.RECORD, ObjectId(practice.fresh(16)))
    assert chart.oversight is not None
    chart.use(practice.founder, chart.oversight, (Code.ACCESS,), via=member)
    chart.use(client, subject, (Code.CONTACT,))
    chart.stop(client, subject, shared)
    for code in (Code.RECORD, Code.ACCESS, Code.CONTACT):
        readers = {Code.RECORD: [own], Code.ACCESS: [own, chart.oversight, subject], Code.CONTACT: [own, subject]}[code]
        chart.roll(clinician, own, code, readers)
    chart.write(clinician, own, Code.ACCESS)
    chart.enter_own(Act.SIGN_IN)
    return ScriptedDay(
        practice, chart, clinician, colleague, client, practice.founder, own, subject, shared, chart.oversight, member, note
    )  # fmt: skip
