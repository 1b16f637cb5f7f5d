"""Shares: the keeper's half of every object's key, one random seed per compartment epoch.

A seed never leaves the file but in a key backup; what is given out is `HMAC(seed, object)`, for the objects a cleared ask names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tacenda.core.ledger.asks import Place
from tacenda.core.ledger.statements import Epoch
from tacenda.core.ledger.withdrawal import Withdrawal
from tacenda.core.sealing.derive import KEY, sha
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Conflict, NotFound, Tampered
from tacenda.core.words.ids import ChartId, CompartmentId, ObjectId, PracticeId
from tacenda.core.words.moments import Day
from tacenda.shell import fresh
from tacenda.shell.database import Row, Tx

SEED = "SELECT secret FROM share WHERE compartment = :compartment AND epoch = :epoch AND state IN ('live', 'begun')"
EPOCHS = "SELECT epoch, state, statement FROM share WHERE compartment = :compartment AND state != 'abandoned' ORDER BY epoch"
HIGHEST = "SELECT max(epoch) FROM share WHERE compartment = :compartment"
ADD = """
INSERT INTO share (compartment, epoch, state, day, secret, statement, signature)
VALUES (:compartment, :epoch, :state, :day, :secret, :statement, :signature)
"""
SET_STATE = "UPDATE share SET state = :state, day = :day WHERE compartment = :compartment AND epoch = :epoch"
ABANDON = "UPDATE share SET state = 'abandoned', day = :day WHERE compartment = :compartment AND state = 'begun'"
RETIRE = "UPDATE share SET state = 'retired', day = :day WHERE compartment = :compartment AND epoch < :epoch AND state = 'live'"
DESTROY = """
UPDATE share SET state = 'abandoned', secret = x''
 WHERE state IN ('retired', 'abandoned') AND day <= :day AND length(secret) != 0
"""
STATEMENT = "SELECT statement FROM share WHERE compartment = :compartment AND epoch = :epoch AND state = :state AND length(secret) = 32"
COMPARTMENT = "SELECT chart, code, epoch, latest, settled, state, owed FROM compartment WHERE id = :id"
WITH_HEAD = """
SELECT chart, code, epoch, latest, settled, state, owed, head.hash, newer.version
  FROM compartment
  LEFT JOIN head ON head.compartment = id AND head.version = :version
  LEFT JOIN head AS newer ON newer.compartment = id AND newer.version = latest + 1
 WHERE id = :id
"""
ALL_WITH_HEADS = """
SELECT id, chart, code, epoch, latest, settled, state, owed, head.hash, newer.version
  FROM compartment
  LEFT JOIN head ON head.compartment = id AND head.version = latest
  LEFT JOIN head AS newer ON newer.compartment = id AND newer.version = latest + 1
 WHERE chart = :chart
"""
DUE = "SELECT id FROM compartment WHERE state IN ('due', 'rolling') ORDER BY id"
UNSETTLED = "SELECT id FROM compartment WHERE settled < latest ORDER BY id"
OF_CHART = "SELECT id FROM compartment WHERE chart = :chart ORDER BY code, id"
ADD_COMPARTMENT = """
INSERT INTO compartment (id, chart, code, epoch, latest, settled, state, owed)
VALUES (:id, :chart, :code, 1, 0, 0, 'live', 0)
"""
HEAD = "SELECT hash FROM head WHERE compartment = :compartment AND version = :version"
ADD_HEAD = "INSERT INTO head (compartment, version, hash) VALUES (:compartment, :version, :hash)"
LATEST = "UPDATE compartment SET latest = :version WHERE id = :id AND latest = :old"
# Of a ledger's roll its access list alone tells whether it was committed: nobody settles that list before the roll has ended.
SETTLE = """
UPDATE compartment SET settled = :version
 WHERE id = :id AND settled < :version AND latest >= :version
   AND NOT (code = 2 AND EXISTS (
         SELECT 1 FROM compartment AS ledger WHERE ledger.chart = compartment.chart AND ledger.code = 10 AND ledger.state = 'rolling'))
