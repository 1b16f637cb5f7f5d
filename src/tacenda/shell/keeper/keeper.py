"""The keeper: one random share per compartment epoch, the directory and the ledger, in a file of their own.

It gives a share only after the entry is durable. Every verb takes signed asks and can run alone, in this process or elsewhere.
Verbs are idempotent by the ask's hash; the keeper never calls back and never touches content.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.statements import Genesis
from tacenda.core.sealing import passphrase
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import NotFound, Refused, Unavailable
from tacenda.core.words.ids import ChartId, CompartmentId, EntryHash, GrantHash, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.shell.database import Database, Tx
from tacenda.shell.keeper import checks, founding, grants, guesses, leaves, shares
from tacenda.shell.keeper.checks import Checked
from tacenda.shell.keeper.directory import Listed
from tacenda.shell.keeper.founding import Newcomer
from tacenda.shell.keeper.leaves import Receipt, SealedLine
from tacenda.shell.keeper.office import Given, Office, open_office
from tacenda.shell.keeper.shares import CompartmentState, Shares

PEPPER = "SELECT secret FROM pepper WHERE principal = :principal"
END = "INSERT INTO ended (certificate, until) VALUES (:certificate, :until) ON CONFLICT DO NOTHING"
FROM_NOW = "UPDATE pepper SET certificates_from = :now WHERE principal = :principal"
FORGET_ENDED = "DELETE FROM ended WHERE until < :now"
CHART = "SELECT seq, ledger_compartment, ledger_epoch, state FROM chart WHERE id = :id"
CHARTS = "SELECT count(*) FROM chart"
DUMMY_PEPPER = bytes(32)  # an unknown name's passphrase is peppered too, with nothing: same work, same time

ENTERED = frozenset(
    {Act.SIGN_IN, Act.SIGN_OUT, Act.STEP_UP, Act.JOIN, Act.CONSENT, Act.RESTRICT, Act.POLICY, Act.INCIDENT, Act.RESTORE, Act.RECOVER}
)
RETIRED_DAYS = 14


@dataclass(frozen=True, slots=True)
class Released:
    """What one cleared ask brings: where its entry stands, and the shares of its places."""

    receipt: Receipt
    shares: Shares

    def __repr__(self) -> str:
        return f"Released({self.receipt})"


@dataclass(frozen=True, slots=True)
class ChartState:
    """A chart as the keeper counts it."""

    entries: int
    ledger_compartment: CompartmentId
    ledger_epoch: bytes


class Keeper:
    """One practice's keeper. Raises Unavailable from every verb until a practice was founded."""

    def __init__(self, database: Database, pin: bytes | None, clock: Callable[[], Moment]) -> None:
        """`pin`: the practice fingerprint (SHA-256 of the genesis) from the configuration; None before there is a practice."""
        self._database = database
        self._clock = clock
        self._office: Office | None = open_office(database, pin, clock) if pin else None
        self._standing: dict[tuple[bytes, ChartId], int] = {}
        self._sources = guesses.Sources()

    def __repr__(self) -> str:
        return "Keeper()"

    @property
    def founded(self) -> bool:
        """Whether there is a practice."""
        return self._office is not None

    @property
    def office(self) -> Office:
        if self._office is None:
            raise Unavailable("no practice yet")
        return self._office

    @property
    def practice(self) -> PracticeId:
        return self.office.practice

    @property
    def genesis(self) -> Genesis:
        return self.office.genesis

    @property
    def origin(self) -> str:
        return self.office.origin

    # Beginnings

    def begin(self, log: Identity, genesis: bytes, people: Sequence[Newcomer], given: Sequence[Given]) -> None:
        """Found the practice. Raises Conflict if there is one."""
        founding.begin(self._database, self._clock, log, genesis, people, given)
        self._office = open_office(self._database, sha(genesis), self._clock)

    def publish(self, statement: bytes, signatures: bytes, signed: SignedAsk | None = None) -> EntryHash:
        """Add a directory entry; see `founding.publish`."""
        return founding.publish(self.office, statement, signatures, signed)

    def confirm(self, hash: EntryHash, signatures: bytes, signed: SignedAsk) -> None:
        """An officer signs a newcomer's entry."""
        founding.confirm(self.office, hash, signatures, signed)

    def found(self, given: Sequence[Given]) -> None:
        """Found a chart."""
        founding.found(self.office, given)

    def add_compartments(self, given: Sequence[Given]) -> None:
        """Later compartments of a chart."""
        founding.add_compartments(self.office, given)

    # Reading and writing

    def release(self, batch: Sequence[SignedAsk]) -> tuple[Released, ...]:
        """All or none: an entry for each ask, durable; then the shares of its places. Raises Refused, Conflict, Unavailable."""
        office = self.office

        def work(tx: Tx) -> tuple[Released, ...]:
            return tuple(self._release(tx, signed) for signed in batch)

        released = office.queue.run(work)
        for signed in batch:
            self._stands(signed)
        return released

    def _release(self, tx: Tx, signed: SignedAsk) -> Released:
        office, now = self.office, self._clock()
        checked = office.checked(tx, signed)
        checks.live(office.directory, tx, checked, now)
        if checked.grant is None or not checked.ask.places:
            raise Refused("places")
        for place in checked.ask.places:
            if place.version and place.object == place.compartment:
                shares.raise_latest(tx, place)
        receipt = self._entered(tx, checked)
        return Released(receipt, {(place.object, place.epoch): shares.of_place(tx, place) for place in checked.ask.places})

    def _entered(self, tx: Tx, checked: Checked) -> Receipt:
        """The entry of an ask; of a standing one only the first of certificate, chart and day."""
        ask = checked.ask
        if ask.act is Act.USE:
            _standing_may(tx, checked)
            if self._standing.get((checked.signed.certificate, ask.ledger)) == moments.day(self._clock()):
                return Receipt(-1, 0, ask.at)
        return self.office.leaves.append(tx, ask, checked.signed)

    def _stands(self, signed: SignedAsk) -> None:
        """Remember a standing entry once it is durable. What is remembered is the entry, never the check."""
        certificate = signed.certificate
        ask = Ask.read(signed.ask)
        if ask.act is Act.USE:
            if len(self._standing) > 10_000:
                self._standing.clear()
            self._standing[certificate, ask.ledger] = moments.day(self._clock())

    def stands(self, certificate: bytes, chart: ChartId) -> bool:
        """Whether today's standing entry of this certificate on this chart was made by this process."""
        return self._standing.get((certificate, chart)) == moments.day(self._clock())

    def settle(self, compartment: CompartmentId, version: int) -> None:
        """The content of this page version is committed. Only upwards, never above what an ask signed."""
        self.office.queue.run(lambda tx: tx.change(shares.SETTLE, id=compartment, version=version))

    def state(self, compartment: CompartmentId) -> CompartmentState:
        """A compartment's epoch, versions and state. Raises NotFound."""
        with self._database.reading() as tx:
            return shares.state(tx, compartment)

    def states(self, chart: ChartId) -> tuple[CompartmentState, ...]:
        """Every compartment of a chart."""
        with self._database.reading() as tx:
            return shares.states(tx, chart)

    def head(self, compartment: CompartmentId, version: int) -> bytes:
        """SHA-256 of the page an ask signed for this version; empty if none did."""
        with self._database.reading() as tx:
            return shares.head(tx, compartment, version)

    def refused(self, signed: SignedAsk) -> Receipt:
        """Enter a refusal that the gate decided (act `refused`); where no live grant stands behind it, in the practice's ledger."""

        def work(tx: Tx) -> Receipt:
            checked = self.office.checked(tx, signed)
            checks.signed_in(tx, checked)
            if checked.ask.act is not Act.REFUSED or checked.ask.places:
                raise Refused("refused")
            checks.on_ledger(tx, checked, self.practice, self._clock())
            return self.office.leaves.append(tx, checked.ask, signed)

        return self.office.queue.run(work)

    def enter(self, signed: SignedAsk) -> Receipt:
        """Enter an ask that opens nothing: sign-in, step-up, join, consent, policy, incident. Raises Refused."""

        def work(tx: Tx) -> Receipt:
            checked = self.office.checked(tx, signed)
            checks.signed_in(tx, checked)
            checks.newest(self.office.directory, tx, checked)
            if checked.ask.act not in ENTERED or checked.ask.places:
                raise Refused("enter")
            checks.on_ledger(tx, checked, self.practice, self._clock())
            return self.office.leaves.append(tx, checked.ask, signed, checked.ask.about)

        return self.office.queue.run(work)

    # Grants, stops, rolls

    def grant(self, statement: bytes, signature: bytes, signed: SignedAsk) -> Receipt:
        """Allow a grant, or lift one's own stop of it."""
        return grants.grant(self.office, statement, signature, signed)

    def stop(self, target: GrantHash, signed: SignedAsk, statement: bytes = b"") -> Receipt:
        """Stop a grant at once."""
        return grants.stop(self.office, target, signed, statement)

    def roll_begun(self, statement: bytes, signed: SignedAsk) -> Shares:
        """Begin a new epoch; shares of the objects named under the old and the new one."""
        return grants.roll_begun(self.office, statement, signed)

    def roll_ended(self, compartment: CompartmentId, epoch: int) -> None:
        """The new epoch's content is committed."""
        grants.roll_ended(self.office, compartment, epoch)
        self.office.leaves.forget_periods()

    def abandon(self, compartment: CompartmentId) -> None:
        """A roll that never was."""
        grants.abandon(self.office, compartment)

    def allows(self, scope: bytes, grant: GrantHash) -> frozenset[Right]:
        """What a grant gives now on a compartment, chart or office."""
        with self._database.reading() as tx:
            return checks.allowed(tx, scope, grant, self._clock())

    def readers(self, compartment: CompartmentId) -> tuple[GrantHash, ...]:
        """The grants allowed to read a compartment now."""
        with self._database.reading() as tx:
            return tuple(grants.readers(tx, compartment, self._clock()))

    def epochs(self, compartment: CompartmentId) -> tuple[tuple[int, str, bytes], ...]:
        """Number, state and statement of each epoch."""
        with self._database.reading() as tx:
            return shares.epochs(tx, compartment)

    # The ledger

    def chart(self, chart: ChartId) -> ChartState:
        """A chart's count and the epoch its ledger is sealed to now. Raises NotFound."""
        with self._database.reading() as tx:
            row = tx.row(CHART, id=chart)
        if row is None:
            raise NotFound("chart")
        return ChartState(int(row[0]), CompartmentId(bytes(row[1])), bytes(row[2]))

    def charts(self) -> int:
        """How many charts there are, the practice's own not counted."""
        with self._database.reading() as tx:
            return int(tx.one(CHARTS)[0]) - 1

    def own_ledger(self, signed: SignedAsk) -> Shares:
        """Shares of the periods of a chart's ledger for its subject: a reading that makes no entry. Raises Refused."""
        with self._database.reading() as tx:
            checked = self.office.checked(tx, signed)
            now = self._clock()
            checks.live(self.office.directory, tx, checked, now)
            if Right.SUBJECT not in checks.chart_rights(tx, checked.ask, now):
                raise Refused("subject")
            for place in checked.ask.places:
                if shares.state(tx, place.compartment).code is not Code.LEDGER or place.version:
                    raise Refused("ledger only")
            return {(place.object, place.epoch): shares.of_place(tx, place) for place in checked.ask.places}

    def lines(self, chart: ChartId) -> tuple[SealedLine, ...]:
        """Every sealed line of one ledger, oldest first."""
        with self._database.reading() as tx:
            return leaves.lines(tx, chart)

    def line_paths(self, indexes: Sequence[int], size: int) -> dict[int, tuple[bytes, ...]]:
        """Inclusion paths of entries in the tree of `size` leaves."""
        with self._database.reading() as tx:
            return leaves.paths(tx, indexes, size)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Proof that the first `old` leaves begin the first `new`."""
        with self._database.reading() as tx:
            return leaves.tree.consistency(leaves.nodes(tx), old, new)

    def root(self, size: int) -> bytes:
        """Root of the first `size` leaves."""
        with self._database.reading() as tx:
            return leaves.tree.root(leaves.nodes(tx), size)

    def size(self) -> int:
        """Entries in the tree."""
        with self._database.reading() as tx:
            return leaves.size(tx)

    def checkpoint(self) -> str:
        """The newest checkpoint, covering every entry; signed now if the kept one is older."""
        with self._database.reading() as tx:
            kept, size = leaves.newest_checkpoint(tx), leaves.size(tx)
        if kept is not None and kept[0] == size:
            return kept[1]
        office = self.office
        return office.queue.run(lambda tx: leaves.sign_checkpoint(tx, office.origin, office.secrets.log, office.leaves.moment(tx)))

    def entered(self, about: bytes) -> int | None:
        """Index of the first entry about a statement, None if there is none."""
        with self._database.reading() as tx:
            row = tx.row(leaves.ENTERED, about=about)
        return None if row is None else int(row[0])

    # The directory

    def listed(self, hash: EntryHash) -> Listed:
        """A directory entry by its hash, verified. Raises NotFound, Tampered."""
        with self._database.reading() as tx:
            return self.office.directory.listed(tx, hash)

    def newest(self, principal: PrincipalId) -> Listed:
        """A principal's newest entry. Raises NotFound, Tampered."""
        with self._database.reading() as tx:
            return self.office.directory.newest(tx, principal)

    def everyone(self) -> list[Listed]:
        """Everybody's newest entry."""
        with self._database.reading() as tx:
            return self.office.directory.all_newest(tx)

    def verified_grant(self, statement: bytes, signature: bytes) -> bool:
        """Verifies a grant's signature; True if it is a founder's. Raises Tampered."""
        with self._database.reading() as tx:
            grant = self.office.directory.grant(tx, statement, signature)
            return self.office.directory.ends_at_founder(tx, grant)

    def verified_certificate(self, statement: bytes, signature: bytes) -> Listed:
        """Verifies a certificate; the entry behind it. Raises Tampered."""
        with self._database.reading() as tx:
            return self.office.directory.certificate(tx, statement, signature)[1]

    # Sign-in

    def login_tag(self, login: str) -> bytes:
        """The keyed tag of a sign-in name."""
        return passphrase.login_tag(self.office.secrets.login_pepper, login)

    def guess(self, tag: bytes, source: str) -> int:
        """Count a guess durably before it is tried. Seconds to wait instead, if it may not be tried now."""
        now = self._clock()

        def work(tx: Tx) -> int:
            seconds = guesses.wait(tx, tag, now)
            if not seconds:
                guesses.count(tx, tag, now)
            return seconds

        return self._sources.wait(tag, source, now) or self.office.queue.run(work)

    def guessed(self, tag: bytes, source: str) -> None:
        """The guess was right: its counts are gone."""
        self._sources.forget(tag, source)
        self.office.queue.run(lambda tx: guesses.forget(tx, tag))

    def not_guessed(self) -> None:
        """Enter a failed sign-in, without a name, known or not."""
        self.office.queue.run(lambda tx: self.office.leaves.append_own(tx, ChartId(self.practice), Act.SIGN_IN))

    def pepper(self, principal: PrincipalId, stretched: bytes) -> bytes:
        """A stretched passphrase under the principal's pepper; an unknown principal's under none."""
        with self._database.reading() as tx:
            row = tx.row(PEPPER, principal=principal)
        return passphrase.pepper(DUMMY_PEPPER if row is None else bytes(row[0]), stretched)

    def new_principal(self, principal: PrincipalId) -> None:
        """A pepper for somebody who is enrolling."""
        self.office.queue.run(lambda tx: founding.add_pepper(tx, principal))

    def sign_out(self, certificate: bytes, until: Moment) -> None:
        """This certificate counts no more, whether or not an entry can be written afterwards."""
        self.office.queue.run(lambda tx: tx.change(END, certificate=sha(certificate), until=until))

    def sign_out_everywhere(self, principal: PrincipalId) -> None:
        """No certificate of this person from before now counts."""
        now = self._clock()
        self.office.queue.run(lambda tx: tx.change(FROM_NOW, principal=principal, now=now))

    def post_key(self) -> bytes:
        """The key that notices wait under until they are sent."""
        return self.office.secrets.post_key

    # Upkeep

    def tidy(self) -> None:
        """Forget what is over: old guesses, ended certificates, retired shares of more than 14 days."""
        now = self._clock()

        def work(tx: Tx) -> None:
            guesses.forget_old(tx, now)
            tx.change(FORGET_ENDED, now=now)
            tx.change(shares.DESTROY, day=moments.day(now) - RETIRED_DAYS)

        self.office.queue.run(work)


def _standing_may(tx: Tx, checked: Checked) -> None:
    """A standing entry covers the pages of all compartments but psychotherapy notes and the ledger, reading only. Raises Refused."""
    for place in checked.ask.places:
        code = shares.state(tx, place.compartment).code
        if place.version or place.object != place.compartment or code in (Code.PSYCHOTHERAPY, Code.LEDGER):
            raise Refused("standing")
