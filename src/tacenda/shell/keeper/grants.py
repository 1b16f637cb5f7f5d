"""Grants in the keeper: what is allowed, given, stopped, lifted; and the roll that follows a stop.

A stop is effective at its commit: the rows are marked and the compartments are due. A roll neither adds nor drops anyone.
"""

from __future__ import annotations

from collections.abc import Sequence

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.statements import Epoch, Grant, rights_text
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ChartId, CompartmentId, GrantHash, PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.shell.database import Row, Tx
from tacenda.shell.keeper import checks, shares
from tacenda.shell.keeper.checks import Checked
from tacenda.shell.keeper.directory import Directory
from tacenda.shell.keeper.leaves import Receipt
from tacenda.shell.keeper.office import Given, Office
from tacenda.shell.keeper.shares import Shares

ALLOW = "INSERT INTO allowed (scope, grant_hash, rights, until, stopped_by) VALUES (:scope, :grant_hash, :rights, :until, x'')"
OF_GRANT = "SELECT scope, rights, until, stopped_by FROM allowed WHERE grant_hash = :grant_hash ORDER BY scope"
OF_SCOPE = "SELECT grant_hash, rights, until, stopped_by FROM allowed WHERE scope = :scope ORDER BY grant_hash"
STOP = "UPDATE allowed SET stopped_by = :by WHERE grant_hash = :grant_hash AND stopped_by = x''"
LIFT = "UPDATE allowed SET stopped_by = x'' WHERE grant_hash = :grant_hash AND stopped_by = :by"
DROP_STOPPED = "DELETE FROM allowed WHERE scope = :scope AND stopped_by != x''"
DROP_OVER = "DELETE FROM allowed WHERE scope = :scope AND until != 0 AND until <= :day"
IS_COMPARTMENT = "SELECT 1 FROM compartment WHERE id = :id"
ANY = "SELECT 1 FROM allowed WHERE scope = :scope"
LEDGER_EPOCH = "UPDATE chart SET ledger_epoch = :ledger_epoch WHERE id = :id"


def _allow(tx: Tx, raw: bytes, grant: Grant) -> None:
    until = moments.day(grant.until) if grant.until else 0
    for covered in grant.compartments:
        tx.change(ALLOW, scope=covered.compartment, grant_hash=sha(raw), rights=" ".join(rights_text(covered.rights)), until=until)
    if grant.rights:
        tx.change(ALLOW, scope=grant.chart, grant_hash=sha(raw), rights=" ".join(rights_text(grant.rights)), until=until)


def allow_first(directory: Directory, tx: Tx, chart: ChartId, given: Given, together: Sequence[Grant]) -> None:
    """A grant that comes with a founding: the founder's own, one whose parent is among them, or the first membership of an office."""
    grant = directory.grant(tx, given.statement, given.signature)
    _grantee(directory, tx, grant)
    if grant.chart != chart:
        _membership(directory, tx, grant)
    else:
        _covers_what_stands(tx, grant)
        if not directory.ends_at_founder(tx, grant):
            _below_founder(directory, tx, grant, together)
    _allow(tx, given.statement, grant)


def _membership(directory: Directory, tx: Tx, grant: Grant) -> None:
    """The chart of a membership is the office's id, which names its founder as a chart's does."""
    if grant.compartments or not grant.by_founder() or not directory.newest(tx, PrincipalId(grant.chart)).entry.office:
        raise Refused("membership")


def _below_founder(directory: Directory, tx: Tx, grant: Grant, together: Sequence[Grant]) -> None:
    parent = next((one for one in together if sha(one.write()) == grant.parent), None)
    if parent is None or not directory.ends_at_founder(tx, parent) or not grant.within(parent):
        raise Refused("not the founder")
    if parent.grantee_entry != grant.granter_entry:
        raise Refused("granter")


def _grantee(directory: Directory, tx: Tx, grant: Grant) -> None:
    listed = directory.listed(tx, grant.grantee_entry)
    if listed.entry.principal != grant.grantee or not listed.confirmed or listed.entry.ended:
        raise Refused("grantee")


def _covers_what_stands(tx: Tx, grant: Grant) -> None:
    for covered in grant.compartments:
        state = shares.state(tx, covered.compartment)
        if state.chart != grant.chart or state.code is not covered.code:
            raise Refused("compartment")


def allow_later(directory: Directory, tx: Tx, checked: Checked, given: Given, now: Moment) -> None:
    """A grant on a chart that stands: signed by the asker, within the grant the asker shows. Raises Refused."""
    grant = directory.grant(tx, given.statement, given.signature)
    _grantee(directory, tx, grant)
    _covers_what_stands(tx, grant)
    if grant.chart != checked.ask.ledger or checked.grant is None or grant.parent != checked.ask.grant:
        raise Refused("parent")
    if grant.granter_entry != checked.certificate.entry:
        raise Refused("granter")
    if grant.grantee == checked.ask.actor and not _known_to(checked.grant, grant):
        _new_for_oneself(tx, checked.grant, grant)
    elif not _within_live(tx, checked.grant, checked.ask.grant, grant, now):
        raise Refused("exceeds")
    _allow(tx, given.statement, grant)


