"""After a stop: who was stopped stays in sight, with the day and the way back; pages from before, and a second press, say what is true."""

from __future__ import annotations

import pytest
from tests.pages.town import WORDS

from tacenda.acts import cards, grants, holders, rolling
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Refused
from tacenda.core.words.people import Role

TODAY = "You stopped this person on Tue, November 24, 2026"
BACK, YES, CARD = (
    "You can take this back for now.",
    "Nobody lets them in again without your yes.",
    "You alone can let them in again, with a new card.",
)
SAM, EVE, ROSA = "Sam Porter, at the front desk", "Eve Moss, who guides your therapist's work", "Rosa Lee, someone you trust"
ADA = "Dr. Ada Fox, who treats you"


@pytest.fixture
def town(own_town):
    return own_town


@pytest.fixture
def sam(town):
    return town.colleague("Sam Porter", Role.FRONT_DESK)


@pytest.fixture
def kim(town, sam):
    """A client with a front desk, somebody who guides the work, and a sister beside her."""
    who = town.client("Kim Lee")
    town.give("Kim Lee", sam, offers.FRONT_DESK)
    town.give("Kim Lee", town.colleague("Eve Moss", Role.SUPERVISOR), offers.SUPERVISOR)
    town.trusted(who, "Kim Lee", "Rosa Lee", offers.TRUSTED)  # a day passes
    return who


def row(home, who: str) -> str:
    """What the first page says of somebody."""
    return next(" ".join(one.to_text().split()) for one in home.find("section.card") if who in one.query("h2")[0].to_text())


def stops(browser, *names: str):
    """The page after the last of these stops."""
    done = None
    for name in names:
        done = browser.submit(browser.follow(browser.get("/home"), f"Stop {name}"), "Stop now")
    return done


@pytest.mark.parametrize(
    ("name", "says", "leads"), [(SAM, YES, "Allow it again"), (EVE, BACK, "Take the stop back"), (ROSA, CARD, "Make a new card")]
)
def test_whoever_was_stopped_stays_on_the_first_page_with_the_day_and_the_way_back(town, kim, name, says, leads):
    browser = town.browser(kim)
    done = stops(browser, name)
    assert name in done.text and TODAY in done.text and says in done.text and leads in done.links()
    home = browser.get("/home")
    found = row(home, name)
    assert TODAY in found and "This person can open nothing now." in found and says in found
    assert f"{leads} {name}" in home.links() and f"Stop {name}" not in home.links()
    assert home.text.index("No access now") < home.text.index(name)


def test_their_page_stays_too_and_says_what_they_did(town, kim, sam):
    his, browser = town.browser(sam), town.browser(kim)
    his.follow(his.get("/day"), "Kim L.")
    more = browser.follow(browser.get("/home"), f"More {SAM}")
    stops(browser, SAM)
    page = browser.get(more.path)
    assert page.heading == SAM and TODAY in page.text and "They plan your visits." in page.text
    assert "Let in November 23, 2026" in " ".join(page.text.split())
    assert "Read in your name and phone and your visit times." in page.text
    assert "Can open" not in page.text and f"Stop {SAM}" not in page.links()
    assert browser.follow(browser.get("/home"), f"More {SAM}").path == more.path


@pytest.mark.parametrize("name", [SAM, ADA])
def test_back_to_a_page_from_before_the_stop_says_that_it_is_stopped(town, kim, name):
    """Also of whom the list still names, as the stop can be taken back."""
    browser = town.browser(kim)
    home = browser.get("/home")
    more, stop = browser.follow(home, f"More {name}"), browser.follow(home, f"Stop {name}")
    part = browser.follow(more, "Stop part of it")
    browser.submit(stop, "Stop now")
    for before in (browser.get(stop.path), browser.post(stop.path), browser.submit(stop, "Stop now")):
        told = browser.get(before.headers["location"]) if before.status == 303 else before
        assert (told.status, told.heading) == (200, "It is stopped") and TODAY in told.text
        assert "Back to all people" in told.links()
    again = browser.get(browser.get(part.path).headers["location"])
    assert again.path == more.path and TODAY in again.text
    pressed = browser.post(part.path, {"part": "contact"})  # an old page's button
    assert pressed.headers["location"] == more.path


def test_a_part_that_is_stopped_twice_is_stopped(town, kim):
    browser = town.browser(kim)
    part = browser.follow(browser.follow(browser.get("/home"), f"More {SAM}"), "Stop part of it")
    for _ in range(2):
        done = browser.submit(part, "Stop this part your visit times")
        assert done.status == 200 and "You stopped your visit times." in done.text


