"""Backups of the keeper: the extract, which holds no secret and may be kept long; and the key backup, which holds nothing else.

Extract: a new `keeper.db` with every row but guesses, its secret columns empty; no secret is written to its disk, not even for a moment.

Key backup: `fields(sealed, box)`. `sealed` is HPKE to the privacy office's seal key of a random file key, info
`fields(KEY_BACKUP, practice, u64 serial)`; `box` is an envelope of kind 10 under that key, context (serial), of
`plain({v, practice, serial, log_ed25519, log_mldsa44, login_pepper, post_key, peppers, shares, allowed})` with rows
`peppers` [principal, certificates_from, secret], `shares` [compartment, epoch, secret], `allowed` [scope, grant, rights, until,
stopped_by]. None may be kept longer than 14 days: with an officer's keys it opens what shredding destroyed.

Restoring: the secrets go back into an extract, the tree gets a new name, every compartment but ledgers must be rolled, and stops are told
again from the leaves, where a grant's hash stands at giving, stopping and lifting in turn; limits from theirs. The first entry then must
be an officer's `restore` with a `Restoration`: `plain({v, practice, before, seen})`, the old tree's checkpoint and the highest that
anybody showed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import LiteralString

from tacenda.core.ledger.bundle import origin_number
from tacenda.core.ledger.statements import Genesis
from tacenda.core.sealing import envelope, labels, seal
from tacenda.core.sealing.derive import KEY, sha
from tacenda.core.sealing.envelope import Kind
from tacenda.core.sealing.sign import Identity
from tacenda.core.words.encoding import Plain, Reading, as_number, as_raw, as_text, fields, plain, u64, unfields
from tacenda.core.words.errors import Conflict, NotFound, Refused, Tampered, Unavailable
from tacenda.core.words.ids import ChartId, CompartmentId, GrantHash, PracticeId
from tacenda.core.words.moments import Moment
from tacenda.shell import fresh
from tacenda.shell.database import Database, Row, Tx, Value
from tacenda.shell.keeper import limits, shares
from tacenda.shell.keeper.grants import NOT_STOPPED, WAITS
from tacenda.shell.keeper.office import PRACTICE, Office, check_log, told_of
from tacenda.shell.keeper.told import Told

SCHEMA = "tacenda.shell.keeper.schema"
MOST_BYTES = envelope.LIMIT  # of one key backup: what `open_box` accepts

# Every table of an extract, parents first: what is read, where it goes. Secret columns are read as nothing.
COPIED: tuple[tuple[LiteralString, LiteralString], ...] = (
    (
        "SELECT one, id, origin, genesis, x'', x'', x'', x'' FROM practice",
        """
        INSERT INTO practice (one, id, origin, genesis, log_ed25519, log_mldsa44, login_pepper, post_key)
        VALUES (:a, :b, :c, :d, :e, :f, :g, :h)
        """,
    ),
    (
        "SELECT principal, certificates_from, x'' FROM pepper",
        "INSERT INTO pepper (principal, certificates_from, secret) VALUES (:a, :b, :c)",
    ),
    (
        "SELECT hash, principal, newest, statement, signatures FROM directory",
        "INSERT INTO directory (hash, principal, newest, statement, signatures) VALUES (:a, :b, :c, :d, :e)",
    ),
    (
        "SELECT id, seq, prev, ledger_compartment, ledger_epoch, state, hold, retention_month FROM chart",
        """
        INSERT INTO chart (id, seq, prev, ledger_compartment, ledger_epoch, state, hold, retention_month)
        VALUES (:a, :b, :c, :d, :e, :f, :g, :h)
        """,
    ),
    (
        "SELECT id, chart, code, epoch, latest, settled, state, owed FROM compartment",
        "INSERT INTO compartment (id, chart, code, epoch, latest, settled, state, owed) VALUES (:a, :b, :c, :d, :e, :f, :g, :h)",
    ),
    ("SELECT compartment, version, hash FROM head", "INSERT INTO head (compartment, version, hash) VALUES (:a, :b, :c)"),
    (
        "SELECT compartment, epoch, state, day, x'', statement, signature FROM share",
        """
        INSERT INTO share (compartment, epoch, state, day, secret, statement, signature)
        VALUES (:a, :b, :c, :d, :e, :f, :g)
        """,
    ),
    (
        "SELECT scope, grant_hash, rights, until, stopped_by, limited FROM allowed",
        "INSERT INTO allowed (scope, grant_hash, rights, until, stopped_by, limited) VALUES (:a, :b, :c, :d, :e, :f)",
    ),
    ("SELECT certificate, until FROM ended", "INSERT INTO ended (certificate, until) VALUES (:a, :b)"),
    (
        "SELECT id, chart, ledger_epoch, sealed FROM period",
        "INSERT INTO period (id, chart, ledger_epoch, sealed) VALUES (:a, :b, :c, :d)",
    ),
    (
        "SELECT n, leaf, body_hash, about, period, seq, ask_hash, envelope FROM entry ORDER BY n",
        """
        INSERT INTO entry (n, leaf, body_hash, about, period, seq, ask_hash, envelope)
        VALUES (:a, :b, :c, :d, :e, :f, :g, :h)
        """,
    ),
    (
        "SELECT chart, about, statement FROM unentered",
        "INSERT INTO unentered (chart, about, statement) VALUES (:a, :b, :c)",
    ),
    ("SELECT level, n, hash FROM node", "INSERT INTO node (level, n, hash) VALUES (:a, :b, :c)"),
    ("SELECT one, size, text FROM checkpoint", "INSERT INTO checkpoint (one, size, text) VALUES (:a, :b, :c)"),
)
COLUMNS = "abcdefgh"

PEPPERS = "SELECT principal, certificates_from, secret FROM pepper ORDER BY principal"
SEEDS = "SELECT compartment, epoch, secret FROM share WHERE length(secret) = 32 ORDER BY compartment, epoch"
ALLOWED = "SELECT scope, grant_hash, rights, until, stopped_by FROM allowed ORDER BY scope, grant_hash"

PUT_PRACTICE = """
UPDATE practice
   SET origin = :origin, log_ed25519 = :log_ed25519, log_mldsa44 = :log_mldsa44, login_pepper = :login_pepper, post_key = :post_key
 WHERE one = 1
