"""Releases: an entry for each ask, then the shares of its places. And entries that bring no share.

A share is computed inside the transaction and leaves this module only when its entry is durable. Memory keeps that today's standing entry
was made, never that somebody may.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.statements import Certificate
from tacenda.core.ledger.withdrawal import WITHDRAWN_FROM
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ZERO_HASH, ChartId
from tacenda.core.words.moments import Day
from tacenda.core.words.people import Role
from tacenda.shell.database import Tx
from tacenda.shell.keeper import checks, shares
from tacenda.shell.keeper.backups import Restoration, RestoredPage, RestoredPages
from tacenda.shell.keeper.checks import Checked
from tacenda.shell.keeper.leaves import Receipt
from tacenda.shell.keeper.office import Office
from tacenda.shell.keeper.shares import Counts, Shares

# What other verbs do, or what opens nothing, is not released: its entry would say what did not happen.
RELEASED = frozenset(
    {
        Act.USE, Act.OPEN, Act.SEARCH, Act.WRITE, Act.EXPORT, Act.PRINT, Act.DISCLOSE, Act.CONSENT, Act.JOIN,
        Act.BREAK_GLASS, Act.RECOVER, Act.INCIDENT,
    }
)  # fmt: skip
READING = frozenset({Act.USE, Act.OPEN, Act.SEARCH, Act.PRINT, Act.EXPORT})
ENTERED = frozenset({Act.SIGN_IN, Act.SIGN_OUT, Act.STEP_UP, Act.JOIN, Act.CONSENT, Act.POLICY, Act.INCIDENT, Act.RESTORE, Act.RECOVER})
OFFICERS = frozenset({Act.POLICY, Act.RESTORE})
STANDING = 10_000  # standing entries remembered
KNOWN = "SELECT 1 FROM directory WHERE hash = :about"


@dataclass(frozen=True, slots=True)
class Released:
    """What one cleared ask brings: where its entry stands, and the shares of its places.

    `counted`: of a standing ask, every compartment of the chart at that moment, with the head of its latest page.
    """

    receipt: Receipt
    shares: Shares
    counted: Counts = field(default_factory=Counts, compare=False)

    def __repr__(self) -> str:
        return f"Released({self.receipt})"


def release(office: Office, batch: Sequence[SignedAsk]) -> tuple[Released, ...]:
    """All or none: an entry for each ask, durable; then the shares of its places. Raises Refused, Conflict, Unavailable."""
    checked = [_asks_for_shares(office.checked(signed)) for signed in batch]
    stood = [_stood(office, one) for one in checked]
    if None not in stood:
        # Nothing is written, so nobody waits for a commit; every check is made on the rows of this moment all the same. A stop can be
        # read from the leaves just after the rows were: then it waits for a moment that is one.
        with suppress(Conflict), office.database.reading() as tx:
            return tuple(_stands(office, tx, one, receipt) for receipt, one in zip(stood, checked, strict=True) if receipt)
    return office.queue.run(lambda tx: tuple(_release(office, tx, one) for one in checked))


def _stands(office: Office, tx: Tx, checked: Checked, receipt: Receipt) -> Released:
    return Released(receipt, _given(office, tx, checked), shares.counted(tx, checked.ask.ledger))


def _asks_for_shares(checked: Checked) -> Checked:
    ask = checked.ask
    if ask.act not in RELEASED or checked.grant is None or not ask.places or (ask.about != ZERO_HASH and ask.act is not Act.WRITE):
        raise Refused("places")
    if ask.act in READING and any(place.version for place in ask.places):
        raise Refused("standing" if ask.act is Act.USE else "places")
    return checked


def _release(office: Office, tx: Tx, checked: Checked) -> Released:
    ask, given = checked.ask, _given(office, tx, checked)
    pages = [place for place in ask.places if place.version and place.object == place.compartment]
    if pages and office.leaves.entered(tx, checked.hash, ask.at) is not None:
        if any(shares.head(tx, page.compartment, page.version) != page.digest for page in pages):
            raise Conflict("page moved")
    else:
        for page in pages:
            shares.raise_latest(tx, page)
        if ask.about != ZERO_HASH:
            _withdraw(office, tx, checked)
    if ask.act is Act.USE:
        return Released(_standing(office, tx, checked), given, shares.counted(tx, ask.ledger))
    return Released(office.leaves.append(tx, ask, checked.signed, ask.about), given)


def _withdraw(office: Office, tx: Tx, checked: Checked) -> None:
    """Something is taken out of a compartment with this page: from now on its keys are due, so that what was there opens no more.

    Raises Refused for an `about` that is anything else.
    """
    ask = checked.ask
    if len(ask.places) != 1 or not ask.places[0].version or ask.places[0].object != ask.places[0].compartment:
        raise Refused("about")
    state = shares.state(tx, ask.places[0].compartment)
    if state.code not in WITHDRAWN_FROM or ask.about != shares.withdrawal(office.practice, state):
        raise Refused("about")
    tx.change(shares.MARK_DUE, id=state.id, owed=0)


def _given(office: Office, tx: Tx, checked: Checked) -> Shares:
    """The shares of an ask's places, if its asker may have them now. Raises Refused, Conflict."""
    now, ask = office.now(), checked.ask
    checks.present(tx, checked, now)
    given = checks.places(tx, checked, now)
    office.as_told(tx, checked.shown, ask.ledger, checked.named)
    checks.decided_on(tx, ask, office.practice)
    return given