"""
LOWER = "UPDATE compartment SET settled = :version WHERE id = :id AND settled > :version"
LIVE_TO_RETIRED = "UPDATE share SET state = 'retired', day = :day WHERE compartment = :compartment AND state = 'live'"
REACTIVATE = "UPDATE share SET state = 'live' WHERE compartment = :compartment AND epoch = :epoch AND state = 'retired'"
STATE = "UPDATE compartment SET state = :state WHERE id = :id"
MARK_DUE = "UPDATE compartment SET state = 'due', owed = max(owed, :owed) WHERE id = :id"
OVERSEEN = frozenset({Code.ACCESS, Code.LEDGER})  # what the privacy office reads of every chart
OVERSEEN_OWED = "UPDATE compartment SET owed = 1 WHERE code IN (2, 10) AND state IN ('due', 'rolling')"
OVERSEEN_DUE = "UPDATE compartment SET state = 'due' WHERE code IN (2, 10) AND state = 'live'"
NOT_OWED = "UPDATE compartment SET owed = 0 WHERE id = :id"
BEGUN = "UPDATE compartment SET state = 'rolling', owed = 0 WHERE id = :id"
EPOCH = "UPDATE compartment SET epoch = :epoch, state = :state WHERE id = :id"

Shares = dict[tuple[ObjectId, int], bytes]  # (object, epoch) -> 32 bytes


@dataclass(frozen=True, slots=True)
class CompartmentState:
    """A compartment as the keeper counts it. A page is valid if settled <= its version <= latest."""

    id: CompartmentId
    chart: ChartId
    code: Code
    epoch: int
    latest: int
    settled: int
    state: str
    owed: bool  # a roll is due whatever stop is lifted


Counted = tuple[CompartmentState, bytes]  # a compartment, and the SHA-256 of the page of one version that an ask signed, or empty


def code_of(number: int) -> Code:
    """The kind of a compartment's row. Raises Tampered for a number that is none of ours."""
    try:
        return Code(number)
    except ValueError as error:
        raise Tampered("compartment") from error


def state(tx: Tx, id: CompartmentId) -> CompartmentState:
    """Raises NotFound."""
    return _state(id, _found(tx.row(COMPARTMENT, id=id)))


def with_head(tx: Tx, id: CompartmentId, version: int) -> Counted:
    """A compartment, and what `head` gives for one version of its page. Raises NotFound; Tampered if a newer page was asked for."""
    row = _found(tx.row(WITH_HEAD, id=id, version=version))
    if row[8] is not None:
        raise Tampered("counters are behind the heads")
    return _state(id, row), bytes(row[7] or b"")


