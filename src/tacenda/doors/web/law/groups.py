"""The longest list of answers, who would receive it, in groups: nobody reads thirty-five lines on a phone to find one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tacenda.doors.language import N_, Words

GROUPS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "recipient": MappingProxyType(
            {
                N_("The client and their people"): (
                    "client", "parent", "representative", "family", "couple_partner", "heir",
                ),
                N_("Care"): ("treating_professional", "emergency_responder", "other_professional", "social_service"),
                N_("My own work"): (
                    "supervisor", "specialist_adviser", "own_staff", "trainee", "own_lawyer", "processor", "successor_custodian",
                ),
                N_("Police and courts"): ("law_enforcement", "court", "party_lawyer", "coroner"),
                N_("Offices that take reports"): ("child_protection", "adult_protection", "mental_health_authority"),
                N_("Who is in danger"): ("threatened_person", "threatened_guardian"),
                N_("Who pays, and work or school"): ("payer", "benefits_board", "employer", "school"),
                N_("Who watches or asks"): ("oversight_body", "privacy_authority", "researcher", "media"),
            }
        )
    }
)  # fmt: skip

LAST = N_("If nobody fits")


def of(words: Words, name: str, choices: tuple[tuple[str, str], ...]) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """The answers to a question by group; what is in none, such as not to know, stands last. One group without a heading where none are."""
    labels = dict(choices)
    made = [
        (words.gettext(head), tuple((one, labels[one]) for one in values if one in labels)) for head, values in GROUPS.get(name, {}).items()
    ]
    grouped = {one for _, inside in made for one, _ in inside}
    rest = tuple(pair for pair in choices if pair[0] not in grouped)
    return (*made, (words.gettext(LAST) if made else "", rest))
