"""The rules that live for one act, place and time, with their references resolved to positions: what `evaluate` walks.

Strata: exemptions and duties look at facts alone, grounds may lean on duties, bars on grounds and duties. Nothing leans back, so one
pass settles all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tacenda.core.decisions.conditions import ALWAYS, NEVER, Compiled
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


@dataclass(frozen=True, slots=True)
class GroundNode:
    ready: Ready
    duties: tuple[int, ...] | None  # None: leans on no duty


@dataclass(frozen=True, slots=True)
class BarNode:
    ready: Ready
    grounds: tuple[int, ...]
    waivers: tuple[int, ...]  # grounds that lift it together with the fitting signature
    duties: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """`unbarred`: the condition under which the answer is yes although no bar lives; by default absence of a rule is no permission."""

    act: str
    packs: tuple[Pack, ...]
    exempts: tuple[Ready, ...]
    duties: tuple[DutyNode, ...]
    grounds: tuple[GroundNode, ...]
    bars: tuple[BarNode, ...]
    notes: tuple[Ready, ...]
    unbarred: Compiled
    reads_derived: bool
    counsel: int  # the bits of all unverified rules that live here
    ranks: Mapping[str, int]  # rule id: its place in the order of the packs


def build(act: str, ready: Sequence[Ready], packs: Sequence[Pack], unbarred: Compiled, derived: frozenset[str]) -> Program:
    """Resolve lifts, cancels and leanings among these rules, which come in the order of their packs."""
    kinds: dict[Kind, list[Ready]] = {kind: [] for kind in Kind}
    for one in ready:
        kinds[one.rule.kind].append(one)
    exempts, duties, grounds = kinds[Kind.EXEMPT], kinds[Kind.DUTY], kinds[Kind.GROUND]
    used = {one.rule.pack for one in ready}
    return Program(
        act=act,
        packs=tuple(pack for pack in packs if pack.id in used),
        exempts=tuple(exempts),
        duties=tuple(DutyNode(duty, _cancelling(duty.rule, exempts), duty.tells if act == "disclose" else ALWAYS) for duty in duties),
        grounds=tuple(GroundNode(ground, _leaning(ground.rule, duties)) for ground in grounds),
        bars=tuple(_bar(bar, grounds, duties) for bar in kinds[Kind.BAR]),
        notes=tuple(kinds[Kind.NOTE]),
        unbarred=unbarred,
        reads_derived=any(literal.fact in derived for one in ready for condition in one.rule.when for literal in condition),
        counsel=sum({one.counsel for one in ready}),
        ranks={one.rule.id: one.rank for one in ready},
    )


def _cancelling(duty: Rule, exempts: Sequence[Ready]) -> tuple[int, ...]:
    """A code or house rule never cancels a law's duty."""
    return tuple(
        i for i, one in enumerate(exempts) if duty.id in one.rule.cancels and (one.rule.layer is Layer.LAW or duty.layer is not Layer.LAW)
    )


def _leaning(ground: Rule, duties: Sequence[Ready]) -> tuple[int, ...] | None:
    if not ground.if_duty:
        return None
    return tuple(i for i, one in enumerate(duties) if one.rule.duty in ground.if_duty and one.rule.layer is Layer.LAW)


def _lifts(rule: Rule, bar: Rule) -> bool:
    """By name; and law lifts every bar of a code or house, never the other way round."""
    if bar.layer is Layer.LAW:
        return rule.layer is Layer.LAW and bar.id in rule.lifts
    return rule.layer is Layer.LAW or bar.id in rule.lifts


def _waives(rule: Rule, bar: Rule) -> bool:
    return rule.waivable and bool(bar.waived_by) and (rule.layer is Layer.LAW or bar.layer is not Layer.LAW)


def _bar(bar: Ready, grounds: Sequence[Ready], duties: Sequence[Ready]) -> BarNode:
    by_name = tuple(i for i, one in enumerate(grounds) if _lifts(one.rule, bar.rule))
    return BarNode(
        ready=bar,
        grounds=by_name,
        waivers=tuple(i for i, one in enumerate(grounds) if i not in by_name and _waives(one.rule, bar.rule)),
        duties=tuple(i for i, one in enumerate(duties) if _lifts(one.rule, bar.rule)),
    )
