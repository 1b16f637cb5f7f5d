"""Who holds a key today, a line each, as the client reads it; and with it what each part of the talk shows."""

from __future__ import annotations

from tacenda.acts import holders, talking
from tacenda.acts.desk import Desk
from tacenda.acts.holders import Person
from tacenda.acts.talks import Stands
from tacenda.core.words.access import Purpose, Right
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_, Words
from tacenda.doors.web.me import words
from tacenda.doors.web.talk import shown

NOT_NAMED = N_("Whom they let in themselves, and who else speaks for them, does not stand here.")


def lines(speech: Words, at: Desk, chart: ChartId, purpose: Purpose) -> tuple[str, ...]:
    """Everybody with access but the client. Raises NotFound, Refused.

    Who signs for the client reads nobody's name there whom the client let in themselves, or who speaks for them too, and reads that.
    """
    people = holders.who_can(at, chart, purpose)
    alone = holders.alone_in_office(at, people)
    found = [one for one in people if Right.SUBJECT not in one.holder.rights and not one.stopped]
    signs = purpose is Purpose.SPEAKS_FOR
    said = [(words.listed(speech, one, alone), words.told(speech, one, alone)) for one in found if not signs or _named(one)]
    lines = tuple(" ".join((f"{who}.", *opens)) for who, opens in said)
    return (*lines, speech.gettext(NOT_NAMED)) if signs else lines


def _named(one: Person) -> bool:
    """Whether who signs for the client reads of somebody: of themselves, and of those whom the practice let in."""
    return one.myself or one.office or not (one.beside or one.twin)


def names(speech: Words, at: Desk, stands: Stands, purpose: Purpose) -> talking.Shown:
    """What each part's page shows today. Raises NotFound, Refused."""
    return shown.names(speech, lines(speech, at, stands.chart, purpose), stands.rules.limits, alone=stands.alone)
