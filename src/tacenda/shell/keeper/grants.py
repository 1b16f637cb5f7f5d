"""Grants in the keeper: what is allowed, given, stopped, lifted.

A stop is effective at its commit: the rows are marked and the compartments are due; what a grant's last day ends is due from the next
minute on. The rows stay, giving nothing, until the last of its compartments has new keys (`rolls`): until then it can be lifted whole.
Where the keys were changed meanwhile a lifted row waits, and gives nothing before the next roll delivers. A grant's hash stands in leaves
at giving, stopping and lifting in turn and nowhere else, so that stops can be told again from the leaves alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.limit import hashes
from tacenda.core.ledger.statements import QUIET, Epoch, Grant, rights_text
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ChartId, CompartmentId, GrantHash, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import STAFF
from tacenda.shell.database import Row, Tx
from tacenda.shell.keeper import checks, doubts, shares
from tacenda.shell.keeper.checks import Checked
from tacenda.shell.keeper.directory import Directory
from tacenda.shell.keeper.leaves import Leaves, Receipt
from tacenda.shell.keeper.office import Given, Office
from tacenda.shell.keeper.shares import CompartmentState
from tacenda.shell.keeper.told import Told

ALLOW = "INSERT INTO allowed (scope, grant_hash, rights, until, stopped_by, limited) VALUES (:scope, :grant_hash, :rights, :until, x'', 0)"
OF_GRANT = "SELECT scope, rights, until, stopped_by, limited FROM allowed WHERE grant_hash = :grant_hash ORDER BY scope"
OF_SCOPE = "SELECT grant_hash, rights, until, stopped_by, limited FROM allowed WHERE scope = :scope ORDER BY grant_hash"
WAITS = b"\xff" * 32  # in place of who stopped it: a stop was lifted after the keys were changed, and the next ones come with the next roll
NOT_STOPPED = (b"", WAITS)
STOP = "UPDATE allowed SET stopped_by = :by WHERE grant_hash = :grant_hash AND stopped_by IN (x'', :waits)"
LIFT = "UPDATE allowed SET stopped_by = x'' WHERE grant_hash = :grant_hash AND stopped_by = :by"
WAIT = "UPDATE allowed SET stopped_by = :waits WHERE scope = :scope AND grant_hash = :grant_hash"
STATES = """
SELECT compartment.id, compartment.state, allowed.stopped_by
  FROM allowed
  JOIN compartment ON compartment.id = allowed.scope
 WHERE allowed.grant_hash = :grant_hash AND allowed.limited = 0
"""
LIMITED = """
SELECT compartment.id
  FROM allowed
  JOIN compartment ON compartment.id = allowed.scope
 WHERE allowed.grant_hash = :grant_hash AND allowed.limited = 1
"""
DROP = "DELETE FROM allowed WHERE scope = :scope AND grant_hash = :grant_hash"
PAST = "SELECT 1 FROM allowed WHERE scope = :scope AND until != 0 AND until <= :today"
ANY = "SELECT 1 FROM allowed WHERE scope = :scope"
OVER = """
UPDATE compartment
   SET state = 'due'
 WHERE state = 'live' AND id IN (SELECT scope FROM allowed WHERE until != 0 AND until <= :today)
"""

READS = frozenset({Right.READ, Right.WRITE})
ON_COMPARTMENT = READS | {Right.GRANT}
ON_CHART = frozenset({Right.STOP, Right.SUBJECT})


def _allow(tx: Tx, raw: bytes, grant: Grant) -> None:
    for covered in grant.compartments:
        _row(tx, covered.compartment, raw, covered.rights, grant)
    if grant.rights:
        _row(tx, grant.chart, raw, grant.rights, grant)


def _row(tx: Tx, scope: bytes, raw: bytes, rights: frozenset[Right], grant: Grant) -> None:
    text = " ".join(rights_text(rights))
    tx.change(ALLOW, scope=scope, grant_hash=sha(raw), rights=text, until=moments.first_over(grant.until))


# Giving


def sound(directory: Directory, told: Told, tx: Tx, checked: Checked, grant: Grant, raw: bytes, now: Moment) -> None:
    """What holds for every grant: signed by the asker's newest identity, to somebody let in, never given before. Raises Refused."""
    listed = directory.listed(tx, grant.grantee_entry)
    if listed.entry.principal != grant.grantee or not listed.confirmed or listed.entry.ended:
        raise Refused("grantee")
    if grant.granter_entry != checked.certificate.entry:
        raise Refused("granter")
    # Who reads nothing of a compartment is named by none of its epochs: each roll would leave them out and make the next one due.
    if any(not covered.rights & READS or not covered.rights <= ON_COMPARTMENT for covered in grant.compartments):
        raise Refused("rights")
    # A grant that nobody else ends alone is a client's, never one of staff to themselves.
    if Right.SUBJECT in grant.rights and (listed.entry.office or set(listed.entry.roles) & STAFF):
        raise Refused("subject")
    if grant.until and grant.until <= max(now, grant.since):
        raise Refused("over")
    if told.lines(tx, sha(raw)):
        raise Conflict("given before")


