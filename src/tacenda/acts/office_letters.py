"""Letters that tell an office something: opened by its members, one kind at a time. Furniture: more than one act reads such letters."""

from __future__ import annotations

from tacenda.acts import memberships
from tacenda.acts.desk import Desk
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import PrincipalId
from tacenda.shell.store import inbox
from tacenda.shell.vault import letters
from tacenda.shell.vault.letters import Letter


def of_kind(desk: Desk, kind: str) -> list[tuple[PrincipalId, Letter]]:
    """Each such letter in the inboxes of this person's offices, with the office. Anybody can write one; what is none is passed over."""
    found: list[tuple[PrincipalId, Letter]] = []
    for office in desk.offices():
        to = memberships.keys_of(desk.house, office)[1]
        for row in inbox.of_principal(desk.tx, office.office):
            try:
                letter = letters.open_letter(desk.keyring.practice, to, row.id, row.sealed)
            except Tampered:
                continue  # keys on their way, or rubbish: folding sees to it
            if letter.kind == kind:
                found.append((office.office, letter))
    return found
