"""Section by section the formula of a decision: duties, grounds, bars, then may, must, should, in three values.

`may` is an AND over bars of an OR over what lifts them: the stricter law wins by the shape of the formula. Unknown is never read as
permission.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tacenda.core.decisions.conditions import NO, OPEN, YES, Compiled, value
from tacenda.core.decisions.program import BarNode, Program
from tacenda.core.decisions.rules import Layer, Rule

WORD = {NO: "no", OPEN: "unknown", YES: "yes"}


@dataclass(slots=True)
class Values:
    """What each rule came to, by its position, and the three answers. `standing`: the duty stands; `binding`: it obliges this act."""

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
    exempts = [value(one.when, state) for one in program.exempts]
    standing, binding = _duties(program, state, exempts)
    grounds = _grounds(program, state, binding)
    holding = [value(bar.ready.when, state) for bar in program.bars]
    opened = [
        YES - held if held == NO else max(YES - held, _lifted(bar, state, grounds, binding))
        for bar, held in zip(program.bars, holding, strict=True)
    ]
    may = min(opened) if opened else value(program.unbarred, state)
    must, should = _obliged(program, binding)
    return Values(exempts, standing, binding, grounds, holding, opened, may, must, should)


def _duties(program: Program, state: int, exempts: Sequence[int]) -> tuple[list[int], list[int]]:
    standing: list[int] = []
    binding: list[int] = []
    for node in program.duties:
        stands = value(node.ready.when, state)
        if stands:
            for i in node.exempts:
                stands = min(stands, YES - exempts[i])
            if node.ready.met:
                stands = min(stands, YES - value(node.ready.met, state))
        standing.append(stands)
        binding.append(min(stands, value(node.tells, state)) if stands else NO)
    return standing, binding


def _grounds(program: Program, state: int, binding: Sequence[int]) -> list[int]:
    found: list[int] = []
    for node in program.grounds:
        true = value(node.ready.when, state)
        if true and node.duties is not None:
            true = min(true, max((binding[i] for i in node.duties), default=NO))
        found.append(true)
    return found


def _lifted(bar: BarNode, state: int, grounds: Sequence[int], binding: Sequence[int]) -> int:
    best = NO
    for i in bar.grounds:
        if grounds[i] > best:
            best = grounds[i]
    for i in bar.duties:
        if binding[i] > best:
            best = binding[i]
    if best != YES and bar.waivers:
        signed = value(bar.ready.waiver, state)
        best = max(best, max(min(signed, grounds[i]) for i in bar.waivers))
    return best


def _obliged(program: Program, binding: Sequence[int]) -> tuple[int, int]:
    must = should = NO
    for node, binds in zip(program.duties, binding, strict=True):
        if binds:
            if obliges(node.ready.rule):
                must = max(must, binds)
            else:
                should = max(should, binds)
    return must, should


def obliges(rule: Rule) -> bool:
    """Does this duty say must? A code or house rule says should at most."""
    return rule.strength == "must" and rule.layer is Layer.LAW


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
