"""What would open a bar: every condition of every rule that lifts it, and where the index of the program keeps it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tacenda.core.decisions.conditions import Masks, holds
from tacenda.core.decisions.decision import Nearest
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.program import BarNode, Program, Ready
from tacenda.core.decisions.rules import Condition, Literal, Rule


@dataclass(frozen=True, slots=True)
class Opening:
    """One condition under which a rule would lift a bar. `sure`: it is all that is needed; else duties or ways count too."""

    rule: Rule
    condition: Condition
    wrong: int
    blank: int
    sure: bool
    addressed: bool
    fitting: dict[str, Nearest] = field(default_factory=dict[str, Nearest])

    def needs(self, name: str, vocabulary: Vocabulary) -> Nearest:
        """The values of one fact that would meet every literal on it; none for numbers. Worked out once."""
        if name not in self.fitting:
            values = acceptable(name, self.condition, vocabulary) if vocabulary.facts[name].proposable else ()
            self.fitting[name] = Nearest(self.rule.id, {name: values})
        return self.fitting[name]

    def values(self, name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
        """As `acceptable` finds them."""
        return acceptable(name, self.condition, vocabulary)


@dataclass(frozen=True, slots=True)
class Doors:
    """The openings of one bar. `at`: condition: its opening. The others are conditions: of grounds and duties that are verified, of those
    among them that need a signature, of those made for a purpose or recipient, also where nobody has verified them; of all grounds, and of
    all that need a signature.
    """

    openings: tuple[Opening, ...]
    at: dict[int, int]
    plain: int
    signed: int
    addressed: int
    grounds: int
    waivers: int


@lru_cache(maxsize=1024)
def doors(program: Program, k: int) -> Doors:
    """Every condition under which some rule would lift the bar at position `k`."""
    bar = program.bars[k]
    signature = (Literal("authorization", bar.ready.rule.waived_by),) if bar.ready.rule.waived_by else ()
    signed = bar.ready.waiver[0] if bar.ready.waiver else Masks(0, 0)
    by_signature = [
        (at, replace(one, condition=(*one.condition, *signature), wrong=one.wrong | signed.wrong, blank=one.blank | signed.blank))
        for i in bar.waivers
        for at, one in _ground(program, i)
    ]
    plain = [one for i in bar.grounds for one in _ground(program, i)]
    through_duty = [one for i in bar.duties for one in _openings(program, program.duties[i].ready, program.starts[0] + i, sure=False)]
    found = [*plain, *by_signature, *through_duty]
    return Doors(
        openings=tuple(one for _, one in found),
        at={at: position for position, (at, _) in enumerate(found)},
        plain=sum(1 << at for at, _ in (*plain, *through_duty)),
        signed=sum(1 << at for at, _ in by_signature),
        addressed=sum(1 << at for at in {*(at for at, one in found if one.addressed), *_unverified(program, bar)}),
        grounds=sum(conditions_of(program, i) for i in bar.grounds),
        waivers=sum(conditions_of(program, i) for i in bar.waivers),
    )


def _unverified(program: Program, bar: BarNode) -> Iterator[int]:
    """Conditions made for a purpose or recipient, of rules that nobody has verified: they open nothing, but name the law to read."""
    if program.index is None:
        return
    rows = [program.starts[1] + i for i in (*bar.grounds, *bar.waivers)] + [program.starts[0] + i for i in bar.duties]
    for row in rows:
        if row in program.capped:
            rule = program.rules[program.ids[row]]
            yield from (at for at, one in enumerate(rule.when, start=program.index.first[row]) if addressed(one))


def conditions_of(program: Program, i: int) -> int:
    """The conditions of the ground at position `i`."""
    if program.index is None:
        return 0
    row = program.starts[1] + i
    return (1 << program.index.first[row + 1]) - (1 << program.index.first[row])


def _ground(program: Program, i: int) -> list[tuple[int, Opening]]:
    node = program.grounds[i]
    return _openings(program, node.ready, program.starts[1] + i, sure=node.duties is None)


def _openings(program: Program, ready: Ready, row: int, *, sure: bool) -> list[tuple[int, Opening]]:
    """The conditions of one row, each with its place in the index."""
    if ready.counsel:  # what nobody has verified opens nothing
        return []
    first = program.index.first[row] if program.index else 0
    pairs = enumerate(zip(ready.rule.when, ready.when, strict=True), start=first)
    return [(at, Opening(ready.rule, condition, one.wrong, one.blank, sure, addressed(condition))) for at, (condition, one) in pairs]


def addressed(condition: Condition) -> bool:
    """Does this rule name for whom or for what it is made?"""
    return any(one.fact in ("recipient", "purpose") and not one.negated for one in condition)


def acceptable(name: str, condition: Condition, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The values of one fact that meet every literal on it, in the order of the vocabulary; none for numbers."""
    fact = vocabulary.facts[name]
    literals = [literal for literal in condition if literal.fact == name]
    return tuple(value for value in fact.values if all(holds(literal, (value,) if fact.many else value) for literal in literals))
