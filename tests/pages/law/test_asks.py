"""What may I disclose, a paper arrived, what was kept, and what clients are told: through the pages, as they are used."""

from __future__ import annotations

import re

import pytest

from tacenda.acts import consents
from tacenda.core.decisions import replays
from tacenda.core.model.agreed import Reason
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import handle
from tacenda.core.words.people import Role
from tacenda.doors import language
from tacenda.doors.web.law import order, recalled
from tacenda.doors.web.talk.texts import WORDINGS

SUBPOENA = {"recipient": "party_lawyer", "purpose": "proceedings", "info": "record", "instrument": "subpoena", "within_scope": "yes"}
WARN = {
    "recipient": "threatened_person", "purpose": "avert_threat", "info": "risk_facts", "within_scope": "yes", "actor": "psychologist",
    "hipaa_covered": "yes", "ferpa": "none", "authorization": "none", "authorization_defect": "none", "target": "identified_person",
    "harm": "death", "imminence": "imminent", "evidence": "told_or_seen", "source": "client", "recipient_can_prevent": "yes",
    "ways_done": [],
}  # fmt: skip


@pytest.fixture
def ada(town):
    return town.browser(town.ada)


@pytest.fixture
def kim(town):
    return handle(town.chart(f"Kim{len(town.charts)} Lee"))


def fact(page) -> str:
    """Which question stands on the page; empty when the answer stands there."""
    found = page.find("[name=fact]")
    return found[0].attrs["value"] if found and page.find("fieldset, [name=answer]") else ""


def begun(browser, place="US-CA", act="disclose", path="/asks/new"):
    return browser.submit(browser.get(path), "Continue", place=place, also="", act=act)


def plain(page) -> str:
    """The answer of a plain day to the question of a page, which offers only the values of the vocabulary."""
    values = {one.attrs.get("value") for one in page.find("[name=answer]")}
    return next((value for value in ("no", "none", "not_asked", "nobody") if value in values), "unknown")


def walked(browser, page, answers):
    """Answer until the answer stands there. The page, and what was asked."""
    asked: list[str] = []
    while name := fact(page):
        asked.append(name)
        assert len(asked) < 25, asked
        page = browser.submit(page, "Continue", answer=answers[name] if name in answers else plain(page))
    return page, asked


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


def test_a_kept_answer_of_two_places_is_worked_out_again(ada, kim):
    page, _ = walked(ada, ada.submit(ada.get(f"/asks/{kim}/new"), "Continue", place="US-TX", act="disclose"), WARN)
    kept = ada.submit(page, "Keep it")
    assert "conflict" in kept.text and "The answer is the same." in kept.text


@pytest.mark.parametrize(
    "place", ["US-TX+US-TX", "US-TX+", "+".join(["US-TX", "US-CA", "DE", "FR", "NL", "FI", "IE", "US-NY", "US-WA"]), "US-TX+XX"]
)
def test_places_that_are_none_or_stand_twice_are_refused(ada, place):
    assert ada.post("/asks/new", {"place": place, "act": "disclose", "said": "", "go": "see"}).status == 422


def test_papers_of_both_places_are_offered(ada):
    page = ada.submit(ada.get("/paper"), "Use this place", place="FR")
    assert "for these places: France and California" in page.text and {one.attrs["value"] for one in page.find("[name=kind]")} >= set(KINDS)
    onward = ada.submit(ada.submit(page, "Continue", kind="subpoena"), "What does it open?", answer="yes")
    assert onward.find("[name=place]")[0].attrs["value"] == "FR+US-CA"


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


def test_who_is_not_signed_in_meets_the_lock_and_what_was_said_rides_through(town):
    page = town.browser().get("/asks/new")
    assert page.status == 401
    locked = town.browser().post("/asks/new", {"place": "US-CA", "act": "disclose", "said": "recipient=media", "go": "see"})
    assert locked.status == 401 and locked.find('input[name="kept.said"]')[0].attrs["value"] == "recipient=media"


# ---- a paper arrived


KINDS = ("request", "authorization", "subpoena", "court_order", "warrant", "statutory_demand", "testimony")


def papers_of(browser, place):
    """The kinds of paper that are offered for a place."""
    page = browser.submit(browser.get("/paper"), "Use this place", place=place, also="")
    return page, {one.attrs["value"] for one in page.find("[name=kind]")}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_paper_says_what_makes_it_valid_and_leads_on(ada, kind):
    page = ada.submit(ada.get("/paper"), "Continue", place="US-CA", kind=kind)
    assert len(page.find("main li")) >= 3 and "Look for this on the paper" in page.text
    onward = ada.submit(page, "What does it open?", answer="unknown")
    assert onward.path == "/asks/new" and fact(onward) == "recipient"


