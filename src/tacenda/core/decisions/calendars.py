"""Tables of public holidays: dated, bundled, one per place. A year outside the table is not guessed."""

from __future__ import annotations

import datetime as dt

from tacenda.core.decisions import places
from tacenda.core.decisions.clocks import Calendar
from tacenda.core.decisions.reading import Table, list_of, toml


def parse(text: str, at: str) -> tuple[Calendar, ...]:
    """Every `[[calendar]]` of a file: place, source, first and last year, holidays. Raises BadPack."""
    table = Table(at, toml(text, at))
    found = tuple(_calendar(row) for row in table.tables("calendar"))
    table.done()
    return found


def _calendar(row: Table) -> Calendar:
    days = [one for one in list_of(row.raw("holidays"), row.at, "holidays") if isinstance(one, dt.date)]
    found = Calendar(row.text("place"), row.count("first"), row.count("last"), frozenset(days))
    row.text("source")
    row.done()
    if not places.known(found.place) or any(not found.covers(day) for day in days):
        raise row.bad("an unknown place, or a holiday outside the years of the table")
    return found
