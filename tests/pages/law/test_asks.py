"""What may I disclose: one question at a time, in the order of a talk, in words that a therapist reads."""

from __future__ import annotations

import re

import pytest
from tests.pages.law.walk import SUBPOENA, WARN, begun, fact, plain, walked
from tests.pages.town import WORDS

from tacenda.core.words.people import Role
from tacenda.doors.web.law import order

# ---- one question at a time


def test_a_subpoena_is_answered_with_few_questions_and_a_reason_for_each_line(ada):
    page, asked = walked(ada, begun(ada), SUBPOENA)
    assert page.heading == "Decision: must not" and len(asked) <= 10
    assert "Do not disclose this." in page.text and "This is no legal advice." in page.text
    assert "A lawyer's subpoena alone opens nothing." in page.text
    assert page.find("cite") and "No lawyer has reviewed" in page.text


def test_a_duty_to_warn_says_must_with_what_comes_before_with_and_after(ada):
    page, _ = walked(ada, begun(ada), WARN)
    assert page.heading == "Decision: must"
    for words in ("Duties", "Due: at once.", "Before", "With it", "After", "Somebody must stand for this", "To be judged by"):
        assert words in page.text, words
    assert "Only what the purpose needs" in page.text


def test_the_same_facts_in_texas_are_answered_by_the_law_of_texas(ada):
    page, _ = walked(ada, begun(ada, place="US-TX"), WARN)
    assert page.heading == "Decision: must not"


def test_a_client_in_texas_and_a_therapist_in_california_are_answered_by_both(ada):
    start = ada.get("/asks/new")
    assert [one.attrs["value"] for one in start.find("select[name=also] option[selected]")] == ["US-CA"], "as the practice is there"
    page = ada.submit(start, "Continue", place="US-TX", act="disclose")
    assert "By the law of these places: Texas, United States and California, United States." in page.text
    page, _ = walked(ada, page, WARN)
    assert page.heading == "Decision: conflict" and "these places: Texas, United States and California" in page.text
    back = ada.submit(ada.submit(ada.submit(start, "Continue", place="DE", also="FR", further="US-CA", act="amend"), "Back"), "Continue")
    assert back.find("[name=place]")[0].attrs["value"] == "DE+FR+US-CA"


def test_one_place_is_one_choice_and_names_itself_beside_the_answer(ada):
    page, _ = walked(ada, ada.submit(ada.get("/asks/new"), "Continue", act="disclose"), SUBPOENA)
    assert page.find("[name=place]")[0].attrs["value"] == "US-CA" and "By the law of this place: California" in page.text
    assert "these places" not in page.text


@pytest.mark.parametrize(
    "place", ["US-TX+US-TX", "US-TX+", "+".join(["US-TX", "US-CA", "DE", "FR", "NL", "FI", "IE", "US-NY", "US-WA"]), "US-TX+XX"]
)
def test_places_that_are_none_or_stand_twice_are_refused(ada, place):
    assert ada.post("/asks/new", {"place": place, "act": "disclose", "said": "", "go": "see"}).status == 422


# ---- in the order of a talk


@pytest.mark.parametrize("place", ["FR", "CA-ON", "DE", "GB-ENG"])
def test_who_said_that_a_child_is_hurt_now_is_not_asked_if_it_is_a_minor_at_risk(ada, place):
    _, asked = walked(ada, begun(ada, place=place), {
        "recipient": "child_protection", "purpose": "child_protection", "info": "report_facts", "within_scope": "yes", "target": "child",
        "harm": "abuse_neglect", "imminence": "continuing", "evidence": "reasonable_belief", "source": "client", "no_other_way": "yes",
    })  # fmt: skip
    assert "target" in asked and not {"target_minor", "child_now"} & set(asked), asked


@pytest.mark.parametrize("place", ["GB-ENG", "DE", "FR", "CA-ON", "US-NY"])
def test_a_letter_to_the_doctor_asks_about_no_danger(ada, place):
    page, asked = walked(ada, begun(ada, place=place), {
        "recipient": "treating_professional", "purpose": "care", "info": "summary", "within_scope": "yes", "restriction": "unknown",
        "authorization": "general", "signed_by": "client",
    })  # fmt: skip
    assert not set(order.DANGER) & set(asked), asked
    if page.heading == "Decision: not yet":
        assert "When would it happen" not in page.find("main > ol")[0].to_text()


