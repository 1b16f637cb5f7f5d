"""The answer: a frozen value whose `as_dict` is the form `tacenda.decision/1`, field by field in its order.

`may`, `must` and `should` stay visible beside the verdict. Lists are in the order of the rules in their packs, segments in the order of
their ids.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from tacenda.core.decisions import canonical

FORM = "tacenda.decision/1"
KERNEL = "1"
Json = dict[str, object]


class Nearest(NamedTuple):
    """A rule that failed to lift a bar by one fact alone, and the values that would have been enough."""

    rule: str
    needs: Mapping[str, tuple[str, ...]]

    def as_dict(self) -> Json:
        return {"rule": self.rule, "needs": {name: list(values) for name, values in self.needs.items()}}


class BarAnswer(NamedTuple):
    """A bar that holds, or may hold: is it open, by what, and what came nearest to opening it."""

    rule: str
    holds: str
    open: str
    lifted_by: tuple[str, ...]
    nearest: tuple[Nearest, ...]

    def as_dict(self) -> Json:
        return {
            "rule": self.rule,
            "holds": self.holds,
            "open": self.open,
            "lifted_by": list(self.lifted_by),
            "nearest": [one.as_dict() for one in self.nearest],
        }


@dataclass(frozen=True, slots=True)
class SegmentAnswer:
    id: str
    verdict: str
    may: str
    must: str
    should: str
    bars: tuple[BarAnswer, ...]
    rests_on: Mapping[str, object]

    def as_dict(self) -> Json:
        return {
            "id": self.id,
            "verdict": self.verdict,
            "may": self.may,
            "must": self.must,
            "should": self.should,
            "bars": [one.as_dict() for one in self.bars],
            "rests_on": dict(self.rests_on),
        }


class DutyAnswer(NamedTuple):
    """A duty whose case this is. `state`: stands, met, exempt, open."""

    rule: str
    state: str
    strength: str
    kind: str
    ways: tuple[tuple[str, ...], ...]
    due: str | None
    citation: str
    says: str

    def as_dict(self) -> Json:
        return {
            "rule": self.rule,
            "state": self.state,
            "strength": self.strength,
            "kind": self.kind,
            "ways": [list(one) for one in self.ways],
            "due": self.due,
            "citation": self.citation,
            "says": self.says,
        }


class Question(NamedTuple):
    """What is open. `fact`: a fact, an event, `places`, or a rule that counsel must verify. `settles`: share of answers that settle it."""

    fact: str
    question: str
    asked_of: str
    settles: float

    def as_dict(self) -> Json:
        return {"fact": self.fact, "question": self.question, "asked_of": self.asked_of, "settles": self.settles}


class Obligation(NamedTuple):
    """What to do before, with or after. `rules`: who asks for it; none: it is always there."""

    do: str
    when: str
    due: str | None
    segments: tuple[str, ...]
    rules: tuple[str, ...]

    def as_dict(self) -> Json:
        return {"do": self.do, "when": self.when, "due": self.due, "for": list(self.segments), "rules": list(self.rules)}


class ClockAnswer(NamedTuple):
    act: str
    rule: str
    start: str
    due: str | None
    unit: str
    firm: str
    latest: str | None

    def as_dict(self) -> Json:
        return {
            "act": self.act,
            "rule": self.rule,
            "start": self.start,
            "due": self.due,
            "unit": self.unit,
            "firm": self.firm,
            "latest": self.latest,
        }


class Alternative(NamedTuple):
    """A whole decision with one or two facts changed. No change: a way that leaves the answer as it is, such as asking the client."""

    change: Mapping[str, object]
    segments: tuple[str, ...]
    verdict: str
    says: str

    def as_dict(self) -> Json:
        return {"change": dict(self.change), "for": list(self.segments), "verdict": self.verdict, "says": self.says}


class Note(NamedTuple):
    rule: str
    citation: str
    says: str

    def as_dict(self) -> Json:
        return {"rule": self.rule, "citation": self.citation, "says": self.says}


CUT = Note("effort", "", "Not every question and every other way was looked for. Ask again about fewer parts or places at a time.")


@dataclass(frozen=True, slots=True)
class Later:
    """What is worked out only when somebody looks: questions, other ways, the rules that took effect.

    `short`: whether any looking so far was cut short.
    """

    ask: Callable[[], tuple[Question, ...]]
    alternatives: Callable[[], tuple[Alternative, ...]]
    fired: Callable[[], Mapping[str, frozenset[str]]]
    short: Callable[[], bool]


@dataclass(frozen=True)
class Decision:
    """One answer."""

    request: str
    vocabulary: int
    packs: tuple[tuple[str, str, str], ...]
    verdict: str
    part: bool
    floor: bool
    segments: tuple[SegmentAnswer, ...]
    duties: tuple[DutyAnswer, ...]
    obligations: tuple[Obligation, ...]
    clocks: tuple[ClockAnswer, ...]
    attest: tuple[str, ...]
    notes: tuple[Note, ...]
    citations: tuple[str, ...]
    unverified: tuple[str, ...]
    unreviewed: tuple[str, ...]
    unread: tuple[str, ...]  # places whose law nobody has written down, where the answer hangs on it; they stand in `ask` too
    says: str
    later: Later = field(repr=False, compare=False)

    @cached_property
    def ask(self) -> tuple[Question, ...]:
        """The open questions that can still change the answer, the most settling first."""
        return self.later.ask()

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The nearest lawful ways when the answer is no."""
        return self.later.alternatives()

    @cached_property
    def fired(self) -> Mapping[str, frozenset[str]]:
        """Per segment the rules that took effect, unverified ones as if verified."""
        return self.later.fired()

    def as_dict(self) -> Json:
        """The form `tacenda.decision/1`. Whether the looking was cut short is known once it is over."""
        ask, alternatives = [one.as_dict() for one in self.ask], [one.as_dict() for one in self.alternatives]
        notes = [*self.notes, CUT] if self.later.short() else self.notes
        return {
            "form": FORM,
            "request": self.request,
            "vocabulary": self.vocabulary,
            "kernel": KERNEL,
            "packs": [{"id": id, "version": version, "sha256": sha256} for id, version, sha256 in self.packs],
            "verdict": self.verdict,
            "part": self.part,
            "floor": self.floor,
            "segments": [one.as_dict() for one in self.segments],
            "duties": [one.as_dict() for one in self.duties],
            "ask": ask,
            "obligations": [one.as_dict() for one in self.obligations],
            "clocks": [one.as_dict() for one in self.clocks],
            "attest": list(self.attest),
            "alternatives": alternatives,
            "notes": [one.as_dict() for one in notes],
            "citations": list(self.citations),
            "unverified": list(self.unverified),
            "unreviewed": list(self.unreviewed),
            "says": self.says,
        }

    def as_bytes(self) -> bytes:
        """The bytes to keep: replay must give the same for ever (RFC 8785)."""
        return canonical.encode(self.as_dict())
