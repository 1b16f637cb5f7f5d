"""Small wrongs done to one rule at a time: each must be caught by a case. `python -m tests.law.mutants [PACK...]` lists the survivors.

A mutant is killed when a case beside the packs fails under it. A survivor counts as equivalent only if the rule's condition comes to the same value for
every combination of the facts it reads.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from math import prod

from tests.law import beside, loaded

from tacenda.core.decisions import casework, rulebook
from tacenda.core.decisions import places as geography
from tacenda.core.decisions.cases import Case
from tacenda.core.decisions.conditions import Value, holds
from tacenda.core.decisions.questions import bands
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Clock, Condition, Kind, Layer, Literal, Pack, Rule

NEVER = dt.date(2190, 1, 1)


@dataclass(frozen=True)
class Mutant:
    """`pairs`: rules as they are and as they would be; `condition`: only a condition changed; `fact`: on which; `waiver`: a further signature.

    `pinned`: what of a case speaks of just this; such cases are asked first. `other`: the rule that this one no longer names.
    """

    name: str
    pairs: tuple[tuple[Rule, Rule], ...]
    condition: bool = False
    fact: str = ""
    waiver: str = ""
    pinned: str = "fires"
    other: str = ""


def of_pack(pack: Pack, packs: Packs) -> Iterator[Mutant]:
    """Every mutant of a pack: of each rule, and of the condition that all its rules share."""
    shared = {literal for condition in pack.applies for literal in condition}
    for rule in pack.rules:
        yield from _rule(rule, shared, packs)
    for literal in sorted(shared, key=repr):
        dropped = tuple((rule, _without(rule, literal)) for rule in pack.rules)
        yield Mutant(f"{pack.id}: applies without {literal.fact}", dropped, fact=literal.fact)
        flipped = tuple((rule, _with(rule, literal, replace(literal, negated=not literal.negated))) for rule in pack.rules)
        if not literal.numeric:
            yield Mutant(f"{pack.id}: applies with {literal.fact} flipped", flipped, fact=literal.fact)


def _rule(rule: Rule, shared: set[Literal], packs: Packs) -> Iterator[Mutant]:
    yield _one(rule, "dropped", replace(rule, since=NEVER))
    if rule.until is not None:
        yield _one(rule, "never ends", replace(rule, until=None))
    yield from _conditions(rule, shared, packs)
    yield from _lists(rule)
    yield from _clocks(rule)
    if rule.kind is Kind.DUTY and rule.layer is Layer.LAW:  # what a code says is a should, whatever its word
        yield _one(rule, "must and should swapped", replace(rule, strength="should" if rule.strength == "must" else "must"))
    if rule.floor_only:
        yield _one(rule, "everywhere", replace(rule, floor_only=False))
    if rule.kind is Kind.BAR and "disclose" in rule.acts and "authorization" in packs.vocabulary.facts:
        every = {value for value in packs.vocabulary.facts["authorization"].values if value != "none"}
        for kind in sorted(every - rule.waived_by):
            wider = replace(rule, waived_by=rule.waived_by | {kind})
            yield Mutant(f"{rule.id}: waived by {kind}", ((rule, wider),), waiver=kind)


def _one(rule: Rule, how: str, wrong: Rule, *, condition: bool = False, fact: str = "") -> Mutant:
    return Mutant(f"{rule.id}: {how}", ((rule, wrong),), condition, fact)


def _conditions(rule: Rule, shared: set[Literal], packs: Packs) -> Iterator[Mutant]:
    if len(rule.when) > 1:
        for i in range(len(rule.when)):
            yield _one(rule, f"without alternative {i + 1}", replace(rule, when=rule.when[:i] + rule.when[i + 1 :]), condition=True)
    own = {literal: None for condition in rule.when for literal in condition if literal not in shared}
    for literal in own:
        yield _one(rule, f"without {literal.fact}", _without(rule, literal), condition=True, fact=literal.fact)
        for how, wrong in _literals(literal, packs):
            yield _one(rule, f"{literal.fact} {how}", _with(rule, literal, wrong), condition=True, fact=literal.fact)


def _literals(literal: Literal, packs: Packs) -> Iterator[tuple[str, Literal]]:
    if literal.numeric:
        for name in ("at_least", "below"):
            limit = getattr(literal, name)
            if limit is not None:
                yield f"{name} {limit + 1}", replace(literal, **{name: limit + 1})
                yield f"{name} {max(limit - 1, 0)}", replace(literal, **{name: max(limit - 1, 0)})
        return
    yield "flipped", replace(literal, negated=not literal.negated)
    values = packs.vocabulary.facts[literal.fact].values
    if len(literal.values) > 1:
        for value in sorted(literal.values):
            yield f"without {value}", replace(literal, values=literal.values - {value})
    missing = [value for value in values if value not in literal.values]
    for value in {missing[0]: None, missing[-1]: None} if len(missing) > 1 else ():
        yield f"with {value}", replace(literal, values=literal.values | {value})


def _without(rule: Rule, literal: Literal) -> Rule:
    return replace(rule, when=tuple(tuple(one for one in condition if one != literal) for condition in rule.when))


def _with(rule: Rule, literal: Literal, wrong: Literal) -> Rule:
    return replace(rule, when=tuple(tuple(wrong if one == literal else one for one in condition) for condition in rule.when))


def _lists(rule: Rule) -> Iterator[Mutant]:
    for name in ("lifts", "cancels", "do", "if_duty"):
        found: tuple[str, ...] = getattr(rule, name)
        for one in found:
            less = replace(rule, **{name: tuple(other for other in found if other != one)})
            yield Mutant(
                f"{rule.id}: {name} without {one}", ((rule, less),), pinned={"lifts": "lifts", "do": "does"}.get(name, "fires"), other=one
            )
    for i, alternative in enumerate(rule.ways):
        if len(rule.ways) > 1:
            yield _one(rule, f"without way {'+'.join(alternative)}", replace(rule, ways=rule.ways[:i] + rule.ways[i + 1 :]))
        for way in alternative if len(alternative) > 1 else ():
            less = tuple(one for one in alternative if one != way)
            yield _one(rule, f"way without {way}", replace(rule, ways=(*rule.ways[:i], less, *rule.ways[i + 1 :])))


def _clocks(rule: Rule) -> Iterator[Mutant]:
    for how, clock in _wrong(rule.clock):
        yield _one(rule, f"clock {how}", replace(rule, clock=clock))
    if rule.then:
        yield _one(rule, "without what follows", replace(rule, then=None))
        for how, clock in _wrong(rule.then.clock):
            if clock is not None:
                yield _one(rule, f"clock of what follows {how}", replace(rule, then=replace(rule.then, clock=clock)))


def _wrong(clock: Clock | None) -> Iterator[tuple[str, Clock | None]]:
    if clock is None:
        return
    yield "gone", None
    if clock.unit != "at_once":
        yield "+1", replace(clock, n=clock.n + 1)
        yield "-1", replace(clock, n=clock.n - 1)


@contextmanager
def wronged(packs: Packs, mutant: Mutant) -> Iterator[None]:
    """The rulebook with the mutant's rules in place of the right ones."""
    before = packs.editions
    editions = list(before)
    for right, wrong in mutant.pairs:
        at = where(packs)[right.id]
        editions[at] = tuple(_ready(packs, wrong, one.rank) if one.rule == right else one for one in editions[at])
    packs.programs.clear()
    packs.editions = tuple(editions)
    try:
        yield
    finally:
        packs.editions = before
        packs.programs.clear()


