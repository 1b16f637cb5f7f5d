"""Stops, from the side of who was stopped: they are told that an access ended, not why, and not whose records it was.

Their ring still lists the chart, whose name lies behind what was closed to them. What they have read about is remembered there too.
"""

from __future__ import annotations

from tacenda.acts import gate
from tacenda.acts.desk import Desk, SignInSecret, desk_of, put_ring, resume
from tacenda.acts.house import House
from tacenda.core.words.errors import Locked, NotFound
from tacenda.core.words.ids import ChartId, GrantHash, handle
from tacenda.core.words.people import treats
from tacenda.shell.vault.ring import ChartKeys

READ = "stops.read"  # the wish that names the stopped grants their holder has read about: handles, comma-separated
NONE = GrantHash(bytes(32))


def untold(desk: Desk) -> int:
    """How many accesses of this person were stopped that they have not read about."""
    wish = desk.keyring.ring().wishes.get(READ, "").split(",")
    return sum(one not in wish for one in _stopped(desk))


def gone(desk: Desk) -> bool:
    """Whether this person's work here has ended, and not some access alone: a sign-in that is open stays open until it locks."""
    return desk.keeper.newest(desk.actor.id).entry.ended


def treated(desk: Desk) -> bool:
    """Whether anything of theirs that was stopped was a therapist's, who meets clients in sessions and writes about them."""
    return any(treats(desk.held(id).statement.role) for id in _charts(desk))


def read(desk: Desk) -> None:
    """This person has read about all of them."""
    now = ",".join(_stopped(desk))
    ring = desk.keyring.ring()
    if ring.wishes.get(READ, "") != now:
        put_ring(desk.tx, desk.keyring, ring.with_wish(READ, now))


def _stopped(desk: Desk) -> list[str]:
    return sorted(handle(desk.held(id).grant_hash) for id in _charts(desk))


def _charts(desk: Desk) -> list[ChartId]:
    practice = ChartId(desk.keeper.practice)
    return list(gate.stopped(desk, [id for id in desk.keyring.ring().charts if id != practice]))


def signed_in(house: House, visitor: SignInSecret) -> int:
    """1 while a sign-in counts, and 2 more until its person's work here has ended: a page without a chart closes when either is over.
    Touches and enters nothing."""
    try:
        found = resume(house, visitor.secret, touch=False)
    except Locked:
        return 0
    return 1 if house.keeper.newest(found.keyring.principal).entry.ended else 3


def kinds_open(house: House, visitor: SignInSecret, chart: ChartId) -> int:
    """The kinds of compartments of a chart that this sign-in's grant gives now, a bit for each by its code; 0 closes every page of it.

    A stop takes all bits away and a client's limit some. Touches no sign-in, enters nothing, opens nothing; a foreign chart costs what
    one that is not there does. What goes wrong meanwhile is raised and is no answer: a busy file must not close a page with words in it.
    """
    try:
        found = resume(house, visitor.secret, touch=False)
    except Locked:
        return 0
    with house.content.reading() as tx:
        held = _held(desk_of(house, tx, found.keyring, found.met), chart)
    opened = house.keeper.opened(GrantHash(held.grant_hash) if held else NONE)
    return sum(1 << code for code in {one.code for one in held.compartments if one.id in opened}) if held else 0


def _held(desk: Desk, chart: ChartId) -> ChartKeys | None:
    try:
        return desk.held(chart)
    except NotFound:
        return None
