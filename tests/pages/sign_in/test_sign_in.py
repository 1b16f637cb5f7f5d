"""Signing in, the lock, the second proof, signing out."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from tests.pages.client import Client
from tests.pages.town import WORDS

from tacenda.acts.house import SHARE, WAITING
from tacenda.doors.web import app, front

MINUTE = 60


@pytest.fixture
def ada(town):
    """Ada's browser, signed in through the form."""
    browser = town.browser()
    browser.submit(browser.get("/start"), "Sign in", name="ada", words=WORDS)
    return browser.as_roles(*town.ada.roles)


def test_pass_words_lead_home(town, ada):
    assert ada.get("/start").headers["location"] == "/day"


def test_the_code_from_paper_opens_too(town):
    browser = town.browser()
    assert browser.submit(browser.get("/start"), "Sign in", name="Ada", words=town.ada.code).path == "/day"


def test_an_unknown_name_and_wrong_words_get_one_and_the_same_page(town):
    pages = set()
    for name, words in (("ada", "wrong words"), ("nobody", "wrong words"), ("nobody", WORDS), ("ada", "AAAA " * 7)):
        browser = town.browser()
        page = browser.submit(browser.get("/start"), "Sign in", name=name, words=words)
        assert page.status == 422
        pages.add(page.answer.text.replace(f'value="{name}"', ""))
    assert len(pages) == 1


def test_the_eleventh_wrong_guess_of_an_hour_waits_and_the_code_does_not(town):
    browser = town.browser()
    for _ in range(10):
        browser.submit(browser.get("/start"), "Sign in", name="ada", words="wrong words")
    slowed = browser.submit(browser.get("/start"), "Sign in", name="ada", words=WORDS)
    assert slowed.status == 429 and "60 minutes" in slowed.text
    assert browser.submit(browser.get("/start"), "Sign in", name="ada", words=town.ada.code).path == "/day"


def test_a_crowd_at_the_door_is_turned_away_at_once_and_writes_nothing(town):
    """Those who wait for their turn leave threads for everybody else's pages; the code on paper needs no turn."""
    before = guesses(town)
    with contextlib.ExitStack() as crowd:
        for n in range(WAITING):
            crowd.enter_context(town.house.admitted(f"192.0.2.{n // SHARE}"))
        browser = town.browser()
        turned_away = browser.submit(browser.get("/start"), "Sign in", name="somebody new", words="wrong words")
        assert turned_away.status == 429 and "one minute" in turned_away.text
        assert guesses(town) == before
        assert browser.submit(browser.get("/start"), "Sign in", name="ada", words=town.ada.code).path == "/day"
    browser = town.browser()
    assert browser.submit(browser.get("/start"), "Sign in", name="ada", words=WORDS).path == "/day"


def guesses(town) -> int:
    with contextlib.closing(sqlite3.connect(town.house.folder / "keeper.db")) as file:
        return file.execute("SELECT count(*) FROM guess").fetchone()[0]


def test_the_page_locks_after_fifteen_minutes_and_unlocking_leads_back_to_it(town, ada):
    chart = town.chart("Kim Lee")
    town.clock.forward(16 * MINUTE)
    locked = ada.get(town.path("charts/card", chart=chart))
    assert (locked.status, locked.title) == (401, "Locked")
    assert "If you were writing, your draft is safe." in locked.text
    assert ada.submit(locked, "Sign in", name="ada", words=WORDS).heading == "Kim L."


def test_what_somebody_does_keeps_the_lock_away(town, ada):
    for _ in range(3):
        town.clock.forward(10 * MINUTE)
        assert ada.get("/day").status == 200


def test_a_note_posted_into_the_lock_comes_back_after_it(town, ada):
    chart = town.chart("Kim Lee")
    page = ada.get(town.path("charts/write", chart=chart))
    town.clock.forward(16 * MINUTE)
    locked = ada.submit(page, "Seal", text="We spoke of the sea.")
    assert locked.status == 401
    onward = ada.submit(locked, "Sign in", name="ada", words=WORDS)
    assert onward.heading == "Your text is still here"
    assert ada.submit(onward, "Go on").heading == "Sealed"


def test_what_met_the_lock_is_neither_read_on_the_locked_page_nor_given_to_somebody_else(town, ada):
    """Whoever comes to a browser that locked signs in as themselves."""
    kim, chart = town.client("Kim Lee"), town.charts["Kim Lee"]
    page = ada.get(town.path("charts/write", chart=chart))
    town.clock.forward(16 * MINUTE)
    locked = ada.submit(page, "Seal", text="We spoke of the sea.")
    assert locked.status == 401 and "the sea" not in locked.answer.text
    wrong = ada.submit(locked, "Sign in", name="ada", words="no such words")
    assert wrong.status == 422 and "the sea" not in wrong.answer.text
    for name, words in (("kim.lee", kim.code), ("kim.lee", WORDS)):
        other = town.browser(headers={"user-agent": "Firefox"}).as_roles(*kim.roles)
        other.keep("__Host-in", ada.cookies["__Host-in"])
        onward = other.submit(wrong, "Sign in", name=name, words=words)
        assert "the sea" not in onward.answer.text and onward.heading != "Your text is still here"
    mine = ada.submit(wrong, "Sign in", name="ada", words=WORDS)
    assert mine.heading == "Your text is still here" and "We spoke of the sea." in mine.answer.text


