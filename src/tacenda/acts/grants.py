"""Grants: who may open what of a chart. Give, stop, lift, limit.

A grant is signed by its giver and verified by the keeper before it counts. A stop is in force when the keeper has committed it; the roll
(`rolling`) follows in the same sign-in where it holds the keys, else in the next one that does.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Sequence
from enum import Enum

from tacenda.acts import facts, gate, holders, limiting, listing, notices, pages, rolling, says, stopping, supervision
from tacenda.acts.desk import Desk, Visitor, reading, writing
from tacenda.acts.gate import Standing, Wish
from tacenda.acts.holders import Person
from tacenda.acts.house import House
from tacenda.core.ledger.statements import QUIET, Covered, Grant
from tacenda.core.model import access_list
from tacenda.core.model.access_list import Holder
from tacenda.core.model.offers import Offer
from tacenda.core.model.practice import Member
from tacenda.core.model.reach import Event
from tacenda.core.model.say import Barred
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Content, Purpose, Right
from tacenda.core.words.errors import ROLL_DUE, Conflict, NotFound, Refused, TacendaError, Tampered, Unavailable
from tacenda.core.words.ids import ChartId, EntryHash, GrantHash, ObjectId, handle
from tacenda.core.words.moments import NEVER, Moment
from tacenda.shell import fresh
from tacenda.shell.keeper.leaves import Receipt
from tacenda.shell.vault import grants
from tacenda.shell.vault.grants import SignedGrant
from tacenda.shell.vault.ring import Compartment

TOPIC = "practice.topic"  # the house rule that keeps a part to the therapist alone
TRIES = 3  # at writing down whom a client stopped, while somebody holds the files


def give(
    desk: Desk, chart: ChartId, purpose: Purpose, to: EntryHash, name: str, offer: Offer, until: Moment, *, checked: bool = False,
    reason: str = "",
) -> Receipt:  # fmt: skip
    """Give somebody a grant and their keys. Needs a step-up. `reason`: what its line says. The client's own hand is their yes too.

    Nobody has two live grants on one chart: a ring holds one of them. What the client keeps to their therapist alone is given to nobody, by
    their own hand either. Raises Locked, Refused, NotFound, Conflict; with the reasons of
    `supervision` where the client said no to it.
    """
    picked = offer.purpose == Purpose.SUPERVISION.value and Code.SUPERVISION in offer.codes
    named = offer.beside and gate.held(desk, chart, purpose).keys.holds(Code.CONTACT)
    at = gate.standing(desk, chart, purpose, *([Code.SUPERVISION] if picked else []), *([Code.CONTACT] if named else []))
    listing.as_left(desk, at)
    if picked:
        _starts_with_none(desk, at)
    supervision.ask_before_letting_in(desk, at, purpose, offer.purpose)
    keys = at.held.keys
    held = [one for one in keys.compartments if one.code in offer.codes and one.code is not Code.PSYCHOTHERAPY]
    _in_use(desk, held)
    value = _grant(desk, at, held, to, name, offer, until)
    own_yes = Right.SUBJECT in keys.statement.rights
    out = at.access is not None and not own_yes and at.access.keeps_out(value.grantee, name, offer.basis, frozenset(offer.codes))
    topic = at.access is not None and bool(at.access.kept_from(offer.basis, offer.rights) & {one.code for one in held})
    wish = Wish(Act.GRANT, Code.ACCESS, purpose, about=sha(value.write()), reason=reason, outside=out, topic=topic)
    signed = gate.signed(desk, at, wish)[1]
    if _live(desk, at, value.grantee) is not None:
        raise Conflict("in already")
    made = grants.make(desk.keyring, value)
    own = listing.chains(desk, at, purpose, [keys.grant_hash])[GrantHash(keys.grant_hash)]
    receipt = desk.keeper.grant(made.statement, made.signature, signed)
    with _listed_or_stopped(desk, at, purpose, made):
        _list_and_deliver(desk, at, purpose, (made, *own), own, held, checked=checked)
    _tell(desk, at, offer)
    return receipt


def _grant(desk: Desk, at: Standing, held: Sequence[Compartment], to: EntryHash, name: str, offer: Offer, until: Moment) -> Grant:
    """The grant that the offer makes of what this person holds. Raises NotFound."""
    covered = tuple(Covered(one.id, one.code, offer.codes[one.code]) for one in held)
    return Grant(
        desk.keyring.practice, fresh.secret(), at.chart, desk.keeper.listed(to).entry.principal, to, covered, offer.rights, name,
        offer.role, offer.purpose, offer.basis, until, desk.keyring.entry, at.held.keys.grant_hash,
        Moment(desk.now + QUIET) if offer.beside else NEVER,
    )  # fmt: skip


def _tell(desk: Desk, at: Standing, offer: Offer) -> None:
    """Notices for the client, without a word of whom."""
    if Right.SUBJECT not in offer.rights and offer.role not in access_list.NO_NEWS:
        notices.tell(desk, at.access, Event.DUE)  # somebody new can open something: a talk is due
    if Right.SUBJECT in offer.rights and at.access is not None and at.access.joined:
        notices.tell(desk, at.access, Event.SIGN_IN)  # whoever comes again may not be the client: who is inside hears of it


def _live(desk: Desk, at: Standing, principal: bytes) -> Holder | None:
    """What somebody has on this chart already that is not stopped or over. Who runs the practice has two on its own: as staff, and more."""
    theirs = [one for one in at.holders if one.grantee == principal] if at.chart != desk.keeper.practice else []
    return next((one for one in theirs if not listing.over(desk, one) and not (one.until and desk.now >= one.until)), None)


def inside(desk: Desk, chart: ChartId, to: EntryHash, purpose: Purpose) -> bool:
    """Whether somebody has access to this chart already: then nothing more is given before it is ended. Raises NotFound, Refused."""
    return _live(desk, gate.standing(desk, chart, purpose), desk.keeper.listed(to).entry.principal) is not None


def make_way(house: House, visitor: Visitor, chart: ChartId, to: EntryHash, name: str, offer: Offer, purpose: Purpose) -> None:
    """End what somebody has on this chart, for who gives them more right after; where the client lets them have it. Raises as `stop`."""
    with reading(house, visitor) as desk:
        at, principal = gate.standing(desk, chart, purpose), desk.keeper.listed(to).entry.principal
        found, codes = _live(desk, at, principal), frozenset(offer.codes)
        out = at.access and at.access.keeps_out(principal, name, offer.basis, codes)
        kept = at.access and at.access.kept_from(offer.basis, offer.rights) & codes
    if found is not None and not (out or kept):
        stop(house, visitor, chart, found.grant, purpose)


def _in_use(desk: Desk, held: Sequence[Compartment]) -> None:
    """Only keys in use are handed on: those that somebody changed a moment ago would open nothing, and the next ones go to nobody new.

    Whoever changes keys holds the content's write lock meanwhile, as this desk does. And the list, on which whoever is let in is named,
    is written by nobody while its keys are due. Raises Conflict.
    """
    for one in held:
        state = desk.keeper.state(one.id)
        if state.state == "rolling" or state.epoch != one.epoch:
            raise Conflict("rolling")
        if state.state != "live" and one.code is Code.ACCESS:
            raise Conflict(ROLL_DUE)


@contextlib.contextmanager
def _listed_or_stopped(desk: Desk, at: Standing, purpose: Purpose, made: SignedGrant) -> Generator[None, None, None]:
    """A stop of this very moment waits for no lock and can leave a list that nobody may write: then what was given is taken back at once,
    or the keeper would give on what no list names, and nobody could change the keys."""
    try:
        yield
    except Conflict:
        signed = gate.signed(desk, at, Wish(Act.STOP, Code.ACCESS, purpose, about=made.hash))[1]
        desk.keeper.stop(GrantHash(made.hash), signed, made.statement)
        raise


def _starts_with_none(desk: Desk, at: Standing) -> None:
    """Who is let in for picked notes gets the keys of all that lies there, so nothing does: not for another one, nor from before.

    Raises Conflict.
    """
    opened = at.page(Code.SUPERVISION)
    if at.access is not None and facts.guides(desk, at.access):
        raise Conflict("somebody reads picked notes")
    if opened.page.lines or desk.keeper.state(opened.compartment.id).state != "live":
        raise Conflict("picked before")


def _list_and_deliver(
    desk: Desk, at: Standing, purpose: Purpose, chain: tuple[SignedGrant, ...], own: tuple[SignedGrant, ...],
    held: Sequence[Compartment], *, checked: bool,
) -> None:  # fmt: skip
    change = pages.Change(fresh.object_id(), Content.GRANT, grants.write_bundle(chain))
    listed = listing.mended(desk, at).with_holder(grants.listed(chain[0], change.object, desk.now, checked=checked))
    listed = listing.named(at, listed)
    if Right.SUBJECT in at.held.keys.statement.rights and chain[0].value.basis in access_list.BY_CLIENT:
        listed = listed.without_bar(chain[0].value.grantee)  # of a therapist who returns the yes was to less: colleagues ask once more
    listing.put(desk, at, purpose, listed, [change])
    listing.deliver(desk, at.held.keys, chain, own, held)


# Stopping


def stop(house: House, visitor: Visitor, chart: ChartId, target: GrantHash, purpose: Purpose) -> Receipt:
    """Stop a grant: no reason, no step-up. In force when the keeper has answered; then the keys this sign-in holds are rolled.

    Whom a client stops is let in again only with the client's yes (`unbar`). Raises NotFound, Refused, Conflict; Unavailable where the stop
    is in force and could not be written down.
    """
    # Written down before, since a list whose keys are due cannot be written. Where they are due already it is remembered, and laid down
    # after the roll, or by the client's own hand. The stop waits for neither: it stands whatever becomes of the list.
    written = _written_down(house, visitor, chart, target, purpose)
    receipt = stopping.tell(house, visitor, chart, target, purpose)
    # It is in force. Where somebody holds the files meanwhile, keys and list are changed at the next holder's sign-in.
    with contextlib.suppress(Conflict, NotFound, Unavailable):
        rolling.roll_due(house, visitor)
        if not written:
            written = _written_down(house, visitor, chart, target, purpose)
        _catch_up(house, visitor, chart, purpose)
        return receipt
    if not written:
        write_down(house, visitor, chart, target, purpose)
    return receipt


def write_down(house: House, visitor: Visitor, chart: ChartId, target: GrantHash, purpose: Purpose) -> None:
    """Write down whom a client stopped, where somebody held the files meanwhile: else nothing would keep a colleague from letting them in
    again. Raises Unavailable after a while; then this is to be called once more."""
    for left in reversed(range(TRIES)):
        try:
            _written_out(house, visitor, chart, target, purpose)
        except Unavailable:
            if not left:
                raise
        else:
            return


def _written_out(house: House, visitor: Visitor, chart: ChartId, target: GrantHash, purpose: Purpose) -> None:
    """Keys first: what a list with keys that are due cannot take is laid down right after. Raises Unavailable."""
    with contextlib.suppress(Conflict, NotFound, Refused, Tampered):
        _bar(house, visitor, chart, target, purpose)
    rolling.roll_due(house, visitor)
    with contextlib.suppress(Conflict, NotFound, Refused, Tampered):
        _catch_up(house, visitor, chart, purpose)


def _catch_up(house: House, visitor: Visitor, chart: ChartId, purpose: Purpose) -> None:
    with writing(house, visitor) as desk:
        listing.catch_up(desk, chart, purpose)


def stop_based(house: House, visitor: Visitor, chart: ChartId, form: ObjectId, purpose: Purpose) -> None:
    """Stop whoever was let in on a form, now that it counts no more. Raises NotFound, Refused, Conflict."""
    bases = {f"{kind}{handle(form)}" for kind in (access_list.FORM, access_list.ALONE)}
    with reading(house, visitor) as desk:
        found = [one.holder.grant for one in holders.who_can(desk, chart, purpose) if one.holder.basis in bases and not one.stopped]
    for grant in found:
        stopping.tell(house, visitor, chart, grant, purpose)
    if found:
        rolling.roll_due(house, visitor)


def _written_down(house: House, visitor: Visitor, chart: ChartId, target: GrantHash, purpose: Purpose) -> bool:
    try:
        return _bar(house, visitor, chart, target, purpose)
    except TacendaError:
        return False


def _bar(house: House, visitor: Visitor, chart: ChartId, target: GrantHash, purpose: Purpose) -> bool:
    """Write down that the client stops somebody of the practice, where that is not written yet. Whether there is nothing left to write on
    the list. Raises as `gate.clear`."""
    with writing(house, visitor) as desk:
        at = gate.standing(desk, chart, purpose)
        holder = at.holder(target)
        if holder is None or at.access is None or Right.SUBJECT not in at.held.keys.statement.rights:
            return True
        if Right.SUBJECT in holder.rights:
            return True
        if any(one.principal == holder.grantee for one in at.access.barred):
            return not at.older
        return listing.lay(desk, at, purpose, at.access.with_bar(holder, desk.today))


def unwritten(desk: Desk, chart: ChartId, person: Person) -> bool:
    """Whether the reader stopped somebody and it is not written down."""
    return person.stopped and not person.kept_out and desk.keeper.stopped_by(person.holder.grant) == desk.held(chart).grant_hash


def barred(desk: Desk, chart: ChartId, purpose: Purpose) -> tuple[Barred, ...]:
    """Whom the client stopped, and nobody lets in again but with the client's yes. Raises NotFound, Refused."""
    access = gate.standing(desk, chart, purpose).access
    return access.barred if access is not None else ()


