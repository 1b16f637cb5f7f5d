"""What comes with an answer: obligations before, with and after; duties, clocks, notes, citations.

Obligations are the union over the grounds used, the duties that stand and the exemptions that hold; bars that stay shut add theirs.
`record` is always there, and so is telling the client of a disclosure afterwards, unless a rule that names its citation settles the
telling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from tacenda.core.decisions import clocks
from tacenda.core.decisions.conditions import NO, OPEN, YES, value
from tacenda.core.decisions.decision import ClockAnswer, DutyAnswer, Note, Obligation, SegmentAnswer
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.parts import Part, Setting
from tacenda.core.decisions.program import DutyNode, Ready
from tacenda.core.decisions.rules import Clock, Rule

TELLING = frozenset({"tell_before", "tell_after", "defer_telling"})


@dataclass(slots=True)
class Bound:
    """The rules that take part in one segment's answer, in the order in which they are cited.

    `hangs`: obligations that hang on which of several facts that clash is wrong.
    """

    duties: list[Rule]
    grounds: list[Rule]
    exempts: list[Rule]
    shut: list[Rule]
    hangs: frozenset[str] = frozenset()

    @property
    def all(self) -> tuple[Rule, ...]:
        return (*self.duties, *self.grounds, *self.exempts, *self.shut)


def bound(here: Setting, part: Part, answer: SegmentAnswer) -> Bound:
    """Who took part, whichever fact is wrong. A refusal rests on the bars that stayed shut, not on what lifted the others."""
    used = {id for bar in answer.bars for id in bar.lifted_by} if part.verdict in GREEN else set[str]()
    found = [_bound(here, one, used) for one in part.each]
    return found[0] if len(found) == 1 else _together(here, found)


def _bound(here: Setting, part: Part, used: set[str]) -> Bound:
    program, values = here.program, part.values
    return Bound(
        duties=[program.duties[i].ready.rule for i in values.live.duties if values.standing[i] == YES]
        if part.verdict in GREEN or part.verdict in ("conflict", "not_yet")
        else [],
        grounds=[rule for i in values.live.grounds if values.grounds[i] == YES and (rule := program.grounds[i].ready.rule).id in used],
        exempts=[program.exempts[i].rule for i in _exempting(here, part)],
        shut=[node.ready.rule for node, free in zip(program.bars, values.opened, strict=True) if free == NO],
    )


def _exempting(here: Setting, part: Part) -> list[int]:
    """Exemptions that hold and free from something: one that cancels no duty of this case brings nothing with it."""
    values = part.values
    cancelling = {i for k in values.live.duties for i in here.program.duties[k].exempts}
    return [i for i in values.live.exempts if values.exempts[i] == YES and i in cancelling]


def _together(here: Setting, several: Sequence[Bound]) -> Bound:
    def union(lists: Iterable[list[Rule]]) -> list[Rule]:
        found = {rule.id: rule for rules in lists for rule in rules}
        return [found[id] for id in sorted(found, key=here.program.ranks.__getitem__)]

    asked = [{do for rule in one.all for do in _asked(here, rule)} for one in several]
    return Bound(
        duties=union(one.duties for one in several),
        grounds=union(one.grounds for one in several),
        exempts=union(one.exempts for one in several),
        shut=union(one.shut for one in several),
        hangs=frozenset[str]().union(*asked) - asked[0].intersection(*asked),
    )


class _Entry:
    """One obligation while its rules are gathered."""

    __slots__ = ("due", "rules", "segments")

    def __init__(self, segments: list[str] | None = None) -> None:
        self.segments = segments or []
        self.rules: dict[str, None] = {}
        self.due: list[clocks.Point] = []


def obligations(here: Setting, parts: Sequence[tuple[Part, Bound]]) -> tuple[Obligation, ...]:
    """The union, in the order of the rules that ask."""
    found: dict[str, _Entry] = {}
    asking: dict[str, tuple[Rule, list[str]]] = {}
    for part, took in parts:
        for rule in took.all:
            asking.setdefault(rule.id, (rule, []))[1].append(part.segment.id)
    for id in sorted(asking, key=here.program.ranks.__getitem__):
        rule, segments = asking[id]
        for do in _asked(here, rule):
            if do not in found:
                found[do] = _Entry()
            _note(here, found[do], segments, rule, do)
    _always(here, found, [part for part, _ in parts])
    words = here.packs.vocabulary.obligations
    return tuple([Obligation(do, words[do][0], _due(one, here), tuple(one.segments), tuple(one.rules)) for do, one in found.items()])


def _asked(here: Setting, rule: Rule) -> Iterable[str]:
    """A clock that has run out does not end a duty; it adds reasons."""
    if rule.then is None and rule.clock is None:
        return rule.do
    extra = [rule.then.do] if rule.then and rule.then.do not in rule.do else []
    if _overdue(here, rule) and "give_reasons" not in rule.do and "give_reasons" in here.packs.vocabulary.obligations:
        extra.append("give_reasons")
    return (*rule.do, *extra)


def _overdue(here: Setting, rule: Rule) -> bool:
    """At once is due from the first moment, so being past it says nothing."""
    if rule.clock is None or rule.clock.firm not in ("hard", "target") or rule.clock.unit == "at_once":
        return False
    at = _at(here, rule, rule.clock)
    return at is not None and clocks.passed(at, here.request.now)


def _note(here: Setting, entry: _Entry, segments: Sequence[str], rule: Rule, do: str) -> None:
    entry.segments = sorted({*entry.segments, *segments}) if entry.segments else sorted(segments)
    entry.rules[rule.id] = None
    clock = rule.then.clock if rule.then and rule.then.do == do else rule.clock if do == "defer_telling" else None
    if clock is not None and (at := _at(here, rule, clock)) is not None:
        entry.due += [at] * len(segments)


def _at(here: Setting, rule: Rule, clock: Clock) -> clocks.Point | None:
    return clocks.due(clock, here.request.events, here.packs.calendar(rule.place), here.request.now).at


def _due(entry: _Entry, here: Setting) -> str | None:
    return clocks.text(clocks.governs("hard", tuple(entry.due), here.request.now)) if entry.due else None


def _always(here: Setting, found: dict[str, _Entry], parts: Sequence[Part]) -> None:
    words = here.packs.vocabulary.obligations
    if "record" in words:
        found.setdefault("record", _Entry()).segments = sorted(part.segment.id for part in parts)
    if here.request.act != "disclose" or "tell_after" not in words or TELLING & found.keys():
        return
    told = [
        part.segment.id
        for part in parts
        if part.verdict in GREEN and part.segment.facts.get("recipient") in here.packs.vocabulary.told_by_default
    ]
    if told:
        found["tell_after"] = _Entry(segments=sorted(told))


def duties(here: Setting, parts: Sequence[Part]) -> tuple[DutyAnswer, ...]:
    """Duties whose case this is, each once, in the liveliest of its states."""
    found: list[DutyAnswer] = []
    for i in _with_a_case(parts):
        node = here.program.duties[i]
        states = [state for part in parts if (state := _state(node, i, part)) is not None]
        if states:
            state = min(states, key=("stands", "open", "exempt", "met").index)
            rule, due = node.ready.rule, here.due(node.ready.rule)
            strength = "must" if node.strict else "should"
            at = clocks.text(due.at) if due else None
            found.append(DutyAnswer(rule.id, state, strength, rule.duty, rule.ways, at, rule.citation, rule.says))
    return tuple(found)


def settled(here: Setting, parts: Sequence[Part]) -> list[Rule]:
    """Duties whose case this is, and which bind nobody any more: met, or cancelled."""
    found: list[Rule] = []
    for i in _with_a_case(parts):
        node = here.program.duties[i]
        states = {_state(node, i, part) for part in parts}
        if states & {"met", "exempt"} and not states & {"stands", "open"}:
            found.append(node.ready.rule)
    return found


def over(here: Setting, parts: Sequence[Part]) -> list[Rule]:
    """Bars whose case this is but for their clock, which has run out."""
    found: list[Rule] = []
    for i in here.program.timed[2]:
        node, marks = here.program.bars[i].ready, here.packs.alphabet.marks
        clock = sum(marks[f"clock:{node.rule.id}"])
        if any(part.values.holding[i] == NO and value(node.when, part.state & ~clock) == YES for part in parts):
            found.append(node.rule)
    return found


def _with_a_case(parts: Sequence[Part]) -> list[int]:
    """Duties whose conditions are not false in one part or another."""
    return sorted({i for part in parts for i in part.values.live.duties})


def _state(node: DutyNode, i: int, part: Part) -> str | None:
    if part.values.standing[i]:
        return "stands" if part.values.standing[i] == YES else "open"
    if part.values.rows[i + len(part.values.exempts)] == NO:
        return None
    return "met" if node.ready.met and value(node.ready.met, part.state) == YES else "exempt"


def running(here: Setting, parts: Sequence[Part]) -> list[Rule]:
    """Rules whose clocks run: duties that stand (an unverified one as if verified), exemptions that hold, bars that wait."""
    duties, exempts, bars = here.program.timed
    found = [
        here.program.duties[i].ready.rule for i in duties if any(YES in (one.proven.standing[i], one.values.standing[i]) for one in parts)
    ]
    found += [here.program.exempts[i].rule for i in exempts if any(one.proven.exempts[i] == YES for one in parts)]
    return found + [here.program.bars[i].ready.rule for i in bars if any(one.values.holding[i] != NO for one in parts)]


def clock_answers(here: Setting, rules: Sequence[Rule]) -> tuple[ClockAnswer, ...]:
    """The clock of each rule, and the one of what follows from it: each runs on its own."""
    found: list[ClockAnswer] = []
    for rule in rules:
        for clock in (rule.clock, rule.then.clock if rule.then else None):
            if clock is not None:
                due = clocks.due(clock, here.request.events, here.packs.calendar(rule.place), here.request.now)
                at, latest = clocks.text(due.at), clocks.text(due.latest)
                found.append(ClockAnswer(here.request.act, rule.id, clock.start, at, clock.unit, clock.firm, latest))
    return tuple(found)


def notes(here: Setting, parts: Sequence[tuple[Part, Bound]], clocked: Sequence[Rule]) -> tuple[Note, ...]:
    """Remarks of the packs; clocks that the law stops, or that had to count calendar days; facts that cannot hold together."""
    states = [one.state for part, _ in parts for one in part.each]
    found = [
        Note(one.rule.id, one.rule.citation, one.rule.says)
        for one in here.program.notes
        if YES in [value(one.when, state) for state in states]
    ]
    for rule in clocked:
        due = here.due(rule)
        if rule.clock and rule.clock.pause:
            found.append(Note(rule.id, rule.citation, f"The clock may stop: {rule.clock.pause}."))
        if due and due.calendar_days:
            found.append(
                Note(rule.id, rule.citation, "Counted in calendar days: there is no table of working days for this place and time.")
            )
    return (*found, *_clashing(here, parts))


def _clashing(here: Setting, parts: Sequence[tuple[Part, Bound]]) -> Iterator[Note]:
    """What cannot hold together, and what to do only because of one of the two."""
    found = {one.names: one for part, _ in parts for one in part.clashing}
    words = here.packs.vocabulary.obligations
    for names, one in found.items():
        hangs = {do for part, took in parts if names in [other.names for other in part.clashing] for do in took.hangs}
        only = [f"This hangs on which one: {words[do][1]}." for do in words if do in hangs]
        yield Note(f"facts.{'-'.join(names)}", "", " ".join([one.says, *only]))


def citations(rules: Iterable[Rule], more: Iterable[Rule | Note]) -> tuple[str, ...]:
    """Each work cited, once, in the order in which it decides."""
    found: dict[str, None] = {}
    for one in (*rules, *more):
        for work in works(one.citation):
            found[work] = None
    return tuple(found)


@lru_cache(maxsize=8192)
def works(citation: str) -> tuple[str, ...]:
    """The works that one citation names."""
    return tuple(work for work in citation.split("; ") if work)


def unverified(here: Setting, parts: Sequence[Part]) -> tuple[str, ...]:
    """Rules that would have counted, had somebody read the law."""
    found: dict[str, int] = {}
    for part in parts:
        if part.proven is not part.values:
            found |= {one.rule.id: one.rank for one in _doubted(here, part) if one.counsel}
    return tuple(sorted(found, key=found.__getitem__))


def _doubted(here: Setting, part: Part) -> Iterator[Ready]:
    """The rules on which a doubt of this part hangs. What may leave whatever they say leans on none that only opens."""
    program, values, proven = here.program, part.values, part.proven
    green = part.verdict in GREEN
    hanging = [i for i in proven.live.duties if not green or values.binding[i] == OPEN]
    yield from (program.duties[i].ready for i in hanging if proven.standing[i] == YES)
    freeing = {k for i in hanging for k in program.duties[i].exempts} if green else proven.live.exempts
    yield from (program.exempts[i] for i in freeing if proven.exempts[i] == YES)
    if not green:
        yield from (program.grounds[i].ready for i in proven.live.grounds if proven.grounds[i] == YES)


def fired(here: Setting, part: Part) -> frozenset[str]:
    """The rules that took effect, unverified ones as if verified."""
    program, values = here.program, part.proven
    live = values.live  # what is not among these is false: no need to look at a thousand rules for the few that are not
    found = {program.duties[i].ready.rule.id for i in live.duties if values.standing[i] == YES}
    found |= {program.grounds[i].ready.rule.id for i in live.grounds if values.grounds[i] == YES}
    found |= {program.bars[i].ready.rule.id for i in live.bars if values.holding[i] == YES}
    found |= {program.exempts[i].rule.id for i in live.exempts if values.exempts[i] == YES}
    return frozenset(found | {one.rule.id for one in program.notes if value(one.when, part.state) == YES})
