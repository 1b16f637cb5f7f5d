"""Audit against one verified ledger, whose bodies only its readers open: every ask, every head, every allowed row, every sign-out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tacenda.core.ledger.replay import covered, passed, rolled
from tacenda.core.ledger.statements import Certificate, Epoch, Grant, rights_text
from tacenda.core.ledger.verify import Verification
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Right
from tacenda.core.words.ids import ChartId, CompartmentId, ObjectId, from_handle
from tacenda.core.words.moments import Moment, first_over
from tacenda.shell.database import Tx
from tacenda.shell.keeper.audit_findings import Finding, Folder, named
from tacenda.shell.keeper.backups import BY_NOBODY
from tacenda.shell.keeper.checks import EVERYWHERE, NOT_ME
from tacenda.shell.keeper.grants import WAITS
from tacenda.shell.keeper.office import Office

ASKED = "SELECT n, ask_hash FROM entry JOIN period ON period.id = entry.period WHERE period.chart = :chart ORDER BY n"
HEADS_OF = """
SELECT head.compartment, head.version, head.hash
  FROM head
  JOIN compartment ON compartment.id = head.compartment
 WHERE compartment.chart = :chart
"""
ALLOWED_OF = "SELECT scope, grant_hash, rights, until, stopped_by, limited FROM allowed WHERE scope = :scope"
SCOPES = "SELECT id FROM compartment WHERE chart = :chart"
BEGUN = """
SELECT DISTINCT share.compartment
  FROM share
  JOIN compartment ON compartment.id = share.compartment
 WHERE compartment.chart = :chart AND share.epoch > compartment.epoch
"""
OFFICES = "SELECT DISTINCT allowed.scope FROM allowed JOIN directory ON directory.principal = allowed.scope"
UNENTERED = "SELECT chart, statement FROM unentered"
ENDED = "SELECT until FROM ended WHERE certificate = :certificate"
OUT = "SELECT certificates_from FROM pepper WHERE principal = :principal"
LISTED = "SELECT 1 FROM directory WHERE hash = :hash"


def against(office: Office, chart: ChartId, verified: Verification, now: Moment) -> list[Finding]:
    """What the keeper's rows say otherwise than one verified ledger does."""
    found = Folder()
    with office.database.reading() as tx:
        _asks(tx, found, chart, verified)
        _heads(tx, found, chart, verified)
        _allowances(office, tx, found, chart, verified, now)
        if chart == office.practice:
            _sign_outs(tx, found, verified, now)
            _published(tx, found, verified)
    return found.findings


def _asks(tx: Tx, found: Folder, chart: ChartId, verified: Verification) -> None:
    rows = dict(tx.rows(ASKED, chart=chart))
    for entry in verified.entries:
        if entry.body is not None:
            expected = sha(entry.body.ask) if entry.body.ask else sha(entry.body.write())
            if rows.get(entry.index) != expected:
                found.wrong("ask", entry.index)


def _heads(tx: Tx, found: Folder, chart: ChartId, verified: Verification) -> None:
    erased = any(entry.body is None for entry in verified.entries)
    heads = tx.rows(HEADS_OF, chart=chart)
    for compartment, version, hash in heads:
        asked = verified.writes.get((ObjectId(bytes(compartment)), version))
        if (asked is None and not erased) or (asked is not None and hash not in asked):
            found.wrong("head", f"{named(bytes(compartment))}.{version}")


_Key = tuple[bytes, bytes]  # scope, grant
_Row = tuple[str, int, bytes, int]  # rights, until, stopped by, limited


def _allowances(office: Office, tx: Tx, found: Folder, chart: ChartId, verified: Verification, now: Moment) -> None:
    """Each allowed row is a grant of this ledger with its own rights, and stopped by whom the ledger says."""
    # The end of a roll that waits to be entered: the rows follow it, and the ledger does not tell it yet.
    begun = frozenset(CompartmentId(bytes(row[0])) for row in tx.rows(BEGUN, chart=chart))
    expected, spare = _expected(verified, [Epoch.read(raw) for one, raw in tx.rows(UNENTERED) if one == chart], begun)
    scopes = [bytes(row[0]) for row in tx.rows(SCOPES, chart=chart)] + [bytes(chart)]
    if chart == office.practice:
        scopes += [bytes(row[0]) for row in tx.rows(OFFICES)]
    actual = {(bytes(scope), bytes(hash)): tuple(row) for one in scopes for scope, hash, *row in tx.rows(ALLOWED_OF, scope=one)}
    for key in actual.keys() | expected.keys():
        if not _agrees(actual.get(key), expected.get(key), now) and (key not in spare or not _agrees(actual.get(key), spare[key], now)):
            found.wrong("allowed", key[1])