def test_a_paper_is_cited_by_the_law_of_its_own_place_alone(ada):
    here = ada.submit(ada.get("/paper"), "Continue", kind="subpoena")
    there = ada.submit(papers_of(ada, "DE")[0], "Continue", kind="testimony")
    assert "45 CFR 164.512(e)(1)(ii)" in here.body.decode() and not there.find("cite")


def test_only_papers_that_the_place_knows_are_offered(ada):
    assert papers_of(ada, "US-TX")[1] == {*KINDS, "other"}
    germany, kinds = papers_of(ada, "DE")
    assert kinds == {"request", "authorization", "testimony", "other"} and "subpoena" not in germany.text.casefold()
    france, kinds = papers_of(ada, "FR")
    assert kinds == {"request", "authorization", "other"}
    assert "The rules kept here name no paper of a court or an agency there." in france.text
    assert ada.submit(germany, "Continue", place="DE", kind="subpoena").status == 422


def test_a_paper_that_is_not_known_says_so_and_whom_to_ask(ada):
    page = ada.submit(papers_of(ada, "DE")[0], "Continue", kind="other")
    assert "is not known here. Ask a lawyer of the place" in page.text and not page.find("[name=answer]")
    assert {one.attrs["value"] for one in ada.submit(page, "Another kind of paper").find("[name=kind]")} == papers_of(ada, "DE")[1]


def test_a_paper_of_no_kind_comes_back(ada):
    assert ada.submit(ada.get("/paper"), "Continue", place="US-CA").status == 422


def test_what_the_look_at_the_paper_showed_is_not_asked_again(ada):
    page = ada.submit(ada.get("/paper"), "Continue", place="US-CA", kind="court_order")
    _, asked = walked(ada, ada.submit(page, "What does it open?", answer="yes"), {**SUBPOENA, "recipient": "court"})
    assert not {"instrument", "instrument_checked"} & set(asked)


# ---- kept in the chart


def test_an_answer_is_kept_in_the_chart_and_worked_out_again(ada, kim):
    assert "No requests." in ada.get(f"/asks/{kim}").text
    page, _ = walked(ada, begun(ada, path=f"/asks/{kim}/new"), WARN)
    kept = ada.submit(page, "Keep it", reason="He named her.")
    assert kept.heading == "Kept answer" and "The answer is the same." in kept.text
    assert "He named her." in kept.text and "must" in kept.text
    assert ada.follow(ada.get(f"/asks/{kim}"), "Kept on").heading == "Kept answer"


def test_each_judgement_needs_a_person_and_a_reason(ada, kim):
    page, _ = walked(ada, begun(ada, path=f"/asks/{kim}/new"), WARN)
    kept = ada.submit(page, "Keep it")
    assert "Nothing is cleared before" in kept.text and "To be judged by: you." in kept.text
    again = ada.submit(kept, "Stand for these", by="Dr. Ada Fox", reason="")
    assert again.status == 422 and "Dr. Ada Fox" in again.body.decode()
    done = ada.submit(again, "Stand for these", by="Dr. Ada Fox", reason="He showed me the knife.")
    assert "Each judgement has a person and a reason." in done.text and "He showed me the knife." in done.text
    assert not done.find("form input[name=facts]")


def test_what_was_sent_after_an_answer_is_written_down_and_becomes_a_task(town, ada):
    name = "Uma Vance"
    client, chart = town.client(name), handle(town.charts[name])
    page, _ = walked(ada, begun(ada, path=f"/asks/{chart}/new"), SUBPOENA)
    sent = ada.follow(ada.submit(page, "Keep it"), "Something was sent")
    again = ada.submit(sent, "Write it down", to="The court", what="The plan, page one.", told="no")
    assert again.status == 422 and "If not now: why?" in again.text
    done = ada.submit(again, "Write it down", told="no", why="Lanternword danger.")
    assert "The court" in done.text and "Lanternword danger." in done.text
    ada.submit(done, "Write it down", to="The school", what="A letter.", told="yes")
    with town.desk(client, write=False) as desk:
        asked = consents.stands(desk, town.charts[name], Purpose.OWN_RECORD, WORDINGS).agreed.asked
    assert [reason for reason, _ in asked] == [Reason.DISCLOSURE]
    assert "Lanternword" not in town.browser(client).get("/home").body.decode()


def test_without_a_chart_the_answer_can_be_kept_in_one_of_ones_own(ada, kim):
    page, _ = walked(ada, begun(ada), SUBPOENA)
    assert kim in [one.attrs["value"] for one in page.find("select[name=chart] option")]
    assert ada.submit(page, "Keep it", chart=kim).path.startswith(f"/asks/{kim}/")