def _in_quiet(directory: Directory, tx: Tx, grant: Grant, now: Moment) -> None:
    """Whoever is neither of staff nor the client waits a day, so that the yes can be taken back before anybody sees it. Raises Refused."""
    entry = directory.listed(tx, grant.grantee_entry).entry
    beside = Right.SUBJECT not in grant.rights and not entry.office and not set(entry.roles) & STAFF
    if beside and grant.since < now + QUIET - checks.SKEW:
        raise Refused("too soon")


def allow_first(directory: Directory, leaves: Leaves, tx: Tx, checked: Checked, given: Given, together: Sequence[Grant]) -> None:
    """A grant that comes with a founding: the founder's own, one whose parent is among them, or the first membership of an office."""
    grant = directory.grant(tx, given.statement, given.signature)
    sound(directory, leaves.told, tx, checked, grant, given.statement, leaves.now())
    if grant.chart != checked.ask.ledger:
        _membership(directory, tx, given.statement, grant)
        return
    if not grant.rights <= ON_CHART:
        raise Refused("rights")
    _covers_what_stands(tx, grant)
    if not directory.ends_at_founder(tx, grant):
        _below_founder(directory, tx, grant, together)
    _in_quiet(directory, tx, grant, leaves.now())
    _allow(tx, given.statement, grant)


def _membership(directory: Directory, tx: Tx, raw: bytes, grant: Grant) -> None:
    """The chart of a membership is the office's id, which names its founder as a chart's does. Its row says `read`: it opens the root."""
    office = directory.newest(tx, PrincipalId(grant.chart))
    if grant.compartments or not grant.by_founder() or not office.entry.office or not office.confirmed:
        raise Refused("membership")
    allow_member(tx, raw, grant)


def allow_member(tx: Tx, raw: bytes, grant: Grant) -> None:
    """The rows of a membership: on the office's id, and on its member's own, so that nobody gets a second one beside it."""
    for scope in (grant.chart, grant.grantee):
        _row(tx, scope, raw, grant.rights | {Right.READ}, grant)


def _below_founder(directory: Directory, tx: Tx, grant: Grant, together: Sequence[Grant]) -> None:
    parent = next((one for one in together if sha(one.write()) == grant.parent), None)
    if parent is None or parent.chart != grant.chart or not directory.ends_at_founder(tx, parent) or not grant.within(parent):
        raise Refused("not the founder")
    if parent.grantee_entry != grant.granter_entry:
        raise Refused("granter")


def _covers_what_stands(tx: Tx, grant: Grant) -> None:
    for covered in grant.compartments:
        state = shares.state(tx, covered.compartment)
        if state.chart != grant.chart or state.code is not covered.code or state.state == "shredded":
            raise Refused("compartment")
        if state.state == "rolling":
            raise Conflict("rolling")


def allow_later(office: Office, tx: Tx, checked: Checked, given: Given, made: Collection[CompartmentId] = ()) -> None:
    """A grant on a chart that stands: signed by the asker, within the grant the asker shows, as it is allowed now. `made`: compartments
    that the asker founds in this very call, whose first grant goes to themselves. Raises Refused, Conflict."""
    now = office.now()
    grant = office.directory.grant(tx, given.statement, given.signature)
    parent = checks.holds(tx, checked, now)
    if grant.chart != checked.ask.ledger or grant.parent != checked.ask.grant or not grant.rights <= ON_CHART:
        raise Refused("parent")
    sound(office.directory, office.told, tx, checked, grant, given.statement, now)
    _covers_what_stands(tx, grant)
    own = {covered.compartment for covered in grant.compartments if covered.compartment in made and _untaken(tx, covered.compartment)}
    if own and (grant.grantee != checked.ask.actor or not may_grant_access(tx, checked, now)):
        raise Refused("new compartment")
    if not _within_live(tx, checked, parent, grant, own, now):
        raise Refused("exceeds")
    _in_quiet(office.directory, tx, grant, now)
    _allow(tx, given.statement, grant)


