"""The front desk's day and card, and a supervisor's reading: what was opened to them, nothing else, and every opening is a line."""

from __future__ import annotations

import pytest
from tests.pages.town import MONDAY

from tacenda.acts import cards, notes
from tacenda.core.model import offers
from tacenda.core.model.chart import Visit
from tacenda.core.words.access import Content
from tacenda.core.words.ids import fingerprint
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

DAY = 86_400
SOON = Moment(MONDAY + 30 * DAY)


@pytest.fixture(scope="module")
def sam(town):
    return town.colleague("Sam Porter", Role.FRONT_DESK)


@pytest.fixture(scope="module")
def hugo(town):
    return town.colleague("Hugo Vance", Role.SUPERVISOR)


def test_the_front_desk_of_a_first_day_expects_nobody(town, sam):
    new = town.colleague("Nia New", Role.FRONT_DESK)
    day = town.browser(new).get("/day")
    assert day.heading == "Arrivals"
    assert "Nobody is expected." in day.text


WAITS = (("Clio Wait", Role.CLINICIAN), ("Tess Wait", Role.TRAINEE), ("Flo Wait", Role.FRONT_DESK), ("Sue Wait", Role.SUPERVISOR))


@pytest.mark.parametrize(("name", "role"), [*WAITS, ("Otto Wait", Role.OFFICER)])
def test_who_joined_reads_what_they_wait_for_until_somebody_let_them_in(town, name, role):
    with town.desk(town.ada) as desk:
        card = cards.make(desk, "staff", None, name, (role,))
    who = town.enrolled(card.code, name, role)
    with town.desk(who, write=False) as desk:
        letters = fingerprint(desk.keyring.entry)
    browser = town.browser(who)
    home = browser.get("/week" if role is Role.OFFICER else "/day")
    assert "You wait to be let in." in home.text and f"Read your 25 letters out to them: {letters}" in home.text
    assert "Add a client" not in home.links()  # it would be refused
    officer = town.browser(town.ada, stepped_up=True)
    officer.submit(officer.follow(officer.get("/staff"), f"Let in {name}"), "Let in", compared="yes")
    assert "You wait to be let in." not in town.browser(who).get(home.path).text


@pytest.mark.parametrize(
    ("name", "role", "waits"),
    [
        ("Tom In", Role.TRAINEE, "Who treats a client lets you in."),
        ("Fay In", Role.FRONT_DESK, "No card is open to you yet. Who treats a client lets you in."),
        ("Sid In", Role.SUPERVISOR, "Who treats a client can let you read notes."),
        ("Ola In", Role.OFFICER, "You are not in the office yet. A member of it has to put you in."),
    ],
)
def test_who_was_let_in_and_can_open_nothing_reads_who_opens_something(town, name, role, waits):
    browser = town.browser(town.colleague(name, role))
    home = browser.get("/week" if role is Role.OFFICER else "/day")
    assert waits in home.text and "You wait to be let in." not in home.text


def test_a_card_opened_at_the_front_desk_is_a_look_that_the_client_reads_by_name_and_the_day_alone_is_none(town, sam):
    own = town.client("Uli Nash")
    town.give("Uli Nash", sam, offers.FRONT_DESK, SOON)
    his, hers = town.browser(sam), town.browser(own)
    day = his.get("/day")
    assert "each time you open a card" in day.text
    shown = [one.to_text() for one in hers.get("/looked").find("main > ul > li")]
    assert not any("Sam Porter, at the front desk" in line for line in shown), shown
    assert "Nothing yet." in hers.follow(hers.get("/home"), "More Sam Porter").text
    his.follow(day, "Uli N.")
    shown = [" ".join(one.to_text().split()) for one in hers.get("/looked").find("main > ul > li")]
    looks = [line for line in shown if "Sam Porter, at the front desk" in line]
    assert len(looks) == 1 and "Read in your name and phone and your visit times." in looks[0], shown
    assert "Read in your name and phone and your visit times." in hers.follow(hers.get("/home"), "More Sam Porter").text


