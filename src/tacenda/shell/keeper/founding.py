"""Beginnings: the practice and its genesis, people's directory entries, and charts.

One ask makes one entry: founding is a batch of asks in one call, one for each epoch statement and each grant. What is founded must verify
for who reads its ledger later: one ledger and one access list a chart, every epoch naming exactly the grants that read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tacenda.core.ledger.asks import Ask, SignedAsk
from tacenda.core.ledger.bundle import origin_number
from tacenda.core.ledger.statements import DirectoryEntry, DirectorySignatures, Epoch, Genesis, Grant
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.sign import Identity
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, EntryHash, PracticeId, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import KEEPS_CHARTS, Role
from tacenda.shell import fresh
from tacenda.shell.database import Database, Tx
from tacenda.shell.keeper import checks, grants, members, shares
from tacenda.shell.keeper.checks import Checked
from tacenda.shell.keeper.directory import Directory
from tacenda.shell.keeper.leaves import Leaves
from tacenda.shell.keeper.office import PRACTICE, Given, Office, check_log, checked_in, told_of
from tacenda.shell.keeper.queue import Undo

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
ONE_A_CHART = frozenset({Code.ACCESS, Code.LEDGER})  # with a second one, asks could be decided on a list that never moves


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A directory entry with its signatures, not published yet."""

    statement: bytes
    signatures: bytes


@dataclass(frozen=True, slots=True)
class _Founding:
    """What a founding needs of an office, also before there is one. `entries`: hashes of the directory entries published with it."""

    practice: PracticeId
    directory: Directory
    leaves: Leaves
    entries: frozenset[bytes]
    own: bool  # the practice's own chart

    @property
    def now(self) -> Moment:
        return self.leaves.now()


def begin(
    database: Database, clock: Callable[[], Moment], log: Identity, raw: bytes, people: Sequence[Newcomer], given: Sequence[Given]
) -> None:
    """Write down a practice's beginning in one transaction: genesis, founder, privacy office, the practice's own compartments.

    `people`: the founder first. Raises Conflict if the file holds a practice already.
    """
    begun = Genesis.read(raw)
    check_log(begun, log)
    origin_number(begun.origin, begun.origin)
    directory = Directory(raw, sha(raw))
    leaves = Leaves(begun.practice, clock, Undo(), Moment(0), directory.vouched, told_of(begun))
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
        founding = _Founding(begun.practice, directory, leaves, frozenset(sha(person.statement) for person in people), own=True)
        checked = [checked_in(tx, directory, item.signed, founding.now) for item in given]
        _found(founding, tx, ChartId(begun.practice), given, checked)


def add_pepper(tx: Tx, principal: PrincipalId) -> None:
    """A fresh pepper for a new principal; it also dates their certificates."""
    if tx.row(HAS_PEPPER, principal=principal) is None:
        tx.change(ADD_PEPPER, principal=principal, secret=fresh.secret())


# The directory


def publish(office: Office, statement: bytes, signatures: bytes, signed: SignedAsk | None) -> EntryHash:
    """Add a directory entry. A newcomer's first needs no ask (nobody has let them in yet); what follows an entry needs one, so that
    nobody is replaced or ended in silence. Keys are ended by a member of the office, who signs that; an office's own are changed by its
    members alone (`members.take_out`)."""

    def work(tx: Tx) -> EntryHash:
        entry = DirectoryEntry.read(statement)
        if signed is None and entry.previous != ZERO_HASH:
            raise Refused("ask")
        of_office = office.directory.is_office(tx, entry.principal)
        listed = office.directory.publish(tx, statement, signatures)
        if not entry.ended:
            _by_member(office, tx, signatures)
        if of_office or (listed.entry.office and listed.confirmed):
            raise Refused("office")
        add_pepper(tx, listed.entry.principal)
        if signed is not None:
            checked = _entered(office, tx, signed, listed.hash, statement, turning=not entry.ended and entry.principal == _asker(signed))
            if entry.ended:
                _may_end(office, tx, checked, entry.principal, signatures)
        return listed.hash

    return office.queue.run(work)


def confirm(office: Office, hash: EntryHash, signatures: bytes, signed: SignedAsk) -> None:
    """An officer who is of the office signs a newcomer's entry (act `directory`)."""

    def work(tx: Tx) -> None:
        listed = office.directory.confirm(tx, hash, signatures)
        if listed.entry.office:
            raise Refused("office")
        _by_member(office, tx, signatures)
        _signed_by(_entered(office, tx, signed, hash, listed.statement), signatures)

    office.queue.run(work)


def _asker(signed: SignedAsk) -> PrincipalId:
    return Ask.read(signed.ask).actor


