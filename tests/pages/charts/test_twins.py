"""Two accounts of one client: one asks, who keeps the chart checks, and the other ends. Neither hand is enough, and both sides read of it."""

from __future__ import annotations

import pytest
from tests.pages.me.test_reach import reached, served_with

from tacenda.acts import holders, ledger
from tacenda.core.ledger.doubt import COUNTS
from tacenda.core.model import offers
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.ids import fingerprint
from tacenda.core.words.people import Role
from tacenda.doors.jobs import notices

ASK = "Ask to end it Kim Lee, a second way in as you"


@pytest.fixture
def town(own_town):
    own_town.app = served_with(own_town, "mail.example")
    return own_town


@pytest.fixture
def kim(town):
    return town.client("Kim Lee")


@pytest.fixture
def other(town, kim):
    """A second account of Kim's chart, whoever it is."""
    made = town.enrolled(town.card("Kim Lee"), "Kim Again", Role.CLIENT)
    ada = town.browser(town.ada, stepped_up=True)
    ada.submit(ada.get("/let-in"), "Let in", compared="yes", sure="met")
    return made


def said(page) -> str:
    return " ".join(page.text.split())


def asks(town, who):
    """Two clicks from home."""
    browser = town.browser(who)
    page = browser.follow(browser.get("/home"), ASK)
    assert "We meet you and check who is who." in page.text and "can read in their list that you asked" in page.text
    return browser.submit(page, "Ask to end it")


def check_page(town, *, of: str = "Kim Lee", stepped_up: bool = True):
    ada = town.browser(town.ada, stepped_up=stepped_up)
    access = ada.follow(ada.get(town.path("charts/card", chart=town.charts[of])), "Check who is who")
    return ada, ada.follow(access, f"Check who is who {of}")


def letters(town, who) -> str:
    with town.desk(who, write=False) as desk:
        return fingerprint(desk.keyring.entry)


def opens(town, who) -> bool:
    return town.browser(who).get("/home").status == 200


@pytest.mark.parametrize("wrong", ["newer", "older"])
def test_one_account_asks_the_practice_checks_and_the_other_one_ends_at_once(town, kim, other, wrong):
    asker, ended = (kim, other) if wrong == "newer" else (other, kim)
    item = town.shared_note("Kim Lee", "Breathe out slowly.")
    theirs = town.browser(ended)
    assert theirs.get(town.path("me/item", chart=town.charts["Kim Lee"], item=item)).status == 200
    page = asks(town, asker)
    assert "You asked us to end it. That counts until December 23, 2026." in said(page)
    assert letters(town, asker) in page.text and "Ask to end it" not in page.links()
    assert opens(town, ended)
    ada, check = check_page(town)
    assert "Either may be the wrong one" in check.text
    assert letters(town, ended) in check.text and letters(town, asker) in check.text
    assert check.text.index(letters(town, ended)) < check.text.index(letters(town, asker))
    done = ada.submit(check, "End this account", sure="met")
    assert done.heading == "Who has access" and "Check who is who" not in done.links()
    for path in ("/home", town.path("me/item", chart=town.charts["Kim Lee"], item=item), "/looked"):
        answer = theirs.get(path)
        assert answer.status == 403 and answer.heading == "Access has ended"
    hers = town.browser(asker)
    assert "a second way in as you" not in hers.get("/home").text
    looked = said(hers.get("/looked"))
    assert "Asked us to end a second way in as you." in looked
    assert "Ended a second way in as you. They met you first." in looked
    assert town.checked(town.ada, asker) == []


