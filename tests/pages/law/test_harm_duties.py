"""Someone may be hurt: whether there is a duty, by which law and until when, and a verdict for each who could be told."""

from __future__ import annotations

from tests.pages.law.harm import ABUSED, THREAT, above, fact, now, settled, verdicts, walked


def test_where_a_law_speaks_of_any_child_a_minor_client_is_one(ada):
    """France lets a report of a child be made; by the same words it said no of a client who is a child."""
    page = ada.submit(ada.get("/harm"), "Use this place", there="FR", also="")
    page, _ = walked(ada, page, ABUSED)
    assert verdicts(page)["The agency that protects children"] != "must not"


def test_six_questions_lead_to_a_duty_and_a_verdict_for_each(town, ada):
    settled(town, ada)
    page, asked = walked(ada, ada.get("/harm"), THREAT)
    assert asked[:2] == ["target", "harm"] and len(asked) <= 6
    assert "Yes: there is a duty to act." in page.text and "Due: at once." in page.text
    found = verdicts(page)
    assert found["The person who is threatened"] == "must" and found["The police"] == "must"


def test_the_same_danger_in_texas_lets_nobody_tell_the_person(town, ada):
    settled(town, ada)
    page = ada.submit(ada.get("/harm"), "Use this place", there="US-TX", also="")
    page, _ = walked(ada, page, {**THREAT, "authorization": "none"})
    found = verdicts(page)
    assert found["The person who is threatened"] == "must not" and "No duty to act was found." in page.text


def test_what_was_done_counts_and_a_duty_that_is_met_is_no_longer_due(town, ada):
    settled(town, ada)
    page = ada.get("/harm")
    while name := fact(page):
        page = ada.submit(page, "Continue", answer=THREAT.get(name, "unknown"), done=["told_police", "told_threatened"])
    assert "Yes: there is a duty to act." not in page.text
    assert {one.attrs["value"] for one in page.find("input[name=done][checked]")} == {"told_police", "told_threatened"}


def test_a_child_who_is_abused_now_is_a_duty_to_report_and_never_no_duty(ada):
    """The headline knows reports as well: what must be reported is a duty, and what is still open is not "none"."""
    page = ada.get("/harm")
    assert "No duty to act was found." not in page.text
    told = {"target": "child", "harm": "sexual_abuse", "actor": "psychologist", "evidence": "reasonable_belief"}
    seen = []
    while name := fact(page):
        page = ada.submit(page, "Continue", answer=told.get(name, "unknown"))
        seen.append(page.text)
    assert seen and not any("No duty to act was found." in text for text in seen)


def test_a_duty_to_report_stands_at_the_top_with_its_law_its_time_and_what_to_do(town, ada):
    settled(town, ada)
    page, _ = walked(ada, ada.get("/harm"), {"target": "child", "harm": "sexual_abuse", "evidence": "suspicion", "child_now": "yes"})
    assert "Yes: there is a duty to act." in page.text
    for part in ("Cal. Penal Code 11166(a)", "within 36 hours", "Due: at once."):
        assert part in above(page), part
    page = ada.submit(ada.get("/harm"), "Use this place", there="US-TX", also="")
    page, _ = walked(ada, page, {"target": "child", "harm": "sexual_abuse", "evidence": "reasonable_belief", "child_now": "yes"})
    assert "Tex. Fam. Code 261.101" in above(page) and "Due: within 24 hours." in above(page)


def test_where_one_of_several_meets_a_duty_no_card_says_must(town, ada):
    settled(town, ada)
    told = {"target": "child", "harm": "sexual_abuse", "evidence": "suspicion", "child_now": "yes"}
    page, _ = walked(ada, ada.get("/harm"), told)
    assert [verdicts(page)[one] for one in ("The agency that protects children", "The police")] == ["one of these"] * 2
    assert "Tell one of these" in now(page) and "You need not tell all of them." in page.text
    page, _ = walked(ada, ada.submit(ada.get("/harm"), "Use this place", there="DE", also=""), {**THREAT, "imminence": "future"})
    assert verdicts(page)["The police"] == verdicts(page)["The person who is threatened"] == "one of these"
    page, _ = walked(ada, ada.get("/harm"), THREAT)  # California wants both told
    assert verdicts(page)["The police"] == "must" and "one of these" not in verdicts(page).values()


def test_two_laws_that_collide_leave_one_instruction_and_name_the_law_that_forbids(town, ada):
    settled(town, ada, part2="yes")
    page, _ = walked(ada, ada.get("/harm"), THREAT)
    assert verdicts(page)["The police"] == "conflict" and "Yes: there is a duty to act." in page.text
    assert "leave out who your client is" in now(page) and "The police" in now(page)
    assert "42 CFR" in above(page) and "follows its own law" in above(page)
    assert "Hold, preserve" not in page.text
    settled(town, ada)


def test_whom_one_law_forbids_to_tell_is_not_named_where_another_meets_the_duty(town, ada):
    settled(town, ada)
    said = {"target": "child", "harm": "abuse_neglect", "imminence": "continuing", "evidence": "suspicion", "actor": "psychologist"}
    text = ";".join(f"{name}={value}" for name, value in said.items())
    page = ada.post("/harm", {"place": "CA-ON+US-CA", "act": "protect", "said": text + ";client=adult"})
    assert verdicts(page)["The police"] == "conflict" and "One law forbids it. Telling another of these meets the duty." in page.text
    now = page.find("main .notice.look")[-1].to_text()
    assert "The agency that protects children" in now and "The police" not in now
    assert "Another law forbids what this one bids" not in page.text