def _signed_by(checked: Checked, signatures: bytes) -> None:
    """Who asks is an officer, and it is their own signature, after a second proof. Raises Refused."""
    if Role.OFFICER not in checked.entry.roles:
        raise Refused("role")
    if checked.ask.act is not Act.DIRECTORY or DirectorySignatures.read(signatures).by != checked.certificate.entry:
        raise Refused("one officer")


def _by_member(office: Office, tx: Tx, signatures: bytes) -> None:
    """An officer's signature that lets somebody in is new only from a member of the office: the role alone, which a directory entry
    keeps after somebody was taken out, confirms nobody. Raises Refused."""
    by = DirectorySignatures.read(signatures)
    if by.officer and not members.of(tx, office.directory.listed(tx, EntryHash(by.by)).entry.principal, office.now()):
        raise Refused("not of the office")


def _may_end(office: Office, tx: Tx, checked: Checked, who: PrincipalId, signatures: bytes) -> None:
    """An officer who is of the office ends keys, of nobody who still is: so its last member stays. Raises Refused."""
    _signed_by(checked, signatures)
    if not members.of(tx, checked.ask.actor, office.now()):
        raise Refused("not of the office")
    if members.of(tx, who, office.now()):
        raise Refused("still of the office")


def _entered(office: Office, tx: Tx, signed: SignedAsk, about: bytes, statement: bytes, *, turning: bool = False) -> Checked:
    """The entry's line. `turning`: somebody's own keys follow their old ones, under which they are still signed in."""
    checked = office.checked_in(tx, signed)
    checks.signed_in(tx, checked, turning=turning)
    ask = checked.ask
    if ask.ledger != office.practice or ask.about != about or ask.act not in (Act.DIRECTORY, Act.JOIN) or ask.places:
        raise Refused("about")
    checks.on_ledger(tx, checked, office.practice, office.now())
    office.leaves.append(tx, ask, signed, about, statement)
    return checked


# Charts


def found(office: Office, given: Sequence[Given]) -> None:
    """Found a chart: every entry in one transaction. The very same founding again changes nothing. Raises Refused, Conflict."""
    checked = [office.checked(item.signed) for item in given]
    if not checked or checked[0].ask.ledger == office.practice:
        raise Conflict("founded")
    founding = _Founding(office.practice, office.directory, office.leaves, frozenset(), own=False)

    def work(tx: Tx) -> None:
        if not _again(founding, tx, checked):
            _overseen(office.directory, tx, checked[0].ask.ledger, given)
            _found(founding, tx, checked[0].ask.ledger, given, checked)

    office.queue.run(work)


def _again(founding: _Founding, tx: Tx, checked: Sequence[Checked]) -> bool:
    """Whether these very asks founded this already; who asks must still be there."""
    for one in checked:
        checks.present(tx, one, founding.now)
    return all(founding.leaves.entered(tx, one.hash, one.ask.at) is not None for one in checked)


def _found(founding: _Founding, tx: Tx, chart: ChartId, given: Sequence[Given], checked: Sequence[Checked]) -> None:
    for one, item in zip(checked, given, strict=True):
        _asked(founding, one, item, chart, checked[0])
        checks.present(tx, one, founding.now)
    if not set(checked[0].entry.roles) & KEEPS_CHARTS:
        raise Refused("role")
    _chart_row(tx, chart, [Epoch.read(item.statement) for item in given if item.kind == "epoch"])
    for item in (item for item in given if item.kind == "epoch"):
        _epoch(founding, tx, chart, item)
    together = [Grant.read(item.statement) for item in given if item.kind == "grant"]
    # An office begins with the practice: later its founder too is put in by a member alone, and stays out once taken out.
    if not founding.own and any(grant.chart != chart for grant in together):
        raise Refused("membership")
    for one, item in zip(checked, given, strict=True):
        if item.kind == "grant":
            grants.allow_first(founding.directory, founding.leaves, tx, one, item, together)
        elif item.kind != "epoch":
            _own_statement(founding, tx, item)
    for one in checked:
        # A founder may show their own grant, which stands since a moment ago.
        if one.grant is not None:
            checks.holds(tx, one, founding.now)
    _all_named(tx, given, founding.now)
    for one, item in zip(checked, given, strict=True):
        founding.leaves.append(tx, one.ask, item.signed, one.ask.about, item.statement)


def _asked(founding: _Founding, one: Checked, item: Given, chart: ChartId, first: Checked) -> None:
    acts = {Act.FOUND} if item.kind in ("epoch", "grant") else {Act.FOUND, Act.DIRECTORY}
    if item.kind not in ("epoch", "grant") and not founding.own:
        raise Refused("found")
    if one.ask.ledger != chart or one.ask.act not in acts or one.ask.about != sha(item.statement) or one.ask.places:
        raise Refused("found")
    if one.ask.actor != first.ask.actor:
        raise Refused("one founder")


