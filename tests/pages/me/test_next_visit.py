"""A client's own next visit: on their first page; behind a second proof where they chose that; never one that is over."""

from __future__ import annotations

import pytest

from tacenda.acts import accounts, charts
from tacenda.core.model.chart import Schedule, Visit
from tacenda.core.words.moments import Moment

HOUR = 3600


def planned(town, name: str, *after: int) -> None:
    """Visits so many seconds from now."""
    for seconds in after:
        with town.desk(town.ada) as desk:
            charts.add_visit(desk, town.charts[name], Visit(Moment(desk.now + seconds), 50))


def said(page) -> str:
    return " ".join(page.text.split())


def test_the_next_visit_stands_on_the_first_page_with_day_time_and_length(town, kim):
    name, _, browser = kim
    assert "next visit" not in browser.get("/home").text  # there is none, and nothing is said of it
    planned(town, name, 26 * HOUR, 50 * HOUR)
    page = browser.get("/home")
    assert "Your next visit Tue, November 24, 2026, 5:00 PM, 50 minutes" in said(page)
    assert "November 25" not in page.text  # the one after it
    assert page.title == "Home" and "visit" not in page.path


def test_a_visit_stands_there_while_it_goes_on_and_not_once_it_is_over():
    now = Moment(1_795_446_000)
    past, on, later = (Visit(Moment(now + 60 * one), 50) for one in (-120, -49, 60))
    assert Schedule((past, on, later)).next(now) == on
    assert Schedule((past, on, later)).next(Moment(now + 60)) == later
    assert Schedule((past,)).next(now) is None and Schedule().next(now) is None


@pytest.mark.parametrize("wish", ["inner", "discreet"])
def test_who_chose_a_second_proof_reads_of_no_visit_before_it(town, wish):
    name = f"Kim {wish.title()}"
    who = town.client(name)
    planned(town, name, 26 * HOUR)
    with town.desk(who) as desk:
        accounts.change_wish(desk, wish, "yes")
    browser = town.browser(who)
    home = browser.get("/home")
    assert "November 24, 2026" not in home.text and "Your next visit" in home.links()
    asked = browser.get(home.links()["Your next visit"])
    assert asked.status == 401 and "November 24, 2026" not in asked.text
    proven = town.browser(who, stepped_up=True)
    assert "November 24, 2026, 5:00 PM" in proven.get("/mine").text and "November 24, 2026, 5:00 PM" in proven.get("/home").text


def test_without_a_visit_the_same_stands_there_for_who_chose_a_second_proof(town):
    who = town.client("Kim Nothing")
    with town.desk(who) as desk:
        accounts.change_wish(desk, "discreet", "yes")
    assert "Your next visit" in town.browser(who).get("/home").links()
    assert "No visit is planned." in town.browser(who, stepped_up=True).get("/mine").text


def test_who_speaks_for_a_client_sees_visits_by_their_grant_and_not_on_their_first_page(town, kim):
    name, _, _ = kim
    planned(town, name, 40 * 24 * HOUR)
    rosa = town.representative(name, "Rosa Lee", "ca.parent", Moment(town.clock.now() + 60 * 24 * HOUR), "parent")
    browser = town.browser(rosa, stepped_up=True)
    assert "January 2, 2027" not in browser.get("/home").text
