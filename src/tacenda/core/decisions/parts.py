"""One segment, settled: its state of knowledge, the values of every rule, and the verdict.

Two things stand outside the formula. Facts that say what a local law would say are read off the local packs first (never from a
request). And where a place has no pack, or is too broad to have one answer, nothing is permitted on its behalf.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tacenda.core.decisions import clocks, places
from tacenda.core.decisions.ask import Request, Segment
from tacenda.core.decisions.clocks import Due
from tacenda.core.decisions.conditions import NO, OPEN, YES
from tacenda.core.decisions.evaluate import Values, evaluate, verdict
from tacenda.core.decisions.program import BarNode, Program
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Layer, Rule

FREE_OF_PLACE = frozenset({"receive", "protect"})  # acts that no missing pack holds up


@dataclass(frozen=True, slots=True)
class Setting:
    """What all segments of a request share."""

    packs: Packs
    request: Request
    program: Program
    base: int
    broad: bool
    unplaced: tuple[str, ...]
    derives: bool

    def due(self, rule: Rule) -> Due | None:
        """When the clock of a rule runs out here."""
        if rule.clock is None:
            return None
        return clocks.due(rule.clock, self.request.events, self.packs.calendar(rule.place), self.request.now)


@dataclass(frozen=True, slots=True)
class Part:
    """One settled segment. `proven` are the values as if every unverified rule had been verified; the same object where none lives."""

    segment: Segment
    state: int
    values: Values
    proven: Values
    verdict: str

    @property
    def answer(self) -> tuple[int, int]:
        return self.values.may, self.values.must


def setting(packs: Packs, request: Request) -> Setting:
    """Find the rules that live, and start the clocks that bars wait for."""
    program = packs.program(request.act, request.places, request.now.date(), floor=request.floor, codes=request.codes, known=request.known)
    free = request.act in FREE_OF_PLACE
    found = Setting(
        packs=packs,
        request=request,
        program=program,
        base=packs.blank,
        broad=not request.floor and places.too_broad(request.places),
        unplaced=() if free else tuple(place for place in request.places if place not in packs.placed),
        derives=program.reads_derived and not request.floor,
    )
    return found if not any(bar.ready.rule.clock for bar in program.bars) else _with_clocks(found)


def _with_clocks(found: Setting) -> Setting:
    base = found.base
    for bar in found.program.bars:
        rule = bar.ready.rule
        if (due := found.due(rule)) is not None:
            wrong, blank = found.packs.alphabet.marks[f"clock:{rule.id}"]
            if due.at is None:
                base |= blank
            elif clocks.passed(due.at, found.request.now):
                base |= wrong
    return Setting(found.packs, found.request, found.program, base, found.broad, found.unplaced, found.derives)


def part(here: Setting, segment: Segment) -> Part:
    """Settle one segment."""
    state = here.packs.alphabet.state(segment.facts, here.base)
    values = answer(here, state)
    counsel = here.program.counsel
    proven = answer(here, state & ~counsel) if counsel else values
    return Part(segment, state, values, proven, verdict(values.may, values.must, values.should))


def answer(here: Setting, state: int) -> Values:
    """The formula over a state, with what stands outside it."""
    values = evaluate(here.program, state)
    if here.derives:
        values = evaluate(here.program, derive(here, state, values))
    if here.broad or (here.unplaced and values.may != NO):
        values.may, values.must = OPEN, max(values.must, OPEN)
    return values


def derive(here: Setting, state: int, values: Values) -> int:
    """The state with what the local packs say put in for the facts that stand for it."""
    alphabet = here.packs.alphabet
    for name, local in (("report_law", _report_law(here.program, values)), ("parent_rule", _parent_rule(here.program, values))):
        if name in alphabet.value_bit and local is not None:
            state = state & ~alphabet.own[name] | alphabet.value_bit[name][local]
    return state


def is_local(rule: Rule) -> bool:
    """A law of one place, not of a union or federation."""
    return rule.layer is Layer.LAW and rule.place is not None and rule.place not in places.BROAD


def _report_law(program: Program, values: Values) -> str | None:
    """None: open."""
    duties = [
        binds
        for node, binds in zip(program.duties, values.binding, strict=True)
        if is_local(node.ready.rule) and node.ready.rule.duty == "report"
    ]
    grounds = [
        true
        for node, true in zip(program.grounds, values.grounds, strict=True)
        if is_local(node.ready.rule) and _names_report(node.ready.rule)
    ]
    if YES in duties:
        return "requires"
    if OPEN in duties or (OPEN in grounds and YES not in grounds):
        return None
    return "authorises" if YES in grounds else "none"


def _names_report(rule: Rule) -> bool:
    wanted = {"child_protection", "adult_protection"}
    return any(literal.fact == "purpose" and not literal.negated and literal.values & wanted for when in rule.when for literal in when)


def _parent_rule(program: Program, values: Values) -> str | None:
    """None: open. A local bar that holds shut forbids, before any ground is asked."""
    duties = [
        binds
        for node, binds in zip(program.duties, values.binding, strict=True)
        if is_local(node.ready.rule) and node.ready.rule.duty == "access"
    ]
    opened = [free for node, free in zip(program.bars, values.opened, strict=True) if is_local(node.ready.rule)]
    grounds = [true for node, true in zip(program.grounds, values.grounds, strict=True) if is_local(node.ready.rule)]
    if NO in opened:
        return "forbids"
    if OPEN in opened or OPEN in duties:
        return None
    if YES in duties:
        return "requires"
    if YES in grounds:
        return "permits"
    return None if OPEN in grounds else "silent"


def lifters(bar: BarNode, part: Part, program: Program) -> list[Rule]:
    """The rules that really lift a bar here, in the order of the packs."""
    values = part.values
    found = [program.grounds[i].ready for i in bar.grounds if values.grounds[i] == YES]
    found += [program.duties[i].ready for i in bar.duties if values.binding[i] == YES]
    if bar.waivers and any(values.grounds[i] == YES for i in bar.waivers):
        from_signature = [program.grounds[i].ready for i in bar.waivers if values.grounds[i] == YES]
        found += [one for one in from_signature if _signed(bar, part)]
    return [one.rule for one in sorted(found, key=lambda one: one.rank)]


def _signed(bar: BarNode, part: Part) -> bool:
    return any(not part.state & one.wrong and not part.state & one.blank for one in bar.ready.waiver)


def stated(part: Part, names: Mapping[str, object] | frozenset[str]) -> dict[str, object]:
    """The stated facts among `names`, as bare values."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in part.segment.facts.items() if name in names}
