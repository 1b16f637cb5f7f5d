"""What a real keeper enters holds for the verifier, the second reader and the officer's audit: chart, practice, and a roll between.

The people and statements are those of the small practice; here the keeper checks every ask, and the lines are opened from its file with
C of the ledger, as a client's page does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path

import pytest
from tests.unit.core.ledger.small_practice import ALL, DAY, Held, Person, R, SmallChart, SmallPractice, W
from tests.vectors import reader

from tacenda.core.ledger import verify
from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.bundle import Bundle, Line, Published
from tacenda.core.ledger.statements import DirectorySignatures, Epoch
from tacenda.core.sealing import derive, envelope, labels, seal, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.encoding import fields, parse, u64
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, EntryHash, GrantHash, ObjectId
from tacenda.core.words.people import Role
from tacenda.shell.database import Database
from tacenda.shell.keeper.founding import Newcomer
from tacenda.shell.keeper.keeper import Keeper
from tacenda.shell.keeper.office import Given

OWN = (Code.PRACTICE, Code.ACCESS, Code.LEDGER)
KINDS = {"grantee_entry": "grant", "commitment": "epoch", "founder_ed25519": "genesis", "previous": "entry"}


class KeptChart(SmallChart):
    """A chart whose asks go to a keeper. While `together` is a list they are gathered, as a founding is one call."""

    def __init__(self, house: House, maker: Person, id: bytes = b"") -> None:
        super().__init__(house.practice, maker, ChartId(id), [], ZERO_HASH, {}, {}, {}, {}, {})
        self.house = house
        self.together: list[Given] | None = None
        self.every_half: dict[tuple[CompartmentId, int], bytes] = {}

    def epoch(self, code: Code, number: int, *args: object) -> Epoch:  # type: ignore[override]
        made = super().epoch(code, number, *args)  # type: ignore[arg-type]
        self.every_half[made.compartment, number] = self.halves[made.compartment]
        return made

    def signed(self, who: Person, ask: Ask, step: bool) -> SignedAsk:
        raw = ask.write()
        step_sig = sign.sign(who.identity.ed25519, labels.ASK, raw) if step else b""
        shown = [self.practice.signed_grants[hash].raw if hash else b"" for hash in (ask.grant, ask.via)]
        return SignedAsk(raw, sign.sign(who.acting, labels.ASK, raw), step_sig, who.certificate, who.certificate_sig, *shown)

    def enter_ask(self, who: Person, ask: Ask, statement: bytes, step: bool) -> None:
        self.practice.wait(1)
        ask = replace(ask, at=self.practice.clock)
        signed = self.signed(who, ask, step)
        if self.together is not None:
            self.together.append(self.given(statement, signed))
        else:
            self.ask_keeper(ask, statement, signed)

    def ask_keeper(self, ask: Ask, statement: bytes, signed: SignedAsk) -> None:
        keeper = self.house.keeper
        if ask.act is Act.GRANT:
            keeper.grant(statement, self.practice.signed_grants[sha(statement)].signature, signed)
        elif ask.act is Act.STOP:
            keeper.stop(GrantHash(ask.about), signed)
        elif ask.act is Act.ROLL_BEGUN:
            keeper.roll_begun(statement, signed)
        elif ask.act is Act.REFUSED:
            keeper.refused(signed)
        else:
            keeper.release([signed])
            for place in ask.places:
                if place.version and place.object == place.compartment:
                    keeper.settle(place.compartment, place.version)

    def enter_own(self, act: Act, about: bytes = ZERO_HASH, statement: bytes = b"") -> None:
        epoch = Epoch.read(statement)
        self.house.keeper.roll_ended(epoch.compartment, epoch.epoch)

    def given(self, statement: bytes, signed: SignedAsk) -> Given:
        kind = next(kind for name, kind in KINDS.items() if name in parse(statement))
        if kind == "grant":
            signature = self.practice.signed_grants[sha(statement)].signature
        elif kind == "genesis" or (kind == "epoch" and self.id == self.practice.id):
            label = labels.GENESIS if kind == "genesis" else labels.LEDGER_EPOCH
            signature = sign.sign_both(self.maker.identity, label, statement)
        else:
            signature = b""
        return Given(kind, statement, signature, signed)  # type: ignore[arg-type]

    def found(self, office: Published, *args: object, **more: object) -> Held:  # type: ignore[override]
        self.together = []
        own = super().found(office, *args, **more)  # type: ignore[arg-type]
        given, self.together = self.together, None
        self.house.keeper.found(given)
        return own

    def bundle(self) -> Bundle:
        keeper, practice = self.house.keeper, self.practice
        checkpoint, size = keeper.checkpoint(), keeper.size()
        sealed = keeper.lines(self.id)
        paths = keeper.line_paths([line.index for line in sealed], size)
        lines = tuple(Line(one.index, self.opened(one), one.body_hash, one.about, paths[one.index]) for one in sealed)
        directory = tuple(self.house.published(one, size) for one in practice.all_published())
        count = keeper.chart(self.id).entries
        return Bundle(
            self.id, practice.genesis, directory, checkpoint, count, lines, tuple(practice.memberships), tuple(self.pages.values())
        )  # fmt: skip

    def opened(self, line) -> bytes:  # type: ignore[no-untyped-def]
        practice, ledger = self.practice.id, self.compartments[Code.LEDGER]
        epoch = next(number for number, _, raw in self.house.keeper.epochs(ledger) if sha(raw) == line.ledger_epoch)
        seed = derive.ledger_seed(self.every_half[ledger, epoch], practice, self.id, epoch)
        lk = seal.open_seal(seed, fields(labels.PERIOD, practice, self.id, line.period), line.sealed_seed)
        share = derive.share(self.house.keepers_half(ledger, epoch), line.period)
        key = derive.period_key(lk, share, practice, self.id, line.period)
        return envelope.open_box(key, envelope.Kind.BODY, practice, [self.id, line.period, u64(line.number)], line.envelope)


@dataclass
class House:
    """A practice in a keeper's file."""

    folder: Path
    practice: SmallPractice = field(default_factory=lambda: SmallPractice(b"kept"))

    def __post_init__(self) -> None:
        self.file = Database(self.folder / "keeper.db", files("tacenda.shell.keeper") / "schema")
        self.keeper = Keeper(self.file, None, lambda: self.practice.clock)
        self.officer = self.practice.founder
        self.office, self.member = self.practice.office(self.officer, "privacy officer")
        self.own = KeptChart(self, self.officer, self.practice.id)
        self.held = self.begin()

    def begin(self) -> Held:
        own, officer = self.own, self.officer
        own.compartments = {code: CompartmentId(self.practice.fresh(16)) for code in OWN}
        held = own.grant(officer, officer, OWN, ALL, {Right.STOP}, "O. Fischer", "privacy officer", b"")
        own.epochs = {own.compartments[code]: own.epoch(code, 1, ZERO_HASH, [held.hash]) for code in OWN}
        own.together = []
        for raw in (self.practice.genesis, officer.published.statement, self.office.statement):
            own.enter(officer, Act.FOUND if raw == self.practice.genesis else Act.DIRECTORY, held, about=sha(raw), statement=raw)
        for raw in (*(epoch.write() for epoch in own.epochs.values()), held.raw, self.member.raw):
            own.enter(officer, Act.FOUND, held, about=sha(raw), statement=raw)
        people = [Newcomer(one.statement, one.signatures) for one in (officer.published, self.office)]
        given, own.together = own.together, None
        self.keeper.begin(self.practice.log, self.practice.genesis, people, given)
        return held

    def person(self, name: str, role: str, *roles: Role) -> Person:
        """Somebody publishes an entry; an officer confirms it where the role needs one."""
        one = self.practice.person(name, role, *roles)
        signatures = DirectorySignatures.read(one.published.signatures)
        self.keeper.publish(one.published.statement, replace(signatures, by=b"", officer=b"").write())
        if signatures.officer:
            self.practice.wait(1)
            ask = replace(self.own.ask(self.officer, Act.DIRECTORY, self.held, about=one.hash), at=self.practice.clock)
            self.keeper.confirm(one.hash, signatures.write(), self.own.signed(self.officer, ask, True))
        return one

    def published(self, one: Published, size: int) -> Published:
        listed = self.keeper.listed(EntryHash(sha(one.statement)))
        index = self.keeper.entered(listed.hash)
        if index is None:
            return Published(listed.statement, listed.signatures, None)
        with self.file.reading() as tx:
            body_hash = bytes(tx.one("SELECT body_hash FROM entry WHERE n = :n", n=index)[0])
        line = Line(index, b"", body_hash, listed.hash, self.keeper.line_paths([index], size)[index])
        return Published(listed.statement, listed.signatures, line)

    def keepers_half(self, compartment: CompartmentId, epoch: int) -> bytes:
        with self.file.reading() as tx:
            return bytes(tx.one("SELECT secret FROM share WHERE compartment = :c AND epoch = :e", c=compartment, e=epoch)[0])


