"""Audit: whether the keeper's own rows fit together.

`folder` needs no key: the tree and its checkpoint (`audit_tree.py`), dense sequences, counters and heads, epochs and their leaves, and
for each allowed row how often its grant stands in leaves. `audit_ledger.py` compares with an opened ledger. Both only read. What they
find is a code and where (`audit_findings.py`); sentences are the doors'.

Not watched here, because no record hangs on it: guess counts, day columns, retired and never used shares (docs/threat-model.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tacenda.core.ledger import limit
from tacenda.core.ledger.statements import DirectoryEntry
from tacenda.core.sealing.derive import KEY, sha
from tacenda.core.words import moments
from tacenda.core.words.access import Code
from tacenda.core.words.errors import NotFound, TacendaError, Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, EntryHash, GrantHash, PrincipalId
from tacenda.core.words.people import STAFF
from tacenda.shell.database import Tx
from tacenda.shell.keeper import audit_tree, grants, members, shares
from tacenda.shell.keeper.audit_findings import Folder, named
from tacenda.shell.keeper.audit_tree import Told
from tacenda.shell.keeper.office import Office, open_office
from tacenda.shell.keeper.shares import CompartmentState

PERIODS = "SELECT id, chart, ledger_epoch FROM period"
CHARTS = "SELECT id, ledger_compartment, ledger_epoch, state, hold, retention_month FROM chart"
COMPARTMENTS = "SELECT id, chart, code, epoch, latest, settled, state, owed FROM compartment ORDER BY chart, code, id"
HEADS = "SELECT compartment, count(*), min(version), max(version) FROM head GROUP BY compartment"
SHARES = "SELECT compartment, epoch, state, length(secret), statement, signature FROM share ORDER BY compartment, epoch"
ALLOWED = "SELECT scope, grant_hash, until, stopped_by, limited FROM allowed"
DIRECTORY = "SELECT hash, principal, newest FROM directory"
PEPPERS = "SELECT principal, length(secret) FROM pepper"
UNENTERED = "SELECT chart, about, statement FROM unentered"
_Statements = Mapping[tuple[CompartmentId, int], bytes]


def folder(office: Office, step: Callable[[int], None] | None = None) -> Folder:
    """Check every row of the keeper's file that can be checked without a key. `step`: called with the number of entries done."""
    found = Folder()
    _practice(office, found)
    with office.database.reading() as tx:
        told = audit_tree.check(office, tx, found, step or _nothing)
        statements = _epochs(office, tx, found, told)
        _ledgers(tx, found, statements)
        _counters(tx, found)
        _allowed(office, tx, found, told)
        _directory(office, tx, found, told)
        _unentered(tx, found, told, statements)
    return found


def _nothing(_: int) -> None:
    """Nobody watches the progress."""


def _practice(office: Office, found: Folder) -> None:
    """The practice's row is still the one that was opened, and of the pinned practice."""
    try:
        again = open_office(office.database, sha(office.genesis.write()), office.leaves.clock)
    except Tampered:
        again = None
    if again is None or (again.practice, again.origin, again.secrets) != (office.practice, office.origin, office.secrets):
        found.wrong("practice")


# Epochs and what is counted


def _epochs(office: Office, tx: Tx, found: Folder, told: Told) -> _Statements:
    """Every epoch statement is its row's, stands in the tree, follows one before it, and has its share as long as it should."""
    for row in tx.rows(COMPARTMENTS):
        epoch, latest, settled, stands, owed = row[3:]
        id, chart = CompartmentId(bytes(row[0])), ChartId(bytes(row[1]))
        state = CompartmentState(id, chart, _code(row[2]), int(epoch), int(latest), int(settled), str(stands), bool(owed))
        found.states[state.id] = state
    statements: dict[tuple[CompartmentId, int], bytes] = {}
    numbers: dict[tuple[CompartmentId, str], set[int]] = {}
    waiting, before = {bytes(about) for _, about, _ in tx.rows(UNENTERED)}, dict[CompartmentId, set[bytes]]()
    for compartment, number, state, secret, raw, signature in tx.rows(SHARES):
        id, hash = CompartmentId(bytes(compartment)), sha(raw)
        # A first epoch stands in one leaf, a rolled one in two: its beginning and its end, which may still wait to be entered.
        entered = state != "live" or told.get(hash, 0) + (hash in waiting) == (1 if number == 1 else 2)
        if not entered or not _fits(office, tx, found.states.get(id), number, (raw, signature), before.get(id, {ZERO_HASH})):
            found.wrong("epoch", f"{named(id)}.{number}")
        if state in ("live", "begun") and secret != KEY and office.secrets.log.ed25519:
            found.wrong("share", f"{named(id)}.{number}")
        statements[id, number] = raw
        numbers.setdefault((id, state), set()).add(number)
        before.setdefault(id, set()).add(hash)
    for state in found.states.values():
        live, begun = numbers.get((state.id, "live"), set[int]()), numbers.get((state.id, "begun"), set[int]())
        found.epochs[state.id] = frozenset(live | begun)
        _one_counts(found, state, live, begun)
    return statements


