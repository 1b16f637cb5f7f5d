"""Two hands at the keeper: a client's account says of another one on its chart that it is not the client's; then somebody of the practice
who may stop ends it, after an identity check.

A doubt is an entry and nothing else: no row is kept of it. Which ones stand is told from the leaves, whose `about` names a doubt that can
be made again from the accounts of the chart and the days on which one counts. So a doubt ends with the account that said it, with the
account it names, with its days, and with a later line by which it was taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.doubt import Doubt, last_day
from tacenda.core.sealing.derive import sha
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Right
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ChartId, GrantHash
from tacenda.core.words.moments import Day, Moment
from tacenda.core.words.people import STAFF
from tacenda.shell.database import Tx
from tacenda.shell.keeper import checks
from tacenda.shell.keeper.checks import Checked
from tacenda.shell.keeper.leaves import Receipt
from tacenda.shell.keeper.office import Office

OF_CHART = "SELECT grant_hash, rights, until, stopped_by, limited FROM allowed WHERE scope = :chart ORDER BY grant_hash"
ALONE = "a client's own access"


def doubt(office: Office, raw: bytes, signed: SignedAsk) -> Receipt:
    """Enter that another client's account is not the client's, or that this is taken back. It changes nothing. Raises Refused, Conflict."""
    checked, wanted = office.checked(signed), Doubt.read(raw)

    def work(tx: Tx) -> Receipt:
        office.ready(tx, checked, Act.DOUBT, sha(raw))
        again = office.leaves.entered(tx, checked.hash, checked.ask.at)
        if again is not None:
            return again
        _may_doubt(office, tx, checked, wanted)
        return office.leaves.append(tx, checked.ask, signed, sha(raw), raw)

    return office.queue.run(work)


def _may_doubt(office: Office, tx: Tx, checked: Checked, wanted: Doubt) -> None:
    ask, now = checked.ask, office.now()
    if Right.SUBJECT not in checks.chart_rights(tx, ask, now) or set(checked.entry.roles) & STAFF:
        raise Refused("subject")
    if (wanted.practice, wanted.chart, wanted.by) != (office.practice, ask.ledger, ask.grant) or wanted.until != last_day(ask.at):
        raise Refused("doubt")
    if wanted.grant == wanted.by:
        raise Refused("own account")
    if Right.SUBJECT not in checks.allowed(tx, wanted.chart, wanted.grant, now):
        raise Conflict("no such account")
    found = _newest(office, tx, wanted, now)
    if not wanted.holds and (found is None or not checked.stepped_up):
        raise Refused("step-up") if found else Conflict("not asked")
    if wanted.holds and found == wanted:
        raise Conflict("asked today")


def two_hands(office: Office, tx: Tx, checked: Checked, target: GrantHash) -> None:
    """Whether the asker may end a client's account: of the practice, with the right to stop and a second proof, while another client's live
    account doubts it. Raises Refused."""
    held = checks.chart_rights(tx, checked.ask, office.now())
    # An office is not asked: who keeps the chart knows the client, and meets them.
    if checked.via is not None or Right.STOP not in held or Right.SUBJECT in held or not set(checked.entry.roles) & STAFF:
        raise Refused(ALONE)
    if not standing(office, tx, (checked.ask.ledger, target), office.now()):
        raise Refused(ALONE)
    if not checked.stepped_up:
        raise Refused("step-up")


def standing(office: Office, tx: Tx, of: tuple[ChartId, GrantHash], now: Moment) -> tuple[Doubt, ...]:
    """The doubts of a chart's account that count now: of each other account that lives, the newest."""
    chart, target = of
    rows = tx.rows(OF_CHART, chart=chart)
    live = [GrantHash(bytes(hash)) for hash, *row in rows if Right.SUBJECT in checks.rights_now(row[0], row[1], row[2], row[3], now)]
    if target not in live:
        return ()
    said = (_newest(office, tx, Doubt(office.practice, chart, target, by, Day(0)), now) for by in live if by != target)
    return tuple(one for one in said if one is not None)


def _newest(office: Office, tx: Tx, like: Doubt, now: Moment) -> Doubt | None:
    """The newest doubt between the same two accounts that can count now, unless it was taken back since."""
    made = (replace(like, until=day, holds=True) for day in _days(now))
    found = next(((one, n) for one in made if (n := _line(office, tx, one))), None)
    if found is None:
        return None
    back = (_line(office, tx, replace(like, until=day, holds=False)) for day in _days(now))
    return found[0] if all(n < found[1] for n in back) else None


def _line(office: Office, tx: Tx, one: Doubt) -> int:
    """The newest line about it, counted from 1; 0 for none."""
    return max(office.told.lines(tx, sha(one.write())), default=-1) + 1


def _days(now: Moment) -> Iterable[Day]:
    """The last days that a doubt which counts now can name, newest first; an ask may be a little ahead of the keeper's clock."""
    return (Day(day) for day in range(last_day(Moment(now + checks.SKEW)), moments.day(now) - 1, -1))
