"""The shape of the table: what one state's row holds, cell by cell."""

from __future__ import annotations

from typing import NotRequired, TypedDict

PROVEN = ("read", "official-summary")


class Cell(TypedDict):
    """One cell of the table: a law, how far it was read, and what it says."""

    citation: str
    confidence: str
    source: NotRequired[str]
    quote: NotRequired[str]
    since: NotRequired[str]
    until: NotRequired[str]


class Clock(TypedDict):
    unit: str
    n: NotRequired[int]
    firm: NotRequired[str]


class Duty(Cell):
    strength: str
    who: list[str]
    setting: NotRequired[str]
    targets: list[str]
    imminent: bool
    intent: bool
    from_whom: list[str]
    ways: NotRequired[list[list[str]]]
    to: NotRequired[list[str]]
    do: NotRequired[list[str]]
    guardian: NotRequired[bool]
    listed: NotRequired[bool]
    unsure: NotRequired[list[Table]]  # whom or what the list may mean too: asked, not refused
    other_care: NotRequired[bool]


class Report(Cell):
    who: str | list[str]
    to: list[str]
    evidence: list[str]
    clock: Clock
    written_hours: NotRequired[int]
    seen: NotRequired[bool]
    past_settled: NotRequired[bool]
    unsettled: NotRequired[list[str]]
    note: NotRequired[str]


class Minors(Cell):
    age: NotRequired[int]
    before_age: NotRequired[int]
    none: NotRequired[bool]
    parents: NotRequired[bool]
    stands: NotRequired[bool]
    younger: NotRequired[Cell]
    younger_from: NotRequired[int]
    emergency: NotRequired[Cell]


class Row(TypedDict):
    name: str
    secrecy: Cell
    duty: Duty
    child: Report
    adult: Report
    minors: Minors
    keep: Cell


Table = dict[str, object]
