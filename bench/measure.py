"""What measurements have in common: CPU of a process from the kernel, medians, and the table of ratios."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Row:
    """One measurement. `other`: what it is held against, 0 where nothing is; `goal`: as the ratio should be, or of `ours` alone."""

    what: str
    ours: float
    other: float
    unit: str
    goal: str

    def cells(self) -> tuple[str, ...]:
        ratio = f"{self.ours / self.other:.2f}" if self.other else ""
        return self.what, f"{self.ours:,.3f}", f"{self.other:,.3f}" if self.other else "", self.unit, ratio, self.goal


@dataclass
class Served:
    """CPU a request and times of answers, in milliseconds."""

    cpu: float
    p50: float
    p95: float
    p99: float

    @classmethod
    def of(cls, cpu: float, times: list[float]) -> Served:
        cuts = statistics.quantiles(times, n=100)
        return cls(cpu * 1000, cuts[49] * 1000, cuts[94] * 1000, cuts[98] * 1000)


def cpu_of(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu(work: Callable[[], object], times: int) -> float:
    """Milliseconds of CPU of one call, the best of three rounds."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        for _ in range(times):
            work()
        best = min(best, (time.process_time() - began) / times)
    return best * 1000


def table(rows: list[Row]) -> str:
    """Markdown."""
    head = ("what", "ours", "held against", "unit", "ratio", "goal")
    lines = [head, tuple("---" for _ in head), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
