"""Typed reading of parsed TOML: every value is asked for by kind, every key must be known, and a fault names its place."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from tacenda.core.words.errors import Invalid


class BadPack(Invalid):
    """A pack, vocabulary or case file that does not load. `at` names file and rule, `says` what is wrong there."""

    public = "A file of rules does not load."

    def __init__(self, at: str, says: str) -> None:
        super().__init__({at: says})
        self.at = at
        self.says = says

    def __str__(self) -> str:
        return f"{self.at}: {self.says}"


def toml(text: str, at: str) -> Mapping[str, object]:
    """The parsed text. Raises BadPack, also where it is nested deeper than anybody writes."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadPack(at, "nested too deep" if isinstance(error, RecursionError) else f"not TOML: {error}") from error


@dataclass(slots=True)
class Table:
    """One table of a file. Keys that nobody asked for are refused by `done`."""

    at: str
    values: Mapping[str, object]
    asked: set[str] = field(default_factory=set[str])

    def has(self, key: str) -> bool:
        return key in self.values

    def raw(self, key: str) -> object:
        self.asked.add(key)
        return self.values.get(key)

    def bad(self, says: str) -> BadPack:
        return BadPack(self.at, says)

    def text(self, key: str, default: str | None = None) -> str:
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or not value:
            raise self.bad(f"`{key}` must be a text")
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self.bad(f"`{key}` must be true or false")
        return value

    def count(self, key: str, default: int | None = None) -> int:
        value = self.raw(key)
        if value is None and default is not None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.bad(f"`{key}` must be a whole number")
        return value

    def date(self, key: str) -> dt.date | None:
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, dt.datetime) or not isinstance(value, dt.date):
            raise self.bad(f"`{key}` must be a date without quotes")
        return value

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of texts; a single text counts as a list of one."""
        value = self.raw(key)
        return default if value is None else texts_of(value, self.at, key)

    def table(self, key: str) -> Table | None:
        value = self.raw(key)
        return None if value is None else table_of(value, f"{self.at} {key}")

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables; a single table counts as a list of one."""
        value = self.raw(key)
        if value is None:
            return ()
        if isinstance(value, Mapping):
            return (table_of(cast(object, value), f"{self.at} {key}"),)
        return tuple(table_of(one, f"{self.at} {key}") for one in list_of(value, self.at, key))

    def done(self) -> None:
        """Raises BadPack for the first key that nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                raise self.bad(f"`{key}` is not a known field")


def list_of(value: object, at: str, key: str) -> list[object]:
    if not isinstance(value, list):
        raise BadPack(at, f"`{key}` must be a list")
    return cast("list[object]", value)


def texts_of(value: object, at: str, key: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    found = tuple(one for one in list_of(value, at, key) if isinstance(one, str))
    if len(found) != len(cast("list[object]", value)):
        raise BadPack(at, f"`{key}` must hold texts")
    return found


def table_of(value: object, at: str) -> Table:
    if not isinstance(value, Mapping):
        raise BadPack(at, "a table is needed here")
    return Table(at, cast("Mapping[str, object]", value))


def entries(table: Table | None) -> Iterator[tuple[str, object]]:
    """Every key and value of a table; marks them as asked for."""
    if table is not None:
        for key in table.values:
            yield key, table.raw(key)
