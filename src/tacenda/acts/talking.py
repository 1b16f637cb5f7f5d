"""Talking: a talk about privacy in progress, part by part. It lies in the sealed ring of who answers and nowhere else; nobody reads it, and
no line says it is there. Furniture: who may answer is decided where it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tacenda.acts.desk import Desk, put_ring
from tacenda.core.model import consent
from tacenda.core.model.consent import Begun, Part, Result
from tacenda.core.words.ids import ChartId, handle

WISH = "talk"  # the wish that holds it
Shown = Mapping[int, frozenset[bytes]]  # what the pages of each part say today, in either wording


def _wish(of: ChartId | None) -> str:
    """Under what it lies. `of`: the client it is for, where somebody signs for them; None for the client's own."""
    return f"{WISH} {handle(of)}" if of else WISH


def begun(desk: Desk, of: ChartId | None = None) -> Begun | None:
    """This person's talk in progress. `of`: as `_wish`."""
    text = desk.keyring.ring().wishes.get(_wish(of), "")
    return consent.read_begun(text) if text else None


def answer(
    desk: Desk, walk: Sequence[int], now: Part, result: Result, seconds: int, *, mark: bool, of: ChartId | None = None
) -> Begun:  # fmt: skip
    """Keep the answer to one part in this person's own ring; a first answer begins the talk."""
    before = begun(desk, of) or Begun(tuple(walk), (), 0, desk.now)
    made = before.with_part(consent.answered(before.part(now.part), now, result, mark=mark), seconds)
    _put(desk, of, consent.write_begun(made))
    return made


def over(desk: Desk, of: ChartId | None) -> None:
    """It was kept: nothing of it is in progress any more."""
    _put(desk, of, "")


def _put(desk: Desk, of: ChartId | None, text: str) -> None:
    put_ring(desk.tx, desk.keyring, desk.keyring.ring().with_wish(_wish(of), text))


def stale(value: Begun, shown: Shown) -> tuple[int, ...]:
    """The parts whose page says something else today than when they were answered."""
    return tuple(sorted(one.part for one in value.parts if one.shown not in shown.get(one.part, frozenset[bytes]())))
