"""Can what a rule tells the client come true at a place? A rule opens what it names; something leaves only if every bar is opened.

For one rule facts are looked for with which each bar either does not hold or is lifted by a rule that somebody has read, without a yes of
the client that the rule itself does not need. Where there are none, the sentence may promise nothing: a lawyer is asked first. The search
is bounded; past its bound it answers no, which is the careful side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.program import BarNode, Program
from tacenda.core.decisions.rules import Condition, Literal, Rule

_STEPS = 400
_NAMELESS = frozenset({"deidentified", "pseudonymised"})  # what points to nobody is no promise about the client
_OWN_YES = {
    "client_says": frozenset({"agrees", "no_objection"}),
    "recipient": frozenset({"client"}),
    "info": frozenset({"deidentified"}),
}
Room = Mapping[str, frozenset[str]]  # what each fact can still be, of those that are bound


@dataclass
class Promises:
    """The rules that live for one act at these places."""

    program: Program
    vocabulary: Vocabulary
    left: int = field(default=0)

    def kept(self, rule: Rule) -> bool:
        """Is there a case of this rule in which the answer is a yes?"""
        if rule.confidence not in self.vocabulary.proven:
            return False
        own = rests_on_yes(rule)
        ways = [[room for yes, room in options if own or not yes] for options in self._options]
        self.left = _STEPS
        return any(self._open(self._plain(room, own=own), ways) for room in self._cases(rule, {}))

    def _plain(self, room: Room, *, own: bool) -> Room:
        """The case as clients take it: something that points to them, and nothing signed; unless the rule itself says another thing."""
        unsaid = () if own else (Literal("authorization", frozenset({"none"})),)
        for literal in (Literal("info", _NAMELESS, negated=True), *unsaid):
            room = (self._with(room, literal) or room) if literal.fact in self.vocabulary.facts else room
        return room

    @cached_property
    def _options(self) -> tuple[tuple[tuple[bool, Room], ...], ...]:
        """For each bar everything that puts it out of the way; whether that is the client's own yes."""
        return tuple(tuple(self._ways_past(bar)) for bar in self.program.bars)

    def _ways_past(self, bar: BarNode) -> Iterator[tuple[bool, Room]]:
        yield from ((False, room) for room in self._not(bar.ready.rule.when, {}))
        for i in (*bar.grounds, *bar.waivers):
            ground = self.program.grounds[i]
            for room in self._proven(ground.ready.rule, {}):
                for found in [room] if ground.duties is None else self._owed(ground.duties, room):
                    yield rests_on_yes(ground.ready.rule), found
        yield from ((False, room) for room in self._owed(bar.duties, {}))

    def _owed(self, duties: Sequence[int], room: Room) -> Iterator[Room]:
        for i in duties:
            yield from self._proven(self.program.duties[i].ready.rule, room)

    def _proven(self, rule: Rule, room: Room) -> Iterator[Room]:
        if rule.confidence in self.vocabulary.proven:
            yield from self._cases(rule, room)

    def _cases(self, rule: Rule, room: Room) -> Iterator[Room]:
        """What is left where this rule speaks; of a duty, where it obliges this act."""
        for condition in rule.when:
            found = self._bound(room, condition)
            if found is not None and rule.ways and self.program.act == "disclose":
                told = [frozenset[str]().union(*(self.vocabulary.way_tells.get(way, ()) for way in ways)) for ways in rule.ways]
                found = self._with(found, Literal("recipient", told[0].intersection(*told[1:])))
            if found is not None:
                yield found

    def _not(self, when: Sequence[Condition], room: Room) -> Iterator[Room]:
        """What is left where no condition of a bar holds."""
        if not when:
            yield room
            return
        for literal in when[0]:
            found = self._with(room, Literal(literal.fact, literal.values, not literal.negated)) if not literal.numeric else room
            if found is not None:
                yield from self._not(when[1:], found)

    def _open(self, room: Room, ways: Sequence[Sequence[Room]]) -> bool:
        """Can every bar be out of the way in some case of this room? The bar with the fewest ways past it is tried first."""
        self.left -= 1
        if self.left < 0:
            return False
        rest: list[list[Room]] = []
        for options in ways:
            fitting = [both for one in options if (both := self._joined(room, one)) is not None]
            if not fitting:
                return False
            if room not in fitting:
                rest.append(fitting)
        if not rest:
            return True
        first = min(rest, key=len)
        others = [one for one in rest if one is not first]
        return any(self._open(found, others) for found in first)

    def _joined(self, room: Room, one: Room) -> Room | None:
        found = dict(room)
        for name, values in one.items():
            found[name] = values & found.get(name, values)
            if not found[name]:
                return None
        return found

    def _bound(self, room: Room, condition: Condition) -> Room | None:
        found: Room | None = room
        for literal in condition:
            found = self._with(found, literal) if found is not None else None
        return found

    def _with(self, room: Room, literal: Literal) -> Room | None:
        """Numbers and lists bind nothing: they never stand between two rules of one case."""
        fact = self.vocabulary.facts[literal.fact]
        if literal.numeric or fact.many:
            return room
        before = room.get(literal.fact, frozenset(fact.values))
        after = before - literal.values if literal.negated else before & literal.values
        return {**room, literal.fact: after} if after else None


def rests_on_yes(rule: Rule) -> bool:
    """Does every case of this rule need that the client agreed, or that it is the client who receives?"""
    return rule.waivable or rule.always(_own_yes)


def _own_yes(one: Literal) -> bool:
    """Does this hold only when the client agreed, or is the one who receives?"""
    if one.fact == "authorization":
        return ("none" in one.values) is one.negated
    return one.fact in _OWN_YES and not one.negated and one.values <= _OWN_YES[one.fact]
