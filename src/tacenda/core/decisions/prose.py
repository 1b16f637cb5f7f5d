"""A pack as prose: what `tacenda law show` prints and `docs/law` may hold. Made from the rules, so it cannot say something else."""

from __future__ import annotations

from collections.abc import Iterator

from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.rules import Clock, Kind, Literal, Pack, Rule

_VERB = {
    Kind.BAR: "Closed",
    Kind.GROUND: "Opens",
    Kind.DUTY: "Duty",
    Kind.EXEMPT: "Frees from a duty",
    Kind.NOTE: "Note",
}


def pack(one: Pack, vocabulary: Vocabulary) -> Iterator[str]:
    """The lines of a pack."""
    yield f"{one.title} ({one.id} {one.version}, {one.place or 'everywhere'})"
    yield f"Reviewed: {one.reviewed}. Not legal advice."
    for item in one.rules:
        yield ""
        yield from rule(item, vocabulary)


def rule(one: Rule, vocabulary: Vocabulary) -> Iterator[str]:
    """The lines of one rule."""
    yield f"{_VERB[one.kind]}: {one.says}"
    yield f"  {one.id}; {one.citation}"
    yield f"  For: {', '.join(sorted(one.acts)).replace('_', ' ')}."
    for i, condition in enumerate(filter(None, one.when)):
        yield "  Or when:" if i else "  When:"
        yield from (f"    {_literal(literal, vocabulary)}" for literal in condition)
    yield from _own(one)
    if one.do:
        yield f"  Then: {'; '.join(vocabulary.obligations[name][1] for name in one.do)}."
    for clock in (one.clock, one.then.clock if one.then else None):
        if clock:
            yield f"  Clock: {_clock(clock)}."
    if one.tell:
        yield f"  Told to the client ({one.topic}): {one.tell}"
    until = f" until {one.until}" if one.until else ""
    yield f"  In force from {one.since or '?'}{until}; known {one.known or '?'}; {one.confidence}; {one.reviewed}."


def _own(one: Rule) -> Iterator[str]:
    if one.kind is Kind.BAR:
        yield f"  A signature opens it: {', '.join(sorted(one.waived_by)).replace('_', ' ') or 'never'}."
    if one.lifts:
        yield f"  Lifts: {', '.join(one.lifts)}."
    if one.if_duty:
        yield f"  Only with a standing duty: {', '.join(one.if_duty)}."
    if one.cancels:
        yield f"  Cancels: {', '.join(one.cancels)}."
    if one.ways:
        yield f"  Met by: {'; or '.join(' and '.join(ways).replace('_', ' ') for ways in one.ways)}."


def _literal(one: Literal, vocabulary: Vocabulary) -> str:
    """The question of the fact, and the answers with which the rule is about this."""
    question = vocabulary.facts[one.fact].question
    if one.numeric:
        limits = [f"at least {one.at_least}"] * (one.at_least is not None) + [f"below {one.below}"] * (one.below is not None)
        return f"{question} {' and '.join(limits)}"
    return f"{question} {'not ' if one.negated else ''}{' or '.join(sorted(one.values)).replace('_', ' ')}"


def _clock(one: Clock) -> str:
    span = "at once" if one.unit == "at_once" else f"{one.n} {one.unit.replace('_', ' ')}"
    longer = f", longer by {one.extend_n} {one.extend_unit.replace('_', ' ')} if {one.extend_if}" if one.extend_n else ""
    return f"{span} from {one.start.replace('_', ' ')} ({one.firm.replace('_', ' ')}){longer}"
