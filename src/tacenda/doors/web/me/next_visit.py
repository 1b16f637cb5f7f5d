"""The client's own next visit, as their pages say it."""

from __future__ import annotations

from tacenda.acts import charts
from tacenda.acts.desk import Desk
from tacenda.core.model.chart import Visit
from tacenda.doors.web import inner


def of(at: Desk) -> Visit | None:
    """The nearest of all their records; None where none is planned."""
    found = [visit for chart in charts.own(at) if (visit := charts.own_next_visit(at, chart))]
    return min(found, key=lambda one: one.at, default=None)


def here(at: Desk) -> tuple[Visit | None, bool]:
    """The same for the first page; and whether it stays shut there until a second proof, whether there is one or not."""
    shut = inner.shut(at)
    return None if shut else of(at), shut
