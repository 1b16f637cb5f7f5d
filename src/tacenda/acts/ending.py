"""Ending: a stop by the privacy office, looked at once more at its own moment: two officers lose no notes that each left to the other.

A client's stop waits for nothing. One of the office's holds the content's write lock: of two officers who end the last two who open some
notes, the second finds that nobody else is left, and ends nothing.
"""

from __future__ import annotations

import contextlib

from tacenda.acts import gate, listing, rolling
from tacenda.acts.desk import Desk, Visitor
from tacenda.acts.gate import Wish
from tacenda.acts.house import House
from tacenda.core.model import kept
from tacenda.core.model.kept import Kept
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Conflict, NotFound, Unavailable
from tacenda.core.words.ids import ChartId, GrantHash


def as_said(desk: Desk, stays: Kept) -> bool:
    """Whether the notes would still stay as a page had it: with somebody, or open to somebody. `stays`: with whom it said they would."""
    now = kept.of(one for one in stays.openers if listing.opens(desk, one, Code.RECORD))
    return (bool(now.keeps), bool(now.openers)) == (bool(stays.keeps), bool(stays.openers))


def end(desk: Desk, chart: ChartId, target: GrantHash, stays: Kept) -> bool:
    """Stop a grant; False where nothing was ended, because the notes would not stay as was said. In a writing desk.

    Raises NotFound, Refused, Conflict.
    """
    if not as_said(desk, stays):
        return False
    at = gate.standing(desk, chart, Purpose.OVERSIGHT)
    desk.keeper.stop(target, gate.signed(desk, at, Wish(Act.STOP, Code.ACCESS, Purpose.OVERSIGHT, about=target))[1])
    return True


def settle(house: House, visitor: Visitor) -> None:
    """Change the keys behind what was ended, where this sign-in holds them; else the next holder's does."""
    with contextlib.suppress(Conflict, NotFound, Unavailable):
        rolling.roll_due(house, visitor)
