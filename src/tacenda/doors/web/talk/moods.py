"""The words of the three short questions, for who answers them and for who reads the answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tacenda.core.model.check_in import CheckIn
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_, Words

OKAY = N_("How okay do you feel about what we keep in writing?")
HOLDING = N_("Is there something you hold back because of who might see it?")
REACH = N_("Has it changed who can see your phone or e-mail?")
SKIP = N_("Skip this")
OKAYS: Mapping[str, str] = {
    "very": N_("Very"), "mostly": N_("Mostly"), "unsure": N_("Not sure"), "uneasy": N_("Not okay"), "skip": SKIP,
}  # fmt: skip
HOLDINGS: Mapping[str, str] = {"no": N_("No"), "little": N_("A little"), "much": N_("A lot"), "skip": SKIP}
REACHES: Mapping[str, str] = {"no": N_("No"), "yes": N_("Yes"), "skip": SKIP}


@dataclass(frozen=True, slots=True)
class Answers:
    """One check-in as it is read."""

    at: Moment
    rows: tuple[tuple[str, str], ...]


def answers(words: Words, value: CheckIn) -> Answers:
    """A check-in, question by question."""
    said = ((OKAY, OKAYS[value.okay]), (HOLDING, HOLDINGS[value.holding]), (REACH, REACHES[value.reach]))
    return Answers(value.at, tuple((words.gettext(question), words.gettext(answer)) for question, answer in said))