def _known_to(parent: Grant, grant: Grant) -> bool:
    return any(parent.covers(covered.compartment) for covered in grant.compartments)


def _new_for_oneself(tx: Tx, parent: Grant, grant: Grant) -> None:
    """A new compartment's first grant goes to its maker, who must hold `grant` on the access list."""
    access = parent.of_code(Code.ACCESS)
    taken = any(tx.row(ANY, scope=covered.compartment) is not None for covered in grant.compartments)
    if access is None or Right.GRANT not in access.rights or taken or grant.rights:
        raise Refused("new compartment")


def _within_live(tx: Tx, parent: Grant, parent_hash: bytes, grant: Grant, now: Moment) -> bool:
    """No more than the granter's own rights, as the keeper allows them now."""
    for covered in grant.compartments:
        held = checks.allowed(tx, covered.compartment, parent_hash, now)
        if Right.GRANT not in held or not covered.rights <= held:
            return False
    return grant.within(parent)


def grant(office: Office, raw: bytes, signature: bytes, signed: SignedAsk) -> Receipt:
    """Allow a grant; or, about a grant that the asker stopped, lift the stop before the roll. Raises Refused, Conflict."""

    def work(tx: Tx) -> Receipt:
        checked = office.checked(tx, signed)
        checks.live(office.directory, tx, checked, office.clock())
        if checked.ask.act is not Act.GRANT or checked.ask.about != sha(raw):
            raise Refused("about")
        if not tx.rows(OF_GRANT, grant_hash=sha(raw)):
            allow_later(office.directory, tx, checked, Given("grant", raw, signature, signed), office.clock())
        else:
            _lift(tx, checked, GrantHash(sha(raw)))
        return office.leaves.append(tx, checked.ask, signed, sha(raw), raw)

    return office.queue.run(work)


def _stopper(checked: Checked) -> bytes:
    """Whose stop it is: the grant shown (an office's grant stands for any of its members)."""
    return checked.ask.grant


def _lift(tx: Tx, checked: Checked, target: GrantHash) -> None:
    rows = tx.rows(OF_GRANT, grant_hash=target)
    if not any(bytes(row[3]) == _stopper(checked) for row in rows):
        raise Refused("not your stop")
    tx.change(LIFT, grant_hash=target, by=_stopper(checked))
    for scope, *_ in rows:
        if tx.row(IS_COMPARTMENT, id=scope) is not None:
            _no_longer_due(tx, CompartmentId(bytes(scope)))


def _no_longer_due(tx: Tx, compartment: CompartmentId) -> None:
    if not stopped(tx, compartment) and shares.state(tx, compartment).state == "due":
        tx.change(shares.STATE, id=compartment, state="live")


def stopped(tx: Tx, compartment: CompartmentId) -> list[GrantHash]:
    """Grants of a compartment that were stopped and are not rolled away yet."""
    return [GrantHash(bytes(hash)) for hash, _, _, by in tx.rows(OF_SCOPE, scope=compartment) if by]


def readers(tx: Tx, compartment: CompartmentId, now: Moment) -> list[GrantHash]:
    """The grants the keeper allows to read a compartment now, sorted by hash."""
    found: list[GrantHash] = []
    for hash, rights, until, by in tx.rows(OF_SCOPE, scope=compartment):
        if not by and not (until and now >= int(until) * 86_400) and set(str(rights).split()) & {"read", "write"}:
            found.append(GrantHash(bytes(hash)))
    return found


def stop(office: Office, target: GrantHash, signed: SignedAsk, statement: bytes = b"") -> Receipt:
    """Stop a grant: in force when this returns, whatever keys were kept. `statement`: the target's, for its granter.

    Raises Refused, Conflict.
    """

    def work(tx: Tx) -> Receipt:
        checked = office.checked(tx, signed)
        checks.live(office.directory, tx, checked, office.clock())
        if checked.ask.act is not Act.STOP or checked.ask.about != target:
            raise Refused("about")
        rows = tx.rows(OF_GRANT, grant_hash=target)
        _may_stop(tx, checked, target, rows, statement, office.clock())
        tx.change(STOP, grant_hash=target, by=_stopper(checked))
        for scope, *_ in rows:
            if tx.row(IS_COMPARTMENT, id=scope) is not None:
                _mark_due(tx, CompartmentId(bytes(scope)))
        return office.leaves.append(tx, checked.ask, signed, target)

    return office.queue.run(work)


def _mark_due(tx: Tx, compartment: CompartmentId) -> None:
    if shares.state(tx, compartment).state == "live":
        tx.change(shares.STATE, id=compartment, state="due")


