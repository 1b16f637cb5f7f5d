"""The access list with the signed grants behind it: its next writer, the grants with their chains, and keys for an inbox.

A client who writes the list says first, in the ledger, what they lay down on it; anybody else carries on what was said. Furniture of
giving, stopping and rolling: it decides nothing, and what it writes or opens goes through the gate like any other.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace

from tacenda.acts import contents, gate, pages, says
from tacenda.acts.desk import Desk, load_rings
from tacenda.acts.gate import Standing, Wanted, Wish
from tacenda.core.ledger.said import Said
from tacenda.core.model import access_list, kept
from tacenda.core.model import chart as chart_model
from tacenda.core.model.access_list import AccessList, Holder
from tacenda.core.model.kept import Kept
from tacenda.core.model.say import FIRST, Laid, Restriction, Say
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Content, Purpose, Right
from tacenda.core.words.errors import ROLL_DUE, Conflict, NotFound, TacendaError, Tampered
from tacenda.core.words.ids import ChartId, GrantHash, PrincipalId
from tacenda.shell import fresh
from tacenda.shell.store import inbox
from tacenda.shell.store.inbox import Letter
from tacenda.shell.vault import grants
from tacenda.shell.vault.grants import Parcel, SignedGrant
from tacenda.shell.vault.ring import ChartKeys, Compartment


def mended(desk: Desk, at: Standing) -> AccessList:
    """The list as the keeper's rows have it: its next writer mends what a stop or a limit left standing."""
    if at.access is None:
        raise Tampered("no access list")
    listed = limited(desk, at.access)
    # Whom the client limited stays listed after a stop, or the next one who lets them in would not know of the limit. And who can come
    # back by one hand stays: the signed grant lies here alone.
    gone = (one for one in listed.holders if over(desk, one) and not (listed.limits(one.grant) or returns(desk, listed, one)))
    return listed.without(frozenset(one.grant for one in gone))


def returns(desk: Desk, listed: AccessList, holder: Holder) -> bool:
    """Whether who stopped somebody can take that back: while keys they had are still in use, until who keeps the chart left it, and as long
    as whoever was stopped works here."""
    left = (listed.left is not None and listed.left.principal == holder.grantee) or works_no_more(desk, holder.grantee)
    over = bool(holder.until) and desk.now >= holder.until
    return not left and not over and Right.SUBJECT not in holder.rights and bool(desk.keeper.stopped_by(holder.grant))


def limited(desk: Desk, listed: AccessList) -> AccessList:
    """The list with every limit that the keeper's rows tell of."""
    for holder in listed.holders:
        out = desk.keeper.limited(holder.grant)
        for code in sorted({code for id, code, _ in holder.compartments if id in out} - listed.limits(holder.grant)):
            listed = listed.with_limit(Restriction(holder.grant, code, desk.today))
    return listed


def named(at: Standing, listed: AccessList) -> AccessList:
    """The list with what the client wants to be called, as the card that was opened says; as it is where none was."""
    return replace(listed, called=called(at) or listed.called)


def called(at: Standing) -> str:
    """What the client wants to be called, as the card that was opened says; empty where none was."""
    opened = at.written(Code.CONTACT)
    card = chart_model.read_card(opened.head) if opened is not None else chart_model.Card()
    return card.called or card.name


def works_no_more(desk: Desk, who: PrincipalId) -> bool:
    """Whether somebody's work here has ended, and not some access alone."""
    try:
        return desk.keeper.newest(who).entry.ended
    except NotFound:
        return False


def given(desk: Desk, access: AccessList) -> tuple[tuple[Holder, Code], ...]:
    """What the client keeps to their therapist alone and the keeper gives all the same, or will with the next keys: before it is told of
    what was just laid down, or since a crash came in between."""
    return tuple((one, code) for one in access.holders for code in sorted(access.kept_of(one)) if _gives(desk, one, code))


def _gives(desk: Desk, holder: Holder, code: Code) -> bool:
    waiting = desk.keeper.waiting(holder.grant)
    ids = [id for id, found, _ in holder.compartments if found is code]
    return any(id in waiting or desk.keeper.allows(id, holder.grant) for id in ids)


def over(desk: Desk, holder: Holder) -> bool:
    return not any(desk.keeper.allows(id, holder.grant) for id, _, _ in holder.compartments)


