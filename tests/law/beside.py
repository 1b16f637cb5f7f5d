"""Many wrongs done to one rule, tried at once: each stands in the rulebook beside the right rule, under a name of its own.

Whether a rule takes effect hangs on its own condition, on what it leans on and on what cancels it, never on its neighbours; so a wrong
that takes effect beside the right rule where a sweep forbids it, or not where the sweep wants it, does so in its place too. Where that
is not plain, wrongs are tried one by one (`mutants.py`). A right rule stands among the wrong ones and must never differ from itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from tacenda.core.decisions import casework, rulebook
from tacenda.core.decisions.cases import Case
from tacenda.core.decisions.program import Ready
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Kind, Rule

RIGHT = "right"


def caught(right: Rule, wrongs: Sequence[Rule], cases: Sequence[Case], packs: Packs) -> set[int]:
    """Which of these wrong rules a sweep of a case catches, by position. `cases`: in which the right one takes effect, and passes."""
    if not wrongs or not plain(right, wrongs, packs):
        return set()
    left = {_name(right, n): n for n in range(len(wrongs))}
    with standing(packs, right, {_name(right, RIGHT): right, **{name: wrongs[n] for name, n in left.items()}}):
        for case, sweep in ((each, sweep) for each in cases for sweep in each.sweep):
            for _, wanted, fired in casework.effects(case, sweep, packs):
                assert (_name(right, RIGHT) in fired) == (right.id in fired) == wanted, (right.id, case.id, sweep.fact)
                left = {name: n for name, n in left.items() if (name in fired) == wanted}
            if not left:
                break
    return set(range(len(wrongs))) - set(left.values())


def _name(right: Rule, n: int | str) -> str:
    return f"{right.id}~{n}"


def plain(right: Rule, wrongs: Sequence[Rule], packs: Packs) -> bool:
    """Does whether these take effect hang on nothing that another rule of their kind changes, or that goes by their name?"""
    read = {literal.fact for rule in (right, *wrongs) for condition in rule.when for literal in condition}
    named = any(right.id in rule.cancels for rule in packs.rules())
    return not (read & packs.derived or right.if_duty or named or (right.kind is Kind.BAR and right.clock))


@contextmanager
def standing(packs: Packs, right: Rule, named: dict[str, Rule]) -> Iterator[None]:
    """The rulebook with further rules beside a right one, which governs when it does."""
    before = packs.editions
    editions = next(several for several in before if any(one.rule == right for one in several))
    packs.programs.clear()
    packs.editions = (*before, *(tuple(_called(name, one, right, rule, packs) for one in editions) for name, rule in named.items()))
    try:
        yield
    finally:
        packs.editions = before
        packs.programs.clear()


def _called(name: str, one: Ready, right: Rule, rule: Rule, packs: Packs) -> Ready:
    """An edition under another name; with another rule in it where it is the right one's. Its marks stay the right one's."""
    made = rulebook.ready(rule, packs.alphabet, one.rank) if one.rule == right else one
    return replace(made, rule=replace(made.rule, id=name))
