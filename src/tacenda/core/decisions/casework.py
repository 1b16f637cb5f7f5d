"""Holds a case against the rules: every difference in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from tacenda.core.decisions import ask, obligations, parts
from tacenda.core.decisions.ask import BadRequest
from tacenda.core.decisions.cases import Case, Expect, Sweep
from tacenda.core.decisions.conditions import Value
from tacenda.core.decisions.decision import Decision
from tacenda.core.decisions.kernel import decide
from tacenda.core.decisions.rulebook import Packs


def check(case: Case, packs: Packs) -> Iterator[str]:
    """What the rules do otherwise than the case expects. Lazy: who only wants to know whether it fails stops at the first."""
    try:
        decision = decide(packs, case.request)
        yield from (f"{case.id}: {one}" for one in _plain(case, decision))
        yield from (f"{case.id}: {one}" for one in _variants(case, packs))
        yield from (f"{case.id}: {one}" for one in _sweeps(case, packs))
        yield from (f"{case.id}: {one}" for one in _waives(case, packs))
    except BadRequest as bad:
        yield f"{case.id}: refused at {bad.at}: {bad.says}"


def _fired(decision: Decision) -> frozenset[str]:
    return frozenset[str]().union(*decision.fired.values())


def _firing(decision: Decision, fires: tuple[str, ...], near: tuple[str, ...]) -> Iterator[str]:
    fired = _fired(decision)
    yield from (f"{id} does not take effect" for id in fires if id not in fired)
    yield from (f"{id} takes effect" for id in near if id in fired)


def _plain(case: Case, decision: Decision) -> Iterator[str]:
    yield from _firing(decision, case.fires, case.near)
    yield from expected(case.expect, decision)
    for id, wanted in case.does.items():
        found = frozenset(one.do for one in decision.obligations if id in one.rules)
        if found != wanted:
            yield f"{id} does {sorted(found)}, expected {sorted(wanted)}"
    for id, wanted in case.lifts.items():
        found = frozenset(bar.rule for one in decision.segments for bar in one.bars if id in bar.lifted_by)
        if found != wanted:
            yield f"{id} lifts {sorted(found)}, expected {sorted(wanted)}"


def expected(expect: Expect, decision: Decision) -> Iterator[str]:
    """The differences between an expectation and an answer."""
    if expect.verdict and decision.verdict not in expect.verdict:
        yield f"{decision.verdict}, expected {' or '.join(expect.verdict)}"
    verdicts = {one.id: one.verdict for one in decision.segments}
    for id, wanted in (expect.segments or {}).items():
        if verdicts.get(id) not in wanted:
            yield f"{id} is {verdicts.get(id)}, expected {' or '.join(wanted)}"
    does = {one.do for one in decision.obligations}
    yield from (f"obligation {one} is missing" for one in expect.obligations if one not in does)
    dues = {(one.act, one.due) for one in decision.clocks} | {(one.do, one.due) for one in decision.obligations}
    yield from (
        f"{act} is not due {due}, but {sorted(str(d) for a, d in dues if a == act and d)}"
        for act, due in (expect.due or {}).items()
        if (act, due) not in dues
    )
    yield from (f"citation {one} is missing" for one in expect.citations if not any(one in found for found in decision.citations))
    asked = {one.fact for one in decision.ask}
    yield from (f"{one} is not asked" for one in expect.ask if one not in asked)


def _variants(case: Case, packs: Packs) -> Iterator[str]:
    for one in case.variants:
        decision = decide(packs, changed(case.request, one.change))
        name = ", ".join(f"{fact} = {value}" for fact, value in one.change.items())
        yield from (f"but {name}: {found}" for found in (*_firing(decision, one.fires, one.near), *expected(one.expect, decision)))


def changed(request: Mapping[str, object], change: Mapping[str, object]) -> Mapping[str, object]:
    """The request with some facts replaced, in every part; "unknown" removes one."""
    gone = [name for name, value in change.items() if value == "unknown"]
    put = {name: value for name, value in change.items() if value != "unknown"}

    def facts(of: Mapping[str, object]) -> dict[str, object]:
        return {name: value for name, value in of.items() if name not in gone} | put

    whole = dict(request) | {"facts": facts(cast("Mapping[str, object]", request["facts"]))}
    if "segments" in whole:
        parts = cast("list[Mapping[str, object]]", whole["segments"])
        whole["segments"] = [dict(part) | {"facts": facts(cast("Mapping[str, object]", part.get("facts", {})))} for part in parts]
    return whole


def _sweeps(case: Case, packs: Packs) -> Iterator[str]:
    for sweep in case.sweep:
        yield from swept(case, sweep, packs)


def swept(case: Case, sweep: Sweep, packs: Packs) -> Iterator[str]:
    """Every value of a swept fact: the rules fire for those named and for no other."""
    if sweep.fact in packs.derived and not ask.read(case.request, packs).floor:
        yield f"sweep {sweep.fact}: a whole decision may not state it"
        return
    for value, wanted, fired in effects(case, sweep, packs):
        for id in case.fires:
            if (id in fired) != wanted:
                yield f"sweep {sweep.fact} = {value}: {id} {'does not take' if wanted else 'takes'} effect"


def effects(case: Case, sweep: Sweep, packs: Packs) -> Iterator[tuple[Value, bool, frozenset[str]]]:
    """For every value of a swept fact whether the case's rules should fire, and the rules that do.

    Read once, then only the fact is changed. It looks at the rules alone: what could not hold together with the other facts of the
    case is tried too.
    """
    here, alphabet = parts.setting(packs, ask.read(case.request, packs)), packs.alphabet
    for value, wanted in _values(sweep, packs):
        bits = alphabet.bits(sweep.fact, value)
        states = [(one, one.state & ~alphabet.own[sweep.fact] | bits | here.clocks) for one in here.request.segments]
        fired = [obligations.fired(here, parts.weighed(here, one, state)) for one, state in states]
        yield value, wanted, frozenset[str]().union(*fired)


def _values(sweep: Sweep, packs: Packs) -> Iterator[tuple[Value, bool]]:
    fact = packs.vocabulary.facts[sweep.fact]
    if fact.number:
        limits = {one for one in (sweep.at_least, sweep.below) if one is not None}
        for value in sorted({0, 1000, *limits, *(limit - 1 for limit in limits if limit), *(limit + 1 for limit in limits)}):
            yield value, (sweep.at_least is None or value >= sweep.at_least) and (sweep.below is None or value < sweep.below)
        return
    for value in fact.values:
        yield (value,) if fact.many else value, (value in sweep.values) != sweep.negated
    if fact.many:
        yield (), sweep.negated


def _waives(case: Case, packs: Packs) -> Iterator[str]:
    """For which signatures the bar opens, all else being equal."""
    for id, wanted in case.waives.items():
        kinds = [one for one in packs.vocabulary.facts["authorization"].values if one != "none"]
        signed = {one: _signed(case.request, one) for one in kinds}
        found = frozenset(one for one, request in signed.items() if _open(decide(packs, request), id))
        if found != wanted:
            yield f"{id} opens for {sorted(found)}, expected {sorted(wanted)}"


def _signed(request: Mapping[str, object], kind: str) -> Mapping[str, object]:
    """With a whole form of this kind, signed by those whose form it is if the case names nobody, about a record it is made for."""
    facts = cast("Mapping[str, object]", request["facts"])
    form = {"authorization": kind, "authorization_defect": "none"}
    if facts.get("signed_by", "nobody") == "nobody":
        form["signed_by"] = "client_and_parent" if facts.get("client") == "minor" else "client"
    return changed(request, form | ({"part2": "yes"} if kind.startswith("part2_") else {}))


def _open(decision: Decision, id: str) -> bool:
    return all(bar.open == "yes" for one in decision.segments for bar in one.bars if bar.rule == id)
