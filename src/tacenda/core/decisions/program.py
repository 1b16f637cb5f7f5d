"""The rules that live for one act, place and time, with their references resolved to positions: what `evaluate` walks.

Strata: exemptions and duties look at facts alone, grounds may lean on duties, bars on grounds and duties. Nothing leans back, so one
pass settles all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tacenda.core.decisions import places
from tacenda.core.decisions.conditions import ALWAYS, NEVER, Alphabet, Compiled
from tacenda.core.decisions.index import Index, make
from tacenda.core.decisions.rules import Kind, Layer, Pack, Rule


@dataclass(frozen=True, slots=True)
class Ready:
    """One rule compiled. `met`: its ways are done; `tells`: this recipient is one of its ways; `waiver`: the fitting signature."""

    rule: Rule
    when: Compiled
    met: Compiled = NEVER
    tells: Compiled = ALWAYS
    waiver: Compiled = NEVER
    rank: int = 0
    counsel: int = 0  # the bit of "nobody has verified this", 0 if verified


@dataclass(frozen=True, slots=True)
class DutyNode:
    """`tells`: when the duty, if it stands, obliges this act. Only for a disclosure does that depend on the recipient."""

    ready: Ready
    exempts: tuple[int, ...]
    tells: Compiled
    lifts: tuple[int, ...]
    strict: bool


@dataclass(frozen=True, slots=True)
class GroundNode:
    """`duties`: those it leans on, None if on none. `lifts`: bars by name; `waives`: bars that open with the fitting signature."""

    ready: Ready
    duties: tuple[int, ...] | None
    lifts: tuple[int, ...]
    waives: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BarNode:
    ready: Ready
    grounds: tuple[int, ...]
    waivers: tuple[int, ...]  # grounds that lift it together with the fitting signature
    duties: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Local:
    """Positions of what a local law would say, and the rows of rules that ask for it."""

    reports: tuple[int, ...]
    report_grounds: tuple[int, ...]
    access: tuple[int, ...]
    grounds: tuple[int, ...]
    bars: tuple[int, ...]
    readers: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """`rows`: the first condition of every exemption, duty, ground and bar; `further`: the other conditions of a row.

    `unbarred`: the condition under which the answer is yes although no bar lives; by default absence of a rule is no permission.
    """

    act: str
    packs: tuple[Pack, ...]
    named: tuple[tuple[str, str, str], ...]  # id, version and hash of each
    exempts: tuple[Ready, ...]
    duties: tuple[DutyNode, ...]
    grounds: tuple[GroundNode, ...]
    bars: tuple[BarNode, ...]
    notes: tuple[Ready, ...]
    rows: tuple[tuple[int, int], ...]
    further: tuple[tuple[int, Compiled], ...]
    leaning: tuple[int, ...]
    unbarred: Compiled
    local: Local
    counsel: int  # the bits of all unverified rules that live here
    capped: frozenset[int]  # the rows of these rules
    timed: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]  # duties, exemptions and bars with a clock
    ranks: Mapping[str, int]  # rule id: its place in the order of the packs
    rules: Mapping[str, Rule]
    ids: tuple[str, ...]  # of the rule of each row
    starts: tuple[int, int, int]  # the first row of the duties, of the grounds, of the bars
    index: Index | None  # none for what is left of a program while questions are tried


def build(
    act: str, ready: Sequence[Ready], packs: Sequence[Pack], unbarred: Compiled, derived: frozenset[str], alphabet: Alphabet | None = None
) -> Program:
    """Resolve lifts, cancels and leanings among these rules, which come in the order of their packs. With an alphabet: indexed."""
    kinds: dict[Kind, list[Ready]] = {kind: [] for kind in Kind}
    for one in ready:
        kinds[one.rule.kind].append(one)
    exempts, duties, grounds, bars = kinds[Kind.EXEMPT], kinds[Kind.DUTY], kinds[Kind.GROUND], kinds[Kind.BAR]
    used = {one.rule.pack for one in ready}
    living = tuple(pack for pack in packs if pack.id in used)
    reach = _Reach([bar.rule for bar in bars])
    order = [*exempts, *duties, *grounds, *bars]
    return Program(
        act=act,
        packs=living,
        named=tuple((pack.id, pack.version, pack.sha256) for pack in living),
        exempts=tuple(exempts),
        duties=tuple(_duty(duty, act, exempts, reach) for duty in duties),
        grounds=tuple(GroundNode(one, _leaning(one.rule, duties), reach.lifted(one.rule), reach.waived(one.rule)) for one in grounds),
        bars=_bars(bars, grounds, duties, reach),
        notes=tuple(kinds[Kind.NOTE]),
        rows=tuple((one.when[0].wrong, one.when[0].blank) for one in order),
        further=tuple((i, one.when[1:]) for i, one in enumerate(order) if len(one.when) > 1),
        leaning=tuple(i for i, one in enumerate(grounds) if one.rule.if_duty),
        unbarred=unbarred,
        local=_local(duties, grounds, bars, order, derived),
        counsel=sum({one.counsel for one in ready}),
        capped=frozenset(i for i, one in enumerate(order) if one.counsel),
        timed=(_timed(duties), _timed(exempts), _timed(bars)),
        ranks={one.rule.id: one.rank for one in ready},
        rules={one.rule.id: one.rule for one in ready},
        ids=tuple(one.rule.id for one in order),
        starts=(len(exempts), len(exempts) + len(duties), len(exempts) + len(duties) + len(grounds)),
        index=make([one.when for one in order], alphabet) if alphabet else None,
    )


def residual(program: Program, rows: Sequence[int], derived: frozenset[str]) -> Program:
    """What is left once every rule that is false has gone: more facts can only settle what is open, never revive these."""
    order = [*program.exempts, *(node.ready for node in (*program.duties, *program.grounds, *program.bars))]
    left = [one for one, true in zip(order, rows, strict=True) if true]
    return build(program.act, left, (), ALWAYS if program.bars else program.unbarred, derived)


def obliges(rule: Rule) -> bool:
    """Does this duty say must? A code or house rule says should at most."""
    return rule.strength == "must" and rule.layer is Layer.LAW


def is_local(rule: Rule) -> bool:
    """A law of one place, not of a union or federation."""
    return rule.layer is Layer.LAW and rule.place is not None and rule.place not in places.BROAD


class _Reach:
    """Which bars, by position, a rule opens: by name, or with the fitting signature. Law lifts every bar of a code or house."""

    def __init__(self, bars: Sequence[Rule]) -> None:
        self.at = {bar.id: k for k, bar in enumerate(bars)}
        self.below = [k for k, bar in enumerate(bars) if bar.layer is not Layer.LAW]
        self.signable = [k for k, bar in enumerate(bars) if bar.waived_by]

    def lifted(self, rule: Rule) -> tuple[int, ...]:
        named = {self.at[name] for name in rule.lifts if name in self.at}
        return tuple(sorted(named.union(self.below) if rule.layer is Layer.LAW else named.intersection(self.below)))

    def waived(self, rule: Rule) -> tuple[int, ...]:
        if not rule.waivable:
            return ()
        may = self.signable if rule.layer is Layer.LAW else [k for k in self.signable if k in self.below]
        lifted = self.lifted(rule)
        return tuple(k for k in may if k not in lifted)


def _duty(duty: Ready, act: str, exempts: Sequence[Ready], reach: _Reach) -> DutyNode:
    tells = duty.tells if act == "disclose" else ALWAYS
    return DutyNode(duty, _cancelling(duty.rule, exempts), tells, reach.lifted(duty.rule), obliges(duty.rule))


def _bars(bars: Sequence[Ready], grounds: Sequence[Ready], duties: Sequence[Ready], reach: _Reach) -> tuple[BarNode, ...]:
    by: dict[str, list[list[int]]] = {kind: [[] for _ in bars] for kind in ("grounds", "waivers", "duties")}
    for i, one in enumerate(grounds):
        for k in reach.lifted(one.rule):
            by["grounds"][k].append(i)
        for k in reach.waived(one.rule):
            by["waivers"][k].append(i)
    for i, one in enumerate(duties):
        for k in reach.lifted(one.rule):
            by["duties"][k].append(i)
    return tuple(BarNode(bar, tuple(by["grounds"][k]), tuple(by["waivers"][k]), tuple(by["duties"][k])) for k, bar in enumerate(bars))


def _local(
    duties: Sequence[Ready], grounds: Sequence[Ready], bars: Sequence[Ready], order: Sequence[Ready], derived: frozenset[str]
) -> Local:
    here = [i for i, one in enumerate(grounds) if is_local(one.rule)]
    return Local(
        reports=tuple(i for i, one in enumerate(duties) if is_local(one.rule) and one.rule.duty == "report"),
        report_grounds=tuple(i for i in here if _names_report(grounds[i].rule)),
        access=tuple(i for i, one in enumerate(duties) if is_local(one.rule) and one.rule.duty == "access"),
        grounds=tuple(here),
        bars=tuple(i for i, one in enumerate(bars) if is_local(one.rule)),
        readers=tuple(i for i, one in enumerate(order) if any(literal.fact in derived for when in one.rule.when for literal in when)),
    )


def _timed(ready: Sequence[Ready]) -> tuple[int, ...]:
    return tuple(i for i, one in enumerate(ready) if one.rule.clock)


def _names_report(rule: Rule) -> bool:
    wanted = {"child_protection", "adult_protection"}
    return any(literal.fact == "purpose" and not literal.negated and literal.values & wanted for when in rule.when for literal in when)


def _cancelling(duty: Rule, exempts: Sequence[Ready]) -> tuple[int, ...]:
    """A code or house rule never cancels a law's duty."""
    return tuple(
        i for i, one in enumerate(exempts) if duty.id in one.rule.cancels and (one.rule.layer is Layer.LAW or duty.layer is not Layer.LAW)
    )


def _leaning(ground: Rule, duties: Sequence[Ready]) -> tuple[int, ...] | None:
    if not ground.if_duty:
        return None
    return tuple(i for i, one in enumerate(duties) if one.rule.duty in ground.if_duty and one.rule.layer is Layer.LAW)
