"""The front: what the frame asks of the house about a request. Who is signed in, how to leave, a reference for an unplanned error."""

from __future__ import annotations

import contextlib
import zoneinfo
from functools import lru_cache

from tacenda.acts import sign_in, stops
from tacenda.acts.house import House
from tacenda.acts.sign_in import Myself
from tacenda.core.words.errors import Locked, NotFound, TacendaError
from tacenda.core.words.ids import ChartId
from tacenda.doors import language
from tacenda.doors.web import desk, handles
from tacenda.doors.web.app import NEUTRAL
from tacenda.doors.web.registry import OPEN
from tacenda.doors.web.request import Contact, Front, Standing, WebRequest
from tacenda.shell import fresh

WEATHER = "weather"


def make(house: House) -> Front:
    """The front of one house."""
    told = house.settings
    contact = Contact(phone=told.phone, hours=told.hours, crisis=told.crisis)
    return Front(standing, lambda request: leave(house, request), reference, still, contact)


def standing(request: WebRequest) -> Standing | None:
    """Who is signed in; None for no cookie and for a sign-in that ended. Raises Tampered, Unavailable."""
    try:
        if not request.house.founded():
            return None
        me = sign_in.myself(request.house, desk.visitor(request))
    except Locked:
        return None
    return _standing(me)


def _standing(me: Myself) -> Standing:
    return Standing(
        roles=frozenset(me.roles),
        person=me.principal,
        stepped_up=me.stepped_up,
        language=_offered(me.wishes.get("language", "")),
        zone=known_zone(me.wishes.get("zone", "")),
        lock_after=me.idle,
        discreet=me.wishes.get("discreet") == "yes",
        unproven=sign_in.must_prove(me),
    )


def _offered(speech: str) -> str:
    return speech if speech in language.offered() else language.SOURCE


@lru_cache(maxsize=256)
def known_zone(zone: str) -> str:
    """A time zone this machine knows, or UTC."""
    try:
        return zoneinfo.ZoneInfo(zone or "UTC").key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"


def leave(house: House, request: WebRequest) -> str:
    """End the sign-in whatever happens; where this person wants to arrive."""
    try:
        wished = sign_in.myself(house, desk.visitor(request)).wishes.get("leave", WEATHER)
    except TacendaError:
        wished = WEATHER
    with contextlib.suppress(TacendaError):
        sign_in.sign_out(house, desk.secret(request))
    return wished if wished in NEUTRAL else WEATHER


def still(request: WebRequest, chart: str) -> int:
    """What a chart gives this browser now, as `stops.kinds_open`; for no chart as `stops.signed_in`."""
    try:
        if request.path == OPEN:
            return stops.signed_in(request.house, desk.visitor(request))
        return stops.kinds_open(request.house, desk.visitor(request), ChartId(handles.read(chart)))
    except (Locked, NotFound):
        return 0


def reference() -> str:
    """A random handle: in the log line and on the page."""
    return handles.of(fresh.id())
