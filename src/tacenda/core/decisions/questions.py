"""Which open facts can still change the answer, and which of them settles most. A fact that cannot change it is never asked.

Tried are completions of one, two and three open facts. Values that no open rule tells apart are tried once. "settles" is the share of
the tried completions with this fact that end the doubt in a segment, averaged over the segments in doubt. The answer of a plain day
weighs as much as all others of its fact together: a form can have seven faults, and mostly has none. So what the common answer settles
is asked before what only one of many rare ones would. Triples are tried only for facts that no smaller completion reached; past a bound
they are left out, and such a fact is asked once others are answered. Where that leaves nothing to ask, whatever settles one bar is
asked: no answer says that questions are open and names none. So it is
with segments: of many that differ the first are explored, or a stranger's request could keep the server for minutes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice, product
from math import prod

from tacenda.core.decisions.conditions import OPEN, Compiled
from tacenda.core.decisions.decision import Question
from tacenda.core.decisions.evaluate import evaluate
from tacenda.core.decisions.parts import Beside, Part, Setting, answer
from tacenda.core.decisions.program import residual
from tacenda.core.decisions.rules import Literal

_PAIRS = 1_500
_TRIPLES = 1_500
_DOUBTS = 16  # segments explored
_PLAIN = 0.5  # the weight of the answer of a plain day among all answers to its question
_BUILT = 20  # steps for each rule that is left, to put it together again
Move = tuple[int, int]  # bits to clear, bits to set
Answer = tuple[int, int]  # may, must


@dataclass(slots=True)
class Tally:
    tried: float = 0.0
    settled: float = 0.0
    matters: bool = False


@dataclass(slots=True)
class Doubt:
    """One segment in doubt, the open facts that live rules read there, and what trying them showed."""

    here: Setting
    part: Part
    moves: dict[str, list[Move]] = field(default_factory=dict[str, list[Move]])
    weights: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    tally: dict[str, Tally] = field(default_factory=dict[str, Tally])
    known: dict[int, Answer] = field(default_factory=dict[int, Answer])

    def explore(self) -> None:
        if self.here.effort.over():
            return
        self.here = _left(self.here, self.part.state)
        for name, moves, plain in _moves(self.here, self.part):
            self.moves[name], self.weights[name] = moves, _weights(moves, plain)
        self.tally = {name: Tally() for name in self.moves}
        if not self._all_of((name,) for name in self.moves):
            return
        whole = self._all_of(self._bounded(combinations(self.moves, 2), _PAIRS))
        late = {name for name, found in self.tally.items() if not found.matters}
        if whole and late:
            self._all_of(self._bounded((names for names in combinations(self.moves, 3) if not late.isdisjoint(names)), _TRIPLES))
        if not any(found.matters for found in self.tally.values()):
            self._step()

    def _all_of(self, groups: Iterable[tuple[str, ...]]) -> bool:
        """Try every group; False where that was cut short."""
        for names in groups:
            if self.here.effort.over():
                return False
            self._try(names)
        return True

    def _step(self) -> None:
        """Where only four facts together would settle it, or three past the bound, each that settles one bar is a step on the way."""
        before = answer(self.here, self.part.state).opened
        for name, moves in self.moves.items():
            opened = (answer(self.here, self.part.state & ~clear | put).opened for clear, put in moves)
            self.tally[name].matters = any(was == OPEN != now for found in opened for was, now in zip(before, found, strict=True))

    def _bounded(self, groups: Iterable[tuple[str, ...]], bound: int) -> Iterator[tuple[str, ...]]:
        spent = 0
        for names in groups:
            size = 1
            for name in names:
                size *= len(self.moves[name])
            spent += size
            if spent > bound:
                return
            yield names

    def _try(self, names: tuple[str, ...]) -> None:
        """Every completion of these facts: does it settle, and does each fact matter, the others being equal?"""
        answers: dict[tuple[int, ...], Answer] = {
            choice: self._answer(names, choice) for choice in product(*(range(len(self.moves[name])) for name in names))
        }
        settled = sum(self._weight(names, choice) for choice, found in answers.items() if OPEN not in found)
        for position, name in enumerate(names):
            tally = self.tally[name]
            tally.tried += 1
            tally.settled += settled
            tally.matters = tally.matters or self._varies(names, answers, position)

    def _weight(self, names: tuple[str, ...], choice: tuple[int, ...]) -> float:
        return prod(self.weights[name][i] for name, i in zip(names, choice, strict=True))

    def _varies(self, names: tuple[str, ...], answers: dict[tuple[int, ...], Answer], position: int) -> bool:
        rest = names[:position] + names[position + 1 :]
        return any(self._answer(rest, choice[:position] + choice[position + 1 :]) != found for choice, found in answers.items())

    def _answer(self, names: tuple[str, ...], choice: tuple[int, ...]) -> Answer:
        state = self.part.state
        for name, i in zip(names, choice, strict=True):
            clear, put = self.moves[name][i]
            state = state & ~clear | put
        found = self.known.get(state)
        if found is None:
            values = answer(self.here, state)
            found = self.known[state] = (values.may, values.must)
        return found


def _left(here: Setting, state: int) -> Setting:
    """The setting with only the rules that are not false already, so that trying is quick."""
    derived = here.packs.derived
    program = residual(here.program, evaluate(here.program, state).rows, derived)
    here.effort.look(_BUILT * len(program.rows))
    order = {bar.ready.rule.id: i for i, bar in enumerate(program.bars)}
    beside: list[Beside] = []
    for one in here.beside:
        alone = residual(one.program, evaluate(one.program, state).rows, derived)
        here.effort.look(_BUILT * len(alone.rows))
        beside.append(Beside(alone, tuple(order[bar.ready.rule.id] for bar in alone.bars)))
    return replace(here, program=program, beside=tuple(beside))


def _moves(here: Setting, part: Part) -> Iterator[tuple[str, list[Move], int | None]]:
    """Every open fact or mark that a rule in doubt reads, with one move for each answer the rules tell apart; and what a plain day sets."""
    alphabet, vocabulary = here.packs.alphabet, here.packs.vocabulary
    masks = [one for compiled in _conditions(here) for one in compiled if not part.state & one.wrong and part.state & one.blank]
    wrong = blank = 0
    for one in masks:
        wrong, blank = wrong | one.wrong, blank | one.blank
    names = alphabet.names(blank & part.state)
    for name in sorted(
        names, key=lambda name: (list(vocabulary.facts).index(name) if name in vocabulary.facts else len(vocabulary.facts), name)
    ):
        plain = None
        if name in alphabet.marks:
            bits = [0, alphabet.marks[name][0]]
        elif vocabulary.facts[name].derived and not here.request.floor:
            continue
        else:
            tried = [alphabet.bits(name, one) & wrong for one in _answers_to(here, name)]
            told = {one: tuple(bool(one & mask.wrong) for mask in masks) for one in reversed(tried)}
            bits = {key: one for one, key in told.items()}.values()
            quiet = vocabulary.quiet.get(name)
            if quiet is not None:
                key = told[alphabet.bits(name, quiet) & wrong]
                plain = next(one for one in bits if told[one] == key)
        yield name, [(alphabet.own[name], one) for one in sorted(bits)], plain


def _weights(moves: Sequence[Move], plain: int | None) -> list[float]:
    """How much each answer counts; together one. Where none of them is the plain one, all count alike."""
    if plain is None or len(moves) < 2:
        return [1 / len(moves)] * len(moves)
    return [_PLAIN if put == plain else (1 - _PLAIN) / (len(moves) - 1) for _, put in moves]


def _conditions(here: Setting) -> Iterator[Compiled]:
    program = here.program
    for node in program.duties:
        yield from (node.ready.when, node.ready.met, node.tells)
    for one in program.exempts:
        yield one.when
    for ground in program.grounds:
        yield ground.ready.when
    for bar in program.bars:
        yield from (bar.ready.when, bar.ready.waiver)
    yield program.unbarred


def _answers_to(here: Setting, name: str) -> Iterator[str | int | tuple[str, ...]]:
    """Values to try: every value; for lists the empty one, each alone, and all; for numbers one in every band that a rule tells apart."""
    fact = here.packs.vocabulary.facts[name]
    if fact.number:
        yield from sorted(bands(here.packs.alphabet.false_bit[name]))
    elif fact.many:
        yield from ((), *((value,) for value in fact.values), tuple(fact.values))
    else:
        yield from fact.values


def bands(literals: Iterable[Literal]) -> set[int]:
    """One number in every band that the limits of these literals make."""
    limits = {limit for literal in literals for limit in (literal.at_least, literal.below) if limit is not None}
    return {0} | limits | {limit - 1 for limit in limits if limit > 0}


def unread(here: Setting, parts: Sequence[Part]) -> tuple[str, ...]:
    """The places whose law nobody has written down, where the answer hangs on it."""
    return here.unplaced if any(OPEN in one.answer for one in parts) else ()


def questions(here: Setting, parts: Sequence[Part], due_events: Sequence[str]) -> tuple[Question, ...]:
    """Everything open that matters, the most settling first."""
    found = [Question("places", "In which state, province or country is the client?", "asker", 1.0)] if here.broad else []
    found += [Question(place, f"counsel: what does the law of {place} say?", "counsel", 1.0) for place in unread(here, parts)]
    open_ones = {} if here.broad else {part.state: part for part in parts if OPEN in part.answer}
    doubts = [Doubt(here, part) for part in islice(open_ones.values(), _DOUBTS)]
    for i, doubt in enumerate(doubts):
        share = here.effort.share(len(doubts) - i)
        doubt.here = replace(here, effort=share)
        doubt.explore()
        here.effort.take(share, len(doubts) - i)
    found += sorted(_merged(here, doubts), key=lambda one: -one.settles)
    asked = {one.fact for one in found}
    return (
        *found,
        *(
            Question(name, f"When was it: {name.replace('_', ' ')}?", "asker", 0.0)
            for name in dict.fromkeys(due_events)
            if name not in asked
        ),
    )


def _merged(here: Setting, doubts: Sequence[Doubt]) -> Iterator[Question]:
    names = dict.fromkeys(name for doubt in doubts for name, tally in doubt.tally.items() if tally.matters)
    for name in names:
        shares = [tally.settled / tally.tried for doubt in doubts if (tally := doubt.tally.get(name)) is not None and tally.tried]
        yield _question(here, name, round(sum(shares) / len(doubts), 3))


def _question(here: Setting, name: str, settles: float) -> Question:
    kind, _, id = name.partition(":")
    if kind == "counsel":
        return Question(id, f"counsel: is {here.packs.rule(id).citation} the law today?", "counsel", settles)
    if kind == "clock":
        rule = here.packs.rule(id)
        event = rule.clock.start if rule.clock else id
        return Question(event, f"When was it: {event.replace('_', ' ')}?", "asker", settles)
    fact = here.packs.vocabulary.facts[name]
    return Question(name, fact.question, fact.asserted_by, settles)
