"""Topics: a part that the client keeps to their therapist alone, whoever is let in, now or later. Their own hand alone takes that back.

It lies on the access list, as they say it; the keeper is told of it grant by grant. The list comes first: from then on nobody is let into
the part, and whoever has it is shut out by the gate, also where a crash came before the keeper was told.
"""

from __future__ import annotations

import contextlib

from tacenda.acts import gate, holders, limiting, listing
from tacenda.acts.desk import Desk, Visitor, writing
from tacenda.acts.gate import Standing
from tacenda.acts.holders import Person
from tacenda.acts.house import House
from tacenda.core.model.access_list import AccessList
from tacenda.core.model.offers import Offer
from tacenda.core.model.say import TOPICS, Topic
from tacenda.core.words.access import Code, Purpose, Right
from tacenda.core.words.errors import Conflict, NotFound, Unavailable
from tacenda.core.words.ids import ChartId, GrantHash


def kept(desk: Desk, chart: ChartId, purpose: Purpose) -> tuple[Topic, ...]:
    """What the client keeps to their therapist alone. Raises NotFound, Refused."""
    access = gate.standing(desk, chart, purpose).access
    return access.topics if access is not None else ()


def parts(desk: Desk, chart: ChartId, purpose: Purpose, offer: Offer) -> frozenset[Code]:
    """What of an offer the client keeps to their therapist alone, so that nobody is let into it. Raises NotFound, Refused."""
    access = gate.standing(desk, chart, purpose).access
    return access.kept_from(offer.basis, offer.rights) & frozenset(offer.codes) if access is not None else frozenset()


def loses(desk: Desk, chart: ChartId, code: Code, purpose: Purpose) -> tuple[Person, ...]:
    """Who can open a part now and could not once it is kept. Raises NotFound, Refused."""
    access = gate.standing(desk, chart, purpose).access
    if access is None:
        return ()
    lose = {holder.grant for holder, _ in listing.given(desk, access.with_topic(Topic(code, desk.today)))}
    return tuple(one for one in holders.who_can(desk, chart, purpose) if one.holder.grant in lose)


def stays_with(desk: Desk, chart: ChartId, code: Code, purpose: Purpose) -> tuple[Person, ...]:
    """Who opens a part also once it is kept: who keeps the records, and nobody else but the client. Raises NotFound, Refused."""
    people = holders.who_can(desk, chart, purpose)
    return tuple(one for one in people if one.holder.keeps_topics and code in one.codes and not (one.stopped or one.myself or one.twin))


def keep(house: House, visitor: Visitor, chart: ChartId, code: Code, purpose: Purpose) -> None:
    """Keep a part to the therapist alone: no reason, no step-up. Who can open it loses it at once. Raises NotFound, Refused, Conflict."""
    if code not in TOPICS:
        raise NotFound("topic")
    _lay(house, visitor, chart, code, purpose)
    if limiting.enforce(house, visitor, chart, purpose):
        with contextlib.suppress(Conflict, NotFound, Unavailable):  # it is told, whatever becomes of keys and list
            limiting.follow(house, visitor, chart, purpose)
            _lay(house, visitor, chart, code, purpose)
            limiting.enforce(house, visitor, chart, purpose)  # of who was let in while the list could not be written


def finish(house: House, visitor: Visitor, chart: ChartId, purpose: Purpose) -> None:
    """Tell the keeper what a crash left untold of it. Raises NotFound, Refused."""
    if limiting.enforce(house, visitor, chart, purpose):
        with contextlib.suppress(Conflict, NotFound, Unavailable):
            limiting.follow(house, visitor, chart, purpose)


def _lay(house: House, visitor: Visitor, chart: ChartId, code: Code, purpose: Purpose) -> None:
    with writing(house, visitor) as desk:
        at = _own(desk, chart, purpose)
        made = listing.mended(desk, at)
        if not any(one.code is code for one in made.topics):
            listing.lay(desk, at, purpose, made.with_topic(_made(desk, made, code)))


def _made(desk: Desk, listed: AccessList, code: Code) -> Topic:
    lose = (holder.grant for holder, _ in listing.given(desk, listed.with_topic(Topic(code, desk.today))))
    return Topic(code, desk.today, tuple(GrantHash(one) for one in dict.fromkeys(lose)))


def share(desk: Desk, chart: ChartId, code: Code, purpose: Purpose) -> None:
    """Take it back: the part may be given again, and nobody gets it by this alone. Needs a step-up.

    Raises Locked, NotFound, Refused, Conflict.
    """
    desk.second_proof()
    at = _own(desk, chart, purpose)
    listing.as_left(desk, at)
    if at.access is None or not any(one.code is code for one in at.access.topics):
        raise NotFound("topic")
    if listing.given(desk, at.access):
        raise Conflict("not told yet")  # what a crash left would be given again by this
    listing.put(desk, at, purpose, listing.mended(desk, at).without_topic(code))


def _own(desk: Desk, chart: ChartId, purpose: Purpose) -> Standing:
    at = gate.standing(desk, chart, purpose)
    if Right.SUBJECT not in at.held.keys.statement.rights:
        raise NotFound("topic")
    listing.not_lost(desk, at)
    return at


def untold(desk: Desk, chart: ChartId, purpose: Purpose) -> bool:
    """Whether the keeper gives what the client keeps to their therapist alone. Raises NotFound, Refused."""
    at = gate.standing(desk, chart, purpose)
    return at.access is not None and not listing.lost(desk, at) and bool(listing.given(desk, at.access))