def where(packs: Packs) -> dict[str, int]:
    """Rule id: its place among the editions."""
    if id(packs) not in _WHERE:
        _WHERE[id(packs)] = {several[0].rule.id: i for i, several in enumerate(packs.editions)}
    return _WHERE[id(packs)]


_WHERE: dict[int, dict[str, int]] = {}


def _ready(packs: Packs, rule: Rule, rank: int) -> rulebook.Ready:
    return rulebook.ready(rule, packs.alphabet, rank)


def names(case: Case) -> frozenset[str]:
    """The rules a case speaks of."""
    variants = [id for one in case.variants for id in (*one.fires, *one.near)]
    return frozenset((*case.fires, *case.near, *case.does, *case.lifts, *case.waives, *variants))


def passing(packs: Packs, cases: Sequence[Case]) -> list[Case]:
    """What fails anyway catches nothing."""
    return [case for case in cases if not loaded.differences(case, packs)]


def about(ids: Set[str], cases: Sequence[Case], file: str = "") -> list[Case]:
    """The cases that speak of one of these rules, or lie in this file: no other is asked about them."""
    return [case for case in cases if case.file == file or not ids.isdisjoint(names(case))]


def survivors(pack: Pack, packs: Packs, cases: Sequence[Case]) -> tuple[int, list[str]]:
    """How many mutants there were, and the names of those that no case catches."""
    beside_it = pack.file.replace(".toml", ".cases.toml")
    asked = passing(packs, about({rule.id for rule in pack.rules}, cases, beside_it))
    speaking, near = naming(asked), [case for case in asked if case.file == beside_it]
    every = list(of_pack(pack, packs))
    gone = swept(every, speaking, packs)
    left = [mutant for n, mutant in enumerate(every) if n not in gone]
    return len(every), [mutant.name for mutant in left if not excused(mutant, packs) and not dies(mutant, speaking, near, packs)]


