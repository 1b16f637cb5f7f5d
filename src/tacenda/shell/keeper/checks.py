"""What the keeper checks of an ask before it gives anything.

`check` needs no row of the day: signatures, certificate, time, the bare grant shown. Everything else may have been changed by a stop, a
sign-out, a roll or the clock, and is asked of the rows inside the transaction, every time: what may be remembered is a signature, never
an allowance. A grant shown is bare words bound by its hash; that somebody gave it is known only by the keeper's own row,
which the leaves must bear out before anything is given (`Office.as_told`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from tacenda.core.ledger.asks import STEP_UP_ACTS, Ask, Place, SignedAsk
from tacenda.core.ledger.statements import Certificate, DirectoryEntry, Genesis, Grant
from tacenda.core.ledger.withdrawal import WITHDRAWN_FROM
from tacenda.core.sealing import labels, sign
from tacenda.core.sealing.derive import sha, share
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import OLD_KEYS, ROLL_DUE, Conflict, Refused, Tampered
from tacenda.core.words.ids import CompartmentId, PrincipalId, ends, handle
from tacenda.core.words.moments import Moment
from tacenda.shell.database import Row, Tx
from tacenda.shell.keeper import shares
from tacenda.shell.keeper.shares import Shares

SKEW = 120  # seconds between an ask's time and the keeper's
LASTS = 12 * 3600 + SKEW  # seconds a certificate may last
EVERYWHERE = "everywhere"  # the reason with which somebody signs out of all their sign-ins
NOT_ME = "not me: "  # and of another one of theirs, whose certificate's handle follows

PRESENT = """
SELECT pepper.certificates_from, directory.hash, (SELECT count(*) FROM ended WHERE certificate = :certificate)
  FROM pepper
  JOIN directory ON directory.principal = pepper.principal AND directory.newest = 1
 WHERE pepper.principal = :principal
"""
END = "INSERT INTO ended (certificate, until) VALUES (:certificate, :until) ON CONFLICT DO NOTHING"
FROM_NOW = "UPDATE pepper SET certificates_from = max(certificates_from, :now) WHERE principal = :principal"
ALLOWED = "SELECT rights, until, stopped_by, limited FROM allowed WHERE scope = :scope AND grant_hash = :grant_hash"
OF_GRANT = "SELECT rights, until, stopped_by, limited FROM allowed WHERE grant_hash = :grant_hash"
PLACE = """
SELECT compartment.chart, compartment.code, compartment.state, allowed.rights, allowed.until, allowed.stopped_by, allowed.limited,
       share.state, share.secret
  FROM compartment
  LEFT JOIN allowed ON allowed.scope = compartment.id AND allowed.grant_hash = :grant_hash
  LEFT JOIN share ON share.compartment = compartment.id AND share.epoch = :epoch
 WHERE compartment.id = :compartment
"""
PLACES_OF_CHART = """
SELECT compartment.id, compartment.epoch,
       compartment.chart, compartment.code, compartment.state, allowed.rights, allowed.until, allowed.stopped_by, allowed.limited,
       share.state, share.secret
  FROM compartment
  LEFT JOIN allowed ON allowed.scope = compartment.id AND allowed.grant_hash = :grant_hash
  LEFT JOIN share ON share.compartment = compartment.id AND share.epoch = compartment.epoch
 WHERE compartment.chart = :chart
"""
SEVERAL = 3  # compartments from which on a chart is asked for whole
ACCESS = "SELECT chart, code, settled FROM compartment WHERE id = :id"
ACCESS_BEGUN = "SELECT 1 FROM compartment WHERE chart = :chart AND code = 2 AND settled > 0"
NOTHING: frozenset[Right] = frozenset()


@dataclass(frozen=True, slots=True)
class Checked:
    """An ask with its signatures verified. `grant`: the words of what it rests on, None where it rests on nobody's."""

    ask: Ask
    hash: bytes
    signed: SignedAsk
    certificate: Certificate
    entry: DirectoryEntry
    grant: Grant | None
    via: Grant | None

    @property
    def shown(self) -> tuple[bytes, ...]:
        """The hashes of the grant and the membership it rests on."""
        return tuple(hash for hash in (self.ask.grant, self.ask.via) if hash)

    @property
    def named(self) -> tuple[tuple[CompartmentId, Code], ...]:
        """The compartments of its places, as its grant has them."""
        ids = {place.compartment for place in self.ask.places}
        return tuple((one.compartment, one.code) for one in self.grant.compartments if one.compartment in ids) if self.grant else ()

    @property
    def stepped_up(self) -> bool:
        return bool(self.signed.step_sig)


