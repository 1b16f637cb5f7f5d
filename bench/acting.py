"""Acts without a door: sealing a note, signing in, rolling keys, and opening a note in a small and a great house."""

from __future__ import annotations

import os
import sqlite3
import tempfile
import time
from pathlib import Path

from bench import measure, practice
from bench.practice import Bench
from tacenda.acts import charts, gate, notes, pages, rolling, sign_in
from tacenda.acts.desk import SignInSecret, reading, writing
from tacenda.core.model import note
from tacenda.core.model.chart import Card
from tacenda.core.sealing.passphrase import Method, cost, parameters, stretch
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.core.words.ids import ChartId
from tacenda.shell import fresh, process
from tacenda.shell.keeper import shares

NOTES = 1000 if os.environ.get("TACENDA_BENCH_SMALL") else 1_000_000
ROLLED = 4000  # notes that are rolled; told for 20,000
TURNS = 4  # rolls of them, of which the cheapest counts
TOGETHER = 4  # notes sealed under one ask, so that a thousand are there in time
PLAIN = "CREATE TABLE note(id BLOB PRIMARY KEY, text TEXT)"
FILL = """
WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :last)
INSERT INTO object (slot, id, version, compartment, epoch, envelope)
SELECT i * 4611686018427 + abs(random() % 4611686018427), randomblob(16), 1, randomblob(16), 1, randomblob(1104) FROM n
"""


def run() -> list[measure.Row]:
    """Every row."""
    with tempfile.TemporaryDirectory() as folder:
        bench = practice.build(Path(folder) / "data")
        process.settle()  # as a server does
        try:
            return [*_sealing(bench, Path(folder)), *_signing_in(bench), *_rolling(bench, Path(folder)), *_growing(bench, Path(folder))]
        finally:
            bench.house.close()


def _plain(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path, isolation_level=None)
    for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", PLAIN):
        file.execute(statement)
    return file


def _sealing(bench: Bench, folder: Path) -> list[measure.Row]:
    file, text = _plain(folder / "sealing.db"), practice.text()
    chart = charts.found(bench.house, bench.visitor, Card(name="Ann Moss"))
    ours = measure.cpu(lambda: practice.write(bench, chart), 20)
    theirs = measure.cpu(lambda: file.execute("INSERT INTO note VALUES (randomblob(16), ?)", (text,)), 200)
    file.close()
    return [measure.Row("seal a note of 3 KB (act, entry, page): CPU; plain insert and commit", ours, theirs, "ms", "")]


def _signing_in(bench: Bench) -> list[measure.Row]:
    proof = sign_in.Proof(practice.LOGIN, Method.PASSPHRASE, practice.WORDS, "bench")
    ours = measure.cpu(lambda: sign_in.sign_in(bench.house, proof), 2)
    at = cost(parameters(Method.PASSPHRASE, bytes(16)))
    theirs = measure.cpu(lambda: stretch(practice.WORDS, at), 2)
    return [measure.Row("sign in: CPU; Argon2id alone", ours, theirs, "ms", "<= 300 ms")]


def _rolling(bench: Bench, folder: Path) -> list[measure.Row]:
    """One compartment of `ROLLED` notes against the same rows written again in one transaction; of each the cheapest of several turns.

    Each side brings its log into its file before it is done: a long change pays for that, a short one leaves it to the next. What a roll costs however few notes there are is measured without any, and counted once.
    """
    empty = charts.found(bench.house, bench.visitor, Card(name="Al Low"))
    chart = charts.found(bench.house, bench.visitor, Card(name="Bo Reed"))
    for _ in range(ROLLED // TOGETHER):
        _write_together(bench, chart)
    bench.again()
    once, all = (min(_rolled(bench, one) for _ in range(TURNS)) for one in (empty, chart))
    ours = once + (all - once) * 20_000 / ROLLED
    file, text = _plain(folder / "rolling.db"), practice.text()
    file.executemany("INSERT INTO note VALUES (?, ?)", ((n.to_bytes(16, "big"), text) for n in range(ROLLED)))

    def again() -> None:
        file.execute("BEGIN IMMEDIATE")
        for key, found in file.execute("SELECT id, text FROM note").fetchall():
            file.execute("UPDATE note SET text = ? WHERE id = ?", (found[1:] + found[:1], key))
        file.execute("COMMIT")
        file.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    theirs = measure.cpu(again, 5) / 1000 * 20_000 / ROLLED
    file.close()
    return [
        measure.Row(f"roll keys, CPU for 20,000 notes (told from {ROLLED}); the rows written again", ours, theirs, "s", "<= 3 and < 1 s")
    ]


def _rolled(bench: Bench, chart: ChartId) -> float:
    """Seconds of CPU of one roll."""
    with reading(bench.house, bench.visitor) as desk:
        record = desk.held(chart).of(Code.RECORD).id
    # Due as a stop would make it.
    bench.house.keeper.office.queue.run(lambda tx: tx.change(shares.MARK_DUE, id=record, owed=1))
    began = time.process_time()
    with writing(bench.house, bench.visitor) as desk:
        rolling.roll(desk, chart, desk.held(chart).of(Code.RECORD), Purpose.TREATMENT)
    bench.house.content.truncate_wal()
    return time.process_time() - began


def _write_together(bench: Bench, chart: ChartId) -> None:
    with writing(bench.house, bench.visitor) as desk:
        at = gate.standing(desk, chart, Purpose.TREATMENT, Code.RECORD)
        drawn = note.drawn(Content.NOTE, "plain", (("text", practice.text()),), desk.now, 50)
        changes = [pages.Change(fresh.object_id(), Content.NOTE, note.write(drawn, fresh.secret())) for _ in range(TOGETHER)]
        pages.write(desk, at, Code.RECORD, Purpose.TREATMENT, changes)


def open_one(bench: Bench) -> None:
    """What the page of a note does, without the page."""
    visitor = SignInSecret(bench.visitor.secret, [])
    sign_in.myself(bench.house, visitor)
    with reading(bench.house, visitor) as desk:
        charts.open_card(desk, bench.chart)
        notes.open_note(desk, bench.chart, bench.note)


def _growing(bench: Bench, folder: Path) -> list[measure.Row]:
    found: dict[int, float] = {}
    filled = 0
    for size in (n for n in (1_000, 100_000, 1_000_000) if n <= NOTES):
        fill(folder / "data" / "content.db", filled, size)
        filled = size
        for _ in range(20):
            open_one(bench)
        found[size] = measure.cpu(lambda: open_one(bench), 60)
    smallest = found.pop(min(found))
    return [measure.Row(f"open a note among {n:,}: CPU; among 1,000", ours, smallest, "ms", "<= 1.15") for n, ours in found.items()]


def fill(path: Path, first: int, last: int) -> None:
    """Rows of other people's compartments: the shape of sealed notes of up to 1 KB, and nothing that opens."""
    file = sqlite3.connect(path, isolation_level=None, timeout=60)
    for pragma in ("synchronous = OFF", "cache_size = -600000"):
        file.execute(f"PRAGMA {pragma}")
    for start in range(first, last, 100_000):
        file.execute(FILL, {"first": start + 1, "last": min(start + 100_000, last) + 1})
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    file.close()
