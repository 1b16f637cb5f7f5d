"""A colleague leaves who alone can open notes: nothing is lost that was not named, and those who stay can go on."""

from __future__ import annotations

import threading

import pytest
from tests.pages.practice.leavers import ended, live, of, page_of, stands_in, with_ben
from tests.pages.town import Town

from tacenda.acts import charts, choices, ending, gate, leaving, listing, reviews, rolling
from tacenda.acts.desk import SignInSecret, reading, writing
from tacenda.core.model import offers
from tacenda.core.model.say import Choice
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Refused
from tacenda.core.words.people import Role


@pytest.fixture
def town(own_town):
    return with_ben(own_town)


def test_without_the_tick_nothing_ends_that_nobody_else_can_open(town):
    browser = town.browser(town.ada, stepped_up=True)
    page = ended(town, browser)
    assert page.status == 422 and "Nothing has ended yet." in page.text
    assert "The notes of 2 charts open for nobody any more." in page.text
    assert "Ben Roy" in live(town, town.people["kim"], "Kim Lee")
    assert town.browser(town.people["ben"]).get(town.path("charts/notes", chart=town.charts["Kim Lee"])).status == 200
    assert "End only what others keep" not in page_of(town, browser).links()  # there is nothing like that here


def test_a_co_therapist_goes_on_without_the_one_who_will_not_hand_on(town):
    """Uncooperative leaving: what a colleague holds stays open, what nobody else holds is named and ends only with the tick."""
    ben, cleo = town.people["ben"], town.people["cleo"]
    town.give_by(ben, "Kim Lee", cleo, offers.CO_THERAPIST)
    town.browser(cleo).get("/day")
    browser = town.browser(town.ada, stepped_up=True)
    page = page_of(town, browser)
    assert "The notes of 1 chart would be lost" in page.text
    staff = ended(town, browser, lost=True)
    assert "Ben Roy" not in staff.text
    assert "Cleo Dunn keeps your records now." in town.browser(town.people["kim"]).get("/home").text
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    assert town.browser(cleo).get(town.path("charts/notes", chart=town.charts["Kim Lee"])).status == 200
    with town.desk(cleo, write=False) as desk:
        assert [line.card.name for line in charts.caseload(desk)] == ["Kim Lee"]
    assert {one.state for one in town.house.keeper.states(town.charts["Kim Lee"]) if one.code is Code.RECORD} == {"live"}


def test_who_keeps_the_chart_too_lets_others_in_when_its_keeper_has_gone(town):
    """Ahead of any leaving: a second keeper, whom the client sees, and whose access has no last day."""
    ben, cleo, kim = town.people["ben"], town.people["cleo"], town.people["kim"]
    town.give_by(ben, "Kim Lee", town.colleague("Dee Hart", Role.CLINICIAN), offers.CO_THERAPIST)
    browser = town.browser(town.ada, stepped_up=True)
    assert "opens then to Dee Hart alone, who can let nobody in." in page_of(town, browser).text
    mine = town.browser(ben, stepped_up=True)
    give = mine.get(town.path("charts/give", chart=town.charts["Kim Lee"]))
    who = next(one.attrs["value"] for one in give.find("select[name=who] option") if "Cleo Dunn" in one.to_text())
    assert mine.submit(give, "Let in", who=who, why="treats", until="").status == 422  # anybody else needs a last day
    assert mine.submit(give, "Let in", who=who, why="keeps", until="").path.startswith("/access/")
    assert "who can let nobody in" not in page_of(town, browser).text
    assert "They keep your records too, and can let others in." in _of_person(town, kim, "Cleo Dunn")
    for person in (cleo, kim):
        town.browser(person).get("/day" if person is cleo else "/home")
    ended(town, browser, lost=True)
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    eva = town.colleague("Eva Moss", Role.CLINICIAN)
    town.give_by(cleo, "Kim Lee", eva, offers.CO_THERAPIST)
    assert town.browser(eva).get(town.path("charts/notes", chart=town.charts["Kim Lee"])).status == 200
    assert town.browser(cleo).get(town.path("charts/access", chart=town.charts["Kim Lee"])).find("a[href$='/new']")


def _of_person(town: Town, client, name: str) -> str:
    browser = town.browser(client)
    return browser.follow(browser.get("/home"), f"More {name}").text


def test_a_stand_in_is_no_second_for_who_keeps_the_chart(town):
    stands_in(town)
    day = town.browser(town.people["ben"]).get("/day")
    assert "Only you can open the notes of 1 client. For 1 client only a stand-in can too, until a last day." in day.text
    assert day.links()["Let a colleague in"].endswith("/new")
    town.give_by(town.people["ben"], "Lou Park", town.people["cleo"], offers.SECOND)
    assert "Only you can open" not in town.browser(town.people["ben"]).get("/day").text


