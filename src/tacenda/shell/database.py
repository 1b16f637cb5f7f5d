"""Databases: connections, transactions and numbered migrations over SQLite. The one module that imports an engine.

Holds BEGIN, COMMIT, PRAGMA and the table of migrations, nothing else: SQL about tables stands in shell/store and shell/keeper.

A schema is a folder of files `NNNN_name.sql`, numbered from 0001 without a gap. Each runs in one transaction of its own, together with
its row in `schema_version`: number, file name, SHA-256 of the file, day. A file that changed after it ran, or a row without its file,
is refused; so is a database that a newer version of Tacenda made.

Every connection: WAL, synchronous=FULL (a commit is on the disk when it returns), secure_delete=ON (what is deleted is overwritten),
foreign_keys=ON, temporary tables in memory. Two connections per thread, never shared: one that the engine lets change nothing, and one
that writes (switching one of them back and forth would make the engine compile every statement anew). A file is readable and writable by
its owner only.
"""

from __future__ import annotations

import hashlib
import importlib.resources
import os
import re
import sqlite3
import stat
import threading
import time
import weakref
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, LiteralString

from tacenda.core.words.errors import Conflict, Tampered, Unavailable

Value = bytes | int | str
Row = tuple[Any, ...]  # columns as selected; STRICT tables keep their types true, the frozen value built from a row names them
Step = Callable[[str], None]

