"""How many questions somebody is asked who has said nothing but to whom it would go and what for, and answers as a plain day does."""

from __future__ import annotations

from typing import Any

import pytest
from tests.law.loaded import packs

from tacenda.core.decisions import kernel

ASKED: dict[str, Any] = {
    "form": "tacenda.decision-request/1", "vocabulary": 1, "id": "letter", "act": "disclose", "layers": "all", "codes": [],
    "now": "2026-11-20T10:00:00Z",
}  # fmt: skip


def interview(place: str, **said: object) -> tuple[list[str], str]:
    """The first open question is answered as a plain day would, until the answer stands."""
    facts, vocabulary, asked = dict(said), packs().vocabulary, list[str]()
    while True:
        decision = kernel.decide(packs(), {**ASKED, "places": [place], "facts": facts})
        open_ones = [one.fact for one in decision.ask if one.fact in vocabulary.facts]
        if decision.verdict != "not_yet" or not open_ones:
            return asked, decision.verdict
        name = open_ones[0]
        quiet = vocabulary.quiet.get(name, ())
        facts[name] = list(quiet) if isinstance(quiet, tuple) else quiet
        asked.append(name)


@pytest.mark.parametrize("place", ["US-TX", "US-CA", "US-NY", "GB-ENG", "DE"])
def test_a_letter_to_a_school_that_nobody_signed_for_is_refused_after_two_questions(place: str) -> None:
    asked, verdict = interview(place, recipient="school", purpose="care")
    assert (len(asked), verdict) == (2, "must_not"), asked


def test_a_place_whose_law_nobody_wrote_down_is_named_only_while_the_answer_hangs_on_it() -> None:
    """Without looking for the other questions, and as they name it."""
    for places in (["JP"], ["JP", "US-CA"]):
        decision = kernel.decide(packs(), {**ASKED, "places": places, "facts": {}})
        assert decision.unread == ("JP",) == tuple(one.fact for one in decision.ask if one.asked_of == "counsel")
    here = kernel.decide(packs(), {**ASKED, "places": ["US-CA"], "facts": {}})
    assert (here.verdict, here.unread) == ("not_yet", ())
    settled = kernel.decide(packs(), {**ASKED, "act": "protect", "places": ["JP"], "facts": {}})
    assert (settled.verdict, settled.unread) == ("may", ())
