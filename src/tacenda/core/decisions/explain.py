"""Why, and why not: for each bar that holds, what lifts it; for each that stays shut, the rules that failed by one fact.

A fact of danger or a judgement is never named as the one that was missing: nobody is coached into asserting it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tacenda.core.decisions.conditions import NO, YES, Masks, holds
from tacenda.core.decisions.decision import BarAnswer, Nearest, SegmentAnswer
from tacenda.core.decisions.evaluate import WORD
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.parts import Part, Setting, answer, lifters, plain
from tacenda.core.decisions.program import BarNode, Program, Ready
from tacenda.core.decisions.reasons import rests_on
from tacenda.core.decisions.rules import Condition, Literal, Rule


def segment(here: Setting, part: Part) -> SegmentAnswer:
    """One segment's answer with its bars and the facts it rests on."""
    values = part.values
    facts = part.segment.facts
    return SegmentAnswer(
        id=part.segment.id,
        verdict=part.verdict,
        may=WORD[values.may],
        must=WORD[values.must],
        should=WORD[values.should],
        bars=tuple(_bar(here, part, i, bar) for i, bar in enumerate(here.program.bars) if values.holding[i] != NO),
        rests_on={name: plain(facts[name]) for name in rests_on(here, part) if name in facts},
    )


def _bar(here: Setting, part: Part, i: int, bar: BarNode) -> BarAnswer:
    free = part.values.opened[i]
    return BarAnswer(
        rule=bar.ready.rule.id,
        holds=WORD[part.values.holding[i]],
        open=WORD[free],
        lifted_by=tuple(rule.id for rule in lifters(bar, part, here.program)) if free or not here.beside else (),
        nearest=tuple(nearest(here, part, i)) if free == NO else (),
    )


@dataclass(frozen=True, slots=True)
class Opening:
    """One condition under which a rule would lift a bar. `sure`: it is all that is needed; else duties or ways count too."""

    rule: Rule
    condition: Condition
    wrong: int
    blank: int
    sure: bool
    addressed: bool
    fitting: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def values(self, name: str, vocabulary: Vocabulary) -> tuple[str, ...]:
        """The values of one fact that meet every literal on it, in the order of the vocabulary; none for numbers. Worked out once."""
        if name not in self.fitting:
            self.fitting[name] = acceptable(name, self.condition, vocabulary)
        return self.fitting[name]


@lru_cache(maxsize=1024)
def openings(program: Program, k: int) -> tuple[Opening, ...]:
    """Every condition under which some rule would lift the bar at position `k`."""
    bar = program.bars[k]
    found = [one for i in bar.grounds for one in _openings(program.grounds[i].ready, sure=program.grounds[i].duties is None)]
    signature = (Literal("authorization", bar.ready.rule.waived_by),) if bar.ready.rule.waived_by else ()
    signed = bar.ready.waiver[0] if bar.ready.waiver else Masks(0, 0)
    for i in bar.waivers:
        for one in _openings(program.grounds[i].ready, sure=program.grounds[i].duties is None):
            found.append(
                Opening(one.rule, (*one.condition, *signature), one.wrong | signed.wrong, one.blank | signed.blank, one.sure, one.addressed)
            )
    found += [one for i in bar.duties for one in _openings(program.duties[i].ready, sure=False)]
    return tuple(found)


def _openings(ready: Ready, *, sure: bool) -> list[Opening]:
    if ready.counsel:  # what nobody has verified opens nothing
        return []
    pairs = zip(ready.rule.when, ready.when, strict=True)
    return [Opening(ready.rule, condition, masks.wrong, masks.blank, sure, _addressed(condition)) for condition, masks in pairs]


def _addressed(condition: Condition) -> bool:
    """Does this rule name for whom or for what it is made?"""
    return any(one.fact in ("recipient", "purpose") and not one.negated for one in condition)


def acceptable(name: str, condition: Condition, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The values of one fact that meet every literal on it, in the order of the vocabulary; none for numbers."""
    fact = vocabulary.facts[name]
    literals = [literal for literal in condition if literal.fact == name]
    return tuple(value for value in fact.values if all(holds(literal, (value,) if fact.many else value) for literal in literals))


def nearest(here: Setting, part: Part, i: int) -> Iterator[Nearest]:
    """Rules that one other fact would have let lift this bar."""
    alphabet, vocabulary, state = here.packs.alphabet, here.packs.vocabulary, part.state
    seen: set[tuple[str, str]] = set()
    for one in openings(here.program, i):
        wrong = state & one.wrong
        if not wrong or state & one.blank or wrong & ~alphabet.owner(wrong & -wrong):
            continue  # several facts fail, or some are open: those are asked
        name = alphabet.owners[(wrong & -wrong).bit_length() - 1]
        if not vocabulary.facts[name].proposable or (one.rule.id, name) in seen:
            continue
        values = [value for value in one.values(name, vocabulary) if (one.sure and not here.beside) or _opens(here, part, i, {name: value})]
        if values:
            seen.add((one.rule.id, name))
            yield Nearest(one.rule.id, {name: tuple(values)})


def _opens(here: Setting, part: Part, i: int, change: Mapping[str, str]) -> bool:
    facts = here.packs.vocabulary.facts
    state = here.packs.alphabet.state({name: (one,) if facts[name].many else one for name, one in change.items()}, part.state)
    return answer(here, state).opened[i] == YES


def cited_when_refused(here: Setting, parts: Sequence[Part], answers: Sequence[SegmentAnswer]) -> list[Rule]:
    """The law a refusal is measured by: rules that came nearest to lifting what stayed shut, then those made for such a request."""
    near = {one.rule for answer in answers for bar in answer.bars for one in bar.nearest}
    fitting = {one.id: one for part in parts for one in _fitting(here, part)}
    program = here.program
    ranked = sorted((node.ready for node in (*program.duties, *program.grounds)), key=lambda one: one.rank)
    nearest = [one.rule for one in ranked if one.rule.id in near]
    return nearest + [one.rule for one in ranked if one.rule.id in fitting and one.rule.id not in near]


def _fitting(here: Setting, part: Part) -> Iterator[Rule]:
    """Rules that speak of this purpose and this recipient, and would lift a bar that stayed shut, had the other facts been theirs."""
    known = part.state & here.packs.parties
    for k, free in enumerate(part.values.opened):
        if free == NO:
            for one in openings(here.program, k):
                if one.addressed and not known & (one.wrong | one.blank):
                    yield one.rule