def _code(number: int) -> Code:
    try:
        return Code(number)
    except ValueError:
        return Code.PRACTICE  # named by `_fits`, since no statement says so


def _fits(
    office: Office, tx: Tx, state: CompartmentState | None, number: int, given: tuple[bytes, bytes], before: set[bytes]
) -> bool:  # fmt: skip
    """Whether an epoch's statement says what its rows say. `given`: statement and signature; `before`: hashes of the earlier ones."""
    try:
        epoch = shares.read_epoch(given[0])
        if state is not None and state.code is Code.LEDGER and state.chart == office.practice:
            office.directory.vouched(tx, *given)
        elif given[1]:
            return False
    except (TacendaError, RecursionError):
        return False
    said = (epoch.practice, epoch.compartment, epoch.epoch, epoch.chart, epoch.code)
    return state is not None and said == (office.practice, state.id, number, state.chart, state.code) and epoch.previous in before


def _one_counts(found: Folder, state: CompartmentState, live: set[int], begun: set[int]) -> None:
    newest = max(live, default=0)
    if state.epoch != newest or (state.code is not Code.LEDGER and len(live) != 1):
        found.wrong("epoch", state.id)
    if (state.state == "rolling") != bool(begun) or len(begun) > 1:
        found.wrong("state", state.id)
    if state.state == "rolling":
        found.unfinished("roll", state.id)


def _ledgers(tx: Tx, found: Folder, statements: _Statements) -> None:
    """Each chart has one ledger and one access list; its periods are sealed to keys of that ledger."""
    keys: dict[ChartId, set[bytes]] = {}
    for id, compartment, epoch, state, hold, month in tx.rows(CHARTS):
        chart, ledger = ChartId(bytes(id)), found.states.get(CompartmentId(bytes(compartment)))
        codes = [one.code for one in found.states.values() if one.chart == chart]
        keys[chart] = {sha(raw) for (one, _), raw in statements.items() if one == compartment}
        fits = ledger is not None and (ledger.chart, ledger.code) == (chart, Code.LEDGER)
        if not fits or ledger is None or sha(statements.get((ledger.id, ledger.epoch), b"")) != epoch:
            found.wrong("ledger", chart)
        if codes.count(Code.LEDGER) != 1 or codes.count(Code.ACCESS) != 1:
            found.wrong("compartments", chart)
        if (state, hold, month) != ("live", 0, 0):
            found.wrong("chart", chart)  # no act of this version shreds, holds or retains
    for id, chart, epoch in tx.rows(PERIODS):
        if epoch not in keys.get(ChartId(bytes(chart)), set()):
            found.wrong("period", bytes(id))


def _counters(tx: Tx, found: Folder) -> None:
    heads = {CompartmentId(bytes(id)): (count, first, last) for id, count, first, last in tx.rows(HEADS)}
    for state in found.states.values():
        expected = (state.latest, 1, state.latest) if state.latest else None
        if heads.get(state.id) != expected or not 0 <= state.settled <= state.latest or (state.code is Code.LEDGER and state.latest):
            found.wrong("heads", state.id)


def _allowed(office: Office, tx: Tx, found: Folder, told: Told) -> None:
    """A grant's hash stands in leaves at giving, stopping, lifting in turn: an odd number gives, an even one does not."""
    over, today = set[bytes](), moments.day(office.leaves.clock())
    # An allowance on nothing gives nothing, yet none is ever written: memberships stand on an office's id, stop and subject on a chart's.
    scopes = {bytes(row[1]) for row in tx.rows(DIRECTORY)} | found.states.keys() | found.charts.keys()
    for scope, hash, until, by, limited in tx.rows(ALLOWED):
        times, state = told.get(bytes(hash), 0), found.states.get(CompartmentId(bytes(scope)))
        ended = bool(until and until <= today)
        if times == 0 or bytes(scope) not in scopes or bool(times % 2) == (by not in grants.NOT_STOPPED):
            found.wrong("allowed", bytes(hash))
        if bool(limited) != _limited(office, state, GrantHash(bytes(hash)), told):
            found.wrong("allowed", bytes(hash))
        if by in grants.NOT_STOPPED and not ended and state is not None and not _waits_rightly(office, tx, state, hash, by):
            found.wrong("allowed", bytes(hash))
        if ended:
            over.add(bytes(scope))
    restored = office.origin != office.genesis.origin
    behind = _behind(office, tx, found)
    abandoned = {bytes(row[0]) for row in tx.rows(SHARES) if row[2] == "abandoned"}
    for state in found.states.values():
        withdrawn = shares.withdrawal(office.practice, state) in told
        due = _unrolled(office, tx, state) or state.owed or state.id in behind or withdrawn
        # What a last day ends is due from the next minute on.
        if (state.state == "live" and due) or (state.state == "due" and not due and state.id not in over):
            found.wrong("due", state.id)
        if state.owed and not restored and state.id not in abandoned | behind:
            found.wrong("due", state.id)


