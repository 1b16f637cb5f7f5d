"""Members of an office: put in and taken out, by a member, in the practice's own ledger.

A membership's rows stand on the office's id and on the member's, who has one at most.
Taking somebody out is one transaction with the office's new keys: from its commit on the
keeper refuses who went, nothing is sealed to the keys they knew, and every access list and ledger is due for new ones. The last member
stays. Whoever went is put in again by a new membership alone, never by lifting the stop: the keys they had are gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures, Grant
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import GrantHash, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.shell.database import Tx
from tacenda.shell.keeper import checks, grants, shares
from tacenda.shell.keeper.checks import Checked
from tacenda.shell.keeper.leaves import Receipt
from tacenda.shell.keeper.office import Office
from tacenda.shell.keeper.shares import CompartmentState

NEWEST_TURN = """
SELECT max(entry.n)
  FROM entry
  JOIN directory ON directory.hash = entry.about
 WHERE directory.principal = :office AND directory.newest = 1
"""
ENTERED = "SELECT n FROM entry WHERE about = :about ORDER BY n LIMIT 1"


@dataclass(frozen=True, slots=True)
class NewKeys:
    """An office's next directory entry, its signatures, and the ask that enters it."""

    entry: bytes
    signatures: bytes
    signed: SignedAsk


def of(tx: Tx, office: PrincipalId, now: Moment) -> list[GrantHash]:
    """The memberships that count now."""
    found = tx.rows(grants.OF_SCOPE, scope=office)
    return [GrantHash(bytes(hash)) for hash, rights, until, by, limited in found if checks.rights_now(rights, until, by, limited, now)]


def of_person(tx: Tx, office: PrincipalId, person: PrincipalId, now: Moment) -> list[GrantHash]:
    """The memberships of an office that one person has now: one at most."""
    theirs = set(of(tx, person, now))
    return [hash for hash in of(tx, office, now) if hash in theirs]


def _through(checked: Checked) -> Grant:
    """The membership an ask is made through. Raises Refused."""
    if checked.via is None:
        raise Refused("not of the office")
    return checked.via


# Putting in


def put_in(office: Office, raw: bytes, signature: bytes, signed: SignedAsk) -> Receipt:
    """Allow a membership that a member passes on to an officer. Raises Refused, Conflict."""
    checked, hash = office.checked(signed), GrantHash(sha(raw))

    def work(tx: Tx) -> Receipt:
        office.ready(tx, checked, Act.GRANT, hash)
        again = office.leaves.entered(tx, checked.hash, checked.ask.at)
        if again is None:
            grant = office.directory.grant(tx, raw, signature)
            _may_put_in(office, tx, checked, grant)
            grants.sound(office.directory, office.told, tx, checked, grant, raw, office.now())
            grants.allow_member(tx, raw, grant)
        elif hash not in of(tx, PrincipalId(Grant.read(raw).chart), office.now()):
            raise Conflict("taken out since")
        return office.leaves.append(tx, checked.ask, signed, hash, raw)

    return office.queue.run(work)


def _may_put_in(office: Office, tx: Tx, checked: Checked, grant: Grant) -> None:
    via = _through(checked)
    if checked.ask.ledger != office.practice or grant.chart != via.chart or grant.parent != checked.ask.via:
        raise Refused("parent")
    if grant.compartments or grant.rights or not grant.within(via):
        raise Refused("membership")
    listed = office.directory.listed(tx, grant.grantee_entry)
    if Role.OFFICER not in listed.entry.roles or not listed.newest:
        raise Refused("role")
    # A second one would outlive the first: who is taken out would still be of the office.
    if of_person(tx, PrincipalId(via.chart), grant.grantee, office.now()):
        raise Refused("already of the office")


# Taking out


def take_out(office: Office, target: GrantHash, signed: SignedAsk, made: NewKeys) -> Receipt:
    """Stop a membership and put the office's new keys in place, in one step. Raises Refused, Conflict."""
    checked, turning = office.checked(signed), office.checked(made.signed)

    def work(tx: Tx) -> Receipt:
        office.ready(tx, checked, Act.STOP, target)
        again = office.leaves.entered(tx, checked.hash, checked.ask.at)
        if again is not None:
            return again
        _may_take_out(tx, checked, target, office.now())
        receipt = office.leaves.append(tx, checked.ask, signed, target)
        tx.change(grants.STOP, grant_hash=target, by=checked.ask.grant, waits=grants.WAITS)
        _turn(office, tx, checked, turning, made)
        return receipt

    return office.queue.run(work)


def _may_take_out(tx: Tx, checked: Checked, target: GrantHash, now: Moment) -> None:
    via = _through(checked)
    scopes = [bytes(row[0]) for row in tx.rows(grants.OF_GRANT, grant_hash=target)]
    if bytes(via.chart) not in scopes or target == checked.ask.via:
        raise Refused("membership")
    left = of(tx, PrincipalId(via.chart), now)
    if target not in left:
        raise Conflict("already taken out")
    if len(left) < 2:
        raise Refused("the last member")


def _turn(office: Office, tx: Tx, checked: Checked, turning: Checked, made: NewKeys) -> None:
    """The office's new keys: signed by who takes out, following the newest; and everything sealed to the old ones due for new ones."""
    checks.present(tx, turning, office.now())
    checks.holds(tx, turning, office.now())
    ask, entry = turning.ask, DirectoryEntry.read(made.entry)
    if (ask.act, ask.about, ask.places) != (Act.DIRECTORY, sha(made.entry), ()):
        raise Refused("about")
    if (ask.actor, ask.ledger, ask.via) != (checked.ask.actor, checked.ask.ledger, checked.ask.via):
        raise Refused("one member")
    by = DirectorySignatures.read(made.signatures).by
    old = office.directory.newest(tx, PrincipalId(_through(turning).chart))
    if entry.principal != old.entry.principal or not entry.office or entry.ended or by != turning.certificate.entry:
        raise Refused("office")
    if old.entry.seal in (entry.seal, entry.seal_vault) or old.entry.seal_vault == entry.seal_vault:
        raise Refused("old keys")
    listed = office.directory.publish(tx, made.entry, made.signatures)
    office.leaves.append(tx, ask, made.signed, listed.hash, made.entry)
    tx.change(shares.OVERSEEN_DUE)
    tx.change(shares.OVERSEEN_OWED)


def turned(tx: Tx, office: PrincipalId) -> int | None:
    """The line at which an office got its newest keys; None for its first."""
    found = tx.one(NEWEST_TURN, office=office)[0]
    return None if found is None else int(found)


def begun(tx: Tx, state: CompartmentState) -> int | None:
    """The line at which the standing epoch of a compartment began."""
    for number, _, raw in shares.epochs(tx, state.id):
        if number == state.epoch:
            row = tx.row(ENTERED, about=sha(raw))
            return None if row is None else int(row[0])
    return None
