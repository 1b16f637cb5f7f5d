"""Looking after a practice: colleagues by card, the week in counts, who can open what. No page here shows content or a client's name."""

from __future__ import annotations

import pytest

from tacenda.acts import cards, check_ins
from tacenda.core.model import check_in, offers
from tacenda.core.words.people import Role
from tacenda.doors import language
from tacenda.doors.web import handles

DAY = 86_400
PAGES = ("week", "staff", "access", "state")


def test_a_practice_of_one_says_so_everywhere(alone):
    browser = alone.browser(alone.ada)
    assert "You work alone. Invite someone." in browser.get("/staff").text
    assert "There is no chart to look at." in browser.get("/access").text
    week = browser.get("/week")
    assert "You alone hold the keys of this place." in week.text
    assert "They fit together." in week.text


def test_a_colleague_gets_a_card_joins_and_is_let_in_after_the_letters_were_compared(town, ada):
    staff = ada.follow(ada.get("/week"), "Staff")
    printed = ada.submit(ada.follow(staff, "Invite a colleague"), "Make a card", name="Ben Roy", roles=["clinician", "supervisor"])
    assert printed.heading == "A card for a colleague"
    assert "Ben Roy" in ada.get("/staff").links()
    with town.desk(town.ada, write=False) as desk:
        code = cards.again(desk, next(card.id for card, _ in cards.open_cards(desk) if card.name == "Ben Roy")).code
    assert code in printed.text
    ben = town.enrolled(code, "Ben Roy", Role.CLINICIAN, Role.SUPERVISOR)
    page = ada.follow(ada.get("/staff"), "Let in Ben Roy")
    with town.desk(town.ada, write=False) as desk:
        assert next(one.fingerprint for one in cards.waiting(desk) if one.name == "Ben Roy") in page.text
    refused = ada.submit(page, "Let in", compared="no")
    assert "Do not let this person in." in refused.text
    assert refused.find("main form")[-1].attrs["action"] == page.path.removesuffix("/open")  # where the card is taken back
    assert "Nobody is here yet" in town.browser(ben).get("/day").text
    assert "Privacy this week" in ada.get("/day").links() and "Privacy this week" not in town.browser(ben).get("/day").links()
    staff = ada.submit(page, "Let in", compared="yes")
    assert "They are in. They can begin to work here." in staff.text
    assert "This week in the privacy office" in ada.get("/day").links()
    assert "Ben Roy" in staff.text and "clinician and supervisor" in staff.text
    assert ada.get(page.path).status == 404
    chart = town.chart("First Client", of=ben)
    assert town.browser(ben).get(town.path("charts/card", chart=chart)).status == 200


def test_a_client_who_waits_cannot_be_let_in_as_a_colleague(town, ada):
    town.chart("Kim Lee")
    town.enrolled(town.card("Kim Lee"), "Kim Lee", Role.CLIENT)
    with town.desk(town.ada, write=False) as desk:
        waits = next(one for one in cards.waiting(desk) if one.name == "Kim Lee")
    assert ada.get(town.path("practice/let_in", card=waits.card)).status == 404
    assert "Kim Lee" not in ada.get("/staff").text


def test_an_invitation_needs_a_name_and_a_role(town, ada):
    page = ada.get("/staff/new")
    assert [one.attrs["value"] for one in page.find("input[type=checkbox]")] == [
        "clinician", "trainee", "supervisor", "desk", "officer",
    ]  # fmt: skip
    assert "choose at least one" in ada.submit(page, "Make a card", name="Zed").text
    assert ada.submit(page, "Make a card", name="", roles=["desk"]).status == 422
    assert ada.post("/staff/new", {"name": "Zed", "roles": ["privacy officer"]}).status == 422


@pytest.mark.parametrize("name", ["\u200b", "\u2800 \u00ad", "\ufeff"])
def test_a_name_that_nobody_sees_is_none(town, ada, name):
    page = ada.submit(ada.get("/staff/new"), "Make a card", name=name, roles=["desk"])
    assert page.status == 422
    assert "Name, as clients know it: this is still empty" in page.text
    with town.desk(town.ada, write=False) as desk:
        assert name not in {card.name for card, _ in cards.open_cards(desk)}


def test_a_card_that_was_taken_back_is_gone(town, ada):
    printed = ada.submit(ada.get("/staff/new"), "Make a card", name="Gone Soon", roles=["desk"])
    assert "Gone Soon" not in ada.submit(printed, "Take it back").text
    assert ada.get(printed.path).status == 404


def test_letting_a_colleague_in_asks_for_a_second_proof(town):
    assert town.browser(town.ada).get(town.path("practice/let_in", card=bytes(32))).title == "Unlock"


def test_the_week_counts_and_names_no_client(town, ada):
    week = ada.get("/week")
    assert "No content on this page" in week.text
    assert "Kim" not in week.text and "First Client" not in week.text


