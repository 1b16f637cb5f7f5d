"""A client's no to supervision as pages say it: why nobody was let in or nothing picked, and who guides the work all the same."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from tacenda.acts import charts, holders, supervision
from tacenda.acts.desk import Desk
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Conflict, Invalid
from tacenda.core.words.ids import ChartId
from tacenda.core.words.people import Role


def refused(desk: Desk, chart: ChartId) -> str:
    """Why a page offers nothing for supervision: `said_no`, `not_shown`; empty where nothing speaks against it."""
    return supervision.refused(desk, chart, charts.purpose_of(desk, chart))


def reason(error: Conflict) -> str:
    """The same of what an act refused; empty for any other conflict."""
    return str(error) if str(error) in (supervision.SAID_NO, supervision.NOT_SHOWN) else ""


@contextmanager
def said_at(field: str) -> Generator[None, None, None]:
    """What an act refused for a no, as a message at a field of the form. Raises Invalid."""
    try:
        yield
    except Conflict as error:
        if not reason(error):
            raise
        raise Invalid({field: reason(error)}) from error


def inside(desk: Desk, chart: ChartId) -> tuple[str, ...]:
    """For the client: who guides the work and was let in before, by name. A no keeps others out, and ends nothing."""
    people = holders.who_can(desk, chart, Purpose.OWN_RECORD)
    return tuple(one.holder.name for one in people if one.holder.role == Role.SUPERVISOR.value and not one.stopped)
