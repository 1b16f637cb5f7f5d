"""Section by section the formula of a decision: duties, grounds, bars, then may, must, should, in three values.

`may` is an AND over bars of an OR over what lifts them: the stricter law wins by the shape of the formula. Unknown is never read as
permission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tacenda.core.decisions.conditions import NO, OPEN, YES, Compiled, value
from tacenda.core.decisions.program import Program

WORD = {NO: "no", OPEN: "unknown", YES: "yes"}


@dataclass(slots=True)
class Values:
    """What each rule came to, by its position, and the three answers. `standing`: the duty stands; `binding`: it obliges this act."""

    rows: list[int]
    exempts: list[int]
    standing: list[int]
    binding: list[int]
    grounds: list[int]
    holding: list[int]
    opened: list[int]
    may: int
    must: int
    should: int


def evaluate(program: Program, state: int) -> Values:
    """The formula, once over."""
    rows = [NO if state & wrong else OPEN if state & blank else YES for wrong, blank in program.rows]
    for i, more in program.further:
        rows[i] = max(rows[i], value(more, state))
    a = len(program.exempts)
    b = a + len(program.duties)
    c = b + len(program.grounds)
    exempts, grounds, holding = rows[:a], rows[b:c], rows[c:]
    standing, binding = _duties(program, state, exempts, rows[a:b])
    for i in program.leaning:
        if grounds[i]:
            grounds[i] = min(grounds[i], max((binding[k] for k in program.grounds[i].duties or ()), default=NO))
    opened = _lift(program, state, grounds, binding, holding)
    may = min(opened) if opened else value(program.unbarred, state)
    must, should = _obliged(program, binding)
    return Values(rows, exempts, standing, binding, grounds, holding, opened, may, must, should)


def _duties(program: Program, state: int, exempts: Sequence[int], whens: list[int]) -> tuple[list[int], list[int]]:
    standing, binding = whens, list(whens)
    for i, stands in enumerate(whens):
        if stands:
            node = program.duties[i]
            for k in node.exempts:
                stands = min(stands, YES - exempts[k])
            if node.ready.met:
                stands = min(stands, YES - value(node.ready.met, state))
            standing[i] = stands
            binding[i] = min(stands, value(node.tells, state))
    return standing, binding


def _lift(program: Program, state: int, grounds: Sequence[int], binding: Sequence[int], holding: Sequence[int]) -> list[int]:
    """What each bar comes to: open where it does not hold, or as far as the best of what lifts it."""
    opened = [YES - held for held in holding]
    for i, true in enumerate(grounds):
        if true:
            node = program.grounds[i]
            for k in node.lifts:
                opened[k] = max(opened[k], true)
            for k in node.waives:
                if opened[k] < true:
                    opened[k] = max(opened[k], min(true, value(program.bars[k].ready.waiver, state)))
    for i, binds in enumerate(binding):
        if binds:
            for k in program.duties[i].lifts:
                opened[k] = max(opened[k], binds)
    return opened


def _obliged(program: Program, binding: Sequence[int]) -> tuple[int, int]:
    must = should = NO
    for i, binds in enumerate(binding):
        if binds:
            if program.duties[i].strict:
                must = max(must, binds)
            else:
                should = max(should, binds)
    return must, should


def verdict(may: int, must: int, should: int) -> str:
    """The table of the six answers."""
    if OPEN in (may, must):
        return "not_yet"
    if must == YES:
        return "must" if may == YES else "conflict"
    if may == NO:
        return "must_not"
    return "should" if should == YES else "may"


CAREFUL = ("conflict", "not_yet", "must_not", "may", "should", "must")  # the most careful first
GREEN = frozenset({"must", "should", "may"})


def most_careful(verdicts: Sequence[str]) -> str:
    return min(verdicts, key=CAREFUL.index)


def truth(compiled: Compiled, state: int) -> str:
    return WORD[value(compiled, state)]
