"""What waits of kept answers of the law, on lists: that a question is open, and the nearest day by which something is to be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from tacenda.core.model.waits import Wait
from tacenda.core.words import moments
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_, Words
from tacenda.doors.web import visits
from tacenda.doors.web.law import shown

SOON = 14 * 86_400  # seconds before a day ends in which it is a task


def tags(words: Words, waits: Iterable[Wait], now: Moment) -> tuple[str, ...]:
    """What waits now; empty where nothing does, or not before long."""
    found = tuple(waits)
    near = min((day for one in found for day in one.days), key=moments.ends, default="")
    return tuple(_tags(words, near, now, waits=any(one.open for one in found)))


def _tags(words: Words, near: str, now: Moment, *, waits: bool) -> Iterator[str]:
    if waits:
        yield words.gettext(N_("A question of law is open"))
    if near and moments.ends(near).timestamp() < now + SOON:
        yield says(words, near, now)


def says(words: Words, day: str, now: Moment) -> str:
    """A day in words."""
    text = N_("Was due by law: %(when)s") if late(words, day, now) else N_("Due by law: %(when)s")
    return words.say(text, when=shown.when(words, day))


def late(words: Words, day: str, now: Moment) -> bool:
    """Whether a moment is over, or a day where the reader is."""
    if "T" in day:
        return moments.ends(day).timestamp() < now
    return moments.of_date(dt.date.fromisoformat(day)) < visits.local_day(words, now)
