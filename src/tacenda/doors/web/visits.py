"""Visits in forms and lists: a day and a time as people write them, in the person's own time zone."""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Iterable

from tacenda.core.model.chart import Visit
from tacenda.core.words import moments
from tacenda.core.words.errors import Invalid
from tacenda.core.words.moments import Day, Moment
from tacenda.doors.language import Words

_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
NEAR = 3 * 86_400  # seconds back in which the newest visit is the one a note is about
EARLY = 3600  # seconds before a visit in which one may write about it
LISTED = 10


def local_day(words: Words, at: Moment) -> Day:
    """The day of a moment where the reader is."""
    return moments.local_day(at, zoneinfo.ZoneInfo(words.zone))


def asked(words: Words, day: dt.date | None, time: str, minutes: int) -> Visit | None:
    """The visit of a form; None where neither day nor time was given. Raises Invalid."""
    if day is None and not time:
        return None
    match = _TIME.fullmatch(time.strip())
    problems = ({"day": "empty"} if day is None else {}) | ({} if match else {"time": "not_a_time" if time else "empty"})
    if not 5 <= minutes <= 480:
        problems["minutes"] = "range"
    if day is None or match is None or problems:
        raise Invalid(problems)
    local = dt.datetime(day.year, day.month, day.day, int(match[1]), int(match[2]), tzinfo=zoneinfo.ZoneInfo(words.zone))
    if not 1970 < local.year < 2200:
        raise Invalid({"day": "not_a_day"})
    return Visit(Moment(int(local.timestamp())), minutes)


def today(words: Words, visits: Iterable[Visit], now: Moment) -> tuple[Visit, ...]:
    """The visits of the reader's own day."""
    return tuple(visit for visit in visits if local_day(words, visit.at) == local_day(words, now))


def coming(words: Words, visits: Iterable[Visit], now: Moment) -> tuple[Visit, ...]:
    """Today's visits and later ones."""
    return tuple(visit for visit in visits if local_day(words, visit.at) >= local_day(words, now))


# A visit as the value of a choice: `moment-minutes`, `0` for none.


def value(visit: Visit | None) -> str:
    return f"{int(visit.at)}-{visit.minutes}" if visit else "0"


def read(text: str) -> tuple[Moment, int]:
    """The moment and length behind a choice; zeros for none and for what is no choice."""
    match = re.fullmatch(r"([0-9]{1,11})-([0-9]{1,3})", text)
    return (Moment(int(match[1])), int(match[2])) if match else (Moment(0), 0)


def choices(words: Words, visits: Iterable[Visit], none: str) -> dict[str, str]:
    """The newest visits to choose from, newest first, and none of them."""
    newest = sorted(visits, key=lambda visit: visit.at, reverse=True)[:LISTED]
    return {value(visit): words.moment(visit.at) for visit in newest} | {"0": none}


def likely(visits: Iterable[Visit], now: Moment) -> Visit | None:
    """The visit that a new note is about: the newest that has begun or is about to, of the last three days."""
    near = [visit for visit in visits if now - NEAR <= visit.at <= now + EARLY]
    return max(near, key=lambda visit: visit.at, default=None)
