"""`tacenda serve` on a small practice: seconds until the first page, and resident memory after it.

As on every day after the first: Python keeps what it compiled of ours, in a folder of this measurement, whatever the environment says.
"""

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
    """Every row: the best of its starts."""
    with tempfile.TemporaryDirectory() as folder:
        practice.build(Path(folder) / "data").house.close()
        around = _around(Path(folder) / "compiled")
        found = [_once(Path(folder) / "data", around) for _ in range(4)]  # the first one compiles
        plain = min(_bare(around) for _ in range(4))
    return [
        measure.Row("start-up until the first page; Python with the same framework imported", min(one[0] for one in found), plain, "s", "<= 1 s"),
        measure.Row("  CPU of it", min(one[1] for one in found), 0, "s", ""),
        measure.Row("  resident memory after it", min(one[2] for one in found), 0, "MB", "<= 120 MB"),
    ]  # fmt: skip


def _around(compiled: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPATH": "src", "PYTHONPYCACHEPREFIX": str(compiled)}


def _once(data: Path, around: dict[str, str]) -> tuple[float, float, float]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", START, "serve", "--data", str(data), "--port", str(port)],
        stdout=subprocess.DEVNULL, env=around,
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


def _bare(around: dict[str, str]) -> float:
    began = time.perf_counter()
    bare = [sys.executable, "-c", "import uvicorn, starlette.applications, jinja2, sqlite3, cryptography.fernet"]
    subprocess.run(bare, check=True, env=around)
    return time.perf_counter() - began
