"""Leaves: entries appended to the ledger's tree, their sealed bodies, checkpoints and proofs.

A body is sealed under the key of a period (one ledger epoch, UTC day and keeper process). The period's seed LK lives in this
process's memory and, sealed to the chart's ledger key, in the row: only who holds C of the ledger reads it back.
The table has no update but erasing a body, and no delete.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tacenda.core.ledger import checkpoint, tree
from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.entry import Body, leaf_of
from tacenda.core.ledger.statements import Epoch
from tacenda.core.sealing import derive, envelope, labels, seal
from tacenda.core.sealing.encoding import fields, u64
from tacenda.core.sealing.sign import Identity
from tacenda.core.words import moments
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Conflict, NotFound, Tampered, Unavailable
from tacenda.core.words.ids import ZERO_HASH, ChartId, ObjectId, PracticeId
from tacenda.core.words.moments import Day, Moment
from tacenda.shell import fresh
from tacenda.shell.database import Tx

BEHIND = 120  # seconds a clock may lie behind the newest entry

CHART = "SELECT seq, prev, ledger_compartment, ledger_epoch FROM chart WHERE id = :id"
ADVANCE = "UPDATE chart SET seq = :seq, prev = :prev WHERE id = :id AND seq = :old"
SIZE = "SELECT coalesce(max(n) + 1, 0) FROM entry"
BY_ASK = "SELECT n FROM entry WHERE ask_hash = :ask_hash"
ADD = """
INSERT INTO entry (n, leaf, body_hash, about, period, seq, ask_hash, envelope)
VALUES (:n, :leaf, :body_hash, :about, :period, :seq, :ask_hash, :envelope)
"""
NODE = "SELECT hash FROM node WHERE level = :level AND n = :n"
PUT_NODE = "INSERT INTO node (level, n, hash) VALUES (:level, :n, :hash)"
STATEMENT = "SELECT statement, secret FROM share WHERE compartment = :compartment AND epoch = :epoch AND state != 'abandoned'"
EPOCHS = "SELECT epoch, statement, secret FROM share WHERE compartment = :compartment AND state IN ('live', 'begun', 'retired')"
PUT_PERIOD = "INSERT INTO period (id, chart, ledger_epoch, sealed) VALUES (:id, :chart, :ledger_epoch, :sealed)"
LINES = """
SELECT entry.n, entry.leaf, entry.body_hash, entry.about, entry.seq, entry.envelope, period.id, period.ledger_epoch, period.sealed
  FROM period
  JOIN entry ON entry.period = period.id
 WHERE period.chart = :chart
 ORDER BY entry.n
"""
ENTERED = "SELECT n FROM entry WHERE about = :about ORDER BY n LIMIT 1"
OF_STATEMENT = "SELECT n, body_hash, about FROM entry WHERE about = :about ORDER BY n LIMIT 1"
CHECKPOINT = "SELECT size, text FROM checkpoint WHERE one = 1"
FORGET_CHECKPOINT = "DELETE FROM checkpoint"
PUT_CHECKPOINT = "INSERT INTO checkpoint (one, size, text) VALUES (1, :size, :text)"
ERASE = "UPDATE entry SET envelope = x'' WHERE n = :n"


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where an entry stands. `index` in the tree; `number` in its ledger, from 1."""

    index: int
    number: int
    at: Moment


@dataclass(frozen=True, slots=True)
class SealedLine:
    """One entry of a chart as it lies: nobody can read the body without C of the ledger."""

    index: int
    leaf: bytes
    body_hash: bytes
    about: bytes
    number: int
    envelope: bytes
    period: ObjectId
    ledger_epoch: bytes
    sealed_seed: bytes


@dataclass(frozen=True, slots=True)
class _Period:
    id: ObjectId
    key: bytes
    day: Day

    def __repr__(self) -> str:
        return "_Period()"


