"""Holders: who can see what of a chart, as the keeper allows them now. Furniture: who gives and ends asks here, and pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tacenda.acts import facts, gate, listing
from tacenda.acts.desk import Desk
from tacenda.core.ledger.limit import NEVER_LIMITED
from tacenda.core.model import access_list
from tacenda.core.model.access_list import AccessList, Holder
from tacenda.core.words.access import Code, Purpose, Right
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role, stands_beside, treats


@dataclass(frozen=True, slots=True)
class Alone:
    """That who treats a client is all of the privacy office. `name`: theirs, empty where somebody else is of it; `here`: nobody else works
    here either."""

    name: str = ""
    here: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """One line of *Who can see what*. `stopped`: the keeper gives nothing on it any more."""

    holder: Holder
    myself: bool
    stopped: bool
    locked: frozenset[Code]  # kinds the client took out of it, or keeps to their therapist alone
    shut: frozenset[Code] = frozenset()  # kinds given back after their keys were changed: open again only when they are given anew
    starts: Moment = NEVER  # while it has not begun: the moment from which anything is open to them
    over: bool = False  # its last day has passed: nobody had to stop it
    kept_out: bool = False  # by a stop or a choice of the client's own, not by the practice
    unwanted: bool = False  # by a choice
    waits: frozenset[Code] = frozenset()  # kinds given back whose keys come with their next roll
    exempt: bool = False  # the client said yes to them by name, past their choice
    kept: frozenset[Code] = frozenset()  # of what is locked: kept to the therapist alone, whoever is let in

    @property
    def codes(self) -> tuple[Code, ...]:
        """What is open to them, or will be once it begins."""
        return tuple(code for _, code, _ in self.holder.compartments if code not in self.locked | self.shut | self.waits)

    @property
    def limitable(self) -> tuple[Code, ...]:
        """What the client can take out of it, also before the keys come that it waits for."""
        return tuple(dict.fromkeys(code for code in (*self.codes, *sorted(self.waits)) if code not in NEVER_LIMITED))

    @property
    def office(self) -> bool:
        """The privacy office: it has a page of its own, and no colleague ends what it holds."""
        return self.holder.role == Role.OFFICE.value

    @property
    def twin(self) -> bool:
        """A client's account that is not the reader's: of who came again after losing every way in, or of who took their place."""
        return self.holder.role == Role.CLIENT.value and not self.myself

    @property
    def colleague(self) -> bool:
        """Somebody of the practice who was let in: neither the client, nor who stands beside them, nor the privacy office."""
        return not self.office and not self.beside and self.holder.role != Role.CLIENT.value

    def may(self, code: Code, right: Right) -> bool:
        """Whether they may do this with a kind of compartment that is open to them."""
        return code in self.codes and any(found is code and right in rights for _, found, rights in self.holder.compartments)

    @property
    def lets_in(self) -> bool:
        """Somebody of the practice who can let others in now."""
        return self.may(Code.ACCESS, Right.GRANT) and self.colleague and not self.stopped

    @property
    def treats(self) -> bool:
        """A therapist of the client's, also one who learns here: not who stands in for one."""
        return treats(self.holder.role) and not self.holder.covers

    @property
    def trusted(self) -> bool:
        """Somebody the client let in by their own hand."""
        return self.holder.basis in access_list.BY_CLIENT

    @property
    def beside(self) -> bool:
        """Somebody who stands beside the client."""
        return stands_beside(self.holder.role)

    @property
    def ended_by_colleague(self) -> bool:
        """Whether a colleague with the right to stop may end this: not their own."""
        return self.holder.ended_by_colleague and not self.myself


def who_can(desk: Desk, chart: ChartId, purpose: Purpose) -> tuple[Person, ...]:
    """Everybody with a grant, as the keeper allows them now. Raises NotFound, Refused."""
    at = gate.standing(desk, chart, purpose)
    return tuple(_person(desk, at.access, holder) for holder in at.access.holders) if at.access else ()


def alone_in_office(desk: Desk, people: Iterable[Person]) -> Alone:
    """Whether who treats the client is all of the privacy office, as the keeper counts its members now."""
    inside = [one for one in people if not one.stopped]
    offices = [one.holder.grantee for one in inside if one.office]
    treat = [one.holder for one in inside if one.treats]
    alone = (id for id in offices if len(desk.keeper.members(id)) == 1)
    name = next((one.name for id in alone for one in treat if desk.keeper.memberships_of(id, one.grantee)), "")
    return Alone(name, bool(name) and desk.lone() is not None)


def who_sign(desk: Desk, chart: ChartId) -> tuple[Holder, ...]:
    """Who signs for the client by law today, for the client. Raises NotFound, Refused."""
    return facts.signers(desk, gate.standing(desk, chart, Purpose.OWN_RECORD).access)


def _person(desk: Desk, access: AccessList, holder: Holder) -> Person:
    keeper, grant = desk.keeper, holder.grant
    limited, opened, waiting = keeper.limited(grant), keeper.opened(grant), keeper.waiting(grant)
    locked = access.limits(grant) | access.kept_of(holder) | {code for id, code, _ in holder.compartments if id in limited}
    waits = frozenset(code for id, code, _ in holder.compartments if id in waiting) - locked
    shut = frozenset(code for id, code, _ in holder.compartments if opened and id not in opened) - locked - waits
    starts = holder.starts if desk.now < holder.starts else NEVER
    over, mine = bool(holder.until) and desk.now >= holder.until, holder.grantee == desk.actor.id
    unwanted = not access.inside(holder.grantee, holder.name, holder.basis)
    out = _kept_out(access, holder)
    exempt = any(access_list.means(one, holder.grantee, holder.name, holder.basis) for one in access.exempt)
    return Person(
        holder, mine, listing.over(desk, holder), locked, shut, starts, over, out, unwanted, waits, exempt, access.kept_of(holder)
    )


def _kept_out(access: AccessList, holder: Holder) -> bool:
    """Whether the client keeps somebody out.

    No list names a guardian they stopped (`grants`), and the practice alone ends another client.
    """
    if Right.SUBJECT in holder.rights:
        return holder.role != Role.CLIENT.value
    return access.known(holder.grantee)[1] or not access.inside(holder.grantee, holder.name, holder.basis)


def keeps_topics(desk: Desk, chart: ChartId, purpose: Purpose) -> bool:
    """Whether the reader opens also what the client keeps to their therapist alone. Raises NotFound, Refused."""
    at = gate.standing(desk, chart, purpose)
    mine = at.holder(at.held.keys.grant_hash)
    return mine is not None and mine.keeps_topics


def find(people: Sequence[Person], grant: bytes) -> Person:
    """The one with this grant. Raises NotFound."""
    for person in people:
        if person.holder.grant == grant:
            return person
    raise NotFound("grant")
