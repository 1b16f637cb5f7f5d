"""What a client reads about the keeping of records comes from the rules that bar destroying them."""

from __future__ import annotations

import datetime as dt

import pytest

from tacenda.core.decisions import keeping
from tacenda.core.decisions.rules import Kind
from tacenda.shell import packs

DAY = dt.date(2026, 11, 28)


def told(place: str, day: dt.date = DAY):
    return keeping.keeping(packs.law(), [place], day)


def test_a_place_whose_law_was_read_says_how_long_and_where_it_stands():
    (one,) = told("DE")
    assert (one.says, one.citation, one.read) == ("Keep the record ten years after the treatment ended.", "BGB §630f(3)", True)


@pytest.mark.parametrize("place", ["CA-QC", "US-OH", "IE"])
def test_what_nobody_read_is_never_shown_as_read(place):
    found = told(place)
    assert found
    assert not any(one.read for one in found)


def test_what_was_read_stands_before_what_was_not():
    assert [one.read for one in told("US-TX")] == [True, True, False]


def test_a_rule_that_is_not_in_force_says_nothing():
    assert [one.rule for one in told("US-PA", dt.date(2023, 12, 31))] == []


def test_every_sentence_is_that_of_a_rule_that_bars_destroying():
    rules = {rule.id: rule for rule in packs.law().rules()}
    for place in ("US-CA", "US-TX", "DE", "FI", "AU", "US-NY"):
        for one in told(place):
            rule = rules[one.rule]
            assert (rule.kind, rule.says, rule.citation) == (Kind.BAR, one.says, one.citation)
            assert "destroy" in rule.acts
