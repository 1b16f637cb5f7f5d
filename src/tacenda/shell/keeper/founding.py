"""Beginnings: the practice and its genesis, people's directory entries, and charts.

One ask makes one entry: founding is a batch of asks in one call, one for each epoch statement and each grant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.statements import Epoch, Genesis, Grant
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ZERO_HASH, ChartId, EntryHash, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import KEEPS_CHARTS
from tacenda.shell import fresh
from tacenda.shell.database import Database, Tx
from tacenda.shell.keeper import checks, grants, shares
from tacenda.shell.keeper.directory import Directory
from tacenda.shell.keeper.leaves import Leaves
from tacenda.shell.keeper.office import PRACTICE, Given, Office

ADD_PRACTICE = """
INSERT INTO practice (one, id, origin, genesis, log_ed25519, log_mldsa44, login_pepper, post_key)
VALUES (1, :id, :origin, :genesis, :log_ed25519, :log_mldsa44, :login_pepper, :post_key)
"""
ADD_PEPPER = "INSERT INTO pepper (principal, certificates_from, secret) VALUES (:principal, 0, :secret)"
ADD_CHART = """
INSERT INTO chart (id, seq, prev, ledger_compartment, ledger_epoch, state, hold, retention_month)
VALUES (:id, 0, :prev, :ledger_compartment, :ledger_epoch, 'live', 0, 0)
"""
CHART = "SELECT 1 FROM chart WHERE id = :id"
HAS_PEPPER = "SELECT 1 FROM pepper WHERE principal = :principal"


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A directory entry with its signatures, not published yet."""

    statement: bytes
    signatures: bytes


def begin(
    database: Database, clock: Callable[[], Moment], log: Identity, raw: bytes, people: Sequence[Newcomer], given: Sequence[Given]
) -> None:
    """Write down a practice's beginning in one transaction: genesis, founder, privacy office, the practice's own compartments.

    `people`: the founder first. Raises Conflict if the file holds a practice already.
    """
    begun = Genesis.read(raw)
    directory, leaves = Directory(raw, sha(raw)), Leaves(begun.practice, clock)
    with database.writing() as tx:
        if tx.row(PRACTICE) is not None:
            raise Conflict("founded")
        tx.change(
            ADD_PRACTICE, id=begun.practice, origin=begun.origin, genesis=raw, log_ed25519=log.ed25519, log_mldsa44=log.mldsa44,
            login_pepper=fresh.secret(), post_key=fresh.secret(),
        )  # fmt: skip
        for person in people:
            listed = directory.publish(tx, person.statement, person.signatures)
            add_pepper(tx, listed.entry.principal)
        _found(_Founding(begun.practice, directory, leaves, clock), tx, ChartId(begun.practice), given)


@dataclass(frozen=True, slots=True)
class _Founding:
    """What a founding needs of an office, also before there is one."""

    practice: PracticeId
    directory: Directory
    leaves: Leaves
    clock: Callable[[], Moment]


def add_pepper(tx: Tx, principal: PrincipalId) -> None:
    """A fresh pepper for a new principal; it also dates their certificates."""
    if tx.row(HAS_PEPPER, principal=principal) is None:
        tx.change(ADD_PEPPER, principal=principal, secret=fresh.secret())


def publish(office: Office, statement: bytes, signatures: bytes, signed: SignedAsk | None) -> EntryHash:
    """Add a directory entry. Without an ask it is a newcomer's own (nobody has let them in yet) and only the keeper's word dates it."""

    def work(tx: Tx) -> EntryHash:
        listed = office.directory.publish(tx, statement, signatures)
        add_pepper(tx, listed.entry.principal)
        if signed is not None:
            _entered(office, tx, signed, listed.hash, statement)
        return listed.hash

    return office.queue.run(work)


def confirm(office: Office, hash: EntryHash, signatures: bytes, signed: SignedAsk) -> None:
    """An officer signs a newcomer's entry (act `directory`)."""

    def work(tx: Tx) -> None:
        listed = office.directory.confirm(tx, hash, signatures)
        _entered(office, tx, signed, hash, listed.statement)

    office.queue.run(work)


def _entered(office: Office, tx: Tx, signed: SignedAsk, about: bytes, statement: bytes) -> None:
    checked = office.checked(tx, signed)
    checks.signed_in(tx, checked)
    if checked.ask.ledger != office.practice or checked.ask.about != about:
        raise Refused("about")
    office.leaves.append(tx, checked.ask, signed, about, statement)


