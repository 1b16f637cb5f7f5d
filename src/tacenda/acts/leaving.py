"""Leaving: a clinician goes, their charts stay with a colleague. What only they can open is named before anything ends.

The officer names the colleague; the one who leaves hands the charts on, or whoever else can. Then the office ends their access chart by
chart, each client reads who keeps their records now, the keys are changed by the next holder, and the directory ends their keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tacenda.acts import gate, listing, notices, pages, unfit
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing
from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures
from tacenda.core.model import practice
from tacenda.core.model.access_list import KEEPERS, Holder, Left
from tacenda.core.model.practice import Leaving, Member
from tacenda.core.model.reach import Event
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.errors import Conflict, Invalid, NotFound
from tacenda.core.words.ids import ChartId, EntryHash, GrantHash, PrincipalId
from tacenda.core.words.people import Role
from tacenda.shell.store import inbox
from tacenda.shell.vault.ring import ChartKeys


@dataclass(frozen=True, slots=True)
class Held:
    """One live grant of somebody who leaves. `keeps`: they keep the chart; `others`: who else opens its notes now, by name.

    `lets`: one of these can let others in. `waiting`: how many people there have keys in their inbox that they have not fetched: from who
    is stopped nobody accepts keys.
    """

    chart: ChartId
    grant: GrantHash
    keeps: bool
    opens: bool
    others: tuple[str, ...]
    lets: bool
    inside: bool
    waiting: int

    @property
    def lost(self) -> bool:
        """Whether nobody can open the notes once it ends."""
        return self.opens and not self.others


@dataclass(frozen=True, slots=True)
class Outlook:
    """What leaves with somebody: their live access, chart by chart, and who is to keep their charts."""

    who: Member
    to: Member | None
    held: tuple[Held, ...]

    @property
    def alone(self) -> int:
        """Kept charts whose notes stay open, and into which nobody who stays can let anybody."""
        return sum(one.keeps and not one.lost and not one.lets for one in self.held)

    @property
    def lost(self) -> int:
        return sum(one.lost for one in self.held)


def may_leave(desk: Desk, member: Member) -> bool:
    """Whether this page is for them: nobody ends their own access here. Who is of the privacy office is taken out of it as well."""
    return member.id != desk.actor.id


def _member(desk: Desk, id: bytes) -> Member:
    found = gate.practice_page(desk)[1].member(PrincipalId(id))
    if found is None or not may_leave(desk, found) or not desk.offices():
        raise NotFound("member")
    return found


def outlook(desk: Desk, id: bytes) -> Outlook:
    """What would be lost, for members of the privacy office; each list that is read is a line. Raises NotFound."""
    who = _member(desk, id)
    return Outlook(who, gate.practice_page(desk)[1].successor(who.id), tuple(_held(desk, who.id)))


def _held(desk: Desk, who: PrincipalId) -> Iterator[Held]:
    ids = dict.fromkeys(id for office in desk.offices() for id in desk.office_ring(office).charts if id != desk.keeper.practice)
    for id in ids:
        at = unfit.standing(desk, id, Purpose.OVERSIGHT)
        if at is None:
            continue
        live = [one for one in (at.access.holders if at.access else ()) if listing.opens(desk, one)]
        late = {
            one.grantee for one in live if one.grantee != who and one.role != Role.OFFICE.value and inbox.of_principal(desk.tx, one.grantee)
        }
        others = tuple(one.name for one in listing.openers(desk, at) if one.grantee not in {who, *late})
        lets = any(one.grantee not in {who, *late} and _lets(desk, one) for one in live)
        inside = any(one.role == Role.CLIENT.value for one in live)
        for one in live:
            if one.grantee == who:
                yield Held(id, one.grant, one.basis in KEEPERS, listing.opens(desk, one, Code.RECORD), others, lets, inside, len(late))


def _lets(desk: Desk, holder: Holder) -> bool:
    """Whether somebody can let others into the notes now."""
    return any(Right.GRANT in desk.keeper.allows(id, holder.grant) for id, code, _ in holder.compartments if code is Code.RECORD)


def colleagues(desk: Desk, id: bytes) -> tuple[Member, ...]:
    """Who can keep the charts of somebody who leaves: other clinicians."""
    return tuple(one for one in gate.practice_page(desk)[1].staff if one.id != id and Role.CLINICIAN in one.roles)


def begin(desk: Desk, id: bytes, to: bytes) -> None:
    """The officer names who is to keep their charts; empty `to` names nobody any more. Raises NotFound, Invalid, Refused, Conflict."""
    who = _member(desk, id)
    if to and all(one.id != to for one in colleagues(desk, id)):
        raise Invalid({"to": "choose"})
    at, value = gate.practice_page(desk)
    made = value.with_leaving(Leaving(who.id, PrincipalId(to))) if to else value.without_leaving(who.id)
    if made == value:
        return
    pages.write(desk, at, Code.PRACTICE, Purpose.PRACTICE, [], practice.head(made))


# Handing on, by who leaves


@dataclass(frozen=True, slots=True)
class Mine:
    """For somebody who is to leave: who keeps their charts then, and which of them that colleague cannot open yet."""

    to: Member
    charts: tuple[ChartId, ...]


def mine(desk: Desk) -> Mine | None:
    """None for who is not leaving."""
    try:
        to = gate.practice_page(desk)[1].successor(desk.actor.id)
    except NotFound:
        return None  # waits to be let in
    if to is None:
        return None
    ring = desk.keyring.ring()
    keys = [ring.keys(id) for id in ring.charts if id != desk.keeper.practice]
    return Mine(to, tuple(one.chart for one in keys if _keeps(one) and not _taken(desk, one.chart, to.id)))


def alone(desk: Desk) -> tuple[ChartId, ...]:
    """The charts this person keeps whose notes nobody else opens: they are lost with this person's keys."""
    practice = desk.keeper.practice
    ids = [id for id in desk.keyring.ring().charts if id != practice and _keeps(desk.held(id))]
    return tuple(id for id in ids if not _second(desk, id))


