"""What the keeper checks of an ask before it gives anything.

Signatures first; then, inside the transaction, what a stop or a roll may have changed.

`Checked` is an ask whose words are proven: who signed it, by which certificate, resting on which grant. `live` asks the rows, every time:
what may be remembered is a signature, never an allowance.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.ledger.asks import STEP_UP_ACTS, Ask, Place, SignedAsk
from tacenda.core.ledger.statements import Certificate, DirectoryEntry, Grant
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Code, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment
from tacenda.shell.database import Tx
from tacenda.shell.keeper.directory import Directory

SKEW = 120  # seconds between an ask's time and the keeper's

ENDED = "SELECT 1 FROM ended WHERE certificate = :certificate"
FROM = "SELECT certificates_from FROM pepper WHERE principal = :principal"
ALLOWED = "SELECT rights, until, stopped_by FROM allowed WHERE scope = :scope AND grant_hash = :grant_hash"
COMPARTMENT = "SELECT chart, code, epoch, latest, settled, state FROM compartment WHERE id = :id"
CHART_STATE = "SELECT state FROM chart WHERE id = :id"
SHARE_STATE = "SELECT state FROM share WHERE compartment = :compartment AND epoch = :epoch"


@dataclass(frozen=True, slots=True)
class Checked:
    """An ask with its signatures verified. `grant`: what it rests on, None where it rests on nobody's."""

    ask: Ask
    signed: SignedAsk
    certificate: Certificate
    entry: DirectoryEntry
    grant: Grant | None
    via: Grant | None

    @property
    def stepped_up(self) -> bool:
        return bool(self.signed.step_sig)


def check(directory: Directory, tx: Tx, signed: SignedAsk, now: Moment) -> Checked:
    """Everything that needs no row of the day. Raises Refused, Tampered."""
    ask = Ask.read(signed.ask)
    certificate, listed = directory.certificate(tx, signed.certificate, signed.certificate_sig)
    sign.verify(certificate.acting, labels.ASK, signed.ask, signed.ask_sig)
    if ask.practice != directory.genesis.practice or ask.actor != certificate.principal:
        raise Refused("actor")
    if abs(now - ask.at) > SKEW or not certificate.since <= ask.at < certificate.until:
        raise Refused("time")
    if not listed.confirmed:
        raise Refused("unconfirmed")
    if signed.step_sig:
        sign.verify(listed.entry.ed25519, labels.ASK, signed.ask, signed.step_sig)
    elif ask.act in STEP_UP_ACTS:
        raise Refused("step-up")
    grant, via = _grants(ask, signed)
    return Checked(ask, signed, certificate, listed.entry, grant, via)


def _grants(ask: Ask, signed: SignedAsk) -> tuple[Grant | None, Grant | None]:
    """The bare statements an ask shows: bound to it by hash, to its chart, its actor and the name it is shown under."""
    if not ask.grant:
        return None, None
    grant = Grant.read(signed.grant)
    via = Grant.read(signed.via) if ask.via else None
    if sha(signed.grant) != ask.grant or grant.chart != ask.ledger:
        raise Refused("grant")
    if via is None:
        if grant.grantee != ask.actor:
            raise Refused("grantee")
    elif sha(signed.via) != ask.via or (grant.grantee, via.grantee) != (via.chart, ask.actor):
        raise Refused("membership")
    if (via or grant).shown() != ask.shown:
        raise Refused("shown")
    return grant, via


def signed_in(tx: Tx, checked: Checked) -> None:
    """Whether this certificate still counts. Raises Refused."""
    if tx.row(ENDED, certificate=sha(checked.signed.certificate)) is not None:
        raise Refused("signed out")
    row = tx.row(FROM, principal=checked.ask.actor)
    if row is None or checked.certificate.since < int(row[0]):
        raise Refused("signed out")


def newest(directory: Directory, tx: Tx, checked: Checked) -> None:
    """Only a principal's newest entry counts for asks. Raises Refused."""
    if directory.newest(tx, checked.ask.actor).hash != checked.certificate.entry:
        raise Refused("turned")


def allowed(tx: Tx, scope: bytes, grant_hash: bytes, now: Moment) -> frozenset[Right]:
    """The rights a grant gives now on a compartment, chart or office: none if it is unknown, over or stopped."""
    row = tx.row(ALLOWED, scope=scope, grant_hash=grant_hash)
    if row is None or row[2] or (row[1] and now >= int(row[1]) * 86_400):
        return frozenset()
    return frozenset(Right(text) for text in str(row[0]).split())


def live(directory: Directory, tx: Tx, checked: Checked, now: Moment) -> None:
    """Everything that a stop, a sign-out, a roll or the clock may have changed. Raises Refused, Conflict."""
    signed_in(tx, checked)
    newest(directory, tx, checked)
    ask = checked.ask
    if checked.grant is not None and checked.grant.until and now >= checked.grant.until:
        raise Refused("over")
    if checked.via is not None and (not allowed(tx, checked.via.chart, ask.via, now) or (checked.via.until and now >= checked.via.until)):
        raise Refused("membership")
    for place in ask.places:
        _place(tx, checked, place, now)
    if ask.access is not None:
        row = tx.row(COMPARTMENT, id=ask.access[0])
        if row is None or bytes(row[0]) != ask.ledger or Code(row[1]) is not Code.ACCESS:
            raise Refused("access")
        if int(row[4]) != ask.access[1]:
            raise Conflict("access list moved")


def _place(tx: Tx, checked: Checked, place: Place, now: Moment) -> None:
    ask = checked.ask
    rights = allowed(tx, place.compartment, ask.grant, now)
    needed = {Right.WRITE} if place.version else {Right.READ, Right.WRITE}
    row = tx.row(COMPARTMENT, id=place.compartment)
    if not rights & needed or row is None or bytes(row[0]) != ask.ledger:
        raise Refused("not allowed")
    if Code(row[1]) is Code.PSYCHOTHERAPY and not checked.stepped_up:
        raise Refused("step-up")
    if place.version and row[5] != "live":
        raise Conflict("roll due")
    state = tx.row(SHARE_STATE, compartment=place.compartment, epoch=place.epoch)
    if row[5] == "shredded" or state is None or state[0] != "live":
        raise Conflict("epoch")


def on_ledger(tx: Tx, checked: Checked, practice: bytes, now: Moment) -> None:
    """An ask without places may stand in the practice's ledger, or in a chart's on a live grant of it. Raises Refused."""
    ask = checked.ask
    if ask.ledger == ChartId(practice):
        return
    if checked.grant is None or not any_right(tx, checked.grant, ask.grant, now):
        raise Refused("not allowed")


def any_right(tx: Tx, grant: Grant, grant_hash: bytes, now: Moment) -> bool:
    """Whether a grant gives anything at all now."""
    return any(allowed(tx, c.compartment, grant_hash, now) for c in grant.compartments)


def chart_rights(tx: Tx, ask: Ask, now: Moment) -> frozenset[Right]:
    """Stop and subject, as the keeper allows them now."""
    return allowed(tx, ask.ledger, ask.grant, now)
