"""Disclosures: when the newest was written down, as the head of their page says it."""

from __future__ import annotations

import pytest

from tacenda.core.model import disclosure
from tacenda.core.words import moments
from tacenda.core.words.errors import Tampered
from tacenda.core.words.moments import NEVER, Moment

NOON = Moment(1_795_446_000)
DAY = moments.day(NOON)


def test_the_head_says_the_second_in_which_the_newest_was_written_down():
    head = disclosure.with_sent({"waits": []}, NOON)
    assert head["waits"] == [] and disclosure.newest(head, [DAY]) == NOON


def test_a_head_from_before_knows_the_day_and_takes_its_first_second():
    assert disclosure.newest({}, [DAY, DAY - 3]) == moments.first(DAY) <= NOON < moments.first(DAY + 1)
    assert disclosure.newest({}, []) == NEVER


def test_a_head_that_says_anything_else_is_refused():
    with pytest.raises(Tampered):
        disclosure.newest({"sent": "noon"}, [DAY])
