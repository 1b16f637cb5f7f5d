"""Every rule that was tried for a question, and whether its case is this: for who wants to see what stands behind an answer."""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.decisions import parts
from tacenda.core.decisions.ask import Request
from tacenda.core.decisions.conditions import value
from tacenda.core.decisions.evaluate import truth
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Rule


@dataclass(frozen=True, slots=True)
class Tried:
    """One rule in force for the act and the places. `fits`: yes, no, unknown; of several parts the one nearest to yes."""

    rule: Rule
    fits: str


def tried(packs: Packs, request: Request) -> tuple[Tried, ...]:
    """The rules that live here, in the order of their packs."""
    here = parts.setting(packs, request)
    program = here.program
    ready = [*program.exempts, *(node.ready for node in (*program.duties, *program.grounds, *program.bars)), *program.notes]
    states = [segment.state | here.clocks for segment in request.segments]
    found = [Tried(one.rule, truth(one.when, max(states, key=lambda state: value(one.when, state)))) for one in ready]
    return tuple(sorted(found, key=lambda one: program.ranks[one.rule.id]))
