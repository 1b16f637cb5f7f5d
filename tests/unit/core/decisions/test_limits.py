"""What a client hears about the limits of confidentiality comes from the rules that decide, each once, in short plain sentences."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.law import loaded
from tests.pages import reading
from tests.unit.core.decisions.small import BAR, law, rule, world

from tacenda import law as library
from tacenda.core.decisions import limits, lint
from tacenda.core.decisions.ask import BadRequest

MUST = rule("duty", "a.duty", kind="report", lifts=["a.bar"], topic="a child is harmed", tell="I must tell if a child is harmed.")
MAY = rule("ground", "a.ground", lifts=["a.bar"], topic="danger to others", tell="I may call the police.")
CLOSED = rule("note", "a.note", topic="courts", tell="A letter of a lawyer alone opens nothing.")
OLD = '[[ground]]\nid = "a.old"\nacts = ["disclose"]\nlifts = ["a.bar"]\ncitation = "old"\ntopic = "x"\ntell = "Gone."\nto = 2020-01-01\nconfidence = "read"\n'


def test_the_client_hears_what_i_must_may_and_what_stays_closed() -> None:
    found = limits.limits(world(law(BAR + MUST + MAY + CLOSED + OLD)), ["US-TX"])
    assert [(one.topic, one.kind, one.rules) for one in found] == [
        ("a child is harmed", "must", ("a.duty",)),
        ("courts", "closed", ("a.note",)),
        ("danger to others", "may", ("a.ground",)),
    ]


def test_a_law_is_told_only_where_and_while_it_holds() -> None:
    packs = world(law(BAR + MUST + OLD, place="US-TX"))
    assert limits.limits(packs, ["US-CA"]) == ()
    assert [one.says for one in limits.limits(packs, ["US-TX"], dt.date(2019, 1, 1))][-1] == "Gone."


def test_the_same_sentence_is_said_once_with_all_its_rules() -> None:
    twin = rule("duty", "a.twin", kind="report", lifts=["a.bar"], topic="a child is harmed", tell="I must tell if a child is harmed.")
    found = limits.limits(world(law(BAR + MUST + twin)), ["US"])
    assert [one.rules for one in found] == [("a.duty", "a.twin")]


def test_a_changed_sentence_is_another_edition_to_talk_about_again() -> None:
    before = limits.limits(world(law(BAR + MUST)), ["US"])
    after = limits.limits(world(law(BAR + MUST.replace("I must tell if", "I have to tell when"))), ["US"])
    assert limits.edition(before) != limits.edition(after)
    assert limits.edition(before) == limits.edition(limits.limits(world(law(BAR + MUST)), ["US"]))


def test_a_place_that_does_not_exist_is_refused() -> None:
    with pytest.raises(BadRequest):
        limits.limits(loaded.packs(), ["US-ZZ"])


@pytest.mark.parametrize("place", sorted(loaded.packs().placed))
def test_each_rule_with_a_sentence_is_told_exactly_once_where_it_lives(place: str) -> None:
    told = [id for one in library.limits([place]) for id in one.rules]
    live = [rule.id for rule in limits.live(loaded.packs(), [place], dt.date.max) if rule.tell]
    assert sorted(told) == sorted(live)
    assert len(told) == len(set(told))


@pytest.mark.parametrize("place", sorted(loaded.packs().placed))
def test_no_sentence_for_the_client_is_long_or_holds_a_citation(place: str) -> None:
    for one in library.limits([place]):
        assert lint.too_long(one.says) == [], one
        assert one.citations
        assert "§" not in one.says


def test_every_sentence_for_the_client_reads_at_grade_5_and_every_pack_at_grade_9() -> None:
    hard = [rule.id for rule in loaded.packs().rules() if rule.tell and reading.grade(rule.tell) > 5]
    stiff = [pack.id for pack in loaded.packs().packs if reading.grade(" ".join(rule.says for rule in pack.rules)) > 9]
    assert (hard, stiff) == ([], [])
