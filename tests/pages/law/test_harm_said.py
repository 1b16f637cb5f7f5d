"""Someone may be hurt: what the client, the practice or one press says beside the questions, and the answer that is kept."""

from __future__ import annotations

from tests.pages.law import walk as asks
from tests.pages.law.harm import PRACTICE, THREAT, fact, pressed, presses, settled, verdicts, walked

from tacenda.core.words.ids import handle

DANGER = {
    "target": "client", "harm": "death", "client": "adult", "capacity": "capable", "restriction": "no", "joint_therapy": "no",
    "imminence": "imminent", "evidence": "told_or_seen", "source": "client",
}  # fmt: skip


def in_england(browser, **answers):
    """The page about a danger to an adult client in England who can decide."""
    page = browser.submit(browser.get("/harm"), "Use this place", there="GB-ENG", also="")
    return walked(browser, page, {**DANGER, **answers})


def test_a_yes_by_word_is_said_on_the_page_and_counts_where_the_law_takes_it(ada, kim):
    page, _ = in_england(ada)
    assert verdicts(page)["Family or friends"] != "may"
    said = ada.submit(page, "The client says yes", reason="She nodded.", done=["consulted"])
    assert "said yes by word" in said.text and "She nodded." in said.body.decode()
    page, _ = walked(ada, said, DANGER)
    while "Ask one more question" in page.text:
        page = ada.submit(page, "Ask one more question")
        page = ada.submit(page, "Continue", answer=DANGER.get(fact(page), "unknown"))
    assert verdicts(page)["Family or friends"] == "may" and "The client says yes" not in page.text
    assert "She nodded." in page.body.decode()
    kept = ada.submit(page, "Keep it", chart=kim)
    assert "Family or friends may" in " ".join(kept.text.split()) and "She nodded." in kept.text


def test_who_has_a_signed_form_goes_on_with_all_that_was_said_and_typed(town, ada, kim):
    settled(town, ada)
    page = ada.submit(ada.get("/harm"), "Continue", answer="client")
    page = ada.submit(page, "They signed a form", answer="death", reason="Lanternword: she signed.")
    assert page.heading == "What may I disclose?" and asks.fact(page) not in {"", "target", "harm"}
    page, asked = asks.walked(ada, page, {"authorization": "general", "recipient": "family"})
    assert "authorization" in asked
    assert page.find("textarea")[0].to_text().strip() == "Lanternword: she signed."
    assert ada.submit(page, "Keep it", chart=kim).path.startswith(f"/asks/{kim}/")


def test_a_practice_that_has_not_said_what_it_is_is_told_that_it_can(town, ada):
    ada.submit(ada.get("/harm/set"), "Save", **dict.fromkeys(PRACTICE, ""))
    page, _ = walked(ada, ada.get("/harm"), {})
    assert "Say it once" in page.links()
    settled(town, ada)
    page, _ = walked(ada, ada.get("/harm"), {})
    assert "Say it once" not in page.links()


def test_a_duty_stands_while_what_is_missing_is_said_with_one_press(town, ada):
    """A duty beside ways that are not settled: what is missing is named, one press says it, and the duty stands meanwhile."""
    ada.submit(ada.get("/harm/set"), "Save", **dict.fromkeys(PRACTICE, ""))
    page, _ = walked(ada, ada.get("/harm"), {**THREAT, **PRACTICE, "part2": "unknown"})
    assert "Yes: there is a duty to act." in page.text and verdicts(page)["The police"] == "not yet"
    assert "The duty stands, whatever the answers are." in page.text and "it stands meanwhile" in page.text
    while open_now := presses(page):
        page = pressed(ada, page, open_now[0], {**THREAT, **PRACTICE}[open_now[0]])
    assert verdicts(page)["The police"] == "must" and "What is still missing" not in page.text


def test_one_press_says_nothing_of_what_was_done(town, ada):
    ada.submit(ada.get("/harm/set"), "Save", **dict.fromkeys(PRACTICE, ""))
    page = ada.get("/harm")
    while name := fact(page):
        page = ada.submit(page, "Continue", answer={**THREAT, "actor": "psychologist"}.get(name, "unknown"), done=["told_police"])
    page = pressed(ada, page, presses(page)[0], "no", done=["told_police"])
    assert [one.attrs["value"] for one in page.find("input[name=done][checked]")] == ["told_police"]


def test_the_decision_is_kept_with_its_reasons_and_one_answer_for_each_who_could_be_told(town, ada):
    settled(town, ada)
    chart = handle(town.chart(f"Kim{len(town.charts)} Lee"))
    page, _ = walked(ada, ada.get(f"/harm/{chart}"), THREAT)
    kept = ada.submit(page, "Keep it", reason="She is on her way to him.")
    assert kept.heading == "Kept answer" and "She is on her way to him." in kept.text
    assert "The police" in kept.text and "The answer is the same." in kept.text and len(kept.find("section.card")) == 5


def test_a_reason_typed_before_the_questions_are_answered_is_there_whatever_is_pressed(town, ada):
    """The page is one form: the next question, one question back, another place, one press, an answer that is missing."""
    settled(town, ada)
    chart = handle(town.chart(f"Kim{len(town.charts)} Lee"))
    town.chart(f"Lou{len(town.charts)} Park")
    typed = {"chart": chart, "reason": "Her sister <called> me at six."}
    page = ada.submit(ada.get("/harm"), "Continue", answer="identified_person", **typed)
    for button, fields in (
        ("Continue", {"answer": "death"}), ("Back", {}), ("Continue", {}), ("Use this place", {"there": "US-TX", "also": ""}),
    ):  # fmt: skip
        page = ada.submit(page, button, **fields)
        sent = ada.typed(page, button)
        assert (sent["chart"], sent["reason"].strip()) == (chart, typed["reason"]), button
    page, _ = walked(ada, page, THREAT)
    kept = ada.submit(page, "Keep it")
    assert kept.heading == "Kept answer" and typed["reason"] in kept.text
