"""Parts that a client keeps to their therapist alone: who has them loses them, who comes later never gets them, until the client says so."""

from __future__ import annotations

import pytest
from tests.pages.town import WORDS
from tests.walks.talks import NAMES

from tacenda.acts import consents, grants, holders, picking, rolling, talking, topics
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.model.consent import PARTS, How, Part, Result
from tacenda.core.model.say import TOPICS
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import handles

OWN = Purpose.OWN_RECORD


@pytest.fixture(scope="module")
def staff(town):
    return {
        "ben": town.colleague("Ben Roy", Role.CLINICIAN),
        "hugo": town.colleague("Hugo Vance", Role.SUPERVISOR),
        "sam": town.colleague("Sam Ott", Role.FRONT_DESK),
    }


def person(town, name, who):
    with town.desk(town.ada, write=False) as desk:
        people = holders.who_can(desk, town.charts[name], Purpose.TREATMENT)
    return next(one for one in people if one.holder.name == who and not one.stopped)


def opens(town, name, who):
    """What the keeper gives somebody now."""
    found = person(town, name, who).holder
    open_now = town.house.keeper.opened(found.grant)
    return {code for id, code, _ in found.compartments if id in open_now}


def keep(town, client, name, code):
    topics.keep(town.house, SignInSecret(town.sign_in(client)), town.charts[name], code, OWN)


def test_a_part_for_the_therapist_alone_is_lost_at_once_by_whoever_had_it(town, staff):
    kim = town.client("Kim Keep")
    town.give("Kim Keep", staff["ben"], offers.CO_THERAPIST)
    town.give("Kim Keep", staff["sam"], offers.FRONT_DESK)
    browser = town.browser(kim)
    circle = browser.get("/choices/people")
    page = browser.follow(circle, "Keep it your notes and plan")
    assert "Ben Roy, who treats you" in page.text and "Sam Ott" not in page.text
    assert "Dr. Ada Fox can still open it." in page.text and page.find("cite")
    assert "Nobody guides your therapist's work with your notes then." in page.text
    assert "What they have read, they may remember." in page.text
    alone = browser.get("/choices/people/keep/7")
    assert "A parent, or who else signs for you by law, cannot sign or talk for you then." in alone.text
    kept = browser.submit(page, "Keep this part")
    assert "Nobody but your therapist opens that part, and you lose nothing." in kept.text and "Your notes and plan (kept)" in " ".join(
        kept.text.split()
    )
    assert not opens(town, "Kim Keep", "Ben Roy") & {Code.RECORD, Code.SUPERVISION}
    assert {Code.RECORD, Code.CONTACT} <= opens(town, "Kim Keep", "Dr. Ada Fox")
    assert Code.CONTACT in opens(town, "Kim Keep", "Sam Ott")
    record = next(one for one in town.house.keeper.states(town.charts["Kim Keep"]) if one.code is Code.RECORD)
    assert record.state == "due"  # the next holder, who is her therapist, changes the keys
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    ben = town.browser(staff["ben"])
    refused = ben.get(town.path("charts/notes", chart=town.charts["Kim Keep"]))
    assert refused.status == 403 and "the client locked this. Only they can open it again." in refused.text
    assert "The rule is named practice.limit." in refused.text and "who may allow it" not in refused.text
    home = browser.get("/home")
    assert "You keep your notes and plan and the notes picked for who guides the work for your therapist alone." in home.text
    looked = browser.get("/looked?show=people").text
    assert "Kept a part to your therapist alone." in looked and "Stopped your notes and plan for Ben Roy." in looked
    assert browser.get(page.path).status == 303
    assert town.checked(kim, town.ada, staff["ben"], staff["sam"]) == []


def test_whoever_is_let_in_later_does_not_get_it_and_staff_read_why(town, staff):
    lou, chart = town.client("Lou Keep"), town.charts["Lou Keep"]
    keep(town, lou, "Lou Keep", Code.RECORD)
    for who, offer in (("ben", offers.CO_THERAPIST), ("hugo", offers.SUPERVISOR), ("hugo", offers.SUPERVISOR_OF_PICKED)):
        with pytest.raises(Refused, match=r"practice\.topic"):
            town.give("Lou Keep", staff[who], offer)
    hers = town.browser(town.ada, stepped_up=True)
    page = hers.get(town.path("charts/give", chart=chart))
    assert "The client keeps this to you alone: notes" in page.text
    with town.desk(staff["hugo"], write=False) as desk:
        hugo = handles.of(desk.actor.id)
    with town.desk(staff["ben"], write=False) as desk:
        ben = handles.of(desk.actor.id)
    nothing = hers.submit(page, "Let in", who=hugo, why="guides", until="2027-01-31")
    assert nothing.status == 422 and "the client keeps what this is for to their therapist alone" in nothing.text
    done = hers.submit(page, "Let in", who=ben, why="treats", until="2027-01-31")
    assert done.status == 200 and done.path == town.path("charts/access", chart=chart)
    assert opens(town, "Lou Keep", "Ben Roy") >= {Code.CONTACT, Code.SCHEDULE}
    assert not opens(town, "Lou Keep", "Ben Roy") & {Code.RECORD, Code.SUPERVISION}
    cleo = town.colleague("Cleo Second", Role.CLINICIAN)
    with town.desk(cleo, write=False) as desk:
        second = handles.of(desk.actor.id)
    assert hers.submit(hers.get(page.path), "Let in", who=second, why="keeps", until="").path == done.path  # needs no last day
    assert Code.RECORD not in opens(town, "Lou Keep", "Cleo Second")