def test_a_page_that_asks_for_one_secret_alone_speaks_of_no_other_answers(town, ada):
    again = ada.post("/inner", {"words": ""})
    assert again.status == 422 and "this is still empty" in again.text and "other answers" not in again.text
    assert "Your other answers are still here." in town.browser().post("/start", {"name": "ada", "words": ""}).text


def test_what_met_the_lock_and_is_nobodys_any_more_comes_out_for_nobody_and_the_page_says_so(town, ada):
    """The server began anew, or the browser is signed out already."""
    kim, chart = town.client("Kim Lee"), town.charts["Kim Lee"]
    page = ada.get(town.path("charts/write", chart=chart))
    town.clock.forward(16 * MINUTE)
    anew = Client(app.make(town.house, front.make(town.house))).as_roles(*town.ada.roles)
    anew.keep("__Host-in", ada.cookies["__Host-in"])
    out = town.browser().as_roles(*town.ada.roles)
    for browser in (anew, out):
        locked = browser.submit(page, "Seal", text="We spoke of the sea.")
        assert locked.status == 401 and "What you sent just now was not kept" in locked.text
        assert not locked.find("input[name='kept.form']")
        other = browser.as_roles(*kim.roles).submit(locked, "Sign in", name="kim.lee", words=WORDS)
        assert "the sea" not in other.answer.text and other.heading != "Your text is still here"


def test_lock_ends_the_sign_in_at_once_and_says_so(town, ada):
    old = ada.cookies["__Host-in"]
    locked = ada.submit(ada.get("/day"), "Lock")
    assert (locked.status, locked.title) == (401, "Locked")
    other = town.browser()
    other.keep("__Host-in", old)
    assert other.get("/day").status == 401


def test_signing_out_leaves_no_cookie_and_the_old_one_opens_nothing(town, ada):
    old = ada.cookies["__Host-in"]
    out = ada.submit(ada.follow(ada.get("/day"), "Where you are signed in"), "Sign out here")
    assert out.title == "Signed out" and not ada.cookies
    ada.keep("__Host-in", old)
    assert ada.get("/day").status == 401


def test_signing_out_everywhere_ends_the_other_browser_too(town, ada):
    other = town.browser(town.ada)
    assert other.get("/day").status == 200
    town.clock.forward(1)
    ada.submit(ada.get("/devices"), "Sign out everywhere")
    assert not ada.cookies
    assert other.get("/day").status == 401


def test_leaving_ends_the_sign_in_on_the_server(town, ada):
    old = ada.cookies["__Host-in"]
    assert ada.leave().startswith("https://www.weather.gov")
    assert not ada.cookies
    ada.keep("__Host-in", old)
    assert ada.get("/day").status == 401


def test_what_is_most_private_asks_once_more_and_leads_on_for_five_minutes(town, ada):
    inner = ada.follow(ada.get("/day"), "Add a client")
    assert (inner.status, inner.title) == (401, "Unlock")
    wrong = ada.submit(inner, "Open", words="wrong words")
    assert (wrong.status, wrong.title) == (422, "Error: Unlock")
    assert ada.submit(wrong, "Open", words=WORDS).heading == "Add a client"
    town.clock.forward(5 * MINUTE + 1)
    assert ada.get("/people/new").status == 401
    assert ada.get("/day").status == 200


def test_a_form_that_met_the_second_lock_goes_on_after_it(town, ada):
    ada.submit(ada.get("/people/new"), "Open", words=town.ada.code)
    page = ada.get("/people/new")
    town.clock.forward(6 * MINUTE)
    inner = ada.submit(page, "Save", name="Kim Lee")
    assert inner.status == 401 and "Kim Lee" not in inner.answer.text
    onward = ada.submit(inner, "Open", words=WORDS)
    assert ada.submit(onward, "Go on").heading == "Kim L."


def test_the_second_proof_gives_the_browser_another_secret(town, ada):
    before = ada.cookies["__Host-in"]
    ada.submit(ada.get("/people/new"), "Open", words=WORDS)
    assert ada.cookies["__Host-in"] != before
    ada.keep("__Host-in", before)
    assert ada.get("/day").status == 401


def test_pages_that_only_take_forms_lead_home_when_they_are_looked_at(town, ada):
    for path in ("/inner", "/locked", "/leave"):
        assert ada.get(path).headers["location"] == "/day"


@pytest.mark.parametrize("cookie", ["", "nonsense", "a" * 52, "A" * 52])
def test_a_cookie_nobody_gave_opens_nothing(town, cookie):
    browser = Client(town.app)
    browser.keep("__Host-in", cookie)
    assert browser.get("/day").status == 401
