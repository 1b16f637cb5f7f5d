"""Incidents: what did not fit, as the privacy office is told. The desk enters them; here they are read."""

from __future__ import annotations

from tacenda.acts import memberships
from tacenda.acts.desk import Desk
from tacenda.core.words.errors import Tampered
from tacenda.shell.store import inbox
from tacenda.shell.vault import letters
from tacenda.shell.vault.letters import Letter


def waiting(desk: Desk) -> tuple[Letter, ...]:
    """Letters to the offices of which this person is a member, oldest first. Nobody else sees any."""
    found: list[Letter] = []
    for office in desk.offices():
        to = memberships.keys_of(desk.house, office)[1]
        for row in inbox.of_principal(desk.tx, office.office):
            try:
                letter = letters.open_letter(desk.keyring.practice, to, row.id, row.sealed)
                found += [letter] if letter.kind == letters.INCIDENT else []
            except Tampered:
                continue  # keys on their way, or rubbish: folding sees to it
    return tuple(sorted(found, key=lambda letter: (letter.at, letter.number)))