def test_arrivals_show_only_charts_that_were_opened_with_name_and_time(town, sam):
    town.chart("Kim Lee", visit=Visit(Moment(MONDAY + 3600), 50))
    town.chart("Other Person", visit=Visit(Moment(MONDAY + 7200), 50))
    town.give("Kim Lee", sam, offers.FRONT_DESK, SOON)
    browser = town.browser(sam)
    day = browser.get("/day")
    assert "Kim L." in day.text and "50 minutes" in day.text
    assert "Other" not in day.text
    card = browser.follow(day, "Kim L.")
    assert "555 0101" in card.text and "Text after five" in card.text
    assert "note" not in card.text.lower()


def test_the_front_desk_adds_a_visit_and_the_client_sees_who_wrote_it(town, sam):
    pia = town.client("Pia Noor")
    town.give("Pia Noor", sam, offers.FRONT_DESK, SOON)
    browser = town.browser(sam)
    card = browser.get(town.path("front/card", chart=town.charts["Pia Noor"]))
    assert "No visit is planned." in card.text
    card = browser.submit(browser.follow(card, "Add a visit"), "Save", day="2026-11-24", time="10:00")
    assert "Tue, November 24, 2026" in card.text
    page = town.browser(pia).get("/looked")
    assert "Sam Porter, at the front desk" in page.text
    assert "Wrote in your visit times." in page.text


def test_a_long_list_of_people_comes_in_pages_of_25(town):
    rex = town.colleague("Rex Long", Role.FRONT_DESK)
    for number in range(27):
        town.chart(f"Many P{number}")
        town.give(f"Many P{number}", rex, offers.FRONT_DESK, SOON)
    browser = town.browser(rex)
    first = browser.get("/day")
    assert len(first.find("main li a")) == 25
    assert len(browser.follow(first, "Older lines").find("main li a")) == 2


def test_a_supervisor_reads_what_is_shared_and_learns_no_name(town, hugo):
    kim = town.client("Sue Kerr")
    note = town.note("Sue Kerr", "A quiet week.")
    town.note("Sue Kerr", "For me alone.", Content.PSYCHOTHERAPY_NOTE)
    town.give("Sue Kerr", hugo, offers.SUPERVISOR, SOON)
    browser = town.browser(hugo)
    day = browser.get("/day")
    assert "Sue" not in day.text
    assert "Your access ends on December 23, 2026." in day.text
    listed = browser.follow(day, "A client of Dr. Ada Fox")
    assert len(listed.find("main li")) == 1
    read = browser.follow(listed, "November 23, 2026")
    assert "A quiet week." in read.text and "For me alone." not in read.text
    assert read.path == town.path("front/note", chart=town.charts["Sue Kerr"], note=note)
    page = town.browser(kim).get("/looked")
    assert "Hugo Vance, who guides your therapist's work" in page.text


def test_nothing_shared_says_so(town):
    new = town.colleague("Vera New", Role.SUPERVISOR)
    assert "Nothing is shared with you." in town.browser(new).get("/day").text
    assert "Nothing is shared with you." in town.browser(town.ada).get("/share").text


def test_an_open_chart_without_a_note_says_so(town, hugo):
    town.chart("Max Orr")
    town.give("Max Orr", hugo, offers.SUPERVISOR, SOON)
    assert "No note yet." in town.browser(hugo).get(town.path("front/notes", chart=town.charts["Max Orr"])).text


def test_shared_notes_come_in_pages_of_25(town, hugo):
    town.chart("Lou Park")
    for number in range(26):
        town.note("Lou Park", f"Note {number}.")
    town.give("Lou Park", hugo, offers.SUPERVISOR, SOON)
    browser = town.browser(hugo)
    first = browser.get(town.path("front/notes", chart=town.charts["Lou Park"]))
    assert len(first.find("main li")) == 25
    assert len(browser.follow(first, "Older lines").find("main li")) == 1


