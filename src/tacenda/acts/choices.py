"""Choices: whom the client wants inside at all, and to whom they say yes by name past that.

A choice is laid down first and counts from then on; then whom it keeps out is stopped at the keeper, one after the other.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from enum import Enum

from tacenda.acts import gate, holders, listing, rolling, stopping
from tacenda.acts.desk import Desk, Visitor, reading, writing
from tacenda.acts.holders import Person
from tacenda.acts.house import House
from tacenda.core.model import access_list
from tacenda.core.model.access_list import AccessList, Holder
from tacenda.core.model.say import MOST_NAMED, Choice, Exempt, exempt_row
from tacenda.core.sealing.derive import sha
from tacenda.core.words import names
from tacenda.core.words.access import Purpose, Right
from tacenda.core.words.encoding import plain
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Unavailable
from tacenda.core.words.ids import ChartId, ObjectId
from tacenda.core.words.moments import Day

Made = Callable[[AccessList, Sequence[Person], Day], AccessList]  # of a list, with who is on it and today's day


def chosen(desk: Desk, chart: ChartId, purpose: Purpose) -> Choice:
    """Who the client wants inside. Raises NotFound, Refused."""
    access = gate.standing(desk, chart, purpose).access
    return access.choice if access is not None else Choice.TEAM


def may_choose(desk: Desk, chart: ChartId, choice: Choice, purpose: Purpose) -> None:
    """A choice that leaves room for more people is made behind the second lock, as all that gives. Raises Locked, NotFound, Refused."""
    if choice.wider(chosen(desk, chart, purpose)):
        desk.second_proof()


def outside(desk: Desk, chart: ChartId, choice: Choice, purpose: Purpose) -> tuple[Person, ...]:
    """Who is inside now and for whom a choice alone leaves no room. Raises NotFound, Refused."""
    people = holders.who_can(desk, chart, purpose)
    return tuple(one for one in people if not one.stopped and not access_list.leaves_room(choice, one.holder.basis))


def left_out(desk: Desk, chart: ChartId, purpose: Purpose) -> tuple[Person, ...]:
    """Who is inside now though the client's choice keeps them out: no yes by name is to them; nobody by a list that has lost their words.
    Raises NotFound, Refused."""
    if listing.lost(desk, gate.standing(desk, chart, purpose)):
        return ()
    people = holders.who_can(desk, chart, purpose)
    return tuple(one for one in people if not one.stopped and one.unwanted)


def exempt(desk: Desk, chart: ChartId, purpose: Purpose) -> tuple[Exempt, ...]:
    """Whom the client said yes to by name, so that their choice does not keep them out. Raises NotFound, Refused."""
    access = gate.standing(desk, chart, purpose).access
    return access.exempt if access is not None else ()


def met(desk: Desk, chart: ChartId, name: str, purpose: Purpose) -> bool:
    """Whether somebody of this name stands on the list or once did. Who else works here, no list of a client's says."""
    access = gate.standing(desk, chart, purpose).access
    return access is not None and access.met(name)


def exempt_id(one: Exempt) -> ObjectId:
    """What an address calls a yes to somebody by name."""
    return ObjectId(sha(plain({"exempt": exempt_row(one)}))[:16])


def choose(house: House, visitor: Visitor, chart: ChartId, choice: Choice, purpose: Purpose, stay: Collection[bytes] = ()) -> None:
    """Keep a client's choice, so that nobody outside it is let in any more; then stop who is.

    `stay`: grants of those who stay all the same, by the client's yes to each. Raises Refused, Conflict; Invalid where these are too many.
    """
    _choose(house, visitor, chart, purpose, lambda listed, people, today: _chosen(listed, people, choice, stay, today))
    keep_out(house, visitor, chart, purpose)


