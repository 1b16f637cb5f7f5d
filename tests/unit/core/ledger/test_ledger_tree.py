"""The tree against RFC 6962: known roots, a naive implementation, every proof of every small tree, and no forged one."""

from __future__ import annotations

import hashlib
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tacenda.core.ledger import tree
from tacenda.core.words.errors import Tampered

MOST = 70
LEAVES = [hashlib.sha256(bytes([i])).digest() for i in range(MOST)]

# certificate-transparency, cpp/merkletree/merkle_tree_test.cc and every implementation since: eight leaves and the roots over them.
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def grown(leaves: list[bytes]) -> tree.Get:
    nodes: dict[tuple[int, int], bytes] = {}

    def get(level: int, index: int) -> bytes:
        return nodes[level, index]

    for i, leaf in enumerate(leaves):
        tree.append(get, lambda level, index, hash: nodes.__setitem__((level, index), hash), i, leaf)
    return get


GET = grown(LEAVES)


@cache
def naive(start: int, end: int) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word, over leaf hashes."""
    n = end - start
    if n == 0:
        return hashlib.sha256(b"").digest()
    if n == 1:
        return LEAVES[start]
    k = max(2**i for i in range(n.bit_length()) if 2**i < n)
    return hashlib.sha256(b"\1" + naive(start, start + k) + naive(start + k, end)).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_the_known_trees_have_their_known_roots(size: int) -> None:
    leaves = [hashlib.sha256(b"\0" + bytes.fromhex(one)).digest() for one in INPUTS[:size]]
    assert tree.root(grown(leaves), size).hex() == ROOTS[size - 1]


def test_a_leaf_commits_to_the_body_and_what_it_is_about() -> None:
    assert (
        tree.leaf_hash(hashlib.sha256(b"{}").digest(), bytes(32)).hex()
        == "d4e5013475f5b545e0637b70563e1515e750232d8bb32eb74ba9dc6697615d5d"
    )
    body, about = bytes([1]) * 32, bytes([2]) * 32
    label = b"tacenda/leaf/1"
    assert tree.leaf_hash(body, about) == hashlib.sha256(b"\0\0\0\0\x0e" + label + b"\0\0\0\x20" + body + b"\0\0\0\x20" + about).digest()
    assert len({tree.leaf_hash(a, b) for a in (body, about) for b in (body, about)}) == 4


def test_every_root_is_the_naive_one_whenever_it_is_asked_for() -> None:
    for size in range(MOST + 1):
        assert tree.root(GET, size) == naive(0, size)
    assert tree.root(GET, 0) == tree.EMPTY_ROOT


def test_every_leaf_of_every_small_tree_is_proven() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            path = tree.path(GET, index, size)
            assert len(path) <= (size - 1).bit_length()
            tree.check_path(LEAVES[index], index, size, path, naive(0, size))


def test_the_paths_of_several_leaves_are_those_of_each() -> None:
    for size in range(1, MOST + 1):
        for indexes in ([], [size - 1], range(size), range(0, size, 3), [0, 0, size // 2]):
            assert tree.paths(GET, indexes, size) == {one: tree.path(GET, one, size) for one in indexes}
        for beyond in ([size], [-1], [0, size]):
            with pytest.raises(Tampered):
                tree.paths(GET, beyond, size)
    assert tree.paths(GET, [], 0) == {}


def test_every_growth_of_every_small_tree_is_proven() -> None:
    for new in range(MOST + 1):
        for old in range(new + 1):
            proof = tree.consistency(GET, old, new)
            tree.check_consistency(old, new, naive(0, old), naive(0, new), proof)
            assert len(proof) <= 2 * new.bit_length()


@given(st.integers(1, MOST), st.data())
@settings(max_examples=150)
def test_a_path_proves_one_leaf_at_one_index_of_one_tree(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    path, root = tree.path(GET, index, size), naive(0, size)
    other = data.draw(st.integers(0, MOST - 1).filter(lambda i: i != index))
    wrong = [
        (LEAVES[other], index, size, path, root),
        (LEAVES[index], index, size, path, naive(0, size - 1)),
        (LEAVES[index], index, size, [*path, LEAVES[0]], root),
        (LEAVES[index], size, size, path, root),
        (LEAVES[index], -1, size, path, root),
    ]
    if path:
        at = data.draw(st.integers(0, len(path) - 1))
        wrong += [
            (LEAVES[index], index, size, path[:-1], root),
            (LEAVES[index], index, size, [*path[:at], bytes(32), *path[at + 1 :]], root),
        ]
    if other < size:
        wrong.append((LEAVES[index], other, size, path, root))
    for args in wrong:
        with pytest.raises(Tampered, match="inclusion"):
            tree.check_path(*args)


@given(st.integers(1, MOST - 1), st.data())
@settings(max_examples=150)
def test_a_growth_is_proven_for_one_pair_of_trees(old: int, data: st.DataObject) -> None:
    new = data.draw(st.integers(old + 1, MOST))
    proof, a, b = tree.consistency(GET, old, new), naive(0, old), naive(0, new)
    at = data.draw(st.integers(0, len(proof) - 1))
    forged = hashlib.sha256(b"another").digest()
    for args in (
        (old, new, forged, b, proof),
        (old, new, a, forged, proof),
        (old, new, a, b, proof[:-1]),
        (old, new, a, b, [*proof, forged]),
        (old, new, a, b, [*proof[:at], forged, *proof[at + 1 :]]),
        (old, new, a, b, []),
        (new, old, b, a, proof),
        (-1, new, a, b, proof),
    ):
        with pytest.raises(Tampered, match="consistency"):
            tree.check_consistency(*args)


def test_equal_and_empty_trees_need_no_proof_and_take_none() -> None:
    tree.check_consistency(5, 5, naive(0, 5), naive(0, 5), [])
    tree.check_consistency(0, 5, tree.EMPTY_ROOT, naive(0, 5), [])
    for args in ((5, 5, naive(0, 5), naive(0, 4), []), (5, 5, naive(0, 5), naive(0, 5), [LEAVES[0]]), (0, 5, LEAVES[0], naive(0, 5), [])):
        with pytest.raises(Tampered):
            tree.check_consistency(*args)


def test_leaves_and_nodes_are_hashed_apart() -> None:
    a, b = LEAVES[0], LEAVES[1]
    assert tree.node_hash(a, b) == hashlib.sha256(b"\1" + a + b).digest() != tree.node_hash(b, a)
