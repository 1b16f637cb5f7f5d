"""Calls: whom this practice calls when somebody may be hurt, and what it always answers the same; with the place whose law applies.

Kept on the practice's own page: everybody who works here reads it, the privacy officer writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tacenda.acts import gate, pages
from tacenda.acts.desk import Desk
from tacenda.core.model import practice
from tacenda.core.model.practice import Call
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.moments import Moment


@dataclass(frozen=True, slots=True)
class Known:
    """What a question begins with. `facts`: what this practice answers the same every time."""

    place: str
    calls: tuple[Call, ...]
    facts: dict[str, str]
    now: Moment


def known(desk: Desk) -> Known:
    """The practice's place, calls and facts. Raises NotFound for who does not work here."""
    value = gate.practice_page(desk)[1]
    return Known(value.place, value.calls, dict(value.facts), desk.now)


def keep(desk: Desk, calls: Sequence[Call], facts: Sequence[tuple[str, str]]) -> None:
    """Write them. Raises Invalid, NotFound, Refused."""
    at, value = gate.practice_page(desk)
    made = replace(value, calls=practice.calls_of(calls), facts=tuple(sorted(facts)))
    pages.write(desk, at, Code.PRACTICE, Purpose.PRACTICE, [], practice.head(made))
