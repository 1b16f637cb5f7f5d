"""Kept: with whom the notes of a chart stay. Every page that says who keeps a chart, or until when its notes open, asks here.

Pure. Who can open them now is for the keeper to say.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tacenda.core.model.access_list import Holder
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import NEVER, Moment


@dataclass(frozen=True, slots=True)
class Kept:
    """Who can open the notes of a chart, one for each grant. `keeps`: they go on with them; `others`: they can open them besides."""

    keeps: tuple[Holder, ...]
    others: tuple[Holder, ...]

    @property
    def openers(self) -> tuple[Holder, ...]:
        return self.keeps + self.others

    @property
    def ends(self) -> Moment:
        """When the last of them stops: `NEVER` where somebody has no last day, and where nobody can open the notes now."""
        return NEVER if any(not one.until for one in self.openers) else max((one.until for one in self.openers), default=NEVER)

    def without(self, out: Collection[PrincipalId]) -> Kept:
        """The same, once these people can open nothing any more."""
        return of(one for one in self.openers if one.grantee not in out)


def of(openers: Iterable[Holder]) -> Kept:
    found = tuple(openers)
    return Kept(tuple(one for one in found if one.goes_on), tuple(one for one in found if not one.goes_on))