BUSY_SECONDS = 5.0
PAGE = 4096  # bytes
_OF_THREAD = {True: "writing", False: "reading"}  # names of a thread's two connections
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")
_SETTINGS: tuple[LiteralString, ...] = (
    "PRAGMA synchronous = FULL",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
_VERSIONS = """
CREATE TABLE IF NOT EXISTS schema_version (
  number INTEGER NOT NULL PRIMARY KEY,
  name   TEXT    NOT NULL,
  hash   BLOB    NOT NULL CHECK (length(hash) = 32),
  day    INTEGER NOT NULL
) STRICT
"""
_HAS_VERSIONS = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_version'"
_ALL_OF_SCHEMA = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name"
_APPLIED = "SELECT number, name, hash FROM schema_version ORDER BY number"
# The engine's own day: a fact about this machine's disk, not a moment in the practice, so no clock is handed down for it.
_RECORD = "INSERT INTO schema_version (number, name, hash, day) VALUES (?, ?, ?, CAST(strftime('%s', 'now') AS INTEGER) / 86400)"

_SENTENCES = {
    "newer": "A newer version of Tacenda made this data folder. Start that version; nothing was changed.",
    "schema": "This data folder does not fit this version of Tacenda: a step of its making differs. Nothing was changed.",
    "disk full": "The disk is full, so nothing was saved. Make room and try again.",
    "read only": "The disk can only be read, so nothing was saved.",
    "locked": "Another program holds the records. Try again in a moment.",
}
_DAMAGED_THEN = "Copy the whole folder first, then restore the newest backup into an empty one."


class Tx:
    """One open transaction. Values go in by name only; `sql` is written in the source, so no query is built from input."""

    __slots__ = ("_changed", "_connection", "_writing")

    def __init__(self, connection: sqlite3.Connection, *, writing: bool) -> None:
        self._connection = connection
        self._writing = writing
        self._changed = False

    @property
    def changed(self) -> bool:
        """Whether this transaction was asked to change anything."""
        return self._changed

    @property
    def writes(self) -> bool:
        """Whether this transaction holds the write lock, and so sees what is newest."""
        return self._writing

    def rows(self, sql: LiteralString, **params: Value) -> list[Row]:
        """All rows of a query."""
        with _translated():
            return self._connection.execute(sql, params).fetchall()

    def row(self, sql: LiteralString, **params: Value) -> Row | None:
        """The first row of a query, or None."""
        with _translated():
            return self._connection.execute(sql, params).fetchone()

    def one(self, sql: LiteralString, **params: Value) -> Row:
        """The first row of a query that always has one. Raises Tampered where it has none."""
        row = self.row(sql, **params)
        if row is None:
            raise Tampered("a row is missing")
        return row

    def each(self, sql: LiteralString, **params: Value) -> Iterator[Row]:
        """The rows of a query one at a time, for what should not stand in memory whole."""
        with _translated():
            yield from self._connection.execute(sql, params)

    def change(self, sql: LiteralString, **params: Value) -> int:
        """Insert, update or delete; the number of rows it touched. Raises Conflict where a key or reference
        forbids it, Tampered where a rule of the table does: our own values never break one."""
        if not self._writing:
            raise RuntimeError("a reading transaction changes nothing")
        self._changed = True
        with _translated():
            return self._connection.execute(sql, params).rowcount

    def change_with(self, sql: LiteralString, made: Callable[..., Value], **params: Value) -> int:
        """`change`, whose text says `made(...)`: a value of each row, made here while the engine holds that row.

        A query and a change of its own for each row cost a third more. What `made` raises is raised, and nothing is changed then.
        """
        raised: list[BaseException] = []

        def guarded(*columns: Value) -> Value:
            try:
                return made(*columns)
            except BaseException as error:
                raised.append(error)  # the engine would say only that a function failed
                raise

        self._connection.create_function("made", -1, guarded)
        try:
            return self.change(sql, **params)
        except sqlite3.OperationalError:
            if raised:
                raise raised[0] from None
            raise
        finally:
            self._connection.create_function("made", -1, None)  # it holds keys: it goes with its statement


class Database:
    """One file. `writing` and `reading` give a transaction on the calling thread's own connection.

    `schema`: "package.folder" of the migrations, or the folder itself. `step`, for tests of crashes, is called with "begun",
    "before commit", "committed" in every writing transaction. `pages`, for tests of a full disk: no more database pages than that.
    `page_size`: bytes of a page, of a file that is made now; a file keeps the size it was made with.
    Raises Unavailable if the file cannot be opened or was made by a newer version.
    """

    def __init__(
        self, path: Path, schema: str | Traversable, step: Step | None = None, *, pages: int | None = None, page_size: int = PAGE
    ) -> None:
        self.path = path
        self._step: Step = step or _no_step
        self._pages = pages
        self._local = threading.local()
        self._open: weakref.WeakSet[_Held] = weakref.WeakSet()
        self._guard = threading.Lock()
        self._closed = False
        _make_private(path, page_size)
        self._schema = _migrations(schema)
        try:
            with _translated():
                _migrate(self._held(writing=True), self._schema)
        except Tampered as error:
            error.public = f"The file {path.name} is damaged or cut short. Nothing was changed. {_DAMAGED_THEN}"
            raise

    @contextmanager
    def writing(self) -> Generator[Tx, None, None]:
        """A transaction that holds the write lock from its start. Commits at the end of the block, rolls back on any exception."""
        held = self._begin("BEGIN IMMEDIATE", writing=True)
        try:
            self._step("begun")
            yield Tx(held.connection, writing=True)
            self._step("before commit")
            with _translated():
                held.connection.execute("COMMIT")
        except BaseException:
            _roll_back(held.connection)
            raise
        self._step("committed")

    def reading(self) -> AbstractContextManager[Tx]:
        """A snapshot, fixed by its first query; the engine refuses any change."""
        return _Snapshot(self._begin)

    def truncate_wal(self) -> bool:
        """Bring the write-ahead log into the file and cut it to nothing; False if a reader is in the way (try again later)."""
        with _translated():
            held = self._held(writing=True)
            busy, _, _ = held.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return busy == 0

    def backup_into(self, path: Path) -> None:
        """Write a copy without free pages and log to a new file, mode 0600, on the disk when this returns. Raises Conflict if it exists.

        What is copied is what is committed, also while this thread holds the write lock.
        """
        try:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError as error:
            raise Conflict("the backup file exists") from error
        except OSError as error:
            raise _unavailable("read only") from error
        with _translated():
            connection = _connect(self.path, self._pages, writing=True)
            try:
                connection.execute("VACUUM INTO ?", (str(path),))
            finally:
                connection.close()
        _flush(path)
        _flush(path.parent)

    def check(self) -> None:
        """Raises Tampered unless the file's tables, indexes and rows fit together and its schema is the one of our migrations, whole."""
        with _translated():
            held = self._held(writing=False)
            if _applied(held.connection, self._schema) != len(self._schema):
                raise Tampered("schema")
            if held.connection.execute(_ALL_OF_SCHEMA).fetchall() != _meant(tuple(self._schema)):
                raise Tampered("schema")
            if held.connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
                raise Tampered("a database file is damaged")
            if held.connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise Tampered("a row without the one it hangs on")

    @contextmanager
    def apart(self) -> Generator[Tx, None, None]:
        """A snapshot of this very moment, on a connection of its own: beside a transaction of this thread that began earlier."""
        held = _Held(_connect(self.path, self._pages, writing=False))
        try:
            with _translated():
                held.connection.execute("BEGIN")
            yield Tx(held.connection, writing=False)
        finally:
            held.connection.close()

    def close(self) -> None:
        """Close every thread's connection; the last one out brings in the log and removes it. The object cannot be used again."""
        with self._guard:
            self._closed = True
            held = list(self._open)
        for each in held:
            each.connection.close()

    def _begin(self, how: LiteralString, *, writing: bool) -> _Held:
        held = self._held(writing=writing)
        other: _Held | None = getattr(self._local, _OF_THREAD[not writing], None)
        if held.connection.in_transaction or (other is not None and other.connection.in_transaction):
            raise RuntimeError("this thread already has a transaction open")
        with _translated():
            held.connection.execute(how)
        return held

    def _held(self, *, writing: bool) -> _Held:
        """This thread's connection of a kind; made at its first use, closed when the thread ends."""
        if self._closed:
            raise Unavailable("closed")
        held: _Held | None = getattr(self._local, _OF_THREAD[writing], None)
        if held is None:
            held = _Held(_connect(self.path, self._pages, writing=writing))
            setattr(self._local, _OF_THREAD[writing], held)
            with self._guard:
                self._open.add(held)
        return held


class _Snapshot:
    """See `Database.reading`: a class, because a page takes ten of them and a generator costs twice as much."""

    __slots__ = ("_begin", "_held")

    def __init__(self, begin: Callable[..., _Held]) -> None:
        self._begin = begin

    def __enter__(self) -> Tx:
        self._held = self._begin("BEGIN", writing=False)
        return Tx(self._held.connection, writing=False)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        _roll_back(self._held.connection)


class _Held:
    """A thread's connection. Weakly known to its database, so that it closes with the thread and `close` still finds it."""

    __slots__ = ("__weakref__", "connection")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection


def _no_step(_: str) -> None:
    """Nothing happens between steps outside of tests."""


def _unavailable(reason: str) -> Unavailable:
    error = Unavailable(reason)
    error.public = _SENTENCES.get(reason, error.public)
    return error


_REASONS: Mapping[int, str] = {
    sqlite3.SQLITE_FULL: "disk full",
    sqlite3.SQLITE_READONLY: "read only",
    sqlite3.SQLITE_PERM: "read only",
    sqlite3.SQLITE_CANTOPEN: "read only",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_IOERR: "disk error",
    sqlite3.SQLITE_NOMEM: "memory",
}
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
# A row that breaks a rule of its own table. Our values never do, so what was read before was not ours.
_BROKEN = frozenset({sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH})
_TAKEN = frozenset({sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY})


class _translated:  # noqa: N801  (used as a verb; a class because it runs around every statement and costs a third of a generator)
    """Turn what the engine raises into the house's errors. The engine's own text stays out: it can quote a schema."""

    __slots__ = ()

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error):
            code: int = getattr(error, "sqlite_errorcode", 0)
            if code in _TAKEN:
                raise Conflict("a key or reference in the database") from error
            if code & 0xFF in _BROKEN:
                raise Tampered("a row breaks a rule of its table") from error
            if code & 0xFF in _DAMAGED:
                raise Tampered("a database file is damaged") from error
            if code & 0xFF in _REASONS:
                raise _unavailable(_REASONS[code & 0xFF]) from error


