"""The rules of a place looked at from all sides: which answers they give, where two laws collide, which rules can never matter.

Every combination of the facts that the rules of one act read, where there are few enough; else the surroundings of each rule: facts
with which it fires on a plain day, and from there every other value of every fact that any rule reads, and its absence. Values that no
rule tells apart count once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from tacenda.core.decisions import clashes, parts
from tacenda.core.decisions.ask import Request
from tacenda.core.decisions.conditions import NO, OPEN, YES, Facts, Value, holds
from tacenda.core.decisions.evaluate import CAREFUL, Values, verdict
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.parts import Setting
from tacenda.core.decisions.program import Program, Ready
from tacenda.core.decisions.questions import bands
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Condition, Rule

FEW = 20_000  # combinations tried whole without being asked
MOST = 10_000_000


@dataclass(slots=True)
class Survey:
    """One place and act. `conflicts`: duty and bar that collided; `gaps`: facts left open although every value gives one answer."""

    place: str
    act: str
    floor: bool
    tried: int = 0
    whole: bool = False
    verdicts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CAREFUL, 0))
    conflicts: dict[tuple[str, str], Facts] = field(default_factory=dict[tuple[str, str], Facts])
    gaps: dict[str, Facts] = field(default_factory=dict[str, Facts])
    fired: set[str] = field(default_factory=set[str])
    useful: set[str] = field(default_factory=set[str])
    dead: tuple[str, ...] = ()
    unlifted: tuple[str, ...] = ()
    defeated: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()


def setting(packs: Packs, place: str, act: str, day: dt.date, *, floor: bool, codes: Sequence[str] = ()) -> Setting:
    """What a request about this place and act would meet."""
    now = dt.datetime.combine(day, dt.time(12), dt.UTC)
    return parts.setting(
        packs, Request("survey", 1, act, (place,), floor, tuple(codes), now, None, (), dict.fromkeys(packs.vocabulary.starts, day))
    )


def survey(packs: Packs, place: str, act: str, day: dt.date, *, floor: bool, codes: Sequence[str] = (), few: int = FEW) -> Survey:
    """Look at one place and act. Unverified rules count as if verified, since what they would do is what is asked here."""
    here = setting(packs, place, act, day, floor=floor, codes=codes)
    found = Survey(place, act, floor)
    alphabet = packs.alphabet
    names = read(here.program, packs.vocabulary, floor=floor)
    options = {name: [(alphabet.bits(name, value), value) for value in classes([here], name)] for name in names}
    size = 1
    for one in options.values():
        size *= len(one)
    found.whole = size <= min(few, MOST)
    states = _every(here, options) if found.whole else _around(here, options, found)
    for state, facts in states:
        _look(here, state, facts, found)
    return _judged(here, found)


def read(program: Program, vocabulary: Vocabulary, *, floor: bool) -> list[str]:
    """The facts that the rules of a program read, in the order of the vocabulary; derived ones only where they may be stated."""
    names = {literal.fact for ready in everything(program) for condition in ready.rule.when for literal in condition}
    ready = everything(program)
    if any(one.rule.ways for one in ready):
        names |= {"ways_done", "recipient"}
    if any(bar.waivers for bar in program.bars):
        names.add("authorization")
    return [name for name, fact in vocabulary.facts.items() if name in names and (floor or not fact.derived)]


def everything(program: Program) -> list[Ready]:
    """Every rule that can change an answer."""
    return [*program.exempts, *(node.ready for node in (*program.duties, *program.grounds, *program.bars))]


def classes(heres: Sequence[Setting], name: str) -> list[Value]:
    """One value for each class that no rule of these settings tells apart."""
    found: dict[tuple[bool, ...], Value] = {}
    for value in _tried(heres, name):
        told: list[bool] = []
        for here in heres:
            bits = here.packs.alphabet.bits(name, value)
            told += [bool(bits & one) for one in _masks(here)]
        found.setdefault(tuple(told), value)
    return list(found.values())


def _tried(heres: Sequence[Setting], name: str) -> list[Value]:
    fact = heres[0].packs.vocabulary.facts[name]
    if fact.number:
        return sorted({one for here in heres for one in bands(here.packs.alphabet.false_bit[name])})
    return [(), *((one,) for one in fact.values)] if fact.many else [*fact.values]


def _masks(here: Setting) -> list[int]:
    """What makes each condition false."""
    ready = everything(here.program)
    return [mask.wrong for one in ready for compiled in (one.when, one.met, one.tells, one.waiver) for mask in compiled]


def _start(here: Setting) -> tuple[int, dict[str, Value]]:
    quiet = dict[str, Value](here.packs.vocabulary.quiet)
    clear = here.packs.blank & ~here.program.counsel
    return here.packs.alphabet.state(quiet, clear) | here.clocks, quiet


def _every(here: Setting, options: dict[str, list[tuple[int, Value]]]) -> Iterator[tuple[int, Facts]]:
    start, _ = _start(here)
    own = here.packs.alphabet.own
    for name in options:
        start &= ~own[name]
    for choice in product(*options.values()):
        state = start
        for bits, _ in choice:
            state |= bits
        yield state, dict(zip(options, (value for _, value in choice), strict=True))


def _around(here: Setting, options: dict[str, list[tuple[int, Value]]], found: Survey) -> Iterator[tuple[int, Facts]]:
    alphabet = here.packs.alphabet
    seen: set[int] = set()
    for facts in surroundings(here, everything(here.program)):
        state = alphabet.state(facts, _start(here)[0])
        for name, several in options.items():
            blank = state & ~alphabet.own[name] | alphabet.blank_bit[name]
            states = [(state & ~alphabet.own[name] | bits, value) for bits, value in several]
            _gap(here, name, blank, [one for one, _ in states], facts, found)
            for one, value in states:
                if one not in seen:
                    seen.add(one)
                    yield one, {**facts, name: value}


def surroundings(here: Setting, ready: Sequence[Ready]) -> Iterator[dict[str, Value]]:
    """Facts with which each of these rules fires, beside the plain day."""
    vocabulary = here.packs.vocabulary
    for one in ready:
        for condition in one.rule.when:
            facts = meeting(condition, vocabulary)
            if facts is not None and (here.request.floor or here.packs.derived.isdisjoint(facts)):
                yield facts


def meeting(condition: Condition, vocabulary: Vocabulary) -> dict[str, Value] | None:
    """Facts that meet a condition; None if nothing does."""
    found: dict[str, Value] = {}
    for name in dict.fromkeys(literal.fact for literal in condition):
        fact, literals = vocabulary.facts[name], [literal for literal in condition if literal.fact == name]
        values: list[Value] = [*fact.values]
        if fact.number:
            values = sorted(bands(literals))
        elif fact.many:
            values = [(), *((one,) for one in fact.values), fact.values]
        fitting = [value for value in values if all(holds(literal, value) for literal in literals)]
        if not fitting:
            return None
        found[name] = fitting[0]
    return found


def _look(here: Setting, state: int, facts: Facts, found: Survey) -> None:
    if clashes.found(here.packs.clashes, state):
        return  # no facts of any client
    values = parts.answer(here, state)
    answer = verdict(values.may, values.must, values.should)
    found.tried += 1
    found.verdicts[answer] += 1
    program = here.program
    fired = [node.ready.rule.id for node, true in zip(program.grounds, values.grounds, strict=True) if true == YES]
    fired += [node.ready.rule.id for node, true in zip(program.duties, values.standing, strict=True) if true == YES]
    found.fired.update(fired)
    found.fired.update(one.rule.id for one, true in zip(program.exempts, values.exempts, strict=True) if true == YES)
    found.fired.update(node.ready.rule.id for node, held in zip(program.bars, values.holding, strict=True) if held == YES)
    if values.may == YES:
        found.useful.update(fired)
    if answer == "conflict":
        _collide(program, values, facts, found)


def _collide(program: Program, values: Values, facts: Facts, found: Survey) -> None:
    duties = [n.ready.rule.id for n, binds in zip(program.duties, values.binding, strict=True) if binds == YES and n.strict]
    shut = [node.ready.rule.id for node, free in zip(program.bars, values.opened, strict=True) if free == NO]
    for pair in product(duties, shut):
        found.conflicts.setdefault(pair, facts)


def _gap(here: Setting, name: str, blank: int, states: Sequence[int], facts: Facts, found: Survey) -> None:
    """Kleene is careful: it may leave open what every value would settle alike."""
    if name in found.gaps:
        return
    without = parts.answer(here, blank)
    if OPEN in (without.may, without.must):
        possible = [state for state in states if not clashes.found(here.packs.clashes, state)]
        answers = {(one.may, one.must) for one in (parts.answer(here, state) for state in possible)}
        if len(answers) == 1 and OPEN not in next(iter(answers)):
            found.gaps[name] = {key: value for key, value in facts.items() if key != name}


def _judged(here: Setting, found: Survey) -> Survey:
    program = here.program
    asking = {id(everything(program)[i].rule) for i in program.local.readers} if here.derives else set[int]()
    found.dead = tuple(one.rule.id for one in everything(program) if one.rule.id not in found.fired and id(one.rule) not in asking)
    found.unlifted = tuple(bar.ready.rule.id for bar in program.bars if not (bar.grounds or bar.duties or bar.waivers))
    fired = [node.ready.rule.id for node in program.grounds if node.ready.rule.id in found.fired]
    found.defeated = tuple(id for id in fired if id not in found.useful)
    binding = [node.ready.rule.id for node in program.duties if node.ready.rule.id in found.fired and program.bars]
    found.impossible = tuple(id for id in binding if id not in found.useful)
    return found


def lines(found: Survey, packs: Packs) -> Iterator[str]:
    """The survey as text; every conflict with its citations."""
    counts = ", ".join(f"{name} {n}" for name, n in found.verdicts.items() if n)
    how = f"{found.tried} combinations{' (all)' if found.whole else ''}"
    yield f"{found.place}{' (floor)' if found.floor else ''} {found.act}: {how}: {counts}"
    for (duty, bar), facts in sorted(found.conflicts.items()):
        yield f"  conflict: {duty} [{packs.rule(duty).citation}] against {bar} [{packs.rule(bar).citation}]"
        yield f"    as with {shown(facts)}"
    for title, ids in (
        ("never takes effect", found.dead),
        ("nothing lifts", found.unlifted),
        ("always defeated by another bar", found.defeated),
        ("no release fulfils", found.impossible),
    ):
        yield from (f"  {title}: {id} [{packs.rule(id).citation}]" for id in ids)
    yield from (f"  left open although every value answers alike: {name}, as with {shown(facts)}" for name, facts in found.gaps.items())


def shown(facts: Facts) -> str:
    return ", ".join(
        f"{name}={'+'.join(value) or 'nothing' if isinstance(value, tuple) else value}" for name, value in sorted(facts.items())
    )


def wanted(packs: Packs, place: str) -> list[tuple[str, bool]]:
    """The acts for which this place has rules of its own, and whether they can only be asked as a floor."""
    floor = place in parts.places.BROAD
    rules = [rule for pack in packs.packs if pack.place == place for rule in pack.rules]
    return [(act, floor) for act in packs.vocabulary.acts if any(act in rule.acts for rule in rules)]


@dataclass(slots=True)
class Difference:
    """What a change of packs does: rules added, removed, changed, and answers that change, each with an example."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    answers: dict[tuple[str, str, str, str], list[Facts]]  # (place, act, from, to)
    seen: set[tuple[str, str, frozenset[tuple[str, Value]]]] = field(
        default_factory=set[tuple[str, str, frozenset[tuple[str, Value]]]], repr=False
    )

    @property
    def tried(self) -> int:
        return len(self.seen)