class Leaves:
    """The ledger of one practice. Called inside the queue's transactions only."""

    def __init__(self, practice: PracticeId, clock: Callable[[], Moment]) -> None:
        self._practice = practice
        self._clock = clock
        self._periods: dict[bytes, _Period] = {}
        self._newest = Moment(0)

    def undo(self) -> Callable[[], None]:
        """A function that forgets the periods and times made from now on (their transaction never was)."""
        kept, newest = dict(self._periods), self._newest

        def forget() -> None:
            self._periods, self._newest = kept, newest

        return forget

    def moment(self, tx: Tx) -> Moment:
        """Now, never before the newest entry. Raises Unavailable if the clock lies too far behind."""
        if not self._newest:
            self._newest = self._checkpoint_time(tx)
        now = self._clock()
        if now < self._newest - BEHIND:
            raise Unavailable("clock")
        self._newest = max(now, self._newest)
        return self._newest

    def _checkpoint_time(self, tx: Tx) -> Moment:
        row = tx.row(CHECKPOINT)
        return Moment(1) if row is None else checkpoint.time_of(row[1])

    def append(self, tx: Tx, ask: Ask, signed: SignedAsk, about: bytes = ZERO_HASH, statement: bytes = b"") -> Receipt:
        """Enter one ask. The very same ask again gives its first entry's place and makes no second."""
        old = tx.row(BY_ASK, ask_hash=signed.hash)
        if old is not None:
            return Receipt(old[0], 0, ask.at)
        return self._put(tx, ask.ledger, ask.ledger_epoch, ask.act, signed.hash, signed, about, statement)

    def append_own(self, tx: Tx, ledger: ChartId, act: Act, about: bytes = ZERO_HASH, statement: bytes = b"") -> Receipt:
        """Enter what the keeper itself did; only acts of `entry.BY_KEEPER`."""
        row = tx.row(CHART, id=ledger)
        if row is None:
            raise NotFound("ledger")
        return self._put(tx, ledger, row[3], act, b"", SignedAsk(b"", b"", b"", b"", b"", b"", b""), about, statement)

    def _put(
        self, tx: Tx, ledger: ChartId, epoch: bytes, act: Act, ask_hash: bytes, signed: SignedAsk, about: bytes, statement: bytes
    ) -> Receipt:
        row = tx.row(CHART, id=ledger)
        if row is None:
            raise NotFound("ledger")
        at = self.moment(tx)
        period = self._period(tx, ledger, row[2], epoch, moments.day(at))
        seq, prev = int(row[0]) + 1, bytes(row[1])
        body = Body(
            self._practice, fresh.secret(), ledger, seq, prev, at, act, statement,
            signed.ask, signed.ask_sig, signed.step_sig, signed.certificate, signed.certificate_sig,
        ).write()  # fmt: skip
        leaf, index = leaf_of(body, about), int(tx.one(SIZE)[0])
        box = envelope.seal_box(period.key, envelope.Kind.BODY, self._practice, [ledger, period.id, u64(seq)], body)
        tx.change(
            ADD, n=index, leaf=leaf.hash, body_hash=leaf.body_hash, about=about, period=period.id, seq=seq,
            ask_hash=ask_hash or leaf.body_hash, envelope=box,
        )  # fmt: skip
        tree.append(nodes(tx), lambda level, n, hash: _put_node(tx, level, n, hash), index, leaf.hash)
        if tx.change(ADVANCE, seq=seq, prev=leaf.hash, id=ledger, old=seq - 1) != 1:
            raise Tampered("sequence")
        return Receipt(index, seq, at)

    def _period(self, tx: Tx, ledger: ChartId, compartment: bytes, epoch: bytes, day: Day) -> _Period:
        found = self._periods.get(epoch)
        if found is not None and found.day == day:
            return found
        number, statement, seed = self._epoch(tx, compartment, epoch)
        period, lk = ObjectId(fresh.secret(16)), fresh.secret()
        info = fields(labels.PERIOD, self._practice, ledger, period)
        # INVARIANT: the key sealed to is the one whose statement the signed ask named; a swapped row has another hash.
        tx.change(PUT_PERIOD, id=period, chart=ledger, ledger_epoch=epoch, sealed=seal.seal_to(statement.ledger_key, info, lk))
        key = derive.period_key(lk, derive.share(seed, period), self._practice, ledger, period)
        self._periods[epoch] = _Period(period, key, day)
        _ = number
        return self._periods[epoch]

    def _epoch(self, tx: Tx, compartment: bytes, hash: bytes) -> tuple[int, Epoch, bytes]:
        for epoch, statement, secret in tx.rows(EPOCHS, compartment=compartment):
            if derive.sha(statement) == hash:
                return int(epoch), Epoch.read(statement), bytes(secret)
        raise Conflict("ledger epoch")

    def forget_periods(self) -> None:
        """Forget every LK: at a day's end, at exit, and when a ledger's epoch ended."""
        self._periods = {}


def nodes(tx: Tx) -> tree.Get:
    """Reads nodes of the tree. Raises Tampered for a missing one."""

    def get(level: int, n: int) -> bytes:
        row = tx.row(NODE, level=level, n=n)
        if row is None:
            raise Tampered("node")
        return bytes(row[0])

    return get


def _put_node(tx: Tx, level: int, n: int, hash: bytes) -> None:
    tx.change(PUT_NODE, level=level, n=n, hash=hash)


def lines(tx: Tx, chart: ChartId) -> tuple[SealedLine, ...]:
    """Every line of one ledger, oldest first."""
    return tuple(
        SealedLine(int(n), bytes(leaf), bytes(hash), bytes(about), int(seq), bytes(box), ObjectId(bytes(pid)), bytes(epoch), bytes(sealed))
        for n, leaf, hash, about, seq, box, pid, epoch, sealed in tx.rows(LINES, chart=chart)
    )


def size(tx: Tx) -> int:
    """Number of leaves."""
    return int(tx.one(SIZE)[0])


def paths(tx: Tx, indexes: Iterable[int], size: int) -> dict[int, tuple[bytes, ...]]:
    """Inclusion paths in the tree of `size` leaves."""
    get = remembering(nodes(tx))
    return {index: tuple(tree.path(get, index, size)) for index in indexes}


def remembering(get: tree.Get) -> tree.Get:
    """Read each node once: neighbouring paths share most of their hashes."""
    seen: dict[tuple[int, int], bytes] = {}

    def read(level: int, n: int) -> bytes:
        if (level, n) not in seen:
            seen[level, n] = get(level, n)
        return seen[level, n]

    return read


def newest_checkpoint(tx: Tx) -> tuple[int, str] | None:
    """Size and text of the kept checkpoint."""
    row = tx.row(CHECKPOINT)
    return None if row is None else (int(row[0]), str(row[1]))


def sign_checkpoint(tx: Tx, origin: str, seeds: Identity, at: Moment) -> str:
    """Sign the tree as it stands and keep only this checkpoint."""
    leaves = size(tx)
    text = checkpoint.write(origin, leaves, tree.root(nodes(tx), leaves), seeds, at)
    tx.change(FORGET_CHECKPOINT)
    tx.change(PUT_CHECKPOINT, size=leaves, text=text)
    return text
