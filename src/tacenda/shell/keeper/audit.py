"""Audit: whether the keeper's own rows fit together, and whether they say what an opened ledger says.

`folder` needs no key: the tree and its checkpoint, dense sequences, counters and heads, epochs and their leaves, and for each allowed row
how often its grant stands in leaves. `against` compares with one verified ledger, whose bodies only its readers open: every allowed row,
every head, every sign-out. Both only read. What they find is a code and where; sentences are the doors'.

Not watched here, because no record hangs on it: guess counts, day columns, retired and never used shares (docs/threat-model.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from tacenda.core.ledger import checkpoint, tree
from tacenda.core.ledger.checkpoint import Checkpoint
from tacenda.core.ledger.limit import Limit
from tacenda.core.ledger.statements import Certificate, DirectoryEntry, Epoch, Grant, rights_text
from tacenda.core.ledger.verify import Verification
from tacenda.core.sealing.derive import KEY, sha
from tacenda.core.words.access import Act, Code, Right
from tacenda.core.words.errors import NotFound, TacendaError, Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId, CompartmentId, EntryHash, GrantHash, ObjectId, PrincipalId, from_handle, handle
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import STAFF
from tacenda.shell.database import Tx
from tacenda.shell.keeper import leaves
from tacenda.shell.keeper.backups import BY_NOBODY
from tacenda.shell.keeper.checks import EVERYWHERE, NOT_ME
from tacenda.shell.keeper.grants import first_day_over
from tacenda.shell.keeper.office import Office, open_office
from tacenda.shell.keeper.shares import CompartmentState

ENTRIES = "SELECT n, leaf, body_hash, about, period, seq, length(envelope) FROM entry ORDER BY n"
NODES = "SELECT n, hash FROM node WHERE level = :level ORDER BY n"
LEVELS = "SELECT DISTINCT level FROM node ORDER BY level"
PERIODS = "SELECT id, chart, ledger_epoch FROM period"
CHARTS = "SELECT id, seq, prev, ledger_compartment, ledger_epoch, state, hold, retention_month FROM chart"
COMPARTMENTS = "SELECT id, chart, code, epoch, latest, settled, state, owed FROM compartment ORDER BY chart, code, id"
HEADS = "SELECT compartment, count(*), min(version), max(version) FROM head GROUP BY compartment"
SHARES = "SELECT compartment, epoch, state, length(secret), statement, signature FROM share ORDER BY compartment, epoch"
ALLOWED = "SELECT scope, grant_hash, stopped_by, limited FROM allowed"
DIRECTORY = "SELECT hash, principal, newest FROM directory"
PEPPERS = "SELECT principal, length(secret) FROM pepper"
UNENTERED = "SELECT chart, about, statement FROM unentered"

ASKED = "SELECT n, ask_hash FROM entry JOIN period ON period.id = entry.period WHERE period.chart = :chart ORDER BY n"
HEADS_OF = """
SELECT head.compartment, head.version, head.hash
  FROM head
  JOIN compartment ON compartment.id = head.compartment
 WHERE compartment.chart = :chart
"""
ALLOWED_OF = "SELECT scope, grant_hash, rights, until, stopped_by, limited FROM allowed WHERE scope = :scope"
SCOPES = "SELECT id FROM compartment WHERE chart = :chart"
OFFICES = "SELECT DISTINCT allowed.scope FROM allowed JOIN directory ON directory.principal = allowed.scope"
ENDED = "SELECT until FROM ended WHERE certificate = :certificate"
OUT = "SELECT certificates_from FROM pepper WHERE principal = :principal"
LISTED = "SELECT 1 FROM directory WHERE hash = :hash"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit. `where`: a handle or number, never content.

    `unfinished`: a crash can have left it, and the next start or sign-in mends it.
    """

    code: str
    where: str = ""
    unfinished: bool = False


@dataclass(slots=True)
class Folder:
    """What the rows say, and what of it does not fit."""

    findings: list[Finding] = field(default_factory=list[Finding])
    charts: dict[ChartId, int] = field(default_factory=dict[ChartId, int])  # id -> entries
    states: dict[CompartmentId, CompartmentState] = field(default_factory=dict[CompartmentId, CompartmentState])
    epochs: dict[CompartmentId, frozenset[int]] = field(default_factory=dict[CompartmentId, frozenset[int]])
    people: set[PrincipalId] = field(default_factory=set[PrincipalId])
    offices: set[PrincipalId] = field(default_factory=set[PrincipalId])
    size: int = 0

    def wrong(self, code: str, where: object = b"") -> None:
        """Note something that does not fit."""
        self.findings.append(Finding(code, _named(where)))

    def unfinished(self, code: str, where: object = b"") -> None:
        """Note what a crash can have left."""
        self.findings.append(Finding(code, _named(where), unfinished=True))


def _named(where: object) -> str:
    return handle(where)[:26] if isinstance(where, bytes) else str(where)


_Told = Mapping[bytes, int]  # how often each statement stands in leaves
_Statements = Mapping[tuple[CompartmentId, int], bytes]


