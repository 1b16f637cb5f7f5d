"""Leaves: entries appended to the ledger's tree, and their sealed bodies.

A body is sealed under the key of a period (one ledger epoch, UTC day and keeper process). The period's seed LK lives in this
process's memory and, sealed to the chart's ledger key, in the row: only who holds C of the ledger reads it back.
The table has no update but erasing a body, and no delete.

A period is made only for a key that somebody named: the hash of its epoch statement stands in the signed ask, and of the practice's own
ledger an officer's signature stands beside the statement. Rows changed in the file are sealed to by nobody. What the keeper does alone
(the end of a roll) is entered under a period that an ask made today, or waits until the next ask names one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.entry import Body, leaf_of
from tacenda.core.ledger.statements import Epoch
from tacenda.core.sealing import derive, envelope, labels, seal
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code
from tacenda.core.words.encoding import fields, u64
from tacenda.core.words.errors import Conflict, NotFound, Refused, Tampered, Unavailable
from tacenda.core.words.ids import ZERO_HASH, ChartId, ObjectId, PracticeId
from tacenda.core.words.moments import NEVER, Day, Moment
from tacenda.shell import fresh
from tacenda.shell.database import Tx
from tacenda.shell.keeper import tree_rows
from tacenda.shell.keeper.queue import Undo
from tacenda.shell.keeper.told import Told

BEHIND = 120  # seconds a clock may lie behind the newest entry

CHART = """
SELECT chart.seq, prev, ledger_compartment, ledger_epoch, (SELECT count(*) FROM unentered WHERE unentered.chart = chart.id),
       (SELECT coalesce(max(n) + 1, 0) FROM entry), entered.n, entered.seq
  FROM chart
  LEFT JOIN entry AS entered ON entered.ask_hash = :ask_hash
 WHERE id = :id
"""
ADVANCE = "UPDATE chart SET seq = :seq, prev = :prev WHERE id = :id AND seq = :old"
BY_ASK = "SELECT n, seq FROM entry WHERE ask_hash = :ask_hash"
ADD = """
INSERT INTO entry (n, leaf, body_hash, about, period, seq, ask_hash, envelope)
VALUES (:n, :leaf, :body_hash, :about, :period, :seq, :ask_hash, :envelope)
"""
PUT_NODE = "INSERT INTO node (level, n, hash) VALUES (:level, :n, :hash)"
EPOCHS = "SELECT statement, signature, secret FROM share WHERE compartment = :compartment AND state = 'live'"
WAIT = "INSERT INTO unentered (chart, about, statement) VALUES (:chart, :about, :statement) ON CONFLICT DO NOTHING"
WAITING = "SELECT about, statement FROM unentered WHERE chart = :chart ORDER BY about"
WAIT_NO_MORE = "DELETE FROM unentered WHERE chart = :chart"
PUT_PERIOD = "INSERT INTO period (id, chart, ledger_epoch, sealed) VALUES (:id, :chart, :ledger_epoch, :sealed)"
LINES = """
SELECT entry.n, entry.leaf, entry.body_hash, entry.about, entry.seq, entry.envelope, period.id, period.ledger_epoch, period.sealed
  FROM period
  JOIN entry ON entry.period = period.id
 WHERE period.chart = :chart
 ORDER BY entry.n
