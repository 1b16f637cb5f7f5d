"""Section by section the formula of a decision: duties, grounds, bars, then may, must, should, in three values.

`may` is an AND over bars of an OR over what lifts them: the stricter law wins by the shape of the formula. Unknown is never read as
permission.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tacenda.core.decisions.conditions import ALWAYS, NO, OPEN, YES, Compiled, value
from tacenda.core.decisions.index import Found
from tacenda.core.decisions.program import Program

WORD = {NO: "no", OPEN: "unknown", YES: "yes"}


class Live(NamedTuple):
    """The rules whose conditions are not false, by their position among those of their kind."""

    rows: list[int]
    exempts: list[int]
    duties: list[int]
    grounds: list[int]
    bars: list[int]


@dataclass(slots=True)
class Values:
    """What each rule came to, by its position, and the three answers. `standing`: the duty stands; `binding`: it obliges this act.

    `state`: the facts it was worked out on, with what the local packs say; `live`: what is not false, which is little of much;
    `found`: what the index of the program found, nothing where it has none.
    """

    state: int
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
    live: Live
    found: Found


def evaluate(program: Program, state: int) -> Values:
    """The formula, once over."""
    rows, true, found = _rows(program, state)
    a, b, c = program.starts
    live = _live(true, a, b, c)
    grounds = rows[b:c]
    values = Values(state, rows, rows[:a], rows[a:b], [], grounds, rows[c:], [], NO, NO, NO, live, found)
    _duties(program, state, values)
    for i in program.leaning:
        if grounds[i]:
            grounds[i] = min(grounds[i], max((values.binding[k] for k in program.grounds[i].duties or ()), default=NO))
    _lift(program, state, values)
    values.may = min(values.opened) if values.opened else value(program.unbarred, state)
    for i in live.duties:
        if program.duties[i].strict:
            values.must = max(values.must, values.binding[i])
        else:
            values.should = max(values.should, values.binding[i])
    return values


def _live(rows: list[int], a: int, b: int, c: int) -> Live:
    i, j, k = bisect_left(rows, a), bisect_left(rows, b), bisect_left(rows, c)
    return Live(rows, rows[:i], [row - a for row in rows[i:j]], [row - b for row in rows[j:k]], [row - c for row in rows[k:]])


def _rows(program: Program, state: int) -> tuple[list[int], list[int], Found]:
    """What the condition of every rule comes to, which are not false, and what the index found."""
    index = program.index
    if index is None:
        rows = [NO if state & wrong else OPEN if state & blank else YES for wrong, blank in program.rows]
        for i, more in program.further:
            rows[i] = max(rows[i], value(more, state))
        return rows, [i for i, true in enumerate(rows) if true], (0, 0, 0)
    rows = [NO] * len(program.rows)
    live: list[int] = []
    found = once, _, blank = index.found(state)
    left = index.all & ~once
    while left:
        low = left & -left
        left ^= low
        row = index.rows[low.bit_length() - 1]
        if not rows[row]:
            live.append(row)
            rows[row] = OPEN if blank & low else YES
        elif not blank & low:
            rows[row] = YES
    return rows, live, found


def _duties(program: Program, state: int, values: Values) -> None:
    standing, exempts = values.standing, values.exempts
    binding = values.binding = list(standing)
    for i in values.live.duties:
        node = program.duties[i]
        stands = standing[i]
        for k in node.exempts:
            stands = min(stands, YES - exempts[k])
        if node.ready.met:
            stands = min(stands, YES - value(node.ready.met, state))
        standing[i] = stands
        binding[i] = stands if node.tells is ALWAYS else min(stands, value(node.tells, state))


def _lift(program: Program, state: int, values: Values) -> None:
    """What each bar comes to: open where it does not hold, or as far as the best of what lifts it."""
    opened = values.opened = [YES] * len(values.holding)
    for i in values.live.bars:
        opened[i] = YES - values.holding[i]
    for i in values.live.grounds:
        true = values.grounds[i]
        if true:
            node = program.grounds[i]
            for k in node.lifts:
                if opened[k] < true:
                    opened[k] = true
            for k in node.waives:
                if opened[k] < true:
                    opened[k] = max(opened[k], min(true, value(program.bars[k].ready.waiver, state)))
    for i in values.live.duties:
        binds = values.binding[i]
        if binds:
            for k in program.duties[i].lifts:
                opened[k] = max(opened[k], binds)


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
    return min(verdicts, key=CAREFUL.index) if len(verdicts) > 1 else verdicts[0]


def truth(compiled: Compiled, state: int) -> str:
    return WORD[value(compiled, state)]
