"""Facts as bits: what is known becomes one whole number, and a condition becomes two masks.

Every value of every fact has a bit, and every fact a bit for "nobody stated it". A condition (all literals must hold) is false if the
facts meet its `wrong` mask, else open if they meet its `blank` mask, else true: that is Kleene's strong AND in two steps. Lists and
numbers get one bit for each literal that the rules really use, set when the literal is false. Marks are bits of no fact: "nobody has
verified this rule", "its clock has run out".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.rules import Condition, Literal

NO, OPEN, YES = 0, 1, 2  # Kleene's F, U, T: AND is min, OR is max, NOT is 2 - x
Value = str | int | tuple[str, ...]
Facts = Mapping[str, Value]
_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Masks:
    """One condition: the bits that make it false, and those that leave it open."""

    wrong: int
    blank: int


Compiled = tuple[Masks, ...]
ALWAYS: Compiled = (Masks(0, 0),)
NEVER: Compiled = ()


def value(masks: Compiled, state: int) -> int:
    """YES if one of the conditions holds, OPEN if none does but one may."""
    best = NO
    for one in masks:
        if not state & one.wrong:
            if not state & one.blank:
                return YES
            best = OPEN
    return best


def holds(literal: Literal, stated: Value) -> bool:
    """Does a stated fact meet a literal?"""
    if isinstance(stated, int):
        return (literal.at_least is None or stated >= literal.at_least) and (literal.below is None or stated < literal.below)
    met = not literal.values.isdisjoint((stated,) if isinstance(stated, str) else stated)
    return met != literal.negated


@dataclass(slots=True)
class Alphabet:
    """Which bit means what. Grows while rules are compiled, then only reads."""

    vocabulary: Vocabulary
    owners: list[str] = field(default_factory=list[str])  # bit: the fact or mark it belongs to
    value_bit: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    blank_bit: dict[str, int] = field(default_factory=dict[str, int])
    false_bit: dict[str, dict[Literal, int]] = field(default_factory=dict[str, dict[Literal, int]])
    marks: dict[str, tuple[int, int]] = field(default_factory=dict[str, tuple[int, int]])  # mark: (wrong, blank)
    own: dict[str, int] = field(default_factory=dict[str, int])  # fact or mark: all its bits
    step: dict[tuple[str, object], int] = field(default_factory=dict[tuple[str, object], int])  # (fact, value): what stating it adds
    owned: dict[int, int] = field(default_factory=dict[int, int])  # kept answers of `owned_by`
    kept: dict[str, dict[Value, int]] = field(default_factory=dict[str, dict[Value, int]])  # kept answers of `bits` for lists and numbers
    parts: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])  # kept answers of `split`
    single: dict[int, tuple[int, ...]] = field(default_factory=dict[int, tuple[int, ...]])  # kept answers of `each`
    all_blank: int = 0

    def __post_init__(self) -> None:
        for name, fact in self.vocabulary.facts.items():
            self.blank_bit[name] = self._bit(name)
            self.all_blank |= self.blank_bit[name]
            if fact.many or fact.number:
                self.false_bit[name] = {}
            else:
                self.value_bit[name] = {one: self._bit(name) for one in fact.values}
                self.step |= {(name, one): bit - self.blank_bit[name] for one, bit in self.value_bit[name].items()}

    def _bit(self, owner: str) -> int:
        self.owners.append(owner)
        bit = 1 << (len(self.owners) - 1)
        self.own[owner] = self.own.get(owner, 0) | bit
        return bit

    def mark(self, name: str) -> Masks:
        """A condition that no fact settles: false if its first bit is set, open if its second is."""
        if name not in self.marks:
            self.marks[name] = (self._bit(name), self._bit(name))
        return Masks(*self.marks[name])

    def literal(self, one: Literal) -> Masks:
        special = self.false_bit.get(one.fact)
        if special is not None:
            if one not in special:
                special[one] = self._bit(one.fact)
                self.kept.pop(one.fact, None)
            return Masks(special[one], self.blank_bit[one.fact])
        wrong = 0
        for name, bit in self.value_bit[one.fact].items():
            if (name in one.values) == one.negated:
                wrong |= bit
        return Masks(wrong, self.blank_bit[one.fact])

    def condition(self, literals: Condition, *marks: str) -> Masks:
        wrong, blank = 0, 0
        for part in [*(self.literal(one) for one in literals), *(self.mark(name) for name in marks)]:
            wrong |= part.wrong
            blank |= part.blank
        return Masks(wrong, blank)

    def compile(self, when: Iterable[Condition], *marks: str) -> Compiled:
        return tuple(self.condition(one, *marks) for one in when)

    def bits(self, name: str, stated: Value) -> int:
        """The bits of one stated fact."""
        special = self.false_bit.get(name)
        if special is None:
            return self.value_bit[name][stated] if isinstance(stated, str) else 0
        kept = self.kept.get(name)
        if kept is None or len(kept) > _KEPT:
            kept = self.kept[name] = {}
        found = kept.get(stated)
        if found is None:
            found = kept[stated] = sum(bit for literal, bit in special.items() if not holds(literal, stated))
        return found

    def state(self, facts: Facts, base: int | None = None) -> int:
        """What is known, on top of `base` (nothing)."""
        found = self.all_blank if base is None else base
        for name, stated in facts.items():
            found = found & ~self.own[name] | self.bits(name, stated)
        return found

    def owned_by(self, blank: int) -> int:
        """All bits of the facts and marks with these blank bits."""
        found = self.owned.get(blank)
        if found is None:
            found = 0
            for name in self.names(blank):
                found |= self.own[name]
            self.owned[blank] = found
        return found

    def owner(self, bit: int) -> int:
        """All bits of the fact or mark to which this bit belongs."""
        return self.own[self.owners[bit.bit_length() - 1]]

    def split(self, bits: int) -> tuple[int, ...]:
        """These bits by the fact or mark to which they belong, from the lowest."""
        found = self.parts.get(bits)
        if found is None:
            parts, left = list[int](), bits
            while left:
                parts.append(left & self.owner(left & -left))
                left ^= parts[-1]
            found = self.parts[bits] = tuple(parts)
        return found

    def each(self, bits: int) -> tuple[int, ...]:
        """These bits one by one, from the lowest."""
        found = self.single.get(bits)
        if found is None:
            ones, left = list[int](), bits
            while left:
                ones.append(left & -left)
                left ^= ones[-1]
            found = self.single[bits] = tuple(ones)
        return found

    def names(self, bits: int) -> list[str]:
        """The facts and marks to which these bits belong, each once, in the order of the vocabulary."""
        found: dict[str, None] = {}
        while bits:
            low = bits & -bits
            found[self.owners[low.bit_length() - 1]] = None
            bits ^= low
        return list(found)
