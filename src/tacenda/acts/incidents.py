"""Incidents: what did not fit, as the privacy office reads it in the practice's ledger, and puts it away with what it found.

The desk enters them and leaves a letter. A letter is a hint to look: one that names a line which is not there says that the line is gone.
"""

from __future__ import annotations

from collections.abc import Iterable

from tacenda.acts import bundles, office_letters
from tacenda.acts.desk import Desk, bare
from tacenda.core.model import incident
from tacenda.core.model.incident import Incident, Said
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import NEVER
from tacenda.shell.store import inbox
from tacenda.shell.vault import letters
from tacenda.shell.vault.letters import Letter


def of_practice(desk: Desk) -> tuple[Incident, ...]:
    """Every incident, newest first. Raises NotFound for who is in no office, Refused, Tampered."""
    if not desk.offices():
        raise NotFound("office")
    asked = bundles.recent(desk, ChartId(desk.keeper.practice), Purpose.OVERSIGHT, NEVER)
    return incident.of_lines(Said(number, at, ask.act, ask.reason) for number, at, ask in asked)


def put_away(desk: Desk, numbers: Iterable[int], finding: str) -> None:
    """An officer looked into these and says what it was: a line for each, and its letter goes. Raises NotFound, Refused, Locked."""
    waiting = {one.number for one in of_practice(desk) if not one.finding}
    for number in numbers:
        if number not in waiting:
            raise NotFound("incident")
        desk.keeper.enter(bare(desk, Act.POLICY, incident.reason(number, finding)))
        for office, letter in office_letters.of_kind(desk, letters.INCIDENT):
            if letter.number == number:
                inbox.drop(desk.tx, office, letter.id)


def told(desk: Desk) -> tuple[Letter, ...]:
    """Letters to the offices of which this person is a member, oldest first. Nobody else sees any."""
    found = (letter for _, letter in office_letters.of_kind(desk, letters.INCIDENT))
    return tuple(sorted(found, key=lambda letter: (letter.at, letter.number)))
