"""Two accounts of one client: one of them says that the other is not the client's; whoever keeps the chart finds out and ends it.

Neither the older nor the newer is the genuine one by itself. So it takes two hands, which the keeper asks for: an account's doubt, and an
identity check by somebody of the practice. What is signed here decides nothing alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.acts import facts, gate, notices, planned
from tacenda.acts.desk import Desk
from tacenda.acts.gate import Standing, Wish
from tacenda.core.ledger.doubt import Doubt, last_day
from tacenda.core.model.access_list import Holder
from tacenda.core.model.reach import Event
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.ids import ChartId, GrantHash, fingerprint
from tacenda.core.words.moments import Day
from tacenda.shell.keeper.leaves import Receipt

BACK = "twin: back"  # the reason of a doubt that is taken back
CHECKED = "twin: "  # what the reason of an end begins with; how it was checked follows


@dataclass(frozen=True, slots=True)
class Account:
    """One account of a client. `letters`: the 25 characters that its holder reads on their own page."""

    holder: Holder
    letters: str


@dataclass(frozen=True, slots=True)
class Doubted:
    """An account that others of this client doubt. `until`: the last day on which that counts."""

    account: Account
    by: tuple[Account, ...]
    until: Day


# The client's hand


def doubt(desk: Desk, chart: ChartId, target: GrantHash) -> None:
    """Say of another account that it is not the client's. No reason, no second proof; again changes nothing while it counts.

    Raises NotFound, Refused, Conflict.
    """
    at = gate.standing(desk, chart, Purpose.OWN_RECORD)
    _twin(desk, at, target)
    if not asked(desk, chart, target):
        made = Doubt(desk.keyring.practice, chart, target, GrantHash(at.held.keys.grant_hash), last_day(desk.now)).write()
        desk.keeper.doubt(made, gate.signed(desk, at, Wish(Act.DOUBT, Code.ACCESS, Purpose.OWN_RECORD, about=sha(made)))[1])


def take_back(desk: Desk, chart: ChartId, target: GrantHash) -> None:
    """Say that one's own doubt counts no more. Needs a step-up; where none counts, nothing happens. Raises Locked, NotFound, Refused."""
    desk.second_proof()
    at = gate.standing(desk, chart, Purpose.OWN_RECORD)
    _twin(desk, at, target)
    if asked(desk, chart, target):
        mine = GrantHash(at.held.keys.grant_hash)
        made = Doubt(desk.keyring.practice, chart, target, mine, last_day(desk.now), holds=False).write()
        wish = Wish(Act.DOUBT, Code.ACCESS, Purpose.OWN_RECORD, about=sha(made), reason=BACK, step=True)
        desk.keeper.doubt(made, gate.signed(desk, at, wish)[1])


def asked(desk: Desk, chart: ChartId, target: GrantHash) -> Day:
    """The last day on which this person's own doubt of an account counts; 0 for none."""
    mine = desk.held(chart).grant_hash
    return next((one.until for one in desk.keeper.doubts(chart, target) if one.by == mine), Day(0))


def letters(desk: Desk) -> str:
    """This person's own 25 characters, to be read out to whoever checks."""
    return fingerprint(desk.keyring.entry)


def _twin(desk: Desk, at: Standing, target: GrantHash) -> Holder:
    """Another client's account on this chart. Raises NotFound."""
    holder = at.holder(target)
    if holder is None or Right.SUBJECT not in holder.rights or holder.grantee == desk.actor.id:
        raise NotFound("account")
    return holder


# The practice's hand


def due(desk: Desk, chart: ChartId) -> tuple[Doubted, ...]:
    """Accounts of a chart's client to be checked, for whoever may end them; for nobody else there are none. Raises NotFound, Refused."""
    rights = desk.held(chart).statement.rights
    if Right.STOP not in rights or Right.SUBJECT in rights:
        return ()
    try:
        at = gate.standing(desk, chart, facts.purpose_of(desk.held(chart).statement))
    except Refused:
        return ()  # stopped, or over
    accounts = [one for one in at.holders if Right.SUBJECT in one.rights]
    if len(accounts) < 2:
        return ()
    return tuple(found for one in accounts if (found := _doubted(desk, chart, one, accounts)) is not None)


def _doubted(desk: Desk, chart: ChartId, one: Holder, accounts: list[Holder]) -> Doubted | None:
    found = desk.keeper.doubts(chart, one.grant)
    by = {doubt.by for doubt in found}
    who = tuple(_account(desk, other) for other in accounts if other.grant in by)
    return Doubted(_account(desk, one), who, max(doubt.until for doubt in found)) if found else None


def _account(desk: Desk, holder: Holder) -> Account:
    return Account(holder, fingerprint(desk.keeper.newest(holder.grantee).hash))


def doubted(desk: Desk, chart: ChartId, target: GrantHash) -> Doubted:
    """One of those that are due. Raises NotFound, Refused."""
    for one in due(desk, chart):
        if one.account.holder.grant == target:
            return one
    raise NotFound("account")


def end(desk: Desk, chart: ChartId, target: GrantHash, checked: str) -> Receipt:
    """End an account of the client that is not the client's. `checked`: how it was found out. Needs a step-up.

    In force when the keeper has answered; all accounts hear that something happened, and the one that ended of nothing after it.
    Raises Locked, NotFound, Refused, Conflict.
    """
    desk.second_proof()
    holder, purpose = doubted(desk, chart, target).account.holder, facts.purpose_of(desk.held(chart).statement)
    at = gate.standing(desk, chart, purpose)
    wish = Wish(Act.STOP, Code.ACCESS, purpose, about=target, reason=f"{CHECKED}{checked}", step=True)
    receipt = desk.keeper.stop(target, gate.signed(desk, at, wish)[1])
    notices.tell(desk, at.access, Event.SIGN_IN)
    for whose, to in at.access.notices if at.access else ():
        if whose == holder.grantee:
            planned.silence(desk, to)
    return receipt
