"""`python -m bench`: every measurement, as one table; the same table into docs/benchmarks.md. `python -m bench reading ledger`: only these."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import acting, law, ledger, measure, reading, starting

PARTS: dict[str, Callable[[], list[measure.Row]]] = {
    "reading": reading.run,
    "acting": acting.run,
    "ledger": ledger.run,
    "starting": starting.run,
    "law": law.measurements,
}
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
HEAD = """# Benchmarks

`make bench` measures and writes the table. Each ratio comes from one run: ours and what it is held against, minutes apart on the same
machine. Absolute figures are of that machine and that moment; the goals are about ratios, where not a unit says otherwise.

Measured {day}: {machine}. {shared}

"""
SHARED = "The load before the run was {load:.1f}{busy}."
BUSY = ": other work ran on the machine at the same time, so times, and the tails most of all, are longer than they would be alone"


def machine() -> str:
    """Processor, cores, system, Python."""
    model = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), ""
    )
    return f"{os.cpu_count()} cores ({model or platform.machine()}), {platform.system()}, Python {platform.python_version()}"


def main() -> None:
    """Measure what was named, or everything; only everything is written down."""
    named = sys.argv[1:] or list(PARTS)
    load = os.getloadavg()[0]
    rows: list[measure.Row] = []
    for name in named:
        print(f"measuring: {name}", file=sys.stderr, flush=True)
        rows += PARTS[name]()
    table = measure.table(rows)
    print(table)
    if not sys.argv[1:]:
        shared = SHARED.format(load=load, busy=BUSY if load > 1 else "")
        PAGE.write_text(HEAD.format(day=datetime.now(UTC).date(), machine=machine(), shared=shared) + table + "\n", "utf-8")


if __name__ == "__main__":
    main()