def test_of_several_charts_none_is_chosen_before_somebody_chooses_it(town, ada, kim):
    town.chart("Aaron First")
    page, _ = walked(ada, begun(ada), SUBPOENA)
    assert [one.attrs["value"] for one in page.find("select[name=chart] option")][0] == ""
    assert not page.find("select[name=chart] option[selected]") or "selected" in page.find("select[name=chart] option")[0].attrs
    again = ada.submit(page, "Keep it", reason="Lanternword")
    assert again.status == 422 and "Lanternword" in again.body.decode()
    assert ada.submit(again, "Keep it", chart=kim).path.startswith(f"/asks/{kim}/")


def test_a_kept_answer_says_what_was_asked(ada, kim):
    page, _ = walked(ada, begun(ada, path=f"/asks/{kim}/new"), SUBPOENA)
    kept = ada.submit(page, "Keep it")
    assert "Tell or send something to somebody." in kept.text and "By the law of this place: California, United States." in kept.text
    rows = {one.query("dt")[0].to_text().strip(): one.query("dd")[0].to_text().strip() for one in kept.find("dl.rows div")}
    assert rows["Who would receive it?"] == "A lawyer of one side" and rows["What is it for?"] == "A case in court"


def test_a_kept_answer_says_what_there_is_to_do_and_by_when(ada, kim):
    page, _ = walked(ada, begun(ada, act="give_access", path=f"/asks/{kim}/new"), {
        "recipient": "client", "info": "record", "client": "adult", "speaks_for": "yes", "hipaa_covered": "yes", "received": "2026-11-20",
    })  # fmt: skip
    kept = ada.submit(page, "Keep it")
    assert "Prove who asks and by what right." in kept.text and "Let the client, or who speaks for them, see or copy." in kept.text


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


def test_what_an_old_answer_names_and_today_does_not_know_stands_as_it_was_written():
    old = {"places": ["US-CA"], "act": "disclose", "facts": {"postman": "yes", "client_age": 9, "ways_done": []}, "events": {}}
    found = recalled.of(language.words(language.SOURCE), replays.request_bytes(old))
    assert ("postman", "yes") in found.said and ("How old is the client (years)?", "9") in found.said


def test_a_colleagues_chart_takes_no_answer(town, ada, kim):
    cleo = town.colleague("Cleo Marsh", Role.CLINICIAN)
    page, _ = walked(town.browser(cleo), begun(town.browser(cleo)), {"recipient": "media"})
    assert not page.find("select[name=chart]")
    sent = {"kind": "disclosure", "place": "US-CA", "act": "disclose", "said": "recipient=media", "chart": kim}
    assert town.browser(cleo).post("/asks/keep", sent).status == 404
    assert town.browser(cleo).get(f"/asks/{kim}").status == 404


def test_what_does_not_fit_is_not_kept_and_the_reasons_are_still_there(ada, kim):
    sent = {"kind": "disclosure", "place": "US-CA", "act": "disclose", "said": "recipient=postman", "chart": kim, "reason": "Lanternword"}
    page = ada.post("/asks/keep", sent)
    assert page.status == 422 and "Lanternword" in page.body.decode()
    assert "No requests." in ada.get(f"/asks/{kim}").text
    assert ada.post("/asks/keep", {**sent, "said": "", "kind": "gossip"}).status == 422


# ---- what clients are told


def test_a_client_reads_the_limits_of_the_place_with_their_law(town):
    page = town.browser(town.client("Uma Reed")).get("/talk/open")
    assert page.heading == "When I may have to tell someone" and "California" in page.text
    for words in (
        "When others may be told",
        "I must tell",
        "I may tell, as each line says",
        "This stays closed",
        "Your rights",
        "Only where a school keeps the record",
        "A lawyer's paper alone opens nothing.",
        "I must ask a lawyer first",
    ):
        assert words in page.text, words
    assert "Cal. Penal Code" in page.body.decode()


def test_every_limit_that_the_rules_tell_stands_on_the_page_once(town):
    from tacenda import law

    text = town.browser(town.client("Vic Sole")).get("/talk/open").text
    for one in law.limits(["US-CA"]):
        assert one.says in text, one.rules


def test_a_house_without_a_place_says_so(town):
    from dataclasses import replace

    from tacenda.shell import settings

    kim = town.client("Wim Tor")
    folder = town.house.folder
    before = settings.read(folder)
    settings.write(folder, replace(before, place=""))
    try:
        page = town.browser(kim).get("/talk/open")
        assert "not set here yet" in page.text and page.find(".empty")
    finally:
        settings.write(folder, before)


def test_staff_pages_of_the_law_are_locked_for_who_is_signed_out(town, kim):
    for path in (
        "/asks/new",
        f"/asks/{kim}/new",
        f"/asks/{kim}",
        f"/asks/{kim}/{kim}",
        f"/asks/{kim}/{kim}/sent",
        "/harm",
        f"/harm/{kim}",
        "/harm/set",
        "/paper",
        "/talk/open",
    ):
        assert town.browser().get(path).status == 401