def _untaken(tx: Tx, compartment: CompartmentId) -> bool:
    return tx.row(ANY, scope=compartment) is None


def _within_live(tx: Tx, checked: Checked, parent: Grant, grant: Grant, own: Collection[CompartmentId], now: Moment) -> bool:
    """No more than the granter's own rights, as the keeper allows them now."""
    for covered in grant.compartments:
        if covered.compartment not in own:
            held = checks.allowed(tx, covered.compartment, checked.ask.grant, now)
            if Right.GRANT not in held or not covered.rights <= held:
                return False
    if grant.rights and not may_grant_access(tx, checked, now):
        return False
    return not parent.until or bool(grant.until and grant.until <= parent.until)


def may_grant_access(tx: Tx, checked: Checked, now: Moment) -> bool:
    """Whether the asker holds `grant` on the chart's access list now: who adds compartments and gives stop and subject."""
    access = checked.grant.of_code(Code.ACCESS) if checked.grant is not None else None
    if access is None:
        return False
    state = shares.state(tx, access.compartment)
    if state.chart != checked.ask.ledger or state.code is not Code.ACCESS:
        return False
    return Right.GRANT in checks.allowed(tx, access.compartment, checked.ask.grant, now)


def grant(office: Office, raw: bytes, signature: bytes, signed: SignedAsk) -> Receipt:
    """Allow a grant; or, about a grant that the asker stopped, lift the stop before the roll. Raises Refused, Conflict."""
    checked, hash = office.checked(signed), GrantHash(sha(raw))

    def work(tx: Tx) -> Receipt:
        office.ready(tx, checked, Act.GRANT, hash)
        rows = tx.rows(OF_GRANT, grant_hash=hash)
        again = office.leaves.entered(tx, checked.hash, checked.ask.at)
        if again is not None:
            if not rows or any(row[3] not in NOT_STOPPED for row in rows):
                raise Conflict("stopped since")
        elif rows:
            _may_lift(office, tx, checked, raw, rows)
        else:
            allow_later(office, tx, checked, Given("grant", raw, signature, signed))
        receipt = office.leaves.append(tx, checked.ask, signed, hash, raw)
        if again is None and rows:
            _lift(office, tx, checked, hash)  # by the leaves, this one too
        return receipt

    return office.queue.run(work)


def _stopper(checked: Checked) -> bytes:
    """Whose stop it is: the grant shown (an office's grant stands for any of its members)."""
    return checked.ask.grant


def _may_lift(office: Office, tx: Tx, checked: Checked, raw: bytes, rows: Sequence[Row]) -> None:
    """Whether a stop is the asker's own and can be taken back; never of a membership, nor for who has no keys any more.

    Raises Refused, Conflict.
    """
    if not _on_chart(tx, rows, checked.ask.ledger):
        raise Refused("chart")
    if any(row[3] != _stopper(checked) for row in rows):
        raise Refused("not your stop")
    if _of_client(rows):
        raise Refused(doubts.ALONE)  # it took two hands, and one of them cannot undo it: whoever comes again is let in again
    if office.directory.newest(tx, Grant.read(raw).grantee).entry.ended:
        raise Refused("grantee")  # nobody can seal new keys to them, nor could they ask for anything
    if any(state == "rolling" for _, state, _ in tx.rows(STATES, grant_hash=sha(raw))):
        raise Conflict("rolling")


def _lift(office: Office, tx: Tx, checked: Checked, target: GrantHash) -> None:
    """Give back all while one compartment has the keys it had; else what is no compartment's, to stop others. Raises Conflict."""
    back = tx.rows(STATES, grant_hash=target)
    if not _left(office.told, tx, target):
        if tx.row(checks.ALLOWED, scope=checked.ask.ledger, grant_hash=target) is None:
            raise Conflict("nothing left of it")
        _drop(tx, target, back)
        back = ()
    tx.change(LIFT, grant_hash=target, by=_stopper(checked))
    for id, *_ in (*back, *tx.rows(LIMITED, grant_hash=target)):
        _back(office, tx, shares.state(tx, CompartmentId(bytes(id))), target)