def known(desk: Desk, chart: ChartId, entry: EntryHash, purpose: Purpose) -> tuple[str, bool]:
    """Whether whoever waits is somebody of this chart's list already: their name there, and whether the client stopped them."""
    access = gate.standing(desk, chart, purpose).access
    return access.known(desk.keeper.listed(entry).entry.principal) if access is not None else ("", False)


def bars(desk: Desk, chart: ChartId, principal: bytes, name: str, purpose: Purpose) -> bool:
    """Whether the client stopped this account, or somebody of this name: `give` is refused for both. Raises NotFound, Refused."""
    access = gate.standing(desk, chart, purpose).access
    return access is not None and access.bars(principal, name)


def unwanted(desk: Desk, chart: ChartId, to: Member, offer: Offer, purpose: Purpose) -> bool:
    """Whether `give` would be refused for what the client stopped or chose, so that a page can say so where no line is written."""
    access = gate.standing(desk, chart, purpose).access
    return access is not None and access.keeps_out(to.id, to.name, offer.basis, frozenset(offer.codes))


def unbar(desk: Desk, chart: ChartId, principal: bytes, purpose: Purpose) -> None:
    """The client's yes: this person may be let in again. Needs a step-up. Raises Locked, NotFound, Refused, Conflict."""
    desk.second_proof()
    at = gate.standing(desk, chart, purpose)
    if Right.SUBJECT not in at.held.keys.statement.rights or not any(one.principal == principal for one in barred(desk, chart, purpose)):
        raise NotFound("barred")
    listing.put(desk, at, purpose, listing.mended(desk, at).without_bar(principal))


