"""An older list: what a client does when the list of their people says something else than they last laid down.

Until they put it back nobody else opens anything by it. It is put back from what their own ring remembers, under their next say.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass

from tacenda.acts import bundles, gate, listing, says
from tacenda.acts.desk import Desk, Visitor, incident, reading, writing
from tacenda.acts.gate import Standing
from tacenda.acts.house import House
from tacenda.acts.says import OLDER
from tacenda.core.ledger import verify
from tacenda.core.ledger.verify import Pins
from tacenda.core.model.say import Laid
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Code, Purpose, Right
from tacenda.core.words.errors import Conflict, Tampered
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.shell.store import objects


@dataclass(frozen=True, slots=True)
class Older:
    """`laid`: what would be put back; `mends`: it can be. Not where the count of the list's versions was lowered too: a version that the
    ledger has already would be written twice. Nor where somebody came since, whom it does not name: their grant lies beside it, and no key
    of the list could be changed any more. Then the files must come back from a backup."""

    laid: Laid
    mends: bool


def older(desk: Desk, chart: ChartId) -> bool:
    """Whether the list is not as its client left it; then the privacy office is told. Raises NotFound, Refused."""
    at = gate.standing(desk, chart, Purpose.OWN_RECORD)
    found = at.older and not listing.waits(desk, at)
    if found:
        desk.after.append(lambda: incident(desk.house, desk.keyring, OLDER))
    return found


def found(desk: Desk, chart: ChartId) -> Older | None:
    """What can be put back; None where nothing has to be. Raises NotFound, Refused."""
    at = gate.standing(desk, chart, Purpose.OWN_RECORD)
    if not at.older or at.access is None or listing.waits(desk, at):
        return None
    return Older(at.access.laid, _mends(desk, at))


def keep(desk: Desk, chart: ChartId) -> None:
    """Put back what this account last laid down. Raises NotFound, Refused, Conflict; Tampered where it cannot be."""
    at = gate.standing(desk, chart, Purpose.OWN_RECORD)
    if not at.older:
        return
    if listing.waits(desk, at):
        listing.catch_up(desk, chart, Purpose.OWN_RECORD)
        return
    if not _mends(desk, at):
        raise Tampered(OLDER)
    listing.put(desk, at, Purpose.OWN_RECORD, listing.mended(desk, at), keeping=True)


def catch_up(house: House, visitor: Visitor) -> None:
    """Lay down what this account of a client remembers and no list could take when they did it, where one can now."""
    with reading(house, visitor) as desk:
        ring = desk.keyring.ring()
        own = [chart for chart in ring.charts if Right.SUBJECT in ring.keys(chart).statement.rights]
        untold = [chart for chart in own if says.untold(desk, chart)]
    for chart in untold:
        with contextlib.suppress(Conflict), writing(house, visitor) as desk:
            listing.catch_up(desk, chart, Purpose.OWN_RECORD)


def _mends(desk: Desk, at: Standing) -> bool:
    opened = at.page(Code.ACCESS)
    page = opened.compartment.id
    if any(row.id != page and row.id not in opened.page.by_object() for row in objects.of_compartment(desk.tx, page)):
        return False
    made = bundles.made(desk, at.chart, Purpose.OWN_RECORD)
    pin = desk.keyring.ring().pin or sha(desk.keeper.genesis.write())
    told = verify.check(made, Pins(pin, at.chart), None, ()).writes
    latest = desk.keeper.state(page).latest
    return not any(object == ObjectId(page) and version > latest for object, version in told)
