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
_NUMBER = re.compile(r"[0-9]{6}")
_WORD = re.compile(r"[^\W\d_]{2,15}")


class Event(Enum):
    """What a notice can be about. Several share one template: a letter tells no more than that."""

    ITEM = "item"  # a message, something shared, a document
    SIGN_IN = "sign-in"  # from a place that was not seen before
    DUE = "due"  # a check-in or a talk
    WEEK = "week"  # somebody opened records: at most one line a week
    TEST = "test"  # the person asked for one
    MOVED = "moved"  # this address is written to for the last time: another one was chosen


CHOICES = (Event.ITEM, Event.SIGN_IN, Event.DUE, Event.WEEK)


@dataclass(frozen=True, slots=True)
class Reach:
    """Where and when we may write. `quiet`: hours of the day, from and until, in `zone`; equal ones are no quiet hours.

    `number`: six digits that stand in a test letter until its reader typed them back, empty once they did. Until then nothing else goes
    there: whoever typed an address may have typed another person's.
    """

    address: str
    events: frozenset[Event]
    quiet: tuple[int, int]
    zone: str
    phrase: str
    language: str
    number: str

    def __repr__(self) -> str:
        return "Reach()"

    def wants(self, event: Event) -> bool:
        """Whether the person chose to be told of it, at an address that is theirs. A test was asked for a moment ago; that it is the last
        letter no choice is needed for."""
        return event in (Event.TEST, Event.MOVED) or (not self.number and event in self.events)

    def silent(self, hour: int) -> bool:
        """Whether an hour of the person's day is a quiet one."""
        begin, end = self.quiet
        return begin <= hour < end if begin <= end else hour >= begin or hour < end


def judge_address(text: str) -> str:
    """A mail address that is one, and one alone. Raises Invalid."""
    if len(text) > LONGEST or not _ADDRESS.fullmatch(text) or ".." in text:
        raise Invalid({"address": "address"})
    return text


def judged(value: Reach) -> Reach:
    """What can go into a letter, as it was judged when it was typed. Raises Invalid."""
    judge_address(value.address)
    if value.phrase and judge_phrase(value.phrase, "") != value.phrase:
        raise Invalid({"phrase": "two"})
    if value.number and not _NUMBER.fullmatch(value.number):
        raise Invalid({"number": "number"})
    return value


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
