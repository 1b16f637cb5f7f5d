"""The keeper: one random share per compartment epoch, the directory and the ledger, in a file of their own.

It gives a share only after the entry is durable. Every verb takes signed asks and can run alone, in this process or elsewhere.
Verbs are idempotent by the ask's hash; the keeper never calls back and never touches content.

This is the whole list of what can be asked of it, under headings. It decides nothing: each verb is one call into the module of its matter,
so the file is long and flat, and stays one, as the door of something that could live alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tacenda.core.ledger import tree
from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.doubt import Doubt
from tacenda.core.ledger.entry import Leaf
from tacenda.core.ledger.statements import Genesis
from tacenda.core.sealing import passphrase
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Right
from tacenda.core.words.errors import NotFound, Unavailable
from tacenda.core.words.ids import ChartId, CompartmentId, EntryHash, GrantHash, PracticeId, PrincipalId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.shell.database import Database, Tx
from tacenda.shell.keeper import (
    backups,
    checks,
    doubts,
    founding,
    grants,
    guesses,
    leaves,
    limits,
    members,
    releases,
    rings,
    rolls,
    says,
    shares,
    tree_rows,
)
from tacenda.shell.keeper.directory import Listed
from tacenda.shell.keeper.founding import Newcomer
from tacenda.shell.keeper.leaves import Receipt, SealedLine
from tacenda.shell.keeper.members import NewKeys
from tacenda.shell.keeper.office import PRACTICE, Given, Office, open_office
from tacenda.shell.keeper.releases import Released
from tacenda.shell.keeper.shares import CompartmentState, Counted, Counts, Shares

__all__ = [
    "ChartState", "CompartmentState", "Counted", "Counts", "Given", "Keeper", "Listed", "NewKeys", "Newcomer", "Receipt", "Released",
    "SealedLine", "Shares",
]  # fmt: skip

PEPPER = "SELECT secret FROM pepper WHERE principal = :principal"
FORGET_ENDED = "DELETE FROM ended WHERE until < :now"
CHART = "SELECT seq, ledger_compartment, ledger_epoch, state FROM chart WHERE id = :id"
CHARTS = "SELECT count(*) FROM chart"
DUMMY_PEPPER = bytes(32)  # an unknown name's passphrase is peppered too, with nothing: same work, same time

RETIRED_DAYS = 14


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
        self._sources = guesses.Sources()

    def __repr__(self) -> str:
        return "Keeper()"

    @property
    def founded(self) -> bool:
        """Whether there is a practice."""
        return self._office is not None

    def open(self, pin: bytes) -> None:
        """Open the practice that another process on this file founded. Raises Tampered if it is not the pinned one."""
        self._office = open_office(self._database, pin, self._clock)

    def holds_practice(self) -> bool:
        """Whether the file holds a practice, opened or not: without the pin from the configuration none is opened."""
        with self._database.reading() as tx:
            return tx.row(PRACTICE) is not None

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

    @property
    def ahead(self) -> Moment:
        """The newest line's time where this machine's clock lies behind it, so that nothing can be entered; else NEVER."""
        return self._office.leaves.ahead(self._clock()) if self._office else NEVER

    @property
    def begins_after(self) -> str:
        """After a restore: the old tree's checkpoint, which the first entry must name. Empty once it has."""
        return self.office.leaves.before

    # Beginnings

    def begin(self, log: Identity, genesis: bytes, people: Sequence[Newcomer], given: Sequence[Given]) -> None:
        """Found the practice. Raises Conflict if there is one."""
        founding.begin(self._database, self._clock, log, genesis, people, given)
        self._office = open_office(self._database, sha(genesis), self._clock)
        self.checkpoint()  # from here on there always is one

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
        return releases.release(self.office, batch)

    def settle(self, compartment: CompartmentId, version: int) -> None:
        """The content of this page version is committed. Only upwards, never above what an ask signed."""
        self.office.queue.run(lambda tx: tx.change(shares.SETTLE, id=compartment, version=version))

    def state(self, compartment: CompartmentId) -> CompartmentState:
        """A compartment's epoch, versions and state. Raises NotFound."""
        with self._database.reading() as tx:
            return shares.state(tx, compartment)

    def pages(self, versions: Mapping[CompartmentId, int]) -> dict[CompartmentId, Counted]:
        """Of several compartments at one moment: the state, and the SHA-256 of the page an ask signed for the version given, or empty."""
        with self._database.reading() as tx:
            return {one: shares.with_head(tx, one, version) for one, version in versions.items()}

    def states(self, chart: ChartId) -> tuple[CompartmentState, ...]:
        """Every compartment of a chart."""
        with self._database.reading() as tx:
            return shares.states(tx, chart)

    def unsettled(self) -> tuple[CompartmentState, ...]:
        """Compartments with a page that was asked for and is not known to be committed."""
        with self._database.reading() as tx:
            return tuple(shares.state(tx, CompartmentId(bytes(row[0]))) for row in tx.rows(shares.UNSETTLED))

    def head(self, compartment: CompartmentId, version: int) -> bytes:
        """SHA-256 of the page an ask signed for this version; empty if none did."""
        with self._database.reading() as tx:
            return shares.head(tx, compartment, version)

    def refused(self, signed: SignedAsk) -> Receipt:
        """Enter a refusal that the gate decided (act `refused`); where no live grant stands behind it, in the practice's ledger."""
        return releases.refused(self.office, signed)

    def enter(self, signed: SignedAsk, statement: bytes = b"") -> Receipt:
        """Enter an ask that opens nothing: sign-in, step-up, join, consent, policy, incident, restore. Raises Refused.

        `statement`: what a restore names, bound by the ask's `about`.
        """
        return releases.enter(self.office, signed, statement)

    def end_sign_in(self, certificate: bytes, signed: SignedAsk) -> Receipt:
        """End another sign-in of the asker's own, at once; see `releases.end_sign_in`."""
        return releases.end_sign_in(self.office, certificate, signed)

    def still_counts(self, principal: PrincipalId, since: Moment, certificate: bytes) -> bool:
        """As `counts`, of a certificate by its hash. `since`: when it began."""
        with self._database.reading() as tx:
            return checks.still_counts(tx, principal, since, certificate)

    def accept_clock(self, signed: SignedAsk) -> Receipt:
        """Enter an officer's `policy` that accepts a clock lying behind the newest entry. Raises Refused."""
        return releases.accept_clock(self.office, signed)

    # Grants, stops, rolls

    def grant(self, statement: bytes, signature: bytes, signed: SignedAsk) -> Receipt:
        """Allow a grant, or lift one's own stop of it."""
        return grants.grant(self.office, statement, signature, signed)

    def stop(self, target: GrantHash, signed: SignedAsk, statement: bytes = b"") -> Receipt:
        """Stop a grant at once."""
        return grants.stop(self.office, target, signed, statement)

    def put_in(self, statement: bytes, signature: bytes, signed: SignedAsk) -> Receipt:
        """Put somebody into an office."""
        return members.put_in(self.office, statement, signature, signed)

    def take_out(self, target: GrantHash, signed: SignedAsk, made: NewKeys) -> Receipt:
        """Take somebody out of an office, whose keys change with it."""
        return members.take_out(self.office, target, signed, made)

    def members(self, office: PrincipalId) -> tuple[GrantHash, ...]:
        """The memberships of an office that count now."""
        with self._database.reading() as tx:
            return tuple(members.of(tx, office, self._clock()))

    def memberships_of(self, office: PrincipalId, person: PrincipalId) -> tuple[GrantHash, ...]:
        """The membership of an office that a person has now, if any."""
        with self._database.reading() as tx:
            return tuple(members.of_person(tx, office, person, self._clock()))

    def doubt(self, statement: bytes, signed: SignedAsk) -> Receipt:
        """Enter that another client's account of a chart is not the client's; nothing changes. Raises Refused, Conflict."""
        return doubts.doubt(self.office, statement, signed)

    def doubts(self, chart: ChartId, account: GrantHash) -> tuple[Doubt, ...]:
        """What other clients' accounts say against one of theirs, as far as it counts now."""
        with self._database.reading() as tx:
            return doubts.standing(self.office, tx, (chart, account), self._clock())

    def limit(self, statement: bytes, signed: SignedAsk) -> Receipt:
        """Set or lift a client's limit on one compartment of a grant, at once. Raises Refused, Conflict."""
        return limits.limit(self.office, statement, signed)

    def limited(self, grant: GrantHash) -> frozenset[CompartmentId]:
        """What a client took out of a grant and could still give back."""
        with self._database.reading() as tx:
            return limits.limited(tx, grant)

    def say(self, statement: bytes, signed: SignedAsk) -> Receipt:
        """Enter that a client's say counts, or counts no more. Raises Refused, Conflict."""
        return says.say(self.office, statement, signed)

    def said(self, chart: ChartId, say: bytes) -> bool:
        """Whether a chart's client said this, by its hash, and nothing since; zeros: nothing yet."""
        with self._database.reading() as tx:
            return says.counts(self.office, tx, chart, say)

    def ever_said(self, chart: ChartId, say: bytes) -> bool:
        """Whether a chart's client once said this, whatever they said since."""
        with self._database.reading() as tx:
            return says.ever(self.office, tx, chart, say)

    def opened(self, grant: GrantHash) -> frozenset[CompartmentId]:
        """Every compartment, chart or office on which a grant gives anything now."""
        with self._database.reading() as tx:
            return limits.opened(self.office, tx, grant)

    def closed(self, grants: Sequence[GrantHash]) -> frozenset[GrantHash]:
        """Those of several grants that give nothing at all now, at one moment."""
        with self._database.reading() as tx:
            return frozenset(one for one in grants if not limits.opened(self.office, tx, one))

    def stopped_by(self, grant: GrantHash) -> bytes:
        """The grant by which another one was stopped, as long as the keys of one of its compartments were not changed: its holder alone
        takes that back. Empty for none."""
        with self._database.reading() as tx:
            return grants.stopped_by(self.office.told, tx, grant)

    def waiting(self, grant: GrantHash) -> frozenset[CompartmentId]:
        """The compartments whose keys a grant gets with their next roll and not before: its stop was taken back after the last one."""
        with self._database.reading() as tx:
            return frozenset(grants.waiting(tx, grant))

    def roll_begun(self, statement: bytes, signed: SignedAsk, signature: bytes = b"") -> Shares:
        """Begin a new epoch; shares of the objects named under the old and the new one. Raises Refused, Conflict.

        `signature`: an officer's, for the practice's own ledger.
        """
        return rolls.roll_begun(self.office, statement, signed, signature)

    def roll_ended(self, compartment: CompartmentId, epoch: int) -> None:
        """The new epoch's content is committed."""
        rolls.roll_ended(self.office, compartment, epoch)

    def abandon(self, compartment: CompartmentId) -> None:
        """A roll of which nothing was committed; who calls has looked, under the content's lock."""
        rolls.abandon(self.office, compartment)

    def allows(self, scope: bytes, grant: GrantHash) -> frozenset[Right]:
        """What a grant gives now on a compartment, chart or office."""
        with self._database.reading() as tx:
            return checks.allowed(tx, scope, grant, self._clock())

    def readers(self, compartment: CompartmentId) -> tuple[GrantHash, ...]:
        """The grants that the next keys of a compartment go to: who may read it now, and whose stop was taken back."""
        with self._database.reading() as tx:
            return tuple(grants.readers(tx, compartment, self._clock()))

    def epochs(self, compartment: CompartmentId) -> tuple[tuple[int, str, bytes], ...]:
        """Number, state and statement of each epoch."""
        with self._database.reading() as tx:
            return shares.epochs(tx, compartment)

    def due(self) -> frozenset[CompartmentId]:
        """Compartments whose keys a stop made due for a new epoch, and rolls that were begun and not ended."""
        with self._database.reading() as tx:
            return frozenset(CompartmentId(bytes(row[0])) for row in tx.rows(shares.DUE))

    def next_epoch(self, compartment: CompartmentId) -> int:
        """The number the next roll takes: one above the highest ever begun."""
        with self._database.reading() as tx:
            return shares.highest(tx, compartment) + 1

    # The ledger

    def chart(self, chart: ChartId) -> ChartState:
        """A chart's count and the epoch its ledger is sealed to now. Raises NotFound."""
        with self._database.reading() as tx:
            row = tx.row(CHART, id=chart)
        if row is None:
            raise NotFound("chart")
        return ChartState(int(row[0]), CompartmentId(bytes(row[1])), bytes(row[2]))

    def knows(self, chart: ChartId) -> bool:
        """Whether this chart, or this practice, was ever founded."""
        with self._database.reading() as tx:
            return tx.row(CHART, id=chart) is not None

    def charts(self) -> int:
        """How many charts there are, the practice's own not counted."""
        with self._database.reading() as tx:
            return int(tx.one(CHARTS)[0]) - 1

    def own_ledger(self, signed: SignedAsk) -> Shares:
        """Shares of the periods of a chart's ledger for its subject: a reading that makes no entry. Raises Refused."""
        return releases.own_ledger(self.office, signed)

    def lines(self, chart: ChartId) -> tuple[SealedLine, ...]:
        """Every sealed line of one ledger, oldest first."""
        with self._database.reading() as tx:
            return leaves.lines(tx, chart)

    def counted_lines(self, chart: ChartId) -> tuple[int, tuple[SealedLine, ...]]:
        """The keeper's count of a ledger and its lines, of one moment: a count lowered in its row hides no line. Raises NotFound."""
        with self._database.reading() as tx:
            row = tx.row(CHART, id=chart)
            if row is None:
                raise NotFound("chart")
            return int(row[0]), leaves.lines(tx, chart)

    def line_paths(self, indexes: Sequence[int], size: int) -> dict[int, tuple[bytes, ...]]:
        """Inclusion paths of entries in the tree of `size` leaves."""
        with self._database.reading() as tx:
            return tree_rows.paths(tx, indexes, size)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Proof that the first `old` leaves begin the first `new`."""
        with self._database.reading() as tx:
            return tree.consistency(tree_rows.nodes(tx), old, new)

    def root(self, size: int) -> bytes:
        """Root of the first `size` leaves."""
        with self._database.reading() as tx:
            return tree.root(tree_rows.nodes(tx), size)

    def size(self) -> int:
        """Entries in the tree."""
        with self._database.reading() as tx:
            return tree_rows.size(tx)

    def read_leaves(self) -> int:
        """Read what the leaves say, as far as it was not read yet: at a start all of it. Their number; raises Tampered for another tree
        than the signed one, or than grows out of what was read."""
        with self._database.reading() as tx:
            self.office.told.read(tx)
        return self.office.told.root()[0]

    def checkpoint(self) -> str:
        """The newest checkpoint, covering every entry; signed now if the kept one is older. Raises Tampered as `read_leaves`."""
        self.read_leaves()
        with self._database.reading() as tx:
            kept, size = tree_rows.newest_checkpoint(tx), tree_rows.size(tx)
        office = self.office
        if kept is not None and kept[0] == size and (kept[1].startswith(f"{office.origin}\n") or office.leaves.before):
            return kept[1]
        return office.queue.run(lambda tx: office.sign_checkpoint(tx, office.now()))

    def check_tail(self, count: int = 1000) -> int:
        """Raises Tampered unless the kept checkpoint is of this tree and the last `count` leaves lie in it. Gives the tree's size."""
        with self._database.reading() as tx:
            return tree_rows.check_tail(tx, self.office.log_keys, count)

    def leaf(self, index: int) -> Leaf:
        """What stands in the tree for one entry. Raises NotFound."""
        with self._database.reading() as tx:
            row = tx.row(leaves.LEAF, n=index)
        if row is None:
            raise NotFound("entry")
        return Leaf(bytes(row[0]), bytes(row[1]))

    def entered(self, about: bytes) -> int | None:
        """Index of the first entry about a statement, None if there is none."""
        with self._database.reading() as tx:
            return next(iter(self.office.told.lines(tx, about)), None)

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

    def working(self, most: int) -> list[Listed]:
        """The newest entries of who works here now, up to so many. Raises Tampered."""
        with self._database.reading() as tx:
            return self.office.directory.working(tx, most)

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
        """Count a failed sign-in, without a name, known or not; the first, second, fourth, eighth ... of a day is entered."""
        office = self.office

        def work(tx: Tx) -> None:
            if guesses.failed(tx, office.now()):
                office.leaves.append_own(tx, ChartId(office.practice), Act.SIGN_IN)

        office.queue.run(work)

    def pepper(self, principal: PrincipalId, stretched: bytes) -> bytes:
        """A stretched passphrase under the principal's pepper; an unknown principal's under none."""
        with self._database.reading() as tx:
            row = tx.row(PEPPER, principal=principal)
        return passphrase.pepper(DUMMY_PEPPER if row is None else bytes(row[0]), stretched)

    def rings_of(self, principal: PrincipalId) -> dict[int, int]:
        """How far each ring of a person or office has got, as far as the keeper was told."""
        with self._database.reading() as tx:
            return rings.of_principal(tx, principal)

    def rings(self) -> dict[tuple[PrincipalId, int], int]:
        """How far every ring has got."""
        with self._database.reading() as tx:
            return rings.every(tx)

    def met_rings(self, found: Sequence[rings.Met]) -> None:
        """Rings of these versions were met in the content, committed. Only upwards."""
        self.office.queue.run(lambda tx: rings.met(tx, found))

    def sign_in_of(self, certificate: bytes) -> tuple[bool, dict[int, int]]:
        """At one moment: whether asks under a certificate are still taken, and how far its person's rings have got."""
        with self._database.reading() as tx:
            return checks.counts(tx, certificate), rings.of_principal(tx, checks.read_certificate(certificate).principal)

    def sign_out(self, certificate: bytes, until: Moment) -> None:
        """This certificate counts no more, whether or not an entry can be written afterwards. `until`: when it ends by itself."""
        now = self._clock()
        self.office.queue.run(lambda tx: checks.end(tx, certificate, until, now))

    def post_key(self) -> bytes:
        """The key that notices wait under until they are sent."""
        return self.office.secrets.post_key

    # Backups, restores, upkeep

    def extract(self, path: Path) -> None:
        """Write a copy of the file without any secret, its tree under a checkpoint. Raises Conflict if `path` exists."""
        if not path.exists() and self.office.secrets.log.ed25519:
            self.checkpoint()
        backups.extract(self.office, path)

    def key_backup(self, office_public_key: bytes, serial: int) -> bytes:
        """The secrets and allowed rows, sealed to the privacy office's seal key. Raises Refused for another key."""
        return backups.key_backup(self.office, office_public_key, serial)

    def restore_pages(self, signed: SignedAsk, statement: bytes) -> Receipt:
        """Enter an officer's restore of one chart's content; see `releases.restore_pages`."""
        return releases.restore_pages(self.office, signed, statement)

    def close(self) -> None:
        """Close the file of this process, and forget the ledger's keys of today."""
        if self._office is not None:
            self._office.leaves.forget_periods()
        self._database.close()

    def truncate_wal(self) -> bool:
        """Fold the journal into the file: it shows which rows changed together. False if a reader is in the way."""
        return self._database.truncate_wal()

    def tidy(self) -> None:
        """Forget what is over: old guesses, ended certificates, ledger keys of earlier days, retired shares of more than 14 days. What
        somebody could open whose last day is over becomes due for new keys."""
        office, now = self.office, self._clock()

        def work(tx: Tx) -> int:
            guesses.forget_old(tx, now)
            grants.end_what_is_over(tx, now)
            tx.change(FORGET_ENDED, now=now - checks.SKEW)
            office.leaves.forget_past()
            return tx.change(shares.DESTROY, day=moments.day(now) - RETIRED_DAYS)

        if office.queue.run(work):
            # What was overwritten in the file still stands in the log until that is cut off.
            self._database.truncate_wal()