def _stood(office: Office, checked: Checked) -> Receipt | None:
    """Today's standing entry, if it is durable already and this ask only stands on it."""
    if checked.ask.act is not Act.USE:
        return None
    with office.queue.between():
        known = office.standing.get((checked.signed.certificate, checked.ask.ledger))
    return known[1] if known is not None and known[0] == moments.day(office.now()) else None


def _standing(office: Office, tx: Tx, checked: Checked) -> Receipt:
    """The standing entry: one per certificate, chart, day and process."""
    today, key = moments.day(office.now()), (checked.signed.certificate, checked.ask.ledger)
    known = office.standing.get(key)
    if known is not None and known[0] == today:
        return known[1]
    if moments.day(checked.ask.at) != today and office.leaves.entered(tx, checked.hash, checked.ask.at) is not None:
        raise Conflict("standing")  # said again after midnight: what was entered yesterday is no entry of today
    receipt = office.leaves.append(tx, checked.ask, checked.signed)
    if len(office.standing) >= STANDING:
        office.standing.clear()
    office.standing[key] = today, receipt
    office.undo.note(lambda: _forget(office, key))
    return receipt


def _forget(office: Office, key: tuple[bytes, ChartId]) -> None:
    office.standing.pop(key, None)


def own_ledger(office: Office, signed: SignedAsk) -> Shares:
    """Shares of the periods of a chart's ledger for its subject: a reading that makes no entry. Raises Refused."""
    checked = office.checked(signed)
    ask, now = checked.ask, office.now()
    with office.database.reading() as tx:
        checks.present(tx, checked, now)
        if Right.SUBJECT not in checks.chart_rights(tx, ask, now):
            raise Refused("subject")
        if any(place.version or shares.state(tx, place.compartment).code is not Code.LEDGER for place in ask.places):
            raise Refused("ledger only")
        given = checks.places(tx, checked, now)
        office.as_told(tx, checked.shown, ask.ledger, checked.named)
        return given


def refused(office: Office, signed: SignedAsk) -> Receipt:
    """Enter a refusal that the gate decided (act `refused`); where no live grant stands behind it, in the practice's ledger."""
    checked = office.checked(signed)
    if checked.ask.act is not Act.REFUSED or checked.ask.places:
        raise Refused("refused")

    def work(tx: Tx) -> Receipt:
        checks.present(tx, checked, office.now())
        checks.on_ledger(tx, checked, office.practice, office.now())
        return office.leaves.append(tx, checked.ask, signed)

    return office.queue.run(work)


def enter(office: Office, signed: SignedAsk, statement: bytes = b"") -> Receipt:
    """Enter an ask that opens nothing: sign-in, step-up, join, consent, policy, incident, restore.

    `statement`: what a restore names, bound by the ask's `about`. Raises Refused, Unavailable.
    """
    checked = office.checked(signed)
    _opens_nothing(office, checked, statement)

    def work(tx: Tx) -> Receipt:
        checks.present(tx, checked, office.now())
        checks.on_ledger(tx, checked, office.practice, office.now())
        # INVARIANT: a grant's hash stands in leaves at giving, stopping and lifting alone.
        if not statement and checked.ask.about != ZERO_HASH and tx.row(KNOWN, about=checked.ask.about) is None:
            raise Refused("about")
        receipt = office.leaves.append(tx, checked.ask, signed, checked.ask.about, statement)
        if checked.ask.act is Act.SIGN_OUT:
            checks.sign_out(tx, checked, office.now())
        if checked.ask.act is Act.RESTORE and office.leaves.before:
            office.leaves.begun_anew()
            office.sign_checkpoint(tx, office.now())
        return receipt

    return office.queue.run(work)


