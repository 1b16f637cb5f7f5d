"""An answer of the rules read aloud: what lets you comes first, a doubt is no yes, less can be sent, a paper has its day."""

from __future__ import annotations

import pytest
from tests.pages.law.walk import begun, fact, walked

from tacenda.doors import language, places
from tacenda.doors.web.law import groups, plain, where
from tacenda.doors.web.law import words as law_words
from tacenda.shell import packs

ENGLISH = language.words(language.SOURCE)
YOUTH_OFFICE = {"recipient": "child_protection", "purpose": "child_protection", "info": "record", "authorization": "none"}


def fold(page, title) -> str:
    """The text of the fold with this title; empty where there is none."""
    return next((one.to_text() for one in page.find("details") if title in one.query("summary")[0].to_text()), "")


def answer(browser, place, said, act="disclose"):
    """The answer as it stands with this said and nothing more asked."""
    text = ";".join(f"{name}={value}" for name, value in said.items())
    return browser.post("/asks/new", {"place": place, "act": act, "said": text, "go": "see"})


def test_a_yes_begins_with_the_rule_that_lets_you_and_not_with_the_secrecy_it_opens(ada):
    page, _ = walked(ada, begun(ada, place="DE"), {
        **YOUTH_OFFICE, "info": "report_facts", "actor": "psychologist", "target": "child", "harm": "abuse_neglect", "imminence": "continuing",
        "evidence": "reasonable_belief", "no_other_way": "yes", "within_scope": "yes", "public_interest": "yes", "informing_endangers": "yes",
    })  # fmt: skip
    assert page.heading in ("Decision: may", "Decision: should")
    first = page.find("main .notice.look cite")[0].to_text()
    assert "KKG" in first or "StGB §34" in first, first
    assert "The client locked this." not in page.text.split("rules that were tried")[0].split("All ")[0]
    assert "PHIPA" not in fold(page, "Why") and "each pack names its own law" not in fold(page, "Why")
    assert "PHIPA" not in page.find("main .notice.look")[0].to_text()


def test_what_is_not_settled_is_not_called_open(ada):
    page = answer(ada, "DE", {"recipient": "child_protection", "purpose": "child_protection", "info": "report_facts"})
    assert page.heading == "Decision: not yet"
    assert "This is open." not in page.text and "It is open if" not in page.text
    assert "Not settled yet." in fold(page, "Why") and "This may apply: The client locked this." in fold(page, "Why")


def test_where_less_would_change_a_no_it_is_offered_and_named_as_the_hinge(ada):
    page = answer(ada, "GB-ENG", {"recipient": "supervisor", "purpose": "supervision", "info": "record", "authorization": "none"})
    assert page.heading == "Decision: must not" and "The answer hangs on what you send." in page.text
    assert "Records without names" in page.text and "Neither confirm nor deny" not in page.text
    onward = ada.submit(page, "Ask about this Records without names")
    assert fact(onward) and "Records without names" in onward.text


def test_a_youth_office_that_may_not_have_the_record_is_offered_the_facts_of_a_report(ada):
    page = answer(ada, "DE", {**YOUTH_OFFICE, "restriction": "no", "client_says": "refuses"})
    assert page.heading == "Decision: must not" and "The answer hangs on what you send." in page.text
    assert "Only the facts a report needs" in page.text
    assert "without anything that points to a person" not in page.text


@pytest.mark.parametrize("place", ["FR", "IE", "US-NY", "US-TX", "CA-ON"])
def test_elsewhere_too_the_facts_of_a_report_are_offered_where_the_record_may_not_go(ada, place):
    known = {
        "target": "child",
        "target_minor": "yes",
        "harm": "abuse_neglect",
        "imminence": "continuing",
        "evidence": "told_or_seen",
        "child_now": "yes",
    }
    page = answer(
        ada, place, {**YOUTH_OFFICE, **known, "source": "client", "restriction": "no", "client_says": "refuses", "authorization": "none"}
    )
    assert page.heading == "Decision: must not" and "The answer hangs on what you send." in page.text
    assert "Only the facts a report needs" in page.text


