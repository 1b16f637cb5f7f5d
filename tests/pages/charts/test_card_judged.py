"""What is typed on a client's card: a number and an address at which somebody could be reached, and no other words in their place."""

from __future__ import annotations

import pytest

from tacenda.acts import charts
from tacenda.core.model.chart import Card, is_address, is_number
from tacenda.core.words.ids import handle


def changed(ada, chart, **fields):
    return ada.submit(ada.get(f"/card/{handle(chart)}/set"), "Save", **fields)


def card(town, chart) -> Card:
    with town.desk(town.ada, write=False) as desk:
        return charts.open_card(desk, chart).card


@pytest.mark.parametrize(
    "number",
    [
        "555 0101", "+49 30 901820", "+44 (0)20 7946 0018", "(555) 010-1234 ext. 12", "030/90 18 20", "+1-555-010-0199 x4", "555.010.0199",
        "112", "+358 9 1234567, 050 1234567", "(020) 7946 0018 #3",
    ],
)  # fmt: skip
def test_numbers_as_people_write_them_are_kept(number):
    assert is_number(number)


@pytest.mark.parametrize(
    "text", ["abc", "call me", "12", "+", "()", "555 0101 or so", "ext. 12", "1" * 16, "555 0101, abc", "kim@home.example"]
)
def test_words_are_no_number(text):
    assert not is_number(text)


@pytest.mark.parametrize("text", ["kim@home.example", "k.lee+tacenda@sub.home.example", "käte@müller.example"])
def test_addresses_as_people_have_them_are_kept(text):
    assert is_address(text)


@pytest.mark.parametrize("text", ["abc", "kim@", "@home.example", "kim@home", "kim lee@home.example", "a@b@c.example", "kim@home..example"])
def test_what_is_no_address_is_none(text):
    assert not is_address(text)


def test_what_is_neither_comes_back_with_words_that_say_what_is_expected(town, ada, kim):
    _, chart, _ = kim
    page = changed(ada, chart, phone="abc", email="none yet", safe_contact="After five.")
    assert page.status == 422
    assert "Phone: this is no phone number. Write it as +1 555 010 0199, or (555) 010-0199 ext. 12." in page.text
    assert "Email: this is no e-mail address. Write it as name@example.org, or leave it empty." in page.text
    assert "After five." in page.body.decode() and card(town, chart).phone == "555 0101"
    assert changed(ada, chart, phone="+49 (30) 901820 ext. 3", email="kim@home.example").status == 200
    found = card(town, chart)
    assert (found.phone, found.email) == ("+49 (30) 901820 ext. 3", "kim@home.example")
    assert changed(ada, chart, phone="", email="").status == 200  # nobody has to have either


def test_what_stood_there_before_does_not_keep_anything_else_from_being_changed(town, ada, kim):
    _, chart, _ = kim
    with town.desk(town.ada) as desk:
        charts.change_card(desk, chart, Card(name="Kim Lee", phone="mother's phone"))
    assert changed(ada, chart, called="Kim").status == 200
    assert (card(town, chart).phone, card(town, chart).called) == ("mother's phone", "Kim")


def test_a_client_who_said_yes_to_email_and_that_others_use_their_phone_reads_which_one_counts(town, kim):
    _, _, browser = kim
    page = browser.get("/talk/1")
    for _ in range(5):
        page = browser.submit(page, "Continue", answer="two")
    done = browser.submit(page, "This is right", email="yes")
    assert "We write none yet: we have no address." in done.text
    told = browser.submit(browser.get("/choices"), "Keep these", discreet="yes")
    assert told.status == 200
    again = browser.get("/talk/done")
    assert "You said yes to e-mail, and that others may use your phone. The second counts: we send nothing." in again.text
    assert "We write none yet" not in again.text
    kept = browser.submit(browser.get("/reach"), "Keep these", channel="mail", address="kim@home.example", events=["item"])
    assert "You chose e-mail, and you said that others may use your phone. The second counts: nothing is sent." in kept.text


def test_a_client_who_said_yes_to_email_and_paused_it_reads_that_the_pause_counts(town, kim):
    _, _, browser = kim
    page = browser.get("/talk/1")
    for _ in range(5):
        page = browser.submit(page, "Continue", answer="two")
    browser.submit(page, "This is right", email="yes")
    browser.submit(browser.get("/reach"), "Keep these", channel="mail", address="kim@home.example", events=["item"], paused="yes")
    done = browser.get("/talk/done")
    assert "You said yes to e-mail, and you paused it. The pause counts: we send nothing." in done.text
    browser.submit(browser.get("/reach"), "Keep these", paused="")
    assert "The pause counts" not in browser.get("/talk/done").text
