"""What an audit finds: codes and where, never content; and what the rows of a folder said on the way."""

from __future__ import annotations

from dataclasses import dataclass, field

from tacenda.core.words.ids import ChartId, CompartmentId, PrincipalId, handle
from tacenda.shell.keeper.shares import CompartmentState


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit. `where`: a handle or number, never content.

    `unfinished`: a crash can have left it, and the next minute, start or sign-in mends it.
    """

    code: str
    where: str = ""
    unfinished: bool = False


@dataclass(slots=True)
class Folder:
    """What the rows say, and what of it does not fit."""

    findings: list[Finding] = field(default_factory=list[Finding])
    charts: dict[ChartId, int] = field(default_factory=dict[ChartId, int])  # id -> entries
    states: dict[CompartmentId, CompartmentState] = field(default_factory=dict[CompartmentId, CompartmentState])
    epochs: dict[CompartmentId, frozenset[int]] = field(default_factory=dict[CompartmentId, frozenset[int]])
    people: set[PrincipalId] = field(default_factory=set[PrincipalId])
    offices: set[PrincipalId] = field(default_factory=set[PrincipalId])
    size: int = 0

    def wrong(self, code: str, where: object = b"") -> None:
        """Note something that does not fit."""
        self.findings.append(Finding(code, named(where)))

    def unfinished(self, code: str, where: object = b"") -> None:
        """Note what a crash can have left."""
        self.findings.append(Finding(code, named(where), unfinished=True))


def named(where: object) -> str:
    """How a finding says where: a handle of bytes, everything else as it is."""
    return handle(where)[:26] if isinstance(where, bytes) else str(where)
