"""One chart whose list of people is not as its client left it: whoever works with many charts works on with the others."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pages.me.test_older import Page

from tacenda.acts import reach
from tacenda.acts.desk import SignInSecret, writing
from tacenda.core.model import offers
from tacenda.core.words.people import Role


@pytest.fixture
def older(own_town, tmp_path):
    """The list of Kim Lee is an older one; Max Voss has one that fits."""
    kim, ben = own_town.client("Kim Lee"), own_town.colleague("Ben Roy", Role.FRONT_DESK)
    own_town.client("Max Voss")
    for name in ("Kim Lee", "Max Voss"):
        own_town.give(name, ben, offers.FRONT_DESK)
    page = Page(own_town, "Kim Lee", tmp_path)
    with writing(own_town.house, SignInSecret(own_town.sign_in(kim, stepped_up=True))) as desk:
        reach.keep(desk, replace(reach.chosen(desk), mail=True, address="kim@example.org"), "en")
    page.put_back()
    return ben


def test_a_day_shows_the_other_charts_and_says_that_one_does_not_open(own_town, older):
    for who, at in ((own_town.ada, "charts/card"), (older, "front/card")):
        day = own_town.browser(who).get("/day")
        assert day.status == 200
        assert "Max" in day.text and "Kim" not in day.text
        assert "The records of one client do not open" in day.text
        browser = own_town.browser(who)
        assert browser.get(own_town.path(at, chart=own_town.charts["Kim Lee"])).status != 200
        assert browser.get(own_town.path(at, chart=own_town.charts["Max Voss"])).status == 200


@pytest.mark.parametrize("path", ["/week", "/access", "/access/check", "/staff", "/people/check", "/people/new"])
def test_who_oversees_and_reviews_goes_on_and_the_office_is_told(own_town, older, path):
    browser = own_town.browser(own_town.ada, stepped_up=True)
    assert browser.get(path).status == 200
    browser.get("/day")
    assert "older than what its client said" in browser.get("/incident").text
