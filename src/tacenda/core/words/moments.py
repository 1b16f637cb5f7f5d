"""Moments: whole seconds of UTC; days since 1970 where a row may only know the day."""

from __future__ import annotations

import datetime as dt
from typing import NewType

from tacenda.core.words.errors import Tampered

Moment = NewType("Moment", int)  # seconds since 1970-01-01T00:00:00Z
Day = NewType("Day", int)  # days since 1970-01-01

NEVER = Moment(0)  # stands where a moment does not apply


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
    return Day(dt.datetime.fromtimestamp(at, dt.UTC).astimezone(zone).date().toordinal() - dt.date(1970, 1, 1).toordinal())


def date_text(value: Day) -> str:
    """`YYYY-MM-DD`."""
    return dt.date.fromordinal(value + dt.date(1970, 1, 1).toordinal()).isoformat()


def day_from_text(value: str) -> Day:
    """The day written `YYYY-MM-DD`. Raises Tampered for any other form."""
    try:
        date = dt.date.fromisoformat(value)
    except ValueError as error:
        raise Tampered("day") from error
    if date.isoformat() != value:
        raise Tampered("day")
    return Day(date.toordinal() - dt.date(1970, 1, 1).toordinal())