def test_who_keeps_the_chart_too_is_told_when_they_are_alone_with_it(town):
    town.give_by(town.people["ben"], "Kim Lee", town.people["cleo"], offers.SECOND)
    cleo = town.browser(town.people["cleo"])
    assert "Only you can open" not in cleo.get("/day").text
    ended(town, town.browser(town.ada, stepped_up=True), lost=True)
    assert "Only you can open the notes of 1 client." in cleo.get("/day").text
    hers = town.browser(town.people["kim"])
    stop = hers.follow(hers.get("/home"), "Stop Cleo Dunn").text
    assert "Who treats you must keep your records for some time." in stop and "Then nobody opens your notes." in stop
    assert "Kept by Cleo Dunn" in town.browser(town.ada).get("/access").text


def two_officers(town: Town):
    """Ben and Cleo alone open both charts, and the office has two members: who ends whom."""
    ben, cleo = town.people["ben"], town.people["cleo"]
    for name in ("Kim Lee", "Lou Park"):
        town.give_by(ben, name, cleo, offers.SECOND)
    town.browser(cleo).get("/day")
    pat = town.colleague("Pat Only", Role.OFFICER)
    ada = town.browser(town.ada, stepped_up=True)
    ada.submit(ada.follow(ada.get("/office"), "Put in Pat Only"), "Put in", compared="yes")
    return (ada, "Ben Roy"), (town.browser(pat, stepped_up=True), "Cleo Dunn")


def opens(town: Town, name: str) -> set[str]:
    with town.desk(town.ada, write=False) as desk:
        at = gate.standing(desk, town.charts[name], Purpose.OVERSIGHT)
        return {one.name for one in listing.with_whom(desk, at).openers}


def test_two_officers_who_end_the_last_two_at_one_moment_lose_no_notes(town):
    """Each page is true when it is read: the notes stay with the other one."""
    pages = [(browser, browser.get(town.path("practice/leaving_end", person=of(town, name)))) for browser, name in two_officers(town)]
    assert not any("open for nobody any more. Nothing" in page.text for _, page in pages)
    start, done = threading.Barrier(2), list[object]()

    def press(browser, page) -> None:
        start.wait()
        done.append(browser.submit(page, "End it now"))

    both = [threading.Thread(target=press, args=one) for one in pages]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert [sorted(page.status for page in done), *(len(opens(town, name)) for name in ("Kim Lee", "Lou Park"))] == [[200, 422], 1, 1]


def test_what_an_officer_looked_at_a_moment_ago_ends_only_if_it_still_holds(town):
    """At the very stop: somebody else ended the other one since."""
    two_officers(town)
    ben, cleo = of(town, "Ben Roy"), of(town, "Cleo Dunn")
    ada = SignInSecret(town.sign_in(town.ada, stepped_up=True))
    with reading(town.house, ada) as desk:
        bens, cleos = (leaving.outlook(desk, who).held for who in (ben, cleo))
        line = next(one for one in reviews.overseen(desk) if one.holder.name == "Cleo Dunn")
    assert all(one.stays and not one.lost for one in (*bens, *cleos))
    for one in bens:
        with writing(town.house, ada) as desk:
            assert ending.end(desk, one.chart, one.grant, one.counted)
    for one in cleos:
        with writing(town.house, ada) as desk:
            assert not ending.end(desk, one.chart, one.grant, one.counted)
    with writing(town.house, ada) as desk:
        assert not ending.end(desk, line.chart, line.holder.grant, line.after({line.holder.grant}))
    assert opens(town, "Kim Lee") == opens(town, "Lou Park") == {"Cleo Dunn"}
    # What was named as lost, and ticked, ends.
    with reading(town.house, ada) as desk:
        named = leaving.outlook(desk, cleo).held
    with writing(town.house, ada) as desk:
        assert named[0].lost and ending.end(desk, named[0].chart, named[0].grant, named[0].counted)


def test_a_chart_into_which_nobody_who_stays_can_let_anybody_is_named(town):
    town.give_by(town.people["ben"], "Kim Lee", town.people["cleo"], offers.CO_THERAPIST)
    town.browser(town.people["cleo"]).get("/day")
    page = page_of(town, town.browser(town.ada, stepped_up=True))
    assert "1 chart opens then to Cleo Dunn alone, who can let nobody in." in page.text


def test_a_client_who_wants_their_therapist_alone_gets_no_second_keeper(town):
    kim = town.people["kim"]
    choices.choose(town.house, SignInSecret(town.sign_in(kim)), town.charts["Kim Lee"], Choice.THERAPIST, Purpose.OWN_RECORD)
    with pytest.raises(Refused):
        town.give_by(town.people["ben"], "Kim Lee", town.people["cleo"], offers.SECOND)
