"""Stops, from the side of who was stopped: they are told that an access ended, not why, and not whose records it was.

Their ring still lists the chart, whose name lies behind what was closed to them. What they have read about is remembered there too.
"""

from __future__ import annotations

from tacenda.acts import gate
from tacenda.acts.desk import Desk, SignInSecret, desk_of, put_ring, resume
from tacenda.acts.house import House
from tacenda.core.words.errors import Locked, NotFound
from tacenda.core.words.ids import ChartId, GrantHash, handle

READ = "stops.read"  # the wish that names the stopped grants their holder has read about: handles, comma-separated
NONE = GrantHash(bytes(32))


def untold(desk: Desk) -> int:
    """How many accesses of this person were stopped that they have not read about."""
    wish = desk.keyring.ring().wishes.get(READ, "").split(",")
    return sum(one not in wish for one in _stopped(desk))


def read(desk: Desk) -> None:
    """This person has read about all of them."""
    now = ",".join(_stopped(desk))
    ring = desk.keyring.ring()
    if ring.wishes.get(READ, "") != now:
        put_ring(desk.tx, desk.keyring, ring.with_wish(READ, now))


def _stopped(desk: Desk) -> list[str]:
    practice = ChartId(desk.keeper.practice)
    found = gate.stopped(desk, [id for id in desk.keyring.ring().charts if id != practice])
    return sorted(handle(desk.held(id).grant_hash) for id in found)


def still_open(house: House, visitor: SignInSecret, chart: ChartId) -> bool:
    """Whether a page of a chart may stay open: the sign-in runs, and its grant gives something.

    Touches no sign-in, enters nothing, opens nothing; a foreign chart costs what one that is not there does. What goes wrong meanwhile is
    raised and is no answer: a busy file must not close a page with words in it.
    """
    try:
        keys = resume(house, visitor.secret, touch=False).keyring
    except Locked:
        return False
    with house.content.reading() as tx:
        hash = _grant(desk_of(house, tx, keys), chart)
    return not house.keeper.closed([hash])


def _grant(desk: Desk, chart: ChartId) -> GrantHash:
    try:
        return GrantHash(desk.held(chart).grant_hash)
    except NotFound:
        return NONE
