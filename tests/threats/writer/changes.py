"""What a thief who can write to both files changes, at random: each change is made to rows and columns, by SQL, and named.

The engine's own refusals (a key twice, a text in a number's column) are no change: the thief tries again.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from tests.threats.writer.practice import FILES, Practice, Snapshot, tables

# Drawn seldom: what carries no record, and unlock rows, each of which is tried by signing in at 64 MiB a passphrase.
SELDOM = {"guess", "outbox", "address", "invitation", "ended", "unlock", "principal", "checkpoint", "pepper"}
ENGINE = {"schema_version"}  # which steps of the schema ran: judged when a file is opened, and tried there


@dataclass(frozen=True)
class Change:
    """One change that was made. `touched`: (file, table, column); the column is `*` where whole rows came or went."""

    what: str
    touched: frozenset[tuple[str, str, str]]


class Nothing(Exception):
    """The thief found nothing to do, or the engine did not let them: another change is drawn."""


class Thief:
    """Draws changes from a seed and makes them. The files stand as they truly are before each."""

    def __init__(self, practice: Practice, seed: int) -> None:
        self._practice = practice
        self._random = random.Random(seed)
        self._tables = {
            file: {name: columns for name, columns in tables(practice.raw[file]).items() if name not in ENGINE} for file in FILES
        }
        self._kinds: tuple[tuple[Callable[[], Change], int], ...] = (
            (self._flip, 40), (self._swap, 16), (self._copy, 12), (self._delete, 10), (self._older_row, 10), (self._double, 4),
            (self._older_table, 4), (self._older_file, 1), (self._two, 6),
        )  # fmt: skip

    def change(self) -> Change:
        """One change, made. Raises nothing: draws until one could be made that changes something."""
        while True:
            before = {file: self._practice.raw[file].total_changes for file in FILES}
            (kind,) = self._random.choices([kind for kind, _ in self._kinds], [weight for _, weight in self._kinds])
            for file in FILES:
                self._practice.raw[file].execute("BEGIN IMMEDIATE")
            try:
                made = kind()
                for file in FILES:
                    self._practice.raw[file].execute("COMMIT")
            except (Nothing, sqlite3.IntegrityError):
                for file in FILES:
                    self._practice.raw[file].execute("ROLLBACK")
                continue
            assert any(self._practice.raw[file].total_changes > before[file] for file in FILES)
            return made

    # Drawing

    def _place(self) -> tuple[str, str, str]:
        file = self._random.choice(FILES)
        names = list(self._tables[file])
        (table,) = self._random.choices(names, [1 if name in SELDOM else 5 for name in names])
        return file, table, self._random.choice(self._tables[file][table])

    def _rows(self, file: str, table: str) -> list[tuple]:
        return self._practice.truth.rows(file, table)

    def _row(self, file: str, table: str) -> tuple:
        rows = self._rows(file, table)
        if not rows:
            raise Nothing
        return self._random.choice(rows)

    def _where(self, file: str, table: str, row: tuple) -> tuple[str, dict[str, object]]:
        columns = self._tables[file][table]
        return " AND ".join(f"{name} = :old_{name}" for name in columns), {f"old_{name}": row[n] for n, name in enumerate(columns)}

    def _set(self, at: tuple[str, str, str], row: tuple, value: object) -> None:
        file, table, column = at
        if value == row[self._tables[file][table].index(column)]:
            raise Nothing
        where, values = self._where(file, table, row)
        self._practice.raw[file].execute(f"UPDATE {table} SET {column} = :value WHERE {where}", {**values, "value": value})

    def _value(self, at: tuple[str, str, str], row: tuple):
        return row[self._tables[at[0]][at[1]].index(at[2])]

    # Kinds of changes

    def _flip(self) -> Change:
        at = self._place()
        row = self._row(*at[:2])
        self._set(at, row, self._flipped(self._value(at, row)))
        return Change(f"a bit of {'.'.join(at)}", frozenset({at}))

    def _flipped(self, value):
        if isinstance(value, int):
            return value ^ (1 << self._random.randrange(8))
        if not value:
            raise Nothing
        whole = bytearray(value.encode() if isinstance(value, str) else value)
        whole[self._random.randrange(len(whole))] ^= 1 << self._random.randrange(7 if isinstance(value, str) else 8)
        return whole.decode() if isinstance(value, str) else bytes(whole)

    def _swap(self) -> Change:
        at = self._place()
        one, other = self._row(*at[:2]), self._row(*at[:2])
        first, second = self._value(at, one), self._value(at, other)
        if first == second:
            raise Nothing
        spare = b"\xee" * len(first) if isinstance(first, bytes) else "swapping" if isinstance(first, str) else 1 << 40
        where, values = self._where(*at[:2], one)
        change = f"UPDATE {at[1]} SET {at[2]} = :value WHERE {where}"
        self._practice.raw[at[0]].execute(change, {**values, "value": spare})
        self._set(at, other, first)
        self._practice.raw[at[0]].execute(change, {**values, f"old_{at[2]}": spare, "value": second})
        return Change(f"{'.'.join(at)} of two rows swapped", frozenset({at}))

    def _copy(self) -> Change:
        at = self._place()
        one, other = self._row(*at[:2]), self._row(*at[:2])
        self._set(at, one, self._value(at, other))
        return Change(f"{'.'.join(at)} from another row", frozenset({at}))

    def _delete(self) -> Change:
        file, table, _ = self._place()
        where, values = self._where(file, table, self._row(file, table))
        self._practice.raw[file].execute(f"DELETE FROM {table} WHERE {where}", values)
        return Change(f"a row of {file}.{table} deleted", frozenset({(file, table, "*")}))

    def _double(self) -> Change:
        """A row once more, under a key of its own."""
        file, table, column = self._place()
        row = self._row(file, table)
        value = self._flipped(self._value((file, table, column), row))
        self._insert(file, table, tuple(value if name == column else row[n] for n, name in enumerate(self._tables[file][table])))
        return Change(f"a row of {file}.{table} twice, with another {column}", frozenset({(file, table, "*")}))

    def _insert(self, file: str, table: str, row: tuple, how: str = "INSERT") -> None:
        self._practice.raw[file].execute(f"{how} INTO {table} VALUES ({', '.join('?' * len(row))})", row)

    def _earlier(self) -> Snapshot:
        return self._random.choice(self._practice.history[:-1])

    def _older_row(self) -> Change:
        """A row as it stood once: in place of what has its key now, or back where it was deleted."""
        file, table, _ = self._place()
        now = set(self._rows(file, table))
        old = [row for row in self._earlier().rows(file, table) if row not in now]
        if not old:
            raise Nothing
        row = self._random.choice(old)
        self._insert(file, table, row, "INSERT OR REPLACE")
        return Change(f"an older row of {file}.{table}", frozenset({(file, table, "*")}))

    def _older_table(self) -> Change:
        file, table, _ = self._place()
        snapshot = self._earlier()
        rows = snapshot.rows(file, table)
        if set(rows) == set(self._rows(file, table)):
            raise Nothing
        self._practice.raw[file].execute(f"DELETE FROM {table}")
        for row in rows:
            self._insert(file, table, row)
        return Change(f"{file}.{table} as it was at `{snapshot.name}`", frozenset({(file, table, "*")}))

    def _older_file(self) -> Change:
        file, snapshot = self._random.choice(FILES), self._earlier()
        for table in self._tables[file]:
            self._practice.raw[file].execute(f"DELETE FROM {table}")
            for row in snapshot.rows(file, table):
                self._insert(file, table, row)
        return Change(f"{file} as it was at `{snapshot.name}`", frozenset({(file, "", "*")}))

    def _two(self) -> Change:
        """Two changes at once."""
        one, other = (self._random.choice((self._flip, self._swap, self._copy, self._delete, self._older_row))() for _ in range(2))
        return Change(f"{one.what}, and {other.what}", one.touched | other.touched)
