"""What was asked and said so far. It travels in the body of each post and nowhere else: `said` is `fact=value;fact=value`, `?` for unknown.

Every name and value is one of the closed vocabulary; anything else is refused. A question is asked only while its answer can change what
comes out, and one that was answered with "I do not know" is not asked again.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tacenda.core.decisions import ask, kernel
from tacenda.core.decisions.ask import BadRequest, Request
from tacenda.core.decisions.decision import Decision
from tacenda.core.decisions.literals import Fact
from tacenda.core.words.errors import Invalid
from tacenda.core.words.moments import Moment
from tacenda.shell import packs

UNKNOWN = "?"
FIRST = ("recipient", "purpose", "info", "instrument", "authorization")  # before what settles most: these are what people come with
Pair = tuple[str, str]
Stated = Mapping[str, str | int | list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in the making. `known`: what the practice answers the same every time; what was said here comes before it."""

    act: str
    place: str
    said: tuple[Pair, ...] = ()
    known: Mapping[str, str] | None = None

    @property
    def text(self) -> str:
        """`said` as it travels."""
        return ";".join(f"{name}={value}" for name, value in self.said)

    def has(self, name: str) -> bool:
        """Whether this was asked, whatever was said."""
        return any(name == one for one, _ in self.said)

    def value(self, name: str) -> str:
        """What was said; empty where nothing or nothing certain was."""
        return next((value for one, value in self.said if one == name and value != UNKNOWN), "")

    def with_answer(self, name: str, value: str) -> Asked:
        """One more answer. Raises Invalid for a name or value outside the vocabulary."""
        rest = tuple(pair for pair in self.said if pair[0] != name)
        return replace(self, said=(*rest, (name, _checked(name, value))))

    def back(self) -> Asked:
        """Without the last answer."""
        return replace(self, said=self.said[:-1])

    def facts(self, more: Mapping[str, str] | None = None) -> dict[str, str | int | list[str]]:
        """What is known, in the form of a request."""
        given = {**(self.known or {}), **{name: value for name, value in self.said if name in _facts()}, **(more or {})}
        return {name: _stated(_facts()[name], value) for name, value in given.items() if value != UNKNOWN}

    def request(self, now: Moment, zone: str, more: Mapping[str, str] | None = None, act: str = "") -> dict[str, object]:
        """The whole request. `more`: facts that the page itself states; `act`: another act about the same."""
        at = dt.datetime.fromtimestamp(now, dt.UTC).astimezone(zoneinfo.ZoneInfo(zone))
        starts = packs.law().vocabulary.starts
        return {
            "form": ask.FORM,
            "vocabulary": 1,
            "id": "page",
            "act": act or self.act,
            "places": [self.place],
            "layers": "all",
            "codes": [],
            "now": at.isoformat(),
            "facts": self.facts(more),
            "events": {name: value for name, value in self.said if name in starts and value != UNKNOWN},
        }


def read(act: str, place: str, text: str, known: Mapping[str, str] | None = None) -> Asked:
    """What a form carried. Raises Invalid."""
    asked = Asked(act, place, (), known)
    for part in text.split(";") if text else ():
        name, equals, value = part.partition("=")
        if not equals or asked.has(name):
            raise Invalid({"said": "choose"})
        asked = asked.with_answer(name, value)
    return asked


def _facts() -> Mapping[str, Fact]:
    return packs.law().vocabulary.facts


def _checked(name: str, value: str) -> str:
    """Raises Invalid."""
    fact, starts = _facts().get(name), packs.law().vocabulary.starts
    if (fact is None or fact.derived) and name not in starts:
        raise Invalid({"said": "choose"})
    if value != UNKNOWN:
        if fact is None:
            _day(value)
        elif fact.number:
            _number(value)
        elif not set(value.split("+") if fact.many and value else [value] if not fact.many else []) <= set(fact.values):
            raise Invalid({"answer": "choose"})
    return value


def _day(value: str) -> None:
    try:
        dt.date.fromisoformat(value)
    except ValueError as error:
        raise Invalid({"answer": "not_a_day"}) from error


def _number(value: str) -> None:
    if not (value.isascii() and value.isdigit() and len(value) < 8):
        raise Invalid({"answer": "not_a_number"})


def _stated(fact: Fact, value: str) -> str | int | list[str]:
    if fact.number:
        return int(value)
    return [one for one in value.split("+") if one] if fact.many else value


def decided(request: Mapping[str, object]) -> tuple[Request, Decision]:
    """The answer as it stands. Raises Invalid for a place nobody knows."""
    try:
        read_request = ask.read(request, packs.law())
    except BadRequest as error:
        raise Invalid({"place": "choose"}) from error
    return read_request, kernel.decide(packs.law(), read_request)


def next_question(decision: Decision, asked: Asked, fits: Callable[[str], bool] = lambda name: True, first: Sequence[str] = FIRST) -> str:
    """The fact or day to ask for next: one that can still change the answer and was not asked yet; empty when there is none."""
    open_ones = [one.fact for one in decision.ask if _answerable(one.fact) and not asked.has(one.fact) and fits(one.fact)]
    return next((name for name in first if name in open_ones), open_ones[0] if open_ones else "")


def _answerable(name: str) -> bool:
    """Whether a person can answer it here: facts and days; what a lawyer must verify stays open."""
    fact = _facts().get(name)
    return name in packs.law().vocabulary.starts if fact is None else not fact.derived


def joined(values: Iterable[str]) -> str:
    """Several answers as one value."""
    return "+".join(values)
