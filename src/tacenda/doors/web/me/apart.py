"""What is not open to somebody of what they were given, in words: a sentence where it is little, a list where a sentence would be long."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tacenda.acts.holders import Person
from tacenda.core.words.access import Code
from tacenda.doors.language import N_, Words
from tacenda.doors.web.me.words import KINDS, what

FEW = 2  # kinds that one sentence names


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence; or the one before a list, and the list."""

    says: str
    kinds: tuple[str, ...] = ()


def apart(words: Words, person: Person) -> tuple[Told, ...]:
    """What the client stopped, what they keep to their therapist alone, and what keys are still to come for."""
    found = (*_locked(words, person.locked - person.kept), *kept(words, person.kept))
    if not person.waits or person.stopped:
        return found
    notes = N_("Your notes open to them again once someone who has the new keys signs in.")
    rest = N_("The rest opens to them again once someone who has the new keys signs in.")
    return (*found, Told(words.gettext(notes if Code.RECORD in person.waits else rest)))


def kept(words: Words, codes: Collection[Code]) -> tuple[Told, ...]:
    """What the client keeps to their therapist alone; nothing for nothing."""
    few = N_("You keep %(what)s for your therapist alone.")
    return _told(words, codes, few, N_("You keep this for your therapist alone:"))


def _locked(words: Words, codes: Collection[Code]) -> tuple[Told, ...]:
    return _told(words, codes, N_("You stopped %(what)s."), N_("You stopped this:"))


def _told(words: Words, codes: Collection[Code], few: str, many: str) -> tuple[Told, ...]:
    kinds = tuple(words.gettext(text) for code, text in KINDS.items() if code in codes)
    if len(kinds) > FEW:
        return (Told(words.gettext(many), kinds),)
    return (Told(words.say(few, what=what(words, codes))),) if kinds else ()