@pytest.mark.parametrize("place", ["US-TX", "US-CA", "FR", "DE", "GB-ENG", "CA-ON"])
def test_who_may_be_hurt_comes_before_how_and_the_client_before_what_hangs_on_them(ada, place):
    _, asked = walked(ada, begun(ada, place=place), {
        "recipient": "law_enforcement", "purpose": "avert_threat", "info": "risk_facts", "within_scope": "yes", "harm": "death",
        "target": "identified_person", "imminence": "imminent", "evidence": "told_or_seen", "source": "client",
    })  # fmt: skip
    for matter in order.MATTERS:
        found = [name for name in asked if name in matter]
        assert found[:1] == [name for name in matter if name in found][:1], asked


def test_a_parent_in_texas_is_first_asked_about_by_the_clients_age(ada):
    page, asked = begun(ada, place="US-TX", act="give_access"), []
    while name := fact(page):
        asked.append(name)
        page = ada.submit(page, "Continue", answer={"recipient": "parent", "info": "record"}.get(name, "unknown"))
    later = [asked.index(name) for name in ("speaks_for", "consented_alone", "parent_access_harmful", "parent_promised") if name in asked]
    assert asked.index("client") < min(later), asked


def test_what_was_left_out_can_still_be_asked_for(ada):
    page, asked = walked(ada, begun(ada, place="GB-ENG"), {
        "recipient": "treating_professional", "purpose": "care", "info": "summary", "within_scope": "yes", "restriction": "unknown",
        "authorization": "general", "signed_by": "client",
    })  # fmt: skip
    assert fact(ada.submit(page, "Answer the next question")) in set(order.DANGER) - set(asked)


# ---- words


def test_a_right_of_the_client_is_said_as_what_to_do(ada):
    page, _ = walked(ada, begun(ada, place="US-TX", act="give_access"), {"recipient": "client", "info": "record", "received": ""})
    todo = page.find("main > ol")[0].to_text()
    assert "Let them see it, or give them a copy. Due: within 15 days." in todo and "The client may see" not in todo


def test_one_reason_is_one_rule(ada):
    page, _ = walked(ada, begun(ada, place="US-TX"), {"recipient": "law_enforcement", "info": "identity", "purpose": "crime_inquiry"})
    assert "Why: 1 rule\n" in page.text


def test_a_judgement_is_given_to_the_privacy_officer_or_to_you_who_are_one(town, ada):
    cleo = town.browser(town.colleague("Cleo Reed", Role.CLINICIAN))
    for browser, who in ((ada, "you"), (cleo, "the privacy officer")):
        page, _ = walked(browser, begun(browser), SUBPOENA)
        assert f"To be judged by: {who}." in page.text, who


def test_no_question_comes_twice_and_each_is_one_of_the_open_ones(ada):
    for place in ("US-CA", "DE", "GB-ENG"):
        _, asked = walked(ada, begun(ada, place=place), SUBPOENA)
        assert len(asked) == len(set(asked))
    assert "hipaa_covered" not in walked(ada, begun(ada, place="DE"), SUBPOENA)[1]


def test_i_do_not_know_is_an_answer_and_stays_an_open_question(ada):
    page = begun(ada)
    asked = []
    while name := fact(page):
        asked.append(name)
        page = ada.submit(page, "Continue", answer=WARN.get(name, "unknown") if name != "part2" else "unknown")
    assert "part2" in asked and page.heading == "Decision: not yet"
    assert "Open questions" in page.text and "42 CFR Part 2" in page.text and "I do not know" in page.text


def test_back_takes_one_answer_back_down_to_the_start(ada):
    first = begun(ada)
    second = ada.submit(first, "Continue", answer="party_lawyer")
    assert fact(second) != fact(first)
    back = ada.submit(second, "Back")
    assert fact(back) == fact(first)
    start = ada.submit(back, "Back")
    assert start.find("[name=act]") and start.find("option[selected]")[0].attrs["value"] == "US-CA"


def test_the_answer_so_far_can_be_read_at_any_time_and_goes_on(ada):
    page = ada.submit(ada.submit(begun(ada), "Continue", answer="media"), "Answer so far")
    assert page.heading.startswith("Decision:")
    assert fact(ada.submit(page, "Answer the next question"))


@pytest.mark.parametrize("answers", [SUBPOENA, WARN, {}])
def test_an_answer_leads_and_at_most_three_things_to_do_stand_beside_it(ada, answers):
    page, _ = walked(ada, begun(ada), answers)
    (todo,) = page.find("main > ol")
    # Which ones is the law's to say, so their number may differ: none would be no way on, and more than three nobody takes in at once.
    assert 1 <= len(todo.query("li")) <= 3
    assert page.text.index("Decision:") < page.text.index("What to do now")
    assert len(page.find("main > ul, main > ol")) == 1, "every other list stands behind a fold"


def test_nobody_is_told_that_the_record_will_answer(ada):
    page = ada.submit(begun(ada), "Answer so far")
    for who in ("the record", "whoever asks", "the one who treats the client"):
        assert f"To be answered by: {who}." not in page.text, who


