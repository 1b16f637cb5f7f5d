"""Why, and why not: for each bar that holds, what lifts it; for each that stays shut, the rules that failed by one fact.

A fact of danger or a judgement is never named as the one that was missing: nobody is coached into asserting it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tacenda.core.decisions.conditions import NO, YES, Facts, holds
from tacenda.core.decisions.decision import BarAnswer, Nearest, SegmentAnswer
from tacenda.core.decisions.evaluate import WORD
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.parts import Part, Setting, answer, lifters, stated
from tacenda.core.decisions.program import BarNode
from tacenda.core.decisions.reasons import rests_on
from tacenda.core.decisions.rules import Condition, Kind, Literal, Rule


def segment(here: Setting, part: Part) -> SegmentAnswer:
    """One segment's answer with its bars and the facts it rests on."""
    values = part.values
    order = here.packs.vocabulary.facts
    facts = stated(part, rests_on(here, part))
    return SegmentAnswer(
        id=part.segment.id,
        verdict=part.verdict,
        may=WORD[values.may],
        must=WORD[values.must],
        should=WORD[values.should],
        bars=tuple(_bar(here, part, i, bar) for i, bar in enumerate(here.program.bars) if values.holding[i] != NO),
        rests_on={name: facts[name] for name in order if name in facts},
    )


def _bar(here: Setting, part: Part, i: int, bar: BarNode) -> BarAnswer:
    free = part.values.opened[i]
    return BarAnswer(
        rule=bar.ready.rule.id,
        holds=WORD[part.values.holding[i]],
        open=WORD[free],
        lifted_by=tuple(rule.id for rule in lifters(bar, part, here.program)),
        nearest=tuple(nearest(here, part, i, bar)) if free == NO else (),
    )


def openings(here: Setting, bar: BarNode) -> Iterator[tuple[Rule, Condition]]:
    """Every condition under which some rule would lift this bar."""
    signature = (Literal("authorization", bar.ready.rule.waived_by),) if bar.ready.rule.waived_by else ()
    for i in bar.grounds:
        rule = here.program.grounds[i].ready.rule
        yield from ((rule, condition) for condition in rule.when)
    for i in bar.waivers:
        rule = here.program.grounds[i].ready.rule
        yield from ((rule, (*condition, *signature)) for condition in rule.when)
    for i in bar.duties:
        rule = here.program.duties[i].ready.rule
        yield from ((rule, condition) for condition in rule.when)


def missing(condition: Condition, facts: Facts) -> dict[str, list[Literal]]:
    """The stated facts that fail a condition, each with its failing literals. Unknown facts are not missing, they are asked."""
    found: dict[str, list[Literal]] = {}
    for literal in condition:
        if literal.fact in facts and not holds(literal, facts[literal.fact]):
            found.setdefault(literal.fact, []).append(literal)
    return found


def acceptable(name: str, condition: Condition, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The values of one fact that meet every literal on it, in the order of the vocabulary; none for numbers."""
    fact = vocabulary.facts[name]
    literals = [literal for literal in condition if literal.fact == name]
    return tuple(value for value in fact.values if all(holds(literal, (value,) if fact.many else value) for literal in literals))


def nearest(here: Setting, part: Part, i: int, bar: BarNode) -> Iterator[Nearest]:
    """Rules that one other fact would have let lift this bar; each value named was tried."""
    vocabulary = here.packs.vocabulary
    seen: set[tuple[str, str]] = set()
    for rule, condition in openings(here, bar):
        failed = missing(condition, part.segment.facts)
        name = next(iter(failed), "")
        if len(failed) != 1 or not vocabulary.facts[name].proposable or (rule.id, name) in seen:
            continue
        values = tuple(one for one in acceptable(name, condition, vocabulary) if _opens(here, part, i, {name: one}))
        if values:
            seen.add((rule.id, name))
            yield Nearest(rule.id, {name: values})


def _opens(here: Setting, part: Part, i: int, change: Mapping[str, str]) -> bool:
    facts = here.packs.vocabulary.facts
    state = here.packs.alphabet.state({name: (one,) if facts[name].many else one for name, one in change.items()}, part.state)
    return answer(here, state).opened[i] == YES


def cited_when_refused(here: Setting, answers: tuple[SegmentAnswer, ...]) -> list[Rule]:
    """The rules that came nearest to lifting what stayed shut: the law a refusal is measured by."""
    names = {near.rule for one in answers for bar in one.bars for near in bar.nearest}
    program = here.program
    ready = [node.ready for node in (*program.duties, *program.grounds)]
    return [one.rule for one in sorted(ready, key=lambda one: one.rank) if one.rule.id in names and one.rule.kind is not Kind.BAR]