def _make_private(path: Path, page_size: int) -> None:
    """Make the file if it is not there and leave it to its owner alone; the engine gives log and index the same mode."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    except OSError as error:
        raise _unavailable("read only") from error
    try:
        if stat.S_IMODE(os.fstat(handle).st_mode) != 0o600:
            os.fchmod(handle, 0o600)
        new = os.fstat(handle).st_size == 0
    finally:
        os.close(handle)
    if new:
        with _translated(), closing(sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA page_size = {int(page_size)}")
            _to_wal(connection)  # writes the first page, and with it the size


def _connect(path: Path, pages: int | None, *, writing: bool) -> sqlite3.Connection:
    with _translated():
        # Transactions are begun by hand; `close` may come from another thread than the one that uses the connection.
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256)
        _to_wal(connection)
        for setting in _SETTINGS:
            connection.execute(setting)
        if pages is not None:
            connection.execute(f"PRAGMA max_page_count = {int(pages)}")
        if not writing:
            connection.execute("PRAGMA query_only = ON")
        return connection


def _to_wal(connection: sqlite3.Connection) -> None:
    """Switch to WAL. Two processes that open a new file at once can meet here, where the engine does not wait by itself."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            mode = connection.execute("PRAGMA journal_mode = WAL").fetchone()[0]
        except sqlite3.OperationalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)
            continue
        if mode != "wal":
            raise _unavailable("read only")
        return