def folder(office: Office, step: Callable[[int], None] | None = None) -> Folder:
    """Check every row of the keeper's file that can be checked without a key. `step`: called with the number of entries done."""
    found = Folder()
    _practice(office, found)
    with office.database.reading() as tx:
        told = _tree(office, tx, found, step or _nothing)
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


# The tree


def _tree(office: Office, tx: Tx, found: Folder, step: Callable[[int], None]) -> _Told:
    kept = _checkpoint(office, tx, found)
    nodes = _Nodes(tx, found)
    charts = {bytes(id): ChartId(bytes(chart)) for id, chart, _ in tx.rows(PERIODS)}
    ends: dict[ChartId, tuple[int, bytes]] = {}
    about, used = Counter[bytes](), set[bytes]()
    for index, (n, leaf, body_hash, names, period, seq, _) in enumerate(tx.each(ENTRIES)):
        chart = charts.get(period)
        used.add(period)
        if n != index or leaf != tree.leaf_hash(body_hash, names) or chart is None or seq != ends.get(chart, (0, b""))[0] + 1:
            found.wrong("entry", n)
            break
        ends[chart] = seq, leaf
        nodes.take(index, leaf)
        if names != ZERO_HASH:
            about[names] += 1
        if kept is not None and kept.size == index + 1 and kept.root != nodes.root():
            found.wrong("checkpoint")
        if index % 1000 == 0:
            step(index)
        found.size = index + 1
    if kept is not None and kept.size > found.size:
        found.wrong("checkpoint")
    nodes.finish(found.size)
    for period in charts.keys() - used:
        found.wrong("period", period)
    _ends(tx, found, ends)
    return about


def _checkpoint(office: Office, tx: Tx, found: Folder) -> Checkpoint | None:
    """The kept checkpoint, signed by the log that the genesis names, under this tree's name unless a restore waits for its entry."""
    try:
        row = leaves.newest_checkpoint(tx)
        if row is None:
            found.wrong("no checkpoint")
            return None
        origin = row[1].partition("\n")[0]
        kept = checkpoint.read(row[1], origin, office.log_keys(origin))
        if kept.size != row[0] or (origin != office.origin and not office.leaves.before):
            found.wrong("checkpoint")
        return kept
    except Tampered:
        found.wrong("checkpoint")
        return None


class _Nodes:
    """The tree as it grows, each complete subtree held against its row. In memory is one hash a level."""

    def __init__(self, tx: Tx, found: Folder) -> None:
        self._rows: dict[int, Iterator[tuple[int, bytes]]] = {}
        self._tx, self._found = tx, found
        self._edge: list[bytes] = []  # one hash a level, empty where no complete subtree waits
        self._levels = {int(row[0]) for row in tx.rows(LEVELS)}
        self._bad = False

    def _row(self, level: int) -> tuple[int, bytes] | None:
        if level not in self._rows:
            self._rows[level] = ((int(n), bytes(hash)) for n, hash in self._tx.each(NODES, level=level))
        return next(self._rows[level], None)

    def take(self, index: int, leaf: bytes) -> None:
        level, hash = 0, leaf
        self._holds(level, index, hash)
        while index & 1:
            hash = tree.node_hash(self._edge[level], hash)
            self._edge[level] = b""
            index >>= 1
            level += 1
            self._holds(level, index, hash)
        if level == len(self._edge):
            self._edge.append(b"")
        self._edge[level] = hash

    def _holds(self, level: int, index: int, hash: bytes) -> None:
        if self._row(level) != (index, hash) and not self._bad:
            self._bad = True
            self._found.wrong("node", f"{level}.{index}")

    def root(self) -> bytes:
        """Of what was taken so far."""
        root = b""
        for hash in self._edge:
            if hash:
                root = tree.node_hash(hash, root) if root else hash
        return root or tree.EMPTY_ROOT

    def finish(self, size: int) -> None:
        if not self._bad and (any(self._row(level) is not None for level in self._rows) or self._levels - self._rows.keys()):
            self._found.wrong("node", size)


def _ends(tx: Tx, found: Folder, ends: Mapping[ChartId, tuple[int, bytes]]) -> None:
    for id, seq, prev, *_ in tx.rows(CHARTS):
        if (seq, prev) != ends.get(ChartId(bytes(id)), (0, ZERO_HASH)):
            found.wrong("count", bytes(id))
        found.charts[ChartId(bytes(id))] = int(seq)


# Epochs and what is counted


def _epochs(office: Office, tx: Tx, found: Folder, told: _Told) -> _Statements:
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
            found.wrong("epoch", f"{_named(id)}.{number}")
        if state in ("live", "begun") and secret != KEY and office.secrets.log.ed25519:
            found.wrong("share", f"{_named(id)}.{number}")
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
        epoch = Epoch.read(given[0])
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
    for id, _, _, compartment, epoch, state, hold, month in tx.rows(CHARTS):
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


