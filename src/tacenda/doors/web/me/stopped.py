"""Whom the client stopped: since when, and what the client can do so that they may be let in again.

Somebody whose keys were changed stands on no list any more; their grant in the client's own ledger says who they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tacenda.acts import grants, holders, ledger
from tacenda.acts.desk import Desk
from tacenda.acts.grants import Back
from tacenda.acts.holders import Person
from tacenda.acts.ledger import Looks, Stop
from tacenda.core.model.access_list import COVERING, JOINING, leaves_room
from tacenda.core.model.say import Choice
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role, treats, works_here
from tacenda.doors.language import N_, Words
from tacenda.doors.web.me import words
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Way:
    """What stands between somebody and being let in again; `href`, `text`: where a client changes that, empty where it is not theirs."""

    says: str
    href: str = ""
    text: str = ""
    inside: bool = False  # they are in by another grant, so nothing stands between


def liftable(at: Desk, person: Person) -> bool:
    """Whether the client's own stop can be taken back: that gives back all they had, and comes before letting them in anew."""
    return person.stopped and person.kept_out and not person.over and grants.can_lift(at, person, Purpose.OWN_RECORD)


def way_of(request: WebRequest, at: Desk, chart: ChartId, person: Person, stop: Stop | None) -> Way | None:
    """Of somebody who was stopped and stands on the list all the same; None where it was not the client who stopped them."""
    if not person.stopped or person.over or stop is None or not stop.by_client:
        return None
    holder = person.holder
    if inside(at, chart, holder.grantee):
        return again(request)
    return lift(request, chart, person) if liftable(at, person) else way(request, at, chart, holder.grantee, holder.name, holder.basis)


def lift(request: WebRequest, chart: ChartId, person: Person) -> Way:
    """Of a stop that can be taken back whole."""
    holder, say = person.holder, request.words.gettext
    back = request.url("me/lift", chart=chart, grant=holder.grant)
    return Way(say(N_("You can take this back for now.")), back, say(N_("Take the stop back")))


def again(request: WebRequest) -> Way:
    """Of an older stop of somebody who is in by another grant."""
    return Way(request.words.gettext(N_("They were let in again since.")), inside=True)


def way(request: WebRequest, at: Desk, chart: ChartId, principal: bytes, name: str, basis: str) -> Way:
    """Of a stop behind which keys were changed."""
    say = request.words.gettext
    match grants.way_back(at, chart, principal, name, basis, Purpose.OWN_RECORD):
        case Back.CARD:
            said = say(N_("You alone can let them in again, with a new card."))
            return Way(said, request.url("me/trusted"), say(N_("Make a new card")))
        case Back.YES:
            said = say(N_("Nobody lets them in again without your yes."))
            return Way(said, request.url("me/circle_yes", person=principal), say(N_("Allow it again")))
        case Back.CHOICE:
            return Way(say(N_("What you chose keeps them out.")), request.url("me/circle"), say(N_("Who may be let in")))
        case Back.NAMED:
            said = say(N_("You said yes to them by name. Nobody let them in yet."))
            return Way(said, request.url("me/named_back"), say(N_("Take my yes back")))
        case Back.FORM:
            return Way(say(N_("You took back the form that let them in.")), request.url("me/forms"), say(N_("What I said yes to")))
        case Back.NOTHING:
            said = say(N_("You said that they may be let in again. Nobody did that yet."))
            return Way(said, request.url("me/circle_yes", person=principal), say(N_("Take my yes back"))) if basis != JOINING else Way(said)


def inside(at: Desk, chart: ChartId, person: bytes) -> bool:
    """Whether somebody is in by a grant that nobody stopped."""
    return any(one.holder.grantee == person and not one.stopped for one in holders.who_can(at, chart, Purpose.OWN_RECORD))


def unused(at: Desk, chart: ChartId, person: bytes) -> Stop | None:
    """The stop of somebody whom the client said may be let in again, while nobody did that."""
    if inside(at, chart, person):
        return None
    stops = ledger.who_looked(at, chart, Purpose.OWN_RECORD, None).stops
    found = next((one for one in stops if one.grant.grantee == person), None)
    if found is None or not found.by_client or found.grant.basis == JOINING:  # whom the practice ended since was let in by the yes
        return None
    if grants.way_back(at, chart, person, found.grant.name, found.grant.basis, Purpose.OWN_RECORD) is not Back.NOTHING:
        return None
    return found


def newest(looks: Looks) -> dict[bytes, Stop]:
    """The newest stop of each, newest first. Of a yes that the client took back before it began nothing is left."""
    found = dict[bytes, Stop]()
    for one in looks.stops:
        if one.begun or not one.by_client:
            found.setdefault(one.grant.grantee, one)
    return found


def unlisted(looks: Looks, people: Iterable[Person]) -> tuple[Stop, ...]:
    """Whom the client stopped and no list names any more, by their newest stop, newest first; not whom the practice ended since."""
    listed = {one.holder.grantee for one in people}
    found = ((whose, one) for whose, one in newest(looks).items() if one.by_client and whose not in listed)
    return tuple(one for _, one in found if one.grant.role != Role.CLIENT.value)


def therapists(looks: Looks, people: Iterable[Person]) -> tuple[PrincipalId, ...]:
    """Of those: who treated the client, and not as somebody who stands in."""
    found = (one.grant for one in unlisted(looks, people))
    return tuple(one.grantee for one in found if treats(one.role) and one.basis != COVERING)


def left(looks: Looks, people: Iterable[Person], since: Moment) -> tuple[Stop, ...]:
    """Colleagues whom the practice ended since, and no list names any more, each once, newest first."""
    listed, once = {one.holder.grantee for one in people}, dict[bytes, Stop]()
    for one in looks.stops:
        if one.at > since and not one.by_client and works_here(one.grant.role) and one.grant.grantee not in listed:
            once.setdefault(one.grant.grantee, one)
    return tuple(once.values())


def by_choice(at: Desk, looks: Looks, people: Iterable[Person]) -> tuple[Stop, ...]:
    """Whom the client stopped and only their choice keeps out, by their newest stop, newest first."""
    inside, found = {one.holder.grantee for one in people if not one.stopped}, list[Stop]()
    for whose, one in newest(looks).items():
        if not one.by_client or whose in inside or one.grant.role == Role.CLIENT.value:
            continue
        if grants.way_back(at, looks.chart, whose, one.grant.name, one.grant.basis, Purpose.OWN_RECORD) is Back.CHOICE:
            found.append(one)
    return tuple(found)


def allowed(request: WebRequest, at: Desk, looks: Looks, people: Iterable[Person], choice: Choice) -> tuple[str, ...]:
    """Whom another choice leaves room for again: the client stopped them, and only the choice that holds keeps them out."""
    inside, once = {one.holder.grantee for one in people if not one.stopped}, dict[bytes, str]()
    for one in looks.stops:
        whose, basis = one.grant.grantee, one.grant.basis
        if not one.by_client or not one.begun or whose in inside or one.grant.role == Role.CLIENT.value or not leaves_room(choice, basis):
            continue
        if grants.way_back(at, looks.chart, whose, one.grant.name, basis, Purpose.OWN_RECORD) is Back.CHOICE:
            once.setdefault(whose, who(request.words, one))
    return tuple(once.values())


def who(speech: Words, stop: Stop) -> str:
    """Somebody of the ledger, who treats nobody here by this grant any more."""
    name, role, cover = stop.grant.name, stop.grant.role, stop.grant.basis == COVERING
    return words.who(speech, name, role, cover=cover) if cover or role not in words.STOPPED else speech.say(words.STOPPED[role], name=name)
