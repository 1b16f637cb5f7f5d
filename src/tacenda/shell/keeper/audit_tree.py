"""Audit of the tree: entries dense and in order, each complete subtree held against its row, and the kept checkpoint."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping

from tacenda.core.ledger import checkpoint, tree
from tacenda.core.ledger.checkpoint import Checkpoint
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId
from tacenda.shell.database import Tx
from tacenda.shell.keeper import tree_rows
from tacenda.shell.keeper.audit_findings import Folder
from tacenda.shell.keeper.office import Office

ENTRIES = "SELECT n, leaf, body_hash, about, period, seq, length(envelope) FROM entry ORDER BY n"
NODES = "SELECT n, hash FROM node WHERE level = :level ORDER BY n"
LEVELS = "SELECT DISTINCT level FROM node ORDER BY level"
PERIODS = "SELECT id, chart FROM period"
CHARTS = "SELECT id, seq, prev FROM chart"
Told = Mapping[bytes, int]  # how often each statement stands in leaves


def check(office: Office, tx: Tx, found: Folder, step: Callable[[int], None]) -> Told:
    """Check the tree, and tell how often each statement stands in leaves. `step`: called with the number of entries done."""
    kept = _checkpoint(office, tx, found)
    nodes = _Nodes(tx, found)
    charts = {bytes(id): ChartId(bytes(chart)) for id, chart in tx.rows(PERIODS)}
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
        row = tree_rows.newest_checkpoint(tx)
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
    for id, seq, prev in tx.rows(CHARTS):
        if (seq, prev) != ends.get(ChartId(bytes(id)), (0, ZERO_HASH)):
            found.wrong("count", bytes(id))
        found.charts[ChartId(bytes(id))] = int(seq)