def bar_again(desk: Desk, chart: ChartId, one: Barred, purpose: Purpose) -> None:
    """The client takes their yes back, which nobody used yet. Raises NotFound, Refused, Conflict."""
    at = gate.standing(desk, chart, purpose)
    if Right.SUBJECT not in at.held.keys.statement.rights:
        raise NotFound("barred")
    if _live(desk, at, one.principal) is not None:
        raise Conflict("in already")  # that is stopped, and not a yes taken back
    listing.put(desk, at, purpose, listing.mended(desk, at).with_barred(one), reason=says.AGAIN)


def take_back(house: House, visitor: Visitor, chart: ChartId, target: GrantHash, purpose: Purpose) -> None:
    """Take one's own stop back, while something has the keys it had; then hand out those that were changed. Needs a step-up.

    Raises as `lift`.
    """
    with writing(house, visitor) as desk:
        lift(desk, chart, target, purpose)
    with contextlib.suppress(Conflict, NotFound, Unavailable):
        rolling.roll_due(house, visitor)
        with writing(house, visitor) as desk:
            _welcome(desk, gate.standing(desk, chart, purpose), purpose, target)
        _catch_up(house, visitor, chart, purpose)


def lift(desk: Desk, chart: ChartId, target: GrantHash, purpose: Purpose) -> Receipt:
    """Take one's own stop back: what was rolled since comes to them with the next roll. Needs a step-up.

    Raises Locked, Refused, NotFound, Conflict.
    """
    at = gate.standing(desk, chart, purpose)
    listing.not_lost(desk, at)
    holder = at.holder(target)
    if holder is not None and at.access is not None and not at.access.inside(holder.grantee, holder.name, holder.basis):
        raise Refused("practice.choice")  # what keeps them out is a choice, and that can be chosen anew
    if holder is not None and at.access is not None and at.access.kept_of(holder) - at.access.limits(target):
        raise Refused(TOPIC)  # the keeper sets no limit on what is stopped, and would give the part with the rest
    signed = gate.signed(desk, at, Wish(Act.GRANT, Code.ACCESS, purpose, about=target))[1]
    given = listing.chains(desk, at, purpose, [target]).get(target)
    if given is None:
        raise NotFound("grant")
    supervision.ask_before_letting_in(desk, at, purpose, given[0].value.purpose)
    whose = given[0].value.grantee
    if _live(desk, at, whose) is not None:
        raise Conflict("in already")  # by another grant, given since
    receipt = desk.keeper.grant(given[0].statement, given[0].signature, signed)
    if at.older or listing.writable(desk, at):
        _welcome(desk, at, purpose, target)
    return receipt


