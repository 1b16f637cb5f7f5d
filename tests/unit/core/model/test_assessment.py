"""Assessments and calls as bytes: what is written is read, and nothing else is."""

from __future__ import annotations

import json

import pytest

from tacenda.core.model import assessment, practice
from tacenda.core.model.assessment import Answer
from tacenda.core.model.practice import Call, Leaving, Member, Practice
from tacenda.core.words.encoding import b64
from tacenda.core.words.errors import Invalid, Tampered
from tacenda.core.words.ids import EntryHash, PrincipalId
from tacenda.core.words.moments import Moment

ME, SALT = PrincipalId(b"p" * 16), b"s" * 32
ANSWER = Answer("law_enforcement", b'{"a":1}', b'{"b":2}')


def made(reason: str = "She told me of a plan."):
    return assessment.drawn("danger", (ANSWER,), b"d" * 32, "1", reason)


def test_an_assessment_is_read_as_it_was_written():
    kept = assessment.attest(made(), ["harm", "imminence"], "Dr. Ada Fox", "I saw the message.", ME, Moment(7))
    assert assessment.read(assessment.write(kept, SALT)) == kept


def test_what_a_person_stands_for_is_no_longer_lacking():
    kept = assessment.attest(made(), ["harm"], "Dr. Ada Fox", "I saw it.", ME, Moment(7))
    assert kept.lacks(["imminence", "harm", "evidence"]) == ("evidence", "imminence")


def test_a_later_word_on_a_judgement_takes_the_place_of_the_earlier():
    first = assessment.attest(made(), ["harm", "target"], "Ada", "I saw it.", ME, Moment(7))
    kept = assessment.attest(first, ["harm"], "Ben", "He said it to me.", ME, Moment(8))
    assert sorted((one.fact, one.by) for one in kept.attested) == [("harm", "Ben"), ("target", "Ada")]


@pytest.mark.parametrize(
    ("facts", "by", "reason", "field"),
    [
        ([], "Ada", "why", "facts"),
        (["harm"], " ", "why", "by"),
        (["harm"], "Ada", "\n", "reason"),
        (["harm"], "Ada", "x" * 20_001, "reason"),
    ],
)
def test_a_judgement_without_a_person_or_a_reason_is_not_written_down(facts, by, reason, field):
    with pytest.raises(Invalid) as refused:
        assessment.attest(made(), facts, by, reason, ME, Moment(7))
    assert list(refused.value.messages) == [field]


def test_an_assessment_without_an_answer_or_of_no_kind_is_not_made():
    with pytest.raises(Invalid):
        assessment.drawn("danger", (), b"d" * 32, "1", "")
    with pytest.raises(Invalid):
        assessment.drawn("gossip", (ANSWER,), b"d" * 32, "1", "")


@pytest.mark.parametrize(
    "change", [{"kind": "gossip"}, {"answers": []}, {"answers": [["a", "YQ"]]}, {"attested": [["harm"]]}, {"more": 1}, {"packs": "YQ"}]
)
def test_bytes_that_do_not_fit_are_refused(change):
    written = json.loads(assessment.write(made(), SALT)) | change
    with pytest.raises(Tampered):
        assessment.read(json.dumps(written, separators=(",", ":"), sort_keys=True).encode())


def test_no_word_of_an_assessment_stands_in_its_name():
    kept = assessment.attest(made("secret kettle"), ["harm"], "Ada", "secret kettle", ME, Moment(7))
    assert "kettle" not in repr(kept) + repr(kept.attested) + repr(kept.answers)


# ---- whom the practice calls


def test_calls_and_facts_stand_on_the_page_of_the_practice():
    value = Practice("Harbor", "US-CA", False, "", (), calls=(Call("Dr. Ohr", "consult", "555 01"),), facts=(("hipaa_covered", "yes"),))
    assert practice.read(json.loads(json.dumps(practice.head(value)))) == value


def test_a_page_from_before_there_were_calls_is_read():
    head = dict(practice.head(Practice("Harbor", "US-CA", False, "", ())))
    del head["calls"], head["facts"]
    assert practice.read(head).calls == ()


def test_who_leaves_and_who_is_to_keep_their_charts_stands_there_until_one_of_them_is_gone():
    ada, ben, cleo = (Member(PrincipalId(bytes([n]) * 16), EntryHash(bytes(32)), name, ()) for n, name in enumerate(("Ada", "Ben", "Cleo")))
    value = (
        Practice("Harbor", "US-CA", False, "", (ada, ben, cleo))
        .with_leaving(Leaving(ben.id, cleo.id))
        .with_leaving(Leaving(ben.id, ada.id))
    )
    assert practice.read(json.loads(json.dumps(practice.head(value), default=b64))) == value
    assert value.successor(ben.id) == ada and value.successor(ada.id) is None
    assert value.without(ben.id).leaving == value.without(ada.id).leaving == ()
    assert value.without(ben.id).staff == (ada, cleo)
    assert value.without(cleo.id).successor(ben.id) == ada


def test_a_call_needs_a_name_and_a_number_and_an_empty_row_is_left_out():
    assert practice.calls_of([Call(" Dr. Ohr ", "", "555"), Call("", " ", "")]) == (Call("Dr. Ohr", "", "555"),)
    for bad in (Call("Dr. Ohr", "consult", ""), Call("", "consult", "555"), Call("x" * 201, "", "555")):
        with pytest.raises(Invalid):
            practice.calls_of([bad])
    with pytest.raises(Invalid):
        practice.calls_of([Call("Dr. Ohr", "", "555")] * 13)


def test_a_page_whose_calls_do_not_fit_is_refused():
    head = dict(practice.head(Practice("Harbor", "US-CA", False, "", ())))
    for bad in ({"calls": [["a", "b"]]}, {"facts": [["a"]]}, {"leaving": [["AA", "AA"]]}, {"leaving": [["a"]]}, {"more": 1}):
        with pytest.raises(Tampered):
            practice.read({**head, **bad})