def _waits_rightly(office: Office, tx: Tx, state: CompartmentState, hash: bytes, by: bytes) -> bool:
    """Whether a grant waits for the keys of a compartment where it has none of those that stand, and nowhere else."""
    try:
        return grants.behind(office.told, tx, state, GrantHash(bytes(hash))) is (by == grants.WAITS)
    except Tampered:
        return True  # its epoch's statement is named elsewhere


def _unrolled(office: Office, tx: Tx, state: CompartmentState) -> bool:
    try:
        return bool(grants.unrolled(office.told, tx, state))
    except Tampered:
        return False  # its epoch's statement is named elsewhere


def _behind(office: Office, tx: Tx, found: Folder) -> frozenset[CompartmentId]:
    """What an office reads whose keys began before the office's newest: somebody who was taken out knows them, so they must change."""
    try:
        offices = [one.entry.principal for one in office.directory.all_newest(tx) if one.entry.office and one.entry.previous != ZERO_HASH]
    except (Tampered, NotFound):
        return frozenset()  # named by `_directory`
    turned = max((line for one in offices if (line := members.turned(tx, one)) is not None), default=None)
    if turned is None:
        return frozenset()
    overseen = [state for state in found.states.values() if state.code in shares.OVERSEEN]
    return frozenset(one.id for one in overseen if (begun := members.begun(tx, one)) is not None and begun < turned)


def _limited(office: Office, state: CompartmentState | None, grant: GrantHash, told: Told) -> bool:
    """Whether the leaves say that a client's limit holds: it was set once more than lifted."""
    if state is None:
        return False
    made, lifted = limit.hashes(office.practice, state.chart, grant, state.id, state.code)
    return told.get(made, 0) > told.get(lifted, 0)


# Who is who


def _directory(office: Office, tx: Tx, found: Folder, told: Told) -> None:
    newest, followed = dict[PrincipalId, EntryHash](), set[bytes]()
    for hash, principal, is_newest in tx.rows(DIRECTORY):
        id, entry_hash = PrincipalId(bytes(principal)), EntryHash(bytes(hash))
        try:
            listed = office.directory.listed(tx, entry_hash)
        except (Tampered, NotFound):
            found.wrong("directory", entry_hash)
            continue
        followed.add(listed.entry.previous)
        if listed.entry.principal != id or (is_newest and id in newest) or not _entered(office, listed.entry, listed.confirmed, told, hash):
            found.wrong("directory", entry_hash)
        if is_newest:
            newest[id] = entry_hash
        (found.offices if listed.entry.office else found.people).add(id)
    if followed & set(newest.values()) or found.offices | found.people != newest.keys():
        found.wrong("directory")
    peppers = {PrincipalId(bytes(id)): size for id, size in tx.rows(PEPPERS)}
    if peppers.keys() != newest.keys() or (office.secrets.log.ed25519 and set(peppers.values()) - {KEY}):
        found.wrong("pepper")


def _entered(office: Office, entry: DirectoryEntry, confirmed: bool, told: Told, hash: bytes) -> bool:
    """Whether an entry stands in the tree as it must: staff once an officer let them in, a client from the start, the first ones never."""
    times = told.get(hash, 0)
    if entry.office:
        # Else nobody founds a chart, and no letter of an incident finds the office; and each change of its keys is a line.
        return confirmed and (entry.previous == ZERO_HASH or times == 1)
    if entry.ed25519 == office.genesis.founder_ed25519:
        return True
    return times == (1 if confirmed or not set(entry.roles) & STAFF else 0)


def _unentered(tx: Tx, found: Folder, told: Told, statements: _Statements) -> None:
    """What waits to be entered is the end of a roll that was begun."""
    known = {sha(raw): key for key, raw in statements.items()}
    for chart, about, statement in tx.rows(UNENTERED):
        key = known.get(bytes(about))
        state = found.states.get(key[0]) if key else None
        if state is None or sha(statement) != about or state.chart != chart or told.get(bytes(about), 0) != 1:
            found.wrong("unentered", bytes(about))
