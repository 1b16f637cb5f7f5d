"""How somebody may be reached: quiet hours as a property, addresses and phrases that are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacenda.core.model import reach
from tacenda.core.model.reach import Event, Reach
from tacenda.core.words.errors import Invalid

HOURS = st.integers(0, 23)


def made(begin=0, end=0, events=frozenset()):
    return Reach("a@b.example", events, (begin, end), "UTC", "", "en", "")


@given(HOURS, HOURS)
def test_the_quiet_hours_are_those_that_a_clock_walks_from_one_to_the_other(begin, end):
    walked, hour = set(), begin
    while hour != end:
        walked.add(hour)
        hour = (hour + 1) % 24
    assert {one for one in range(24) if made(begin, end).silent(one)} == walked


@given(st.sets(st.sampled_from(reach.CHOICES)))
def test_nobody_is_told_of_what_they_did_not_choose_but_a_test(events):
    wants = {event for event in Event if made(events=frozenset(events)).wants(event)}
    assert wants == events | {Event.TEST, Event.MOVED}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kim",
        "kim@",
        "@b.example",
        "a b@c.example",
        "a@b.example, c@d.example",
        "a@b.example\nBcc: x@y.example",
        "<a@b.example>",
        "a@b..example",
        "a" * 65 + "@b.example",
    ],
)
def test_what_is_no_single_mail_address_is_refused(text):
    with pytest.raises(Invalid) as refused:
        reach.judge_address(text)
    assert refused.value.messages == {"address": "address"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("kettle", "two"),
        ("blue big kettle", "two"),
        ("blue kettle7", "two"),
        ("blue kim", "name"),
        ("Lee kettle", "name"),
        ("blue therapy", "subject"),
        ("", "two"),
    ],
)
def test_a_phrase_is_two_words_that_name_nobody_and_no_subject(text, code):
    with pytest.raises(Invalid) as refused:
        reach.judge_phrase(text, "Kim Lee")
    assert refused.value.messages == {"phrase": code}


def test_a_phrase_is_kept_in_small_letters():
    assert reach.judge_phrase("  Blue   KETTLE ", "Kim Lee") == "blue kettle"