def _drop(tx: Tx, grant: GrantHash, rows: Sequence[Row]) -> None:
    for id, *_ in rows:
        tx.change(DROP, scope=CompartmentId(bytes(id)), grant_hash=grant)


def _left(told: Told, tx: Tx, target: GrantHash) -> bool:
    """Whether a grant that was stopped has the keys of anything that was not taken out of it."""
    ids = (CompartmentId(bytes(id)) for id, *_ in tx.rows(STATES, grant_hash=target))
    return any(not behind(told, tx, shares.state(tx, id), target) for id in ids)


def drop_rolled(told: Told, tx: Tx, grant: GrantHash) -> None:
    """Forget a stopped grant once the keys of all its compartments were changed, and none is being changed: that roll may name it."""
    rows = tx.rows(STATES, grant_hash=grant)
    if not _left(told, tx, grant) and not any(state == "rolling" for _, state, _ in rows):
        _drop(tx, grant, rows)


def _back(office: Office, tx: Tx, state: CompartmentState, grant: GrantHash) -> None:
    """A lifted grant on one compartment: open again, or from the next roll on. What the client took out of it stays out for both."""
    if behind(office.told, tx, state, grant):
        wait(tx, state, grant)
    else:
        no_longer_due(office, tx, state.id)


def wait(tx: Tx, state: CompartmentState, grant: GrantHash) -> None:
    """A grant without the keys of a compartment gets them with the next ones."""
    tx.change(WAIT, scope=state.id, grant_hash=grant, waits=WAITS)
    if state.state == "live":
        tx.change(shares.MARK_DUE, id=state.id, owed=0)


def behind(told: Told, tx: Tx, state: CompartmentState, grant: GrantHash) -> bool:
    """Whether a grant was there before the newest epoch stood and is not named by it, so that it has none of its keys. The leaves say
    which came first, and no row; what is not entered yet comes after all that is."""
    raw = _newest(told, tx, state)
    if not raw:
        return False
    epoch = shares.read_epoch(raw)
    if grant in epoch.grants:
        return False
    given, stood = told.lines(tx, grant), told.lines(tx, sha(raw))
    unentered = epoch.epoch > 1 and len(stood) == 1  # that it ended; its first line says that it began
    return bool(given and stood) and (unentered or given[0] < stood[-1])


def _newest(told: Told, tx: Tx, state: CompartmentState) -> bytes:
    """The statement of the newest epoch that stands or ever stood. After a restore of content an older one stands again, whose keys are
    due: whom the newer one passed by waits for those that come, as the ledger has it."""
    stood = [(number, raw) for number, _, raw in shares.epochs(tx, state.id) if number == state.epoch or len(told.lines(tx, sha(raw))) > 1]
    return max(stood, default=(0, b""))[1]


def stopped_by(told: Told, tx: Tx, target: GrantHash) -> bytes:
    """The grant by which another one was stopped, while that can be lifted; empty where it was not, or not by one hand."""
    hands = {bytes(row[2]) for row in tx.rows(STATES, grant_hash=target)} - {WAITS}
    return hands.pop() if len(hands) == 1 and _left(told, tx, target) else b""


def waiting(tx: Tx, target: GrantHash) -> list[CompartmentId]:
    """The compartments whose keys a lifted grant gets with their next roll."""
    return [CompartmentId(bytes(id)) for id, _, by in tx.rows(STATES, grant_hash=target) if by == WAITS]


def no_longer_due(office: Office, tx: Tx, compartment: CompartmentId) -> None:
    """A stop or limit was taken back: the compartment needs no roll unless another one, a withdrawal or a last day stands behind it."""
    state = shares.state(tx, compartment)
    withdrawn = office.told.lines(tx, shares.withdrawal(office.practice, state))
    over = tx.row(PAST, scope=compartment, today=moments.day(office.now()))
    if state.state == "due" and not (state.owed or withdrawn or over or unrolled(office.told, tx, state)):
        tx.change(shares.STATE, id=compartment, state="live")


