"""Letters that tell an office something: sent to each, opened by its members, one kind at a time. Furniture of the acts that count."""

from __future__ import annotations

from tacenda.acts import memberships
from tacenda.acts.desk import Desk
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import PrincipalId
from tacenda.core.words.moments import Moment
from tacenda.shell import fresh
from tacenda.shell.store import inbox
from tacenda.shell.vault import letters
from tacenda.shell.vault.letters import Letter


def send(desk: Desk, kind: str, at: Moment, what: str) -> None:
    """A letter to each privacy office, about nobody."""
    for office in [one for one in desk.keeper.everyone() if one.entry.office and one.confirmed]:
        letter = Letter(fresh.id(), at, what, 0, kind)
        sealed = letters.seal_letter(desk.keyring.practice, office.entry, office.hash, letter)
        inbox.put(desk.tx, inbox.Letter(letter.id, office.entry.principal, sealed))


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
