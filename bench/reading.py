"""Reading one note through HTTP, with its durable entries, against the same page over plaintext SQLite that commits one plain log row.

Both run on the same stack: the same frame, template and server, each in a process of its own; CPU is the server's, from the kernel.
They take turns, and of each the round that cost least counts: what else runs on the machine weighs on both, but never alike at once.
"""

from __future__ import annotations

import http.client
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from bench import measure, practice
from tacenda.core.words.ids import handle

REQUESTS = int(os.environ.get("TACENDA_BENCH_REQUESTS", "300"))
TURNS = 4
USERS = 1, 8


def run() -> list[measure.Row]:
    """Rows for concurrency 1 and 8."""
    with tempfile.TemporaryDirectory() as folder:
        made = practice.build(Path(folder) / "data")
        # A note asks for no second proof, and few readers have just given one. A sign-in for each: one alone has a share of the readers.
        cookies = [handle(made.everyday().secret) for _ in range(max(USERS))]
        path = f"/note/{handle(made.chart)}/{handle(made.note)}"
        plain_log(Path(folder) / "plain.db")
        made.house.close()
        rows: list[measure.Row] = []
        for users in USERS:
            turns = [[serve_and_ask(kind, Path(folder), path, cookies[:users]) for kind in ("sealed", "plain")] for _ in range(TURNS)]
            ours, plain = (min(rounds, key=lambda one: one.cpu) for rounds in zip(*turns, strict=True))
            rows.append(measure.Row(f"read a note over HTTP, {users} at once: CPU", ours.cpu, plain.cpu, "ms a request", "<= 2.0"))
            for name in ("p50", "p95", "p99"):
                rows.append(measure.Row(f"  {name}", getattr(ours, name), getattr(plain, name), "ms", ""))
        return rows


def plain_log(path: Path) -> None:
    """The plaintext house: one note and a log."""
    with sqlite3.connect(path) as file:
        file.executescript(
            "PRAGMA journal_mode=WAL; CREATE TABLE note(id BLOB PRIMARY KEY, text TEXT); CREATE TABLE log(at INTEGER, who BLOB, what BLOB);"
        )
        file.execute("INSERT INTO note VALUES (?, ?)", (b"note", practice.text()))


def serve_and_ask(kind: str, folder: Path, path: str, cookies: Sequence[str]) -> measure.Served:
    """Start a server, warm it, ask, and read what it cost."""
    child = subprocess.Popen(
        [sys.executable, "-m", "bench.server", kind, str(folder)], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "src:."}
    )
    try:
        assert child.stdout is not None
        port = int(child.stdout.readline())
        for cookie in cookies:
            ask(port, path, cookie, 20, [])
        before, times = measure.cpu_of(child.pid), list[float]()
        threads = [threading.Thread(target=ask, args=(port, path, cookie, REQUESTS // len(cookies), times)) for cookie in cookies]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return measure.Served.of((measure.cpu_of(child.pid) - before) / len(times), times)
    finally:
        child.terminate()
        child.wait(20)


def ask(port: int, path: str, cookie: str, count: int, times: list[float]) -> None:
    """One reader on one connection."""
    line = http.client.HTTPConnection("localhost", port)
    for _ in range(count):
        began = time.perf_counter()
        line.request("GET", path, headers={"Cookie": f"__Host-in={cookie}"})
        answer = line.getresponse()
        body = answer.read()
        times.append(time.perf_counter() - began)
        assert answer.status == 200 and b"<h1>" in body, answer.status
    line.close()
