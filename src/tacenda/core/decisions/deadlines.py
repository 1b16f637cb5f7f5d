"""Deadlines: the days and moments by which an answer wants something done, as its clocks wrote them.

What is due at once is no deadline: it is done, or it is late already. How long something is kept is none either.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from tacenda.core.decisions.rulebook import Packs
from tacenda.core.words import moments

COUNTED = ("stands", "open")  # states of a duty whose day counts: while nobody knows whether it applies, its day does not wait
FIRM = ("hard", "target")


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something to do by a day (`YYYY-MM-DD`) or moment (RFC 3339). Of a duty `rule` and `says`; of what comes with an answer `deed`.

    `own`: the duty's own clock, not the one of what follows from it.
    """

    day: str
    rule: str = ""
    says: str = ""
    deed: str = ""
    own: bool = True


def of_decision(decision: Mapping[str, object]) -> tuple[Deadline, ...]:
    """Every deadline of an answer in the form `tacenda.decision/1`, the nearest first."""
    return tuple(sorted(dict.fromkeys(_found(decision)), key=lambda one: moments.ends(one.day)))


def days(packs: Packs, decision: Mapping[str, object]) -> tuple[str, ...]:
    """The days and moments alone, each once, without what is due at once."""
    return tuple(dict.fromkeys(one.day for one in of_decision(decision) if not (one.own and one.rule and _at_once(packs, one.rule))))


def _found(decision: Mapping[str, object]) -> Iterator[Deadline]:
    duties = [one for one in _rows(decision, "duties") if one["state"] in COUNTED]
    yield from (Deadline(str(one["due"]), str(one["rule"]), str(one["says"])) for one in duties if one["due"])
    says = {one["rule"]: one["says"] for one in duties}
    first = {(one["rule"], one["due"]) for one in duties}
    for one in _rows(decision, "clocks"):
        if (
            one["due"]
            and one["rule"] in says
            and (one["rule"], one["due"]) not in first
            and one["firm"] in FIRM
            and one["unit"] != "at_once"
        ):
            yield Deadline(str(one["due"]), str(one["rule"]), str(says[one["rule"]]), own=False)
    yield from (Deadline(str(one["due"]), deed=str(one["do"])) for one in _rows(decision, "obligations") if one["due"])


def _rows(decision: Mapping[str, object], name: str) -> list[dict[str, object]]:
    return cast("list[dict[str, object]]", decision.get(name, []))


def _at_once(packs: Packs, rule: str) -> bool:
    clock = packs.rule(rule).clock
    return clock is not None and clock.unit == "at_once"
