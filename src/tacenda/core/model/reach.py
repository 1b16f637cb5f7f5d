"""Reach: how a person lets us write to them, and the closed list of what we may write about.

Default: not at all. What leaves the house is a template, the person's phrase and a time; no event says more than which template it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from tacenda.core.words import subjects
from tacenda.core.words.errors import Invalid

LONGEST = 254  # letters of a mail address
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?")
_WORD = re.compile(r"[^\W\d_]{2,15}")


class Event(Enum):
    """What a notice can be about. Several share one template: a letter tells no more than that."""

    ITEM = "item"  # a message, something shared, a document
    SIGN_IN = "sign-in"  # from a place that was not seen before
    DUE = "due"  # a check-in or a talk
    WEEK = "week"  # somebody opened records: at most one line a week
    TEST = "test"  # the person asked for one


CHOICES = (Event.ITEM, Event.SIGN_IN, Event.DUE, Event.WEEK)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where and when we may write. `quiet`: hours of the day, from and until, in `zone`; equal ones are no quiet hours."""

    address: str
    events: frozenset[Event]
    quiet: tuple[int, int]
    zone: str
    phrase: str
    language: str

    def __repr__(self) -> str:
        return "Reach()"

    def wants(self, event: Event) -> bool:
        """Whether the person chose to be told of it. A test was asked for a moment ago."""
        return event is Event.TEST or event in self.events

    def silent(self, hour: int) -> bool:
        """Whether an hour of the person's day is a quiet one."""
        begin, end = self.quiet
        return begin <= hour < end if begin <= end else hour >= begin or hour < end


def judge_address(text: str) -> str:
    """A mail address that is one, and one alone. Raises Invalid."""
    if len(text) > LONGEST or not _ADDRESS.fullmatch(text) or ".." in text:
        raise Invalid({"address": "address"})
    return text


def judge_phrase(text: str, names: str) -> str:
    """Two everyday words, in small letters; none of `names`, and none that tells what kind of house this is. Raises Invalid."""
    words = text.lower().split()
    if len(words) != 2 or not all(_WORD.fullmatch(word) for word in words):
        raise Invalid({"phrase": "two"})
    if set(words) & set(re.findall(r"\w+", names.lower())):
        raise Invalid({"phrase": "name"})
    if any(subjects.told(word) for word in words):
        raise Invalid({"phrase": "subject"})
    return " ".join(words)
