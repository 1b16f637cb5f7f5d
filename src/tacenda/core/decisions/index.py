"""Which conditions a state of knowledge makes false or leaves open, found without asking each condition.

Every bit of the state knows the conditions that it spoils, as one whole number with a bit for each condition. Facts come in groups, and a
group remembers its answers: the same values cost one look-up. So a thousand rules cost little more than sixty.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from tacenda.core.decisions.conditions import Alphabet, Compiled, Masks

_GROUP = 10  # facts to a group
_KEPT = 4096
Found = tuple[int, int, int]


@dataclass(slots=True)
class _Group:
    """Some facts: all their bits, for each fact its spoilers (bit of the state, conditions), and those of its blank bit."""

    bits: int
    facts: tuple[tuple[tuple[int, int], ...], ...]
    blanks: tuple[tuple[int, int], ...]
    kept: dict[int, Found] = field(default_factory=dict[int, Found])

    def work_out(self, known: int) -> Found:
        """Conditions that one fact or more of the group makes false, two or more, and those left open by one. `known`: of its bits."""
        if len(self.kept) >= _KEPT:
            self.kept.clear()
        once = twice = 0
        for spoilers in self.facts:
            false = _spoiled(spoilers, known)
            twice |= once & false
            once |= false
        found = self.kept[known] = (once, twice, _spoiled(self.blanks, known))
        return found


def _spoiled(spoilers: Sequence[tuple[int, int]], known: int) -> int:
    found = 0
    for bit, conditions in spoilers:
        if known & bit:
            found |= conditions
    return found


@dataclass(frozen=True, slots=True)
class Index:
    """`conditions` of all rows in their order. `rows`: condition: its row; `first`: row: its first condition, and at the end their number.

    `wrong`, `blank`: bit of the state: the conditions that it makes false, or leaves open.
    """

    conditions: tuple[Masks, ...]
    rows: tuple[int, ...]
    first: tuple[int, ...]
    all: int
    groups: tuple[_Group, ...]
    wrong: dict[int, int]
    blank: dict[int, int]
    kept: dict[int, int] = field(default_factory=dict[int, int])

    def met(self, known: int) -> int:
        """The conditions of which these known facts, looked at alone, make none false and leave none open."""
        found = self.kept.get(known)
        if found is None:
            if len(self.kept) >= _KEPT:
                self.kept.clear()
            found = self.kept[known] = self.all & ~(self.spoiled(known) | self.unsettled(known))
        return found

    def found(self, state: int) -> Found:
        """Conditions that one fact or more makes false, two or more, and those that are open if no fact makes them false."""
        once = twice = blank = 0
        for group in self.groups:
            known = state & group.bits
            more, doubly, open_ = group.kept.get(known) or group.work_out(known)
            twice |= doubly | once & more
            once |= more
            blank |= open_
        return once, twice, blank

    def spoiled(self, bits: int) -> int:
        """The conditions that one of these bits makes false."""
        return _union(self.wrong, bits)

    def unsettled(self, bits: int) -> int:
        """The conditions that one of these bits leaves open, unless another makes them false."""
        return _union(self.blank, bits)


def _union(table: dict[int, int], bits: int) -> int:
    found = 0
    while bits:
        low = bits & -bits
        found |= table.get(low, 0)
        bits ^= low
    return found


def positions(bits: int) -> Iterator[int]:
    """The positions of the set bits, from the lowest."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def make(order: Sequence[Compiled], alphabet: Alphabet) -> Index:
    """An index over the conditions of these rows."""
    flat = [(row, one) for row, compiled in enumerate(order) for one in compiled]
    wrong = _spoilers([one.wrong for _, one in flat], alphabet)
    blank = _spoilers([one.blank for _, one in flat], alphabet)
    names = list(dict.fromkeys(alphabet.owners[bit.bit_length() - 1] for bit in sorted({*wrong, *blank})))
    facts = [alphabet.own[name] for name in names]
    return Index(
        conditions=tuple(one for _, one in flat),
        rows=tuple(row for row, _ in flat),
        first=tuple(accumulate((len(compiled) for compiled in order), initial=0)),
        all=(1 << len(flat)) - 1,
        groups=tuple(_group([alphabet.each(one) for one in facts[i : i + _GROUP]], wrong, blank) for i in range(0, len(facts), _GROUP)),
        wrong=wrong,
        blank=blank,
    )


def _spoilers(masks: Sequence[int], alphabet: Alphabet) -> dict[int, int]:
    """Each bit of these masks, with the conditions whose mask has it. Many conditions ask the same of a fact: that is spread out once."""
    asked: dict[int, int] = {}
    for i, mask in enumerate(masks):
        for part in alphabet.split(mask):
            asked[part] = asked.get(part, 0) | 1 << i
    found: dict[int, int] = {}
    for part, conditions in asked.items():
        for bit in alphabet.each(part):
            found[bit] = found.get(bit, 0) | conditions
    return found


def _group(facts: Sequence[tuple[int, ...]], wrong: dict[int, int], blank: dict[int, int]) -> _Group:
    """`facts`: the bits of each."""
    return _Group(
        bits=sum(bit for fact in facts for bit in fact),
        facts=tuple(_pairs(wrong, fact) for fact in facts),
        blanks=tuple(pair for fact in facts for pair in _pairs(blank, fact)),
    )


def _pairs(table: dict[int, int], fact: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    return tuple((bit, table[bit]) for bit in fact if bit in table)