def test_who_asked_takes_it_back_with_a_second_proof_and_both_lines_stay(town, kim, other):
    asks(town, kim)
    browser = town.browser(kim)
    page = browser.follow(browser.follow(browser.get("/home"), "More Kim Lee, a second"), "Take it back")
    assert browser.submit(page, "Take it back").title == "Unlock"
    browser = town.browser(kim, stepped_up=True)
    done = browser.submit(browser.get(page.path), "Take it back")
    assert "You asked us to end it." not in done.text and "Ask to end it" in " ".join(done.links())
    looked = said(browser.get("/looked"))
    assert "Took back the wish to end a second way in as you." in looked and "Asked us to end a second way in as you." in looked
    ada = town.browser(town.ada, stepped_up=True)
    assert "Check who is who" not in ada.get(town.path("charts/card", chart=town.charts["Kim Lee"])).text
    assert "You asked us to end it." in said(asks(town, kim))
    assert town.checked(town.ada, kim) == []


def test_who_ended_is_told_that_it_ended_and_whom_to_ask_and_not_why(town, kim, other):
    asks(town, kim)
    ada, check = check_page(town)
    ada.submit(check, "End this account", sure="called")
    page = town.browser(other).get("/home")
    assert page.status == 403 and "Your access to these records was stopped" in page.text
    assert "You can ask us to let you in again." in page.text
    assert "Kim" not in said(page) and "who is who" not in said(page)
    with town.desk(kim, write=False) as desk:
        reasons = {one.reason for one in ledger.who_looked(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD, None).lines}
    assert "twin: called" in reasons


def test_both_accounts_get_a_notice_and_the_one_that_ended_none_after_it(town, kim, other):
    for who in (kim, other):
        reached(town, town.browser(who, stepped_up=True), events=["sign-in"])
    asks(town, kim)
    assert notices.send(town.house) == 0
    ada, check = check_page(town)
    ada.submit(check, "End this account", sure="met")
    assert notices.send(town.house) == 2
    third = town.enrolled(town.card("Kim Lee"), "Kim Third", Role.CLIENT)
    assert third
    page = ada.get("/let-in")
    ada.submit(page, "Let in", compared="yes", sure="met")
    assert notices.send(town.house) == 1


def test_who_is_not_sure_ends_nothing(town, kim, other):
    asks(town, kim)
    ada, check = check_page(town)
    page = ada.submit(check, "End this account", sure="no")
    assert page.status == 422 and "End nothing before you are sure. Meet the client first." in page.text
    assert ada.submit(check, "End this account").status == 422
    assert opens(town, other)


def test_without_an_ask_the_practice_has_no_page_that_ends_an_account(town, kim, other):
    ada = town.browser(town.ada, stepped_up=True)
    access = ada.get(town.path("charts/access", chart=town.charts["Kim Lee"]))
    assert "Check who is who" not in access.links() and not [one for one in access.links() if one.startswith("End access Kim")]
    for who in (kim, other):
        grant = account(town, who)
        for name in ("charts/twin", "charts/end"):
            path = town.path(name, chart=town.charts["Kim Lee"], grant=grant)
            assert ada.post(path, {"sure": "met"}).status in (403, 404)
    assert opens(town, kim) and opens(town, other)


def test_an_ask_lapses_and_can_be_made_again(town, kim, other):
    asks(town, kim)
    town.clock.forward((COUNTS + 1) * 86_400)
    ada = town.browser(town.ada, stepped_up=True)
    assert "Check who is who" not in ada.get(town.path("charts/card", chart=town.charts["Kim Lee"])).links()
    path = town.path("charts/twin", chart=town.charts["Kim Lee"], grant=account(town, other))
    assert ada.get(path).status == 404 and ada.post(path, {"sure": "met"}).status == 404
    asks(town, kim)
    ada, check = check_page(town)
    assert ada.submit(check, "End this account", sure="met").status == 200
    assert not opens(town, other)


def test_no_other_page_ends_an_account_that_was_asked_about(town, kim, other):
    """For who keeps the chart there is none; a stop without the second proof and the question is refused by the keeper itself."""
    asks(town, kim)
    ada = town.browser(town.ada, stepped_up=True)
    assert ada.post(town.path("charts/end", chart=town.charts["Kim Lee"], grant=account(town, other))).status == 404
    assert town.browser(kim).post(town.path("me/stop", chart=town.charts["Kim Lee"], grant=account(town, other))).status == 403
    assert opens(town, other)


