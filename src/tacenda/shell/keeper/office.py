"""What the keeper's verbs share: its file, its queue, the verified directory and the ledger of one practice."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from tacenda.core.ledger import checkpoint, tree
from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.bundle import origin_number
from tacenda.core.ledger.checkpoint import LogKeys
from tacenda.core.ledger.limit import hashes
from tacenda.core.ledger.statements import Certificate, DirectoryEntry, Genesis
from tacenda.core.sealing import sign
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.access import Act, Code
from tacenda.core.words.errors import Conflict, Refused, Tampered, Unavailable
from tacenda.core.words.ids import ChartId, CompartmentId, GrantHash, PracticeId
from tacenda.core.words.moments import Day, Moment
from tacenda.shell.database import Database, Tx
from tacenda.shell.keeper import checks, tree_rows
from tacenda.shell.keeper.checks import Checked, check, in_time
from tacenda.shell.keeper.directory import Directory
from tacenda.shell.keeper.leaves import Leaves, Receipt
from tacenda.shell.keeper.queue import Queue, Undo
from tacenda.shell.keeper.told import Told

VERIFIED = 1000  # asks for standing entries whose signatures are remembered
PRACTICE = "SELECT id, origin, genesis, log_ed25519, log_mldsa44, login_pepper, post_key FROM practice WHERE one = 1"

# These wait for nobody: they need no access list, so none that moves can hold them up.
AT_ONCE = frozenset({Act.STOP, Act.RESTRICT, Act.DOUBT})


@dataclass(frozen=True, slots=True)
class Secrets:
    """The keeper's own keys; empty in an extract, which holds none. Never shown."""

    log: Identity
    login_pepper: bytes
    post_key: bytes

    def __repr__(self) -> str:
        return "Secrets()"


class Given(NamedTuple):
    """One statement handed over with the ask that gives it.

    `signature`: hybrid; of a grant by its granter, of the genesis by the founder, of the practice ledger's epochs by an officer (label
    LEDGER_EPOCH), else empty (an epoch's ask signs it).
    """

    kind: Literal["genesis", "entry", "epoch", "grant"]
    statement: bytes
    signature: bytes
    signed: SignedAsk


Standing = dict[tuple[bytes, ChartId], tuple[Day, Receipt]]  # (certificate, chart) -> today's standing entry made by this process


@dataclass(frozen=True, slots=True)
class Office:
    """One practice's keeper at work."""

    practice: PracticeId
    origin: str
    secrets: Secrets
    database: Database
    queue: Queue
    undo: Undo
    directory: Directory
    leaves: Leaves
    standing: Standing = field(default_factory=dict[tuple[bytes, ChartId], tuple[Day, Receipt]])
    verified: dict[SignedAsk, Checked] = field(default_factory=dict[SignedAsk, Checked], repr=False)  # of what is said again: `use`

    @property
    def genesis(self) -> Genesis:
        return self.directory.genesis

    @property
    def told(self) -> Told:
        """What the leaves say, as this process has seen them."""
        return self.leaves.told

    def now(self) -> Moment:
        """The keeper's time: never before the newest entry. Raises Unavailable."""
        return self.leaves.now()

    def checked(self, signed: SignedAsk, now: Moment | None = None) -> Checked:
        """An ask with its signatures verified, before any lock is held. `now`: the keeper's time if not given. Raises Refused, Tampered."""
        at = self.now() if now is None else now
        self.told.begin(self.database)
        known = self.directory.remembered(signed.certificate, signed.certificate_sig)
        if known is None:
            with self.database.reading() as tx:
                return checked_in(tx, self.directory, signed, at)
        return self._verified_before(signed, *known, at) or self._verified_now(signed, *known, at)

    def _verified_before(self, signed: SignedAsk, certificate: Certificate, entry: DirectoryEntry, at: Moment) -> Checked | None:
        """The very same bytes, verified against the very same certificate and entry: what is left to check is the time."""
        kept = self.verified.get(signed)
        if kept is None or kept.certificate is not certificate or kept.entry is not entry:
            return None
        in_time(kept.ask, certificate, at)
        return kept

    def _verified_now(self, signed: SignedAsk, certificate: Certificate, entry: DirectoryEntry, at: Moment) -> Checked:
        made = check(self.genesis, signed, certificate, entry, at)
        if made.ask.act is Act.USE:
            if len(self.verified) >= VERIFIED:
                self.verified.clear()
            self.verified[signed] = made
        return made

    def checked_in(self, tx: Tx, signed: SignedAsk) -> Checked:
        """The same inside a transaction: for who may stand in the directory only since a moment ago."""
        return checked_in(tx, self.directory, signed, self.now())

    def ready(self, tx: Tx, checked: Checked, act: Act, about: bytes) -> None:
        """What holds for giving, lifting, stopping, limiting and doubting alike. Raises Refused, Conflict."""
        checks.present(tx, checked, self.now())
        grant = checks.holds(tx, checked, self.now())
        self.as_told(tx, checked.shown, grant.chart)
        if act not in AT_ONCE:
            checks.decided_on(tx, checked.ask, self.practice)
        if checked.ask.act is not act or checked.ask.about != about or checked.ask.places:
            raise Refused("about")

    def as_told(self, tx: Tx, grants: Collection[bytes], chart: ChartId, compartments: Collection[tuple[CompartmentId, Code]] = ()) -> None:
        """The rows were asked what grants give; here the leaves are, as this process has read them. Raises Tampered where they say that a
        grant is stopped, or that the client took one of these compartments out of it; Conflict where an older moment was read."""
        self.told.read(tx)
        limits = (hashes(self.practice, chart, GrantHash(grant), id, code) for grant in grants for id, code in compartments)
        if not all(self.told.odd(grant) for grant in grants) or any(self.told.more(*limit) for limit in limits):
            raise Tampered("the leaves say less") if tx.writes else Conflict("rows of another moment")

    def sign_checkpoint(self, tx: Tx, at: Moment) -> str:
        """Sign the tree as this process has seen it grow, and keep only this checkpoint. Raises Tampered if another one lies there,
        Unavailable where the log's keys are not here."""
        if not self.secrets.log.ed25519:
            raise Unavailable("keys")
        self.told.read(tx)
        size, root = self.told.root()
        if root != tree.root(tree_rows.nodes(tx), size):
            raise Tampered("another tree")
        text = checkpoint.write(self.origin, size, root, self.secrets.log, at)
        tree_rows.keep_checkpoint(tx, size, text)
        return text

    def log_keys(self, origin: str) -> LogKeys:
        """The keys behind checkpoints of this practice. Raises Tampered for another practice's origin."""
        return log_keys(self.genesis, origin)