def test_every_rule_that_was_tried_stands_behind_one_fold(ada):
    page, _ = walked(ada, begun(ada), SUBPOENA)
    (fold,) = [one for one in page.find("details") if "rules that were tried" in one.to_text()]
    count = int(re.search(r"All (\d+) rules", fold.to_text())[1])
    assert count > 50 and len(fold.query("li")) == count


def test_a_question_without_an_answer_comes_back(ada):
    page = ada.submit(begun(ada), "Continue")
    assert (page.status, page.title) == (422, "Error: Request") and fact(page) == "recipient"
    assert "Who would receive it: choose one of the answers." in page.text and "Your answer" not in page.text
    assert fact(ada.submit(page, "Continue", answer="payer")) != "recipient"


def test_a_start_without_a_wish_and_a_place_nobody_knows_come_back(ada):
    start = ada.get("/asks/new")
    assert ada.submit(start, "Continue", place="US-CA").status == 422
    assert ada.submit(start, "Continue", place="XX", act="disclose").status == 422


@pytest.mark.parametrize(
    "said", ["recipient=postman", "weather=fine", "recipient", "recipient=media;recipient=court", "report_law=requires"]
)
def test_words_outside_the_vocabulary_are_refused(ada, said):
    page = ada.post("/asks/new", {"place": "US-CA", "act": "disclose", "said": said, "go": "see"})
    assert page.status == 422
    assert ada.post("/asks/new", {"place": "US-CA", "act": "receive", "said": "", "go": "see"}).status == 422


def test_what_was_said_stands_in_no_address(ada):
    page = ada.submit(begun(ada), "Continue", answer="law_enforcement")
    assert page.path == "/asks/new" and "law_enforcement" not in str(page.links()) + str(dict(page.headers))


@pytest.mark.parametrize(("client", "control"), [("adult", "date"), ("minor", "text")])
def test_numbers_and_days_are_asked_in_their_own_way(ada, client, control):
    page = ada.submit(ada.get("/asks/new"), "Continue", place="US-CA", act="give_access")
    kinds = set()
    answers = {"recipient": "client", "client": client, "info": "record", "access_harm": "none", "consented_alone": "yes"}
    for _ in range(15):
        name = fact(page)
        if not name:
            break
        kind = page.find("[name=answer]")[0].attrs["type"]
        kinds.add(kind)
        if kind in ("date", "text"):
            assert ada.submit(page, "Continue", answer="soon").status == 422
        page = ada.submit(page, "Continue", answer={"date": "2026-11-20", "text": "15"}.get(kind) or answers.get(name) or plain(page))
    assert {"radio", control} <= kinds


def test_only_those_who_treat_and_the_privacy_officer_find_these_pages(town):
    kim = town.client("Pat Moor")
    ben = town.colleague("Ben Roy", Role.FRONT_DESK)
    for who in (kim, ben):
        for path in ("/asks/new", "/harm", "/paper"):
            assert town.browser(who).get(path).status == 404


def test_who_is_not_signed_in_meets_the_lock_and_leaves_nothing_said_there(town):
    page = town.browser().get("/asks/new")
    assert page.status == 401
    locked = town.browser().post("/asks/new", {"place": "US-CA", "act": "disclose", "said": "recipient=media", "go": "see"})
    assert locked.status == 401 and "media" not in locked.answer.text and not locked.find('input[name^="kept."]')


def test_what_was_said_rides_through_the_lock_for_who_said_it(town):
    hers = town.browser(town.ada)
    asked = begun(hers)
    town.clock.forward(16 * 60)
    locked = hers.submit(asked, "Continue", answer=plain(asked))
    assert locked.status == 401
    onward = hers.submit(locked, "Sign in", name="ada", words=WORDS)
    assert onward.heading == "Your text is still here"
    assert fact(hers.submit(onward, "Go on")) not in ("", fact(asked))


def test_who_asks_for_the_signature_says_that_each_of_a_couple_must_sign(ada):
    said = {"recipient": "party_lawyer", "purpose": "proceedings", "info": "record", "authorization": "general", "within_scope": "yes"}
    page = begun(ada)
    while fact(page) != "signed_by":
        page = ada.submit(page, "Continue", answer=said.get(fact(page)) or plain(page))
    assert "each of them must sign" in page.text


def test_of_an_adult_nobody_asks_what_a_minor_and_a_parent_agreed_on(ada):
    start = begun(ada, place="US-TX", act="give_access")
    _, asked = walked(ada, start, {"recipient": "parent", "info": "record", "client": "adult", "speaks_for": "yes"})
    assert "client" in asked and not {"consented_alone", "parent_promised"} & set(asked)