def unrolled(told: Told, tx: Tx, state: CompartmentState) -> list[GrantHash]:
    """Grants that were stopped, limited or lifted since a compartment's standing epoch began: its keys must change.

    Of those whom the epoch names the leaves say it, whatever rows there are."""
    raw = shares.standing(tx, state)
    epoch = shares.read_epoch(raw) if raw else None
    found = [grant for grant in epoch.grants if not _whole(told, tx, epoch, grant)] if epoch else []
    for hash, _, _, by, limited in tx.rows(OF_SCOPE, scope=state.id):
        grant = GrantHash(bytes(hash))
        if limited or by == WAITS or (by and not behind(told, tx, state, grant)):
            found.append(grant)
    return found


def _whole(told: Told, tx: Tx, epoch: Epoch, grant: GrantHash) -> bool:
    """Whether the leaves say that a grant is live, and that the client took nothing of this compartment out of it."""
    limits = hashes(epoch.practice, epoch.chart, grant, epoch.compartment, epoch.code)
    return len(told.lines(tx, grant)) % 2 == 1 and not told.more(*limits)


def readers(tx: Tx, compartment: CompartmentId, now: Moment) -> list[GrantHash]:
    """The grants that the next keys of a compartment go to, sorted by hash: who reads it now, and who waits for them."""
    found: list[GrantHash] = []
    for hash, rights, until, by, limited in tx.rows(OF_SCOPE, scope=compartment):
        if checks.rights_now(rights, until, b"" if by == WAITS else by, limited, now) & READS:
            found.append(GrantHash(bytes(hash)))
    return found


# Stopping


def stop(office: Office, target: GrantHash, signed: SignedAsk, statement: bytes = b"") -> Receipt:
    """Stop a grant: in force when this returns, whatever keys were kept. `statement`: the target's, for its granter.

    Raises Refused, Conflict.
    """
    checked = office.checked(signed)

    def work(tx: Tx) -> Receipt:
        office.ready(tx, checked, Act.STOP, target)
        rows = tx.rows(OF_GRANT, grant_hash=target)
        again = office.leaves.entered(tx, checked.hash, checked.ask.at)
        if again is not None:
            if any(row[3] in NOT_STOPPED for row in rows):
                raise Conflict("lifted since")
            return again
        _may_stop(office, tx, checked, target, rows, statement)
        receipt = office.leaves.append(tx, checked.ask, signed, target)
        tx.change(STOP, grant_hash=target, by=_stopper(checked), waits=WAITS)
        for id, state, _ in tx.rows(STATES, grant_hash=target):
            if state == "live":
                tx.change(shares.MARK_DUE, id=id, owed=0)
            elif state == "due":
                no_longer_due(office, tx, CompartmentId(id))  # it waited for keys that nobody needs now
        drop_rolled(office.told, tx, target)  # it waited for all that was not taken out of it
        return receipt

    return office.queue.run(work)


def _may_stop(office: Office, tx: Tx, checked: Checked, target: GrantHash, rows: Sequence[Row], statement: bytes) -> None:
    if not rows or all(row[3] not in NOT_STOPPED for row in rows):
        raise Conflict("already stopped")
    if not _on_chart(tx, rows, checked.ask.ledger):
        raise Refused("chart")
    if _of_client(rows) and target != checked.ask.grant:
        doubts.two_hands(office, tx, checked, target)
        return
    held = checks.chart_rights(tx, checked.ask, office.now())
    if not held & ON_CHART and target != checked.ask.grant and not _gave(office.directory, tx, checked, target, statement):
        raise Refused("stop")


def _of_client(rows: Sequence[Row]) -> bool:
    return any(Right.SUBJECT.value in str(row[1]).split() for row in rows)


def _gave(directory: Directory, tx: Tx, checked: Checked, target: GrantHash, statement: bytes) -> bool:
    """Whether the asker is the granter, by the target's bare statement (bound by its hash); also with keys turned since."""
    if sha(statement) != target:
        return False
    return directory.listed(tx, Grant.read(statement).granter_entry).entry.principal == checked.ask.actor


def _on_chart(tx: Tx, rows: Sequence[Row], chart: ChartId) -> bool:
    for scope, *_ in rows:
        row = tx.row(shares.COMPARTMENT, id=scope)
        if scope != chart and (row is None or bytes(row[0]) != chart):
            return False
    return True


def end_what_is_over(tx: Tx, now: Moment) -> None:
    """Whose last day is over still has the key in use: it changes next, as after a stop, so that it opens nothing that is written since."""
    tx.change(OVER, today=moments.day(now))