"""
PUT_PEPPER = "UPDATE pepper SET secret = :secret WHERE principal = :principal"
ADD_PEPPER = "INSERT INTO pepper (principal, certificates_from, secret) VALUES (:principal, :now, :secret)"
PEPPERLESS = "SELECT principal FROM pepper WHERE length(secret) != 32"
EVERYBODY_OUT = "UPDATE pepper SET certificates_from = :now"
PUT_SEED = """
UPDATE share SET secret = :secret
 WHERE compartment = :compartment AND epoch = :epoch AND state != 'abandoned'
"""
SEEDLESS = "SELECT DISTINCT compartment FROM share WHERE state IN ('live', 'begun') AND length(secret) != 32 ORDER BY compartment"
EVERY_ROLL_DUE = "UPDATE compartment SET state = 'due' WHERE state = 'live' AND code != 10"
EVERY_ROLL_OWED = "UPDATE compartment SET owed = 1 WHERE state IN ('due', 'rolling') AND code != 10"
FORGET_ALLOWED = "DELETE FROM allowed"
ALLOW = """
INSERT INTO allowed (scope, grant_hash, rights, until, stopped_by, limited)
VALUES (:scope, :grant_hash, :rights, :until, :stopped_by, :limited)
ON CONFLICT DO NOTHING
"""
SCOPE = """
SELECT 1 FROM compartment WHERE id = :scope
 UNION ALL SELECT 1 FROM chart WHERE id = :scope
 UNION ALL SELECT 1 FROM directory WHERE principal = :scope
