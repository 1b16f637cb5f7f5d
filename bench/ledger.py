"""The ledger: appends a second, alone and together; and 10,000 lines verified, against hashing alone and against pymerkle."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import threading
import time
from pathlib import Path

from pymerkle import InmemoryTree, verify_inclusion

from bench import measure, practice
from bench.practice import Bench
from tacenda.acts import gate, ledger
from tacenda.acts.desk import reading
from tacenda.acts.gate import Wanted, Wish
from tacenda.core.ledger import tree
from tacenda.core.ledger.asks import SignedAsk
from tacenda.core.ledger.bundle import Bundle
from tacenda.core.words.access import Act, Code, Purpose

LINES = 500 if os.environ.get("TACENDA_BENCH_SMALL") else 10_000
APPENDS = 400


def run() -> list[measure.Row]:
    """Every row."""
    with tempfile.TemporaryDirectory() as folder:
        bench = practice.build(Path(folder) / "data")
        try:
            return [*_appending(bench, Path(folder)), *_verifying(bench)]
        finally:
            bench.house.close()


def _asks(bench: Bench, count: int) -> list[SignedAsk]:
    """Different asks to open the same note, decided and signed."""
    with reading(bench.house, bench.visitor) as desk:
        at = gate.standing(desk, bench.chart, Purpose.TREATMENT, Code.RECORD)
        compartment = at.held.keys.of(Code.RECORD).id
        wish = Wish(Act.OPEN, Code.RECORD, Purpose.TREATMENT, (Wanted(compartment, bench.note),), author=True)
        return [gate.signed(desk, at, wish)[1] for _ in range(count)]


def _appending(bench: Bench, folder: Path) -> list[measure.Row]:
    plain = _plain_inserts(folder / "plain.db")
    found = {users: _rate(bench, users) for users in (1, 8, 100)}
    rows = [measure.Row("ledger entries a second, each checked and durable, 1 thread; plain inserts", found[1], plain, "1/s", "")]
    return rows + [
        measure.Row(f"  {users} threads (group commit); 1 thread", found[users], found[1], "1/s", ">= 1.5" if users == 100 else "")
        for users in (8, 100)
    ]


def _plain_inserts(path: Path) -> float:
    file = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "CREATE TABLE log(at INTEGER, what BLOB)"):
        file.execute(statement)
    began = time.perf_counter()
    for n in range(APPENDS):
        file.execute("INSERT INTO log VALUES (?, randomblob(1000))", (n,))
    file.close()
    return APPENDS / (time.perf_counter() - began)


def _rate(bench: Bench, users: int) -> float:
    asks = _asks(bench, APPENDS)
    parts = [asks[n::users] for n in range(users)]
    threads = [threading.Thread(target=_release, args=(bench, part)) for part in parts]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return APPENDS / (time.perf_counter() - began)


def _release(bench: Bench, asks: list[SignedAsk]) -> None:
    for ask in asks:
        bench.house.keeper.release([ask])


def _verifying(bench: Bench) -> list[measure.Row]:
    while (missing := LINES - bench.house.keeper.chart(bench.chart).entries) > 0:
        bench.house.keeper.release(_asks(bench, min(200, missing)))
    bench.again()
    with reading(bench.house, bench.visitor) as desk:
        began = time.process_time()
        made = ledger.bundle(desk, bench.chart, Purpose.OVERSIGHT)
        read = time.process_time() - began
        whole = measure.cpu(lambda: ledger.check(desk, made, None), 1) / 1000
    bound = measure.cpu(lambda: _hashes(made), 1) / 1000
    ours, theirs = _proofs()
    return [
        measure.Row(f"read {len(made.lines):,} lines out of the ledger: CPU", read, 0, "s", ""),
        measure.Row("  verify them whole (signatures, rules, proofs): CPU; SHA-256 of the same bytes", whole, bound, "s", "< 4 s"),
        measure.Row(f"  {LINES:,} inclusion proofs: CPU; pymerkle", ours, theirs, "s", "<= 1"),
    ]


def _hashes(made: Bundle) -> None:
    """As many SHA-256 as the tree part needs: of each body, its leaf, and each step of its path."""
    for line in made.lines:
        hashlib.sha256(line.body).digest()
        hashlib.sha256(line.body_hash + line.about).digest()
        for step in line.path:
            hashlib.sha256(step + line.body_hash).digest()


def _proofs() -> tuple[float, float]:
    """Seconds for the same inclusion proofs, by us and by pymerkle."""
    leaves = [hashlib.sha256(n.to_bytes(8, "big")).digest() for n in range(LINES)]
    other = InmemoryTree(algorithm="sha256")
    nodes: dict[tuple[int, int], bytes] = {}
    hashes: list[bytes] = []
    for n, leaf in enumerate(leaves):
        other.append_entry(leaf)
        hashes.append(hashlib.sha256(b"\0" + leaf).digest())
        tree.append(lambda level, i: nodes[level, i], lambda level, i, hash: nodes.__setitem__((level, i), hash), n, hashes[-1])
    root = tree.root(lambda level, i: nodes[level, i], LINES)
    if root != other.get_state():
        raise AssertionError("two trees of the same leaves differ")
    paths = [tree.path(lambda level, i: nodes[level, i], n, LINES) for n in range(LINES)]
    proofs = [other.prove_inclusion(n + 1) for n in range(LINES)]

    def ours() -> None:
        for n in range(LINES):
            tree.check_path(hashes[n], n, LINES, paths[n], root)

    def theirs() -> None:
        for n in range(LINES):
            verify_inclusion(hashes[n], root, proofs[n])

    return measure.cpu(ours, 1) / 1000, measure.cpu(theirs, 1) / 1000
