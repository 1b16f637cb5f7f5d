"""Who was stopped is told at the next page that it ended; a page left open asks whether it may stay, and asking is no use of the sign-in."""

from __future__ import annotations

import pytest
from tests.pages.town import MONDAY

from tacenda.acts import grants, holders, stops
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.words import ids
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import handles, headers, registry

DAY = 86_400
SOON = Moment(MONDAY + 30 * DAY)
SENTENCE = "Your access to the records of one client was stopped."
GONE = "Your access to these records was stopped, so they are not open to you any more."


@pytest.fixture(scope="module")
def ben(town):
    return town.colleague("Ben Roy", Role.CLINICIAN)


def stop(town, client, name: str, who: str) -> None:
    """Without a roll, so that the stop can be taken back: the client's sign-in has no keys to the record."""
    with town.desk(client, write=False) as desk:
        found = next(one for one in holders.who_can(desk, town.charts[name], Purpose.OWN_RECORD) if one.holder.name == who)
    secret = town.sign_in(client)
    grants.stop(town.house, SignInSecret(secret), town.charts[name], found.holder.grant, Purpose.OWN_RECORD)


def asked(browser, chart: ChartId) -> int:
    return browser._answer("GET", f"{registry.OPEN}/{handles.of(chart)}", None, {}, None).status


def kinds(browser, chart: ChartId) -> int:
    return int(browser._answer("GET", f"{registry.OPEN}/{handles.of(chart)}", None, {}, None).text)


def test_nobody_who_was_never_stopped_reads_of_a_stop(town, ben):
    browser = town.browser(ben)
    assert not browser.get("/day").find("main .notice")
    assert "No access of yours was stopped." in browser.get("/stop").text


def test_a_stopped_colleague_reads_that_it_ended_and_neither_why_nor_whose(town, ben):
    lou = town.client("Lou Park")
    note = town.note("Lou Park", "A quiet week.")
    town.give("Lou Park", ben, offers.CO_THERAPIST, SOON)
    his, path = town.browser(ben), town.path("charts/note", chart=town.charts["Lou Park"], note=note)
    assert his.get(path).status == 200
    stop(town, lou, "Lou Park", "Ben Roy")
    refused = his.get(path)
    assert (refused.status, refused.heading) == (403, "Access has ended")
    assert GONE in refused.text
    assert "Lou" not in refused.text
    assert his.get(town.path("charts/card", chart=town.charts["Lou Park"])).heading == "Access has ended"
    day = his.get("/day")
    assert SENTENCE in day.text
    assert "Lou" not in day.text
    told = his.follow(day, "What this means")
    assert "Nobody here is told why." in told.text
    assert "that draft is closed too." in told.text and "outside a session" in told.text
    assert "Lou" not in told.text
    after = his.submit(told, "I have read this")
    assert after.path == "/day"
    assert SENTENCE not in after.text
    assert his.get(path).heading == "Access has ended"


def test_a_second_stop_is_told_again_and_one_that_ended_by_itself_is_none(own_town):
    town = own_town
    eve = town.colleague("Eve Hall", Role.FRONT_DESK)
    for name in ("Ida Moss", "Jon Reed"):
        client = town.client(name)
        town.give(name, eve, offers.FRONT_DESK, SOON)
        stop(town, client, name, "Eve Hall")
        hers = town.browser(eve)
        assert SENTENCE in hers.get("/day").text
        told = hers.get("/stop")
        assert "Do not ask the client about it." in told.text
        assert not any(unfit in told.text for unfit in ("session", "note", "draft"))  # they meet nobody in one, and write none
        assert told.text.count("privacy officer") == 1
        hers.submit(told, "I have read this")
    town.client("Kai Lund")
    town.give("Kai Lund", eve, offers.FRONT_DESK, Moment(MONDAY + 2 * DAY))
    town.clock.forward(3 * DAY)
    hers = town.browser(eve)
    assert not hers.get("/day").find("main .notice")
    over = hers.get(town.path("front/card", chart=town.charts["Kai Lund"]))
    assert (over.status, over.heading) == (403, "Not open now")


def test_who_guides_the_work_is_told_on_their_day(town):
    sue = town.colleague("Sue Lane", Role.SUPERVISOR)
    client = town.client("Max Voss")
    town.give("Max Voss", sue, offers.SUPERVISOR, SOON)
    assert "A client of Dr. Ada Fox" in town.browser(sue).get("/day").text
    stop(town, client, "Max Voss", "Sue Lane")
    day = town.browser(sue).get("/day").text
    assert SENTENCE in day
    assert "A client of" not in day


def test_a_page_of_a_chart_may_stay_until_the_stop_and_not_a_moment_longer(town, ben):
    nia = town.client("Nia Cole")
    chart = town.charts["Nia Cole"]
    town.give("Nia Cole", ben, offers.CO_THERAPIST, SOON)
    his = town.browser(ben)
    card = his.get(town.path("charts/card", chart=chart))
    assert card.find("meta[name=open]")[0].attrs["content"] == f"/open/{handles.of(chart)}"
    assert asked(his, chart) == 200
    stop(town, nia, "Nia Cole", "Ben Roy")
    assert asked(his, chart) == 403
    # What closes a page must not lead to one that asks again for ever.
    assert not his.get(card.path).find("meta[name=open]")