def deliver(
    desk: Desk, keys: ChartKeys, chain: Sequence[SignedGrant], by: Sequence[SignedGrant], compartments: Sequence[Compartment]
) -> None:  # fmt: skip
    """Keys into the grantee's inbox; psychotherapy notes apart, under the vault key. Whose work here has ended has no key to seal to, and
    is named by epochs until their grant is stopped too."""
    grantee = chain[0].value
    to = desk.keeper.newest(grantee.grantee)
    if to.entry.ended:
        return
    for vault in (False, True):
        part = [one for one in compartments if (one.code is Code.PSYCHOTHERAPY) is vault]
        if part:
            id = fresh.secret(16)
            parcel = Parcel(chain, by, part, keys.ledger_epoch)
            inbox.put(desk.tx, Letter(id, grantee.grantee, grants.deliver(desk.keyring, to.entry, to.hash, id, parcel, vault=vault)))


def chains(desk: Desk, at: Standing, purpose: Purpose, hashes: Sequence[bytes]) -> dict[GrantHash, tuple[SignedGrant, ...]]:
    """Signed grants with their chains, from the access list's objects: one opening for all. Raises NotFound, Tampered."""
    if at.access is None:
        raise NotFound("access list")
    opened = at.page(Code.ACCESS)
    holders = [holder for holder in at.access.holders if holder.grant in hashes]
    wanted = tuple(Wanted(opened.compartment.id, holder.object) for holder in holders)
    cleared = gate.clear(desk, at, Wish(Act.OPEN, Code.ACCESS, purpose, wanted, reason="keys"))
    found: dict[GrantHash, tuple[SignedGrant, ...]] = {}
    for holder in holders:
        version = opened.page.line(holder.object).newest.version
        place = pages.object_place(at.chart, opened, holder.object, version, Content.GRANT)
        chain = grants.read_bundle(contents.unseal(desk, cleared, place).payload)
        if chain[0].hash != holder.grant:
            raise Tampered("grant")
        found[holder.grant] = chain
    return found


def as_left(desk: Desk, at: Standing) -> None:
    """Nothing is given, given back or laid down on a list that has lost its client's words, or does not have the newest yet.

    Raises Conflict.
    """
    not_lost(desk, at)
    if at.older:
        raise Conflict(ROLL_DUE)


def not_lost(desk: Desk, at: Standing) -> None:
    """Raises Conflict for a list that has lost its client's words."""
    if lost(desk, at):
        raise Conflict(says.OLDER)


def lost(desk: Desk, at: Standing) -> bool:
    """Whether a list has lost its client's words. What this account of theirs remembers may not be their last then: another one can have
    said something since, so nobody is shut out by it before the client put it back."""
    return at.older and not waits(desk, at)


def put(
    desk: Desk, at: Standing, purpose: Purpose, made: AccessList, changes: Sequence[pages.Change] = (), *,
    keeping: bool = False, reason: str = "",
) -> None:  # fmt: skip
    """Write the list. `keeping`: the client puts their own last words back on one that has lost them; nothing else is written on that.
    `reason`: of the line that says the client's next say, where it is more than what is laid down anew.

    Raises as `gate.clear`, and Conflict on a list that was not kept yet.
    """
    if not keeping:
        as_left(desk, at)
    mine = Right.SUBJECT in at.held.keys.statement.rights
    if mine and (at.older or made.laid != (made.say.laid if made.say else Laid())):
        _write_said(desk, at, purpose, made, changes, reason)
    else:
        pages.write(desk, at, Code.ACCESS, purpose, changes, access_list.head(made))


def lay(desk: Desk, at: Standing, purpose: Purpose, made: AccessList, reason: str = "") -> bool:
    """What a client lays down: on the list, or where that cannot be written now in their own ring, to be laid down once it can. Whether it
    is on the list."""
    if at.older or not writable(desk, at):
        remember(desk, at, made)
        return False
    put(desk, at, purpose, made, reason=reason)
    return True


def _write_said(
    desk: Desk, at: Standing, purpose: Purpose, made: AccessList, changes: Sequence[pages.Change], reason: str
) -> None:  # fmt: skip
    """Write the list with the client's next say on it. It counts before it lies there, and what it follows counts until it does: a crash
    in between leaves a list that holds."""
    if not writable(desk, at):
        raise Conflict(ROLL_DUE)
    before, own = lies(at), says.own_last(desk, at.chart)
    number = own.number if at.older else max(before.number, own.number)  # what was forged may have any
    said = Say(number + 1, says.hash_of(before), made.laid, fresh.secret())
    laid_before = before.laid if at.older or at.access is None else at.access.laid
    _tell(desk, at, purpose, says.hash_of(said), reason or says.anew(laid_before, made.laid))
    pages.write(desk, at, Code.ACCESS, purpose, changes, access_list.head(made.as_said(said)))
    followed = (says.hash_of(before), before.after, says.hash_of(own), own.after)
    desk.after.append(lambda: _followed(desk, at, purpose, said, followed))


