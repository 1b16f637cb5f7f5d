"""All loaded packs, checked against one another, and the program of rules that lives for an act, for places, on a day, as known then.

Editions: on a day, the edition with the latest `known` (not later than asked for) whose `from` has come governs; it is in force until
its `to`. Programs are kept: the same question of the same places builds nothing twice. The cache holds values only, so the rulebook
stays a pure value.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tacenda.core.decisions import places as geography
from tacenda.core.decisions.clashes import Clash, compiled
from tacenda.core.decisions.clocks import Calendar
from tacenda.core.decisions.conditions import ALWAYS, NEVER, Alphabet, Compiled
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.program import Program, Ready, build
from tacenda.core.decisions.reading import BadPack
from tacenda.core.decisions.rules import Kind, Layer, Literal, Pack, Rule

KNOWN_CODES = frozenset({"APA", "NASW", "ACA", "AAMFT", "BACP"})
_KEPT = 4096


class Key(NamedTuple):
    """What a program depends on. `era` and `known` are positions between the dates that matter, so that days share programs."""

    act: str
    places: tuple[str, ...]
    floor: bool
    codes: tuple[str, ...]
    era: int
    known: int


@dataclass(slots=True, eq=False)
class Packs:
    """The rulebook. Made by `link`; nothing in it changes but the cache of programs."""

    vocabulary: Vocabulary
    packs: tuple[Pack, ...]
    calendars: Mapping[str, Calendar]
    alphabet: Alphabet
    editions: tuple[tuple[Ready, ...], ...]
    eras: tuple[dt.date, ...]
    knowns: tuple[dt.date, ...]
    placed: frozenset[str]
    blank: int
    derived: frozenset[str]
    codes: frozenset[str]
    parties: int  # all bits of who asks, for what, and of the facts on which whole packs hang
    steps: Mapping[tuple[str, object], int]  # as the alphabet's, without the facts that a whole decision may not state
    clashes: tuple[Clash, ...]
    clashes_of: Mapping[str, tuple[Clash, ...]]  # fact: those that read it
    programs: dict[Key, Program] = field(default_factory=dict[Key, Program])

    @property
    def house_only(self) -> bool:
        """Are these house rules alone, which hold wherever the house stands?"""
        return all(pack.layer is Layer.PRACTICE for pack in self.packs)

    @property
    def digest(self) -> str:
        """One hash over all packs: names the state of the rules in ledger entries and kept decisions."""
        return hashlib.sha256("\n".join(f"{pack.id} {pack.version} {pack.sha256}" for pack in self.packs).encode()).hexdigest()

    def rules(self) -> Iterator[Rule]:
        """Every edition of every rule, in the order of the packs."""
        return (rule for pack in self.packs for rule in pack.rules)

    def rule(self, id: str) -> Rule:
        """The latest edition. Raises KeyError."""
        found = [ready for editions in self.editions if editions[0].rule.id == id for ready in editions]
        if not found:
            raise KeyError(id)
        return found[-1].rule

    def calendar(self, place: str | None) -> Calendar | None:
        """The table of working days of a place, or of what stands above it."""
        for one in () if place is None else (place, *geography.above(place)):
            if one in self.calendars:
                return self.calendars[one]
        return None

    def program(
        self,
        act: str,
        places: tuple[str, ...],
        day: dt.date,
        *,
        floor: bool = False,
        codes: tuple[str, ...] = (),
        known: dt.date | None = None,
    ) -> Program:
        """The rules that live: places (sorted) are closed upwards here."""
        key = self.key(act, places, day, floor=floor, codes=codes, known=known)
        found = self.programs.get(key)
        if found is None:
            if len(self.programs) >= _KEPT:
                self.programs.clear()
            found = self.programs[key] = self._build(key, day, known)
        return found

    def key(self, act: str, places: tuple[str, ...], day: dt.date, *, floor: bool, codes: tuple[str, ...], known: dt.date | None) -> Key:
        """Which program that is: requests of one key share it."""
        era, edition = bisect_right(self.eras, day), len(self.knowns) if known is None else bisect_right(self.knowns, known)
        return Key(act, places, floor, codes, era, edition)

    def _build(self, key: Key, day: dt.date, known: dt.date | None) -> Program:
        around = geography.closed(key.places)
        live = {pack.id for pack in self.packs if _lives(pack, around, key)}
        ready = [
            found
            for editions in self.editions
            if editions[0].rule.pack in live and (found := governing(editions, day, known)) is not None
            if key.act in found.rule.acts and (key.floor or not found.rule.floor_only)
        ]
        return build(key.act, ready, self.packs, _unbarred(key.act, self.alphabet), self.derived, self.alphabet)


def _lives(pack: Pack, around: frozenset[str], key: Key) -> bool:
    if pack.place is not None and pack.place not in around:
        return False
    if pack.layer is Layer.CODE:
        return pack.code in key.codes
    return pack.layer is Layer.LAW or not key.floor


def governing(editions: Sequence[Ready], day: dt.date, known: dt.date | None) -> Ready | None:
    """The edition of one rule in force on a day, as known then."""
    found: Ready | None = None
    for one in editions:  # in the order of known, then from
        rule = one.rule
        if (known is None or rule.known is None or rule.known <= known) and (rule.since is None or rule.since <= day):
            found = one
    if found is None or (found.rule.until is not None and day >= found.rule.until):
        return None
    return found


def _unbarred(act: str, alphabet: Alphabet) -> Compiled:
    if act in alphabet.vocabulary.closed_acts:
        return NEVER
    if act == "give_access" and "recipient" in alphabet.vocabulary.facts:
        return alphabet.compile([(Literal("recipient", frozenset({"client"})),)])
    return ALWAYS


def link(vocabulary: Vocabulary, packs: Iterable[Pack], calendars: Iterable[Calendar] = ()) -> Packs:
    """Put packs together. Raises BadPack when two share an id, or one lifts or cancels what does not exist or is not its to open."""
    order = tuple(sorted(packs, key=lambda pack: (list(Layer).index(pack.layer), geography.depth(pack.place), pack.place or "", pack.id)))
    _distinct(order)
    _resolve(order)
    alphabet = Alphabet(vocabulary)
    editions: dict[str, list[Ready]] = {}
    for rank, rule in enumerate(rule for pack in order for rule in pack.rules):
        editions.setdefault(rule.id, []).append(ready(rule, alphabet, rank))
    for act in vocabulary.acts:
        _unbarred(act, alphabet)
    clashes = compiled(vocabulary.together, alphabet)
    rules = [rule for pack in order for rule in pack.rules]
    derived = frozenset(name for name, fact in vocabulary.facts.items() if fact.derived)
    return Packs(
        vocabulary=vocabulary,
        packs=order,
        calendars={one.place: one for one in calendars},
        alphabet=alphabet,
        editions=tuple(tuple(found) for found in editions.values()),
        eras=tuple(sorted({day for rule in rules for day in (rule.since, rule.until) if day})),
        knowns=tuple(sorted({rule.known for rule in rules if rule.known})),
        placed=frozenset(pack.place for pack in order if pack.place and pack.layer is Layer.LAW),
        blank=alphabet.all_blank | sum({one.counsel for found in editions.values() for one in found}),
        derived=derived,
        codes=KNOWN_CODES.union(pack.code for pack in order if pack.code),
        parties=sum(alphabet.own.get(name, 0) for name in _parties(order)),
        steps={pair: step for pair, step in alphabet.step.items() if pair[0] not in derived},
        clashes=clashes,
        clashes_of={name: tuple(one for one in clashes if name in (*one.names, *one.where)) for name in vocabulary.facts},
    )


def _parties(packs: Sequence[Pack]) -> frozenset[str]:
    hinges = (literal.fact for pack in packs for condition in pack.applies for literal in condition)
    return frozenset({"recipient", "purpose", *hinges})


def ready(rule: Rule, alphabet: Alphabet, rank: int) -> Ready:
    capped = rule.kind in (Kind.GROUND, Kind.DUTY, Kind.EXEMPT) and rule.confidence not in alphabet.vocabulary.proven
    marks = [f"counsel:{rule.id}"] if capped else [f"clock:{rule.id}"] if rule.kind is Kind.BAR and rule.clock else []
    return Ready(
        rule=rule,
        when=alphabet.compile(rule.when, *marks),
        met=_met(rule, alphabet),
        tells=_tells(rule, alphabet),
        waiver=alphabet.compile([(Literal("authorization", rule.waived_by),)]) if rule.waived_by else NEVER,
        rank=rank,
        counsel=alphabet.mark(marks[0]).blank if capped else 0,
    )


def _met(rule: Rule, alphabet: Alphabet) -> Compiled:
    """One alternative of ways is done as a whole. A way of which no fact can say that it was done is never taken as done."""
    done = alphabet.vocabulary.way_done
    whole = [alternative for alternative in rule.ways if all(way in done for way in alternative)]
    return alphabet.compile(tuple(Literal("ways_done", frozenset({done[way]})) for way in alternative) for alternative in whole)


def _tells(rule: Rule, alphabet: Alphabet) -> Compiled:
    """A duty to protect is no duty to disclose while a milder way exists: every alternative must pass through this recipient."""
    if not rule.ways or "disclose" not in rule.acts:
        return ALWAYS
    tells = alphabet.vocabulary.way_tells
    through = [frozenset[str]().union(*(tells.get(way, frozenset()) for way in alternative)) for alternative in rule.ways]
    meant = through[0].intersection(*through[1:])
    return alphabet.compile([(Literal("recipient", meant),)]) if meant else NEVER


def _distinct(packs: Sequence[Pack]) -> None:
    seen: dict[str, Pack] = {}
    homes: dict[str, str] = {}
    for pack in packs:
        if pack.id in seen:
            raise BadPack(f"{pack.file} pack {pack.id}", f"the id is taken by {seen[pack.id].file}")
        seen[pack.id] = pack
        for rule in pack.rules:
            if homes.setdefault(rule.id, pack.id) != pack.id:
                raise BadPack(f"{pack.file} {rule.id}", f"the id is taken by pack {homes[rule.id]}")
        for one, other in zip(pack.rules, pack.rules[1:], strict=False):
            if one.id == other.id and one.known == other.known and _overlap(one, other):
                raise BadPack(f"{pack.file} {one.id}", "two editions known on the same date overlap in time")


def _overlap(one: Rule, other: Rule) -> bool:
    return one.until is None or other.since is None or other.since < one.until


def _resolve(packs: Sequence[Pack]) -> None:
    bars = {rule.id: rule for pack in packs for rule in pack.rules if rule.kind is Kind.BAR}
    duties = {rule.id: rule for pack in packs for rule in pack.rules if rule.kind is Kind.DUTY}
    for pack in packs:
        for rule in pack.rules:
            for names, known, verb in ((rule.lifts, bars, "lifts"), (rule.cancels, duties, "cancels")):
                for name in names:
                    if name != "waivable" and name not in known:
                        raise BadPack(f"{pack.file} {rule.id}", f"`{verb}` names `{name}`, which does not exist")
                    if name in known and rule.layer is not Layer.LAW and known[name].layer is Layer.LAW:
                        raise BadPack(f"{pack.file} {rule.id}", f"a code or house rule {verb} nothing of the law (`{name}`)")