def test_a_page_that_was_loaded_before_the_client_kept_a_part_lets_nobody_in(town, staff):
    max_, chart = town.client("Max Keep"), town.charts["Max Keep"]
    hers = town.browser(town.ada, stepped_up=True)
    page = hers.get(town.path("charts/give", chart=chart))
    keep(town, max_, "Max Keep", Code.CONTACT)
    with town.desk(staff["sam"], write=False) as desk:
        sam = handles.of(desk.actor.id)
    again = hers.submit(page, "Let in", who=sam, why="desk", until="2027-01-31")
    assert again.status == 422 and "the client keeps other parts to their therapist alone than before" in again.text
    done = hers.submit(again, "Let in", who=sam, why="desk", until="2027-01-31")
    assert done.status == 200
    assert opens(town, "Max Keep", "Sam Ott") == {Code.ACCESS, Code.SCHEDULE}


def test_taking_it_back_asks_for_a_second_proof_and_gives_nobody_anything_again(town, staff):
    mia = town.client("Mia Keep")
    town.give("Mia Keep", staff["ben"], offers.CO_THERAPIST)
    keep(town, mia, "Mia Keep", Code.SCHEDULE)
    browser = town.browser(mia)
    part = browser.get(town.path("me/part", chart=town.charts["Mia Keep"], grant=person(town, "Mia Keep", "Ben Roy").holder.grant))
    assert "You keep your visit times for your therapist alone." in part.text
    assert "Give it back your visit times" not in part.links()
    unlock = browser.follow(browser.get("/choices/people"), "Take it back your visit times")
    assert unlock.title == "Unlock" and browser.post("/choices/people/keep/3/yes").status == 401
    yes = browser.submit(unlock, "Open", words=WORDS)
    assert "Nobody gets it by your yes alone." in yes.text
    back = browser.submit(yes, "Yes, take it back")
    assert "Nobody opens more by that alone." in back.text and "(kept)" not in back.text
    theirs = browser.follow(back, "Ben Roy, who treats you")
    assert "Stop or give back a part Ben Roy, who treats you" in theirs.links()
    assert "It is taken back." in browser.submit(yes, "Yes, take it back").text  # by a second press
    assert Code.SCHEDULE not in opens(town, "Mia Keep", "Ben Roy")
    assert browser.get(yes.path).status == 303
    town.give("Mia Keep", staff["sam"], offers.FRONT_DESK)
    assert Code.SCHEDULE in opens(town, "Mia Keep", "Sam Ott")
    given = browser.submit(browser.follow(browser.get(part.path), "Give it back your visit times"), "Give it back")
    assert given.status == 200
    assert "Took back that a part is for your therapist alone." in browser.get("/looked?show=people").text
    assert town.checked(mia, town.ada, staff["ben"], staff["sam"]) == []


def test_whom_the_client_stopped_before_comes_back_without_the_part_or_not_at_all(town, staff):
    nia, chart = town.client("Nia Keep"), town.charts["Nia Keep"]
    town.give("Nia Keep", staff["ben"], offers.CO_THERAPIST)
    target = person(town, "Nia Keep", "Ben Roy").holder.grant
    town.stop_by(nia, "Nia Keep", "Ben Roy")
    keep(town, nia, "Nia Keep", Code.CONTACT)
    with pytest.raises(Refused, match=r"practice\.topic"), town.desk(nia) as desk:
        grants.lift(desk, chart, target, OWN)
    assert "You can take this back for now." not in town.browser(nia).get("/home").text


def test_somebody_the_client_trusts_is_not_let_into_a_part_that_is_kept(town):
    ora = town.client("Ora Keep")
    town.trusted(ora, "Ora Keep", "Rosa Keep", offers.TRUSTED)
    town.clock.forward(86_400)
    assert Code.SCHEDULE in opens(town, "Ora Keep", "Rosa Keep")
    keep(town, ora, "Ora Keep", Code.SCHEDULE)
    assert Code.SCHEDULE not in opens(town, "Ora Keep", "Rosa Keep")
    with pytest.raises(Refused, match=r"practice\.topic"):
        town.trusted(ora, "Ora Keep", "Rita Keep", offers.TRUSTED)


