"""With whom a client's records stay, as their first page says it: who kept them and does so no more, and who does now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tacenda.core.model import kept
from tacenda.core.model.access_list import Holder, Left
from tacenda.core.words import moments
from tacenda.doors.language import Words


@dataclass(frozen=True, slots=True)
class Stay:
    """`left`: who kept the records, `gone`: and works here no more; `keeps`: who does now. While nobody does, `open`: who can open the
    notes still, and `ends`: the last day on which anybody can; 0 where none is set."""

    left: str = ""
    gone: bool = False
    keeps: tuple[str, ...] = ()
    open: str = ""
    ends: int = 0


def stay(words: Words, left: Left | None, readers: Iterable[Holder]) -> Stay:
    """`readers`: who can open the notes now."""
    found = kept.of(readers)
    keeps, others = (tuple(dict.fromkeys(one.name for one in part)) for part in (found.keeps, found.others))
    who, gone = (left.name, left.gone) if left else ("", False)
    if keeps:
        return Stay(who, gone, keeps)
    return Stay(who, gone, open=words.names(others), ends=moments.day(found.ends) if found.ends else 0)
