"""The last day of an access: no more than a year from now, and named by that day."""

from __future__ import annotations

import datetime as dt

from tacenda.acts.desk import Desk
from tacenda.core.words import moments
from tacenda.core.words.errors import Invalid
from tacenda.core.words.moments import Day, Moment

USUAL, LONGEST = 90, 366  # days


def offered(at: Desk) -> str:
    """The day that stands in the form at first, as a form writes it."""
    return moments.date(Day(moments.day(at.now) + USUAL)).isoformat()


def last(at: Desk, chosen: dt.date | None, *, first: int = 1) -> Moment:
    """The last second of the day. `first`: in how many days it may end at the earliest, 2 for what begins a day later. Raises Invalid."""
    today = moments.day(at.now)
    if chosen is None or not today + first <= moments.of_date(chosen) <= today + LONGEST:
        raise Invalid({"until": "day"})
    return moments.last(moments.of_date(chosen))