def _welcome(desk: Desk, at: Standing, purpose: Purpose, target: GrantHash) -> None:
    """Write down that whom the client stopped is in again, where the list still has them among who is not."""
    holder = at.holder(target)
    if holder is None or at.access is None or Right.SUBJECT not in at.held.keys.statement.rights or listing.over(desk, holder):
        return
    if at.access.known(holder.grantee)[1]:
        listing.lay(desk, at, purpose, listing.mended(desk, at).without_bar(holder.grantee), says.BACK)


def limit(house: House, visitor: Visitor, chart: ChartId, target: GrantHash, code: Code, purpose: Purpose) -> None:
    """Take one kind of compartment out of somebody's grant: no reason, no step-up. In force when the keeper has answered.

    Raises NotFound, Refused, Conflict.
    """
    with reading(house, visitor) as desk:
        limiting.tell(desk, chart, target, code, purpose, holds=True)
        if code is Code.RECORD and Code.SUPERVISION in holders.find(holders.who_can(desk, chart, purpose), target).limitable:
            # Copies of the same notes lie there: who is shut out of the notes is shut out of them.
            limiting.tell(desk, chart, target, Code.SUPERVISION, purpose, holds=True)
    limiting.follow(house, visitor, chart, purpose)


def unlimit(desk: Desk, chart: ChartId, target: GrantHash, code: Code, purpose: Purpose) -> None:
    """Give back what was taken out. Once the keys were changed, the list alone says that it may be given anew. Needs a step-up.

    Raises Locked, and as `limit`.
    """
    desk.second_proof()
    at = gate.standing(desk, chart, purpose)
    holder = at.holder(target)
    if at.access is None or holder is None or not at.access.restricted(target, code):
        raise NotFound("limit")
    if code in at.access.kept_of(holder):
        raise Refused(TOPIC)
    listing.as_left(desk, at)
    if not listing.writable(desk, at):
        raise Conflict(ROLL_DUE)  # before the keeper is told: it would give what the list still takes out
    # Copies of the notes were taken out with them, and come back with them.
    along = code is Code.RECORD and at.access.restricted(target, Code.SUPERVISION)
    codes = (code, Code.SUPERVISION) if along else (code,)
    limited = desk.keeper.limited(target)
    told = {found for id, found, _ in holder.compartments if id in limited and found in codes}
    for one in told:
        limiting.tell(desk, chart, target, one, purpose, holds=False)
    listed = listing.mended(desk, at)
    for one in codes:
        listed = listed.without_limit(target, one)
    listing.put(desk, at, purpose, listed, reason=says.BACK if told else "")


