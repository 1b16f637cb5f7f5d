"""Members of an office, as the practice's own ledger tells of them: put in by a member, taken out by a member, and never the last one.

A membership is a grant whose chart is the office's id and which covers no compartment. Whoever is of the office may pass it on as they
hold it. Whoever is taken out can be put in again only by a new statement: the office's keys changed when they went. The office's next
directory entry rests on a member too. Raises Tampered with a word for what does not fit.
"""

from __future__ import annotations

from collections.abc import Mapping

from tacenda.core.ledger.asks import Ask
from tacenda.core.ledger.statements import DirectoryEntry, Grant
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ZERO_HASH, ChartId


def of_office(grant: Grant, ledger: ChartId) -> bool:
    """Whether a grant that stands in the practice's own ledger is a membership."""
    return grant.chart != ledger


def live(ask: Ask, standing: Mapping[bytes, Grant]) -> None:
    """Whoever asks through an office is of it at that line."""
    if ask.via and ask.via not in standing:
        raise Tampered("a membership that was not live")


def put_in(grant: Grant, ask: Ask, parent: Grant) -> None:
    """Somebody is put in by who is of the office: the ask is made through the very membership that is passed on."""
    if grant.compartments or grant.rights or parent.compartments or grant.parent != ask.via:
        raise Tampered("a membership that no member gave")


def taken_out(target: Grant, ask: Ask, standing: Mapping[bytes, Grant]) -> None:
    """Somebody is taken out by another member of that office, and somebody is left. `standing`: before the line."""
    by = standing.get(ask.via)
    if by is None or by.chart != target.chart or ask.via == ask.about:
        raise Tampered("a member taken out by nobody of the office")


def turned(entry: DirectoryEntry, ask: Ask, standing: Mapping[bytes, Grant]) -> None:
    """New keys of an office were made by one of its members."""
    if not entry.office or entry.previous == ZERO_HASH:
        return
    by = standing.get(ask.via)
    if by is None or by.chart != ChartId(entry.principal):
        raise Tampered("an office's keys changed by nobody of it")