def _chosen(listed: AccessList, people: Sequence[Person], choice: Choice, stay: Collection[bytes], today: Day) -> AccessList:
    """The list with a choice. A yes by name goes where it is not needed, or whom it is to is inside and is not to stay."""
    out = [one.holder for one in people if not one.stopped and not access_list.leaves_room(choice, one.holder.basis)]
    gone = [one for one in out if one.grant not in stay]
    left = [
        one for one in listed.exempt
        if not access_list.leaves_room(choice, one.basis) and not any(access_list.means(one, *_whom(holder)) for holder in gone)
    ]  # fmt: skip
    new = [
        Exempt(one.grantee, one.name, one.role, one.basis, today)
        for one in out
        if one.grant in stay and not any(access_list.means(yes, *_whom(one)) for yes in left)
    ]
    return replace(listed, choice=choice, exempt=_room_for("stay", (*left, *new)))


def _whom(one: Holder) -> tuple[bytes, str, str]:
    return one.grantee, one.name, one.basis


def keep_out(house: House, visitor: Visitor, chart: ChartId, purpose: Purpose) -> None:
    """Stop whom the client's choice keeps out and who is inside: after it was laid down, or since a crash came in between. Raises NotFound,
    Refused."""
    with reading(house, visitor) as desk:
        out = [one.holder.grant for one in left_out(desk, chart, purpose)]
    # Whom a wider choice would let in again: the choice is what keeps them out. All of them are stopped before any key changes, which takes
    # its time.
    for grant in out:
        with contextlib.suppress(Conflict, NotFound):  # stopped by somebody else a moment ago
            stopping.tell(house, visitor, chart, grant, purpose)
    if out:
        with contextlib.suppress(Conflict, NotFound, Unavailable):  # they are stopped whatever becomes of keys and list
            rolling.roll_due(house, visitor)
            _choose(house, visitor, chart, purpose, lambda listed, _people, _today: listed)


def _choose(house: House, visitor: Visitor, chart: ChartId, purpose: Purpose, made: Made) -> None:
    """Write the list as it is made, and without whom it has nothing left to say of."""
    with writing(house, visitor) as desk:
        at = gate.standing(desk, chart, purpose)
        if Right.SUBJECT not in at.held.keys.statement.rights:
            raise NotFound("choice")
        listing.not_lost(desk, at)
        listing.lay(desk, at, purpose, made(listing.mended(desk, at), holders.who_can(desk, chart, purpose), desk.today))


class Yes(Enum):
    """What became of a yes by name."""

    KEPT = "named"
    BEFORE = "before"  # they had it already
    NEEDLESS = "needless"  # the choice leaves room for them anyway


def say_yes(desk: Desk, chart: ChartId, one: Exempt, purpose: Purpose) -> Yes:
    """The client's yes to one person by name, past their choice, for one kind of access. It opens nothing by itself. Needs a step-up.

    Raises Locked, NotFound, Refused, Conflict; Invalid where it would do nothing, or there is no room for one more.
    """
    desk.second_proof()
    at = gate.standing(desk, chart, purpose)
    if at.access is None or Right.SUBJECT not in at.held.keys.statement.rights:
        raise NotFound("list")
    field = "who" if one.principal else "name"
    if not names.shown(one.name):
        raise Invalid({field: "unseen"})
    if at.access.bars(one.principal, one.name):
        raise Invalid({field: "barred"})
    if access_list.leaves_room(at.access.choice, one.basis):
        return Yes.NEEDLESS
    if at.access.inside(one.principal, one.name, one.basis):
        return Yes.BEFORE
    listed = listing.mended(desk, at)
    listing.put(desk, at, purpose, replace(listed, exempt=_room_for(field, (*listed.exempt, one))))
    return Yes.KEPT


def _room_for(field: str, named: tuple[Exempt, ...]) -> tuple[Exempt, ...]:
    if len(named) > MOST_NAMED:
        raise Invalid({field: "full"})
    return named


def say_no(house: House, visitor: Visitor, chart: ChartId, id: bytes, purpose: Purpose) -> None:
    """Take a yes by name back, without a step-up: whom it was to is stopped as by the choice. Raises NotFound, Refused, Conflict."""
    _choose(
        house, visitor, chart, purpose,
        lambda listed, _people, _today: replace(listed, exempt=tuple(one for one in listed.exempt if exempt_id(one) != id)),
    )  # fmt: skip
    keep_out(house, visitor, chart, purpose)
