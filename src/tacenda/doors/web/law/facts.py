"""Facts of the law that one practice answers the same every time."""

from __future__ import annotations

from collections.abc import Iterable

from tacenda.core.words.errors import Invalid
from tacenda.doors.language import Words
from tacenda.doors.web.law import words as law_words
from tacenda.shell import packs

OF_A_PRACTICE = ("hipaa_covered", "part2", "ferpa", "setting", "actor")


def choices(words: Words) -> dict[str, dict[str, str]]:
    """The answers to each, with "I do not know" first: what is not said is asked each time."""
    known = packs.law().vocabulary.facts
    return {name: {"": words.gettext(law_words.UNKNOWN), **law_words.answers(words, known[name])} for name in OF_A_PRACTICE}


def checked(given: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The same pairs. Raises Invalid for a value that the vocabulary does not have."""
    known, found = packs.law().vocabulary.facts, list(given)
    for name, value in found:
        if value not in known[name].values:
            raise Invalid({name: "choose"})
    return found
