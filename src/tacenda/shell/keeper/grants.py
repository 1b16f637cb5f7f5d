"""Grants in the keeper: what is allowed, given, stopped, lifted; and the roll that follows a stop.

A stop is effective at its commit: the rows are marked and the compartments are due; what a grant's last day ends is due from the next
minute on. A roll neither adds nor drops anyone: while one runs nothing is given or lifted, and whoever is stopped meanwhile makes the next
roll due. A grant's hash stands in leaves at giving, stopping
and lifting in turn and nowhere else, so that stops can be told again from the leaves alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.statements import QUIET, Epoch, Grant, rights_text
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.derive import shares as shares_of
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
from tacenda.shell.keeper.shares import CompartmentState, Shares
from tacenda.shell.keeper.told import Told

ALLOW = "INSERT INTO allowed (scope, grant_hash, rights, until, stopped_by, limited) VALUES (:scope, :grant_hash, :rights, :until, x'', 0)"
OF_GRANT = "SELECT scope, rights, until, stopped_by, limited FROM allowed WHERE grant_hash = :grant_hash ORDER BY scope"
OF_SCOPE = "SELECT grant_hash, rights, until, stopped_by, limited FROM allowed WHERE scope = :scope ORDER BY grant_hash"
STOP = "UPDATE allowed SET stopped_by = :by WHERE grant_hash = :grant_hash AND stopped_by = x''"
LIFT = "UPDATE allowed SET stopped_by = x'' WHERE grant_hash = :grant_hash AND stopped_by = :by"
DROP = "DELETE FROM allowed WHERE scope = :scope AND grant_hash = :grant_hash"
STATES = """
SELECT compartment.id, compartment.state
  FROM allowed
  JOIN compartment ON compartment.id = allowed.scope
 WHERE allowed.grant_hash = :grant_hash
"""
ANY = "SELECT 1 FROM allowed WHERE scope = :scope"
OVER = """
UPDATE compartment
   SET state = 'due'
 WHERE state = 'live' AND id IN (SELECT scope FROM allowed WHERE until != 0 AND until <= :today)
