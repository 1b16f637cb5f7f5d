"""The texts of the talk: short, plain, in two wordings, and each change of a word seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pages import reading

from tacenda.core.decisions import limits
from tacenda.core.model import consent
from tacenda.core.model.agreed import Reason
from tacenda.core.model.consent import CHOICES, PARTS, How, Result
from tacenda.doors import language
from tacenda.doors.web.talk import limits as limited
from tacenda.doors.web.talk import shown, texts
from tacenda.shell import packs

ENGLISH = language.words(language.SOURCE)
EVERY = [*texts.TEXTS.items(), *texts.ALONE.items()]
BOTH = [(part, text, name) for part, text in EVERY for name in ("first", "second")]
LAW = limits.limits(packs.law(), ["US-CA"])


@pytest.mark.parametrize(("part", "text", "name"), BOTH, ids=lambda one: one if isinstance(one, int | str) else "")
def test_a_part_has_at_most_ninety_words_at_grade_five(part, text, name):
    said = " ".join(shown.spoken(getattr(text, name)))
    assert len(reading.words(said)) <= 90
    assert reading.grade(said) <= 5
    assert reading.too_long(said) == []


def test_there_are_five_parts_with_a_right_answer_each_and_a_way_to_say_not_sure():
    assert tuple(texts.TEXTS) == PARTS
    for text in texts.TEXTS.values():
        assert text.right in text.answers and "unsure" in text.answers and text.first != text.second


@pytest.mark.parametrize(
    "needed",
    ["help you feel better", "feel hard", "locked on our computers", "key of its own", "take back a yes", "complain", "destroy the keys"],
)
def test_risks_benefits_storage_and_rights_are_said_in_the_first_wording(needed):
    assert needed in " ".join(" ".join(shown.spoken(text.first)) for text in texts.TEXTS.values())


def test_where_one_person_works_the_same_is_said_of_locks_stops_and_lines():
    assert set(texts.ALONE) == {2}
    for name in ("first", "second"):
        said = " ".join(shown.spoken(getattr(texts.ALONE[2], name)))
        assert all(word in said for word in ("key", "stop", "looked" if name == "second" else "a line is written first"))


def test_a_changed_sentence_is_another_text():
    text = texts.TEXTS[1]
    assert replace(text, heading="Another").name != text.name
    assert replace(text, second=replace(text.second, before=(*text.second.before, "More."))).name != text.name


@pytest.mark.parametrize("part", PARTS)
def test_what_is_shown_has_a_name_of_its_own_for_each_wording_and_language(part):
    people = ("Ada, who treats you.",)
    found = {
        shown.shown(words, part, people, LAW, again=again).name
        for words in (ENGLISH, language.words(language.PSEUDO))
        for again in (False, True)
    }
    assert len(found) == 4


def test_another_person_or_another_limit_changes_the_name_of_their_part_alone():
    before = shown.names(ENGLISH, ("Ada",), LAW)
    more, fewer = shown.names(ENGLISH, ("Ada", "Ben"), LAW), shown.names(ENGLISH, ("Ada",), LAW[1:])
    assert [part for part in PARTS if before[part] != more[part]] == [2]
    assert [part for part in PARTS if before[part] != fewer[part]] == [3]


def test_new_sentences_stand_on_top_and_none_is_left_out():
    new = LAW[4]
    one = shown.shown(ENGLISH, 3, (), LAW, frozenset({consent.limit_name(new.topic, new.kind, new.says)}))
    assert [limit.says for _, found in one.new for limit in found] == [new.says]
    told = [limit for section in one.sections for topic in section.topics for _, found in topic.kinds for limit in found]
    assert sorted(limit.says for limit in told) == sorted(limit.says for limit in LAW)


def test_telling_others_stands_apart_from_rights_and_no_group_says_more_than_its_sentences():
    others, rights, narrow = limited.sections(ENGLISH, LAW)
    assert len(others.topics) <= 10
    assert {one.about for topic in others.topics for _, found in topic.kinds for one in found} == {"others"}
    assert {one.about for topic in rights.topics for _, found in topic.kinds for one in found} == {"client"}
    assert all(one.only in ("part2", "ferpa") for topic in narrow.topics for _, found in topic.kinds for one in found)
    lines = [topic.line for topic in others.topics]
    assert "Danger to others: sometimes I must tell" in lines and "Those who pay, and research: I ask a lawyer first" in lines
    assert not [topic.line for topic in (*rights.topics, *narrow.topics) if "must" in topic.line or "may" in topic.line]


def test_a_sentence_that_moves_to_another_heading_is_another_page():
    asks = [replace(one, kind="ask") if one == LAW[0] else one for one in LAW]
    assert shown.names(ENGLISH, (), LAW)[3] != shown.names(ENGLISH, (), asks)[3]


def test_every_result_reason_way_and_choice_has_its_words():
    assert set(shown.RESULTS) == set(Result) and set(shown.HOWS) == set(How) and set(texts.CHOICES) == set(CHOICES)
    assert set(shown.REASONS) == set(shown.STAFF_REASONS) == set(Reason)