def test_a_clinician_who_guides_a_colleague_finds_it_beside_the_own_day(town):
    both = town.colleague("Bea Both", Role.CLINICIAN, Role.SUPERVISOR)
    town.chart("Tim Gray")
    town.note("Tim Gray", "Rain.")
    town.give("Tim Gray", both, offers.SUPERVISOR, SOON)
    browser = town.browser(both)
    day = browser.get("/day")
    assert day.heading == "Today"
    assert [one.to_text() for one in day.find("header nav a")].count("Day") == 1
    assert "A client of Dr. Ada Fox" in browser.get("/share").links()
    assert town.path("charts/card", chart=town.charts["Tim Gray"]) not in day.links().values()


def test_who_is_at_the_front_desk_too_finds_those_charts_on_the_day_and_is_not_told_to_begin_one(town):
    bo = town.colleague("Bo Both", Role.CLINICIAN, Role.FRONT_DESK)
    browser = town.browser(bo)
    assert "Nobody is here yet. Add the first client." in browser.get("/day").text
    town.chart("Fay Vale", visit=Visit(town.clock.now(), 50))
    town.give("Fay Vale", bo, offers.FRONT_DESK, SOON)
    day = browser.get("/day")
    assert "Nobody is here yet" not in day.text and "Add the first client" not in day.text
    assert "Opened to you at the front desk" in day.text and "Write Fay V." not in day.links()
    assert day.find("ul.list")[0].to_text().count("Fay V.") == 1  # among those who come today
    assert browser.follow(day, "Fay V.").status == 200


def test_who_guides_a_colleague_too_is_led_there_from_the_day(town):
    bea = town.colleague("Bea Guide", Role.CLINICIAN, Role.SUPERVISOR)
    town.chart("Gus Vale")
    town.give("Gus Vale", bea, offers.SUPERVISOR, SOON)
    browser = town.browser(bea)
    day = browser.get("/day")
    assert "Add the first client" not in day.text
    assert browser.follow(day, "1 chart is open to you to guide the work").heading == "Shared with me"


def test_a_supervisor_who_alone_opens_notes_reads_that_and_whom_to_tell(own_town):
    kim, eve = own_town.client("Kim Lee"), own_town.colleague("Eve Stone", Role.SUPERVISOR)
    own_town.give("Kim Lee", eve, offers.SUPERVISOR, Moment(own_town.clock.now() + 30 * DAY))
    browser = own_town.browser(eve)
    day = browser.get("/day").text
    assert "A client of Dr. Ada Fox" in day and "Only you can open" not in day
    own_town.stop_by(kim, "Kim Lee", "Dr. Ada Fox")
    day = browser.get("/day").text
    assert "A client whose chart nobody keeps" in day
    assert "Only you can open these notes. You cannot let anybody in. Tell the privacy office." in day


def test_when_the_last_day_is_over_nothing_opens(town):
    ned = town.colleague("Ned Ende", Role.SUPERVISOR)
    town.chart("Eva Lind")
    note = town.note("Eva Lind", "Snow.")
    town.give("Eva Lind", ned, offers.SUPERVISOR, Moment(town.clock.now() + 600))
    path = town.path("front/note", chart=town.charts["Eva Lind"], note=note)
    assert town.browser(ned).get(path).status == 200
    town.clock.forward(601)
    assert town.browser(ned).get(path).status in (403, 404)
    assert "Nothing is shared with you." in town.browser(ned).get("/day").text
    with town.desk(town.ada, write=False) as desk:
        assert notes.open_note(desk, town.charts["Eva Lind"], note).note.text("text") == "Snow."


@pytest.mark.parametrize("page", ["arrivals", "shared", "also", "card", "notes", "note"])
def test_the_lock_stands_before_every_page(town, page):
    slots = {"card": {"chart": bytes(16)}, "notes": {"chart": bytes(16)}, "note": {"chart": bytes(16), "note": bytes(16)}}.get(page, {})
    assert (
        town.browser()
        .as_roles(Role.SUPERVISOR if page != "arrivals" and page != "card" else Role.FRONT_DESK)
        .get(town.path(f"front/{page}", **slots))
        .status
        == 401
    )
