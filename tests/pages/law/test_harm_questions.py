"""Someone may be hurt: which questions are asked, at most six of them unbidden, and what is never asked."""

from __future__ import annotations

from tests.pages.law.harm import ABUSED, THREAT, fact, presses, settled, verdicts, walked


def test_of_a_minor_client_a_parent_and_the_childrens_agency_are_asked_about(town, ada):
    settled(town, ada)
    page, asked = walked(ada, ada.get("/harm"), ABUSED)
    assert asked[:3] == ["target", "harm", "client"]
    assert verdicts(page)["The agency that protects children"] == "must" and "A parent" in verdicts(page)
    adult, _ = walked(ada, ada.get("/harm"), {**ABUSED, "client": "adult"})
    assert not {"The agency that protects children", "A parent"} & set(verdicts(adult))


def test_unknown_blocks_no_call_for_help(ada):
    page, asked = walked(ada, ada.get("/harm"), {})
    assert len(asked) <= 6
    for text in ("Call 911.", "Ways that tell nobody", "Whom to call", "Act as if there were one."):
        assert text in page.text, text
    assert "must" not in verdicts(page).values() and "may" not in verdicts(page).values()


def test_a_child_a_client_and_an_adult_are_turned_to_others(ada):
    for target, who in (
        ("child", "The agency that protects children"),
        ("vulnerable_adult", "The agency that protects adults"),
        ("client", "Family"),
    ):
        page = ada.submit(ada.get("/harm"), "Continue", answer=target)
        assert any(name.startswith(who) for name in verdicts(page)), target


def test_who_does_the_harm_is_asked_where_it_settles_the_report(town, ada):
    settled(town, ada)
    page = ada.post("/harm", {"place": "IE", "act": "protect", "said": ""})
    said = {
        "target": "child",
        "harm": "sexual_abuse",
        "imminence": "past",
        "evidence": "told_or_seen",
        "source": "client",
        "abuser": "other",
    }
    page, asked = walked(ada, page, said)
    assert "abuser" in asked and verdicts(page)["The agency that protects children"] == "must"


def test_a_question_on_which_much_hangs_says_what_each_answer_covers(ada):
    page = ada.get("/harm")
    while fact(page) != "imminence":
        page = ada.submit(page, "Continue", answer=THREAT[fact(page)])
    assert page.find("#f-answer-hint") and "waiting for another way could come too late" in page.text


def test_the_page_knows_what_it_is_for_and_asks_nothing_twice(ada):
    """France and Ontario once asked for one of thirty purposes, and whether a child is a minor."""
    for place, target in (("FR", "client"), ("FR", "child"), ("CA-ON", "child")):
        page = ada.submit(ada.get("/harm"), "Use this place", there=place, also="")
        page, asked = walked(ada, page, {**THREAT, "target": target, "imminence": "continuing"})
        missing = set(presses(page))
        while "Ask one more question" in page.text and len(asked) < 14:
            page = ada.submit(page, "Ask one more question")
            asked.append(fact(page))
            page = ada.submit(page, "Continue", answer="unknown")
        assert "purpose" not in asked, (place, target)
        assert target != "child" or not {"target_minor", "child_now"} & ({*asked} | missing), (place, asked)
        assert "coerced" not in asked[:6] and "coerced" not in missing


def test_what_stays_open_after_six_questions_can_be_asked_one_by_one(ada):
    page, asked = walked(ada, ada.get("/harm"), {"target": "child"})
    assert len(asked) == 6 and "Say more, if you can" in page.text
    more = ada.submit(page, "Ask one more question")
    assert "One more question" in more.text and fact(more) not in {"", *asked}
    assert fact(ada.submit(more, "Continue", answer="unknown")) == ""


def test_nobody_in_a_crisis_is_asked_for_papers(ada):
    page, asked = walked(ada, ada.get("/harm"), {"target": "child"})
    for _ in range(12):
        if "Ask one more question" not in page.text:
            break
        page = ada.submit(page, "Ask one more question")
        asked.append(fact(page))
        page = ada.submit(page, "Continue", answer="unknown")
    assert len(asked) > 6
    assert not {"authorization", "instrument", "instrument_checked"} & set(asked)


def test_new_york_asks_about_the_report_and_names_the_one_who_takes_it(town, ada):
    settled(town, ada)
    page = ada.submit(ada.get("/harm"), "Use this place", there="US-NY", also="")
    told, seen = {**THREAT, "informing_endangers": "no"}, []
    while name := fact(page):
        seen.append(page.text)
        page = ada.submit(page, "Continue", answer=told.get(name, "unknown"))
    assert any("Would making the report put you in danger, or a victim in more danger?" in text for text in seen)
    assert verdicts(page)["The mental health authority"] == "must"