def checked_in(tx: Tx, directory: Directory, signed: SignedAsk, now: Moment) -> Checked:
    """An ask verified against a directory. Raises Refused, Tampered."""
    certificate, listed = directory.certificate(tx, signed.certificate, signed.certificate_sig)
    checked = check(directory.genesis, signed, certificate, listed.entry, now)
    if not listed.confirmed:
        raise Refused("unconfirmed")
    return checked


def open_office(database: Database, pin: bytes, clock: Callable[[], Moment]) -> Office | None:
    """The practice in this file, or None if nobody founded one. Raises Tampered if it is not the pinned one, or its keys are not."""
    with database.reading() as tx:
        row = tx.row(PRACTICE)
        kept, newest = tree_rows.newest_checkpoint(tx), tree_rows.checkpoint_time(tx)
    if row is None:
        return None
    id, origin, genesis, ed25519, mldsa44, login_pepper, post_key = row
    directory = Directory(bytes(genesis), pin)
    if directory.genesis.practice != id:
        raise Tampered("practice")
    origin_number(directory.genesis.origin, str(origin))
    secrets = Secrets(Identity(bytes(ed25519), bytes(mldsa44)), bytes(login_pepper), bytes(post_key))
    if secrets.log.ed25519:
        check_log(directory.genesis, secrets.log)
    practice, undo = PracticeId(bytes(id)), Undo()
    before = kept[1] if kept is not None and not kept[1].startswith(f"{origin}\n") else ""
    leaves = Leaves(practice, clock, undo, newest, directory.vouched, told_of(directory.genesis), before)
    return Office(practice, str(origin), secrets, database, Queue(database, undo), undo, directory, leaves)


def told_of(genesis: Genesis) -> Told:
    """What the leaves of a practice say, nothing of it read yet."""
    return Told(lambda origin: log_keys(genesis, origin))


def log_keys(genesis: Genesis, origin: str) -> LogKeys:
    """The keys behind checkpoints of a practice. Raises Tampered for another practice's origin."""
    origin_number(genesis.origin, origin)
    return LogKeys(genesis.log_ed25519, genesis.log_mldsa44)


def check_log(genesis: Genesis, log: Identity) -> None:
    """Raises Tampered unless these are the seeds of the log that the genesis names."""
    if (sign.ed25519_public(log.ed25519), sign.mldsa44_public(log.mldsa44)) != (genesis.log_ed25519, genesis.log_mldsa44):
        raise Tampered("log keys")
