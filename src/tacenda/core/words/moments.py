"""Moments: whole seconds of UTC; days since 1970 where a row may only know the day."""

from __future__ import annotations

import datetime as dt
from typing import NewType

from tacenda.core.words.errors import Tampered

Moment = NewType("Moment", int)  # seconds since 1970-01-01T00:00:00Z
Day = NewType("Day", int)  # days since 1970-01-01

NEVER = Moment(0)  # stands where a moment does not apply
_FIRST = dt.date(1970, 1, 1).toordinal()
# A year of the calendar is left at each end, for time zones and for what is reckoned from a day.
_EARLIEST, _LATEST = (dt.date(year, 1, 1).toordinal() - _FIRST for year in (2, 9998))


def known(value: int) -> Moment:
    """A moment out of sealed words, which whoever seals them chooses. Raises Tampered for one that no calendar has."""
    known_day(day(Moment(value)))
    return Moment(value)


def known_day(value: int) -> Day:
    """As `known`, of a day."""
    if not _EARLIEST <= value <= _LATEST:
        raise Tampered("day")
    return Day(value)


def text(at: Moment) -> str:
    """`YYYY-MM-DDThh:mm:ssZ`, the only form of time inside statements."""
    return dt.datetime.fromtimestamp(at, dt.UTC).isoformat()[:19] + "Z"


def from_text(value: str) -> Moment:
    """The moment written by `text`. Raises Tampered for any other form."""
    try:
        read = dt.datetime.fromisoformat(value)
    except ValueError as error:
        raise Tampered("time") from error
    # The library reads many forms; only the one that `text` writes is ours.
    if read.tzinfo is None or read.isoformat()[:19] + "Z" != value:
        raise Tampered("time")
    return Moment(int(read.timestamp()))


def day(at: Moment) -> Day:
    """The UTC day of a moment."""
    return Day(at // 86400)


def local_day(at: Moment, zone: dt.tzinfo) -> Day:
    """The day of a moment in a time zone."""
    return of_date(dt.datetime.fromtimestamp(at, dt.UTC).astimezone(zone).date())


def date(value: Day) -> dt.date:
    """A day as the calendar has it."""
    return dt.date.fromordinal(value + _FIRST)


def of_date(value: dt.date) -> Day:
    """The day of a date."""
    return Day(value.toordinal() - _FIRST)


def first(value: Day) -> Moment:
    """The first second of a day in UTC."""
    return Moment(value * 86400)


def last(value: Day) -> Moment:
    """The last second of a day in UTC, so that what ends then is named by that day."""
    return Moment((value + 1) * 86400 - 1)


def first_over(until: Moment) -> Day:
    """The first day on which nothing is left of what ends at a moment; 0 for no end."""
    return Day(-(-until // 86400))


def date_text(value: Day) -> str:
    """`YYYY-MM-DD`."""
    return date(value).isoformat()


def ends(value: str) -> dt.datetime:
    """When a day in UTC (`YYYY-MM-DD`) or a moment (RFC 3339) is over. Raises ValueError."""
    if "T" not in value:
        return dt.datetime.combine(dt.date.fromisoformat(value), dt.time(23, 59, 59), dt.UTC)
    found = dt.datetime.fromisoformat(value)
    if found.tzinfo is None:
        raise ValueError(value)
    return found


def day_from_text(value: str) -> Day:
    """The day written `YYYY-MM-DD`. Raises Tampered for any other form."""
    try:
        read = dt.date.fromisoformat(value)
    except ValueError as error:
        raise Tampered("day") from error
    if read.isoformat() != value:
        raise Tampered("day")
    return of_date(read)
