"""The clock: what time it is, in whole seconds of UTC. A plain value handed to the house; only desk and keeper read it."""

from __future__ import annotations

import time
from abc import abstractmethod
from typing import Protocol

from tacenda.core.words.moments import Moment


class Clock(Protocol):
    """Something that knows the time."""

    @abstractmethod
    def now(self) -> Moment:
        """The present moment."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> Moment:
        return Moment(int(time.time()))


class SetClock:
    """A clock that stands where it was put: for the demonstration, which plays half a year, and for tests."""

    def __init__(self, at: Moment) -> None:
        self._at = at

    def now(self) -> Moment:
        return self._at

    def put(self, at: Moment) -> None:
        """Move to a moment."""
        self._at = at

    def forward(self, seconds: int) -> None:
        """Move on by some seconds."""
        self._at = Moment(self._at + seconds)
