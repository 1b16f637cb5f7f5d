"""Decisions of the law kernel against Cedar, casbin and Rego on the same rules and facts; and what 1,000 rules cost against 60.

`python -m bench.law` prints the table. The other engines answer allow or deny alone; ours answers with its whole trace (why, why not, what it rests on,
obligations, clocks) unless the row says "verdict alone". Before anything is timed all four must agree on every request.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import casbin
import cedarpy
import regopy
from tests.law import cedar, worlds

from bench.measure import Row, cpu
from tacenda.core.decisions import ask, kernel, rulebook
from tacenda.core.decisions.conditions import YES
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Condition, Kind, Layer, Literal, Rule
from tacenda.shell import packs as files

PLACE = "US-CA"
REQUESTS = 200
NAME = "law against other engines"


def same_rules(packs: Packs) -> Packs:
    """Bars and plain grounds that live at one place: what the other engines can say too."""
    derived = packs.derived
    kept: list[Any] = []
    for pack in packs.packs:
        if pack.place not in (None, "US", PLACE) or pack.layer is not Layer.LAW:
            continue
        rules = tuple(
            rule for rule in pack.rules if _plain(rule, packs) and not any(one.fact in derived for when in rule.when for one in when)
        )
        kept.append(replace(pack, rules=rules))
    return rulebook.link(packs.vocabulary, kept)


def _plain(rule: Rule, packs: Packs) -> bool:
    if "disclose" not in rule.acts or rule.floor_only:
        return False
    return rule.kind is Kind.BAR or (rule.kind is Kind.GROUND and not rule.if_duty and rule.confidence in packs.vocabulary.proven)


def asked(packs: Packs, n: int) -> list[dict[str, Any]]:
    """Complete requests, most of them near a rule, of facts that can hold together."""
    dice = random.Random(1)
    found: list[dict[str, Any]] = []
    quiet = {name: list(one) if isinstance(one, tuple) else one for name, one in packs.vocabulary.quiet.items()}
    while len(found) < n:
        rule = dice.choice([one for one in packs.rules() if one.kind is not Kind.NOTE])
        facts = quiet | {
            "recipient": "treating_professional",
            "purpose": "care",
            "client_age": 40,
            "sessions_done": 1,
            "individuals": 1,
            "residents": 1,
        }
        facts |= {one.fact: worlds.meeting(dice, packs, one) for one in dice.choice(rule.when)} | worlds.some(
            dice, packs, dice.randint(0, 3), floor=False
        )
        request = {
            "form": "tacenda.decision-request/1",
            "vocabulary": 1,
            "id": "b",
            "act": "disclose",
            "places": [PLACE],
            "layers": "all",
            "codes": [],
            "now": "2026-11-20T10:00:00Z",
            "facts": facts | {"lost": []},
        }
        if worlds.possible(packs, request):
            found.append(request)
    return found


class Cedar:
    """Policies parsed once, entities parsed once: the fastest form that still states every fact."""

    def __init__(self, packs: Packs) -> None:
        self.policies = cedarpy.PolicySet.from_str(cedar.policies(packs.rules(), packs, ["disclose"]))
        self.entities = cedarpy.Entities.from_json_str("[]")

    def answer(self, request: dict[str, Any]) -> bool:
        return cedarpy.is_authorized(cedar.request("disclose", request["facts"]), self.policies, self.entities).allowed


class Rego:
    """One module, parsed once; the input is set for each question."""

    def __init__(self, packs: Packs) -> None:
        self.interpreter = regopy.Interpreter()
        self.interpreter.add_module("law", rego(packs))

    def answer(self, request: dict[str, Any]) -> bool:
        self.interpreter.set_input(request["facts"])
        return "true" in str(self.interpreter.query("data.law.allow"))


def rego(packs: Packs) -> str:
    """The rules as a Rego module."""
    lines = ["package law", "allow if { count(deny) == 0 }"]
    for n, (bar, lifting) in enumerate(_bars(packs)):
        for condition in lifting:
            lines.append(f"lifted_{n} if {{ {_rego(condition, packs)} }}")
        if not lifting:
            lines.append(f"lifted_{n} if {{ false }}")
        for condition in bar.when:
            lines.append(f'deny contains "{bar.id}" if {{ {_rego(condition, packs)}; not lifted_{n} }}')
    return "\n".join(lines)


def _rego(condition: Condition, packs: Packs) -> str:
    parts: list[str] = []
    for one in condition:
        values = ", ".join(f'"{value}"' for value in sorted(one.values))
        if one.numeric:
            parts += [f"input.{one.fact} >= {one.at_least}"] * (one.at_least is not None) + [f"input.{one.fact} < {one.below}"] * (
                one.below is not None
            )
        elif packs.vocabulary.facts[one.fact].many:
            parts.append(f"count([x | x := input.{one.fact}[_]; x in {{{values}}}]) {'==' if one.negated else '>'} 0")
        else:
            parts.append(f"{'not ' if one.negated else ''}input.{one.fact} in {{{values}}}")
    return "; ".join(parts) or "true"


class Casbin:
    """One policy line a bar, with its whole condition as expression; deny overrides."""

    MODEL = """
