"""The list of people is not as its client left it: the first page says so, another one says what they last chose and puts it back."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from tests.pages.town import Town

from tacenda.core.model import offers
from tacenda.core.words.access import Code
from tacenda.core.words.people import Role


class Page:
    """The row of a chart's list of people, which a thief puts back as it was."""

    def __init__(self, town: Town, name: str, folder) -> None:
        states = town.house.keeper.states(town.charts[name])
        self.folder, self.id = folder, next(one.id for one in states if one.code is Code.ACCESS)
        self.row = self.sql("content", "SELECT version, epoch, envelope FROM object WHERE id = ?", self.id)[0]

    def sql(self, file: str, query: str, *values: object) -> list[tuple]:
        with closing(sqlite3.connect(self.folder / f"{file}.db")) as db, db:
            return db.execute(query, values).fetchall()

    def put_back(self, *, counted: bool = False) -> None:
        self.sql("content", "UPDATE object SET version = ?, epoch = ?, envelope = ? WHERE id = ?", *self.row, self.id)
        self.sql("keeper", "UPDATE compartment SET settled = ? WHERE id = ?", self.row[0], self.id)
        if counted:
            self.sql("keeper", "UPDATE compartment SET latest = ? WHERE id = ?", self.row[0], self.id)
            self.sql("keeper", "DELETE FROM head WHERE compartment = ? AND version > ?", self.id, self.row[0])


@pytest.fixture
def kim(own_town):
    return own_town.client("Kim Lee")


def chooses(browser, what: str, button: str = "Choose this"):
    return browser.submit(browser.follow(browser.get("/choices/people"), f"Choose {what}"), button)


def test_a_client_reads_that_the_list_is_not_theirs_and_puts_it_back(own_town, kim, tmp_path):
    browser = own_town.browser(kim)
    assert "as you left it" in browser.get("/people/keep").text
    chooses(browser, "My therapist and who guides them")
    page = Page(own_town, "Kim Lee", tmp_path)
    assert "not as you left it" not in chooses(browser, "Only my therapist").text
    page.put_back()
    home = browser.get("/home")
    assert "This list is not as you left it." in home.text
    shown = browser.follow(home, "Look at it")
    assert "Only my therapist" in shown.text and "My therapist and who guides them" not in shown.text
    hers = own_town.browser(own_town.ada).get(own_town.path("charts/card", chart=own_town.charts["Kim Lee"]))
    assert hers.status != 200 and "Kim" not in hers.text
    home = browser.submit(shown, "Put it back")
    assert home.path == "/home" and "not as you left it" not in home.text
    assert "Only my therapist (now)" in browser.get("/choices/people").text
    assert own_town.browser(own_town.ada).get(own_town.path("charts/card", chart=own_town.charts["Kim Lee"])).status == 200


def test_the_page_names_whom_the_client_stopped(own_town, kim, tmp_path):
    ben = own_town.colleague("Ben Roy", Role.FRONT_DESK)
    own_town.give("Kim Lee", ben, offers.FRONT_DESK)
    browser = own_town.browser(kim)
    browser.submit(browser.follow(browser.get("/home"), "Stop Ben Roy, at the front desk"), "Stop")
    page = Page(own_town, "Kim Lee", tmp_path)
    chooses(browser, "Only my therapist")
    page.put_back()
    assert "Ben Roy" in browser.get("/people/keep").text


def test_what_cannot_be_put_back_says_so_and_has_no_button(own_town, kim, tmp_path):
    browser = own_town.browser(kim)
    chooses(browser, "My therapist and who guides them")
    page = Page(own_town, "Kim Lee", tmp_path)
    chooses(browser, "Only my therapist")
    page.put_back(counted=True)
    shown = browser.get("/people/keep")
    assert "It cannot be put back from here." in shown.text
    assert "Put it back" not in shown.text.replace("It cannot be put back", "")


def test_who_keeps_the_rules_hears_of_it(own_town, kim, tmp_path):
    browser = own_town.browser(kim)
    page = Page(own_town, "Kim Lee", tmp_path)
    chooses(browser, "Only my therapist")
    page.put_back()
    assert browser.get("/home").status == 200
    assert "older than what its client said" in own_town.browser(own_town.ada, stepped_up=True).get("/incident").text
