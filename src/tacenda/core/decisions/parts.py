"""One segment, settled: its state of knowledge, the values of every rule, and the verdict.

Two things stand outside the formula. Facts that say what a local law would say are read off the local packs first (never from a
request). And where a place has no pack, or is too broad to have one answer, nothing is permitted on its behalf.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tacenda.core.decisions import clashes, clocks, places
from tacenda.core.decisions.ask import Request, Segment
from tacenda.core.decisions.clashes import Clash
from tacenda.core.decisions.clocks import Due
from tacenda.core.decisions.conditions import NO, OPEN, YES, Value
from tacenda.core.decisions.effort import Effort
from tacenda.core.decisions.evaluate import Values, evaluate, verdict
from tacenda.core.decisions.program import BarNode, Local, Program
from tacenda.core.decisions.rulebook import Key, Packs
from tacenda.core.decisions.rules import Rule

FREE_OF_PLACE = frozenset({"receive", "protect"})  # acts that no missing pack holds up


@dataclass(frozen=True, slots=True)
class Beside:
    """The rules of one of several places alone. `bars`: the position of each of its bars among all."""

    program: Program
    bars: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What all segments of a request share."""

    packs: Packs
    request: Request
    program: Program
    clocks: int
    broad: bool
    unplaced: tuple[str, ...]
    derives: bool
    beside: tuple[Beside, ...] = ()
    effort: Effort = field(default_factory=Effort)

    def due(self, rule: Rule) -> Due | None:
        """When the clock of a rule runs out here."""
        if rule.clock is None:
            return None
        return clocks.due(rule.clock, self.request.events, self.packs.calendar(rule.place), self.request.now)


@dataclass(frozen=True, slots=True)
class Part:
    """One settled segment. `proven` are the values as if every unverified rule had been verified; the same object where none lives.

    `clashing`: facts of it that cannot hold together; `worlds`: the same part with one of each unstated, where these answer alike.
    """

    segment: Segment
    state: int
    values: Values
    proven: Values
    verdict: str
    clashing: tuple[Clash, ...] = ()
    worlds: tuple[Part, ...] = ()

    @property
    def each(self) -> tuple[Part, ...]:
        """The ways in which it may be: one, unless facts clash. What comes with an answer is what comes with any of them."""
        return self.worlds or (self,)

    @property
    def answer(self) -> tuple[int, int]:
        return self.values.may, self.values.must


def setting(packs: Packs, request: Request) -> Setting:
    """Find the rules that live, and start the clocks that bars wait for."""
    program = packs.program(request.act, request.places, request.now.date(), floor=request.floor, codes=request.codes, known=request.known)
    free = request.act in FREE_OF_PLACE or packs.house_only
    found = Setting(
        packs=packs,
        request=request,
        program=program,
        clocks=0,
        broad=not request.floor and places.too_broad(request.places),
        unplaced=() if free else tuple(place for place in request.places if place not in packs.placed),
        derives=bool(program.local.readers) and not request.floor,
        beside=_beside(packs, request, program) if len(request.places) > 1 else (),
    )
    return _with_clocks(found) if program.timed[2] else found


def _with_clocks(found: Setting) -> Setting:
    bits = 0
    for bar in found.program.bars:
        rule = bar.ready.rule
        if (due := found.due(rule)) is not None:
            wrong, blank = found.packs.alphabet.marks[f"clock:{rule.id}"]
            if due.at is None:
                bits |= blank
            elif clocks.passed(due.at, found.request.now):
                bits |= wrong
    return replace(found, clocks=bits)


def _beside(packs: Packs, request: Request, program: Program) -> tuple[Beside, ...]:
    """Each place for itself: what one place opens must not open what another keeps, not even a bar that both share."""
    order = {bar.ready.rule.id: i for i, bar in enumerate(program.bars)}
    found: list[Beside] = []
    for place in _alone(packs, request):
        alone = packs.program(request.act, (place,), request.now.date(), floor=request.floor, codes=request.codes, known=request.known)
        found.append(Beside(alone, tuple(order[bar.ready.rule.id] for bar in alone.bars)))
    return tuple(found)


def _alone(packs: Packs, request: Request) -> list[str]:
    """Of several places those that are looked at each for itself too."""
    found = [one for one in request.places if one in packs.placed and not any(one in places.above(other) for other in request.places)]
    return found if len(found) > 1 else []


def programs(packs: Packs, request: Request) -> frozenset[Key]:
    """What has to be put together for a request: the rules of all its places, and of each alone where they are several."""
    day, every = request.now.date(), [request.places, *((one,) for one in _alone(packs, request))]
    return frozenset(packs.key(request.act, one, day, floor=request.floor, codes=request.codes, known=request.known) for one in every)