def check(genesis: Genesis, signed: SignedAsk, certificate: Certificate, entry: DirectoryEntry, now: Moment) -> Checked:
    """Everything that needs no row. `certificate`, `entry`: verified, as the ask's own bytes name them. Raises Refused, Tampered."""
    ask = Ask.read(signed.ask)
    sign.verify(certificate.acting, labels.ASK, signed.ask, signed.ask_sig)
    if ask.practice != genesis.practice or ask.actor != certificate.principal:
        raise Refused("actor")
    in_time(ask, certificate, now)
    if certificate.until - certificate.since > LASTS:
        raise Refused("certificate")
    if signed.step_sig:
        sign.verify(entry.ed25519, labels.ASK, signed.ask, signed.step_sig)
    elif ask.act in STEP_UP_ACTS:
        raise Refused("step-up")
    grant, via = _shown(ask, signed)
    return Checked(ask, signed.hash, signed, certificate, entry, grant, via)


def in_time(ask: Ask, certificate: Certificate, now: Moment) -> None:
    """Raises Refused for an ask of another moment than this one, or than its certificate's."""
    if abs(now - ask.at) > SKEW or not certificate.since <= ask.at < certificate.until:
        raise Refused("time")


def _shown(ask: Ask, signed: SignedAsk) -> tuple[Grant | None, Grant | None]:
    """The bare statements an ask shows: bound to it by hash, to its chart, its actor and the name it is shown under."""
    if not ask.grant:
        if ask.via or ask.shown:
            raise Refused("shown")
        return None, None
    if sha(signed.grant) != ask.grant or (ask.via and sha(signed.via) != ask.via):
        raise Refused("grant")
    grant, via = _bare(signed.grant), _bare(signed.via) if ask.via else None
    if grant.chart != ask.ledger:
        raise Refused("grant")
    if via is None:
        if grant.grantee != ask.actor:
            raise Refused("grantee")
    elif (grant.grantee, via.grantee) != (via.chart, ask.actor):
        raise Refused("membership")
    if (via or grant).shown() != ask.shown:
        raise Refused("shown")
    return grant, via


# Words of statements, remembered by their bytes: reading is pure.
_bare = lru_cache(maxsize=4096)(Grant.read)
read_certificate = lru_cache(maxsize=4096)(Certificate.read)


def present(tx: Tx, checked: Checked, now: Moment) -> None:
    """Whether the asker is signed in, with their newest keys, and still of the office they ask for. Raises Refused.

    The hour of a grant's beginning and end is judged by its own words, which its hash binds to the keeper's row.
    """
    signed_in(tx, checked)
    if checked.grant is not None and checked.grant.until and now >= checked.grant.until:
        raise Refused("over")
    if checked.grant is not None and not checked.grant.begun(now):
        raise Refused("not begun")
    via = checked.via
    if via is not None and (not allowed(tx, via.chart, checked.ask.via, now) or (via.until and now >= via.until) or not via.begun(now)):
        raise Refused("membership")


def signed_in(tx: Tx, checked: Checked, *, turning: bool = False) -> None:
    """Whether this certificate still counts. `turning`: it may be of the entry before the newest. Raises Refused."""
    row = tx.row(PRESENT, principal=checked.ask.actor, certificate=sha(checked.signed.certificate))
    if row is None or row[2] or checked.certificate.since < int(row[0]):
        raise Refused("signed out")
    if row[1] != checked.certificate.entry and not turning:
        raise Refused("turned")


def counts(tx: Tx, raw: bytes) -> bool:
    """Whether asks under a certificate are still taken: nobody signed out of it, nor from everywhere since."""
    value = read_certificate(raw)
    return still_counts(tx, value.principal, value.since, sha(raw))


def still_counts(tx: Tx, principal: PrincipalId, since: Moment, hash: bytes) -> bool:
    """As `counts`, of a certificate by its hash."""
    row = tx.row(PRESENT, principal=principal, certificate=hash)
    return row is not None and not row[2] and since >= int(row[0])


def sign_out(tx: Tx, checked: Checked, now: Moment) -> None:
    """From the entry of a sign-out on its certificate counts no more; of one from everywhere, no certificate from before."""
    end(tx, checked.signed.certificate, checked.certificate.until, now)
    if checked.ask.reason == EVERYWHERE:
        tx.change(FROM_NOW, principal=checked.ask.actor, now=now)


def not_me(certificate: bytes) -> str:
    """The reason with which somebody ends another sign-in of their own."""
    return NOT_ME + handle(sha(certificate))


def end(tx: Tx, certificate: bytes, until: Moment, now: Moment) -> None:
    """This certificate counts no more; kept until it ends by itself."""
    tx.change(END, certificate=sha(certificate), until=max(until, now + LASTS))


def holds(tx: Tx, checked: Checked, now: Moment) -> Grant:
    """The grant an ask rests on, which must give something at all now, by the keeper's rows. Raises Refused."""
    rows = tx.rows(OF_GRANT, grant_hash=checked.ask.grant) if checked.grant is not None else []
    if checked.grant is None or not any(rights_now(row[0], row[1], row[2], row[3], now) for row in rows):
        raise Refused("not allowed")
    return checked.grant


def allowed(tx: Tx, scope: bytes, grant_hash: bytes, now: Moment) -> frozenset[Right]:
    """The rights a grant gives now on a compartment, chart or office: none if it is unknown, over or stopped."""
    row = tx.row(ALLOWED, scope=scope, grant_hash=grant_hash)
    return NOTHING if row is None else rights_now(row[0], row[1], row[2], row[3], now)


