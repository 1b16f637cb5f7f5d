"""From an empty data folder to the first note: what the founder meets, and what nobody else can do in between."""

from __future__ import annotations

import re

import pytest
from tests.pages.client import Client
from tests.pages.town import MONDAY

from tacenda.acts.house import open_house
from tacenda.doors.web import app, front

ANSWERS = {"place": "US-CA", "alone": "yes", "name": "Dr. Ada Fox", "login": "ada"}
OWN = "seven owls count quiet rivers twice"


def begin(browser, house, **more):
    """The set-up page, filled."""
    return browser.submit(browser.get("/set"), "Continue", **{"code": house.set_up_code.text, **ANSWERS, **more})


def code_on(page) -> str:
    return page.find("p.code")[0].to_text().strip()


def test_an_empty_house_leads_to_its_set_up_and_a_founded_one_has_none(anybody, house):
    assert anybody.get("/start").headers["location"] == "/set"
    assert anybody.get("/set").heading == "Begin here"
    begin(anybody, house)
    stranger = Client(anybody._http.app)
    assert stranger.get("/set").status == 404
    assert stranger.post("/set", ANSWERS).status == 404
    assert stranger.get("/start").heading == "Sign in"


def test_from_the_printed_letters_to_the_first_sealed_note_in_at_most_25_interactions(anybody, house):
    page = anybody.get(anybody.get("/start").headers["location"])
    words = page.find("#f-passphrase")[0].attrs["value"]
    page = anybody.submit(page, "Continue", code=house.set_up_code.text, **ANSWERS)
    assert page.heading == "Your paper code"
    code = code_on(page)
    page = anybody.submit(anybody.follow(page, "I have it"), "Continue", words=words, code=code)
    assert page.heading == "Does this machine fit?"
    page = anybody.submit(page, "Continue")
    assert "Nobody is here yet." in page.text
    page = anybody.submit(anybody.follow(page, "Add a client"), "Save", name="Kim Lee")
    page = anybody.submit(anybody.follow(page, "Write"), "Seal", text="We spoke of the sea.")
    assert "Only you can open it." in page.text
    assert anybody.count <= 25


def test_a_second_server_on_the_folder_notices_the_practice_and_founds_none(anybody, house, tmp_path, clock):
    other = open_house(tmp_path, clock)
    browser = Client(app.make(other, front.make(other)))
    form = browser.get("/set")
    begin(anybody, house, passphrase=OWN)
    assert browser.submit(form, "Continue", code=other.set_up_code.text, passphrase=OWN, **ANSWERS).status == 404
    assert browser.submit(browser.get("/start"), "Sign in", name="ada", words=OWN).headers["location"] == "/words"
    other.close()


def test_six_words_are_offered_and_others_each_time(anybody):
    offers = {anybody.get("/set").find("#f-passphrase")[0].attrs["value"] for _ in range(3)}
    assert len(offers) == 3
    assert all(len(offer.split()) == 6 for offer in offers)


def test_wrong_letters_keep_the_answers_but_not_the_pass_words(anybody, house):
    again = anybody.submit(anybody.get("/set"), "Continue", code="abcdefgh", passphrase=OWN, **ANSWERS)
    assert (again.status, again.title) == (422, "Error: Start")
    assert OWN not in again.answer.text and "abcdefgh" not in again.answer.text
    assert again.find("#f-name")[0].attrs["value"] == "Dr. Ada Fox"
    assert not house.keeper.founded


def test_wrong_letters_leave_the_words_on_offer_as_they_were_written_down(anybody):
    form = anybody.get("/set")
    offered = form.find("#f-passphrase")[0].attrs["value"]
    again = anybody.submit(form, "Continue", code="abcdefgh", passphrase=offered, **ANSWERS)
    assert again.status == 422 and again.find("#f-passphrase")[0].attrs["value"] == offered


def test_the_bare_address_leads_to_the_set_up_of_an_empty_house(anybody):
    bare = anybody.get("/")
    assert (bare.status, bare.headers["location"]) == (303, "/start")
    assert anybody.get("/start").headers["location"] == "/set"


def test_the_letters_may_be_typed_in_capitals_and_with_a_gap(anybody, house):
    letters = house.set_up_code.text.upper()
    assert begin(anybody, house, code=f" {letters[:4]} {letters[4:]} ").heading == "Your paper code"


def test_guesses_at_the_letters_must_wait_a_minute(anybody, house, clock):
    for _ in range(10):
        assert begin(anybody, house, code="abcdefgh").status == 422
    slowed = begin(anybody, house)
    assert slowed.status == 429 and "one minute" in slowed.text
    clock.forward(61)
    assert begin(anybody, house).heading == "Your paper code"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [("too short", "too few"), ("password password password", "can be guessed"), ("qwertyuiop1234567890", "can be guessed")],
)
def test_own_pass_words_that_could_be_guessed_are_named_as_such(anybody, house, words, sentence):
    again = begin(anybody, house, passphrase=words)
    assert again.status == 422 and sentence in again.text
    assert not house.keeper.founded


