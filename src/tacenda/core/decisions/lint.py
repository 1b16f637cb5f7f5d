"""What a reviewer asks of a pack before it may be relied on: dates, sources, sentences, cases, and that every rule can matter.

The loader refuses what cannot be evaluated; this names what may not be shipped. One finding is one line: file, rule, what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tacenda.core.decisions import canonical, casework
from tacenda.core.decisions.cases import Case
from tacenda.core.decisions.limits import needs_sentence
from tacenda.core.decisions.pack import meaning
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Condition, Kind, Pack, Rule

_LONGEST = 20  # words a sentence
_OLDEST = 1_000_000_000  # above every number that a form takes
_SENTENCE = re.compile(r"[.!?;:]\s+")
_CITATION = re.compile(r"§|\d{2,}[.(]\d|\bU\.?S\.?C|\bCFR\b")


@dataclass(frozen=True, slots=True)
class Finding:
    at: str
    rule: str
    says: str

    def __str__(self) -> str:
        return f"{self.at}: {self.rule}: {self.says}"


def structural(packs: Packs, cases: Iterable[Case]) -> Iterator[Finding]:
    """What lets no pack of somebody else's load: a rule without date, source or case, one twice, one that can never matter."""
    for pack in packs.packs:
        for rule in pack.rules:
            yield from (Finding(pack.file, rule.id, says) for says in (*_grounded(rule), *_matters(rule, packs)))
        yield from _twins(pack)
    yield from pinned(packs, cases)


def findings(packs: Packs, cases: Sequence[Case]) -> Iterator[Finding]:
    """Everything wrong with these packs and their cases."""
    yield from structural(packs, cases)
    for pack in packs.packs:
        for rule in pack.rules:
            yield from (Finding(pack.file, rule.id, says) for says in _sentences(rule))
    for case in cases:
        yield from (Finding(case.file, case.id, says.removeprefix(f"{case.id}: ")) for says in casework.check(case, packs))


def _grounded(rule: Rule) -> Iterator[str]:
    for name, value in (("from", rule.since), ("known", rule.known)):
        if value is None:
            yield f"`{name}` is missing"
    if rule.confidence != "memory" and not rule.source and rule.confidence != "unknown":
        yield "`source` is missing"


def _sentences(rule: Rule) -> Iterator[str]:
    if rule.says == rule.citation:
        yield "`says` is missing"
    for name, text in (("says", rule.says), ("tell", rule.tell)):
        yield from (f"`{name}` has a sentence of {n} words" for n in too_long(text))
    if needs_sentence(rule) and not (rule.topic and rule.tell):
        yield "`topic` and `tell` are missing: the client must hear of this"
    if rule.tell and _CITATION.search(rule.tell):
        yield "`tell` holds a citation"
    if bool(rule.topic) != bool(rule.tell):
        yield "`topic` and `tell` belong together"


def too_long(text: str) -> list[int]:
    """The lengths of sentences that are too long."""
    return [n for part in _SENTENCE.split(text) if (n := len(part.split())) > _LONGEST]


def _matters(rule: Rule, packs: Packs) -> Iterator[str]:
    """A lift or cancel that shares no act with what it names can never count; an event that no form gives can never start a clock."""
    every = {one.id: one for one in packs.rules()}
    for name in (*rule.lifts, *rule.cancels):
        if name in every and not every[name].acts & rule.acts:
            yield f"names `{name}`, with which it shares no act"
    if rule.kind is Kind.GROUND and not rule.waivable and not rule.lifts:
        yield "lifts nothing"
    if not all(_reachable(condition, packs) for condition in rule.when):
        yield "`when` asks for facts that cannot hold together"


def _reachable(condition: Condition, packs: Packs) -> bool:
    """Is there a value of every fact that meets all its literals?"""
    left: dict[str, set[str]] = {}
    low: dict[str, int] = {}
    high: dict[str, int] = {}
    for one in condition:
        if one.numeric:
            low[one.fact] = max(low.get(one.fact, 0), one.at_least or 0)
            high[one.fact] = min(high.get(one.fact, _OLDEST), _OLDEST if one.below is None else one.below)
        elif not packs.vocabulary.facts[one.fact].many:
            every = set(packs.vocabulary.facts[one.fact].values)
            left.setdefault(one.fact, every).intersection_update(every - one.values if one.negated else one.values)
    return all(left.values()) and all(low[name] < high[name] for name in low)


def _twins(pack: Pack) -> Iterator[Finding]:
    seen: dict[bytes, str] = {}
    for rule in pack.rules:
        body = canonical.encode(meaning(replace(rule, id="")))
        if body in seen and seen[body] != rule.id:
            yield Finding(pack.file, rule.id, f"is equal to `{seen[body]}` but for its id")
        seen[body] = rule.id


def pinned(packs: Packs, cases: Iterable[Case]) -> Iterator[Finding]:
    """Every rule has a case in which it fires and one in which it nearly does."""
    firing: set[str] = set()
    near: set[str] = set()
    known = {rule.id for rule in packs.rules()}
    for case in cases:
        firing |= {*case.fires, *(id for one in case.variants for id in one.fires)}
        near |= {*case.near, *(id for one in case.variants for id in one.near)}
        for id in {*case.fires, *case.near, *case.does, *case.lifts, *case.waives} - known:
            yield Finding(case.file, case.id, f"names `{id}`, which is no rule")
    for pack in packs.packs:
        for rule in pack.rules:
            if rule.id not in firing:
                yield Finding(pack.file, rule.id, "no case in which it fires")
            if rule.id not in near and rule.when != ((),):
                yield Finding(pack.file, rule.id, "no case in which it nearly fires")


def capped(packs: Packs) -> tuple[Rule, ...]:
    """Rules that could give a green light but for their confidence: they answer not_yet until somebody reads the text."""
    green = (Kind.GROUND, Kind.DUTY, Kind.EXEMPT)
    return tuple(rule for rule in packs.rules() if rule.kind in green and rule.confidence not in packs.vocabulary.proven)
