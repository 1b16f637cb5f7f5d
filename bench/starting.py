"""`tacenda serve` on a small practice: seconds until the first page, and resident memory after it."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import measure, practice

START = "from tacenda.doors.cli.main import main; main()"


def run() -> list[measure.Row]:
    """Every row: the best of three starts."""
    with tempfile.TemporaryDirectory() as folder:
        practice.build(Path(folder) / "data").house.close()
        found = [_once(Path(folder) / "data") for _ in range(3)]
        plain = min(_bare() for _ in range(3))
    return [
        measure.Row("start-up until the first page; Python with the same framework imported", min(one[0] for one in found), plain, "s", "<= 1 s"),
        measure.Row("  CPU of it", min(one[1] for one in found), 0, "s", ""),
        measure.Row("  resident memory after it", min(one[2] for one in found), 0, "MB", "<= 120 MB"),
    ]  # fmt: skip


def _once(data: Path) -> tuple[float, float, float]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", START, "serve", "--data", str(data), "--port", str(port)],
        stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": "src"},
    )  # fmt: skip
    try:
        _wait(port, began)
        took = time.perf_counter() - began
        kib = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{child.pid}/status").read_text())
        assert kib is not None
        return took, measure.cpu_of(child.pid), int(kib[1]) / 1024
    finally:
        child.terminate()
        child.wait(20)


def _wait(port: int, began: float) -> None:
    while time.perf_counter() - began < 60:
        try:
            line = http.client.HTTPConnection("localhost", port, timeout=30)
            line.request("GET", "/start")
            line.getresponse().read()
            return
        except OSError:
            time.sleep(0.01)
    raise AssertionError("the server did not answer")


def _bare() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import uvicorn, starlette.applications, jinja2, sqlite3, cryptography.fernet"], check=True)
    return time.perf_counter() - began
