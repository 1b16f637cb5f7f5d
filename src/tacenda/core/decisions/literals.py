"""Facts, and the conditions on them as the files write them: a value, a list of values, `{ not = [...] }`, limits of a number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from tacenda.core.decisions.reading import Table, entries, table_of, texts_of
from tacenda.core.decisions.rules import Condition, Literal


@dataclass(frozen=True, slots=True)
class Fact:
    """One question with a closed list of answers, or a whole number."""

    name: str
    group: str
    values: tuple[str, ...]
    number: str
    many: bool
    movable: bool
    quiet: str
    asserted_by: str
    evidence: str
    question: str

    @property
    def derived(self) -> bool:
        """What a local law would say: read off the packs, stated by hand in floor decisions only."""
        return self.asserted_by == "kernel"

    @property
    def judged(self) -> bool:
        return self.evidence == "judgement"

    @property
    def proposable(self) -> bool:
        """May an explanation name a value of this fact as the one that was missing? Danger and judgements never: nobody is coached."""
        return self.movable or (self.group not in ("danger", "judgement") and not self.judged)


def condition(row: Table, facts: Mapping[str, Fact]) -> Condition:
    """One table of facts, all of which must hold. Raises BadPack."""
    return tuple(literal(name, value, row, facts) for name, value in entries(row))


def literal(name: str, value: object, row: Table, facts: Mapping[str, Fact]) -> Literal:
    """One line of a condition. Raises BadPack."""
    fact = facts.get(name)
    if fact is None:
        raise row.bad(f"`{name}` is no fact of the vocabulary")
    if isinstance(value, Mapping):
        inner = table_of(cast(object, value), f"{row.at} {name}")
        found = _limits(fact, inner) if fact.number else Literal(name, _values(fact, inner.texts("not"), row), negated=True)
        inner.done()
        return found
    if fact.number:
        raise row.bad(f"`{name}` is a number: at_least, below")
    return Literal(name, _values(fact, texts_of(value, row.at, name), row))


def _limits(fact: Fact, row: Table) -> Literal:
    low = row.count("at_least") if row.has("at_least") else None
    high = row.count("below") if row.has("below") else None
    if (low is None and high is None) or (low is not None and high is not None and low >= high):
        raise row.bad("limits that nothing meets")
    return Literal(fact.name, at_least=low, below=high)


def _values(fact: Fact, values: tuple[str, ...], row: Table) -> frozenset[str]:
    if not values:
        raise row.bad(f"`{fact.name}` names no value")
    for value in values:
        if value not in fact.values:
            raise row.bad(f"`{fact.name}` has no value `{value}`")
    if len(set(values)) == len(fact.values) and not fact.many:
        raise row.bad(f"`{fact.name}` names every value, so it says nothing")
    return frozenset(values)