def naming(cases: Sequence[Case]) -> dict[str, list[Case]]:
    """Rule id: the cases that speak of it."""
    found: dict[str, list[Case]] = {}
    for case in cases:
        for id in names(case):
            found.setdefault(id, []).append(case)
    return found


def swept(mutants: Sequence[Mutant], speaking: Mapping[str, Sequence[Case]], packs: Packs) -> set[int]:
    """The mutants, by position, of a rule's own condition that a sweep catches: those of one rule at once."""
    found, right = set[int](), lambda n: mutants[n].pairs[0][0]
    for rule, several in groupby((n for n, one in enumerate(mutants) if one.condition), key=right):
        at = list(several)
        cases = [case for case in speaking.get(rule.id, ()) if rule.id in case.fires]
        found |= {at[i] for i in beside.caught(rule, [mutants[n].pairs[0][1] for n in at], cases, packs)}
    return found


def dies(mutant: Mutant, speaking: Mapping[str, Sequence[Case]], near: Sequence[Case], packs: Packs) -> bool:
    """Does a case fail with the mutant in its rule's place? `near`: the cases beside its pack."""
    ids = dict.fromkeys(right.id for right, _ in mutant.pairs)
    naming = [case for id in ids for case in speaking.get(id, [])]
    naming.sort(key=lambda case: ids.keys().isdisjoint(getattr(case, mutant.pinned)))
    with wronged(packs, mutant):
        return _caught(mutant, naming, packs) or any(True for case in _rest(mutant, naming, near) for _ in casework.check(case, packs))


def _rest(mutant: Mutant, asked: Sequence[Case], near: Sequence[Case]) -> list[Case]:
    """Of the cases beside a pack those that were not asked, and of them first what speaks of the rule that is no longer named."""
    known = {id(case) for case in asked}
    return sorted((case for case in near if id(case) not in known), key=lambda case: mutant.other not in names(case))


def excused(mutant: Mutant, packs: Packs) -> bool:
    """Is it no wrong at all: a condition that comes to the same, a signature that opens nothing more?"""
    return (mutant.condition and equivalent(mutant, packs)) or (bool(mutant.waiver) and unsigned(mutant, packs))


def _caught(mutant: Mutant, cases: Sequence[Case], packs: Packs) -> bool:
    """By a sweep of the very fact, if there is one; else by anything that a case expects."""
    sweeps = [(case, one) for case in cases for one in case.sweep if one.fact == mutant.fact]
    return any(True for case, one in sweeps for _ in casework.swept(case, one, packs)) or any(
        True for case in cases for _ in casework.check(case, packs)
    )