def _may_stop(tx: Tx, checked: Checked, target: GrantHash, rows: Sequence[Row], statement: bytes, now: Moment) -> None:
    if not rows or all(row[3] for row in rows):
        raise Conflict("already stopped")
    if not _on_chart(tx, rows, checked.ask.ledger):
        raise Refused("chart")
    held = checks.chart_rights(tx, checked.ask, now)
    subject = any("subject" in str(row[1]).split() for row in rows)
    if subject and target != checked.ask.grant:
        raise Refused("a client's own access")
    if not held & {Right.STOP, Right.SUBJECT} and target != checked.ask.grant and not _gave(checked, target, statement):
        raise Refused("stop")


def _gave(checked: Checked, target: GrantHash, statement: bytes) -> bool:
    """Whether the asker is the granter, by the target's bare statement (bound by its hash)."""
    return sha(statement) == target and Grant.read(statement).granter_entry == checked.certificate.entry


def _on_chart(tx: Tx, rows: Sequence[Row], chart: ChartId) -> bool:
    for scope, *_ in rows:
        row = tx.row(shares.COMPARTMENT, id=scope)
        if scope != chart and (row is None or bytes(row[0]) != chart):
            return False
    return True


def roll_begun(office: Office, raw: bytes, signed: SignedAsk) -> Shares:
    """Begin a new epoch of a compartment that is due; shares of the objects named, under both epochs. Raises Refused, Conflict."""

    def work(tx: Tx) -> Shares:
        checked, epoch = office.checked(tx, signed), Epoch.read(raw)
        now = office.clock()
        old = shares.state(tx, epoch.compartment)
        _may_roll(office, tx, checked, epoch, old, now)
        tx.change(shares.ABANDON, compartment=epoch.compartment)
        shares.add_epoch(tx, epoch, raw, "begun", moments.day(now))
        tx.change(shares.STATE, id=epoch.compartment, state="rolling")
        office.leaves.append(tx, checked.ask, signed, sha(raw), raw)
        given: Shares = {}
        for place in checked.ask.places:
            for number in (old.epoch, epoch.epoch):
                given[place.object, number] = shares.of_object(tx, epoch.compartment, number, place.object)
        return given

    return office.queue.run(work)


def _may_roll(office: Office, tx: Tx, checked: Checked, epoch: Epoch, old: shares.CompartmentState, now: Moment) -> None:
    ask = checked.ask
    checks.signed_in(tx, checked)
    checks.newest(office.directory, tx, checked)
    if ask.act is not Act.ROLL_BEGUN or ask.about != sha(epoch.write()) or ask.ledger != epoch.chart or old.chart != epoch.chart:
        raise Refused("about")
    if any(place.compartment != epoch.compartment or place.epoch != old.epoch for place in ask.places):
        raise Refused("places")
    if not checks.allowed(tx, epoch.compartment, ask.grant, now):
        raise Refused("not allowed")
    if old.state not in ("due", "rolling") or epoch.epoch != shares.highest(tx, epoch.compartment) + 1 or epoch.code is not old.code:
        raise Conflict("roll")
    if epoch.previous != sha(_statement(tx, epoch.compartment, old.epoch)):
        raise Conflict("previous")
    if sorted(epoch.grants) != readers(tx, epoch.compartment, now):
        raise Refused("a roll neither adds nor drops anyone")
    if old.code is Code.PSYCHOTHERAPY and not checked.stepped_up:
        raise Refused("step-up")


def _statement(tx: Tx, compartment: CompartmentId, epoch: int) -> bytes:
    return next((statement for number, _, statement in shares.epochs(tx, compartment) if number == epoch), b"")


def roll_ended(office: Office, compartment: CompartmentId, epoch: int) -> None:
    """The new epoch stands: the old share retires, stopped grants are gone, a ledger's new key takes over. Idempotent."""

    def work(tx: Tx) -> None:
        state = shares.state(tx, compartment)
        if state.epoch >= epoch:
            return
        raw = _statement(tx, compartment, epoch)
        if state.state != "rolling" or not raw:
            raise Conflict("roll")
        day = moments.day(office.clock())
        tx.change(shares.SET_STATE, compartment=compartment, epoch=epoch, state="live", day=day)
        if state.code is Code.LEDGER:
            tx.change(LEDGER_EPOCH, id=state.chart, ledger_epoch=sha(raw))
        else:
            tx.change(shares.RETIRE, compartment=compartment, epoch=epoch, day=day)
        tx.change(shares.EPOCH, id=compartment, epoch=epoch)
        tx.change(DROP_STOPPED, scope=compartment)
        tx.change(DROP_OVER, scope=compartment, day=day)
        office.leaves.append_own(tx, state.chart, Act.ROLL_ENDED, sha(raw), raw)

    office.queue.run(work)


def abandon(office: Office, compartment: CompartmentId) -> None:
    """A roll begun and never committed: its number is burnt and the compartment is due again."""

    def work(tx: Tx) -> None:
        if shares.state(tx, compartment).state == "rolling":
            tx.change(shares.ABANDON, compartment=compartment)
            tx.change(shares.STATE, id=compartment, state="due")

    office.queue.run(work)
