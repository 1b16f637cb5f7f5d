"""A further card with the account one has: beside a second client, beside the same one again; and what no such card opens."""

from __future__ import annotations

import datetime as dt

import pytest

from tacenda.acts import cards
from tacenda.core.model import offers
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

DAY = 86_400


def day(town, days: int) -> str:
    return (dt.datetime.fromtimestamp(town.clock.now(), dt.UTC).date() + dt.timedelta(days)).isoformat()


@pytest.fixture(scope="module")
def rosa(town):
    """Somebody Kim trusts, let in."""
    kim = town.client("Kim Lee")
    town.shared_note("Kim Lee", "Breathe out slowly.")
    return kim, town.trusted(kim, "Kim Lee", "Rosa Lee", offers.TRUSTED, Moment(town.clock.now() + 90 * DAY))


def card_of(town, client, name: str, who: str, role: Role = Role.TRUSTED) -> str:
    with town.desk(client) as desk:
        return cards.for_trusted(desk, town.charts[name], who, role).code


def looks(town, client, who: str):
    hers = town.browser(client, stepped_up=True)
    return hers, hers.follow(hers.get("/trusted"), f"Look at it {who}")


def says_yes(town, client, who: str, what=("visits", "shared")):
    hers, page = looks(town, client, who)
    done = hers.submit(page, "Yes, let them in", compared="yes", what=list(what), until=day(town, 30))
    assert "Starts on" in done.text
    town.clock.forward(DAY)


def use(town, browser, code: str):
    return browser.submit(browser.follow(browser.get("/home"), "Another card"), "Use this card", code=code)


def test_one_account_stands_beside_two_clients(town, rosa):
    _, her = rosa
    lou = town.client("Lou Park")
    town.shared_note("Lou Park", "Walk by the sea.")
    browser = town.browser(her)
    home = use(town, browser, card_of(town, lou, "Lou Park", "Rosa Lee"))
    with town.desk(lou, write=False) as desk:
        waits = cards.waiting(desk)[0]
    assert waits.fingerprint in home.text and "Your card is used." in home.text
    assert "Lou" not in home.text
    says_yes(town, lou, "Rosa Lee")
    browser = town.browser(her)
    home = browser.get("/home")
    assert "Kim Lee" in home.text and "Lou Park" in home.text
    for name, words in (("Kim Lee", "Breathe out slowly."), ("Lou Park", "Walk by the sea.")):
        page = browser.get(town.path("beside/person", chart=town.charts[name]))
        item = next(href for text, href in page.links().items() if text.startswith("Note of"))
        assert words in browser.get(item).text


def test_who_was_stopped_comes_back_by_a_new_card_and_the_clients_yes_with_less(town, rosa):
    kim, her = rosa
    town.stop_by(kim, "Kim Lee", "Rosa Lee")
    browser = town.browser(her)
    use(town, browser, card_of(town, kim, "Kim Lee", "Rosa Lee"))
    assert browser.get(town.path("beside/person", chart=town.charts["Kim Lee"])).status in (403, 404)
    assert "This account is Rosa Lee, whom you stopped." in looks(town, kim, "Rosa Lee")[1].text
    says_yes(town, kim, "Rosa Lee", ["visits"])
    page = town.browser(her).get(town.path("beside/person", chart=town.charts["Kim Lee"]))
    assert page.status == 200 and not [text for text in page.links() if text.startswith("Note of")]


def test_the_client_reads_under_which_name_they_know_an_account_that_uses_a_card_for_somebody_else(town, rosa):
    kim, her = rosa
    use(town, town.browser(her), card_of(town, kim, "Kim Lee", "Ida"))
    assert "This account stands in your list as Rosa Lee." in looks(town, kim, "Ida")[1].text
    other = town.enrolled(card_of(town, kim, "Kim Lee", "Uma"), "Uma", Role.TRUSTED)
    assert other.name == "Uma" and "This account" not in looks(town, kim, "Uma")[1].text


def test_a_card_works_once_and_a_wrong_one_says_the_same(town, rosa):
    kim, her = rosa
    code, browser = card_of(town, kim, "Kim Lee", "Noa"), town.browser(her)
    use(town, browser, code)
    for text in (code, "AAAA AAAA AAAA AAAA AAAA AAAA AAAA", "x"):
        page = use(town, browser, text)
        assert page.status == 422 and "This card does not work." in page.text


def test_a_card_for_another_kind_of_person_is_not_used_up(town, rosa):
    kim, her = rosa
    browser = town.browser(her)
    town.chart("Max Orr")
    with town.desk(town.ada) as desk:
        staff = cards.for_colleague(desk, "Sam Porter", ["desk"]).code
    for code in (card_of(town, kim, "Kim Lee", "Dr. Roy", Role.OUTSIDE), town.card("Max Orr"), staff):
        page = use(town, browser, code)
        assert page.status == 422 and "This card is for something else." in page.text
        assert cards.open_card(town.house, code).roles
