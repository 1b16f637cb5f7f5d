"""Random requests that come near the rules: facts that fire one or more of them, then a few facts changed, dropped or made plain."""

from __future__ import annotations

import random
from typing import Any

from tacenda.core.decisions import ask, clashes, places
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Layer, Literal, Rule

DAYS = ("2026-11-20T10:00:00Z", "2026-11-20T23:30:00-08:00", "2024-02-29T09:00:00+01:00")


def request(random: random.Random, packs: Packs, *, floor: bool | None = None) -> dict[str, Any]:
    """One request: form valid, facts often near a rule, seldom complete, and such as can hold together."""
    while True:
        found = drawn(random, packs, floor=floor)
        if possible(packs, found):
            return found


def possible(packs: Packs, request: dict[str, Any]) -> bool:
    """Can the facts of each part hold together?"""
    return not any(clashes.found(packs.clashes, one.state) for one in ask.read(request, packs).segments)


def drawn(random: random.Random, packs: Packs, *, floor: bool | None = None) -> dict[str, Any]:
    """One request, whether its facts can hold together or not."""
    rule = random.choice(rules_of(packs))
    act = random.choice(sorted(rule.acts))
    named = (
        random.choice([one for one in rules_of(packs) if one.place]).place
        if rule.place is None or places.too_broad((rule.place,))
        else rule.place
    )
    whole = random.random() < 0.75 if floor is None else not floor
    place = named if whole or random.random() < 0.5 or rule.place is None else rule.place
    facts = near(random, packs, rule, floor=not whole)
    found: dict[str, Any] = {
        "form": "tacenda.decision-request/1",
        "vocabulary": 1,
        "id": "r",
        "act": act,
        "places": sorted({place, *([random.choice(sorted(packs.placed))] if random.random() < 0.1 else [])}),
        "layers": "all" if whole else "floor",
        "codes": sorted(random.sample(["APA", "NASW", "ACA", "AAMFT", "BACP"], random.randint(0, 2))),
        "now": random.choice(DAYS),
        "facts": facts,
    }
    if random.random() < 0.3:
        found["segments"] = [
            {"id": id, "facts": some(random, packs, random.randint(0, 3), floor=not whole)}
            for id in ("a", "b", "c")[: random.randint(1, 3)]
        ]
    if random.random() < 0.4:
        found["events"] = {
            name: random.choice(["2026-11-02", "2015-03-31", "2026-11-20T08:00:00-05:00"])
            for name in random.sample(packs.vocabulary.starts, 4)
        }
    return found


def rules_of(packs: Packs) -> list[Rule]:
    return [rule for rule in packs.rules() if rule.layer is not Layer.PRACTICE]


def near(random: random.Random, packs: Packs, rule: Rule, *, floor: bool) -> dict[str, Any]:
    """Facts with which this rule fires, more or less."""
    facts: dict[str, Any] = {}
    if random.random() < 0.8:
        facts = {name: list(value) if isinstance(value, tuple) else value for name, value in packs.vocabulary.quiet.items()}
    facts |= some(random, packs, random.randint(0, 6), floor=floor)
    for other in (rule, random.choice(rules_of(packs))) if random.random() < 0.3 else (rule,):
        for literal in random.choice(other.when):
            if random.random() < 0.97 and (floor or not packs.vocabulary.facts[literal.fact].derived):
                facts[literal.fact] = meeting(random, packs, literal)
    for name in random.sample(sorted(facts), min(len(facts), random.choice([0, 0, 0, 1, 1, 2, 4]))):
        del facts[name]
    return facts


def meeting(random: random.Random, packs: Packs, literal: Literal) -> Any:
    """A value that meets a literal."""
    fact = packs.vocabulary.facts[literal.fact]
    if fact.number:
        low = literal.at_least or 0
        return random.randint(low, (literal.below or low + 40) - 1)
    values = [one for one in fact.values if (one in literal.values) != literal.negated]
    return [random.choice(values)] if fact.many else random.choice(values)


def some(random: random.Random, packs: Packs, n: int, *, floor: bool) -> dict[str, Any]:
    """A few facts at random."""
    names = [name for name, fact in packs.vocabulary.facts.items() if floor or not fact.derived]
    return {name: any_value(random, packs, name) for name in random.sample(names, n)}


def any_value(random: random.Random, packs: Packs, name: str) -> Any:
    fact = packs.vocabulary.facts[name]
    if fact.number:
        return random.choice([0, 5, 11, 12, 13, 14, 15, 16, 17, 18, 30, 499, 500, 501])
    return random.sample(fact.values, random.randint(0, 2)) if fact.many else random.choice(fact.values)
