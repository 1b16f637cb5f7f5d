"""Limits at the keeper: a part is taken out of a grant, or given back; then list and keys follow. And what the client keeps to their
therapist alone, as a limit of every grant that would give it.

Furniture of who limits one person and who keeps a part from all. A limit is in force when the keeper has answered.
"""

from __future__ import annotations

import contextlib

from tacenda.acts import gate, listing, rolling
from tacenda.acts.desk import Desk, Visitor, reading, writing
from tacenda.acts.gate import Wish
from tacenda.acts.house import House
from tacenda.core.ledger.limit import Limit
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Conflict, NotFound, Refused
from tacenda.core.words.ids import ChartId, GrantHash


def tell(desk: Desk, chart: ChartId, target: GrantHash, code: Code, purpose: Purpose, *, holds: bool) -> None:
    """Set or lift a limit on every compartment of a kind. Raises NotFound, Refused, Conflict."""
    at = gate.standing(desk, chart, purpose)
    holder = at.holder(target)
    named = [id for id, found, _ in holder.compartments if found is code] if holder else []
    if not named:
        raise NotFound("grant")
    for id in named:
        raw = Limit(desk.keyring.practice, chart, target, id, code, holds).write()
        desk.keeper.limit(raw, gate.signed(desk, at, Wish(Act.RESTRICT, Code.ACCESS, purpose, about=sha(raw)))[1])


def follow(house: House, visitor: Visitor, chart: ChartId, purpose: Purpose) -> None:
    """Write down what was limited, and change the keys this sign-in holds. The limit stands whatever becomes of either."""
    # The list's next writer mends what could not be mended now.
    with contextlib.suppress(Conflict), writing(house, visitor) as desk:
        listing.mend(desk, chart, purpose)
    rolling.roll_due(house, visitor)
    # Where the list itself was due it can be written only now, and the limit must stand on it before any other roll.
    with contextlib.suppress(Conflict), writing(house, visitor) as desk:
        listing.mend(desk, chart, purpose)


def enforce(house: House, visitor: Visitor, chart: ChartId, purpose: Purpose) -> bool:
    """Tell the keeper of all that the client keeps to their therapist alone and it still gives. Whether there was anything.

    Raises NotFound, Refused.
    """
    with reading(house, visitor) as desk:
        at = gate.standing(desk, chart, purpose)
        found = listing.given(desk, at.access) if at.access is not None and not listing.lost(desk, at) else ()
        for holder, code in found:
            with contextlib.suppress(Conflict, NotFound, Refused):  # stopped or over a moment ago
                tell(desk, chart, holder.grant, code, purpose, holds=True)
    return bool(found)
