"""The tree: RFC 6962 hashing over leaves `fields("tacenda/leaf/1", SHA-256(body), about)`.

Only complete subtrees are kept, as nodes (level, index); everything else is computed from them. Functions take a reader of nodes
and know no storage. Indexes count from 0, sizes are numbers of leaves.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Callable, Collection, Sequence

from tacenda.core.sealing import labels
from tacenda.core.sealing.encoding import fields
from tacenda.core.words.errors import Tampered

Get = Callable[[int, int], bytes]
Put = Callable[[int, int, bytes], None]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(body_hash: bytes, about: bytes) -> bytes:
    """SHA-256(0x00 || leaf data), RFC 6962 section 2.1. `about`: 32 public bytes, zeros where nothing is named."""
    return hashlib.sha256(b"\0" + fields(labels.LEAF, body_hash, about)).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right), RFC 6962 section 2.1."""
    return hashlib.sha256(b"\1" + left + right).digest()


def append(get: Get, put: Put, index: int, leaf: bytes) -> None:
    """Put leaf number `index` and every subtree it completes."""
    put(0, index, leaf)
    level, hash = 0, leaf
    while index & 1:
        hash = node_hash(get(level, index - 1), hash)
        index >>= 1
        level += 1
        put(level, index, hash)


def _split(n: int) -> int:
    """The largest power of two below n."""
    return 1 << (n - 1).bit_length() - 1


def subtree(get: Get, start: int, end: int) -> bytes:
    """Root of leaves start..end-1, RFC 6962 section 2.1."""
    n = end - start
    if n == 0:
        return EMPTY_ROOT
    if n & (n - 1) == 0 and start % n == 0:
        return get(n.bit_length() - 1, start // n)
    k = _split(n)
    return node_hash(subtree(get, start, start + k), subtree(get, start + k, end))


def root(get: Get, size: int) -> bytes:
    """Root of the first `size` leaves."""
    return subtree(get, 0, size)


def path(get: Get, index: int, size: int) -> list[bytes]:
    """Inclusion path of leaf `index` in the first `size` leaves, RFC 6962 section 2.1.1."""
    return _path(get, index, 0, size)


def _path(get: Get, index: int, start: int, end: int) -> list[bytes]:
    if end - start == 1:
        return []
    k = _split(end - start)
    if index < start + k:
        return [*_path(get, index, start, start + k), subtree(get, start + k, end)]
    return [*_path(get, index, start + k, end), subtree(get, start, start + k)]


def paths(get: Get, indexes: Collection[int], size: int) -> dict[int, list[bytes]]:
    """The inclusion paths of several leaves in the first `size`: what they share is computed once. Raises Tampered for one beyond."""
    found: dict[int, list[bytes]] = {}
    wanted = sorted(set(indexes))
    if wanted and not 0 <= wanted[0] <= wanted[-1] < size:
        raise Tampered("inclusion")
    if wanted:
        _paths(get, wanted, (0, size), [], found)
    return found


def _paths(get: Get, indexes: Sequence[int], within: tuple[int, int], above: list[bytes], found: dict[int, list[bytes]]) -> None:
    """`above`: what follows in every path of these leaves, which all lie `within`."""
    start, end = within
    if end - start == 1:
        found[start] = above
        return
    middle = start + _split(end - start)
    cut = bisect_left(indexes, middle)
    if cut:
        _paths(get, indexes[:cut], (start, middle), [subtree(get, middle, end), *above], found)
    if cut < len(indexes):
        _paths(get, indexes[cut:], (middle, end), [subtree(get, start, middle), *above], found)


def check_path(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raises Tampered unless the path leads from the leaf to the root, RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        raise Tampered("inclusion")
    fn, sn, hash = index, size - 1, leaf
    for step in proof:
        if sn == 0:
            raise Tampered("inclusion")
        if fn & 1 or fn == sn:
            hash = node_hash(step, hash)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            hash = node_hash(hash, step)
        fn >>= 1
        sn >>= 1
    if sn or hash != root:
        raise Tampered("inclusion")


def consistency(get: Get, old: int, new: int) -> list[bytes]:
    """Proof that the first `old` leaves are the beginning of the first `new`, RFC 6962 section 2.1.2."""
    return _consistency(get, old, 0, new, True) if 0 < old < new else []


def _consistency(get: Get, old: int, start: int, end: int, whole: bool) -> list[bytes]:
    if old == end - start:
        return [] if whole else [subtree(get, start, end)]
    k = _split(end - start)
    if old <= k:
        return [*_consistency(get, old, start, start + k, whole), subtree(get, start + k, end)]
    return [*_consistency(get, old - k, start + k, end, False), subtree(get, start, start + k)]


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raises Tampered unless the old tree is a beginning of the new one, RFC 9162 section 2.1.4.2."""
    if old > new or old < 0:
        raise Tampered("consistency")
    if old in (0, new):
        if proof or (old == new and old_root != new_root) or (old == 0 and old_root != EMPTY_ROOT):
            raise Tampered("consistency")
        return
    _check_between(old, new, old_root, new_root, list(proof))


def _check_between(old: int, new: int, old_root: bytes, new_root: bytes, proof: list[bytes]) -> None:
    steps = [old_root, *proof] if old & (old - 1) == 0 else proof
    if not steps:
        raise Tampered("consistency")
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn >>= 1
        sn >>= 1
    first = second = steps[0]
    for step in steps[1:]:
        if sn == 0:
            raise Tampered("consistency")
        if fn & 1 or fn == sn:
            first, second = node_hash(step, first), node_hash(step, second)
            while not fn & 1 and fn:
                fn >>= 1
                sn >>= 1
        else:
            second = node_hash(second, step)
        fn >>= 1
        sn >>= 1
    if sn or first != old_root or second != new_root:
        raise Tampered("consistency")
