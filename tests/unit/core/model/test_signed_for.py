"""What is signed for a client by law: the head of its page, and which of the two sides counts."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.core.model.test_consent import ADA, KIM, NOW, talks

from tacenda.core.model import agreed, signed_for
from tacenda.core.model.agreed import Agreed
from tacenda.core.model.consent import Choice
from tacenda.core.model.signed_for import Sides, SignedFor
from tacenda.core.words.encoding import plain
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import PrincipalId

ROSA = PrincipalId(b"r" * 16)
names = st.text(max_size=20)
forms = st.lists(st.tuples(st.binary(min_size=16, max_size=16), names, st.sampled_from(["parent", "representative"])), max_size=3).map(
    tuple
)


def wired(head):
    return json.loads(plain(head))


def side(answer: str, *signed: PrincipalId, own: bool = False) -> Agreed:
    said = (Choice("video", answer, NOW),)
    return Agreed(talk=b"t" * 16, kept=NOW, signed=signed, choices=said, own=said if own else ())


@given(talks, names, forms, st.booleans())
def test_the_head_of_what_was_signed_reads_as_it_was_written(value, here, theirs, lost):
    found = SignedFor(agreed.with_talk(Agreed(), b"t" * 16, value, (ROSA, ADA), own=False), here, theirs, lost)
    assert signed_for.read(wired(signed_for.head(found))) == found


def test_a_page_on_which_nothing_was_signed_says_nothing():
    assert signed_for.read({}) == SignedFor()


@pytest.mark.parametrize("theirs", [[["ab", "Rosa"]], [[1, "Rosa", "parent"]], "Rosa"])
def test_a_head_that_names_no_form_as_it_should_is_refused(theirs):
    with pytest.raises(Tampered):
        signed_for.read({**wired(signed_for.head(SignedFor())), "theirs": theirs})


def test_what_lay_on_one_page_before_reads_as_the_clients_and_keeps_what_was_signed():
    before = replace(side("yes", KIM, own=True), spoken=side("no", ROSA))
    head = {**wired(agreed.head(before)), "here": "US-NY", "theirs": [["ab", "Rosa", "parent"]]}
    assert agreed.read(head) == before and agreed.read(wired(agreed.head(agreed.read(head)))) == before


@pytest.mark.parametrize(
    ("own", "theirs", "signers", "counts"),
    [
        (side("yes", KIM, own=True), side("no", ROSA), {ROSA}, "yes"),  # what the client sealed
        (side("yes", ADA), side("no", ROSA), {ROSA}, "no"),  # before what staff wrote down
        (side("yes", ADA), side("no", ROSA), set(), "yes"),  # of nobody who signs today; staff wrote a yes down
        (Agreed(), side("no", ROSA), set(), "no"),  # a no stays one
        (Agreed(), side("yes", ROSA), set(), "later"),  # a yes is nobody's
        (Agreed(), side("yes", ROSA), {ROSA}, "yes"),
        (Agreed(), Agreed(), {ROSA}, "later"),
    ],
)
def test_the_clients_own_words_count_before_those_that_were_signed_for_them(own, theirs, signers, counts):
    assert Sides(own, theirs).counts("video", signers) == counts
