"""A colleague leaves: what clients read then, and the office and colleagues beside them."""

from __future__ import annotations

import pytest
from tests.pages.practice.leavers import DAY, ended, page_of, rows, stands_in, with_ben

from tacenda.acts import gate, grants, holders, rolling
from tacenda.acts.desk import SignInSecret, reading
from tacenda.core.model import offers
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.people import Role


@pytest.fixture
def town(own_town):
    return with_ben(own_town)


def test_a_client_reads_that_who_did_not_keep_the_chart_works_here_no_more_and_is_not_told_to_let_them_in_again(town):
    ben, kim = town.people["ben"], town.people["kim"]
    tia = town.colleague("Tia Holm", Role.TRAINEE)
    town.give_by(ben, "Kim Lee", tia, offers.TRAINEE)
    town.browser(tia).get("/day")
    browser, hers = town.browser(town.ada, stepped_up=True), town.browser(kim)
    with reading(town.house, SignInSecret(town.sign_in(town.ada))) as desk:
        who = next(one.id for one in gate.practice_page(desk)[1].staff if one.name == "Tia Holm")
    asked = browser.get(town.path("practice/leaving_end", person=who))
    assert "1 client reads that Tia Holm does not work here any more. Somebody else keeps their records." in asked.text
    assert browser.submit(asked, "End it now").heading == "Who works here"

    def told() -> None:
        home = hers.get("/home")
        assert "Tia Holm" in home.text and home.text.count("They do not work here any more.") == 1
        assert "Let your therapist in again" not in home.links()
        person = hers.follow(home, "More Tia Holm")
        assert "They do not work here any more." in person.text and "Let your therapist in again" not in person.links()

    told()
    rolling.roll_due(town.house, SignInSecret(town.sign_in(ben)))
    town.give_by(ben, "Kim Lee", town.people["cleo"], offers.CO_THERAPIST)  # the list's next writer: after that it names her no more
    told()
    assert "They do not work here any more." not in hers.follow(hers.get("/home"), "More Ben Roy").text
    town.clock.forward(91 * DAY)
    assert "Tia Holm" not in town.browser(kim).get("/home").text


def test_a_client_whose_new_keys_came_from_who_left_and_were_not_fetched_opens_all_of_it_all_the_same(town):
    """What Ben delivered counts while its keys are the newest, though his access has ended."""
    ada, ben, cleo, kim = town.ada, *(town.people[name] for name in ("ben", "cleo", "kim"))
    sam = town.colleague("Sam Hall", Role.FRONT_DESK)
    town.give_by(ben, "Kim Lee", sam, offers.FRONT_DESK)
    for name in ("Kim Lee", "Lou Park"):
        town.give_by(ben, name, cleo, offers.SUCCESSOR)
    hers = town.browser(kim)
    assert hers.get("/home").status == 200
    with town.desk(ben, write=False) as desk:
        grant = next(
            one.holder.grant for one in holders.who_can(desk, town.charts["Kim Lee"], Purpose.TREATMENT) if one.holder.name == "Sam Hall"
        )
    grants.stop(town.house, SignInSecret(town.sign_in(ben)), town.charts["Kim Lee"], grant, Purpose.TREATMENT)  # new keys, by Ben
    ended(town, town.browser(ada, stepped_up=True))
    assert {hers.get(path).status for path in ("/home", "/looked", "/mine")} == {200}
    door = town.browser()  # who was to keep them has not signed in since Ben let them in
    assert door.submit(door.get("/start"), "Sign in", name=cleo.login, words=cleo.code).path == "/day"
    assert "Cleo Dunn keeps your records now." in hers.get("/home").text
    states = {one.code: one.state for one in town.house.keeper.states(town.charts["Kim Lee"])}
    assert states[Code.RECORD] == "live"  # with new keys


@pytest.mark.parametrize(
    ("offer", "says"),
    [
        (None, ("Nobody can open your notes now.",)),
        (offers.SUPERVISOR_OF_PICKED, ("Nobody keeps your records now.",)),
        (offers.SUPERVISOR, ("Nobody keeps your records now.", "Only Eve Moss can open your notes.")),
    ],
    ids=["nobody", "who reads picked notes", "who reads all of them"],
)
def test_where_nobody_keeps_the_chart_client_and_office_read_one_true_thing(town, offer, says):
    """The practice ended it and named nobody: that is no stop of the client's, so there is none to take back."""
    ben, kim = town.people["ben"], town.people["kim"]
    if offer:
        eve = town.colleague("Eve Moss", Role.SUPERVISOR)
        town.give_by(ben, "Kim Lee", eve, offer)
        town.browser(eve).get("/day")
    browser = town.browser(town.ada, stepped_up=True)
    ended(town, browser, lost=True)
    hers = town.browser(kim)
    with town.desk(kim, write=False) as desk:
        held = next(
            one.holder.grant for one in holders.who_can(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD) if one.holder.name == "Ben Roy"
        )
    home = hers.get("/home")
    assert "Ben Roy does not work here any more." in home.text
    sentences = ("Nobody can open your notes now.", "Nobody keeps your records now.", "Only Eve Moss can open your notes.")
    assert tuple(one for one in sentences if one in home.text) == says
    assert not any("Take the stop back" in one for one in home.links())
    assert hers.get(town.path("me/stopped", chart=town.charts["Kim Lee"], grant=held)).status == 303
    access = browser.get("/access")
    assert "Nobody here keeps this chart" in access.text
    assert "Kept by since" not in access.text and "1970" not in access.text and "-1" not in access.text
    assert f"Nobody here keeps this chart {'1 person' if offer else '0 persons'}, " in access.text
    chart = browser.get(town.path("practice/chart", chart=town.charts["Kim Lee"]))
    assert chart.heading == "A chart that nobody here keeps"


