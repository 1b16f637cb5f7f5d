"""Whether the client said no to supervision: then no supervisor is let in, and no note picked, until they talk about it anew."""

from __future__ import annotations

from tacenda.acts import charts, consents
from tacenda.acts.desk import Desk
from tacenda.core.words.ids import ChartId
from tacenda.doors.web.talk.texts import WORDINGS


def refused(desk: Desk, chart: ChartId) -> bool:
    """The newest answer of the client's; no where nothing was said, or where their answers are not open to this person."""
    found = consents.waiting(desk, chart, charts.purpose_of(desk, chart), WORDINGS)
    return found is not None and found.agreed.says("supervision") == "no"