def _own_statement(founding: _Founding, tx: Tx, item: Given) -> None:
    """The genesis, signed by the founder; or an entry that was published in this beginning."""
    genesis = founding.directory.genesis
    if item.kind == "entry" and sha(item.statement) in founding.entries:
        return
    if item.kind != "genesis" or item.statement != genesis.write():
        raise Refused("genesis")
    sign.verify_both(genesis.founder_ed25519, genesis.founder_mldsa44, labels.GENESIS, item.statement, item.signature)


def _epoch(founding: _Founding, tx: Tx, chart: ChartId, item: Given) -> None:
    epoch = Epoch.read(item.statement)
    if (epoch.practice, epoch.chart, epoch.epoch, epoch.previous) != (founding.practice, chart, 1, ZERO_HASH):
        raise Refused("epoch")
    if bool(epoch.ledger_key) != (epoch.code is Code.LEDGER):
        raise Refused("epoch")
    if founding.own and epoch.code is Code.LEDGER:
        founding.directory.vouched(tx, item.statement, item.signature)
    shares.add_compartment(tx, epoch, item.statement, item.signature, moments.day(founding.now))


def _all_named(tx: Tx, given: Sequence[Given], now: Moment) -> None:
    """A first epoch names exactly the grants that read it. Raises Refused."""
    for epoch in (Epoch.read(item.statement) for item in given if item.kind == "epoch"):
        if list(epoch.grants) != grants.readers(tx, epoch.compartment, now):
            raise Refused("an epoch names who reads it")


def _chart_row(tx: Tx, chart: ChartId, epochs: Sequence[Epoch]) -> None:
    if tx.row(CHART, id=chart) is not None:
        raise Conflict("founded")
    for code in ONE_A_CHART:
        if sum(epoch.code is code for epoch in epochs) != 1:
            raise Refused("one ledger, one access list")
    ledger = next(epoch for epoch in epochs if epoch.code is Code.LEDGER)
    tx.change(ADD_CHART, id=chart, prev=ZERO_HASH, ledger_compartment=ledger.compartment, ledger_epoch=sha(ledger.write()))


def _overseen(directory: Directory, tx: Tx, chart: ChartId, given: Sequence[Given]) -> None:
    """A chart without the privacy office's grant could hide from the audit: it is not founded."""
    for grant in (Grant.read(item.statement) for item in given if item.kind == "grant"):
        listed = directory.listed(tx, grant.grantee_entry)
        if grant.chart == chart and listed.entry.office and listed.confirmed and listed.newest and _oversees(grant):
            return
    raise Refused("no oversight")


def _oversees(grant: Grant) -> bool:
    access, ledger = grant.of_code(Code.ACCESS), grant.of_code(Code.LEDGER)
    return (
        Right.STOP in grant.rights
        and not grant.until
        and access is not None
        and access.rights >= {Right.READ, Right.WRITE}
        and ledger is not None
        and Right.READ in ledger.rights
    )


def add_compartments(office: Office, given: Sequence[Given]) -> None:
    """Later compartments of a chart that stands: each with a grant to oneself whose parent may grant. Raises Refused."""
    checked = [office.checked(item.signed) for item in given]
    if not checked:
        raise Refused("found")
    founding = _Founding(office.practice, office.directory, office.leaves, frozenset(), own=checked[0].ask.ledger == office.practice)

    def work(tx: Tx) -> None:
        if _again(founding, tx, checked):
            return
        made: set[CompartmentId] = set()
        for one, item in zip(checked, given, strict=True):
            _asked(founding, one, item, checked[0].ask.ledger, checked[0])
            checks.decided_on(tx, one.ask, office.practice)
            if item.kind == "grant":
                grants.allow_later(office, tx, one, item, made)
            elif item.kind == "epoch":
                made.add(_later(founding, tx, one, item))
            else:
                raise Refused("found")
            office.leaves.append(tx, one.ask, item.signed, one.ask.about, item.statement)
        _all_named(tx, given, office.now())

    office.queue.run(work)


def _later(founding: _Founding, tx: Tx, one: Checked, item: Given) -> CompartmentId:
    epoch = Epoch.read(item.statement)
    if epoch.code in ONE_A_CHART or not grants.may_grant_access(tx, one, founding.now):
        raise Refused("epoch")
    _epoch(founding, tx, one.ask.ledger, item)
    return epoch.compartment