@dataclass
class Lived:
    """A chart that was founded, joined, shared, stopped, let in again, stopped and rolled."""

    house: House
    chart: KeptChart
    own: Held
    subject: Held
    shared: Held


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    house = House(tmp_path_factory.mktemp("kept"))
    clinician = house.person("Dr. A. Weber", "clinician", Role.CLINICIAN)
    colleague = house.person("Dr. B. Braun", "clinician", Role.CLINICIAN)
    client = house.person("C. Aydin", "client", Role.CLIENT)
    chart = KeptChart(house, clinician)
    own = chart.found(house.office)
    oversight = chart.oversight
    assert oversight is not None
    for code in (Code.ACCESS, Code.CONTACT, Code.RECORD):
        chart.write(clinician, own, code)
    note = ObjectId(house.practice.fresh(16))
    chart.write(clinician, own, Code.RECORD, note)
    chart.write(clinician, own, Code.PSYCHOTHERAPY, ObjectId(house.practice.fresh(16)))
    read, write = frozenset({R}), frozenset({R, W})
    subject = chart.give(
        clinician, own, client, (Code.LEDGER, Code.CONTACT, Code.ACCESS), read, {Right.STOP, Right.SUBJECT}, "C. Aydin", "client"
    )  # fmt: skip
    until = house.practice.clock + 90 * DAY
    shared = chart.give(clinician, own, colleague, (Code.CONTACT, Code.RECORD), write, set(), "Dr. B. Braun", "clinician", until=until)
    chart.use(colleague, shared, (Code.RECORD,))
    chart.open(colleague, shared, Code.RECORD, note)
    chart.use(house.officer, oversight, (Code.ACCESS,), via=house.member)
    chart.enter(colleague, Act.REFUSED, shared)
    chart.stop(client, subject, shared)
    chart.lift(client, subject, shared)
    chart.open(colleague, shared, Code.RECORD, note)
    chart.stop(client, subject, shared)
    for code, readers in ((Code.RECORD, [own]), (Code.CONTACT, [own, subject])):
        chart.roll(clinician, own, code, readers)
    house.practice.wait(DAY)
    for one in (clinician, client):
        house.practice.signs_in(one)
    chart.write(clinician, own, Code.ACCESS)
    chart.open(clinician, own, Code.RECORD, note)
    return Lived(house, chart, own, subject, shared)