def test_what_follows_once_somebody_was_told_stands_with_the_answer(town, ada):
    settled(town, ada)
    page, _ = walked(ada, ada.get("/harm"), THREAT)
    police = next(one for one in page.find("section.card") if one.query("h3")[0].to_text().startswith("The police"))
    assert "Afterwards:" in police.to_text() and "once it puts nobody in danger" in police.to_text()
    child, _ = walked(ada, ada.get("/harm"), {"target": "child", "harm": "abuse_neglect", "evidence": "suspicion", "child_now": "yes"})
    agency = next(one for one in child.find("section.card") if "agency" in one.query("h3")[0].to_text())
    assert "Send the written report that follows the oral one." in agency.to_text()


def test_a_threat_for_later_is_told_where_the_law_of_the_place_bids_it(town, ada):
    """A duty that a state lays down is a disclosure that it requires (45 CFR 164.512(a)): HIPAA does not shut it for not being at hand."""
    settled(town, ada)
    page, _ = walked(ada, ada.get("/harm"), {**THREAT, "imminence": "future"})
    assert verdicts(page)["The police"] == verdicts(page)["The person who is threatened"] == "must"


def test_what_is_not_settled_names_its_rule_and_what_acting_is(town, ada):
    settled(town, ada)
    page = ada.submit(ada.get("/harm"), "Use this place", there="US-TX", also="")
    assert "call for help and leave out who your client is" in above(page) and not now(page)
    asking = ada.submit(ada.submit(page, "Continue", answer="child"), "Continue", answer="sexual_abuse")
    assert "It is not settled yet if there is a duty." in above(asking) and not now(asking)
    page, _ = walked(ada, page, {"target": "child", "harm": "sexual_abuse", "evidence": "suspicion", "child_now": "yes"})
    assert "Act as if there were one." in above(page) and "You only suspect: ask counsel" in above(page)
    assert "The agency that protects children" in now(page) and "Ask a lawyer before you say who your client is." in now(page)
    page, _ = walked(ada, ada.submit(ada.get("/harm"), "Use this place", there="AU-NSW", also=""), THREAT)
    assert "Nobody here has read the law of this place on it: New South Wales" in above(page)
    assert "No duty to act was found." not in page.text


def test_a_person_in_peril_in_france_is_a_duty_to_help_and_the_call_comes_first(ada):
    page = ada.submit(ada.get("/harm"), "Use this place", there="FR", also="")
    page, _ = walked(ada, page, {**THREAT, "target": "client"})
    assert "Yes: there is a duty to act." in page.text and "Call for help first" in now(page)


def test_you_may_stands_over_no_row_of_cards_that_all_say_no(ada):
    page = ada.submit(ada.get("/harm"), "Use this place", there="FR", also="")
    page, _ = walked(ada, page, {"target": "child", "harm": "abuse_neglect", "imminence": "continuing", "evidence": "speculation"})
    assert set(verdicts(page).values()) == {"must not"}
    assert "You may still act" not in page.text and "No rule here lets you say who your client is." in page.text


def test_a_threat_is_answered_by_the_law_of_both_places(town, ada):
    settled(town, ada)
    both = ada.submit(ada.get("/harm"), "Use this place", there="US-TX")
    assert verdicts(walked(ada, both, THREAT)[0])["The person who is threatened"] == "conflict"
    one = ada.submit(ada.get("/harm"), "Use this place", there="US-TX", also="")
    assert verdicts(walked(ada, one, THREAT)[0])["The person who is threatened"] == "must not"


def test_whoever_may_not_be_told_a_name_can_still_be_called(town, ada):
    settled(town, ada)
    page = ada.submit(ada.get("/harm"), "Use this place", there="US-TX", also="")
    page, _ = walked(ada, page, THREAT)
    assert verdicts(page)["The person who is threatened"] == "must not"
    assert "You can still call for help and not say who your client is." in page.text


def test_what_is_only_in_question_is_no_reason_for_a_no(ada):
    """Nobody was asked whether the client locked it, and no chart was chosen."""
    page, _ = walked(ada, ada.submit(ada.get("/harm"), "Use this place", there="US-TX", also=""), THREAT)
    assert "must not" in verdicts(page).values() and "The client locked this." not in page.text


def test_a_no_is_explained_by_the_rule_that_names_others(town, ada):
    settled(town, ada)
    page, _ = walked(ada, ada.submit(ada.get("/harm"), "Use this place", there="US-TX", also=""), THREAT)
    (card,) = [one for one in page.find("section.card") if "The person who is threatened" in one.to_text()]
    why = [one.to_text() for one in card.query("details > ul > li")]
    assert any("It names these alone:" in one and "The police" in one for one in why)
    assert "the person threatened is not on the list" in card.to_text()


def test_a_single_way_to_meet_a_duty_is_no_list_of_one(ada):
    page = ada.get("/harm")
    assert "This meets the duty: Tell the threatened person and tell the police." in page.text
    assert "Any one of these" not in page.text
