"""Whether the client said no to supervision: then no supervisor is let in, and no note picked, until they talk about it anew.

Who was let in before stays until the client stops them, and the client reads who that is.
"""

from __future__ import annotations

from tacenda.acts import charts, consents, holders
from tacenda.acts.desk import Desk
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import ChartId
from tacenda.core.words.people import Role
from tacenda.doors.web.talk.texts import WORDINGS


def refused(desk: Desk, chart: ChartId) -> str:
    """Why nobody is let in for supervision: `said_no`; `not_shown`, where the client keeps their answers from this person, since a no that
    nobody can read is still a no. Empty where nothing speaks against it."""
    found = consents.waiting(desk, chart, charts.purpose_of(desk, chart), WORDINGS)
    if found is None:
        return "not_shown"
    return "said_no" if found.agreed.says("supervision") == "no" else ""


def inside(desk: Desk, chart: ChartId) -> tuple[str, ...]:
    """For the client: who guides the work and was let in before, by name. A no keeps others out, and ends nothing."""
    people = holders.who_can(desk, chart, Purpose.OWN_RECORD)
    return tuple(one.holder.name for one in people if one.holder.role == Role.SUPERVISOR.value and not one.stopped)
