"""What a threat opens in every state: the threat, to those the law names, on evidence. Never the record, never a guess."""

from __future__ import annotations

from typing import Any

import pytest
from tests.law import loaded

from tacenda.core.decisions import kernel
from tacenda.core.decisions.evaluate import GREEN

STATES = sorted(place for place in loaded.packs().placed if place.startswith("US-"))
BY_STRANGERS = ["family_for_care", "credible_other", "own_judgement"]
VICTIMS = ["threatened_person", "threatened_guardian"]
OUTSIDERS = ["employer", "school", "payer", "media", "party_lawyer", "court", "heir", "researcher", "couple_partner"]
NOTES = [
    "record",
    "summary",
    "psychotherapy_notes",
    "part2_counseling_notes",
    "test_material",
    "messages",
    "third_party_confidence",
    "individual_confidence",
    "crime_admission",
    "attendance",
    "billing",
]
KEPT = [one for one in NOTES if one != "summary"]
TOLD = ["risk_facts", "identity", "report_facts"]
OTHERS: dict[str, Any] = {"target": "identified_person", "purpose": "avert_threat", "harm": "death", "imminence": "imminent"}
OTHERS |= {"source": "client", "intent_and_ability": "yes", "recipient_can_prevent": "yes", "urgent": "yes", "public_interest": "yes"}
OTHERS |= {"no_other_way": "yes", "client_age": 40}
SELF = OTHERS | {"target": "client", "purpose": "protect_client"}
CHILD = OTHERS | {"target": "child", "purpose": "child_protection", "harm": "abuse_neglect", "child_now": "yes", "abuser": "other"}
FRAIL = CHILD | {"target": "vulnerable_adult", "purpose": "adult_protection"}


def opened(place: str, facts: dict[str, Any], info: list[str], covered: str = "yes") -> list[str]:
    """The kinds of information that may leave."""
    quiet = {name: list(one) if isinstance(one, tuple) else one for name, one in loaded.packs().vocabulary.quiet.items()}
    stated = {name: one for name, one in (quiet | {"hipaa_covered": covered} | facts).items() if name != "info"}
    request = {
        "form": "tacenda.decision-request/1",
        "vocabulary": 1,
        "id": "threat",
        "act": "disclose",
        "places": [place],
        "layers": "all",
        "codes": [],
        "now": "2026-11-20T10:00:00Z",
        "facts": stated,
        "segments": [{"id": one, "facts": {"info": one}} for one in info],
    }
    return [one.id for one in kernel.decide(loaded.packs(), request).segments if one.verdict in GREEN]


@pytest.mark.parametrize("place", STATES)
@pytest.mark.parametrize("says", ["refuses", "withdrew", "not_asked"])
def test_no_threat_opens_more_than_the_threat_to_the_person_threatened(place: str, says: str) -> None:
    for recipient in VICTIMS:
        for covered in ("yes", "no"):
            facts = OTHERS | {"recipient": recipient, "evidence": "known", "client_says": says}
            assert opened(place, facts, NOTES, covered) == [], (recipient, covered)


@pytest.mark.parametrize("place", STATES)
def test_no_danger_opens_the_record_or_notes_to_anybody_it_names(place: str) -> None:
    police = [
        "law_enforcement",
        "family",
        "parent",
        "emergency_responder",
        "mental_health_authority",
        "child_protection",
        "adult_protection",
    ]
    for recipient in police:
        for scene in (OTHERS, SELF, CHILD, FRAIL):
            assert opened(place, scene | {"recipient": recipient, "evidence": "known"}, KEPT) == [], (recipient, scene["purpose"])


@pytest.mark.parametrize("place", STATES)
def test_nothing_opens_on_no_evidence_or_a_guess(place: str) -> None:
    for recipient in [
        *VICTIMS,
        "law_enforcement",
        "family",
        "parent",
        "emergency_responder",
        "mental_health_authority",
        "treating_professional",
    ]:
        for evidence in ("none", "speculation"):
            for scene in (OTHERS, SELF):
                facts = scene | {"recipient": recipient, "evidence": evidence}
                assert opened(place, facts, [*TOLD, *NOTES]) == [], (recipient, evidence, scene["purpose"])
    for recipient in ("child_protection", "adult_protection", "law_enforcement"):
        for evidence in ("none", "speculation"):
            for scene in (CHILD, FRAIL):
                assert opened(place, scene | {"recipient": recipient, "evidence": evidence}, [*TOLD, *NOTES]) == [], recipient


@pytest.mark.parametrize("place", STATES)
def test_nobody_outside_the_danger_hears_of_it(place: str) -> None:
    for recipient in OUTSIDERS:
        for scene in (OTHERS, SELF):
            assert opened(place, scene | {"recipient": recipient, "evidence": "known"}, [*TOLD, *NOTES]) == [], recipient


@pytest.mark.parametrize("place", STATES)
def test_where_the_client_alone_is_in_danger_there_is_no_person_threatened(place: str) -> None:
    for recipient in VICTIMS:
        assert opened(place, SELF | {"recipient": recipient, "evidence": "known"}, [*TOLD, *NOTES]) == [], recipient


@pytest.mark.parametrize("state", ["AR", "DE", "KS", "KY", "LA", "MD", "MT", "NH", "NV", "SC", "VA", "ID", "UT", "NE", "FL", "PA"])
def test_where_the_law_speaks_of_a_threat_by_the_client_nobody_elses_word_opens(state: str) -> None:
    for source in BY_STRANGERS:
        for recipient in ("threatened_person", "law_enforcement"):
            facts = OTHERS | {"recipient": recipient, "evidence": "known", "source": source}
            assert opened(f"US-{state}", facts, TOLD) == [], (source, recipient)
