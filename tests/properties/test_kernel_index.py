"""The index of a program finds what asking every condition finds: rows, what one fact spoils, what two do."""

from __future__ import annotations

import random

from tests.law import loaded, worlds

from tacenda.core.decisions import ask, parts
from tacenda.core.decisions.conditions import NO, value
from tacenda.core.decisions.evaluate import evaluate
from tacenda.core.decisions.program import Program


def test_rows_are_what_each_condition_comes_to() -> None:
    for program, state in settings(300):
        ready = [*program.exempts, *(node.ready for node in (*program.duties, *program.grounds, *program.bars))]
        found = evaluate(program, state)
        plain = [value(one.when, state) for one in ready]
        live = [i for i, true in enumerate(plain) if true != NO]
        assert found.live.rows == live
        a, b, c = program.starts
        assert [*found.live.exempts, *(i + a for i in found.live.duties), *(i + b for i in found.live.grounds)] == [
            i for i in live if i < c
        ]


def test_conditions_that_one_fact_or_two_facts_make_false() -> None:
    for program, state in settings(300):
        assert program.index is not None
        once, twice, blank = program.index.found(state)
        alphabet = loaded.packs().alphabet
        for at, one in enumerate(program.index.conditions):
            facts = alphabet.names(state & one.wrong)
            assert (once >> at & 1, twice >> at & 1) == (len(facts) >= 1, len(facts) >= 2)
            assert bool(blank >> at & 1) == bool(state & one.blank)


def settings(n: int) -> list[tuple[Program, int]]:
    """Programs of random requests, each with the state of one of their parts."""
    dice = random.Random(11)
    found: list[tuple[Program, int]] = []
    for _ in range(n):
        here = parts.setting(loaded.packs(), ask.read(worlds.request(dice, loaded.packs()), loaded.packs()))
        found += [(here.program, one.state | here.clocks) for one in here.request.segments[:1]]
    return found
