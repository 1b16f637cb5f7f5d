"""`rests_on`: facts that alone give the same answer, whatever the others are.

Walks the formula downwards and collects why a value is at least, or at most, what it is: an AND is high because of all its parts and
low because of one, an OR the other way round. Where one part suffices, a part whose facts are already collected is preferred.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.decisions.conditions import NO, OPEN, YES, Alphabet, Compiled, value
from tacenda.core.decisions.doors import conditions_of, doors
from tacenda.core.decisions.evaluate import Values
from tacenda.core.decisions.index import Index
from tacenda.core.decisions.parts import Part, Setting, settled
from tacenda.core.decisions.program import BarNode, DutyNode, GroundNode, Program, is_local


@dataclass(slots=True)
class Why:
    """`chosen`: all bits of the facts collected so far."""

    program: Program
    alphabet: Alphabet
    state: int
    values: Values
    chosen: int = 0

    def high(self, compiled: Compiled, floor: int) -> None:
        """Why a condition is at least `floor`: all facts of one alternative."""
        for one in compiled:
            if not self.state & one.wrong and not (floor == YES and self.state & one.blank):
                self.chosen |= self.alphabet.owned_by(one.blank)
                return

    def low(self, compiled: Compiled, ceiling: int) -> None:
        """Why a condition is at most `ceiling`: in each alternative one literal that is false, or open where that is low enough."""
        for one in compiled:
            wrong = self.state & one.wrong
            if wrong and not wrong & self.chosen and not (ceiling == OPEN and self.state & one.blank):
                self.chosen |= self.alphabet.owner(wrong & -wrong)

    def stands_high(self, node: DutyNode, floor: int) -> None:
        self.high(node.ready.when, floor)
        for i in node.exempts:
            self.low(self.program.exempts[i].when, YES - floor)
        self.low(node.ready.met, YES - floor)

    def stands_low(self, node: DutyNode, ceiling: int) -> None:
        if value(node.ready.when, self.state) <= ceiling:
            return self.low(node.ready.when, ceiling)
        for i in node.exempts:
            if self.values.exempts[i] >= YES - ceiling:
                return self.high(self.program.exempts[i].when, YES - ceiling)
        return self.high(node.ready.met, YES - ceiling)

    def binds_high(self, node: DutyNode, floor: int) -> None:
        self.stands_high(node, floor)
        self.high(node.tells, floor)

    def binds_low(self, node: DutyNode, ceiling: int) -> None:
        if value(node.ready.when, self.state) > ceiling and value(node.tells, self.state) <= ceiling:
            self.low(node.tells, ceiling)
        else:
            self.stands_low(node, ceiling)

    def ground_high(self, node: GroundNode, floor: int) -> None:
        self.high(node.ready.when, floor)
        if node.duties is not None:
            self.binds_high(next(self.program.duties[i] for i in node.duties if self.values.binding[i] >= floor), floor)

    def ground_low(self, node: GroundNode, ceiling: int) -> None:
        if value(node.ready.when, self.state) <= ceiling:
            return self.low(node.ready.when, ceiling)
        for i in node.duties or ():
            self.binds_low(self.program.duties[i], ceiling)
        return None

    def open_high(self, bar: BarNode, floor: int) -> None:
        """Why a bar is open: it does not hold, or one rule lifts it."""
        if YES - value(bar.ready.when, self.state) >= floor:
            return self.low(bar.ready.when, YES - floor)
        for i in bar.grounds:
            if self.values.grounds[i] >= floor:
                return self.ground_high(self.program.grounds[i], floor)
        for i in bar.duties:
            if self.values.binding[i] >= floor:
                return self.binds_high(self.program.duties[i], floor)
        self.high(bar.ready.waiver, floor)
        return self.ground_high(next(self.program.grounds[i] for i in bar.waivers if self.values.grounds[i] >= floor), floor)

    def open_low(self, k: int, ceiling: int) -> None:
        """Why a bar is shut: it holds, and nothing lifts it."""
        bar, found = self.program.bars[k], doors(self.program, k)
        self.high(bar.ready.when, YES - ceiling)
        self.grounds_low(bar.grounds, found.grounds, ceiling)
        for i in bar.duties:
            self.binds_low(self.program.duties[i], ceiling)
        if bar.waivers and value(bar.ready.waiver, self.state) <= ceiling:
            return self.low(bar.ready.waiver, ceiling)
        self.grounds_low(bar.waivers, found.waivers, ceiling)
        return None

    def grounds_low(self, grounds: tuple[int, ...], conditions: int, ceiling: int) -> None:
        """Why none of these grounds is more than `ceiling`, in their order. Those that collected facts make false cost nothing."""
        index = self.program.index
        if index is None or ceiling > NO:
            for i in grounds:
                self.ground_low(self.program.grounds[i], ceiling)
            return
        for i in self.values.live.grounds:  # true but for the duties they lean on
            own = conditions_of(self.program, i) & conditions
            if own:
                before = (own & -own) - 1
                self._false(index, conditions & before)
                self.ground_low(self.program.grounds[i], ceiling)
                conditions &= ~(before | own)
        self._false(index, conditions)

    def _false(self, index: Index, conditions: int) -> None:
        """Collect one fact for each condition that no collected fact makes false."""
        left = conditions & ~index.spoiled(self.state & self.chosen)
        while left:
            one = index.conditions[(left & -left).bit_length() - 1]
            wrong = self.state & one.wrong
            fact = self.alphabet.owner(wrong & -wrong)
            self.chosen |= fact
            left &= (left - 1) & ~index.spoiled(self.state & fact)  # one less each time, so that the loop ends whatever the state

    def may(self) -> None:
        bars, true = self.program.bars, min(self.values.opened, default=None)
        if true is None:
            true = value(self.program.unbarred, self.state)
            if true > NO:
                self.high(self.program.unbarred, true)
            if true < YES:
                self.low(self.program.unbarred, true)
            return
        if true < YES:
            self.open_low(self.values.opened.index(true), true)
        if true > NO:
            for bar in sorted(bars, key=self._by_lifting):
                self.open_high(bar, true)

    def _by_lifting(self, bar: BarNode) -> bool:
        """Bars that hold first: their facts are needed whole, and spare a choice at the others."""
        return value(bar.ready.when, self.state) == NO

    def obliged(self) -> None:
        """Why must and should are what they are: one duty is enough for a yes, a no needs them all."""
        pairs = list(zip(self.program.duties, self.values.binding, strict=True))
        for strict in (True, False):
            group = [(node, binds) for node, binds in pairs if node.strict == strict]
            top = max((binds for _, binds in group), default=NO)
            if top > NO:
                self.binds_high(next(node for node, binds in group if binds == top), top)
            for node, _ in group if top < YES else ():
                self.binds_low(node, top)


def rests_on(here: Setting, part: Part) -> list[str]:
    """The names of the facts, stated or not, in the order of the vocabulary."""
    alphabet = here.packs.alphabet
    whole = _why(here, here.program, part.state) if here.beside else Why(here.program, alphabet, part.values.state, part.values)
    whole.obliged()
    alone = [_why(here, one.program, part.state) for one in here.beside]
    worst = min((one.values.may for one in (whole, *alone)), default=whole.values.may)
    for one in (whole, *alone):  # a no needs the reasons of one place, anything else those of all
        if worst > NO or one.values.may == NO:
            one.chosen |= whole.chosen
            one.may()
            whole.chosen |= one.chosen
            if worst == NO:
                break
    chosen = whole.chosen
    if any(one.state != part.state for one in (whole, *alone)) and not here.packs.derived.isdisjoint(alphabet.names(chosen)):
        chosen |= _read_locally(here)
    return alphabet.names(chosen & alphabet.all_blank)


def _why(here: Setting, program: Program, state: int) -> Why:
    values = settled(here, program, state)
    return Why(program, here.packs.alphabet, values.state, values)


def _read_locally(here: Setting) -> int:
    """What the local law says follows from every fact that its rules read here."""
    program = here.program
    ready = [node.ready for node in (*program.duties, *program.grounds, *program.bars)] + list(program.exempts)
    compiled = [one for item in ready if is_local(item.rule) for one in (item.when, item.met, item.tells, item.waiver)]
    found = 0
    for masks in compiled:
        for one in masks:
            found |= one.blank
    return found
