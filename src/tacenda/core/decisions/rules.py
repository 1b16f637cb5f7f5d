"""Rules and packs as values: what `pack.parse` makes of the files and the kernel evaluates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """The five things a rule can be; this is the whole language."""

    BAR = "bar"
    GROUND = "ground"
    DUTY = "duty"
    EXEMPT = "exempt"
    NOTE = "note"


class Layer(Enum):
    LAW = "law"
    CODE = "code"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class Literal:
    """One condition on one fact: membership in `values` (or not), or a number within limits."""

    fact: str
    values: frozenset[str] = frozenset()
    negated: bool = False
    at_least: int | None = None
    below: int | None = None

    @property
    def numeric(self) -> bool:
        return self.at_least is not None or self.below is not None


Condition = tuple[Literal, ...]  # all of them; a rule holds one or more, of which one must hold


@dataclass(frozen=True, slots=True)
class Clock:
    """When something is due: an event, a span, and how firm it is. `of`: the event whose year `year_end` closes."""

    start: str
    n: int
    unit: str
    firm: str
    extend_n: int = 0
    extend_unit: str = ""
    extend_if: str = ""
    pause: str = ""
    of: str = "discovered"


@dataclass(frozen=True, slots=True)
class Then:
    """An obligation that follows later, with its own clock."""

    do: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of one edition. `when` already includes the condition of its pack."""

    id: str
    kind: Kind
    pack: str
    layer: Layer
    place: str | None
    acts: frozenset[str]
    when: tuple[Condition, ...]
    citation: str
    says: str
    topic: str = ""
    tell: str = ""
    do: tuple[str, ...] = ()
    since: dt.date | None = None
    until: dt.date | None = None
    known: dt.date | None = None
    confidence: str = "unknown"
    source: str = ""
    quote_sha256: str = ""
    reviewed: str = "unreviewed"
    waived_by: frozenset[str] = frozenset()
    lifts: tuple[str, ...] = ()
    if_duty: tuple[str, ...] = ()
    duty: str = ""
    strength: str = "must"
    ways: tuple[tuple[str, ...], ...] = ()
    clock: Clock | None = None
    then: Then | None = None
    floor_only: bool = False
    cancels: tuple[str, ...] = ()

    @property
    def waivable(self) -> bool:
        """Does this ground rest on what the client signed?"""
        return "waivable" in self.lifts

    def always(self, needed: Callable[[Literal], bool]) -> bool:
        """Does every case of this rule need such a literal?"""
        return all(any(needed(one) for one in condition) for condition in self.when)


@dataclass(frozen=True, slots=True)
class Pack:
    """One law: its rules in the order of their ids, and the hash of their meaning (not of the file's layout)."""

    id: str
    version: str
    place: str | None
    title: str
    layer: Layer
    code: str
    reviewed: str
    rules: tuple[Rule, ...]
    sha256: str
    file: str
    applies: tuple[Condition, ...] = ((),)
