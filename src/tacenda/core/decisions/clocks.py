"""Clocks: from an event to the date or instant when something is due. Pure arithmetic; nothing here reads the time.

days, months, years, working days: the start day does not count, due at the end of that day where it happens, written as a date. hours:
exact instants, elapsed time, in the offset of the event. Weekends and holidays never lengthen what is shown. An event given as a day
only, for a clock of hours, counts from the first minute of that day, since the careful reading is the early one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tacenda.core.decisions.rules import Clock

Point = dt.date | dt.datetime  # a day, or an instant with its offset
Events = Mapping[str, Point]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The public holidays of a place for the years of a dated table."""

    place: str
    first: int
    last: int
    holidays: frozenset[dt.date]

    def covers(self, day: dt.date) -> bool:
        return self.first <= day.year <= self.last

    def works(self, day: dt.date) -> bool:
        return day.weekday() < 5 and day not in self.holidays


@dataclass(frozen=True, slots=True)
class Due:
    """When, and how long the law lets it be put off at most. `event`: what starts it. `calendar_days`: no table of working days reached."""

    at: Point | None
    latest: Point | None
    event: str
    calendar_days: bool


def day_of(point: Point) -> dt.date:
    """The day, as it was where the event happened."""
    return point.date() if isinstance(point, dt.datetime) else point


def _months_later(day: dt.date, months: int) -> dt.date:
    """The same day number, or the last day of the month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = dt.date(day.year + years, month + 1, 1)
    following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - dt.timedelta(days=1)).day))


def _working_days_later(day: dt.date, n: int, calendar: Calendar) -> dt.date | None:
    """None where the table does not reach."""
    while n:
        day += dt.timedelta(days=1)
        if not calendar.covers(day):
            return None
        n -= calendar.works(day)
    return day


def later(start: Point, n: int, unit: str, calendar: Calendar | None, now: dt.datetime) -> tuple[Point, bool]:
    """`n` units after `start`; and whether working days had to be counted as calendar days."""
    match unit:
        case "at_once" | "hours":
            instant = start if isinstance(start, dt.datetime) else dt.datetime.combine(start, dt.time(), now.tzinfo)
            return (start if unit == "at_once" else _hours_later(instant, n)), False
        case "months":
            return _months_later(day_of(start), n), False
        case "years":
            return _months_later(day_of(start), 12 * n), False
        case "working_days":
            found = _working_days_later(day_of(start), n, calendar) if calendar else None
            return (found, False) if found else (day_of(start) + dt.timedelta(days=n), True)
        case _:
            return day_of(start) + dt.timedelta(days=n), False


def _hours_later(instant: dt.datetime, n: int) -> dt.datetime:
    return (instant.astimezone(dt.UTC) + dt.timedelta(hours=n)).astimezone(instant.tzinfo)


def event_of(clock: Clock, events: Events) -> str:
    """The event that starts this clock."""
    return clock.of if clock.start == "year_end" and "year_end" not in events else clock.start


def due(clock: Clock, events: Events, calendar: Calendar | None, now: dt.datetime) -> Due:
    """When the clock runs out; `at` is None while its event is not known."""
    event = event_of(clock, events)
    start = events.get(event)
    if start is None:
        return Due(None, None, event, False)
    if clock.start == "year_end":
        start = dt.date(day_of(start).year, 12, 31)
    try:
        at, plain = later(start, clock.n, clock.unit, calendar, now)
        latest = later(at, clock.extend_n, clock.extend_unit, calendar, now)[0] if clock.extend_n else None
    except (OverflowError, ValueError):  # past the year 9999: no such date
        return Due(None, None, event, False)
    return Due(at, latest, event, plain)


def passed(at: Point, now: dt.datetime) -> bool:
    """Has it run out? A day runs out at its end."""
    return now > at if isinstance(at, dt.datetime) else now.date() > at


def text(point: Point | None) -> str | None:
    """`YYYY-MM-DD`, or the instant with its offset."""
    if point is None:
        return None
    return point.isoformat().replace("+00:00", "Z")


def governs(firm: str, several: tuple[Point, ...], now: dt.datetime) -> Point | None:
    """Which of several clocks of one kind counts: the latest for keeping, the earliest for everything else."""
    if not several:
        return None
    order = sorted(several, key=lambda one: _end(one, now))
    return order[-1] if firm == "keep_until" else order[0]


def _end(point: Point, now: dt.datetime) -> dt.datetime:
    return point if isinstance(point, dt.datetime) else dt.datetime.combine(point, dt.time(23, 59, 59), now.tzinfo)
