"""What the clock says by itself: a talk or check-in is due, a new kind of browser, a week in which somebody looked. Only to who wanted it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.pages.town import WORDS

from tacenda.acts import cards, charts, consents, gate, grants, planned, talking
from tacenda.acts import notices as outgoing
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.model.agreed import HALF_YEAR, Wordings
from tacenda.core.model.chart import Card, Visit
from tacenda.core.model.consent import PARTS, How, Part, Result
from tacenda.core.model.reach import Event
from tacenda.core.words import moments
from tacenda.core.words.access import Purpose
from tacenda.core.words.moments import Day, Moment
from tacenda.core.words.people import Role
from tacenda.doors.jobs import notices
from tacenda.doors.jobs import upkeep as jobs
from tacenda.doors.web import app, front
from tacenda.doors.web.talk.texts import WORDINGS
from tacenda.shell import settings

DAY, WEEK = 86_400, 7 * 86_400
FORM = {"channel": "mail", "address": "kim.lee@home.example", "quiet_from": "0", "quiet_until": "0", "zone": "America/Los_Angeles"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36"


@pytest.fixture
def town(own_town):
    """Its pages know a mail server, so that they offer a test."""
    sends = replace(own_town.house, settings=replace(own_town.house.settings, mail_host="mail.example"))
    own_town.app = app.make(sends, front.make(sends))
    return own_town


@pytest.fixture
def kim(town):
    return town.client("Kim Lee")


def wants(town, who, *events: str, **changes) -> None:
    """Mail chosen and proven, and nothing waiting."""
    browser = town.browser(who, stepped_up=True)
    browser.submit(browser.get("/reach"), "Keep these", **FORM | {"events": list(events)} | changes)
    page = browser.submit(browser.get("/reach"), "Send a test message")
    (one,) = outgoing.due(town.house)
    number = re.findall("Your number is ([0-9]{6})[.]", notices.letter(one, town.clock.now()).text)[0]
    notices.send(town.house)
    browser.submit(page, "This is the number", number=number)
    assert waiting(town) == []


def waiting(town) -> list[Event]:
    """What would go out now."""
    planned.ripen(town.house)
    return [one.event for one in outgoing.due(town.house)]


def days(town) -> list[int]:
    with town.house.content.reading() as tx:
        return [row[0] for row in tx.rows("SELECT day FROM planned ORDER BY day")]


def answers(town, who, every: str = "8") -> None:
    browser = town.browser(who)
    assert browser.submit(browser.get("/mood"), "Send", okay="very", holding="no", reach="no", every=every).status == 200


def read_note(town) -> None:
    note = town.note("Kim Lee", "A quiet week.")
    town.browser(town.ada).get(town.path("charts/note", chart=town.charts["Kim Lee"], note=note))


def test_a_check_in_is_told_on_its_day_and_not_before(town, kim):
    wants(town, kim, "due")
    answers(town, kim)
    town.clock.forward(8 * WEEK - DAY)
    assert waiting(town) == []
    town.clock.forward(DAY)
    assert waiting(town) == [Event.DUE]


def test_another_schedule_moves_the_day_and_never_means_never(town, kim):
    wants(town, kim, "due")
    answers(town, kim)
    today = moments.day(town.clock.now())
    assert days(town) == [today + 56]
    answers(town, kim, "4")
    assert days(town) == [today + 28]
    answers(town, kim, "0")
    assert days(town) == []


def test_who_chooses_mail_only_later_is_told_all_the_same(town, kim):
    answers(town, kim)
    assert days(town) == []
    wants(town, kim, "due")
    assert days(town) == [moments.day(town.clock.now()) + 56]


def test_the_second_session_is_told(town, kim):
    wants(town, kim, "due")
    chart = town.charts["Kim Lee"]
    for days_on in (1, 8):
        with town.desk(town.ada) as desk:
            charts.add_visit(desk, chart, Visit(Moment(town.clock.now() + days_on * DAY), 50))
    assert waiting(town) == []
    town.clock.forward(8 * DAY)
    assert waiting(town) == [Event.DUE]


def test_a_third_session_is_no_news(town, kim):
    wants(town, kim, "due")
    chart = town.charts["Kim Lee"]
    for days_on in (1, 8, 15):
        with town.desk(town.ada) as desk:
            charts.add_visit(desk, chart, Visit(Moment(town.clock.now() + days_on * DAY), 50))
        town.clock.forward(DAY)
    town.clock.forward(8 * DAY)
    assert waiting(town) == [Event.DUE]
    notices.send(town.house)
    with town.desk(town.ada) as desk:
        charts.add_visit(desk, chart, Visit(Moment(town.clock.now() + DAY), 50))
    assert waiting(town) == []


def talked(town, who) -> None:
    """A talk about privacy, all of it, kept by the client."""
    with town.desk(who) as desk:
        for number in PARTS:
            talking.answer(desk, PARTS, Part(number, "en", bytes(32), bytes(32), Result.RIGHT, 0, False), Result.RIGHT, 20, mark=False)
    with town.desk(who) as desk:
        consents.keep(desk, town.charts[who.name], How.ALONE, {}, {number: frozenset({bytes(32)}) for number in PARTS})


def test_half_a_year_after_a_talk_is_told_and_not_once_all_was_taken_back(town, kim):
    wants(town, kim, "due")
    talked(town, kim)
    assert days(town) == [moments.day(town.clock.now()) + HALF_YEAR]
    town.clock.forward(HALF_YEAR * DAY)
    assert waiting(town) == [Event.DUE]
    talked(town, kim)
    with town.desk(kim) as desk:
        consents.take_back(desk, town.charts["Kim Lee"])
    assert days(town) == []


def test_who_chooses_mail_after_a_talk_is_told_of_the_next_one_all_the_same(town, kim):
    town.clock.forward(DAY)
    talked(town, kim)
    chart, today = town.charts["Kim Lee"], moments.day(town.clock.now())
    for days_on in (1, 8):
        with town.desk(town.ada) as desk:
            charts.add_visit(desk, chart, Visit(Moment(town.clock.now() + days_on * DAY), 50))
    assert days(town) == []
    wants(town, kim, "due")
    assert days(town) == [today + 8, today + HALF_YEAR]


@pytest.mark.parametrize("role", [Role.TRUSTED, Role.OUTSIDE])
def test_whom_the_client_let_in_by_their_own_hand_makes_no_talk_due(town, kim, role):
    wants(town, kim, "due")
    with town.desk(kim) as desk:
        code = cards.for_trusted(desk, town.charts["Kim Lee"], "Ana Lee", role).code
    town.enrolled(code, "Ana Lee", role)
    with town.desk(kim) as desk:
        (ana,) = cards.waiting(desk)
        until = Moment(town.clock.now() + 30 * DAY)
        grants.give(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD, ana.entry, ana.name, offers.by_client([role]), until, checked=True)
    assert waiting(town) == []


def test_a_new_person_makes_a_talk_due_at_once(town, kim):
    wants(town, kim, "due")
    town.give("Kim Lee", town.colleague("Ben Roy", Role.CLINICIAN), offers.SUPERVISOR)
    assert waiting(town) == [Event.DUE]


def test_what_the_clinician_wants_to_talk_about_again_is_told(town, kim):
    wants(town, kim, "due")
    with town.desk(town.ada) as desk:
        consents.ask_again(desk, town.charts["Kim Lee"], "ending")
    assert waiting(town) == [Event.DUE]


def enters(town, who) -> None:
    """Through the page, with the code from paper."""
    browser = town.browser()
    assert browser.submit(browser.get("/start"), "Sign in", name=who.login, words=who.code).status == 200


def told_all(town, who) -> None:
    """A talk in which the client read everything as it is."""
    with town.desk(who) as desk:
        for number, name in WORDINGS.every.items():
            talking.answer(desk, PARTS, Part(number, "en", name, bytes(32), Result.RIGHT, 0, False), Result.RIGHT, 20, mark=False)
    with town.desk(who) as desk:
        consents.keep(desk, town.charts[who.name], How.ALONE, {}, {number: frozenset({bytes(32)}) for number in PARTS})


def moves(town, place: str) -> None:
    folder = town.house.folder
    settings.write(folder, replace(settings.read(folder), place=place))


def test_another_law_than_was_told_is_said_once_by_who_keeps_the_chart(town, kim):
    told_all(town, kim)
    enters(town, town.ada)
    wants(town, kim, "due")
    enters(town, town.ada)
    assert waiting(town) == []
    moves(town, "US-NY")
    enters(town, kim)
    assert waiting(town) == []  # whose chart it is has nothing to say of it
    enters(town, town.ada)
    assert waiting(town) == [Event.DUE]
    notices.send(town.house)
    enters(town, town.ada)
    assert waiting(town) == []


def test_another_law_is_said_once_however_many_colleagues_open_the_chart(town, kim):
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    town.give("Kim Lee", ben, offers.CO_THERAPIST)
    told_all(town, kim)
    for who in (ben, town.ada):
        enters(town, who)
    wants(town, kim, "due")
    moves(town, "US-NY")
    enters(town, town.ada)
    notices.send(town.house)
    enters(town, ben)
    assert waiting(town) == []


def test_another_text_is_said_to_who_read_it_before_and_to_nobody_else(town, kim):
    lee = town.client("Lee Roy")
    told_all(town, lee)
    wants(town, kim, "due")
    wants(town, lee, "due", address="lee.roy@home.example")
    changed = Wordings({**WORDINGS.every, 4: bytes(32)}, WORDINGS.alone)
    consents.tell_of_changes(town.house, SignInSecret(town.sign_in(town.ada)), changed)
    assert [(one.event, one.reach.address) for one in outgoing.due(town.house)] == [(Event.DUE, "lee.roy@home.example")]


def test_a_client_who_moved_is_told(town, kim):
    wants(town, kim, "due")
    with town.desk(town.ada) as desk:
        charts.change_card(desk, town.charts["Kim Lee"], Card(name="Kim Lee", phone="555 0102"))
    assert waiting(town) == []
    with town.desk(town.ada) as desk:
        charts.change_card(desk, town.charts["Kim Lee"], Card(name="Kim Lee", phone="555 0102", place="US-NY"))
    assert waiting(town) == [Event.DUE]


def test_coming_of_age_is_told_on_the_birthday_whichever_comes_first_the_letters_or_the_card(town, kim):
    today, chart = moments.day(town.clock.now()), town.charts["Kim Lee"]
    birthday = moments.date(Day(today + 20))
    born = birthday.replace(year=birthday.year - 18).isoformat()
    with town.desk(town.ada) as desk:
        charts.change_card(desk, chart, Card(name="Kim Lee", born=born))
    assert days(town) == []
    wants(town, kim, "due")
    assert days(town) == [today + 20]
    with town.desk(town.ada) as desk:
        charts.change_card(desk, chart, Card(name="Kim Lee", born=""))
    assert today + 20 not in days(town)
    with town.desk(town.ada) as desk:
        charts.change_card(desk, chart, Card(name="Kim Lee", born=born))
    town.clock.forward(20 * DAY)
    assert waiting(town) == [Event.DUE]


def test_a_week_in_which_somebody_looked_is_one_line_at_its_end(town, kim):
    wants(town, kim, "week")
    for _ in range(3):
        read_note(town)
        town.clock.forward(DAY)
    assert waiting(town) == []
    assert len(days(town)) == 1
    town.clock.forward(5 * DAY)
    assert waiting(town) == [Event.WEEK]
    assert jobs.once(town.house) is None
    town.clock.forward(WEEK)
    assert waiting(town) == []


def test_a_week_in_which_only_the_client_looked_is_silent(town, kim):
    wants(town, kim, "week")
    town.browser(kim).get("/looked")
    answers(town, kim)
    assert days(town) == [moments.day(town.clock.now()) + 56]
    town.clock.forward(2 * WEEK)
    assert waiting(town) == []


def test_reading_alone_is_enough_for_the_week(town, kim):
    wants(town, kim, "week")
    note = town.note("Kim Lee", "A quiet week.")
    town.clock.forward(2 * WEEK)
    planned.ripen(town.house)
    assert days(town) == []
    town.browser(town.ada).get(town.path("charts/note", chart=town.charts["Kim Lee"], note=note))
    assert len(days(town)) == 1


def test_who_did_not_choose_it_hears_nothing_and_who_paused_neither(town, kim):
    wants(town, kim, "item")
    answers(town, kim)
    read_note(town)
    town.clock.forward(9 * WEEK)
    assert waiting(town) == []
    lou = town.client("Lou Park")
    wants(town, lou, "due", address="lou@home.example")
    answers(town, lou)
    browser = town.browser(lou, stepped_up=True)
    browser.submit(browser.get("/reach"), "Keep these", **FORM | {"events": ["due"], "address": "lou@home.example", "paused": "yes"})
    town.clock.forward(9 * WEEK)
    assert waiting(town) == []


def test_quiet_hours_hold_what_ripened_at_night(town, kim):
    wants(town, kim, "due")
    browser = town.browser(kim)
    browser.submit(browser.get("/reach"), "Keep these", **FORM | {"events": ["due"], "quiet_from": "0", "quiet_until": "23"})
    answers(town, kim)
    town.clock.forward(8 * WEEK)
    assert waiting(town) == []
    with town.house.content.reading() as tx:
        assert tx.row("SELECT count(*) FROM outbox")[0] == 1


def test_a_new_kind_of_browser_is_told_and_the_first_and_the_known_are_not(town, kim):
    signs_in(town, kim, FIREFOX)
    wants(town, kim, "sign-in")
    signs_in(town, kim, FIREFOX)
    assert waiting(town) == []
    signs_in(town, kim, PHONE)
    assert waiting(town) == [Event.SIGN_IN]


def signs_in(town, who, agent: str) -> None:
    browser = town.browser(headers={"user-agent": agent})
    assert browser.submit(browser.get("/start"), "Sign in", name=who.login, words=WORDS).status == 200


def test_what_is_planned_names_nobody_and_a_changed_row_is_a_lost_notice(town, kim):
    wants(town, kim, "due")
    answers(town, kim)
    with town.house.content.reading() as tx:
        ((id, day, box),) = tx.rows("SELECT id, day, envelope FROM planned")
    with town.desk(kim, write=False) as desk:
        assert desk.actor.id not in id + box
        assert all(chart not in id + box for chart in desk.keyring.ring().charts)
        reached = desk_access(desk, town).reached[0]
    assert reached not in id + box
    with town.house.content.writing() as tx:
        tx.change("UPDATE planned SET envelope = randomblob(400), day = :day", day=day - 100)
    assert planned.ripen(town.house) == 1
    assert waiting(town) == []


def desk_access(desk, town):
    return gate.standing(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD).access