def now(page) -> list[str]:
    """What to do now, line by line."""
    return [one.to_text().strip() for one in page.find("main > ol li")]


def test_nobody_is_told_to_give_what_a_judge_ordered_and_to_give_nothing_yet(ada):
    order = {"recipient": "court", "purpose": "proceedings", "info": "record", "instrument": "court_order", "instrument_checked": "yes"}
    more = {"authorization": "none", "client": "adult", "within_scope": "yes", "restriction": "no", "hipaa_covered": "yes", "part2": "no"}
    page = answer(ada, "US-NY", {**order, **more})
    assert page.heading == "Decision: not yet"
    assert now(page)[0].startswith("First settle what is open. Then: A judge ordered it.")


def test_a_report_that_is_due_waits_for_nothing(ada):
    said = {
        "recipient": "child_protection", "purpose": "child_protection", "info": "report_facts", "target": "child", "harm": "abuse_neglect",
        "imminence": "continuing", "evidence": "suspicion", "source": "client", "actor": "psychologist", "within_scope": "yes",
        "hipaa_covered": "yes",
    }  # fmt: skip
    page = answer(ada, "US-CA", said)
    assert page.heading == "Decision: not yet" and now(page)[0].startswith("Telephone the agency at once.")


def test_an_open_answer_names_a_question_though_one_answer_alone_settles_nothing(ada):
    said = {
        "recipient": "child_protection", "purpose": "child_protection", "info": "report_facts", "target": "child", "harm": "abuse_neglect",
        "imminence": "continuing", "evidence": "suspicion", "source": "client", "actor": "psychologist", "within_scope": "yes",
        "restriction": "no", "client": "adult",
    }  # fmt: skip
    page = answer(ada, "US-CA", said)
    assert page.heading == "Decision: not yet" and "Is the practice under HIPAA?" in fold(page, "Open questions")
    done, _ = walked(ada, page, {}) if fact(page) else (ada.submit(page, "Answer the next question"), [])
    assert fact(done) in ("hipaa_covered", "part2", "ferpa")


def test_who_comes_with_a_warrant_is_at_the_door_while_the_answer_is_open(ada):
    said = {"recipient": "law_enforcement", "purpose": "crime_inquiry", "info": "record", "instrument": "warrant", "authorization": "none"}
    page = answer(ada, "US-TX", {**said, "instrument_checked": "yes"})
    assert page.heading == "Decision: not yet" and "Do not stand in the way." in now(page)[0]


def test_a_payer_who_asks_for_private_notes_is_no_matter_for_a_specialist(ada):
    said = {"purpose": "payment", "info": "psychotherapy_notes", "authorization": "none", "restriction": "no", "within_scope": "yes"}
    page = answer(ada, "US-CA", {"recipient": "payer", **said})
    assert page.heading == "Decision: must not"
    assert now(page)[0] == "Ask the client, or ask for an order. You can consult without names."


@pytest.mark.parametrize("place", ["US-CA", "GB-ENG", "DE"])
def test_nobody_is_sent_to_ask_a_client_who_has_died(ada, place):
    page = answer(ada, place, {"recipient": "heir", "purpose": "bereaved", "info": "record", "client": "deceased", "authorization": "none"})
    assert page.heading == "Decision: must not" and "Ask the client, or" not in page.text
    assert now(page)[0].startswith("Ask who speaks for the client now")


def test_a_subpoena_has_a_day_and_silence_is_no_way_out(ada):
    page, _ = walked(ada, begun(ada), {
        "recipient": "party_lawyer", "purpose": "proceedings", "info": "record", "instrument": "subpoena", "within_scope": "yes",
    })  # fmt: skip
    todo = page.find("main > ol")[0].to_text()
    assert "Answer by the day on the paper, also when the answer is no." in todo and "Object, move to quash" in todo