def _second(desk: Desk, id: ChartId) -> bool:
    at = unfit.standing(desk, id, Purpose.TREATMENT)
    if at is None:
        return True  # stopped or unfit: nothing that this person could mend
    return any(one.grantee != desk.actor.id for one in listing.openers(desk, at))


def _keeps(keys: ChartKeys) -> bool:
    return keys.statement.basis in KEEPERS


def _taken(desk: Desk, id: ChartId, to: PrincipalId) -> bool:
    at = unfit.standing(desk, id, Purpose.TREATMENT)
    if at is None:
        return True  # stopped or unfit: nothing of it can be handed on
    holders = at.access.holders if at.access else ()
    return any(one.grantee == to and one.basis in KEEPERS and listing.opens(desk, one) for one in holders)


# Ending, by the office


def tell(desk: Desk, id: bytes, chart: ChartId) -> None:
    """Write down on a chart's list who left and who keeps it now, and leave its client a notice. Raises NotFound, Refused, Conflict."""
    who, to = _member(desk, id), gate.practice_page(desk)[1].successor(PrincipalId(id))
    at = gate.standing(desk, chart, Purpose.OVERSIGHT)
    if at.access is None or all(one.grantee != who.id or one.basis not in KEEPERS for one in at.access.holders):
        return  # they did not keep it: that they went changes nothing for this client
    takes = [one for one in at.access.holders if one.grantee != who.id and one.basis in KEEPERS and listing.opens(desk, one, Code.RECORD)]
    name = takes[-1].name if takes else next(iter(_treats(desk, at, who.id, to)), "")
    made = replace(at.access, left=Left(who.id, who.name, name, desk.today))
    listing.put(desk, at, Purpose.OVERSIGHT, made)
    notices.tell(desk, at.access, Event.ITEM)


def _treats(desk: Desk, at: Standing, who: PrincipalId, to: Member | None) -> Iterator[str]:
    """Who else opens the notes, the named colleague first."""
    holders = at.access.holders if at.access else ()
    found = [one for one in holders if one.grantee != who and listing.opens(desk, one, Code.RECORD) and one.role == Role.CLINICIAN.value]
    yield from (one.name for one in sorted(found, key=lambda one: to is None or one.grantee != to.id))


def left(desk: Desk, chart: ChartId) -> Left | None:
    """Who left, for the client of the chart. Raises NotFound, Refused."""
    access = gate.standing(desk, chart, Purpose.OWN_RECORD).access
    return access.left if access is not None else None


def staff_grants(desk: Desk, id: bytes) -> tuple[GrantHash, ...]:
    """The live grants on the practice's own page of somebody who leaves."""
    at = gate.standing(desk, ChartId(desk.keeper.practice), Purpose.OVERSIGHT)
    return tuple(one.grant for one in (at.access.holders if at.access else ()) if one.grantee == id and listing.opens(desk, one))


def close(desk: Desk, id: bytes) -> None:
    """End their keys in the directory, signed by the officer, and take them off the page of who works here. Needs a step-up.

    Raises Locked, NotFound, Refused, Conflict.
    """
    who = _member(desk, id)
    if any(_held(desk, who.id)):
        raise Conflict("still holds")
    listed = desk.keeper.newest(who.id)
    if not listed.entry.ended:
        old = listed.entry
        entry = DirectoryEntry(old.practice, old.principal, old.roles, b"", b"", b"", b"", b"", desk.now, listed.hash).write()
        by = sign.sign_both(desk.keyring.identity(), labels.DIRECTORY, entry)
        signatures = DirectorySignatures(b"", desk.keyring.entry, by, b"").write()
        desk.keeper.publish(entry, signatures, gate.bare(desk, Act.DIRECTORY, about=EntryHash(sha(entry))))
    at, value = gate.practice_page(desk)
    pages.write(desk, at, Code.PRACTICE, Purpose.PRACTICE, [], practice.head(value.without(who.id)))