def test_who_stands_in_keeps_no_records_and_three_pages_say_until_when_the_notes_open(town):
    stands_in(town)
    kim, cleo = town.people["kim"], town.people["cleo"]
    browser = town.browser(town.ada, stepped_up=True)
    assert "stay with nobody" not in browser.get("/week").text + browser.get("/access").text
    page = page_of(town, browser)
    assert {"Charts whose notes only they can open 1", "Charts whose notes others can open, and nobody would keep 1"} <= rows(page)
    assert "Cleo Dunn, stand-in: 1 chart, until December 23, 2026." in page.text
    asked = browser.follow(page, "End all of it").text
    assert "1 chart: Cleo Dunn can open the notes until December 23, 2026, then nobody can." in asked
    ended(town, browser, lost=True)
    home = town.browser(kim).get("/home").text
    assert "Ben Roy does not work here any more." in home and "Cleo Dunn keeps" not in home
    assert "Nobody keeps your records now. Cleo Dunn can open your notes until December 23, 2026. After that nobody can." in home
    day = town.browser(cleo).get("/day")
    assert "Only you can open the notes, until December 23, 2026. After that nobody can." in day.text
    card = town.browser(cleo).get(town.path("charts/access", chart=town.charts["Kim Lee"])).text
    assert "Only you can open the notes, until December 23, 2026." in card
    assert "Nobody here can let others in any more. Tell the privacy office." in card
    for page in (browser.get("/access"), browser.get(town.path("practice/chart", chart=town.charts["Kim Lee"]))):
        assert "Cleo Dunn can open the notes until December 23, 2026, then nobody can." in page.text
    week = browser.get("/week")
    assert "The notes of 1 chart stay with nobody." in week.text and "Nothing is due." not in week.text
    # Her keys are new: what the one who left copied before opens nothing written since.
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    assert {one.state for one in town.house.keeper.states(town.charts["Kim Lee"]) if one.code is Code.RECORD} == {"live"}


def test_once_the_stand_in_is_over_nobody_opens_the_notes_and_nobody_says_otherwise(town):
    stands_in(town)
    browser = town.browser(town.ada, stepped_up=True)
    ended(town, browser, lost=True)
    town.clock.forward(31 * DAY)
    home = town.browser(town.people["kim"]).get("/home").text
    assert "Nobody can open your notes now." in home and "keeps your records" not in home and "After that" not in home
    assert "Only you can open" not in town.browser(town.people["cleo"]).get("/day").text
    assert "stay with nobody" not in town.browser(town.ada).get("/week").text  # there is nobody left to ask


def test_a_part_that_ends_is_told_as_that_and_the_whole_later_as_the_whole(town):
    ben, cleo, kim = (town.people[name] for name in ("ben", "cleo", "kim"))
    town.give_by(ben, "Kim Lee", cleo, offers.SECOND)
    town.browser(cleo).get("/day")
    browser = town.browser(town.ada, stepped_up=True)
    asked = browser.follow(page_of(town, browser), "End only what others keep")
    assert asked.heading.startswith("End part of the access of Ben Roy")
    assert "Access ends in 1 chart at once." in asked.text and "In 1 chart it goes on: nobody else keeps the notes." in asked.text
    assert "1 client reads that Ben Roy does not keep their records any more, and who does." in asked.text
    assert "Ben Roy still works here and can sign in." in asked.text and "sign in no more" not in asked.text
    done = browser.submit(asked, "End it now")
    assert "The rest goes on: they still work here and can sign in." in done.text
    assert "Ben Roy" in browser.get("/staff").text
    home = town.browser(kim).get("/home").text
    assert "Ben Roy does not keep your records any more." in home and "Cleo Dunn keeps your records now." in home
    assert "does not work here" not in home
    his = town.browser(ben)
    assert "Lou P." in his.get("/day").text and "Kim L." not in his.get("/day").text
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    ended(town, browser, lost=True)
    home = town.browser(kim).get("/home").text
    assert "Ben Roy does not work here any more." in home and "Cleo Dunn keeps your records now." in home