def equivalent(mutant: Mutant, packs: Packs) -> bool:
    """Does the changed condition hold for exactly the same facts? By trying every combination of the facts that it reads."""
    right, wrong = _apart(mutant.pairs[0][0].when, mutant.pairs[0][1].when)
    facts = sorted({literal.fact for condition in (*right, *wrong) for literal in condition})
    options: dict[str, list[Value]] = {}
    for name in facts:
        fact = packs.vocabulary.facts[name]
        literals = [literal for condition in (*right, *wrong) for literal in condition if literal.fact == name]
        options[name] = (
            sorted(bands(literals)) if fact.number else [*((one,) for one in fact.values), ()] if fact.many else list(fact.values)
        )
    if prod(map(len, options.values())) > 500_000:
        return False
    return _table(right, options) == _table(wrong, options)


def unsigned(mutant: Mutant, packs: Packs) -> bool:
    """Is there no ground that could open this bar by such a signature? None of one place with it holds on facts on which the bar holds."""
    bar = mutant.pairs[0][0]
    signed = Literal("authorization", frozenset({mutant.waiver}))
    grounds = [one for one in packs.rules() if one.waivable and one.confidence in packs.vocabulary.proven and _together_at(bar, one)]
    return not any(_together((*held, signed, *opens), packs) for one in grounds for held in bar.when for opens in one.when)


def _together_at(bar: Rule, ground: Rule) -> bool:
    """A law opens bars of its own place, of those above and of those below, and what holds everywhere."""
    ends = (bar.place, ground.place)
    return None in ends or any(one in geography.closed((other,)) for one, other in (ends, ends[::-1]) if one and other)


def _together(condition: Condition, packs: Packs) -> bool:
    """Does every fact keep a value with which all these literals are true? Numbers and lists are taken to have one."""
    plain = [literal for literal in condition if not literal.numeric and not packs.vocabulary.facts[literal.fact].many]
    left = {literal.fact: set(packs.vocabulary.facts[literal.fact].values) for literal in plain}
    for literal in plain:
        left[literal.fact] -= literal.values if literal.negated else left[literal.fact] - literal.values
    return all(left.values())


def _apart(right: tuple[Condition, ...], wrong: tuple[Condition, ...]) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    """Without what every condition of both asks alike, and nothing else asks of that fact: where that fails, both fail."""
    every = (*right, *wrong)
    shared = frozenset[Literal].intersection(*(frozenset(one) for one in every))
    mixed = {literal.fact for condition in every for literal in condition if literal not in shared}
    left = {literal for literal in shared if literal.fact not in mixed}
    short = [tuple(tuple(one for one in condition if one not in left) for condition in when) for when in (right, wrong)]
    return short[0], short[1]


def _table(when: tuple[Condition, ...], options: Mapping[str, Sequence[Value]]) -> int:
    """Where it holds among all combinations of these values: a number with one byte for each combination, so that all are tried at once."""
    found = 0
    for condition in when:
        held = int.from_bytes(b"\1" * prod(map(len, options.values())))
        for literal in condition:
            held &= _column(literal, options)
        found |= held
    return found


def _column(literal: Literal, options: Mapping[str, Sequence[Value]]) -> int:
    """The table of one literal. The values of the last fact change fastest."""
    sizes, at = [len(values) for values in options.values()], list(options).index(literal.fact)
    block = b"".join((b"\1" if holds(literal, value) else b"\0") * prod(sizes[at + 1 :]) for value in options[literal.fact])
    return int.from_bytes(block * prod(sizes[:at]))


def main(wanted: Sequence[str]) -> int:
    """Print survivors; 1 if there are any."""
    alive = 0
    for world, found in ((loaded.packs(), loaded.cases()), (loaded.practice(), loaded.practice_cases())):
        for pack in world.packs:
            if not wanted or pack.id in wanted:
                n, lives = survivors(pack, world, found)
                alive += len(lives)
                print(f"{pack.id}: {n - len(lives)} of {n} mutants caught", flush=True)
                print("".join(f"  survives: {name}\n" for name in lives), end="")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
