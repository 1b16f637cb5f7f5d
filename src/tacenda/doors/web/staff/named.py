"""Whom a client said yes to by name, for who lets in: a client holds no list of who works here, and cannot see that a name fits nobody."""

from __future__ import annotations

from tacenda.acts import charts, choices, colleagues
from tacenda.acts.desk import Desk
from tacenda.core.model.say import NOBODY
from tacenda.core.words.ids import ChartId
from tacenda.core.words.names import same


def nobodys(at: Desk, chart: ChartId) -> tuple[str, ...]:
    """The names that the client wrote and nobody here has. Raises NotFound, Refused."""
    said, staff = choices.exempt(at, chart, charts.purpose_of(at, chart)), colleagues.practice(at).staff
    return tuple(one.name for one in said if one.principal == NOBODY and not any(same(one.name, who.name) for who in staff))
