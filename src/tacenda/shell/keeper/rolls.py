"""Rolls in the keeper: the new epoch of a compartment behind a stop, a limit, a last day or a copy taken back.

A roll neither adds nor drops anyone: while one runs nothing is given or lifted, and whoever is stopped meanwhile makes the next roll due.
Whom the new epoch does not name gets nothing under it. The row of a stopped grant goes with the last compartment that still had its old
keys; until then it is what the grant can be lifted by.
"""

from __future__ import annotations

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.statements import Epoch
from tacenda.core.sealing.derive import sha
from tacenda.core.sealing.derive import shares as shares_of
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import CompartmentId, GrantHash
from tacenda.shell.database import Tx
from tacenda.shell.keeper import checks, grants, shares
from tacenda.shell.keeper.checks import Checked
from tacenda.shell.keeper.grants import WAITS
from tacenda.shell.keeper.office import Office
from tacenda.shell.keeper.shares import CompartmentState, Shares

DELIVERED = "UPDATE allowed SET stopped_by = x'' WHERE scope = :scope AND grant_hash = :grant_hash AND stopped_by = :waits"
LEDGER_EPOCH = "UPDATE chart SET ledger_epoch = :ledger_epoch WHERE id = :id"


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
    if list(epoch.grants) != grants.readers(tx, epoch.compartment, office.now()):
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
        tx.change(shares.EPOCH, id=compartment, epoch=epoch, state="live")
        office.leaves.append_own(tx, state.chart, Act.ROLL_ENDED, sha(raw), raw)
        _after(office, tx, shares.state(tx, compartment), Epoch.read(raw))
        if given_up and state.code not in shares.OVERSEEN:
            tx.change(shares.NOT_OWED, id=compartment)  # for the keys that it has now
        if shares.state(tx, compartment).owed or grants.unrolled(office.told, tx, shares.state(tx, compartment)):
            tx.change(shares.STATE, id=compartment, state="due")

    office.queue.run(work)


def _after(office: Office, tx: Tx, state: CompartmentState, epoch: Epoch) -> None:
    """The rows after a roll: whom the new epoch names has its keys. Forgotten is whom it does not name because they were limited or over,
    or stopped with no way back; who was given or lifted after the roll was given up waits for the next one."""
    for hash, rights, until, by, limited in tx.rows(grants.OF_SCOPE, scope=state.id):
        grant = GrantHash(bytes(hash))
        if grant in epoch.grants:
            tx.change(DELIVERED, scope=state.id, grant_hash=grant, waits=WAITS)
        elif not checks.rights_now(rights, until, b"", limited, office.now()):
            tx.change(grants.DROP, scope=state.id, grant_hash=grant)
        elif by in grants.NOT_STOPPED:
            grants.wait(tx, state, grant)
        else:
            grants.drop_rolled(office.told, tx, grant)


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
            # Whatever stop is lifted: were the caller wrong, content lies under the new keys, and only what is due can still end.
            # And what made it due, a restore or an office's new keys, is forgotten since the roll began.
            tx.change(shares.MARK_DUE, id=compartment, owed=1)

    office.queue.run(work)
