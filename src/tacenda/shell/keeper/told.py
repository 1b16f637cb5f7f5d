"""Told: what the leaves say of each statement, as this process has seen them.

Which say of a client counts, which limit stands, whether a stop was lifted is told from the leaves; and their rows can be changed by
whoever writes the file. So a leaf is read once: the first reading takes in the whole tree, held against its signed checkpoint, a later
one what was added since. Nothing that was read is asked of the rows again. The tree grows from here, and no other one is signed.

In memory are one hash a level of the tree (`_edge`: the last node there that waits for its right sibling), and for each statement that a
leaf names the numbers of its leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import RLock

from tacenda.core.ledger import checkpoint, tree
from tacenda.core.ledger.checkpoint import Checkpoint, LogKeys
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH
from tacenda.shell.database import Database, Tx
from tacenda.shell.keeper import tree_rows


class Told:
    """`log_keys`: the keys of an origin that may stand in the checkpoint; raises Tampered for another practice's."""

    def __init__(self, log_keys: Callable[[str], LogKeys]) -> None:
        self._log_keys = log_keys
        self._lock = RLock()
        self._size = 0
        self._edge: dict[int, bytes] = {}
        self._lines: dict[bytes, list[int]] = {}

    def __repr__(self) -> str:
        return f"Told({self._size})"

    def begin(self, database: Database) -> None:
        """Read the tree for the first time, while no lock is held. Raises Tampered."""
        if not self._size:
            with database.reading() as tx:
                self.read(tx)

    def read(self, tx: Tx, size: int = -1) -> None:
        """Take in what was added since. `size`: of the tree, if known. Raises Tampered for what does not grow out of what was read."""
        with self._lock:
            size = tree_rows.size(tx) if size < 0 else size
            if size < self._size and tx.writes:
                raise Tampered("lines are gone")  # who only reads may see a moment that is over
            if size <= self._size:
                return
            before, edge = self._size, self._edge.copy()
            try:
                self._take_rows(tx, before)
            except BaseException:
                self._back_to(before, edge)
                raise

    def lines(self, tx: Tx, about: bytes) -> tuple[int, ...]:
        """The leaves that name a statement, oldest first. Raises Tampered."""
        with self._lock:
            self.read(tx)
            return tuple(self._lines.get(about, ()))

    def odd(self, about: bytes) -> bool:
        """Whether a statement stands in an odd number of the leaves that were read: a grant that was given, and not stopped since."""
        with self._lock:
            return len(self._lines.get(about, ())) % 2 == 1

    def more(self, made: bytes, ended: bytes) -> bool:
        """Whether one statement stands in more of the leaves that were read than another."""
        with self._lock:
            return len(self._lines.get(made, ())) > len(self._lines.get(ended, ()))

    def append(self, leaf: bytes, about: bytes, put: tree.Put) -> Callable[[], None]:
        """Take in a leaf of our own and put down its nodes; gives what takes it back. Inside the queue's transactions, after `read`."""
        with self._lock:
            before, edge = self._size, self._edge.copy()

            def both(level: int, n: int, hash: bytes) -> None:
                put(level, n, hash)
                self._keep(level, n, hash)

            self._take(leaf, about, both)
            return lambda: self._back_to(before, edge)

    def root(self) -> tuple[int, bytes]:
        """Size and root of the tree that was seen."""
        with self._lock:
            return self._size, tree.root(self._left, self._size)

    def _take_rows(self, tx: Tx, first: int) -> None:
        signed = self._signed(tx, first)
        for n, leaf, body_hash, about in tx.each(tree_rows.TAIL, first=first):
            if n != self._size or leaf != tree.leaf_hash(body_hash, about):
                raise Tampered("leaf")
            self._take(leaf, about, self._keep)
            if signed is not None and signed.size == self._size:
                if signed.root != self.root()[1]:
                    raise Tampered("checkpoint")
                signed = None
        if signed is not None:
            raise Tampered("checkpoint")

    def _signed(self, tx: Tx, first: int) -> Checkpoint | None:
        """The checkpoint, if it covers more than the first leaves."""
        kept = tree_rows.newest_checkpoint(tx)
        if kept is None or kept[0] <= first:
            return None
        origin = kept[1].partition("\n")[0]
        return checkpoint.read(kept[1], origin, self._log_keys(origin))

    def _take(self, leaf: bytes, about: bytes, put: tree.Put) -> None:
        tree.append(self._left, put, self._size, leaf)
        if about != ZERO_HASH:
            self._lines.setdefault(about, []).append(self._size)
        self._size += 1

    def _keep(self, level: int, n: int, hash: bytes) -> None:
        if not n & 1:
            self._edge[level] = hash

    def _left(self, level: int, n: int) -> bytes:
        return self._edge[level]

    def _back_to(self, size: int, edge: dict[int, bytes]) -> None:
        with self._lock:
            self._size, self._edge = size, edge
            kept = ((about, [n for n in lines if n < size]) for about, lines in self._lines.items())
            self._lines = {about: lines for about, lines in kept if lines}
