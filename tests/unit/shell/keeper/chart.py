"""One chart at a real keeper, with what its founder keeps of it: its asks, grants, stops and rolls, and how its ledger is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.unit.shell.keeper.people import ALL, READ, RW, STOP, SUBJECT, Held, Person

from tacenda.core.ledger import verify
from tacenda.core.ledger.asks import Ask, Place, SignedAsk
from tacenda.core.ledger.bundle import Bundle, Line, Membership, Page
from tacenda.core.ledger.statements import Covered, Epoch, Grant
from tacenda.core.ledger.verify import Pins, Verification
from tacenda.core.sealing import derive, envelope, labels, seal, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.encoding import fields, u64
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, EntryHash, GrantHash, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.shell import fresh
from tacenda.shell.keeper.keeper import Keeper, Receipt, Released, Shares
from tacenda.shell.keeper.office import Given

if TYPE_CHECKING:
    from tests.unit.shell.keeper.practice import Practice


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