def test_what_a_client_keeps_somebody_out_of_is_gone_from_what_is_open_and_the_rest_stays(town, ben):
    ivy = town.client("Ivy Dell")
    chart = town.charts["Ivy Dell"]
    town.give("Ivy Dell", ben, offers.CO_THERAPIST, SOON)
    his = town.browser(ben)
    before = kinds(his, chart)
    assert before & 1 << Code.RECORD
    with town.desk(ivy, write=False) as desk:
        grant = next(one.holder.grant for one in holders.who_can(desk, chart, Purpose.OWN_RECORD) if one.holder.name == "Ben Roy")
    grants.limit(town.house, SignInSecret(town.sign_in(ivy)), chart, grant, Code.RECORD, Purpose.OWN_RECORD)
    # Copies that were picked of the notes go with the notes.
    assert kinds(his, chart) == before & ~(1 << Code.RECORD | 1 << Code.SUPERVISION)


def test_every_page_of_a_stopped_chart_is_shut_so_that_none_closes_itself_for_ever(town, ben):
    tess = town.client("Tess Hale")
    chart, note = town.charts["Tess Hale"], town.note("Tess Hale", "Rain.")
    town.give("Tess Hale", ben, offers.CO_THERAPIST, SOON)
    stop(town, tess, "Tess Hale", "Ben Roy")
    his = town.browser(ben, stepped_up=True)
    slots = {"chart": chart, "note": note, "item": note, "card": bytes(32), "grant": bytes(32), "answer": note, "version": 1}
    tried = 0
    for page in registry.PAGES:
        if "chart" in page.kinds and page.open_to(frozenset(ben.roles)):
            path = town.path(page.name, **{key: value for key, value in slots.items() if key in page.kinds})
            answer = his.get(path)
            assert not answer.find("meta[name=open]"), page.name
            tried += 1
    assert tried > 25


def test_asking_says_nothing_of_charts_that_are_not_ones_own(town, ben):
    other, his = town.chart("Zoe Park"), town.browser(ben)
    assert asked(his, other) == asked(his, ChartId(bytes(16))) == asked(town.browser(), other) == 403
    for path in (handles.of(other), "nonsense", ""):
        answer = his._answer("GET", f"{registry.OPEN}/{path}", None, {}, None)
        assert (answer.status, answer.body) == (403, b"")


def test_asking_enters_nothing_and_does_not_keep_a_page_from_locking(own_town):
    town, minute = own_town, 60
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    town.client("Liv Bond")
    town.give("Liv Bond", ben, offers.CO_THERAPIST, SOON)
    his, chart = town.browser(ben), town.charts["Liv Bond"]
    his.get(town.path("charts/card", chart=chart))
    size = town.house.keeper.size()
    for _ in range(14):
        town.clock.forward(minute)
        assert asked(his, chart) == 200
    town.clock.forward(minute)
    assert asked(his, chart) == 403
    assert his.get("/day").status == 401
    assert town.house.keeper.size() == size


def test_what_goes_wrong_in_asking_closes_no_page(own_town):
    town = own_town
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    town.client("Una Frey")
    town.give("Una Frey", ben, offers.CO_THERAPIST, SOON)
    his, chart = town.browser(ben), town.charts["Una Frey"]
    assert asked(his, chart) == 200
    with town.house.content.writing() as tx:
        tx.change("UPDATE ring SET envelope = randomblob(400)")
    assert asked(his, chart) == 503


def test_a_signed_out_browser_may_keep_no_page_open(town, ben):
    town.client("Amy Fell")
    town.give("Amy Fell", ben, offers.CO_THERAPIST, SOON)
    his, chart = town.browser(ben), town.charts["Amy Fell"]
    assert asked(his, chart) == 200
    his.submit(his.get("/devices"), "Sign out here")
    his.keep(headers.SIGN_IN, handles.of(bytes(32)))
    assert asked(his, chart) == 403


def test_a_page_without_a_chart_closes_when_its_sign_in_was_ended_elsewhere(town, ben):
    """Sign out everywhere: what lies open in another browser must not stay readable."""
    uma = town.client("Uma Lake")
    here, there = town.browser(uma, stepped_up=True), town.browser(uma)

    def stays() -> int:
        return there._answer("GET", registry.OPEN, None, {}, None).status

    for path in ("/home", "/looked"):
        assert there.get(path).find("meta[name=open]")[0].attrs["content"] == registry.OPEN
    assert stays() == 200
    here.submit(here.get("/devices"), "Sign out everywhere")
    assert stays() == 403
    # What closes a page must not lead to one that asks again for ever.
    shut = there.get("/home")
    assert shut.status == 401 and not shut.find("meta[name=open]")
    assert not town.browser(ben).get("/help").find("meta[name=open]")


def test_a_stopped_grant_is_named_in_the_ring_by_its_handle_alone(town, ben):
    eli = town.client("Eli Marsh")
    town.give("Eli Marsh", ben, offers.CO_THERAPIST, SOON)
    stop(town, eli, "Eli Marsh", "Ben Roy")
    with town.desk(ben) as desk:
        stops.read(desk)
        wish = desk.keyring.ring().wishes[stops.READ]
    assert wish
    assert all(len(ids.from_handle(one, 32)) == 32 for one in wish.split(","))