def test_the_week_counts_sign_ins_apart_from_those_that_did_not_fit_and_the_ledger_stays_whole(own_town):
    def rows():
        found = [" ".join(row.to_text().split()) for row in own_town.browser(own_town.ada).get("/week").find("dl.rows > div")]
        return [one for one in found if one.startswith(("Times somebody signed in", "Sign-ins that did not fit"))]

    signed_in, none = rows()
    assert none == "Sign-ins that did not fit 0"
    for n in range(5):
        assert own_town.browser().post("/start", {"name": f"some{n}", "words": "wrong words"}).status == 422
    now, some = rows()
    assert some == "Sign-ins that did not fit at least 4"
    assert int(now.rsplit(" ")[-1]) == int(signed_in.rsplit(" ")[-1]) + 1  # Ada, to read this


def test_check_ins_that_are_only_counted_show_from_five_on(town, ada):
    assert "under 5" in ada.get("/week").text
    for number, okay in enumerate(("uneasy", "very", "very", "mostly", "very")):
        with town.desk(town.client(f"Kim Counted {number}")) as desk:
            check_ins.count(desk, check_in.drawn(okay, "no", "no", desk.now))
    rows = {" ".join(row.to_text().split()) for row in ada.get("/week").find("dl.rows > div")}
    assert {"Check-ins that are only counted 5", "Uneasy ones among them under 5"} <= rows


def test_access_over_all_charts_is_counted_for_each_colleague_without_a_clients_name(town, ada):
    town.client("Lou Park")
    town.note("Lou Park", "Lantern words.")
    eve = town.colleague("Eve Stone", Role.SUPERVISOR)
    town.give("Lou Park", eve, offers.SUPERVISOR, town.clock.now() + 30 * DAY)
    page = ada.get("/access")
    assert "Eve Stone" in page.text and "keeps 0, can open 1 more" in page.text
    assert "can open 1 more, at most until December 23, 2026" in page.text
    assert "1 other person, " in page.text
    assert "Lou" not in page.text
    town.client("Una Park")
    town.give("Una Park", eve, offers.SUPERVISOR)  # without a last day: then none is the latest
    assert "keeps 0, can open 2 more" in ada.get("/access").text and "at most until" not in ada.get("/access").text
    chart = ada.get(town.path("practice/chart", chart=town.charts["Lou Park"]))
    assert "Eve Stone, supervisor" in chart.text
    assert "They fit together." in chart.text
    assert "Lou" not in chart.text and "Lantern" not in chart.text


def test_the_client_reads_that_the_office_looked_at_the_list(town, ada):
    mia = town.client("Mia Holt")
    ada.get(town.path("practice/chart", chart=town.charts["Mia Holt"]))
    browser = town.browser(mia)
    text = browser.get("/looked?show=all").text
    assert "Dr. Ada Fox, who treats you and also checks that the rules are kept" in text
    assert "Read in the list of who looked." in text


def test_charts_come_in_pages_of_25(town, ada):
    for number in range(27):
        town.chart(f"Many P{number}")
    first = ada.get("/access")
    assert len(first.find("main li a")) == 25
    assert ada.follow(first, "Older lines").find("main li a")


def test_an_officer_outside_the_privacy_office_sees_no_counts(town):
    pat, chart = town.colleague("Pat Only", Role.OFFICER), town.chart("Ira Voss")
    browser = town.browser(pat)
    assert "Only members of the privacy office see these counts." in browser.get("/week").text
    assert "There is no chart to look at." in browser.get("/access").text
    path = town.path("practice/chart", chart=chart)
    assert browser.get(path).status == 404
    assert town.browser(town.ada).get(path).status == 200


def test_the_state_page_names_what_to_look_at(town, ada):
    page = ada.get("/state")
    assert "There is a copy elsewhere" in page.text
    assert "They fit together." in page.text


@pytest.mark.parametrize("page", PAGES)
def test_the_lock_stands_before_every_page_and_other_staff_find_nothing(town, page):
    assert town.browser().get(town.path(f"practice/{page}")).status == 401
    assert town.browser(town.colleague(f"Other {page}", Role.CLINICIAN)).get(town.path(f"practice/{page}")).status == 404


def test_the_lock_stands_before_cards_and_charts_too(town):
    stranger = town.browser()
    for path in (
        "/staff/new",
        f"/staff/{handles.of(bytes(32))}",
        f"/staff/{handles.of(bytes(32))}/open",
        f"/unusual/{handles.of(bytes(16))}",
    ):
        assert stranger.get(path).status == 401


def test_the_state_page_says_when_background_work_failed(town, ada):
    assert "Background work goes well Fits" in " ".join(ada.get("/state").text.split())
    town.house.failed()
    try:
        at = " ".join(language.words().moment(town.clock.now()).split())
        assert f"Background work broke off: {at}." in " ".join(ada.get("/state").text.split())
    finally:
        (town.house.folder / "last-fault").unlink()
