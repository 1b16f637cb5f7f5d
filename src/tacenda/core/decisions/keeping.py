"""How long a record must be kept, in sentences, made from the same rules that bar its destruction.

A stop ends an access and destroys nothing; whoever treats a client owes the keeping all the same. Who is told so reads where it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from tacenda.core.decisions import limits
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Kind, Layer, Rule

DESTROY = "destroy"


@dataclass(frozen=True, slots=True)
class Keeping:
    """One rule on keeping. `read`: it says for how long, and somebody read the text."""

    says: str
    citation: str
    rule: str
    read: bool


def keeping(packs: Packs, places: Sequence[str], day: dt.date) -> tuple[Keeping, ...]:
    """The rules of these places in force on a day that say how long a record is kept, those that were read first."""
    found = [_keeping(packs, rule) for rule in limits.live(packs, places, day) if _keeps(rule)]
    told = {(one.says, one.citation): one for one in reversed(found)}
    return tuple(sorted(told.values(), key=lambda one: (not one.read, one.rule)))


def _keeps(rule: Rule) -> bool:
    return rule.kind is Kind.BAR and rule.layer is Layer.LAW and rule.place is not None and DESTROY in rule.acts


def _keeping(packs: Packs, rule: Rule) -> Keeping:
    read = rule.clock is not None and rule.confidence in packs.vocabulary.proven
    return Keeping(rule.says, rule.citation, rule.id, read)
