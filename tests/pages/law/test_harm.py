"""Someone may be hurt: what stands there before a word is typed, whose number and whose law, and the page as one form."""

from __future__ import annotations

from tests.pages.law.harm import PRACTICE, fact, settled

from tacenda.core.words.ids import handle
from tacenda.core.words.people import Role


def test_the_number_ways_that_tell_nobody_and_the_script_need_no_answer(ada):
    text = ada.get("/harm").text
    assert "Call 911." in text and "without a name" in text
    assert text.index("Call 911.") < text.index("Is there a duty to act?") < text.index("Question 1 of at most 6")
    assert text.index("Question 1 of at most 6") < text.rindex("Ways that tell nobody") < text.index("Ways that tell somebody")
    assert "What to say on the phone" in text and "This is no legal advice." in text


def test_a_number_is_called_with_one_press_where_it_is_a_number(town, ada):
    form = ada.get("/harm/set")
    numbers = {
        "who1": "Dr. Ohr",
        "about1": "",
        "phone1": "+1 (555) 019-9",
        "who2": "Night line",
        "about2": "",
        "phone2": "555 0142, then 3",
    }
    ada.submit(form, "Save", **numbers, **PRACTICE)
    page = ada.get("/harm")
    called = [one.attrs["href"] for one in page.find("main a") if one.attrs["href"].startswith("tel:")]
    assert called == ["tel:911", "tel:911", "tel:+15550199"], "an extension is typed by hand"
    assert "555 0142, then 3" in page.text
    ada.submit(ada.get("/harm/set"), "Save", who2="", about2="", phone2="")


def test_a_place_without_a_number_says_whose_number_to_call(ada):
    page = ada.submit(ada.get("/harm"), "Use this place", there="JP", also="")
    assert "Call the emergency number of the place where the danger is." in page.text


def test_a_new_practice_is_offered_to_put_in_its_numbers(town, ada):
    ada.submit(ada.get("/harm/set"), "Save", **{f"{part}1": "" for part in ("who", "about", "phone")})
    assert "Add the numbers" in ada.get("/harm").links()
    settled(town, ada)
    assert "Add the numbers" not in ada.get("/harm").links()


def test_numbers_are_kept_by_the_privacy_officer_and_seen_by_everybody_who_treats(town, ada):
    settled(town, ada)
    cleo = town.colleague("Cleo Marsh", Role.CLINICIAN)
    browser = town.browser(cleo)
    assert "Dr. Ohr" in browser.get("/harm").text and "555 0199" in browser.get("/harm").text
    assert browser.get("/harm/set").status == 404


def test_a_number_without_a_name_and_an_answer_outside_the_list_come_back(ada):
    form = ada.get("/harm/set")
    for wrong in ({"who1": "", "phone1": "555"}, {"who1": "Dr. Ohr", "phone1": ""}, {"actor": "plumber"}):
        again = ada.submit(form, "Save", **wrong)
        assert again.status == 422 and again.title == "Error: Form"


def test_whose_law_answers_stands_beside_the_answer(ada):
    page = ada.submit(ada.get("/harm"), "Use this place", there="US-TX", also="")
    assert "By the law of this place: Texas" in page.text and "Take another place" in page.links()


def test_the_law_of_more_than_one_place_answers_without_starting_again(ada):
    page = ada.submit(ada.get("/harm"), "Continue", answer="client")
    form = {one.attrs["name"]: one for one in page.find("#place select")}
    assert [one.attrs["value"] for one in form["also"].query("option[selected]")] == ["US-CA"], "the practice's own place, unasked"
    page = ada.submit(page, "Use this place", there="US-TX")
    assert "By the law of these places: Texas, United States and California, United States." in page.text
    assert "Call 911." in page.text and fact(page) == "harm", "what was said stays"
    page = ada.submit(ada.submit(page, "Continue", answer="death"), "Use this place", there="DE", also="US-CA", further="FR")
    assert "Call 112." in page.text and fact(page) not in {"", "target", "harm"}
    assert "By the law of these places: Germany, California, United States, and France." in page.text
    assert ada.post("/harm", {"place": "US-TX+US-TX", "act": "protect", "said": ""}).status == 422
    assert ada.post("/harm", {"place": "US-TX+XX", "act": "protect", "said": ""}).status == 422


def test_an_answer_that_was_picked_goes_along_to_another_place(ada):
    page = ada.submit(ada.get("/harm"), "Use this place", there="DE", also="", answer="child")
    assert fact(page) == "harm" and "Germany" in page.text


def test_back_takes_one_answer_back(ada):
    second = ada.submit(ada.get("/harm"), "Continue", answer="child")
    assert fact(second) == "harm"
    assert fact(ada.submit(second, "Back")) == "target"


def test_a_question_without_an_answer_comes_back_with_everything_else(ada):
    page = ada.submit(ada.get("/harm"), "Continue")
    assert (page.status, page.title) == (422, "Error: Request") and fact(page) == "target" and "Call 911." in page.text


def test_one_press_of_what_is_no_fact_is_refused(ada):
    for wrong in ("weather=fine", "target", "target=postman"):
        assert ada.post("/harm", {**ada.typed(ada.get("/harm"), "Continue"), "settle": wrong}).status == 422


def test_the_pages_about_one_chart_are_for_who_may_open_it(town, ada):
    chart = handle(town.chart(f"Kim{len(town.charts)} Lee"))
    cleo = town.colleague("Dora Lind", Role.CLINICIAN)
    assert ada.get(f"/harm/{chart}").status == 200 and town.browser(cleo).get(f"/harm/{chart}").status == 404
    assert town.browser(cleo).get(f"/asks/{chart}/new").status == 404
    assert ada.submit(ada.get(f"/harm/{chart}"), "Continue").status == 422
    assert ada.submit(ada.submit(ada.get(f"/asks/{chart}/new"), "Continue", place="US-CA", act="disclose"), "Continue").status == 422