"""
LEDGER_EPOCH = "UPDATE chart SET ledger_epoch = :ledger_epoch WHERE id = :id"

ON_COMPARTMENT = frozenset({Right.READ, Right.WRITE, Right.GRANT})
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
    if any(not covered.rights or not covered.rights <= ON_COMPARTMENT for covered in grant.compartments):
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
        if office.leaves.entered(tx, checked.hash, checked.ask.at) is not None:
            if not rows or any(row[3] for row in rows):
                raise Conflict("stopped since")
        elif rows:
            _lift(office, tx, checked, hash, rows)
        else:
            allow_later(office, tx, checked, Given("grant", raw, signature, signed))
        return office.leaves.append(tx, checked.ask, signed, hash, raw)

    return office.queue.run(work)


def _stopper(checked: Checked) -> bytes:
    """Whose stop it is: the grant shown (an office's grant stands for any of its members)."""
    return checked.ask.grant


def _lift(office: Office, tx: Tx, checked: Checked, target: GrantHash, rows: Sequence[Row]) -> None:
    """Take one's own stop back, as far as nothing was rolled since; never of a membership. Raises Refused, Conflict."""
    if not _on_chart(tx, rows, checked.ask.ledger):
        raise Refused("chart")
    if any(row[3] != _stopper(checked) for row in rows):
        raise Refused("not your stop")
    if _of_client(rows):
        raise Refused(doubts.ALONE)  # it took two hands, and one of them cannot undo it: whoever comes again is let in again
    if all(row[4] for row in rows):
        raise Conflict("nothing left of it")
    tx.change(LIFT, grant_hash=target, by=_stopper(checked))
    for id, state in tx.rows(STATES, grant_hash=target):
        if state == "rolling":
            raise Conflict("rolling")
        no_longer_due(office, tx, CompartmentId(id))


def stopped_by(tx: Tx, target: GrantHash) -> bytes:
    """The grant by which all that is left of another one was stopped; empty where it was not, or not by one hand."""
    hands = {bytes(row[3]) for row in tx.rows(OF_GRANT, grant_hash=target)}
    return hands.pop() if len(hands) == 1 else b""


def no_longer_due(office: Office, tx: Tx, compartment: CompartmentId) -> None:
    """A stop or limit was taken back: the compartment needs no roll unless another one, or a withdrawal, stands behind it."""
    state = shares.state(tx, compartment)
    withdrawn = office.told.lines(tx, shares.withdrawal(office.practice, state))
    if state.state == "due" and not (state.owed or withdrawn or stopped(tx, compartment)):
        tx.change(shares.STATE, id=compartment, state="live")


def stopped(tx: Tx, compartment: CompartmentId) -> list[GrantHash]:
    """Grants of a compartment that were stopped or limited and are not rolled away yet."""
    return [GrantHash(bytes(hash)) for hash, _, _, by, limited in tx.rows(OF_SCOPE, scope=compartment) if by or limited]


def readers(tx: Tx, compartment: CompartmentId, now: Moment) -> list[GrantHash]:
    """The grants the keeper allows to read a compartment now, sorted by hash."""
    found: list[GrantHash] = []
    for hash, rights, until, by, limited in tx.rows(OF_SCOPE, scope=compartment):
        if checks.rights_now(rights, until, by, limited, now) & {Right.READ, Right.WRITE}:
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
            if any(not row[3] for row in rows):
                raise Conflict("lifted since")
            return again
        _may_stop(office, tx, checked, target, rows, statement)
        tx.change(STOP, grant_hash=target, by=_stopper(checked))
        for id, state in tx.rows(STATES, grant_hash=target):
            if state == "live":
                tx.change(shares.MARK_DUE, id=id, owed=0)
        return office.leaves.append(tx, checked.ask, signed, target)

    return office.queue.run(work)


def _may_stop(office: Office, tx: Tx, checked: Checked, target: GrantHash, rows: Sequence[Row], statement: bytes) -> None:
    if not rows or all(row[3] for row in rows):
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


# Rolling


def roll_begun(office: Office, raw: bytes, signed: SignedAsk, signature: bytes = b"") -> Shares:
    """Begin a new epoch of a compartment that is due; shares of the objects named, under both epochs.

    `signature`: an officer's, for the practice's own ledger. While another roll of it runs: Conflict; only who sees that nothing of that
    one was committed may abandon it. Raises Refused, Conflict.
    """
    checked, epoch = office.checked(signed), Epoch.read(raw)

    def work(tx: Tx) -> Shares:
        old = shares.state(tx, epoch.compartment)
        _asks_for(office, tx, checked, epoch, old)
        if office.leaves.entered(tx, checked.hash, checked.ask.at) is None:
            _may_roll(office, tx, epoch, old)
            if epoch.chart == office.practice and epoch.code is Code.LEDGER:
                office.directory.vouched(tx, raw, signature)
            shares.add_epoch(tx, epoch, raw, "begun", moments.day(office.now()), signature)
            tx.change(shares.BEGUN, id=epoch.compartment)
        elif old.state != "rolling" or shares.statement(tx, epoch.compartment, epoch.epoch, "begun") != raw:
            raise Conflict("roll")
        given = _both(tx, checked, epoch, old)
        office.leaves.append(tx, checked.ask, signed, sha(raw), raw)
        return given

    return office.queue.run(work)


def _asks_for(office: Office, tx: Tx, checked: Checked, epoch: Epoch, old: CompartmentState) -> None:
    ask, now = checked.ask, office.now()
    checks.present(tx, checked, now)
    checks.decided_on(tx, ask, office.practice)
    if ask.act is not Act.ROLL_BEGUN or ask.about != sha(epoch.write()) or ask.ledger != epoch.chart or old.chart != epoch.chart:
        raise Refused("about")
    if any(place.compartment != epoch.compartment or place.version for place in ask.places):
        raise Refused("places")
    if any(place.epoch != old.epoch for place in ask.places):
        raise Conflict("epoch")
    rights = checks.allowed(tx, epoch.compartment, ask.grant, now)
    if not rights & {Right.READ, Right.WRITE}:
        raise Refused("not allowed")
    office.as_told(tx, checked.shown, ask.ledger, [(epoch.compartment, epoch.code)])
    for place in ask.places:  # who may not open it does not change its key: somebody else does
        checks.not_over(place, old.code, rights, now)
    if old.code is Code.PSYCHOTHERAPY and not checked.stepped_up:
        raise Refused("step-up")


def _may_roll(office: Office, tx: Tx, epoch: Epoch, old: CompartmentState) -> None:
    if epoch.practice != office.practice or epoch.code is not old.code or bool(epoch.ledger_key) != (old.code is Code.LEDGER):
        raise Refused("epoch")
    if old.state != "due" or epoch.epoch != shares.highest(tx, epoch.compartment) + 1:
        raise Conflict("roll")
    if epoch.previous != sha(shares.statement(tx, epoch.compartment, old.epoch, "live")):
        raise Conflict("previous")
    if list(epoch.grants) != readers(tx, epoch.compartment, office.now()):
        raise Refused("a roll neither adds nor drops anyone")
    office.as_told(tx, epoch.grants, epoch.chart, [(epoch.compartment, epoch.code)])


def _both(tx: Tx, checked: Checked, epoch: Epoch, old: CompartmentState) -> Shares:
    """Shares of the objects named, under both epochs: a roll opens everything, and is entered as one that does."""
    if not checked.ask.places:
        return {}
    before, after = (shares_of(shares.seed(tx, epoch.compartment, number)) for number in (old.epoch, epoch.epoch))
    given: Shares = {}
    for place in checked.ask.places:
        id = place.object
        given[id, old.epoch], given[id, epoch.epoch] = before(id), after(id)
    return given


def roll_ended(office: Office, compartment: CompartmentId, epoch: int) -> None:
    """The new epoch's content is committed: the old share retires, whom it does not name is gone, a ledger's new key takes over.

    Idempotent. Whoever was stopped since the roll began is named by the new epoch, so the next roll is due at once. What is committed
    decides: a roll that somebody gave up too early still ends, unless another was begun since.
    """

    def work(tx: Tx) -> None:
        state = shares.state(tx, compartment)
        if state.epoch >= epoch:
            return
        given_up = state.state == "due" and shares.highest(tx, compartment) == epoch
        raw = shares.statement(tx, compartment, epoch, "abandoned" if given_up else "begun")
        if not raw or not (given_up or state.state == "rolling"):
            raise Conflict("roll")
        _take_over(office, tx, state, epoch, raw)
        unnamed = _drop_unnamed(tx, compartment, Epoch.read(raw), office.now())
        due = state.owed or unnamed or stopped(tx, compartment)
        tx.change(shares.EPOCH, id=compartment, epoch=epoch, state="due" if due else "live")
        office.leaves.append_own(tx, state.chart, Act.ROLL_ENDED, sha(raw), raw)

    office.queue.run(work)


def _drop_unnamed(tx: Tx, compartment: CompartmentId, epoch: Epoch, now: Moment) -> bool:
    """Forget grants that the new epoch does not name because they were stopped or over. Whether one is left that lives: given or lifted
    after the roll was given up, it waits for the next one."""
    left = False
    for hash, rights, until, by, limited in tx.rows(OF_SCOPE, scope=compartment):
        if hash not in epoch.grants:
            if checks.rights_now(rights, until, by, limited, now):
                left = True
            else:
                tx.change(DROP, scope=compartment, grant_hash=hash)
    return left


def _take_over(office: Office, tx: Tx, state: CompartmentState, epoch: int, raw: bytes) -> None:
    day = moments.day(office.now())
    tx.change(shares.SET_STATE, compartment=state.id, epoch=epoch, state="live", day=day)
    if state.code is Code.LEDGER:
        tx.change(LEDGER_EPOCH, id=state.chart, ledger_epoch=sha(raw))
        office.leaves.forget(state.chart)
    else:
        tx.change(shares.RETIRE, compartment=state.id, epoch=epoch, day=day)


def abandon(office: Office, compartment: CompartmentId) -> None:
    """A roll begun of which nothing was committed: its number is burnt and the compartment is due again.

    The caller has seen, under the content's lock, that no row is under the begun epoch. Its share dies only with the retired ones, after
    14 days: were the caller wrong, `roll_ended` still finds it.
    """

    def work(tx: Tx) -> None:
        if shares.state(tx, compartment).state == "rolling":
            tx.change(shares.ABANDON, compartment=compartment, day=moments.day(office.now()))
            # What an office reads may be due because of its new keys, whatever stop is lifted.
            lifted = stopped(tx, compartment) and shares.state(tx, compartment).code not in shares.OVERSEEN
            tx.change(shares.MARK_DUE, id=compartment, owed=0 if lifted else 1)

    office.queue.run(work)