def part(here: Setting, segment: Segment) -> Part:
    """Settle one segment."""
    state = segment.state | here.clocks
    clashing = clashes.found(here.packs.clashes, state)
    if not clashing:
        return weighed(here, segment, state)
    worlds = _alike([weighed(here, segment, one) for one in clashes.ways(clashing, state)])
    settled = worlds[0] if worlds else weighed(here, segment, clashes.unstated(clashing, state))
    return replace(settled, clashing=clashing, worlds=worlds)


def weighed(here: Setting, segment: Segment, state: int) -> Part:
    """The formula over one state of a segment, whether its facts can hold together or not."""
    values = answer(here, state)
    capped = here.program.capped.intersection(values.live.rows)
    doubt = any(values.rows[i] == OPEN for i in capped) if capped else False
    proven = answer(here, state & ~here.program.counsel) if doubt else values
    return Part(segment, state, values, proven, verdict(values.may, values.must, values.should))


def _alike(worlds: list[Part]) -> tuple[Part, ...]:
    """These, if all of them give one definite answer; else none."""
    verdicts = {one.verdict for one in worlds}
    return tuple(worlds) if len(verdicts) == 1 and "not_yet" not in verdicts else ()


def answer(here: Setting, state: int) -> Values:
    """The formula over a state, with what stands outside it."""
    values = settled(here, here.program, state)
    for one in here.beside:
        alone = settled(here, one.program, state)
        for i, k in enumerate(one.bars):
            values.opened[k] = min(values.opened[k], alone.opened[i])
        values.may = min(values.may, alone.may)
    if here.broad or (here.unplaced and not _shut(here.program, values)):
        values.may, values.must = OPEN, max(values.must, OPEN)
    return values


def _shut(program: Program, values: Values) -> bool:
    """Is a bar shut whatever a law that nobody wrote down may say: one of another place, or one that nothing ever opens?"""
    return any(
        free == NO and (node.ready.rule.place is not None or not (node.grounds or node.waivers or node.duties))
        for node, free in zip(program.bars, values.opened, strict=True)
    )


def settled(here: Setting, program: Program, state: int) -> Values:
    """The formula over one program, on a state with what the local packs say put in where a rule asks for it."""
    values = evaluate(program, state)
    here.effort.look(len(values.live.rows))
    if here.derives and any(values.rows[i] for i in program.local.readers):
        return evaluate(program, derive(here, program, state, values))
    return values


def derive(here: Setting, program: Program, state: int, values: Values) -> int:
    """The state with what the local packs say put in for the facts that stand for it."""
    alphabet, local = here.packs.alphabet, program.local
    for name, said in (("report_law", _report_law(local, values)), ("parent_rule", _parent_rule(local, values))):
        if name in alphabet.value_bit and said is not None:
            state = state & ~alphabet.own[name] | alphabet.value_bit[name][said]
    return state


def _report_law(local: Local, values: Values) -> str | None:
    """None: open."""
    duties = {values.binding[i] for i in local.reports}
    grounds = {values.grounds[i] for i in local.report_grounds}
    if YES in duties:
        return "requires"
    if OPEN in duties or (OPEN in grounds and YES not in grounds):
        return None
    return "authorises" if YES in grounds else "none"


def _parent_rule(local: Local, values: Values) -> str | None:
    """None: open. A local bar that holds shut forbids, before any ground is asked."""
    duties = {values.binding[i] for i in local.access}
    opened = {values.opened[i] for i in local.bars}
    grounds = {values.grounds[i] for i in local.grounds}
    if NO in opened:
        return "forbids"
    if OPEN in opened or OPEN in duties:
        return None
    if YES in duties:
        return "requires"
    if YES in grounds:
        return "permits"
    return None if OPEN in grounds else "silent"


def lifters(k: int, part: Part, program: Program) -> list[Rule]:
    """The rules that really lift the bar at position `k` here, in the order of the packs."""
    values, bar = part.values, program.bars[k]
    true = [program.grounds[i] for i in values.live.grounds if values.grounds[i] == YES]
    found = [node.ready for node in true if k in node.lifts]
    found += [program.duties[i].ready for i in values.live.duties if values.binding[i] == YES and k in program.duties[i].lifts]
    by_signature = [node.ready for node in true if k in node.waives]
    found += [one for one in by_signature if _signed(bar, part)]
    return [one.rule for one in sorted(found, key=lambda one: one.rank)]


def _signed(bar: BarNode, part: Part) -> bool:
    return any(not part.state & one.wrong and not part.state & one.blank for one in bar.ready.waiver)


def plain(value: Value) -> object:
    """A stated value as it stands in JSON."""
    return list(value) if isinstance(value, tuple) else value