def test_a_stop_that_is_taken_back_comes_back_to_the_same_page_after_the_second_lock_and_a_second_press_is_none(town, kim):
    browser = town.browser(kim)
    lock = browser.follow(stops(browser, ADA), "Take the stop back")
    assert lock.title == "Unlock"
    yes = browser.submit(lock, "Open", words=WORDS)
    assert yes.path == lock.path and yes.heading == "Take the stop back?" and ADA in yes.text
    home = browser.submit(yes, "Take the stop back")
    assert home.path == "/home" and "Can open your notes and plan" in row(home, ADA)
    assert browser.submit(yes, "Take the stop back").status == 303  # who is inside now is the answer
    assert browser.get(browser.get(yes.path).headers["location"]).headers["location"] == "/home"


def test_after_the_keys_were_changed_the_way_back_leads_to_what_is_true(town, kim):
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    town.give("Kim Lee", ben, offers.CO_THERAPIST)
    browser = town.browser(kim, stepped_up=True)
    done = stops(browser, "Ben Roy")
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    for back in (browser.get(done.path.replace("/done", "/yes")), browser.post(done.path.replace("/done", "/yes"))):
        assert back.headers["location"] == done.path
    assert YES in browser.get(done.path).text


def test_what_somebody_else_ended_is_not_said_to_be_the_clients_stop(town, kim):
    with town.desk(town.ada, write=False) as desk:
        people = holders.who_can(desk, town.charts["Kim Lee"], Purpose.TREATMENT)
    target = next(one.holder.grant for one in people if one.holder.name == "Sam Porter")
    browser = town.browser(kim)
    more = browser.follow(browser.get("/home"), f"More {SAM}")
    grants.stop(town.house, SignInSecret(town.sign_in(town.ada)), town.charts["Kim Lee"], target, Purpose.TREATMENT)
    assert "You stopped this person" not in browser.get("/home").text
    page = browser.get(more.path)
    assert "It was ended on Tue, November 24, 2026" in page.text and "and not by you." in page.text and YES not in page.text
    assert browser.get(f"{more.path}/done").headers["location"] == "/home"


def test_who_was_let_in_again_is_no_longer_said_to_be_stopped(town, kim, sam):
    browser = town.browser(kim, stepped_up=True)
    yes = browser.follow(stops(browser, SAM), "Allow it again")
    browser.submit(yes, "Allow it again")
    assert "Nobody did that yet." in row(browser.get("/home"), SAM)
    town.give("Kim Lee", sam, offers.FRONT_DESK)
    home = browser.get("/home")
    assert [SAM in one.to_text() for one in home.find("section.card h2")].count(True) == 1
    assert "Can open your name and phone" in row(home, SAM)


def test_who_never_began_leaves_nothing_to_see(town, kim):
    with town.desk(kim) as desk:
        card = cards.for_trusted(desk, town.charts["Kim Lee"], "Leo Lee")
    town.enrolled(card.code, "Leo Lee", Role.TRUSTED)
    browser = town.browser(kim, stepped_up=True)
    yes = browser.follow(browser.get("/trusted"), "Look at it Leo Lee")
    browser.submit(yes, "Yes, let them in", compared="card", what=["visits"])
    ask = browser.follow(browser.get("/home"), "Take it back Leo Lee")
    browser.submit(ask, "Take it back")
    assert "Leo Lee" not in browser.get("/home").text
    for again in (browser.get(ask.path), browser.post(ask.path)):
        assert browser.get(again.headers["location"]).headers["location"] == "/trusted"


def test_the_one_who_keeps_the_records_first_and_then_others_is_no_alarm_and_can_be_taken_back(town, kim, sam):
    """What the client and others go on using has new keys at once: nothing waits, and the stop can be taken back all the same."""
    browser = town.browser(kim, stepped_up=True)
    assert BACK in stops(browser, ADA).text
    stops(browser, SAM)
    home = browser.get("/home")
    assert "not as you left it" not in home.text and "as you left it" in browser.get("/people/keep").text
    chosen = browser.submit(browser.get("/choices/people/1"), "Choose")
    assert chosen.path == "/home?done=choice" and "You stopped this person" in row(chosen, EVE)
    assert browser.submit(browser.get("/mood"), "Send", okay="very").status == 200
    home = browser.submit(browser.follow(browser.get("/home"), "Take the stop back Dr. Ada Fox, a therapist"), "Take the stop back")
    assert "Can open your notes and plan" in row(home, ADA) and YES in row(home, SAM)
    assert "Only my therapist (now)" in browser.get("/choices/people").text
    assert "older than what" not in town.browser(town.ada, stepped_up=True).get("/incident").text
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Kim Lee", sam, offers.FRONT_DESK)
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    with town.desk(town.ada, write=False) as desk:
        assert all(one.state == "live" for one in desk.keeper.states(town.charts["Kim Lee"]))
    assert town.checked(town.ada, kim) == []
