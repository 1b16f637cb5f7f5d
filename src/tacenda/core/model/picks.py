"""Picks: which notes were picked for whom to guide the work, and until when. The head of the page of `supervision`.

A pick belongs to one grant: whoever is let in after its holder finds nothing that was picked before. It names the note and version that
its copy was made from, so that a list of picks opens no copy.
"""

from __future__ import annotations

from dataclasses import dataclass

from tacenda.core.model.chart import Line, Page
from tacenda.core.words.encoding import Parsed, Plain, as_number, as_raw, as_rows
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import GrantHash, ObjectId
from tacenda.core.words.moments import Moment


@dataclass(frozen=True, slots=True)
class Pick:
    """One picked copy. `grant`: for whom; `until`: the moment from which it is open to them no more; `origin`, `version`: of the note."""

    copy: ObjectId
    grant: GrantHash
    until: Moment
    origin: ObjectId
    version: int

    def open_to(self, grant: bytes, now: Moment) -> bool:
        """Whether it is for the holder of this grant, and its day is not over."""
        return self.grant == grant and now < self.until


def head(picks: tuple[Pick, ...]) -> Plain:
    """What `chart.write` keeps as the head of the page."""
    rows: list[Plain] = [[one.copy, one.grant, int(one.until), one.origin, one.version] for one in picks]
    return {"picks": rows} if rows else {}


def read(head: Parsed) -> tuple[Pick, ...]:
    """Raises Tampered."""
    if set(head) - {"picks"}:
        raise Tampered("picks")
    return tuple(_pick(row) for row in as_rows(head["picks"])) if "picks" in head else ()


def open_lines(page: Page, head: Parsed, grant: bytes, now: Moment) -> tuple[Line, ...]:
    """What of a page is open to the holder of one grant now. Raises Tampered."""
    mine = {one.copy for one in read(head) if one.open_to(grant, now)}
    return tuple(line for line in page.lines if line.object in mine)


def _pick(row: list[object]) -> Pick:
    if len(row) != 5:
        raise Tampered("pick")
    copy, grant, until, origin, version = row
    return Pick(
        ObjectId(as_raw(copy, 16)), GrantHash(as_raw(grant, 32)), Moment(as_number(until)), ObjectId(as_raw(origin, 16)), as_number(version)
    )
