"""The Vastaamo test: a thief takes every file of a working practice and searches each byte for what was said and by whom.

T-1.01 (P1), T-1.02 (P1, the graph), T-1.03 (P8, what is written beside the records).
"""

from __future__ import annotations

import base64
import json
import os
import signal
import sqlite3
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from tests.threats.thief import search

ROOT = Path(__file__).parents[2]


class Loot:
    """What the thief took, and what they must not find in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.taken = folder / "taken"
        self.data = self.taken / "data"
        self.logs = self.taken / "logs"
        self.temporary = self.taken / "tmp"
        self.out = folder / "out.json"
        for one in (self.taken, self.logs, self.temporary):
            one.mkdir()

    def play(self, part: str, *, kill_when: bytes = b"") -> int:
        """One part of the day in a process of its own, killed once it has said `kill_when`."""
        environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "TMPDIR": str(self.temporary), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "tests.threats.thief.day", str(self.data), str(self.out), part]
        with (self.logs / f"{part}.log").open("wb") as log:
            child = subprocess.Popen(command, cwd=self.taken, env=environment, stdout=subprocess.PIPE, stderr=log)
            assert child.stdout is not None
            for line in child.stdout:
                log.write(line)
                if kill_when and kill_when in line:
                    child.stdout.read(0)
                    self._let_it_write()
                    child.send_signal(signal.SIGKILL)
            return child.wait()

    def _let_it_write(self) -> None:
        """Until the journal of the content shows that a write is under way."""
        before = (self.data / "content.db-wal").stat().st_size if (self.data / "content.db-wal").exists() else 0
        for _ in range(1_000_000):
            journal = self.data / "content.db-wal"
            if journal.exists() and journal.stat().st_size != before:
                return

    @property
    def known(self) -> dict[str, list[str]]:
        return json.loads(self.out.read_text())

    def needles(self) -> dict[bytes, str]:
        return search.needles(self.known["canaries"], [base64.b64decode(one) for one in self.known["secrets"]])


@pytest.fixture(scope="module")
def loot(tmp_path_factory):
    taken = Loot(tmp_path_factory.mktemp("thief"))
    assert taken.play("first") == 0, (taken.logs / "first.log").read_text()[-2000:]
    assert taken.play("killed", kill_when=b"writing") == -signal.SIGKILL
    return taken


@pytest.mark.slow
def test_a_thief_of_every_file_finds_no_word_no_name_and_no_key(loot):
    crashed = search.hits(loot.taken, loot.needles())
    assert crashed == []
    assert loot.play("last") == 0, (loot.logs / "last.log").read_text()[-2000:]
    assert (loot.data / "content.db").stat().st_size > 25 * 1024 * 1024
    assert search.hits(loot.taken, loot.needles()) == []
    assert list(loot.temporary.iterdir()) == []


def test_the_search_finds_each_disguise(tmp_path):
    word = "qwertzuiopasdfghjkly"
    wanted = search.needles([word], [bytes(range(40, 72))])
    import gzip
    import zlib

    shapes = [
        word.encode(), word.upper().encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), word.encode().hex().encode(),
        base64.b64encode(word.encode()), base64.b64encode(b"x" + word.encode()), base64.urlsafe_b64encode(b"xy" + word.encode() + b"z"),
        zlib.compress(b"pad" * 40 + word.encode()), gzip.compress(b"pad" * 40 + word.encode()), bytes(range(40, 72)),
        base64.b64encode(b"ab" + bytes(range(40, 72))),
    ]  # fmt: skip
    for n, (shape, before) in enumerate(product(shapes, range(1000, 1004))):
        path = tmp_path / f"{n}"
        path.mkdir()
        (path / "file").write_bytes(os.urandom(before) + shape + os.urandom(1000))
        assert search.hits(path, wanted), n


@pytest.mark.slow
def test_no_row_joins_a_person_to_a_chart(loot):
    people = _ids(loot.data / "content.db", "SELECT id FROM principal")
    charts = _ids(loot.data / "keeper.db", "SELECT id FROM chart") | _ids(loot.data / "keeper.db", "SELECT id FROM compartment")
    assert len(people) > 8
    assert len(charts) > 30
    joined = []
    for name in ("content.db", "keeper.db", "session.db"):
        for table, row in _rows(loot.data / name):
            whole = b"\0".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
            here = [id for id in people if id in whole]
            if here and any(id in whole for id in charts if id not in here):
                joined.append((name, table))
    assert joined == []


@pytest.mark.slow
def test_clear_columns_know_no_time_of_day(loot):
    """Times in rows are days, but for the sign-ins, guess counts, outbox and the newest checkpoint."""
    fine = {("keeper.db", "checkpoint"), ("keeper.db", "guess"), ("keeper.db", "ended"), ("keeper.db", "pepper")}
    found = set()
    for name in ("content.db", "keeper.db"):
        for table, row in _rows(loot.data / name):
            if any(isinstance(value, int) and 1_500_000_000 < value < 3_000_000_000 for value in row) and (name, table) not in fine:
                found.add((name, table))
    assert found == set()


def _ids(path: Path, query: str) -> set[bytes]:
    with sqlite3.connect(path) as file:
        return {bytes(row[0]) for row in file.execute(query)}


def _rows(path: Path):
    with sqlite3.connect(path) as file:
        tables = [row[0] for row in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in file.execute(f"SELECT * FROM {table}"):
                yield table, row
