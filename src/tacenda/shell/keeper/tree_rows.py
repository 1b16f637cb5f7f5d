"""The tree as it lies: its nodes, the newest checkpoint, and the ends of both held against each other."""

from __future__ import annotations

from collections.abc import Callable, Collection

from tacenda.core.ledger import checkpoint, tree
from tacenda.core.ledger.checkpoint import LogKeys
from tacenda.core.words.errors import Tampered
from tacenda.core.words.moments import Moment
from tacenda.shell.database import Tx

SIZE = "SELECT coalesce(max(n) + 1, 0) FROM entry"
NODE = "SELECT hash FROM node WHERE level = :level AND n = :n"
NODES = "SELECT level, n, hash FROM node"
TAIL = "SELECT n, leaf, body_hash, about FROM entry WHERE n >= :first ORDER BY n"
CHECKPOINT = "SELECT size, text FROM checkpoint WHERE one = 1"
FORGET_CHECKPOINT = "DELETE FROM checkpoint"
PUT_CHECKPOINT = "INSERT INTO checkpoint (one, size, text) VALUES (1, :size, :text)"


def nodes(tx: Tx) -> tree.Get:
    """Reads nodes of the tree. Raises Tampered for a missing one."""

    def get(level: int, n: int) -> bytes:
        row = tx.row(NODE, level=level, n=n)
        if row is None:
            raise Tampered("node")
        return bytes(row[0])

    return get


def size(tx: Tx) -> int:
    """Number of leaves."""
    return int(tx.one(SIZE)[0])


def paths(tx: Tx, indexes: Collection[int], size: int) -> dict[int, tuple[bytes, ...]]:
    """Inclusion paths in the tree of `size` leaves."""
    # Who asks for many paths gets every node in one reading; few paths take a logarithm of rows each.
    get = _all_nodes(tx) if len(indexes) * 16 > size else remembering(nodes(tx))
    return {index: tuple(path) for index, path in tree.paths(get, indexes, size).items()}


def _all_nodes(tx: Tx) -> tree.Get:
    found = {(int(level), int(n)): bytes(hash) for level, n, hash in tx.each(NODES)}

    def get(level: int, n: int) -> bytes:
        try:
            return found[level, n]
        except KeyError as error:
            raise Tampered("node") from error

    return get


def remembering(get: tree.Get) -> tree.Get:
    """Read each node once: neighbouring paths share most of their hashes."""
    seen: dict[tuple[int, int], bytes] = {}

    def read(level: int, n: int) -> bytes:
        if (level, n) not in seen:
            seen[level, n] = get(level, n)
        return seen[level, n]

    return read


def newest_checkpoint(tx: Tx) -> tuple[int, str] | None:
    """Size and text of the kept checkpoint."""
    row = tx.row(CHECKPOINT)
    return None if row is None else (int(row[0]), str(row[1]))


def checkpoint_time(tx: Tx) -> Moment:
    """The time of the kept checkpoint, 0 for none."""
    row = tx.row(CHECKPOINT)
    return Moment(0) if row is None else checkpoint.time_of(row[1])


def check_tail(tx: Tx, origins: Callable[[str], LogKeys], count: int) -> int:
    """Raises Tampered unless the kept checkpoint is signed and of this tree, and the last `count` leaves lie in it. Gives the size.

    `origins`: the keys of an origin that may stand in the checkpoint; raises Tampered for another practice's.
    """
    leaves, kept, get = size(tx), newest_checkpoint(tx), remembering(nodes(tx))
    if kept is not None:
        origin = kept[1].partition("\n")[0]
        signed = checkpoint.read(kept[1], origin, origins(origin))
        if signed.size > leaves or signed.root != tree.root(get, signed.size):
            raise Tampered("checkpoint")
    root = tree.root(get, leaves)
    rows = tx.rows(TAIL, first=max(0, leaves - count))
    if [int(row[0]) for row in rows] != list(range(max(0, leaves - count), leaves)):
        raise Tampered("leaves")
    for n, leaf, body_hash, about in rows:
        if leaf != tree.leaf_hash(body_hash, about) or leaf != get(0, int(n)):
            raise Tampered("leaf")
        tree.check_path(leaf, int(n), leaves, tree.path(get, int(n), leaves), root)
    return leaves


def keep_checkpoint(tx: Tx, size: int, text: str) -> None:
    """Keep this checkpoint and no other."""
    tx.change(FORGET_CHECKPOINT)
    tx.change(PUT_CHECKPOINT, size=size, text=text)
