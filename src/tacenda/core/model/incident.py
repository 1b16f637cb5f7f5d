"""Incident: somebody met what is not as it was sealed. It is a line of the practice's ledger; so is what the privacy office found.

The line of an incident says in its reason what did not fit, never a value. An officer's `policy` line with the reason
`incident {number} {finding}` puts it away, number being that of its line. Only lines count: who takes letters away hides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from tacenda.core.words.access import Act
from tacenda.core.words.moments import NEVER, Moment

OURS, MENDED, BREACH = "ours", "mended", "breach"
FINDINGS = (OURS, MENDED, BREACH)  # our own doing; put back from a backup; handled as a breach
_PUT_AWAY = re.compile(rf"incident ([1-9][0-9]{{0,8}}) ({'|'.join(FINDINGS)})")


class Said(NamedTuple):
    """What an incident needs of one line of the practice's ledger."""

    number: int
    at: Moment
    act: Act
    reason: str


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident. `finding`: what the office found and when, empty and 0 while nobody put it away."""

    number: int
    at: Moment
    what: str
    finding: str = ""
    put_away: Moment = NEVER


def reason(number: int, finding: str) -> str:
    """With what an officer puts an incident away. Raises ValueError for a finding that is none of ours."""
    said = f"incident {number} {finding}"
    if not _PUT_AWAY.fullmatch(said):
        raise ValueError("finding")
    return said


def of_lines(lines: Iterable[Said]) -> tuple[Incident, ...]:
    """The incidents of a ledger, newest first. `lines`: in any order; the newest finding of each counts."""
    met: dict[int, Said] = {}
    found: dict[int, tuple[Moment, str]] = {}
    for line in sorted(lines):
        if line.act is Act.INCIDENT:
            met[line.number] = line
        elif line.act is Act.POLICY and (said := _PUT_AWAY.fullmatch(line.reason)):
            found[int(said[1])] = line.at, said[2]
    return tuple(_incident(line, *found.get(number, (NEVER, ""))) for number, line in sorted(met.items(), reverse=True))


def _incident(line: Said, put_away: Moment, finding: str) -> Incident:
    return Incident(line.number, line.at, line.reason, finding, put_away)