class Counts:
    """Every compartment of a chart at one moment, with the head of its latest page. Few of them are looked at."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self._rows = {row[0]: row for row in rows if row[9] is None}  # without those whose counters a head contradicts

    def of(self, id: CompartmentId, version: int) -> Counted | None:
        """As `with_head`, for the latest version or none (0); None for any other one."""
        row = self._rows.get(id)
        return None if row is None or version not in (0, row[4]) else (_state(id, row[1:]), bytes(row[8] or b"") if version else b"")


def counted(tx: Tx, chart: ChartId) -> Counts:
    """All compartments of a chart."""
    return Counts(tx.rows(ALL_WITH_HEADS, chart=chart))


def _found(row: Row | None) -> Row:
    if row is None:
        raise NotFound("compartment")
    return row


def _state(id: CompartmentId, row: Row) -> CompartmentState:
    return CompartmentState(id, ChartId(bytes(row[0])), code_of(row[1]), int(row[2]), int(row[3]), int(row[4]), str(row[5]), bool(row[6]))


def withdrawal(practice: PracticeId, state: CompartmentState) -> bytes:
    """The hash that a line names which took something out of this compartment under the epoch it has now."""
    return sha(Withdrawal(practice, state.chart, state.id, state.code, state.epoch).write())


def states(tx: Tx, chart: ChartId) -> tuple[CompartmentState, ...]:
    """Every compartment of one chart."""
    return tuple(state(tx, CompartmentId(bytes(row[0]))) for row in tx.rows(OF_CHART, chart=chart))


def head(tx: Tx, compartment: CompartmentId, version: int) -> bytes:
    """SHA-256 of the page that an ask signed for this version; empty if there is none."""
    row = tx.row(HEAD, compartment=compartment, version=version)
    return b"" if row is None else bytes(row[0])


# An epoch's words, remembered by their bytes: who looks at every grant of a compartment reads them once. No name stands in them.
read_epoch = lru_cache(maxsize=1024)(Epoch.read)


def epochs(tx: Tx, compartment: CompartmentId) -> tuple[tuple[int, str, bytes], ...]:
    """Number, state and statement of every epoch that was not abandoned."""
    return tuple((int(epoch), str(state), bytes(statement)) for epoch, state, statement in tx.rows(EPOCHS, compartment=compartment))


def add_compartment(tx: Tx, statement: Epoch, raw: bytes, signature: bytes, day: Day) -> None:
    """A new compartment with a fresh seed for its first epoch. Its chart's row must stand."""
    tx.change(ADD_COMPARTMENT, id=statement.compartment, chart=statement.chart, code=int(statement.code))
    add_epoch(tx, statement, raw, "live", day, signature)


def add_epoch(tx: Tx, statement: Epoch, raw: bytes, state: str, day: Day, signature: bytes = b"") -> None:
    """A fresh seed for one epoch."""
    tx.change(
        ADD, compartment=statement.compartment, epoch=statement.epoch, state=state, day=day, secret=fresh.secret(),
        statement=raw, signature=signature,
    )  # fmt: skip


def highest(tx: Tx, compartment: CompartmentId) -> int:
    """The highest epoch number ever begun; a number is never used twice."""
    return int(tx.one(HIGHEST, compartment=compartment)[0])


def seed(tx: Tx, compartment: CompartmentId, epoch: int) -> bytes:
    """The seed of an epoch that stands or is begun: never given out. Raises Conflict if it is gone."""
    row = tx.row(SEED, compartment=compartment, epoch=epoch)
    if row is None or len(row[0]) != KEY:
        raise Conflict("epoch")
    return bytes(row[0])


def reactivate(tx: Tx, compartment: CompartmentId, epoch: int, day: Day) -> None:
    """A restored content lies under an older epoch: that one counts again, and a roll is due. Raises Conflict if its share is gone."""
    tx.change(LIVE_TO_RETIRED, compartment=compartment, day=day)
    if tx.change(REACTIVATE, compartment=compartment, epoch=epoch) != 1:
        raise Conflict("epoch")
    tx.change(EPOCH, id=compartment, epoch=epoch, state="due")
    tx.change(MARK_DUE, id=compartment, owed=1)


def statement(tx: Tx, compartment: CompartmentId, epoch: int, state: str) -> bytes:
    """One epoch's statement while its share is in this state; empty if there is none."""
    row = tx.row(STATEMENT, compartment=compartment, epoch=epoch, state=state)
    return b"" if row is None else bytes(row[0])


def standing(tx: Tx, state: CompartmentState) -> bytes:
    """The statement of the epoch that stands, also where its share is not here; empty if there is none."""
    return next((raw for number, _, raw in epochs(tx, state.id) if number == state.epoch), b"")


def raise_latest(tx: Tx, place: Place) -> None:
    """A page of a new version was asked for: exactly the next one, and its hash becomes the head. Raises Conflict."""
    if tx.change(LATEST, id=place.compartment, version=place.version, old=place.version - 1) != 1:
        raise Conflict("page moved")
    tx.change(ADD_HEAD, compartment=place.compartment, version=place.version, hash=place.digest)