def _expected(verified: Verification, ended: Sequence[Epoch], begun: frozenset[CompartmentId]) -> tuple[dict[_Key, _Row], dict[_Key, _Row]]:
    """The rows of what is live, stopped and limited, after some more rolls. And what may lie there as well: those of a stopped grant go
    with the roll of its last compartment, or where another roll of it was `begun`, which may name it, when that one ends."""
    # Of an office, and not a grant of which the client took out everything.
    members = {hash for hash, grant in verified.given.items() if not grant.compartments}
    found = {key: row for hash, grant in verified.live.items() for key, row in _rows(hash, grant, b"", hash in members)}
    behind = verified.behind
    for epoch in ended:
        behind = passed(behind, verified.given, epoch)
    stopped, spare = rolled(verified.stopped, behind), dict[_Key, _Row]()
    for (hash, compartment), (taken, until) in verified.limited.items():
        stop = stopped.get(hash)
        found[compartment, hash] = (" ".join(rights_text(taken.rights)), first_over(until), stop.by if stop else b"", 1)
    found = {key: row for key, row in found.items() if all(key[0] != one.compartment or key[1] in one.grants for one in ended)}
    for hash, stop in stopped.items():
        left = stop.grant if stop.left else replace(stop.grant, compartments=())
        found |= _rows(hash, left, stop.by, hash in members)
        if begun & covered(stop.grant):
            spare |= _rows(hash, stop.grant, stop.by, hash in members)
    for hash in behind.keys() & verified.live.keys():
        for key in found.keys() & {(id, hash) for id in behind[hash]}:
            found[key] = (*found[key][:2], WAITS, found[key][3])
    return found, spare


def _rows(hash: bytes, grant: Grant, by: bytes, member: bool) -> Iterable[tuple[_Key, _Row]]:
    """`member`: its row says `read`, since it opens the root."""
    until = first_over(grant.until)
    for one in grant.compartments:
        yield (one.compartment, hash), (" ".join(rights_text(one.rights)), until, by, 0)
    rights = grant.rights | {Right.READ} if member else grant.rights
    if rights:
        row = " ".join(rights_text(rights)), until, by, 0
        yield (grant.chart, hash), row
        if member:
            yield (grant.grantee, hash), row


def _agrees(row: tuple[object, ...] | None, expected: _Row | None, now: Moment) -> bool:
    if row is None:
        # A roll leaves out whom time has ended.
        return expected is None or bool(expected[1] and now >= expected[1] * 86_400)
    if expected is None:
        return False
    return row == expected or (bool(expected[2]) and row == (*expected[:2], BY_NOBODY, expected[3]))


def _sign_outs(tx: Tx, found: Folder, verified: Verification, now: Moment) -> None:
    """A certificate that was signed out counts no more as long as it lasts."""
    for entry in verified.entries:
        body, ask = entry.body, entry.ask
        if body is None or ask is None or body.act is not Act.SIGN_OUT:
            continue
        until = Certificate.read(body.certificate).until
        if ask.reason == EVERYWHERE:
            row = tx.row(OUT, principal=ask.actor)
            fits = row is not None and row[0] >= body.at
        else:
            ended = sha(body.certificate)
            if ask.reason.startswith(NOT_ME):
                # Of another sign-in there is only the hash: it lasted twelve hours from then at most.
                ended, until = from_handle(ask.reason.removeprefix(NOT_ME), 32), Moment(body.at + 12 * 3600)
            row = tx.row(ENDED, certificate=ended)
            fits = until <= now or (row is not None and row[0] >= until)
        if not fits:
            found.wrong("sign-out", entry.index)


def _published(tx: Tx, found: Folder, verified: Verification) -> None:
    """Every directory entry that the ledger tells of is there."""
    for entry in verified.entries:
        told = entry.body.statement if entry.body is not None and entry.body.act in (Act.JOIN, Act.DIRECTORY) else b""
        if told and tx.row(LISTED, hash=sha(told)) is None:
            found.wrong("directory", sha(told))