def _tell(desk: Desk, at: Standing, purpose: Purpose, hash: bytes, reason: str) -> None:
    raw = Said(desk.keyring.practice, at.chart, hash, reason != says.FOLLOWED).write()
    wish = Wish(Act.RESTRICT, Code.ACCESS, purpose, about=sha(raw), reason=reason)
    desk.keeper.say(raw, gate.signed(desk, at, wish)[1])


def _followed(desk: Desk, at: Standing, purpose: Purpose, said: Say, before: Sequence[bytes]) -> None:
    """Once the list is there: what it follows counts no more, and this account remembers what it said. The next say makes up for either."""
    with contextlib.suppress(TacendaError):
        for hash in dict.fromkeys(before):
            if desk.keeper.said(at.chart, hash):
                _tell(desk, at, purpose, hash, says.FOLLOWED)
    with contextlib.suppress(TacendaError), desk.house.content.writing() as tx:
        load_rings(desk.house, tx, desk.keyring)
        says.keep_own(tx, desk, at.chart, said)


def openers(desk: Desk, at: Standing) -> tuple[Holder, ...]:
    """Who can open the notes of a chart now, one for each grant."""
    return tuple(one for one in at.holders if opens(desk, one, Code.RECORD))


def with_whom(desk: Desk, at: Standing) -> Kept:
    """With whom the notes of a chart stay, as the keeper lets people open them now."""
    return kept.of(openers(desk, at))


def opens(desk: Desk, holder: Holder, code: Code | None = None) -> bool:
    """Whether the keeper still lets them open something, or something of this kind."""
    return any(desk.keeper.allows(id, holder.grant) for id, found, _ in holder.compartments if code in (None, found))


def mend(desk: Desk, chart: ChartId, purpose: Purpose) -> None:
    """Write the access list without what was stopped, once it can be written; on an older one the client remembers what they took out.

    Raises as `gate.clear`.
    """
    at = gate.standing(desk, chart, purpose)
    if at.access is not None:
        _mend(desk, at, purpose, mended(desk, at))


def catch_up(desk: Desk, chart: ChartId, purpose: Purpose) -> None:
    """Write what could not be written before: what the client took out, where a crash left it in the keeper's rows alone, and what this
    account of theirs remembered; that never on a list that has lost the client's words. Raises as `gate.clear`."""
    at = gate.standing(desk, chart, purpose)
    if at.access is None:
        return
    if _said_apart(desk, at):
        put(desk, at, purpose, _with_both(desk, at), keeping=True)
    elif at.older and writable(desk, at) and desk.keeper.said(chart, says.hash_of(lies(at))):
        put(desk, at, purpose, mended(desk, at), keeping=True)
    else:
        _mend(desk, at, purpose, limited(desk, at.access))


def _said_apart(desk: Desk, at: Standing) -> bool:
    """Whether another account of this client said something, while this one remembered what no list could take."""
    mine, here = Right.SUBJECT in at.held.keys.statement.rights, lies(at)
    apart = mine and says.untold(desk, at.chart) and says.own_last(desk, at.chart).number <= here.number
    return apart and writable(desk, at) and desk.keeper.said(at.chart, says.hash_of(here))


def _with_both(desk: Desk, at: Standing) -> AccessList:
    """The list as it lies, with what either account laid down."""
    made = replace(at, access=access_list.read(at.page(Code.ACCESS).head))
    laid = says.both(lies(at).laid, says.own_last(desk, at.chart).laid)
    return mended(desk, made).with_laid(laid)


def _mend(desk: Desk, at: Standing, purpose: Purpose, made: AccessList) -> None:
    if at.older:
        remember(desk, at, made)
    elif writable(desk, at) and made != at.access:
        put(desk, at, purpose, made)


def writable(desk: Desk, at: Standing) -> bool:
    """Whether the list can be written now: its keys are not due for a change."""
    return desk.keeper.state(at.page(Code.ACCESS).compartment.id).state == "live"


def remember(desk: Desk, at: Standing, made: AccessList) -> None:
    """What a client lays down that cannot be written now, as the next say of this account. Raises NotFound."""
    says.remember(desk, at.chart, made.laid, FIRST if at.older else lies(at))


def waits(desk: Desk, at: Standing) -> bool:
    """Whether a list that is not as its client left it is only not written yet, and they remember the rest."""
    return at.older and says.waits(desk, at.chart, lies(at))


def lies(at: Standing) -> Say:
    """The say that lies on the list itself; `FIRST` for none. Raises NotFound."""
    return access_list.read(at.page(Code.ACCESS).head).say or FIRST