def difference(old: Packs, new: Packs, day: dt.date) -> Difference:
    """Every answer in the surroundings of a changed rule that is not the same under both."""
    before, after = _by_id(old), _by_id(new)
    changed = tuple(id for id in before if id in after and _meaning(before[id]) != _meaning(after[id]))
    touched = {*changed, *(before.keys() ^ after.keys())}
    found = Difference(tuple(after.keys() - before.keys()), tuple(before.keys() - after.keys()), changed, {})
    for rules in (before, after):
        for id in sorted(touched & rules.keys()):
            for rule in rules[id]:
                _compare(old, new, rule, day, found)
    return replace(found, added=tuple(sorted(found.added)), removed=tuple(sorted(found.removed)))


def _by_id(packs: Packs) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in packs.rules():
        found.setdefault(rule.id, []).append(rule)
    return found


def _meaning(rules: Sequence[Rule]) -> list[Rule]:
    return [replace(rule, says="", tell="", topic="", source="", quote_sha256="", reviewed="") for rule in rules]


def _compare(old: Packs, new: Packs, rule: Rule, day: dt.date, found: Difference) -> None:
    place = rule.place or "US"
    floor = place in parts.places.BROAD
    for act in sorted(rule.acts & old.vocabulary.acts.keys() & new.vocabulary.acts.keys()):
        both = [setting(packs, place, act, day, floor=floor) for packs in (old, new)]
        names = {name: None for here in both for name in read(here.program, here.packs.vocabulary, floor=floor)}
        for condition in rule.when:
            facts = meeting(condition, new.vocabulary)
            for one in _variants(both, facts, names) if facts is not None else ():
                _transition(both, one, (place, act), found)