def test_a_place_that_is_none_is_no_answer(anybody, house):
    assert begin(anybody, house, place="US-XX").status == 422
    assert begin(anybody, house, place="").status == 422


def test_nothing_opens_before_both_ways_to_sign_in_were_typed_back(anybody, house):
    begin(anybody, house)
    for path in ("/day", "/people/new", "/set/check", "/devices", "/inner", "/card/" + "a" * 26):
        answer = anybody.get(path)
        assert (answer.status, answer.headers["location"]) == (303, "/words"), path
    assert anybody.post("/people/new", {"name": "Kim"}).headers["location"] == "/words"
    assert "Day" not in anybody.get("/words").links()


def test_a_slip_of_the_pen_changes_nothing_and_can_be_mended(anybody, house):
    code = code_on(begin(anybody, house, passphrase=OWN))
    for fields in ({"words": "wrong words", "code": code}, {"words": OWN, "code": "AAAA BBBB CCCC DDDD EEEE FFFF GGGG"}):
        again = anybody.submit(anybody.get("/words"), "Continue", **fields)
        assert (again.status, again.title) == (422, "Error: Keys")
        assert "wrong words" not in again.answer.text
    assert anybody.submit(again, "Continue", words=OWN, code=code.lower().replace(" ", "-")).heading == "Does this machine fit?"


def test_the_second_proof_counts_as_a_step_up_so_the_first_client_needs_no_third(anybody, house):
    code = code_on(begin(anybody, house, passphrase=OWN))
    anybody.submit(anybody.get("/words"), "Continue", words=OWN, code=code)
    assert anybody.get("/people/new").status == 200


def test_the_paper_code_is_shown_to_this_browser_until_it_is_proven_and_lies_in_no_file(anybody, house, tmp_path):
    code = code_on(begin(anybody, house, passphrase=OWN))
    assert code_on(anybody.get("/code")) == code
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert code.encode() not in path.read_bytes() and code.replace(" ", "").encode() not in path.read_bytes()
    anybody.submit(anybody.get("/words"), "Continue", words=OWN, code=code)
    gone = anybody.get("/code")
    assert code not in gone.answer.text and "not shown any more" in gone.text


def test_the_paper_code_can_be_saved_under_a_neutral_name(anybody, house):
    code = code_on(begin(anybody, house))
    saved = anybody.post("/code", {"save": "yes"})
    assert saved.body.decode().strip() == code
    assert saved.headers["content-disposition"] == 'attachment; filename="document-1.txt"'


def test_a_code_that_was_lost_before_its_proof_is_replaced_with_the_pass_words(anybody, house, tmp_path, clock):
    old = code_on(begin(anybody, house, passphrase=OWN))
    # The server starts anew: what it showed once is gone with its memory.
    other = open_house(tmp_path, clock)
    browser = Client(app.make(other, front.make(other)))
    browser.keep("__Host-in", anybody.cookies["__Host-in"])
    lost = browser.get("/code")
    assert old not in lost.answer.text
    assert browser.submit(lost, "Make a new code", words="not these words").status == 422
    new = code_on(browser.submit(browser.get("/code"), "Make a new code", words=OWN))
    assert new != old
    assert browser.submit(browser.get("/words"), "Continue", words=OWN, code=old).status == 422
    assert browser.submit(browser.get("/words"), "Continue", words=OWN, code=new).heading == "Does this machine fit?"
    other.close()


def test_who_has_proven_everything_is_led_on_from_the_proof_page(anybody, house):
    code = code_on(begin(anybody, house, passphrase=OWN))
    anybody.submit(anybody.get("/words"), "Continue", words=OWN, code=code)
    assert anybody.get("/words").headers["location"] == "/set/check"


def test_the_checks_say_what_to_do_where_the_machine_does_not_fit(anybody, house, tmp_path):
    code = code_on(begin(anybody, house, passphrase=OWN))
    (tmp_path / "keeper.db").chmod(0o644)
    checks = anybody.submit(anybody.get("/words"), "Continue", words=OWN, code=code)
    assert re.search(r"folder is yours alone\s+To look at", checks.text)
    assert "No backup was made yet." in checks.text
    assert re.search(r"clock is right\s+Fits", checks.text)


def test_visits_stand_in_the_time_of_the_place(anybody, house):
    code = code_on(begin(anybody, house, passphrase=OWN))
    anybody.submit(anybody.get("/words"), "Continue", words=OWN, code=code)
    anybody.submit(anybody.get("/people/new"), "Save", name="Kim Lee", day="2026-11-23", time="07:30")
    assert MONDAY == 1_795_446_000  # 7:00 in California
    day = anybody.get("/day")
    assert "Mon, November 23, 2026, 7:00" in day.text and "7:30" in day.text


@pytest.mark.parametrize("path", ["/code", "/words", "/set/check", "/devices"])
def test_without_a_sign_in_the_pages_of_the_set_up_show_the_lock(anybody, house, path):
    begin(anybody, house)
    assert Client(anybody._http.app).get(path).status == 401