"""
BY_NOBODY = bytes(32)  # a stop told again from the leaves: whose it was stands in bodies the keeper cannot read, so nobody lifts it


def extract(office: Office, path: Path) -> None:
    """Write the extract to a new file, on the disk when this returns. Raises Conflict if the file exists."""
    if path.exists():
        raise Conflict("the backup file exists")
    copy = Database(path, SCHEMA)
    try:
        with office.database.reading() as source, copy.writing() as tx:
            for read, write in COPIED:
                for row in source.each(read):
                    tx.change(write, **_named(row))
        copy.truncate_wal()
    finally:
        copy.close()


def _named(row: Row) -> dict[str, Value]:
    return dict(zip(COLUMNS, row, strict=False))


def key_backup(office: Office, office_public_key: bytes, serial: int) -> bytes:
    """The key backup, sealed to the privacy office. `serial`: a number never used before.

    Raises Refused unless the key is the seal key of an office that an officer let in, Unavailable in an extract.
    """
    if not office.secrets.log.ed25519:
        raise Unavailable("keys")
    with office.database.reading() as tx:
        # The key comes from a caller: only the directory, verified up to the pin, says whose it is.
        if not any(one.entry.office and one.confirmed and one.entry.seal == office_public_key for one in office.directory.all_newest(tx)):
            raise Refused("not the privacy office")
        inside = _inside(tx, office, serial)
    if len(inside) > MOST_BYTES:
        raise Unavailable("key backup")
    key = fresh.secret()
    sealed = seal.seal_to(office_public_key, _bound_to(office.practice, serial), key)
    return fields(sealed, envelope.seal_box(key, Kind.KEY_BACKUP, office.practice, [u64(serial)], inside))


def _bound_to(practice: PracticeId, serial: int) -> bytes:
    return fields(labels.KEY_BACKUP, practice, u64(serial))


def _inside(tx: Tx, office: Office, serial: int) -> bytes:
    peppers: list[Plain] = [[id, since, secret] for id, since, secret in tx.rows(PEPPERS)]
    seeds: list[Plain] = [[id, epoch, secret] for id, epoch, secret in tx.rows(SEEDS)]
    allowed: list[Plain] = [[scope, hash, rights, until, by] for scope, hash, rights, until, by in tx.rows(ALLOWED)]
    return plain(
        {
            "v": 1, "practice": office.practice, "serial": serial, "log_ed25519": office.secrets.log.ed25519,
            "log_mldsa44": office.secrets.log.mldsa44, "login_pepper": office.secrets.login_pepper,
            "post_key": office.secrets.post_key, "peppers": peppers, "shares": seeds, "allowed": allowed,
        }
    )  # fmt: skip


def open_key_backup(office_seed: bytes, practice: PracticeId, serial: int, backup: bytes) -> bytes:
    """What a key backup holds, for `restore_keys`. `office_seed`: the privacy office's seal seed. Raises Tampered."""
    sealed, box = unfields(backup, 2)
    key = seal.open_seal(office_seed, _bound_to(practice, serial), sealed)
    return envelope.open_box(key, Kind.KEY_BACKUP, practice, [u64(serial)], box)


@dataclass(frozen=True, slots=True)
class Kept:
    """A key backup's contents, read."""

    practice: PracticeId
    log: Identity
    login_pepper: bytes
    post_key: bytes
    peppers: tuple[tuple[bytes, int, bytes], ...]
    shares: tuple[tuple[bytes, int, bytes], ...]
    allowed: tuple[tuple[bytes, bytes, str, int, bytes], ...]

    def __repr__(self) -> str:
        return "Kept()"

    @classmethod
    def read(cls, raw: bytes) -> Kept:
        r = Reading(raw)
        r.version(1)
        r.number("serial")
        kept = cls(
            PracticeId(r.raw("practice", 16)), Identity(r.raw("log_ed25519", KEY), r.raw("log_mldsa44", KEY)),
            r.raw("login_pepper", KEY), r.raw("post_key", KEY),
            tuple((as_raw(a), as_number(b), _key(c)) for a, b, c in _cells(r.rows("peppers"), 3)),
            tuple((as_raw(a), as_number(b), _key(c)) for a, b, c in _cells(r.rows("shares"), 3)),
            tuple((as_raw(a), as_raw(b), as_text(c), as_number(d), as_raw(e)) for a, b, c, d, e in _cells(r.rows("allowed"), 5)),
        )  # fmt: skip
        r.done()
        return kept


def _cells(rows: list[list[object]], count: int) -> list[list[object]]:
    if any(len(row) != count for row in rows):
        raise Tampered("row")
    return rows


def _key(value: object) -> bytes:
    raw = as_raw(value)
    if len(raw) != KEY:
        raise Tampered("length")
    return raw


@dataclass(frozen=True, slots=True)
class Brought:
    """What a restore could not bring back. `lost`: compartments whose share the key backup does not hold; nothing in them opens."""

    origin: str
    lost: tuple[CompartmentId, ...]


def restore_keys(database: Database, pin: bytes, key_backup_plain: bytes, now: Moment, *, beyond: int = 0) -> Brought:
    """Put the secrets of a key backup into an extract. Nobody may have the file open; a `Keeper` is opened on it afterwards.

    `pin`: the practice fingerprint; `beyond`: the highest number of the tree's name that anybody was shown, if higher than the extract's.
    Everybody is signed out. Raises Conflict if this is no extract, Tampered if the two are not of the pinned practice.
    """
    kept = Kept.read(key_backup_plain)
    with database.writing() as tx:
        row = tx.row(PRACTICE)
        if row is None or row[3] or row[5]:
            raise Conflict("not an extract")
        genesis = Genesis.read(row[2])
        if sha(row[2]) != pin or (genesis.practice, kept.practice) != (row[0], row[0]):
            raise Tampered("practice")
        check_log(genesis, kept.log)
        origin = _renamed(genesis, str(row[1]), beyond)
        tx.change(
            PUT_PRACTICE, origin=origin, log_ed25519=kept.log.ed25519, log_mldsa44=kept.log.mldsa44,
            login_pepper=kept.login_pepper, post_key=kept.post_key,
        )  # fmt: skip
        _peppers(tx, kept.peppers, now)
        for compartment, epoch, secret in kept.shares:
            tx.change(PUT_SEED, compartment=compartment, epoch=epoch, secret=secret)
        told = told_of(genesis)
        _tell_again(tx, told, kept.practice, kept.allowed)
        tx.change(EVERY_ROLL_DUE)
        tx.change(EVERY_ROLL_OWED)
        return Brought(origin, tuple(CompartmentId(bytes(row[0])) for row in tx.rows(SEEDLESS)))


