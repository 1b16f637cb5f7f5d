"""What did not fit: who met it is told nothing, the office reads it in the ledger, looks into it and says what it was."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from tacenda.acts import incidents
from tacenda.core.words.people import Role
from tacenda.shell.store import inbox
from tacenda.shell.vault import letters


@pytest.fixture
def town(own_town):
    """A practice of one's own, in whose rows somebody writes."""
    own_town.chart("Kim Lee")
    return own_town


def met(town) -> None:
    """Somebody writes a byte into each envelope, a colleague asks for a chart, and the rows are put back."""
    with closing(sqlite3.connect(town.house.content.path, isolation_level=None)) as file:
        before = file.execute("SELECT envelope, slot FROM object").fetchall()
        file.execute("UPDATE object SET envelope = CAST(substr(envelope, 1, 199) || x'00' || substr(envelope, 201) AS BLOB)")
        assert town.browser(town.ada).get(town.path("charts/card", chart=town.charts["Kim Lee"])).status == 500
        file.executemany("UPDATE object SET envelope = ? WHERE slot = ?", before)


def test_what_somebody_met_is_due_this_week_and_put_away_with_what_it_was(town):
    browser = town.browser(town.ada, stepped_up=True)
    week = browser.get("/week")
    assert "not as it was sealed" not in week.text
    assert "Nothing waits here." in browser.follow(week, "What did not fit").text
    met(town)
    week = browser.get("/week")
    assert "Somebody met something that is not as it was sealed." in week.text
    page = browser.follow(week, "Look into it")
    assert "Copy the whole data folder first." in page.text
    number = page.find("input[type=checkbox]")[0].attrs["value"]
    nothing = browser.submit(page, "Put away", finding="mended")
    assert "Which ones did you look into: choose at least one." in nothing.text
    assert incidents_of(town) == [""]
    other = browser.submit(page, "Put away", which=[str(int(number) + 1)], finding="mended")
    assert incidents_of(town) == [""]
    assert other.status == 422
    done = browser.submit(page, "Put away", which=[number], finding="mended")
    assert "Kept in the ledger of this place." in done.text
    assert "Put right from a backup" in done.text
    assert incidents_of(town) == ["mended"]
    assert "not as it was sealed" not in browser.get("/week").text
    with town.desk(town.ada, write=False) as desk:
        assert incidents.told(desk) == ()


def incidents_of(town) -> list[str]:
    with town.desk(town.ada, write=False) as desk:
        return [one.finding for one in incidents.of_practice(desk)]


def test_only_the_office_sees_them(town):
    eve = town.colleague("Eve Stone", Role.OFFICER)
    page = town.browser(eve, stepped_up=True).get("/incident")
    assert "Only members of the privacy office see this." in page.text
    sam = town.colleague("Sam Porter", Role.FRONT_DESK)
    assert town.browser(sam).get("/incident").status == 404


def test_a_letter_about_a_line_that_is_not_there_is_said(town):
    with town.desk(town.ada) as desk:
        office = next(one for one in desk.keeper.everyone() if one.entry.office)
        letter = letters.Letter(b"\x01" * 16, desk.now, "page is missing", 9_999)
        sealed = letters.seal_letter(desk.keyring.practice, office.entry, office.hash, letter)
        inbox.put(desk.tx, inbox.Letter(letter.id, office.entry.principal, sealed))
    page = town.browser(town.ada, stepped_up=True).get("/incident")
    assert "A letter names a line that is not in the ledger." in page.text
