"""Colleagues: who works here, as the practice's own page lists them. What anybody may open follows from grants, never from here."""

from __future__ import annotations

from tacenda.acts import gate
from tacenda.acts.desk import Desk
from tacenda.core.model.practice import Member, Practice
from tacenda.core.words.errors import Invalid, NotFound, Refused
from tacenda.core.words.ids import EntryHash, fingerprint
from tacenda.core.words.people import Role


def practice(desk: Desk) -> Practice:
    """The practice's page. Raises NotFound for who does not work here, or was not let in yet."""
    return gate.practice_page(desk)[1]


def unchecked(desk: Desk) -> str:
    """The 25 letters of a person who joined and whom no officer has let in yet, for them to read out; empty for everybody else."""
    try:
        gate.practice_page(desk)
    except NotFound:
        return fingerprint(desk.keyring.entry)
    except Refused:
        return ""  # their work here has ended
    return ""


def others(desk: Desk) -> tuple[Member, ...]:
    """Everybody who works here but the person behind this desk, by name."""
    return tuple(sorted((one for one in practice(desk).staff if one.id != desk.actor.id), key=lambda one: one.name.casefold()))


def by_letters(desk: Desk, letters: str) -> EntryHash:
    """The clinician of this practice whose 25 letters these are, as they read them out to a client. Raises Invalid."""
    typed = _bare(letters)
    for listed in desk.keeper.everyone():
        entry = listed.entry
        if Role.CLINICIAN in entry.roles and listed.confirmed and not entry.ended and typed == _bare(fingerprint(listed.hash)):
            return listed.hash
    raise Invalid({"letters": "letters"})


def _bare(letters: str) -> str:
    return "".join(letters.upper().split())