[request_definition]
r = sub, act
[policy_definition]
p = rule, act, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = r.act == p.act && eval(p.rule)
"""

    def __init__(self, packs: Packs) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model.conf"
            path.write_text(self.MODEL, "utf-8")
            self.enforcer = casbin.Enforcer(str(path))
        self.enforcer.add_policy("r.sub.anyone == True", "disclose", "allow")
        for bar, lifting in _bars(packs):
            unless = " or ".join(f"({_python(condition, packs)})" for condition in lifting) or "False"
            for condition in bar.when:
                self.enforcer.add_policy(f"({_python(condition, packs)}) and not ({unless})", "disclose", "deny")

    def answer(self, request: dict[str, Any]) -> bool:
        subject = type("Subject", (), request["facts"] | {"anyone": True})()
        return bool(self.enforcer.enforce(subject, "disclose"))


def _python(condition: Condition, packs: Packs) -> str:
    parts: list[str] = []
    for one in condition:
        if one.numeric:
            parts += [f"r.sub.{one.fact} >= {one.at_least}"] * (one.at_least is not None) + [f"r.sub.{one.fact} < {one.below}"] * (
                one.below is not None
            )
        elif packs.vocabulary.facts[one.fact].many:
            some = " or ".join(f"'{value}' in r.sub.{one.fact}" for value in sorted(one.values))
            parts.append(f"not ({some})" if one.negated else f"({some})")
        else:
            values = ", ".join(f"'{value}'" for value in sorted(one.values))
            parts.append(f"r.sub.{one.fact} {'not in' if one.negated else 'in'} ({values},)")
    return " and ".join(parts) or "True"


def _bars(packs: Packs) -> list[tuple[Rule, list[Condition]]]:
    """Each bar with every condition that lifts it."""
    grounds = [rule for rule in packs.rules() if rule.kind is Kind.GROUND]
    found: list[tuple[Rule, list[Condition]]] = []
    for bar in (rule for rule in packs.rules() if rule.kind is Kind.BAR):
        lifting = [condition for rule in grounds if bar.id in rule.lifts for condition in rule.when]
        signed = Literal("authorization", bar.waived_by)
        if bar.waived_by:
            lifting += [(*condition, signed) for rule in grounds if rule.waivable for condition in rule.when]
        found.append((bar, lifting))
    return found


def timed(work: Callable[[dict[str, Any]], object], requests: Sequence[dict[str, Any]]) -> list[float]:
    """Microseconds of each call, the best of three."""
    best = [float("inf")] * len(requests)
    for _ in range(3):
        for i, request in enumerate(requests):
            began = time.perf_counter_ns()
            work(request)
            best[i] = min(best[i], (time.perf_counter_ns() - began) / 1000)
    return best


def measurements() -> list[Row]:
    """Every row; raises if the engines do not agree."""
    whole = files.load()
    packs = same_rules(whole)
    requests = asked(packs, REQUESTS)
    others = {"cedarpy": Cedar(packs).answer, "regopy": Rego(packs).answer, "casbin": Casbin(packs).answer}
    ours = [kernel.verdicts(packs, ask.read(one, packs))[0].values.may == YES for one in requests]
    for name, answer in others.items():
        differing = sum(answer(request) != mine for request, mine in zip(requests, ours, strict=True))
        if differing:
            raise AssertionError(f"{name} answers {differing} of {len(requests)} requests otherwise")
    traced = timed(lambda one: kernel.decide(packs, one), requests)
    verdict = timed(lambda one: kernel.verdicts(packs, ask.read(one, packs)), requests)
    parsed = [ask.read(one, packs) for one in requests]
    known = {id(one): read for one, read in zip(requests, parsed, strict=True)}
    again = timed(lambda one: kernel.verdicts(packs, known[id(one)]), requests)
    n = sum(1 for _ in packs.rules())
    rows = [
        Row(f"decision with full trace, {n} rules live, p50", statistics.median(traced), 0, "us", "<= 100 us"),
        Row("the same, p99", statistics.quantiles(traced, n=100)[98], 0, "us", "<= 1,000 us"),
        Row("verdict alone, p50", statistics.median(verdict), 0, "us", ""),
        Row("decisions a second, verdict alone", 1e6 / statistics.mean(verdict), 0, "1/s", ""),
        Row("decisions a second, verdict of a request already read", 1e6 / statistics.mean(again), 0, "1/s", ""),
    ]
    for name, answer in others.items():
        theirs = timed(answer, requests)
        goal = "<= 0.10" if name == "cedarpy" else ""
        rows.append(Row(f"verdict alone against {name}, p50", statistics.median(verdict), statistics.median(theirs), "us", goal))
        rows.append(Row(f"full trace against {name}'s allow or deny, p50", statistics.median(traced), statistics.median(theirs), "us", ""))
    return [*rows, *_growth(whole, packs, requests), *_batch(packs, requests)]


def _growth(whole: Packs, packs: Packs, requests: Sequence[dict[str, Any]]) -> list[Row]:
    """More rules loaded, and more rules live."""
    few = timed(lambda one: kernel.decide(packs, one), requests)
    beside = [one for one in whole.packs if one.place not in (None, "US", PLACE)]
    many = rulebook.link(
        packs.vocabulary, [*packs.packs, *(replace(one, rules=tuple(_alone(rule) for rule in one.rules)) for one in beside)]
    )
    loaded = timed(lambda one: kernel.decide(many, one), requests)
    n = sum(1 for _ in packs.rules())
    apart = _crowd(packs, lambda rule, i: replace(rule, id=f"{rule.id}.{i}", when=tuple((*one, _elsewhere(i)) for one in rule.when)))
    alike = _crowd(packs, lambda rule, i: replace(rule, id=f"{rule.id}.{i}"))
    others = [
        (f"{sum(1 for _ in many.rules()):,} rules loaded against {n}, p50", loaded, "<= 1.30"),
        (
            f"1,000 rules live, {1000 - n} of them for other cases, against {n}, p50",
            timed(lambda one: kernel.decide(apart, one), requests),
            "<= 1.30",
        ),
        (
            f"1,000 rules live, {1000 - n} of them copies that the answer names too, against {n}, p50",
            timed(lambda one: kernel.decide(alike, one), requests),
            "",
        ),
    ]
    return [Row(what, statistics.median(times), statistics.median(few), "us", goal) for what, times, goal in others]


def _elsewhere(i: int) -> Literal:
    return Literal("individuals", at_least=1_000_000 + i)


def _crowd(packs: Packs, copied: Callable[[Rule, int], Rule]) -> Packs:
    """The same rules and so many copies of the grounds that 1,000 live."""
    left = 1000 - sum(1 for _ in packs.rules())
    copies = [copied(rule, i) for i in range(40) for rule in packs.rules() if rule.kind is Kind.GROUND]
    return rulebook.link(packs.vocabulary, [*packs.packs, replace(packs.packs[-1], id="crowd", rules=tuple(copies[:left]))])


def _alone(rule: Rule) -> Rule:
    """A rule of another place, without references to packs that were left out."""
    return replace(rule, lifts=("waivable",) if rule.kind is Kind.GROUND else (), cancels=())


def _batch(packs: Packs, requests: Sequence[dict[str, Any]]) -> list[Row]:
    """A file of 10,000 parts with 1,000 different sets of facts."""
    dice = random.Random(2)
    sets: list[dict[str, Any]] = []
    while len(sets) < 1000:
        facts = worlds.some(dice, packs, 4, floor=False)
        if worlds.possible(packs, {**requests[0], "segments": [{"id": "a", "facts": facts}]}):
            sets.append(facts)
    request = {**requests[0], "segments": [{"id": f"{i:05}", "facts": sets[i % 1000]} for i in range(10_000)]}
    best = cpu(lambda: kernel.verdicts(packs, ask.read(request, packs)), 1)  # long enough for other work to get in between
    return [Row("10,000 parts with 1,000 sets of facts, verdict alone: CPU", best, 0, "ms", "<= 200 ms")]


def main() -> None:
    """Print the table."""
    rows = [("what", "ours", "other", "unit", "ratio", "goal"), *(row.cells() for row in measurements())]
    widths = [max(len(row[i]) for row in rows) for i in range(6)]
    for row in rows:
        print(
            "  ".join(cell.ljust(width) if i == 0 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths, strict=True)))
        )


if __name__ == "__main__":
    main()
