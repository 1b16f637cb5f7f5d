"""Wording: words in a note that often hurt its subject, each with another way to say it. A hint to the author, never a block.

The first five were always found stigmatising in a study of 80 million clinical notes. The list is English; another language brings its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

INSTEAD: dict[str, str] = {
    "combative": "upset, and pushed us away",
    "hysterical": "very upset",
    "narcotic": "the medicine's name",
    "refuse": "said no to",
    "substance abuse": "substance use",
    "abuser": "person who uses",
    "addict": "person with an addiction",
    "alcoholic": "person who drinks too much",
    "attention-seeking": "asks for help",
    "borderline": "the person's own words",
    "claims": "says",
    "committed suicide": "died by suicide",
    "denies": "says no to",
    "drug-seeking": "asks for medicine",
    "manipulative": "tries to get a need met",
    "mentally ill": "has a mental illness",
    "non-compliant": "did not take it, because",
    "noncompliant": "did not take it, because",
    "promiscuous": "the facts that matter",
    "victim of": "was hurt by",
}

_FORMS = re.compile(
    r"\b("
    + "|".join(sorted((re.escape(word) for word in INSTEAD), key=len, reverse=True))
    + r"|refus(?:es|ed|ing|al)|addicts|alcoholics)\b",
    re.IGNORECASE,
)
_BASE = {
    "refuses": "refuse",
    "refused": "refuse",
    "refusing": "refuse",
    "refusal": "refuse",
    "addicts": "addict",
    "alcoholics": "alcoholic",
}


@dataclass(frozen=True, slots=True)
class Hint:
    """A word as it was written, and what could stand in its place."""

    word: str
    instead: str

    def __repr__(self) -> str:
        return "Hint()"


def look_at(texts: tuple[str, ...]) -> tuple[Hint, ...]:
    """The words to look at, each once, in the order of the text."""
    found = dict.fromkeys(match[1].lower() for text in texts for match in _FORMS.finditer(text))
    return tuple(Hint(word, INSTEAD[_BASE.get(word, word)]) for word in found)
