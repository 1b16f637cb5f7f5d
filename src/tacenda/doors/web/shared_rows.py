"""What was shared with a client, as rows of a list: for the client, for who stands beside them, and for who treats them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tacenda.acts.sharing import SharedLine
from tacenda.core.words.access import Content
from tacenda.core.words.ids import ChartId
from tacenda.doors.web.request import WebRequest


@dataclass(frozen=True, slots=True)
class Row:
    """One note or plan, by the day it was shared."""

    plan: bool
    day: int
    href: str


def rows(request: WebRequest, chart: ChartId, lines: Iterable[SharedLine], to: str) -> tuple[Row, ...]:
    """`to`: the name of the page that shows one of them."""
    return tuple(Row(one.content is Content.PLAN, one.day, request.url(to, chart=chart, item=one.id)) for one in lines)
