"""The same rules written as Cedar policies, for a second opinion and for the benchmark.

Cedar knows no lifting, no unknown and no must, so a bar becomes a `forbid` with everything that lifts it excepted, and one `permit` stands for "no bar
is left". Facts are attributes of the context; only complete facts can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import cedarpy

from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Condition, Kind, Literal, Rule


def policies(rules: Iterable[Rule], packs: Packs, acts: Iterable[str]) -> str:
    """The whole policy text for these acts."""
    rules = list(rules)
    bars = [rule for rule in rules if rule.kind is Kind.BAR]
    text: list[str] = []
    for act in acts:
        here = [bar for bar in bars if act in bar.acts]
        if here or act not in packs.vocabulary.closed_acts:
            text.append(f'permit(principal, action == Action::"{act}", resource);')
        for bar in here:
            lifting = [_when(rule.when, packs) for rule in rules if rule.kind is Kind.GROUND and act in rule.acts and bar.id in rule.lifts]
            waiving = [
                rule for rule in rules if rule.kind is Kind.GROUND and act in rule.acts and "waivable" in rule.lifts and bar.waived_by
            ]
            signed = _literal(Literal("authorization", bar.waived_by), packs) if bar.waived_by else "false"
            lifting += [f"({signed} && {_when(rule.when, packs)})" for rule in waiving]
            unless = " || ".join(lifting) or "false"
            text.append(
                f'@id("{bar.id} {act}") forbid(principal, action == Action::"{act}", resource) when {{ {_when(bar.when, packs)} && !({unless}) }};'
            )
    return "\n".join(text)


def _when(when: tuple[Condition, ...], packs: Packs) -> str:
    return "(" + " || ".join("(" + (" && ".join(_literal(one, packs) for one in condition) or "true") + ")" for condition in when) + ")"


def _literal(one: Literal, packs: Packs) -> str:
    if one.numeric:
        limits = [f"context.{one.fact} >= {one.at_least}"] * (one.at_least is not None) + [f"context.{one.fact} < {one.below}"] * (
            one.below is not None
        )
        return "(" + " && ".join(limits) + ")"
    values = ", ".join(f'"{value}"' for value in sorted(one.values))
    has = (
        f"context.{one.fact}.containsAny([{values}])"
        if packs.vocabulary.facts[one.fact].many
        else f"[{values}].contains(context.{one.fact})"
    )
    return f"!{has}" if one.negated else has


def request(act: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """One Cedar request."""
    context = {name: list(value) if isinstance(value, (tuple, list)) else value for name, value in facts.items()}
    return {"principal": 'User::"asker"', "action": f'Action::"{act}"', "resource": 'Chart::"one"', "context": context}


def allowed(text: str, requests: list[dict[str, Any]]) -> list[bool]:
    """Cedar's answers, in order."""
    found = cedarpy.is_authorized_batch(requests, text, [])
    return [one.allowed for one in found]
