"""Who holds a key today, a line each, as the client reads it; and with it what each part of the talk shows."""

from __future__ import annotations

from tacenda.acts import consents, holders
from tacenda.acts.consents import Stands
from tacenda.acts.desk import Desk
from tacenda.core.words.access import Purpose, Right
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import Words
from tacenda.doors.web.me import words
from tacenda.doors.web.talk import shown


def lines(speech: Words, at: Desk, chart: ChartId, purpose: Purpose) -> tuple[str, ...]:
    """Everybody with access but the client. Raises NotFound, Refused."""
    found = [one for one in holders.who_can(at, chart, purpose) if Right.SUBJECT not in one.holder.rights and not one.stopped]
    said = [(words.holder(speech, one.holder), words.opens(speech, one)) for one in found]
    return tuple(" ".join((f"{who}.", *opens)) for who, opens in said)


def names(speech: Words, at: Desk, stands: Stands, purpose: Purpose) -> consents.Shown:
    """What each part's page shows today. Raises NotFound, Refused."""
    return shown.names(speech, lines(speech, at, stands.chart, purpose), stands.rules.limits)