def test_a_charts_ledger_holds_and_says_who_is_let_in_now(lived: Lived) -> None:
    bundle = lived.chart.bundle()
    found = verify.check(bundle, lived.house.practice.pins(lived.chart.id), None, ())
    assert found.count == len(bundle.lines) and not found.unsaved and not found.gap
    assert lived.chart.oversight is not None
    assert set(found.live) == {lived.own.hash, lived.subject.hash, lived.chart.oversight.hash}
    assert set(found.stopped) == {lived.shared.hash}
    acts = [entry.body.act for entry in found.entries if entry.body is not None]
    assert acts.count(Act.ROLL_ENDED) == acts.count(Act.ROLL_BEGUN) == 2 and acts[0] is Act.FOUND


def test_the_practices_own_ledger_holds_and_no_leaf_is_left_over(lived: Lived) -> None:
    pins = lived.house.practice.pins()
    own, chart = lived.house.own.bundle(), lived.chart.bundle()
    found = verify.check(own, pins, None, ())
    assert [entry.body.act for entry in found.entries[:3] if entry.body is not None] == [Act.FOUND, Act.DIRECTORY, Act.DIRECTORY]
    assert verify.orphans(found.size, [[line.index for line in one.lines] for one in (own, chart)]) == ()


def test_the_second_reader_tells_the_same_from_the_file_alone(lived: Lived) -> None:
    for chart in (lived.chart, lived.house.own):
        bundle, pin = chart.bundle(), sha(lived.house.practice.genesis)
        found = verify.check(Bundle.read(bundle.write()), verify.Pins(pin, None), None, ())
        size, root, lines = reader.read_bundle(bundle.write(), pin)
        assert (size, root, len(lines)) == (found.size, found.root, found.count)


def test_a_line_that_the_keepers_file_lost_is_missed(lived: Lived) -> None:
    bundle = lived.chart.bundle()
    for which in (0, len(bundle.lines) // 2, len(bundle.lines) - 1):
        with pytest.raises(Tampered):
            lines = bundle.lines[:which] + bundle.lines[which + 1 :]
            verify.check(replace(bundle, lines=lines), lived.house.practice.pins(), None, ())


def test_the_tree_that_was_seen_before_is_the_beginning_of_this_one(lived: Lived) -> None:
    pins = lived.house.practice.pins()
    before = verify.check(lived.chart.bundle(), pins, None, ()).seen
    lived.chart.open(lived.chart.maker, lived.own, Code.RECORD, ObjectId(bytes(16)))
    bundle = lived.chart.bundle()
    proof = lived.house.keeper.consistency(before.size, lived.house.keeper.size())
    assert verify.check(bundle, pins, before, proof).size == before.size + 1
    with pytest.raises(Tampered, match="consistency"):
        verify.check(bundle, pins, replace(before, root=bytes(32)), proof)
