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
SHARED = "The machine's load was {load:.1f} before the run and {after:.1f} after it{busy}."
BUSY = """. The run itself is a load of about 1: other work ran at the same time,
so times, and the tails most of all, are longer than they would be alone, and CPU figures are too"""
MISSING = "\n\nNot in this run, which was ended early: {names}."


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
        if not sys.argv[1:]:
            write(load, rows, named[named.index(name) + 1 :])
    print(measure.table(rows))


def write(load: float, rows: list[measure.Row], missing: list[str]) -> None:
    """The page, anew after every part: what was measured is not lost if the run is ended early."""
    after = os.getloadavg()[0]
    shared = SHARED.format(load=load, after=after, busy=BUSY if max(load, after) > 2 else "")
    head = HEAD.format(day=datetime.now(UTC).date(), machine=machine(), shared=shared)
    left = MISSING.format(names=", ".join(missing)) if missing else ""
    PAGE.write_text(head + measure.table(rows) + left + "\n", "utf-8")


if __name__ == "__main__":
    main()