def test_notes_that_are_kept_are_picked_for_nobody(town, staff):
    """Copies of them lie where the one who guides the work reads: that goes with the notes."""
    pia, chart = town.client("Pia Keep"), town.charts["Pia Keep"]
    note = town.note("Pia Keep", "Slept badly.")
    town.give("Pia Keep", staff["hugo"], offers.SUPERVISOR_OF_PICKED, Moment(town.clock.now() + 30 * 86_400))
    until = Moment(town.clock.now() + 10 * 86_400)
    with town.desk(pia) as desk:
        talking.answer(desk, PARTS, Part(1, "en", NAMES[1], NAMES[1], Result.RIGHT, 1, False), Result.RIGHT, 20, mark=False)
    with town.desk(pia) as desk:
        consents.keep(desk, chart, How.ALONE, {"supervision": "yes"}, {part: frozenset({NAMES[part]}) for part in PARTS})
    with town.desk(town.ada) as desk:
        copy = picking.pick(desk, chart, note, until)
    with town.desk(staff["hugo"], write=False) as desk:
        assert picking.open_for_me(desk, chart, copy)
    keep(town, pia, "Pia Keep", Code.RECORD)
    with town.desk(staff["hugo"], write=False) as desk, pytest.raises(Refused):
        picking.open_for_me(desk, chart, copy)
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    again = town.note("Pia Keep", "Slept well.")
    with pytest.raises(NotFound, match="guide"), town.desk(town.ada) as desk:
        picking.pick(desk, chart, again, until)


def test_whoever_waits_has_nothing_to_keep_and_a_stranger_meets_the_lock(town):
    town.chart("Wanda Keep")
    wanda = town.enrolled(town.card("Wanda Keep"), "Wanda Keep", Role.CLIENT)
    assert "There is nothing to choose yet." in town.browser(wanda).get("/choices/people/keep/1").text
    assert town.browser().get("/choices/people/keep/1").status == 401
    assert town.browser().get("/choices/people/keep/1/yes").status == 401


@pytest.mark.parametrize("code", topics.TOPICS)
def test_a_crash_before_the_keeper_heard_of_it_shuts_one_part_and_no_page_about_others(own_town, code):
    """The list says it and nobody else was told: whoever treats the client or plans visits has their day all the same."""
    town = own_town
    kim = town.client("Kim Day")
    ben, sam = town.colleague("Ben Roy", Role.CLINICIAN), town.colleague("Sam Ott", Role.FRONT_DESK)
    town.give("Kim Day", ben, offers.CO_THERAPIST)
    town.give("Kim Day", sam, offers.FRONT_DESK)
    topics._lay(town.house, SignInSecret(town.sign_in(kim)), town.charts["Kim Day"], code, OWN)
    for who in (ben, sam):
        browser = town.browser(who, stepped_up=True)
        assert browser.get("/day").status == 200
        shown = browser.get(town.path("charts/card", chart=town.charts["Kim Day"]))
        assert shown.status == 200
        assert ("555 0101" in shown.text) is (code is not Code.CONTACT)


def test_all_parts_kept_stand_in_a_list_on_each_page_that_names_them(town, staff):
    eve = town.client("Eve Keep")
    town.give("Eve Keep", staff["ben"], offers.CO_THERAPIST)
    for code in TOPICS:
        keep(town, eve, "Eve Keep", code)
    browser = town.browser(eve)
    home = browser.get("/home")  # no sentence of it is longer than a client reads at once, or the page is no answer
    row = next(one for one in home.find("section.card") if "Ben Roy" in one.to_text())
    assert [" ".join(one.to_text().split()) for one in row.query("li")] == [
        "your notes and plan", "your name and phone", "your visit times", "what is shared with you", "what you said yes to",
        "the notes picked for who guides the work", "what was signed for you",
    ]  # fmt: skip
    assert "You keep this for your therapist alone:" in row.to_text()
    more = browser.get(row.query("a")[0].attrs["href"])
    assert "Nothing now." in more.text and len(more.find("main ul li")) >= 7 and "You keep this for your therapist alone:" in more.text
    part = browser.follow(more, "Stop part of it")
    assert "You keep this for your therapist alone:" in part.text


def test_every_part_that_was_stopped_of_somebody_stands_in_a_list(town, staff):
    liv = town.client("Liv Keep")
    town.give("Liv Keep", staff["ben"], offers.CO_THERAPIST)
    grant = person(town, "Liv Keep", "Ben Roy").holder.grant
    for code in (Code.RECORD, Code.CONTACT, Code.SCHEDULE, Code.SHARED, Code.CONSENT):
        grants.limit(town.house, SignInSecret(town.sign_in(liv)), town.charts["Liv Keep"], grant, code, OWN)
    home = town.browser(liv).get("/home")
    row = next(one for one in home.find("section.card") if "Ben Roy" in one.to_text())
    assert "You stopped this:" in row.to_text() and len(row.query("li")) == 6