def _roll_back(connection: sqlite3.Connection) -> None:
    # After a full disk the engine has rolled back already; a second failure here must not hide the first.
    if connection.in_transaction:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class _Migration:
    number: int
    name: str
    text: str

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.text.encode()).digest()

    def statements(self) -> Iterator[str]:
        """The file's statements; a semicolon inside a string or comment ends none."""
        statement = ""
        for line in self.text.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                yield statement
                statement = ""


def _migrations(schema: str | Traversable) -> list[_Migration]:
    """The numbered files of a folder, in order. Raises ValueError for a wrong name or a gap, which is a mistake of ours."""
    if isinstance(schema, str):
        package, _, folder = schema.rpartition(".")
        schema = importlib.resources.files(package) / folder
    found: list[_Migration] = []
    for file in sorted((file for file in schema.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name):
        match = _NAME.fullmatch(file.name)
        if match is None or int(match[1]) != len(found) + 1:
            raise ValueError(f"migration `{file.name}` is misnumbered")
        found.append(_Migration(int(match[1]), file.name, file.read_text(encoding="utf-8")))
    return found


def _migrate(held: _Held, migrations: list[_Migration]) -> None:
    for migration in migrations[_applied(held.connection, migrations) :]:
        _run(held.connection, migration, migrations)


def _applied(connection: sqlite3.Connection, migrations: list[_Migration]) -> int:
    """How many migrations this file has seen. Raises Unavailable if they are not the first ones of ours, byte for byte."""
    if connection.execute(_HAS_VERSIONS).fetchone()[0] == 0:
        return 0
    seen = connection.execute(_APPLIED).fetchall()
    if len(seen) > len(migrations):
        raise _unavailable("newer")
    if seen != [(each.number, each.name, each.hash) for each in migrations[: len(seen)]]:
        raise _unavailable("schema")
    return len(seen)


def _run(connection: sqlite3.Connection, migration: _Migration, migrations: list[_Migration]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again under the lock: another process may have been faster.
        if _applied(connection, migrations) < migration.number:
            connection.execute(_VERSIONS)
            for statement in migration.statements():
                connection.execute(statement)
            connection.execute(_RECORD, (migration.number, migration.name, migration.hash))
        connection.execute("COMMIT")
    except BaseException:
        _roll_back(connection)
        raise


@cache
def _meant(migrations: tuple[_Migration, ...]) -> list[Row]:
    """What the schema of a file is when these migrations have run and nothing else has."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        connection.execute(_VERSIONS)
        for migration in migrations:
            for statement in migration.statements():
                connection.execute(statement)
        return connection.execute(_ALL_OF_SCHEMA).fetchall()
    finally:
        connection.close()