def _allowed(office: Office, tx: Tx, found: Folder, told: _Told) -> None:
    """A grant's hash stands in leaves at giving, stopping, lifting in turn: an odd number gives, an even one does not."""
    stopped = set[bytes]()
    # An allowance on nothing gives nothing, yet none is ever written: memberships stand on an office's id, stop and subject on a chart's.
    scopes = {bytes(row[1]) for row in tx.rows(DIRECTORY)} | found.states.keys() | found.charts.keys()
    for scope, hash, by, limited in tx.rows(ALLOWED):
        times = told.get(bytes(hash), 0)
        if times == 0 or bytes(scope) not in scopes or bool(times % 2) == bool(by):
            found.wrong("allowed", bytes(hash))
        if bool(limited) != _limited(office, found.states.get(CompartmentId(bytes(scope))), GrantHash(bytes(hash)), told):
            found.wrong("allowed", bytes(hash))
        if by or limited:
            stopped.add(bytes(scope))
    restored = office.origin != office.genesis.origin
    abandoned = {bytes(row[0]) for row in tx.rows(SHARES) if row[2] == "abandoned"}
    for state in found.states.values():
        due = state.id in stopped or state.owed
        if (state.state == "live" and due) or (state.state == "due" and not due):
            found.wrong("due", state.id)
        if state.owed and not restored and state.id not in abandoned:
            found.wrong("due", state.id)


def _limited(office: Office, state: CompartmentState | None, grant: GrantHash, told: _Told) -> bool:
    """Whether the leaves say that a client's limit holds: it was set once more than lifted."""
    if state is None:
        return False
    made, lifted = (sha(Limit(office.practice, state.chart, grant, state.id, state.code, on).write()) for on in (True, False))
    return told.get(made, 0) > told.get(lifted, 0)


# Who is who


def _directory(office: Office, tx: Tx, found: Folder, told: _Told) -> None:
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


def _entered(office: Office, entry: DirectoryEntry, confirmed: bool, told: _Told, hash: bytes) -> bool:
    """Whether an entry stands in the tree as it must: staff once an officer let them in, a client from the start, the first ones never."""
    times = told.get(hash, 0)
    if entry.office:
        return confirmed  # else nobody founds a chart, and no letter of an incident finds the office
    if entry.ed25519 == office.genesis.founder_ed25519:
        return True
    return times == (1 if confirmed or not set(entry.roles) & STAFF else 0)


def _unentered(tx: Tx, found: Folder, told: _Told, statements: _Statements) -> None:
    """What waits to be entered is the end of a roll that was begun."""
    known = {sha(raw): key for key, raw in statements.items()}
    for chart, about, statement in tx.rows(UNENTERED):
        key = known.get(bytes(about))
        state = found.states.get(key[0]) if key else None
        if state is None or sha(statement) != about or state.chart != chart or told.get(bytes(about), 0) != 1:
            found.wrong("unentered", bytes(about))


# Against an opened ledger


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
            found.wrong("head", f"{_named(bytes(compartment))}.{version}")


_Row = tuple[str, int, bytes, int]  # rights, until, stopped by, limited


def _allowances(office: Office, tx: Tx, found: Folder, chart: ChartId, verified: Verification, now: Moment) -> None:
    """Each allowed row is a grant of this ledger with its own rights, and stopped by whom the ledger says."""
    expected = {key: row for hash, grant in verified.live.items() for key, row in _rows(hash, grant, b"")}
    for hash, stop in verified.stopped.items():
        left = [c for c in stop.grant.compartments if c.compartment in stop.left]
        scopes = {c.compartment for c in left} | {stop.grant.chart}
        expected |= {key: row for key, row in _rows(hash, stop.grant, stop.by) if key[0] in scopes}
    for (hash, compartment), (covered, until) in verified.limited.items():
        stop = verified.stopped.get(hash)
        expected[compartment, hash] = (" ".join(rights_text(covered.rights)), first_day_over(until), stop.by if stop else b"", 1)
    # The end of a roll that waits to be entered has dropped whom its epoch does not name, and the ledger does not tell it yet.
    for epoch in (Epoch.read(raw) for one, _, raw in tx.rows(UNENTERED) if one == chart):
        expected = {key: row for key, row in expected.items() if key[0] != epoch.compartment or key[1] in epoch.grants}
    scopes = [bytes(row[0]) for row in tx.rows(SCOPES, chart=chart)] + [bytes(chart)]
    if chart == office.practice:
        scopes += [bytes(row[0]) for row in tx.rows(OFFICES)]
    actual = {(bytes(scope), bytes(hash)): tuple(row) for one in scopes for scope, hash, *row in tx.rows(ALLOWED_OF, scope=one)}
    for key in actual.keys() | expected.keys():
        if not _agrees(actual.get(key), expected.get(key), now):
            found.wrong("allowed", key[1])


def _rows(hash: bytes, grant: Grant, by: bytes) -> Iterable[tuple[tuple[bytes, bytes], _Row]]:
    until = first_day_over(grant.until)
    for covered in grant.compartments:
        yield (covered.compartment, hash), (" ".join(rights_text(covered.rights)), until, by, 0)
    member = not grant.compartments  # of an office: its row says `read`, since it opens the root
    rights = grant.rights | {Right.READ} if member else grant.rights
    if rights:
        yield (grant.chart, hash), (" ".join(rights_text(rights)), until, by, 0)


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
