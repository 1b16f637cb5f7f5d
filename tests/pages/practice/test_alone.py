"""A practice of one: its pages speak to the one person who works there, and of them to their clients; with a second one they speak of both."""

from __future__ import annotations

import pytest
from tests.pages.practice import leavers
from tests.pages.town import Person, Town

from tacenda.acts import cards, consents, talking, talks
from tacenda.core.model.agreed import Reason
from tacenda.core.model.consent import PARTS, How, Part, Result
from tacenda.core.words.access import Purpose
from tacenda.core.words.people import Role
from tacenda.doors.web.talk.texts import ALONE, TEXTS, WORDINGS


@pytest.fixture
def town(tmp_path):
    """One person works here, with one client."""
    made = Town(tmp_path)
    made.kim = made.client("Kim Lee")
    yield made
    made.close()


def talked(town, kim: Person, wordings) -> None:
    """A talk in which the client read everything as these texts have it."""
    with town.desk(kim) as desk:
        for number, name in wordings.items():
            talking.answer(desk, PARTS, Part(number, "en", name, bytes(32), Result.RIGHT, 0, False), Result.RIGHT, 20, mark=False)
    with town.desk(kim) as desk:
        consents.keep(desk, town.charts[kim.name], How.ALONE, {}, {number: frozenset({bytes(32)}) for number in PARTS})


def due(town) -> list[tuple[Reason, tuple[int, ...]]]:
    with town.desk(town.kim, write=False) as desk:
        found = talks.stands(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD, WORDINGS)
    return [(one.reason, one.parts) for one in found.due]


def test_who_works_alone_reads_nothing_of_an_office_on_the_pages_of_the_practice(town):
    ada = town.browser(town.ada, stepped_up=True)
    week = ada.get("/week")
    assert "You alone hold the keys of this place." in week.text
    assert "Let a colleague you trust hold them too, or keep your recovery code on paper in a safe place." in week.text
    office = ada.follow(week, "Who looks after privacy")
    assert office.heading == "Who looks after privacy" and "Here that is you alone." in office.text
    assert "this place loses its oversight and every backup" in office.text
    assert "Invite a colleague" in office.links()
    for page in (week, office, ada.get("/staff"), ada.get("/day")):
        assert "rivacy office" not in page.text.replace("privacy officer", "")
        assert "second officer" not in page.text and "member" not in page.text.replace("members", "")


def test_who_works_alone_is_not_sent_to_the_privacy_officer_who_they_are(town):
    ada = town.browser(town.ada, stepped_up=True)
    for page in (ada.get("/help"), ada.get("/nothing")):
        assert "ask the privacy officer" not in page.text and "You work here alone" in page.text
    access = ada.get(town.path("charts/access", chart=town.charts["Kim Lee"]))
    assert "You, as privacy officer" in access.text and "Privacy office " not in access.text
    card = ada.get(town.path("charts/card", chart=town.charts["Kim Lee"]))
    assert "Privacy office" not in card.text and "Kim Lee" in card.text
    printed = ada.submit(ada.get(town.path("charts/invite", chart=town.chart("Noa Berg"))), "Make a card")
    assert "Ask who runs this place" not in printed.text and "settings.toml" in printed.text


def test_the_client_of_who_works_alone_reads_of_no_office_no_colleague_and_no_front_desk(town):
    kim = town.browser(town.kim)
    for path in ("/home", "/talk/2", "/choices/people", "/choices/people/1", "/help", "/mood"):
        text = kim.get(path).text.replace("front desk and no team", "")
        assert [one for one in ("office", "front desk", "person you see here") if one in text] == [], path
    assert "Dr. Ada Fox, who also checks that the rules are kept" in kim.get("/home").text
    assert "Beside you, nobody else checks who looked." in kim.get("/home").text
    assert "You can ask your therapist." in kim.get("/help").text
    circle = kim.get("/choices/people")
    assert "Your therapist works here alone" in circle.text
    assert "Only my therapist" in circle.text  # it counts from the day somebody else works here


def test_with_a_second_person_every_page_speaks_of_several_again(town):
    town.colleague("Ben Roy", Role.CLINICIAN)
    ada, kim = town.browser(town.ada, stepped_up=True), town.browser(town.kim)
    assert "Put a second officer in." in ada.get("/week").text and ada.get("/office").heading == "Privacy office"
    assert "ask the privacy officer" in ada.get("/help").text
    assert "The office that checks the rules" in kim.get("/home").text and "I work here alone" not in kim.get("/talk/2").text
    assert "Your therapist may let more people in." in kim.get("/choices/people").text


def test_who_waits_to_be_let_in_does_not_work_there_and_is_sent_to_who_does(town):
    with town.desk(town.ada) as desk:
        card = cards.make(desk, "staff", None, "Ben Roy", (Role.CLINICIAN,)).code
    ben = town.enrolled(card, "Ben Roy", Role.CLINICIAN)
    assert "ask the privacy officer" in town.browser(ben).get("/help").text
    assert "I work here alone" in town.browser(town.kim).get("/talk/2").text


def test_a_talk_told_before_there_were_texts_for_one_person_is_not_due_for_them(town):
    talked(town, town.kim, WORDINGS.every)
    assert due(town) == []


def test_who_was_told_that_one_person_works_there_hears_it_anew_once_a_second_one_does(town):
    talked(town, town.kim, WORDINGS.said(alone=True))
    assert due(town) == []
    town.colleague("Ben Roy", Role.FRONT_DESK)
    assert due(town) == [(Reason.TEXTS, (2,))]
    assert "I work here alone" not in town.browser(town.kim).get("/talk/2").text


def test_who_was_told_of_several_hears_nothing_anew_when_one_person_is_left(town):
    town.colleague("Ben Roy", Role.CLINICIAN)
    talked(town, town.kim, WORDINGS.every)
    leavers.ended(town, town.browser(town.ada, stepped_up=True))
    assert due(town) == []
    assert "I work here alone" in town.browser(town.kim).get("/talk/2").text


def test_what_one_person_says_leaves_out_nothing_that_protects():
    for part, text in ALONE.items():
        assert (text.heading, text.question, text.right) == (TEXTS[part].heading, TEXTS[part].question, TEXTS[part].right)
        assert text.name != TEXTS[part].name