def _variants(both: Sequence[Setting], facts: dict[str, Value], names: dict[str, None]) -> Iterator[dict[str, Value]]:
    yield facts
    for name in names:
        if all(name in here.packs.vocabulary.facts for here in both):
            yield from ({**facts, name: value} for value in classes(both, name) if facts.get(name) != value)


def _transition(both: Sequence[Setting], facts: Facts, where: tuple[str, str], found: Difference) -> None:
    key = (*where, frozenset(facts.items()))
    if key in found.seen:
        return
    answers: list[str] = []
    for here in both:
        known = here.packs.vocabulary.facts
        if not all(name in known and _fits(value, known[name].values) for name, value in facts.items()):
            return
        stated: dict[str, Value] = {**here.packs.vocabulary.quiet, **facts}
        values = parts.answer(here, here.packs.alphabet.state(stated, here.packs.blank) | here.clocks)
        answers.append(verdict(values.may, values.must, values.should))
    found.seen.add(key)
    if answers[0] != answers[1]:
        found.answers.setdefault((*where, answers[0], answers[1]), []).append(facts)


def _fits(value: Value, values: Sequence[str]) -> bool:
    return isinstance(value, int) or all(one in values for one in ((value,) if isinstance(value, str) else value))


def difference_lines(found: Difference) -> Iterator[str]:
    """What a reviewer reads beside the change."""
    for title, ids in (("added", found.added), ("removed", found.removed), ("changed", found.changed)):
        if ids:
            yield f"{title}: {', '.join(ids)}"
    yield f"{found.tried} combinations tried, {sum(len(one) for one in found.answers.values())} change their answer"
    for (place, act, before, after), examples in sorted(found.answers.items()):
        yield f"{place} {act}: {len(examples)} from {before} to {after}, as with"
        yield from (f"    {shown(facts)}" for facts in examples[:3])
