"""Why, and why not: for each bar that holds, what lifts it; for each that stays shut, the rules that failed by one fact.

A fact of danger or a judgement is never named as the one that was missing: nobody is coached into asserting it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tacenda.core.decisions import clashes
from tacenda.core.decisions.conditions import NO, OPEN, YES
from tacenda.core.decisions.decision import BarAnswer, Nearest, SegmentAnswer
from tacenda.core.decisions.doors import addressed, doors
from tacenda.core.decisions.evaluate import WORD
from tacenda.core.decisions.index import positions
from tacenda.core.decisions.parts import Part, Setting, answer, lifters, plain
from tacenda.core.decisions.program import Program
from tacenda.core.decisions.reasons import rests_on
from tacenda.core.decisions.rules import Rule


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
        bars=_bars_of_each(here, part) if part.worlds else _bars(here, part),
        rests_on={name: plain(facts[name]) for name in _rests_on(here, part) if name in facts},
    )


def _rests_on(here: Setting, part: Part) -> Sequence[str]:
    """With facts that clash: these, and what the answer rests on whichever of them is wrong."""
    if not part.clashing:
        return rests_on(here, part)
    names = {name for one in part.each for name in rests_on(here, one)}.union(*((*one.names, *one.where) for one in part.clashing))
    return [name for name in here.packs.vocabulary.facts if name in names]


def _bars(here: Setting, part: Part) -> tuple[BarAnswer, ...]:
    near = _one_off(here.program, part) if NO in part.values.opened else (0, 0)
    return tuple([_bar(here, part, i, near) for i in part.values.live.bars])


def _bars_of_each(here: Setting, part: Part) -> tuple[BarAnswer, ...]:
    """A bar holds if it does whichever fact is wrong, and is as open as where it is most shut. What is said must first hold together."""
    found: list[BarAnswer] = []
    for i in sorted({i for one in part.each for i in one.values.live.bars}):
        lifting = {rule.id for one in part.each if one.values.opened[i] for rule in lifters(i, one, here.program)}
        holds, free = max(one.values.holding[i] for one in part.each), min(one.values.opened[i] for one in part.each)
        lifted = tuple(sorted(lifting, key=here.program.ranks.__getitem__))
        found.append(BarAnswer(here.program.bars[i].ready.rule.id, WORD[holds], WORD[free], lifted, ()))
    return tuple(found)


def _bar(here: Setting, part: Part, i: int, near: tuple[int, int]) -> BarAnswer:
    free = part.values.opened[i]
    lifted = free == YES or (free and here.beside)
    return BarAnswer(
        rule=here.program.bars[i].ready.rule.id,
        holds=WORD[part.values.holding[i]],
        open=WORD[free],
        lifted_by=tuple([rule.id for rule in lifters(i, part, here.program)]) if lifted else (),
        nearest=tuple(nearest(here, part, i, near)) if free == NO else (),
    )


def nearest(here: Setting, part: Part, i: int, near: tuple[int, int]) -> Iterator[Nearest]:
    """Rules that one other fact would have let lift this bar. `near`: as `_one_off` finds it."""
    alphabet, vocabulary, state = here.packs.alphabet, here.packs.vocabulary, part.state
    found, seen = doors(here.program, i), set[tuple[str, str]]()
    conditions = near[0] & found.plain | near[1] & found.signed
    for at in sorted([found.at[one] for one in positions(conditions)]):
        one = found.openings[at]
        wrong = state & one.wrong
        if not wrong or state & one.blank or wrong & ~alphabet.owner(wrong & -wrong):
            continue  # several facts fail, or some are open: those are asked
        name = alphabet.owners[(wrong & -wrong).bit_length() - 1]
        needs = one.needs(name, vocabulary)
        if (values := _possible(here, state, name, needs.needs[name])) is not needs.needs[name]:
            needs = Nearest(one.rule.id, {name: values})
        if not one.sure or here.beside:
            needs = Nearest(one.rule.id, {name: tuple(value for value in needs.needs[name] if _opens(here, part, i, {name: value}))})
        if needs.needs[name] and (one.rule.id, name) not in seen:
            seen.add((one.rule.id, name))
            yield needs


def _possible(here: Setting, state: int, name: str, values: tuple[str, ...]) -> tuple[str, ...]:
    """Those that can hold together with the other facts; the same object if all can."""
    others = state & ~here.packs.alphabet.own[name]
    near = [one for one in here.packs.clashes_of.get(name, ()) if not others & one.apart]
    return tuple([value for value in values if not clashes.found(near, _put(here, state, {name: value}))]) if near else values


def _put(here: Setting, state: int, change: Mapping[str, str]) -> int:
    facts = here.packs.vocabulary.facts
    return here.packs.alphabet.state({name: (one,) if facts[name].many else one for name, one in change.items()}, state)


def _one_off(program: Program, part: Part) -> tuple[int, int]:
    """The conditions in which exactly one fact fails and none is open; and those in which at most one does."""
    if program.index is None:
        return 0, 0
    once, twice, blank = part.values.found if part.values.state == part.state else program.index.found(part.state)
    return once & ~twice & ~blank, program.index.all & ~twice & ~blank


def _opens(here: Setting, part: Part, i: int, change: Mapping[str, str]) -> bool:
    return answer(here, _put(here, part.state, change)).opened[i] == YES


def cited_when_refused(here: Setting, parts: Sequence[Part], answers: Sequence[SegmentAnswer]) -> list[Rule]:
    """The law a refusal is measured by: rules that came nearest to lifting what stayed shut, then those made for such a request."""
    rules, ranks = here.program.rules, here.program.ranks
    near = {one.rule for answer in answers for bar in answer.bars for one in bar.nearest}
    fitting = {id for part in parts for one in part.each for id in _fitting(here, one)} - near
    return [rules[id] for id in (*sorted(near, key=ranks.__getitem__), *sorted(fitting, key=ranks.__getitem__))]


def cited_in_doubt(here: Setting, parts: Sequence[Part]) -> list[Rule]:
    """The law a doubt hangs on: what is open itself, and what has lifted or may still lift a bar."""
    program, found = here.program, set[str]()
    for part in (one for whole in parts for one in whole.each):
        values = part.values
        held = {k for k in values.live.bars if values.holding[k]}
        lifting = [program.grounds[i] for i in values.live.grounds if values.grounds[i]]
        found |= {node.ready.rule.id for node in lifting if not held.isdisjoint((*node.lifts, *node.waives))}
        found |= {program.duties[i].ready.rule.id for i in values.live.duties if values.binding[i] == OPEN}
        found |= {program.bars[k].ready.rule.id for k in held if values.holding[k] == OPEN == values.opened[k]}
    return [program.rules[id] for id in sorted(found, key=program.ranks.__getitem__)]


def cited_when_signed(here: Setting, parts: Sequence[Part]) -> list[Rule]:
    """The law of the place that a signature opens: bars that hold, and that nothing else has lifted."""
    program, found = here.program, set[int]()
    for part in (one for whole in parts for one in whole.each):
        for k in part.values.live.bars:
            rule = program.bars[k].ready.rule
            if rule.place is not None and part.values.holding[k] == YES:
                lifting = lifters(k, part, program)
                if lifting and all(one.waivable for one in lifting):
                    found.add(k)
    return [program.bars[k].ready.rule for k in sorted(found)]


def cited_when_free(here: Setting, parts: Sequence[Part]) -> list[Rule]:
    """The duties made for such a request that are not this case's: by them nothing is owed."""
    program, found = here.program, set[str]()
    for part in (one for whole in parts for one in whole.each):
        found |= {program.ids[row] for row in _made_for(here, part) if program.starts[0] <= row < program.starts[1]}
    return [program.rules[id] for id in sorted(found, key=program.ranks.__getitem__)]


def _made_for(here: Setting, part: Part) -> Iterator[int]:
    """Rows that name this purpose or recipient, and that these parties alone do not make false."""
    index = here.program.index
    if index is None:
        return
    for at in positions(index.met(part.state & here.packs.parties)):
        row = index.rows[at]
        if addressed(here.program.rules[here.program.ids[row]].when[at - index.first[row]]):
            yield row


def _fitting(here: Setting, part: Part) -> Iterator[str]:
    """Rules that speak of this purpose and this recipient, and would lift a bar that stayed shut, had the other facts been theirs."""
    index = here.program.index
    if index is None:
        return
    known = part.state & here.packs.parties
    made = 0
    for k, free in enumerate(part.values.opened):
        if free == NO:
            made |= doors(here.program, k).addressed
    for at in positions(made & index.met(known)):
        yield here.program.ids[index.rows[at]]