"""
LEAF = "SELECT body_hash, about FROM entry WHERE n = :n"

NOBODY = SignedAsk(b"", b"", b"", b"", b"", b"", b"")


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


class _Chart(NamedTuple):
    """A ledger's end. `epoch`: as the row says; what a period is made for must be named by somebody else too.

    `size`: of the tree; `entered`, `number`: where the ask that was looked for stands already, None if it does not.
    """

    seq: int
    prev: bytes
    compartment: bytes
    epoch: bytes
    waiting: int
    size: int
    entered: int | None
    number: int | None


@dataclass(frozen=True, slots=True)
class _Period:
    id: ObjectId
    key: bytes
    day: Day

    def __repr__(self) -> str:
        return "_Period()"


class Leaves:
    """The ledger of one practice. What writes is called inside the queue's transactions only. `told`: what its tree was seen to say.

    `newest`: the time of the newest checkpoint, 0 for none; `vouched`: raises Tampered unless an officer stands behind an epoch statement;
    `before`: after a restore of the keys the old tree's checkpoint, until an entry has named it, else empty.
    """

    def __init__(
        self, practice: PracticeId, clock: Callable[[], Moment], undo: Undo, newest: Moment,
        vouched: Callable[[Tx, bytes, bytes], None], told: Told, before: str = "",
    ) -> None:  # fmt: skip
        self._practice = practice
        self._clock = clock
        self._undo = undo
        self._vouched = vouched
        self._newest = newest
        self._ours = -1  # size of the tree at the newest entry of this process
        self.told = told
        self._before = before
        self._periods: dict[tuple[bytes, bytes], _Period] = {}

    def now(self) -> Moment:
        """Now, never before the newest entry, so that no clock turned back revives what is over. Raises Unavailable for 120 s and more."""
        now = self._clock()
        if self.ahead(now):
            raise Unavailable("clock")
        return max(now, self._newest)

    def ahead(self, now: Moment) -> Moment:
        """The newest entry's time where it lies after this machine's clock by more than is allowed, else NEVER."""
        return self._newest if now < self._newest - BEHIND else NEVER

    @property
    def before(self) -> str:
        """The checkpoint that the first entry after a restore must name; empty if there is none to name."""
        return self._before

    def begun_anew(self) -> None:
        """The entry of a restore stands."""
        kept = self._before
        self._before = ""
        self._undo.note(lambda: setattr(self, "_before", kept))

    def clock(self) -> Moment:
        """The bare clock, wherever it stands."""
        return self._clock()

    def turn_back(self, tx: Tx, now: Moment) -> None:
        """An officer accepts that the clock lies behind the newest entry, whichever process made it."""
        self._remember(now)
        self._grown(self._chart(tx, ChartId(self._practice)).size)

    def _remember(self, newest: Moment) -> None:
        kept = self._newest
        self._newest = newest
        self._undo.note(lambda: setattr(self, "_newest", kept))

    def entered(self, tx: Tx, hash: bytes, at: Moment) -> Receipt | None:
        """Where the very same ask was entered before."""
        row = tx.row(BY_ASK, ask_hash=hash)
        return None if row is None else Receipt(int(row[0]), int(row[1]), at)

    def append(self, tx: Tx, ask: Ask, signed: SignedAsk, about: bytes = ZERO_HASH, statement: bytes = b"") -> Receipt:
        """Enter one ask. The very same ask again gives its first entry's place and makes no second."""
        if about != ask.about:
            raise Refused("about")
        row = self._chart(tx, ask.ledger, signed.hash)
        if row.entered is not None and row.number is not None:
            return Receipt(row.entered, row.number, ask.at)
        if row.waiting:
            row = self._enter_waiting(tx, ask.ledger, ask.ledger_epoch, row)
        return self._put(tx, ask.ledger, row, ask.ledger_epoch, ask.act, signed, about, statement)

    def append_own(self, tx: Tx, ledger: ChartId, act: Act, about: bytes = ZERO_HASH, statement: bytes = b"") -> None:
        """Enter what the keeper itself did (only acts of `entry.BY_KEEPER`), now or before the next ask of this ledger."""
        row = self._chart(tx, ledger)
        period = self._periods.get((ledger, row.epoch))
        if ledger == self._practice or (period is not None and period.day == moments.day(self.now())):
            self._put(tx, ledger, row, row.epoch, act, NOBODY, about, statement)
        else:
            tx.change(WAIT, chart=ledger, about=about, statement=statement)

    def _enter_waiting(self, tx: Tx, ledger: ChartId, epoch: bytes, row: _Chart) -> _Chart:
        for about, statement in tx.rows(WAITING, chart=ledger):
            self._put(tx, ledger, row, epoch, Act.ROLL_ENDED, NOBODY, bytes(about), bytes(statement))
            row = self._chart(tx, ledger)
        tx.change(WAIT_NO_MORE, chart=ledger)
        return row

    @staticmethod
    def _chart(tx: Tx, ledger: ChartId, ask_hash: bytes = b"") -> _Chart:
        row = tx.row(CHART, id=ledger, ask_hash=ask_hash)
        if row is None:
            raise NotFound("ledger")
        return _Chart(*row)

    def _put(
        self, tx: Tx, ledger: ChartId, row: _Chart, epoch: bytes, act: Act, signed: SignedAsk, about: bytes, statement: bytes
    ) -> Receipt:
        self.told.read(tx, row.size)
        if row.size != self._ours:
            # Another process was here: its newest checkpoint says how late it is.
            self._newest = max(self._newest, tree_rows.checkpoint_time(tx))
        if self._before and act is not Act.RESTORE:
            raise Unavailable("restore")
        at, seq = self.now(), row.seq + 1
        period = self._period(tx, ledger, row.compartment, epoch, moments.day(at))
        body = Body(
            self._practice, fresh.secret(), ledger, seq, row.prev, at, act, statement,
            signed.ask, signed.ask_sig, signed.step_sig, signed.certificate, signed.certificate_sig,
        ).write()  # fmt: skip
        leaf = leaf_of(body, about)
        hash = leaf.hash
        tx.change(
            ADD, n=row.size, leaf=hash, body_hash=leaf.body_hash, about=about, period=period.id, seq=seq,
            ask_hash=signed.hash if signed.ask else leaf.body_hash,
            envelope=envelope.seal_box(period.key, envelope.Kind.BODY, self._practice, [ledger, period.id, u64(seq)], body),
        )  # fmt: skip
        self._undo.note(self.told.append(hash, about, lambda level, n, hash: _put_node(tx, level, n, hash)))
        if tx.change(ADVANCE, seq=seq, prev=hash, id=ledger, old=seq - 1) != 1:
            raise Tampered("sequence")
        if at > self._newest:
            self._remember(at)
        self._grown(row.size + 1)
        return Receipt(row.size, seq, at)

    def _grown(self, size: int) -> None:
        kept = self._ours
        self._ours = size
        self._undo.note(lambda: setattr(self, "_ours", kept))

    def _period(self, tx: Tx, ledger: ChartId, compartment: bytes, epoch: bytes, day: Day) -> _Period:
        found = self._periods.get((ledger, epoch))
        if found is not None and found.day == day:
            return found
        statement, seed = self._named(tx, ledger, compartment, epoch)
        period, lk = ObjectId(fresh.secret(16)), fresh.secret()
        info = fields(labels.PERIOD, self._practice, ledger, period)
        tx.change(PUT_PERIOD, id=period, chart=ledger, ledger_epoch=epoch, sealed=seal.seal_to(statement.ledger_key, info, lk))
        made = _Period(period, derive.period_key(lk, derive.share(seed, period), self._practice, ledger, period), day)
        self._keep({key: one for key, one in self._periods.items() if one.day == day} | {(ledger, epoch): made})
        return made

    def _named(self, tx: Tx, ledger: ChartId, compartment: bytes, hash: bytes) -> tuple[Epoch, bytes]:
        # INVARIANT: the key sealed to is the one whose statement was named; a statement changed in its row has another hash.
        for raw, signature, secret in tx.rows(EPOCHS, compartment=compartment):
            if derive.sha(raw) == hash:
                statement = Epoch.read(raw)
                if statement.chart != ledger or statement.code is not Code.LEDGER or len(secret) != derive.KEY:
                    raise Conflict("ledger epoch")
                if ledger == self._practice:
                    self._vouched(tx, raw, signature)
                return statement, secret
        raise Conflict("ledger epoch")

    def _keep(self, periods: dict[tuple[bytes, bytes], _Period]) -> None:
        kept, self._periods = self._periods, periods
        self._undo.note(lambda: setattr(self, "_periods", kept))

    def forget(self, ledger: ChartId) -> None:
        """Forget every LK of one ledger: its epoch ended."""
        self._keep({key: one for key, one in self._periods.items() if key[0] != ledger})

    def forget_past(self) -> None:
        """Forget every LK of earlier days."""
        today = moments.day(self.now())
        self._keep({key: one for key, one in self._periods.items() if one.day == today})

    def forget_periods(self) -> None:
        """Forget every LK: at exit."""
        self._periods = {}


def _put_node(tx: Tx, level: int, n: int, hash: bytes) -> None:
    tx.change(PUT_NODE, level=level, n=n, hash=hash)


def lines(tx: Tx, chart: ChartId) -> tuple[SealedLine, ...]:
    """Every line of one ledger, oldest first."""
    return tuple(
        SealedLine(int(n), bytes(leaf), bytes(hash), bytes(about), int(seq), bytes(box), ObjectId(bytes(pid)), bytes(epoch), bytes(sealed))
        for n, leaf, hash, about, seq, box, pid, epoch, sealed in tx.rows(LINES, chart=chart)
    )