@pytest.mark.parametrize("place", ["US-TX", "US-WA", "FR"])
def test_who_asks_if_somebody_is_a_client_hears_neither_yes_nor_no(ada, place):
    page = answer(ada, place, {
        "recipient": "law_enforcement", "purpose": "crime_inquiry", "info": "identity", "authorization": "none", "instrument": "none",
        "restriction": "no", "hipaa_covered": "yes", "part2": "no", "actor": "psychologist", "target": "none", "within_scope": "yes",
    })  # fmt: skip
    assert "without anything that points to a person" not in page.text
    assert page.heading == "Decision: must not"
    assert "Neither confirm nor deny" in page.find("main > ol")[0].to_text()


@pytest.mark.parametrize(
    ("act", "says", "question"),
    [
        ("disclose", "Send and say nothing", "Who would receive it?"),
        ("give_access", "Show and copy nothing", "Who asks to see it?"),
        ("amend", "Change nothing", "Who asks for the change?"),
        ("destroy", "Destroy nothing", "Who asks for it?"),
    ],
)
def test_each_wish_is_answered_in_its_own_words(ada, act, says, question):
    assert says in answer(ada, "US-CA", {}, act).text
    assert plain.question(ENGLISH, "recipient", "US-CA", act) == question


def test_what_a_lawyer_must_read_is_said_once_and_in_words(ada):
    page = answer(ada, "US-OH", {"recipient": "treating_professional", "purpose": "care", "info": "record", "authorization": "none"})
    todo = [one.to_text() for one in page.find("main > ol > li")]
    assert len(todo) == len(set(todo)) and sum("Ohio" in one for one in todo) <= 1
    assert "the law today" not in page.text
    _, _, rest = page.text.partition("rules that were tried")[0].partition("Open questions")
    asked, _, why = rest.partition("All that is to be done")
    assert asked.count("The law of Ohio on this is not encoded.") == 1 and "on this is not encoded" not in why


def test_a_place_is_named_in_words_and_those_with_rules_come_first(ada):
    page = answer(ada, "AU-NSW", {"recipient": "payer"})
    assert "what does the law of AU-NSW say" not in page.text
    offered = list(where.choices(ENGLISH).items())
    assert [code in packs.law().placed for code, _ in offered] == sorted((code in packs.law().placed for code, _ in offered), reverse=True)
    assert dict(offered)["AF"] == "Afghanistan (no rules of its own here)" and dict(offered)["US-CA"] == "California, United States"
    assert [name for name in places.named(ENGLISH).values() if "Puerto Rico" in name] == ["Puerto Rico, United States"]


def test_every_receiver_stands_in_one_group_and_not_to_know_stands_last(ada):
    choices = tuple((one, one) for one in (*packs.law().vocabulary.facts["recipient"].values, "unknown"))
    made = groups.of(ENGLISH, "recipient", choices)
    assert sorted(one for _, inside in made for one, _ in inside) == sorted(one for one, _ in choices)
    assert made[-1] == ("If nobody fits", (("unknown", "unknown"),)) and all(heading for heading, _ in made)
    page = begun(ada)
    assert "Offices that take reports" in page.text and len(page.find("[name=answer]")) == len(choices)


def test_one_rule_without_a_review_is_counted_as_one():
    assert ENGLISH.ngettext("No lawyer has reviewed %(num)s rule of this answer.", "x", 1) % {"num": 1} == (
        "No lawyer has reviewed 1 rule of this answer."
    )


def test_the_words_of_programmers_are_not_asked():
    said = " ".join([*plain.ASKED.values(), *(law_words.label("info", one) for one in packs.law().vocabulary.facts["info"].values)])
    assert "Part 2 counselling" not in said and "the one who learned this" not in said