def test_a_second_press_asks_once_and_an_old_page_ends_nobody_twice(town, kim, other):
    browser = town.browser(kim)
    page = browser.follow(browser.get("/home"), ASK)
    for _ in range(2):
        assert "You asked us to end it." in browser.submit(page, "Ask to end it").text
    with town.desk(kim, write=False) as desk:
        lines = ledger.who_looked(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD, None).lines
        assert sum(one.act is Act.DOUBT for one in lines) == 1
    ada, check = check_page(town)
    ada.submit(check, "End this account", sure="met")
    assert ada.submit(check, "End this account", sure="met").status in (404, 409)


def test_where_both_ask_the_first_end_wins_and_the_last_account_stays(town, kim, other):
    asks(town, kim)
    asks(town, other)
    ada = town.browser(town.ada, stepped_up=True)
    access = ada.get(town.path("charts/access", chart=town.charts["Kim Lee"]))
    paths = [town.path("charts/twin", chart=town.charts["Kim Lee"], grant=account(town, who)) for who in (kim, other)]
    assert set(paths) <= {one.attrs["href"] for one in access.find("a")}
    first, second = (ada.get(path) for path in paths)
    ada.submit(first, "End this account", sure="met")
    assert ada.submit(second, "End this account", sure="met").status in (403, 404)
    assert not opens(town, kim) and opens(town, other)


def test_the_day_and_the_card_say_what_is_due_to_who_may_end_it_alone(town, kim, other):
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    town.give("Kim Lee", ben, offers.CO_THERAPIST)
    asks(town, kim)
    ada, his = town.browser(town.ada), town.browser(ben, stepped_up=True)
    day = ada.get("/day")
    assert "Two accounts" in day.text and "Check who is who K. L." not in his.get("/day").text
    card = town.path("charts/card", chart=town.charts["Kim Lee"])
    assert "Two accounts say that they are this client." in ada.get(card).text
    assert "Two accounts" not in his.get(card).text
    path = town.path("charts/twin", chart=town.charts["Kim Lee"], grant=account(town, other))
    assert his.get(path).status == 404 and his.post(path, {"sure": "met"}).status == 404
    assert ada.get(path).title == "Unlock"  # a second proof is asked for
    assert town.browser().get(path).status == 401
    assert opens(town, other)


def test_nobody_asks_about_who_is_no_other_account_of_the_client(town, kim, other):
    hers = town.browser(kim)
    with town.desk(kim, write=False) as desk:
        people = holders.who_can(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD)
    for one in people:
        if not one.twin:
            path = town.path("me/doubt", chart=town.charts["Kim Lee"], grant=one.holder.grant)
            assert hers.get(path).status == 404 and hers.post(path).status == 404
    assert town.browser().get(town.path("me/doubt", chart=town.charts["Kim Lee"], grant=account(town, other))).status == 401


def test_who_ended_by_mistake_comes_again_with_a_new_card(town, kim, other):
    asks(town, other)
    ada, check = check_page(town)
    ada.submit(check, "End this account", sure="met")
    back = town.enrolled(town.card("Kim Lee"), "Kim Thrice", Role.CLIENT)
    ada.submit(ada.get("/let-in"), "Let in", compared="yes", sure="met")
    assert opens(town, back) and not opens(town, kim)
    asks(town, back)
    ada, check = check_page(town)
    ada.submit(check, "End this account", sure="met")
    assert not opens(town, other) and opens(town, back)
    assert town.checked(town.ada, back) == []


def account(town, who) -> bytes:
    with town.desk(who, write=False) as desk:
        return desk.held(town.charts["Kim Lee"]).grant_hash


def test_a_line_of_the_other_account_is_never_said_to_be_the_readers_own(town, kim, other):
    assert town.browser(other).get("/home").status == 200
    lines = town.browser(kim).get("/looked?show=all").text.split("Why was this allowed?")
    assert "a second way in as you" in lines[0] and "They came in as you." in lines[1] and "It was you." not in lines[1]