def end_sign_in(office: Office, certificate: bytes, signed: SignedAsk) -> Receipt:
    """Somebody says of another sign-in of theirs that it was not them: its certificate counts no more. Raises Refused, Tampered.

    The certificate is shown whole: its words name its person, and nobody can make others that have its hash.
    """
    checked, named = office.checked(signed), Certificate.read(certificate)
    ask = checked.ask
    if ask.act is not Act.SIGN_OUT or ask.reason != checks.not_me(certificate) or ask.places or ask.about != ZERO_HASH:
        raise Refused("enter")
    if named.principal != ask.actor:
        raise Refused("actor")

    def work(tx: Tx) -> Receipt:
        checks.present(tx, checked, office.now())
        checks.on_ledger(tx, checked, office.practice, office.now())
        receipt = office.leaves.append(tx, ask, signed)
        checks.end(tx, certificate, named.until, office.now())
        return receipt

    return office.queue.run(work)


def _opens_nothing(office: Office, checked: Checked, statement: bytes) -> None:
    ask = checked.ask
    if ask.act not in ENTERED or ask.places or ask.reason.startswith(checks.NOT_ME):
        raise Refused("enter")
    if ask.act in OFFICERS and Role.OFFICER not in checked.entry.roles:
        raise Refused("role")
    if statement and (ask.act is not Act.RESTORE or ask.about != sha(statement)):
        raise Refused("about")
    named = Restoration.read(statement) if statement else None  # nothing else may stand there: its hash becomes a leaf's
    if named is not None and named.practice != office.practice:
        raise Refused("restore")
    # The first entry of a tree that begins anew names the old one.
    meant = (office.practice, office.leaves.before, office.practice)
    if ask.act is Act.RESTORE and office.leaves.before and (named is None or (named.practice, named.before, ask.ledger) != meant):
        raise Refused("restore")


def accept_clock(office: Office, signed: SignedAsk) -> Receipt:
    """An officer's `policy` entry accepts a clock that lies behind the newest entry: time goes on from there. Raises Refused."""
    now = office.leaves.clock()
    checked = office.checked(signed, now)
    ask = checked.ask
    if ask.act is not Act.POLICY or ask.places or ask.ledger != office.practice or Role.OFFICER not in checked.entry.roles:
        raise Refused("role")

    def work(tx: Tx) -> Receipt:
        checks.present(tx, checked, now)
        office.leaves.turn_back(tx, now)
        receipt = office.leaves.append(tx, ask, signed)
        office.sign_checkpoint(tx, now)
        return receipt

    return office.queue.run(work)


def restore_pages(office: Office, signed: SignedAsk, statement: bytes) -> Receipt:
    """Enter an officer's restore of one chart's content, and let its pages be of the versions that the backup held.

    `statement`: a `RestoredPages`, bound by the ask's `about`; the keeper still has the head of every version ever asked for, so nothing
    but what was written once can be brought back. What was rolled since is read with its retired share until it is rolled again.
    Raises Refused, Conflict.
    """
    checked, pages = office.checked(signed), RestoredPages.read(statement)
    ask = checked.ask
    if ask.act is not Act.RESTORE or ask.places or ask.about != sha(statement) or Role.OFFICER not in checked.entry.roles:
        raise Refused("restore")
    if (pages.practice, pages.chart) != (office.practice, ask.ledger):
        raise Refused("chart")

    def work(tx: Tx) -> Receipt:
        now = office.now()
        checks.present(tx, checked, now)
        if Right.STOP not in checks.chart_rights(tx, ask, now):
            raise Refused("not allowed")
        if office.leaves.entered(tx, checked.hash, ask.at) is None:
            for page in pages.pages:
                _lower(tx, pages.chart, page, moments.day(now))
        return office.leaves.append(tx, ask, signed, ask.about, statement)

    return office.queue.run(work)


def _lower(tx: Tx, chart: ChartId, page: RestoredPage, day: Day) -> None:
    state = shares.state(tx, page.compartment)
    if state.chart != chart or state.code is Code.LEDGER or state.state == "shredded":
        raise Refused("compartment")
    if shares.head(tx, page.compartment, page.version) != page.digest or state.state == "rolling":
        raise Conflict("page")
    tx.change(shares.LOWER, id=page.compartment, version=page.version)
    if page.epoch != state.epoch:
        shares.reactivate(tx, page.compartment, page.epoch, day)
