"""What was asked and said so far. It travels in the body of each post and nowhere else: `said` is `fact=value;fact=value`, `?` for unknown.

Every name and value is one of the closed vocabulary; anything else is refused. What follows from the sense of the words of an answer is
not asked again: a child is a minor. Which question comes next: `order`.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from tacenda.core.decisions import ask, kernel
from tacenda.core.decisions.ask import BadRequest, Request
from tacenda.core.decisions.decision import Decision
from tacenda.core.decisions.literals import Fact
from tacenda.core.words.errors import Invalid
from tacenda.core.words.moments import Moment
from tacenda.doors.web.law import where
from tacenda.shell import packs

UNKNOWN = "?"
Pair = tuple[str, str]
Stated = Mapping[str, str | int | list[str]]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question in the making. `places`: whose law answers; `known`: what the practice answers the same every time.

    What was said here comes before what is known. `born`: by the client's card; no fact, before somebody sends it as an answer.
    """

    act: str
    places: tuple[str, ...]
    said: tuple[Pair, ...] = ()
    known: Mapping[str, str] | None = None
    born: dt.date | None = None

    @property
    def place(self) -> str:
        """The places as they travel."""
        return where.joined(*self.places)

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
        given = {**(self.known or {}), **self._implied(), **{name: value for name, value in self.said if name in _facts()}, **(more or {})}
        return {name: _stated(_facts()[name], value) for name, value in given.items() if value != UNKNOWN}

    def _implied(self) -> dict[str, str]:
        """Nobody who said that a child is being hurt is asked whether it is a child, or whether a child is at risk now; nobody who said
        that the client is an adult is asked what a minor and a parent agreed on."""
        child = self.value("target") == "child"
        found = {"target_minor": "yes"} if child else {}
        if child and self.value("imminence") in ("imminent", "continuing"):
            found["child_now"] = "yes"
        if self.value("client") == "adult":
            found |= {"consented_alone": "no", "parent_promised": "no"}
        return found

    def request(self, now: Moment, zone: str, more: Mapping[str, str] | None = None, act: str = "") -> dict[str, object]:
        """The whole request. `more`: facts that the page itself states; `act`: another act about the same."""
        at = dt.datetime.fromtimestamp(now, dt.UTC).astimezone(zoneinfo.ZoneInfo(zone))
        starts = packs.law().vocabulary.starts
        return {
            "form": ask.FORM,
            "vocabulary": 1,
            "id": "page",
            "act": act or self.act,
            "places": list(self.places),
            "layers": "all",
            "codes": [],
            "now": at.isoformat(),
            "facts": self.facts(more),
            "events": {name: value for name, value in self.said if name in starts and value != UNKNOWN},
        }


def read(act: str, place: str, text: str, known: Mapping[str, str] | None = None) -> Asked:
    """What a form carried. Raises Invalid."""
    asked = Asked(act, where.read(place), (), known)
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


def joined(values: Iterable[str]) -> str:
    """Several answers as one value."""
    return "+".join(values)
