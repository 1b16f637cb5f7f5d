"""Cut short: rolls of which the keeper heard the beginning and not the end. Furniture: the clock and a start end or undo them, and so does
whoever writes an access list that would else hide how far one came.

Of most compartments the rows tell: they carry the new epoch, or do not. A ledger has none; of its roll the list tells, which is written in
the same transaction and names the new key. As long as the roll is not ended the keeper takes no word that this list is settled.
"""

from __future__ import annotations

from tacenda.acts.house import House
from tacenda.core.words.access import Code
from tacenda.core.words.ids import ChartId, CompartmentId, ObjectId
from tacenda.shell.database import Tx
from tacenda.shell.keeper.shares import CompartmentState
from tacenda.shell.store import objects


def finish(house: House, tx: Tx, id: CompartmentId) -> None:
    """End a roll whose content was committed, undo one whose was not. Idempotent; a compartment that is only due is left alone.

    `tx` holds the content's write lock: a roll of this very moment holds it from before its beginning until its rows are committed.
    """
    state = house.keeper.state(id)
    if state.state != "rolling":
        return
    begun = house.keeper.next_epoch(id) - 1
    if _committed(house, tx, state, begun):
        house.keeper.roll_ended(id, begun)
    else:
        house.keeper.abandon(id)


def finish_ledger(house: House, tx: Tx, chart: ChartId) -> None:
    """As `finish`, before somebody else writes the list of this chart."""
    for state in house.keeper.states(chart):
        if state.code is Code.LEDGER:
            finish(house, tx, state.id)


def _committed(house: House, tx: Tx, state: CompartmentState, begun: int) -> bool:
    if state.code is not Code.LEDGER:
        return any(row.epoch == begun for row in objects.of_compartment(tx, state.id))
    access = next(one for one in house.keeper.states(state.chart) if one.code is Code.ACCESS)
    page = objects.latest(tx, ObjectId(access.id))
    return page is not None and page.version == access.latest and access.latest > access.settled