def _renamed(genesis: Genesis, origin: str, beyond: int) -> str:
    number = max(origin_number(genesis.origin, origin), beyond) + 1
    return f"{origin.rpartition('/')[0]}/{number}"


def _peppers(tx: Tx, peppers: Sequence[tuple[bytes, int, bytes]], now: Moment) -> None:
    for principal, _, secret in peppers:
        if tx.change(PUT_PEPPER, principal=principal, secret=secret) == 0:
            tx.change(ADD_PEPPER, principal=principal, now=now, secret=secret)
    # Who enrolled after the key backup keeps a recovery code; a new passphrase gets a new pepper.
    for (principal,) in tx.rows(PEPPERLESS):
        tx.change(PUT_PEPPER, principal=principal, secret=fresh.secret())
    # Sign-outs since the backup are not known here: no certificate from before counts.
    tx.change(EVERYBODY_OUT, now=now)


def _tell_again(tx: Tx, told: Told, practice: PracticeId, backed_up: Sequence[tuple[bytes, bytes, str, int, bytes]]) -> None:
    """Allowed rows of both backups, as far as the leaves know of them; stopped where the leaves say so."""
    rows: list[tuple[bytes, bytes, str, int, bytes]] = [(a, b, c, d, e) for a, b, c, d, e in tx.rows(ALLOWED)]
    tx.change(FORGET_ALLOWED)
    for scope, hash, rights, until, by in (*rows, *backed_up):
        times = len(told.lines(tx, hash))
        if times == 0 or tx.row(SCOPE, scope=scope) is None:
            continue
        stopped = (by if by == WAITS else b"") if times % 2 else BY_NOBODY if by in NOT_STOPPED else by
        limited = _limited(tx, told, practice, scope, hash)
        tx.change(ALLOW, scope=scope, grant_hash=hash, rights=rights, until=until, stopped_by=stopped, limited=limited)


def _limited(tx: Tx, told: Told, practice: PracticeId, scope: bytes, grant: bytes) -> int:
    """Whether the leaves say that the client's limit on this row stands."""
    try:
        state = shares.state(tx, CompartmentId(scope))
    except NotFound:
        return 0  # a chart's or an office's row
    return int(limits.holds(told, tx, state, GrantHash(grant), practice))


# What a restore says in the ledger


@dataclass(frozen=True, slots=True)
class Restoration:
    """A tree that begins anew: the checkpoint of the old one as restored, and the highest that anybody showed (empty if nobody did)."""

    practice: PracticeId
    before: str
    seen: str

    def write(self) -> bytes:
        return plain({"v": 1, "practice": self.practice, "before": self.before, "seen": self.seen})

    @classmethod
    def read(cls, raw: bytes) -> Restoration:
        r = Reading(raw)
        r.version(1)
        value = cls(PracticeId(r.raw("practice", 16)), r.text("before"), r.text("seen"))
        r.done()
        return value


@dataclass(frozen=True, slots=True)
class RestoredPage:
    """A page as the backup held it."""

    compartment: CompartmentId
    epoch: int
    version: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class RestoredPages:
    """The pages of one chart that came back from a content backup of `day` (days since 1970)."""

    practice: PracticeId
    chart: ChartId
    day: int
    pages: tuple[RestoredPage, ...]

    def write(self) -> bytes:
        rows: list[Plain] = [[p.compartment, p.epoch, p.version, p.digest] for p in self.pages]
        return plain({"v": 1, "practice": self.practice, "chart": self.chart, "day": self.day, "pages": rows})

    @classmethod
    def read(cls, raw: bytes) -> RestoredPages:
        r = Reading(raw)
        r.version(1)
        value = cls(
            PracticeId(r.raw("practice", 16)), ChartId(r.raw("chart", 16)), r.number("day"),
            tuple(
                RestoredPage(CompartmentId(as_raw(a)), as_number(b), as_number(c), _key(d)) for a, b, c, d in _cells(r.rows("pages"), 4)
            ),
        )  # fmt: skip
        r.done()
        return value
