"""Limits in the keeper: what a client took out of somebody's grant, compartment by compartment.

A limit is effective at its commit, as a stop is: the row gives nothing and its compartment is due. Only who holds `subject` sets and lifts
one. Its statement's hash stands in leaves; set more often than lifted, it holds.
"""

from __future__ import annotations

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.limit import NEVER_LIMITED, Limit, hashes
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import CompartmentId, GrantHash, PracticeId
from tacenda.shell.database import Tx
from tacenda.shell.keeper import checks, grants, shares
from tacenda.shell.keeper.checks import Checked
from tacenda.shell.keeper.leaves import Receipt
from tacenda.shell.keeper.office import Office
from tacenda.shell.keeper.shares import CompartmentState
from tacenda.shell.keeper.told import Told

ROW = "SELECT stopped_by, limited FROM allowed WHERE scope = :scope AND grant_hash = :grant_hash"
SET = "UPDATE allowed SET limited = :limited WHERE scope = :scope AND grant_hash = :grant_hash"
OF_GRANT = "SELECT scope FROM allowed WHERE grant_hash = :grant_hash AND limited = 1"
OPEN = "SELECT scope, rights, until, stopped_by, limited FROM allowed WHERE grant_hash = :grant_hash"


def limit(office: Office, raw: bytes, signed: SignedAsk) -> Receipt:
    """Set or lift a limit: in force when this returns. Raises Refused, Conflict."""
    checked, wanted = office.checked(signed), Limit.read(raw)

    def work(tx: Tx) -> Receipt:
        office.ready(tx, checked, Act.RESTRICT, sha(raw))
        again = office.leaves.entered(tx, checked.hash, checked.ask.at)
        if again is not None:
            if holds(office.told, tx, shares.state(tx, wanted.compartment), wanted.grant, office.practice) != wanted.holds:
                raise Conflict("changed since")
            return again
        state = _may_limit(office, tx, checked, wanted)
        receipt = office.leaves.append(tx, checked.ask, signed, sha(raw), raw)
        if wanted.holds:
            _set(tx, state, wanted)
        else:
            _lift(office, tx, state, wanted)  # by the leaves, this one too
        return receipt

    return office.queue.run(work)


def _may_limit(office: Office, tx: Tx, checked: Checked, wanted: Limit) -> CompartmentState:
    if Right.SUBJECT not in checks.chart_rights(tx, checked.ask, office.now()):
        raise Refused("subject")
    state = shares.state(tx, wanted.compartment)
    if (wanted.practice, wanted.chart, wanted.code) != (office.practice, checked.ask.ledger, state.code) or state.chart != wanted.chart:
        raise Refused("chart")
    if state.code in NEVER_LIMITED:
        raise Refused("compartment")
    if Right.SUBJECT in checks.allowed(tx, wanted.chart, wanted.grant, office.now()):
        raise Refused("a client's own access")
    return state


def _set(tx: Tx, state: CompartmentState, wanted: Limit) -> None:
    row = tx.row(ROW, scope=wanted.compartment, grant_hash=wanted.grant)
    if row is None or row[0] not in grants.NOT_STOPPED or row[1]:
        raise Conflict("nothing to limit")
    tx.change(SET, scope=wanted.compartment, grant_hash=wanted.grant, limited=1)
    if state.state == "live":
        tx.change(shares.MARK_DUE, id=state.id, owed=0)


def _lift(office: Office, tx: Tx, state: CompartmentState, wanted: Limit) -> None:
    """As long as no roll has followed: then the grant is named by no epoch any more."""
    row = tx.row(ROW, scope=wanted.compartment, grant_hash=wanted.grant)
    if row is None or row[0] not in grants.NOT_STOPPED or not row[1] or state.state == "rolling":
        raise Conflict("nothing to lift")
    tx.change(SET, scope=wanted.compartment, grant_hash=wanted.grant, limited=0)
    grants.no_longer_due(office, tx, state.id)


def holds(told: Told, tx: Tx, state: CompartmentState, grant: GrantHash, practice: PracticeId) -> bool:
    """Whether the leaves say that a limit on this compartment stands."""
    told.read(tx)
    return told.more(*hashes(practice, state.chart, grant, state.id, state.code))


def limited(tx: Tx, grant: GrantHash) -> frozenset[CompartmentId]:
    """The compartments taken out of a grant and not rolled since."""
    return frozenset(CompartmentId(bytes(row[0])) for row in tx.rows(OF_GRANT, grant_hash=grant))


def opened(office: Office, tx: Tx, grant: GrantHash) -> frozenset[CompartmentId]:
    """The scopes on which a grant gives anything now."""
    now = office.now()
    return frozenset(
        CompartmentId(bytes(scope))
        for scope, rights, until, by, limited in tx.rows(OPEN, grant_hash=grant)
        if checks.rights_now(rights, until, by, limited, now)
    )
