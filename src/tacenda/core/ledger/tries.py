"""Tries: how sign-ins that failed stand in the practice's ledger, so that whoever guesses without end does not fill it.

Of the failed sign-ins of one UTC day, whatever their names, the first, second, fourth, eighth ... is entered. So `n` lines of a day
say that there were `2^(n-1)` to `2^n - 1`: 5 lines are 16 to 31 tries, and a million tries are 20 lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from tacenda.core.words import moments
from tacenda.core.words.moments import Moment


def entered(number: int) -> bool:
    """Whether the failed sign-in with this number of its day, from 1, is entered."""
    return number & (number - 1) == 0


def least(lines: Iterable[Moment]) -> int:
    """How many tries there were at least, by the moments of their lines."""
    days = Counter(moments.day(at) for at in lines)
    return sum(2 ** (count - 1) for count in days.values())
