"""Who looked, and the check of it."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from tacenda.acts import choices, clocks, grants, holders, ledger, notes, sign_in
from tacenda.acts.desk import SignInSecret
from tacenda.core.ledger.bundle import Bundle, Seen
from tacenda.core.model import offers
from tacenda.core.model.say import Choice
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Refused
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import headers


@pytest.fixture(scope="module")
def kim(town):
    return town.client("Kim Lee")


@pytest.fixture(scope="module")
def many(town):
    """A client whose record was opened thirty times."""
    who = town.client("Mia Holt")
    note = town.note("Mia Holt", "Snow.")
    with town.desk(town.ada, write=False) as desk:
        for _ in range(30):
            notes.open_note(desk, town.charts["Mia Holt"], note)
    return who


def test_an_opening_stands_there_at_the_next_page_load_with_name_role_reason_and_rule(town, kim):
    note = town.note("Kim Lee", "We spoke of kettles.")
    before = town.browser(kim).get("/looked").text.count("Read in your notes and plan.")
    reader = town.browser(town.ada)
    assert reader.get(town.path("charts/note", chart=town.charts["Kim Lee"], note=note)).status == 200
    page = town.browser(kim).get("/looked")
    assert page.text.count("Read in your notes and plan.") == before + 1
    assert "Dr. Ada Fox, who treats you" in page.text
    assert "They treat you." in page.text
    assert "house rule 9; 45 CFR 164.506(c) (practice.treating)" in [one.to_text() for one in page.find("cite")]


def test_reading_the_own_list_adds_no_line_to_it_though_somebody_of_the_office_looked(own_town):
    kim = own_town.client("Kim Lee")
    chart = own_town.charts["Kim Lee"]
    own_town.browser(own_town.ada).get("/access")  # the office reads who may open the chart
    browser = own_town.browser(kim)
    browser.get("/looked")
    before = own_town.house.keeper.chart(chart).entries
    for _ in range(3):
        assert browser.get("/looked").status == browser.get("/looked/check").status == browser.get("/looked/file").status == 200
    assert own_town.house.keeper.chart(chart).entries == before
    again = own_town.browser(kim)
    assert [again.get("/looked").status, again.get("/home").status] == [200, 200]
    assert own_town.house.keeper.chart(chart).entries == before + 1  # what a sign-in's pages stand on for the day
    with own_town.desk(kim, write=False) as desk:
        assert len(ledger.bundle(desk, chart, Purpose.OWN_RECORD).memberships) == 1


def test_home_says_how_many_looked_and_the_names_are_one_click_away(town, kim):
    browser = town.browser(kim)
    home = browser.get("/home")
    assert "This week one person looked or wrote here." in home.text
    browser.follow(home, "Who looked")
    assert browser.count == 1


def test_a_chart_being_begun_is_folded_and_nobody_is_said_to_have_written(town):
    noor = town.client("Noor Amin")
    page = town.browser(noor).get("/looked")
    shown = [one.to_text() for one in page.find("main > ul > li")]
    assert not any("Wrote in" in line for line in shown), shown
    town.note("Noor Amin", "Rain.")
    shown = [one.to_text() for one in town.browser(noor).get("/looked").find("main > ul > li")]
    assert sum("Wrote in" in line for line in shown) == 1


def test_lists_and_computers_are_folded_one_line_for_a_person_and_day(town, kim):
    page = town.browser(kim).get("/looked")
    shown = [one.to_text() for one in page.find("main > ul > li")]
    assert shown and not any("Opened the lists" in line for line in shown)
    folded = [" ".join(one.to_text().split()) for one in page.find("main details.fold, main > details") for one in one.query("li")]
    assert sum("Dr. Ada Fox" in line and "Opened the lists for that day." in line for line in folded) == 1


def test_a_line_about_a_stop_names_who_was_stopped_whoever_began_the_records_too(town):
    una, ben = town.client("Una Reed"), town.colleague("Ben Reed", Role.FRONT_DESK)
    town.give("Una Reed", ben, offers.FRONT_DESK)
    browser = town.browser(una)
    for whom in ("Ben Reed", "Dr. Ada Fox"):
        town.stop_by(una, "Una Reed", whom)
        assert f"Stopped {whom}." in browser.get("/looked?show=all").text


def test_whom_the_client_let_in_or_stopped_stands_on_the_list_and_has_a_list_of_its_own(town, kim):
    own, ben = town.client("Ute Stone"), town.colleague("Ben Stone", Role.FRONT_DESK)
    town.give("Ute Stone", ben, offers.FRONT_DESK)
    town.stop_by(own, "Ute Stone", "Ben Stone")
    with town.desk(own, write=False) as desk:
        grant = next(one.holder.grant for one in holders.who_can(desk, town.charts["Ute Stone"], Purpose.OWN_RECORD) if one.treats)
    grants.limit(town.house, SignInSecret(town.sign_in(own)), town.charts["Ute Stone"], grant, Code.RECORD, Purpose.OWN_RECORD)
    browser = town.browser(own)
    page = browser.get("/looked")
    shown = [" ".join(one.to_text().split()) for one in page.find("main > ul > li")]
    for change in ("Stopped Ben Stone.", "Let Ben Stone in.", "Stopped your notes and plan for Dr. Ada Fox."):
        assert any(change in line for line in shown), shown
    changes = browser.follow(page, "Who was let in or stopped")
    listed = [" ".join(one.to_text().split()) for one in changes.find("main > ul > li")]
    assert any("Stopped Ben Stone." in line for line in listed) and not any("Read in" in line for line in listed)
    assert "This week one person looked or wrote here." in browser.get("/home").text  # Ada: to stop somebody is not to look


def shown(page) -> list[str]:
    return [" ".join(one.to_text().split("Why was this allowed?")[0].split()) for one in page.find("main > ul > li")]


def test_what_the_client_did_is_one_line_and_what_had_to_be_written_for_it_is_no_act_of_theirs(own_town):
    town = own_town
    own, ben = town.client("Uma Stone"), town.colleague("Ben Stone", Role.FRONT_DESK)
    town.give("Uma Stone", ben, offers.FRONT_DESK)
    browser = town.browser(own, stepped_up=True)

    def did() -> list[str]:
        return [re.split("[AP]M ", line)[-1] for line in shown(browser.get("/looked")) if line.startswith("Uma Stone, you")]

    part = browser.follow(browser.follow(browser.get("/home"), "More Dr. Ada Fox"), "Stop part of it")
    browser.submit(part, "Stop this part your visit times")
    assert did() == ["Stopped your visit times for Dr. Ada Fox."]
    browser.submit(browser.follow(browser.get("/home"), "Stop Ben Stone"), "Stop now")
    assert did()[0] == "Stopped Ben Stone." and len(did()) == 2
    assert "Wrote the stop down, so that it lasts." in browser.get("/looked?show=all").text  # no line is left out
    browser.submit(browser.follow(browser.get("/home"), "Allow it again Ben Stone"), "Allow it again")
    assert did()[0] == "Said that somebody may be let in again." and len(did()) == 3
    browser.submit(browser.get("/choices/people/2"), "Choose this")
    assert did()[0] == "Chose who may be let in." and len(did()) == 4
    browser.submit(browser.follow(browser.get("/home"), "Stop Dr. Ada Fox"), "Stop now")
    browser.submit(browser.follow(browser.get("/home"), "Take the stop back Dr. Ada Fox"), "Take the stop back")
    assert did()[:2] == ["Took back the stop of Dr. Ada Fox.", "Stopped Dr. Ada Fox."] and len(did()) == 6
    browser.submit(browser.get("/reach"), "Keep these", channel="mail", address="a@example.org", events=["item"])
    assert did()[0] == "Changed how we may reach you." and len(did()) == 7


def test_a_part_that_is_given_back_is_told_as_it_was_stopped(own_town):
    town = own_town
    browser = town.browser(town.client("Uma Reed"), stepped_up=True)
    part = browser.follow(browser.follow(browser.get("/home"), "More Dr. Ada Fox, who treats you"), "Stop part of it")
    browser.submit(part, "Stop this part your notes and plan")
    browser.submit(browser.follow(browser.get(part.path), "Give it back your notes and plan"), "Give it back")
    lines = [re.split("[AP]M ", line)[-1] for line in shown(browser.get("/looked?show=people")) if line.startswith("Uma Reed, you")]
    both = "your notes and plan", "the notes picked for who guides the work"
    assert sorted(lines[:2]) == sorted(f"Gave {what} back to Dr. Ada Fox." for what in both)
    assert sorted(lines[2:]) == sorted(f"Stopped {what} for Dr. Ada Fox." for what in both)


def test_who_treats_a_client_and_checks_the_rules_is_said_to_be_one_person(own_town):
    town = own_town
    own = town.client("Ulf Stone")
    town.browser(town.ada).get(town.path("practice/chart", chart=town.charts["Ulf Stone"]))
    page = town.browser(own).get("/looked?show=all")
    assert "Dr. Ada Fox, who treats you and also checks that the rules are kept" in page.text
    assert "Dr. Ada Fox, who checks that the rules are kept" not in page.text


def test_an_officer_who_only_stands_in_is_not_said_to_treat(own_town):
    town, name = own_town, "Uwe Stone"
    bo = town.colleague("Bo Uwe", Role.CLINICIAN)
    own = town.client_of(bo, name)
    town.give_by(bo, name, town.ada, offers.COVER, Moment(town.clock.now() + 7 * 86_400))
    town.browser(town.ada).get(town.path("charts/note", chart=town.charts[name], note=town.note(name, "Read.", by=bo)))
    town.browser(town.ada).get(town.path("practice/chart", chart=town.charts[name]))
    text = town.browser(own).get("/looked?show=all").text
    assert "Dr. Ada Fox, who stands in for your therapist and also checks that the rules are kept" in text
    assert "Dr. Ada Fox, who stands in for your therapist" in text and "Dr. Ada Fox, who treats you" not in text


def test_every_single_line_is_there_when_asked_for(town, kim):
    browser = town.browser(kim)
    page = browser.follow(browser.get("/looked"), "Show each line")
    count = len(page.find("main > ul > li"))
    while "Older lines" in page.links():
        page = browser.follow(page, "Older lines")
        count += len(page.find("main > ul > li"))
    lines = browser.follow(page, "Check that for yourself").text
    assert f"We checked all {count} lines about you." in lines


def test_people_come_25_to_a_page_and_none_is_lost(town, many):
    browser = town.browser(many)
    first = browser.get("/looked")
    assert len(first.find("main > ul > li")) == 25
    second = browser.follow(first, "Older lines")
    assert 5 <= len(second.find("main > ul > li")) <= 25
    assert "Older lines" not in second.links()


def test_an_attempt_that_was_turned_away_is_marked_and_can_be_listed_alone(town):
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    ana = town.client("Ana Wolf")
    note = town.note("Ana Wolf", "Wind.")
    town.give("Ana Wolf", ben, offers.SUPERVISOR)
    with town.desk(ben, write=False) as desk, pytest.raises(Refused):
        notes.open_note(desk, town.charts["Ana Wolf"], note, purpose=Purpose.TREATMENT)
    browser = town.browser(ana)
    alone = browser.follow(browser.get("/looked"), "To look at: 1")
    assert len(alone.find("main > ul > li")) == 1
    assert "To look at: Ben Roy, who guides your therapist's work" in alone.text
    assert "Tried to open something and could not." in alone.text
    assert "It was not allowed, so nothing was opened." in alone.text
    assert "Why was this not allowed?" in alone.text and "Why was this allowed?" not in alone.text


def test_a_line_has_the_number_by_which_other_pages_name_it(town):
    una = town.client("Una Lock")
    opened = town.browser(town.ada).get(town.path("charts/note", chart=town.charts["Una Lock"], note=town.note("Una Lock", "Rain.")))
    number = re.search(r"This opening is line (\d+) of the ledger", opened.text)
    lines = town.browser(una).get("/looked").find("main > ul > li")
    assert number and f"It is line {number[1]}." in " ".join(lines[0].to_text().split())
    assert f"It is line {number[1]}." not in " ".join(lines[1].to_text().split())


def test_what_was_tried_is_told_as_what_it_was(town):
    ben = town.colleague("Ben Lore", Role.CLINICIAN)
    ana = town.client("Ana Reed")
    choices.choose(town.house, SignInSecret(town.sign_in(ana)), town.charts["Ana Reed"], Choice.THERAPIST, Purpose.OWN_RECORD)
    with pytest.raises(Refused):
        town.give("Ana Reed", ben, offers.CO_THERAPIST)
    alone = town.browser(ana).get("/looked?show=line")
    assert "Tried to let somebody in and could not." in alone.text and "Tried to open" not in alone.text
    assert "It was not allowed, so nobody was let in." in alone.text


def test_the_check_says_in_one_sentence_that_all_lines_fit_and_remembers_them(town, kim):
    browser = town.browser(kim)
    first = browser.get("/looked/check")
    assert "They fit together. No line was removed or changed." in first.text
    assert "This browser had no older list to compare." in first.text
    assert headers.SEEN in browser.cookies
    assert "This browser knew an older list. The new one begins with it." in browser.get("/looked/check").text


def test_the_file_is_saved_under_a_neutral_name_and_holds_every_line(town, kim):
    browser = town.browser(kim)
    saved = browser.get("/looked/file")
    assert saved.headers["content-disposition"] == 'attachment; filename="document-1.json"'
    assert json.loads(saved.body)
    made = Bundle.read(saved.body)
    assert made.chart == town.charts["Kim Lee"]
    assert f"We checked all {len(made.lines)} lines about you." in browser.get("/looked/check").text


def test_a_discreet_browser_keeps_no_list_and_the_page_says_so(town):
    joe = town.client("Joe Marsh")
    browser = town.browser(joe)
    browser.get("/looked")
    assert headers.SEEN in browser.cookies
    page = browser.get("/choices")
    browser.submit(page, "Keep these", discreet="yes", inner="no", leave="news")
    assert headers.SEEN not in browser.cookies
    assert "This browser keeps nothing, as you chose." in browser.get("/looked/check").text
    assert headers.SEEN not in browser.cookies
    assert browser.leave() == "https://www.bbc.com/news"


def test_a_list_that_went_back_is_told_on_the_page_that_checks(town, kim):
    """A browser that knows a longer tree than the one it is shown: somebody put an older state in its place."""
    browser = town.browser(kim)
    browser.get("/looked/check")
    seen = Seen.read(browser.cookies[headers.SEEN])
    browser.keep(headers.SEEN, replace(seen, size=seen.size + 5).write())
    page = browser.get("/looked/check")
    assert page.status == 500
    assert "One line does not fit." in page.text


def test_a_client_reads_that_the_clock_of_the_house_was_set_back(own_town):
    town, right = own_town, own_town.clock.now()
    kim = town.client("Kim Lee")
    note = town.path("charts/note", chart=town.charts["Kim Lee"], note=town.note("Kim Lee", "Early."))
    assert "was set right" not in town.browser(kim).get("/looked/check").text
    town.clock.forward(365 * 86_400)
    assert town.browser(town.ada).get(note).status == 200
    town.clock.put(right)
    clocks.accept(town.house, sign_in.by_code(town.house, town.ada.login, town.ada.code))
    assert town.browser(town.ada).get(note).status == 200
    page = town.browser(kim).get("/looked/check")
    assert "They fit together." in page.text
    assert "The clock here ran ahead once, and was set right. Some lines have a time that is too late." in page.text
