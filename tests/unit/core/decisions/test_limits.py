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
from tacenda.core.decisions.rulebook import Packs

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


def test_a_sentence_of_two_laws_stands_once_under_the_stronger_heading() -> None:
    """Two laws bid the same, and nobody has read one of them: what the other one bids is said once, and said as verified."""
    twin = rule("duty", "a.twin", kind="report", topic="a child is harmed", tell="I must tell if a child is harmed.", confidence="memory")
    found = limits.limits(world(law(BAR + MUST + twin)), ["US"])
    assert [(one.kind, one.rules, one.unverified) for one in found] == [("must", ("a.duty", "a.twin"), False)]


@pytest.mark.parametrize("place", sorted(loaded.packs().placed))
def test_no_sentence_is_said_twice_under_one_topic(place: str) -> None:
    told = [(one.topic, one.says) for one in library.limits([place])]
    assert len(told) == len(set(told))


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


UNREAD = rule("ground", "a.unread", lifts=["a.own"], topic="danger to me", tell="I may call for help.", confidence="memory")
OWN_BAR = rule("bar", "a.own")


def kinds(packs: Packs, place: str = "US-TX") -> dict[str, str]:
    return {id: one.kind for one in limits.limits(packs, [place]) for id in one.rules}


def test_a_sentence_promises_nothing_that_another_bar_keeps_shut() -> None:
    """The federal rule opens its own bar; while nobody has read what opens the state's, a lawyer is asked first."""
    state = law(OWN_BAR + UNREAD, id="b", place="US-TX")
    assert kinds(world(law(BAR + MAY))) == {"a.ground": "may"}
    assert kinds(world(law(BAR + MAY), state)) == {"a.ground": "ask", "a.unread": "ask"}
    assert kinds(world(law(BAR + MAY), state), "US-CA") == {"a.ground": "may"}


def test_a_client_who_could_say_yes_makes_no_promise_true() -> None:
    signed = rule("ground", "a.signed", lifts=["waivable"])
    assert kinds(world(law(BAR + MAY + OWN_BAR + signed)))["a.ground"] == "ask"


@pytest.mark.parametrize("place", ["US-CA", "US-TX", "DE", "GB-ENG", "FR", "CA-ON"])
def test_where_a_lawyer_is_asked_first_the_plain_case_is_no_yes(place: str) -> None:
    """The kernel itself, asked about the plain case of each rule, never says a plain yes where the sentence says to ask first."""
    packs, found = loaded.packs(), kinds(loaded.packs(), place)
    for asked in (one for one in limits.live(packs, [place], dt.date.max) if found.get(one.id) == "ask" and "disclose" in one.acts):
        for condition in asked.when:
            said = {one.fact: min(one.values) for one in condition if not one.negated and not one.numeric}
            facts = {"authorization": "none", "info": "record", "within_scope": "yes", "restriction": "no", **said}
            if any(packs.vocabulary.facts[name].derived for name in facts):
                continue
            stated = {name: [value] if packs.vocabulary.facts[name].many else value for name, value in facts.items()}
            request = {
                "form": "tacenda.decision-request/1", "vocabulary": 1, "id": "t", "act": "disclose", "places": [place], "layers": "all",
                "codes": [], "now": "2026-11-20T10:15:00+00:00", "facts": stated, "events": {},
            }  # fmt: skip
            assert library.decide(request).verdict not in ("may", "should", "must"), asked.id


def test_in_california_the_page_promises_those_who_treat_and_nobody_whom_no_text_read_names() -> None:
    found = kinds(loaded.packs(), "US-CA")
    asked = ("ca.self", "ca.care-unread", "ca.payment", "hipaa.subpoena")
    assert {id: found[id] for id in asked} == dict.fromkeys(asked, "ask")
    told = ("ca.care", "ca.emergency", "hipaa.emergency-care", "hipaa.workforce")
    assert {id: found[id] for id in told} == dict.fromkeys(told, "may")
    assert (found["ca.child"], found["ca.protect"], found["ca.threat"], found["hipaa.threat"]) == ("must", "must", "may", "may")


def test_who_would_know_and_where_a_rule_never_applies_stands_with_its_sentence() -> None:
    found = {id: one for one in library.limits(["US-CA"]) for id in one.rules}
    assert (found["ca.child"].about, found["ca.parent"].about, found["hipaa.access"].about, found["hipaa.breach.client"].about) == (
        "others", "others", "client", "client",
    )  # fmt: skip
    assert (found["ferpa.official"].only, found["part2.staff"].only, found["hipaa.care"].only) == ("ferpa", "part2", "")


def test_the_library_shows_what_is_meant_for_use_and_says_what_is_wrong() -> None:
    assert set(dir(library)) == {"BadRequest", "Decision", "Limit", "Packs", "decide", "limits", "load"}
    with pytest.raises(BadRequest) as none:
        library.limits([])
    assert str(none.value) == "malformed at /places: at least one place is needed"
    with pytest.raises(BadRequest) as empty:
        library.decide({})
    assert str(empty.value) == "malformed at /form: `form` is missing" and empty.value.at == "/form"
