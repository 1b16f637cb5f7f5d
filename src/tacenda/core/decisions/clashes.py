"""Facts that cannot hold together: one of them is wrong, and the kernel does not say which.

A part with such facts is decided once for each way in which one of them may be wrong. Only where all these answers are one and definite
does it stand, for then it rests on neither side. Else the facts that clash count as unstated, and are asked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from tacenda.core.decisions.conditions import Alphabet
from tacenda.core.decisions.rules import Condition

_WAYS = 64


@dataclass(frozen=True, slots=True)
class Clash:
    """`names`: the facts that clash; `where`: those that say where they do.

    `apart`: bits of which a state has one or more unless these facts clash in it. `facts`: of each, all its bits and its blank bit.
    """

    names: tuple[str, ...]
    where: tuple[str, ...]
    says: str
    apart: int
    facts: tuple[tuple[int, int], ...]


def compiled(together: Iterable[tuple[Condition, Condition, str]], alphabet: Alphabet) -> tuple[Clash, ...]:
    """The clashes of a vocabulary, once every rule has its bits."""
    rows = [(alphabet.condition((*condition, *where)), _names(condition), _names(where), says) for condition, where, says in together]
    return tuple(
        Clash(names, where, says, masks.wrong | masks.blank, tuple((alphabet.own[name], alphabet.blank_bit[name]) for name in names))
        for masks, names, where, says in rows
    )


def _names(condition: Condition) -> tuple[str, ...]:
    return tuple(dict.fromkeys(literal.fact for literal in condition))


def found(clashes: Iterable[Clash], state: int) -> tuple[Clash, ...]:
    """Those that this state shows."""
    return tuple([one for one in clashes if not state & one.apart])


def ways(clashing: Sequence[Clash], state: int) -> tuple[int, ...]:
    """The states in which one fact of each clash is unstated; none where they are too many to be told apart."""
    size = 1
    for one in clashing:
        size *= len(one.facts)
    if size > _WAYS:
        return ()
    return tuple(dict.fromkeys(_without(state, choice) for choice in product(*(one.facts for one in clashing))))


def unstated(clashing: Sequence[Clash], state: int) -> int:
    """The state without any of the facts that clash."""
    return _without(state, [fact for one in clashing for fact in one.facts])


def _without(state: int, facts: Iterable[tuple[int, int]]) -> int:
    for own, blank in facts:
        state = state & ~own | blank
    return state