def found(office: Office, given: Sequence[Given]) -> None:
    """Found a chart: every entry in one transaction. Raises Refused, Conflict."""
    founding = _Founding(office.practice, office.directory, office.leaves, office.clock)

    def work(tx: Tx) -> None:
        chart = office.checked(tx, given[0].signed).ask.ledger
        if chart == office.practice:
            raise Conflict("founded")
        _overseen(office.directory, tx, given)
        _found(founding, tx, chart, given)

    office.queue.run(work)


def _found(founding: _Founding, tx: Tx, chart: ChartId, given: Sequence[Given]) -> None:
    checked = [checks.check(founding.directory, tx, item.signed, founding.clock()) for item in given]
    for one, item in zip(checked, given, strict=True):
        if one.ask.ledger != chart or one.ask.act is not Act.FOUND or one.ask.about != sha(item.statement):
            raise Refused("found")
        checks.signed_in(tx, one)
        checks.newest(founding.directory, tx, one)
    if not set(checked[0].entry.roles) & KEEPS_CHARTS:
        raise Refused("role")
    _chart_row(tx, chart, [Epoch.read(item.statement) for item in given if item.kind == "epoch"])
    grants_given = [Grant.read(item.statement) for item in given if item.kind == "grant"]
    for item in given:
        _statement(founding, tx, chart, item, grants_given)
    for one, item in zip(checked, given, strict=True):
        founding.leaves.append(tx, one.ask, item.signed, one.ask.about, item.statement)


def _statement(founding: _Founding, tx: Tx, chart: ChartId, item: Given, together: Sequence[Grant]) -> None:
    if item.kind == "epoch":
        epoch = Epoch.read(item.statement)
        if epoch.chart != chart or epoch.practice != founding.practice or epoch.epoch != 1:
            raise Refused("epoch")
        shares.add_compartment(tx, epoch, item.statement, item.signature, moments.day(founding.clock()))
    elif item.kind == "grant":
        grants.allow_first(founding.directory, tx, chart, item, together)


def _chart_row(tx: Tx, chart: ChartId, epochs: Sequence[Epoch]) -> None:
    if tx.row(CHART, id=chart) is not None:
        raise Conflict("founded")
    ledger = [epoch for epoch in epochs if epoch.code is Code.LEDGER]
    if len(ledger) != 1 or not ledger[0].ledger_key:
        raise Refused("no ledger")
    tx.change(ADD_CHART, id=chart, prev=ZERO_HASH, ledger_compartment=ledger[0].compartment, ledger_epoch=sha(ledger[0].write()))


def _overseen(directory: Directory, tx: Tx, given: Sequence[Given]) -> None:
    """A chart without the privacy office's grant could hide from the audit: it is not founded."""
    for grant in (Grant.read(item.statement) for item in given if item.kind == "grant"):
        listed = directory.listed(tx, grant.grantee_entry)
        if listed.entry.office and listed.confirmed and listed.newest and _oversees(grant):
            return
    raise Refused("no oversight")


def _oversees(grant: Grant) -> bool:
    access, ledger = grant.of_code(Code.ACCESS), grant.of_code(Code.LEDGER)
    return (
        Right.STOP in grant.rights
        and access is not None
        and access.rights >= {Right.READ, Right.WRITE}
        and ledger is not None
        and Right.READ in ledger.rights
    )


def add_compartments(office: Office, given: Sequence[Given]) -> None:
    """Later compartments of a chart that stands: each with a grant to oneself whose parent may grant. Raises Refused."""

    def work(tx: Tx) -> None:
        now = office.clock()
        checked = [office.checked(tx, item.signed) for item in given]
        for one, item in zip(checked, given, strict=True):
            checks.live(office.directory, tx, one, now)
            if one.ask.act is not Act.FOUND or one.ask.about != sha(item.statement):
                raise Refused("found")
            if item.kind == "grant":
                grants.allow_later(office.directory, tx, one, item, now)
            else:
                epoch = Epoch.read(item.statement)
                if epoch.chart != one.ask.ledger or epoch.epoch != 1 or one.grant is None or not may_grant_access(one.grant):
                    raise Refused("epoch")
                shares.add_compartment(tx, epoch, item.statement, b"", moments.day(now))
            office.leaves.append(tx, one.ask, item.signed, one.ask.about, item.statement)

    office.queue.run(work)


def may_grant_access(grant: Grant) -> bool:
    """Who holds `grant` on the access list may add a compartment."""
    access = grant.of_code(Code.ACCESS)
    return access is not None and Right.GRANT in access.rights