def can_lift(desk: Desk, person: Person, purpose: Purpose) -> bool:
    """Whether a stop can be taken back whole: it is the reader's own, not that of another account, of a guardian or of the practice, and
    the keys of something behind it were not changed yet. Never of who does not work here any more, or is in by another grant."""
    hand, ids = desk.keeper.stopped_by(person.holder.grant), [id for id, _, _ in person.holder.compartments]
    if not hand or not ids or person.unwanted or listing.works_no_more(desk, person.holder.grantee):
        return False
    at = gate.standing(desk, desk.keeper.state(ids[0]).chart, purpose)
    if person.kept - (at.access.limits(person.holder.grant) if at.access else frozenset[Code]()):
        return False
    return hand == at.held.keys.grant_hash and _live(desk, at, person.holder.grantee) is None


class Back(Enum):
    """What a client can do so that somebody whom they keep out may be let in again."""

    CARD = "card"  # make a card: nobody else lets them in
    NAMED = "named"  # nothing more: they said yes to them by name, past their choice
    YES = "yes"  # say yes: whoever keeps the chart may let them in then
    CHOICE = "choice"  # choose anew who may be let in
    FORM = "form"  # sign one again: the one that let them in was taken back
    NOTHING = "nothing"  # nothing more: it is for whoever keeps the chart


def way_back(desk: Desk, chart: ChartId, principal: bytes, name: str, basis: str, purpose: Purpose) -> Back:
    """The first thing between somebody who was stopped and being let in again. Raises NotFound, Refused."""
    access = gate.standing(desk, chart, purpose).access
    if basis in access_list.BY_CLIENT:
        return Back.CARD
    if access is not None and access.known(principal)[1]:
        return Back.YES
    if access is not None and not access.inside(principal, name, basis):
        return Back.CHOICE
    if access is not None and not access_list.leaves_room(access.choice, basis):
        return Back.NAMED
    return Back.FORM if basis.startswith(access_list.FORM) else Back.NOTHING