def rights_now(rights: str, until: int, stopped_by: bytes, limited: int, now: Moment) -> frozenset[Right]:
    """What one row gives at a moment. `until`: the first day it gives nothing, 0 for no end."""
    return NOTHING if stopped_by or limited or (until and now >= until * 86_400) else _rights(rights)


def _rights(text: str) -> frozenset[Right]:
    """The words of a row. Raises Tampered for one that is none of ours."""
    try:
        return _known_rights(text)
    except ValueError as error:
        raise Tampered("rights") from error


@cache
def _known_rights(text: str) -> frozenset[Right]:
    return frozenset(Right(word) for word in text.split())


def places(tx: Tx, checked: Checked, now: Moment) -> Shares:
    """The shares of an ask's places, if its asker may have them now; not to be given before the entry is durable. Raises Refused, Conflict.

    Each compartment is looked up once, and several in one query.
    """
    ask, rows = checked.ask, dict[tuple[bytes, int], Row | None]()
    if len({place.compartment for place in ask.places}) >= SEVERAL:
        rows |= {(id, epoch): row for id, epoch, *row in tx.rows(PLACES_OF_CHART, chart=ask.ledger, grant_hash=ask.grant)}
    given: Shares = {}
    for place in ask.places:
        key = place.compartment, place.epoch
        if key not in rows:
            rows[key] = tx.row(PLACE, compartment=place.compartment, epoch=place.epoch, grant_hash=ask.grant)
        given[place.object, place.epoch] = _share(checked, place, rows[key], now)
    return given


def _share(checked: Checked, place: Place, row: Row | None, now: Moment) -> bytes:
    if place.version < 0 or len(place.digest) != (32 if place.version else 0):
        raise Refused("places")
    if row is None or row[3] is None or row[0] != checked.ask.ledger:
        raise Refused("not allowed")
    # A row that was made to say more than the grant's own words gives no more than they do.
    granted = checked.grant.covers(place.compartment) if checked.grant is not None else NOTHING
    rights, code = granted & rights_now(row[3], row[4], row[5], row[6], now), shares.code_of(row[1])
    if not (Right.WRITE in rights or (not place.version and Right.READ in rights)):
        raise Refused("not allowed")
    _of_kind(checked, place, code)
    not_over(place, code, rights, now)
    if place.version and row[2] != "live":
        raise Conflict(ROLL_DUE)
    if row[7] != "live" or row[2] == "shredded" or len(row[8]) != 32:
        raise Conflict(OLD_KEYS)
    return share(row[8], place.object)


def _of_kind(checked: Checked, place: Place, code: Code) -> None:
    """What one kind of compartment asks for beyond a grant. Raises Refused."""
    if code is Code.PSYCHOTHERAPY and not checked.stepped_up:
        raise Refused("step-up")
    if code is Code.LEDGER and place.version:
        raise Refused("a ledger is not written to")
    # A standing entry covers pages alone, for reading, and never psychotherapy notes or the ledger.
    if checked.ask.act is Act.USE and (
        place.version or place.object != place.compartment or code is Code.PSYCHOTHERAPY or code is Code.LEDGER
    ):
        raise Refused("standing")


def not_over(place: Place, code: Code, rights: frozenset[Right], now: Moment) -> None:
    """What ends by itself says when in its id, and from then on opens to nobody who only reads. What can be taken out has such an end.

    Raises Refused.
    """
    if code not in WITHDRAWN_FROM or place.object == place.compartment:
        return
    over = ends(place.object)
    if place.version and not over:
        raise Refused("no last day")
    if over and moments.day(now) >= over and Right.WRITE not in rights:
        raise Refused("over")


def decided_on(tx: Tx, ask: Ask, practice: bytes) -> None:
    """Whether the access list an ask was decided on is the newest. Raises Refused, Conflict."""
    if ask.access is None:
        # A standing entry is cleared on the grant alone: the list lies behind it. All else needs the list once there is one.
        if ask.act is not Act.USE and ask.ledger != practice and tx.row(ACCESS_BEGUN, chart=ask.ledger) is not None:
            raise Refused("access")
        return
    row = tx.row(ACCESS, id=ask.access[0])
    if row is None or row[0] != ask.ledger or row[1] != Code.ACCESS:
        raise Refused("access")
    if row[2] != ask.access[1]:
        raise Conflict("access list moved")


def on_ledger(tx: Tx, checked: Checked, practice: bytes, now: Moment) -> None:
    """An ask without places may stand in the practice's ledger, or in a chart's on a live grant of it. Raises Refused."""
    if checked.ask.ledger != practice or checked.grant is not None:
        holds(tx, checked, now)


def chart_rights(tx: Tx, ask: Ask, now: Moment) -> frozenset[Right]:
    """Stop and subject, as the keeper allows them now."""
    return allowed(tx, ask.ledger, ask.grant, now)
