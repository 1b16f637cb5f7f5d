"""Waits: what of the kept answers of a chart is not done with, as the head of the page of `requests` says it. So a list of many charts
tells what waits without opening an answer.

Head: `waits`, rows `[id, told, number, open, days]`. `open`: 1 while the answer is not settled; `days`: by when the law wants something
done, as the rules wrote it, each until somebody says that it is done. `told`: 16 random bytes under which a privacy office counts it, and
which name nothing else; `number`: how many changes an office was told. A head from before says `open`, ids alone.

What an office is told is `told number open day`: `told` in hex, `day` the nearest, `-` for none. Of what it was told under one name the
highest number counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from tacenda.core.words import moments
from tacenda.core.words.encoding import Parsed, Plain, as_number, as_raw, as_rows, as_texts
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ObjectId
from tacenda.core.words.moments import Moment

WAITS, BEFORE = "waits", "open"
_SAID = re.compile(r"([0-9a-f]{32}) ([0-9]{1,6}) ([01]) (\S{1,40})")
NO_DAY = "-"


@dataclass(frozen=True, slots=True)
class Wait:
    """One kept answer that is not done with."""

    id: ObjectId
    told: bytes
    number: int
    open: bool
    days: tuple[str, ...]

    def __repr__(self) -> str:
        return "Wait()"

    @property
    def over(self) -> bool:
        return not self.open and not self.days

    def without(self, day: str) -> Wait:
        """Without one of its days: what was due then is done."""
        return replace(self, days=tuple(one for one in self.days if one != day))


def of_head(head: Parsed) -> tuple[Wait, ...]:
    """What waits, oldest first. Raises Tampered."""
    rows = [_wait(row) for row in as_rows(head.get(WAITS, []))]
    known = {one.id for one in rows}
    before = (ObjectId(as_raw(text, 16)) for text in as_texts(head.get(BEFORE, [])))
    return (*(Wait(id, b"", 0, open=True, days=()) for id in before if id not in known), *rows)


def with_wait(head: Parsed, wait: Wait) -> dict[str, Plain]:
    """A head in which this answer waits so, or waits no more, and all else as it was. Raises Tampered."""
    kept = [one for one in of_head(head) if one.id != wait.id]
    rest = {name: value for name, value in head.items() if name not in (WAITS, BEFORE)}
    return {**rest, WAITS: [_row(one) for one in ([*kept] if wait.over else [*kept, wait])]}


def _row(wait: Wait) -> list[Plain]:
    return [wait.id, wait.told, wait.number, int(wait.open), list(wait.days)]


def _wait(row: list[object]) -> Wait:
    if len(row) != 5:
        raise Tampered("wait")
    days = tuple(map(_day, as_texts(row[4])))
    return Wait(ObjectId(as_raw(row[0], 16)), as_raw(row[1], 0, 16), as_number(row[2]), as_number(row[3]) == 1, days)


def _day(text: str) -> str:
    try:
        moments.ends(text)
    except ValueError as error:
        raise Tampered("day") from error
    return text


def late(day: str, now: Moment) -> bool:
    """Whether a day or moment is over."""
    return moments.ends(day).timestamp() < now


# What an office is told


@dataclass(frozen=True, slots=True)
class Told:
    """What an office was told of one answer. `day`: the nearest, empty for none."""

    told: str
    number: int
    open: bool
    day: str

    @property
    def waits(self) -> bool:
        return self.open or bool(self.day)


def said(wait: Wait) -> str:
    """What an office is told of an answer as it is now."""
    return f"{wait.told.hex()} {wait.number} {int(wait.open)} {wait.days[0] if wait.days else NO_DAY}"


def of_said(text: str) -> Told:
    """Raises Tampered for what is none."""
    match = _SAID.fullmatch(text)
    if match is None:
        raise Tampered("wait")
    return Told(match[1], int(match[2]), match[3] == "1", "" if match[4] == NO_DAY else _day(match[4]))


def newest(told: Iterable[Told]) -> dict[str, Told]:
    """Of each answer what was told last."""
    found = dict[str, Told]()
    for one in told:
        if one.told not in found or found[one.told].number < one.number:
            found[one.told] = one
    return found


@dataclass(frozen=True, slots=True)
class Count:
    """How many answers wait; `late`: those of them whose nearest day is over."""

    waits: int = 0
    late: int = 0


def count(told: Iterable[Told], now: Moment) -> Count:
    """What an office counts."""
    left = [one for one in newest(told).values() if one.waits]
    return Count(len(left), sum(bool(one.day) and late(one.day, now) for one in left))
