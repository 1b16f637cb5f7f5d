"""The words of the page about a danger: none is missing, no two are the same, and every place has its number."""

from __future__ import annotations

from tacenda.doors.web.law import emergency, words
from tacenda.shell import packs


def test_every_value_of_every_question_has_words():
    for name, fact in packs.law().vocabulary.facts.items():
        if not fact.derived:
            labels = [words.label(name, value) for value in fact.values]
            assert len(set(labels)) == len(labels), name
    assert set(words.STARTS) == set(packs.law().vocabulary.starts)
    assert {fact.asserted_by for fact in packs.law().vocabulary.facts.values() if not fact.derived} <= set(words.ASSERTERS)


def test_places_with_rules_have_an_emergency_number():
    assert [emergency.number(place) for place in ("US-ND", "CA-QC", "GB-ENG", "FI", "AU-NSW")] == ["911", "911", "999", "112", "000"]
    assert emergency.number("JP") == ""
