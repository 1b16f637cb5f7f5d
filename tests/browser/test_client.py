"""A client in a real browser: joins with a card, is let in, sees who can see what and who looked, stops a person, checks. And how it looks."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from tests.browser import harness
from tests.browser.harness import Walk
from tests.pages.town import WORDS, Town

from tacenda.acts import accounts, sharing
from tacenda.core.ledger.bundle import Bundle
from tacenda.core.model import offers
from tacenda.core.words.people import Role
from tacenda.doors import language
from tacenda.doors.web import app, front, handles, headers

DAY = 86_400


class Street:
    """A town with an address."""

    def __init__(self, town: Town, base: str) -> None:
        self.town, self.base = town, base
        self.ben = town.colleague("Ben Roy", Role.CLINICIAN)
        self.kim = town.client("Kim Lee")
        note = town.note("Kim Lee", "A walk each day helps.")
        with town.desk(town.ada) as desk:
            sharing.share(desk, town.charts["Kim Lee"], note)
        town.give("Kim Lee", self.ben, offers.CO_THERAPIST, town.clock.now() + 30 * DAY)

    def signed_in(self, context, who, *, stepped_up: bool = False) -> Walk:
        harness.keep_cookie(context, self.base, handles.of(self.town.sign_in(who, stepped_up=stepped_up)), headers.SIGN_IN)
        return Walk(context.new_page(), self.base)


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    town = Town(tmp_path_factory.mktemp("street"))
    with harness.serving(town.app) as base:
        yield Street(town, base)
    town.close()


@pytest.fixture(params=["scripts on", "scripts off"])
def profile(request, browser):
    """A phone, with and without scripts."""
    made = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=request.param == "scripts on", accept_downloads=True
    )
    yield made
    harness.close(made)


def test_a_client_joins_with_a_card_is_let_in_and_is_home(street, profile, browser):
    name = f"Wanda {id(profile)}"
    street.town.chart(name)
    code = street.town.card(name)
    wanda = Walk(profile.new_page(), street.base).go("/join")
    words = wanda.page.get_by_label("Your pass words").input_value()
    wanda.fill("The code on your card", code).fill("A name to sign in with", f"w{id(profile)}")
    wanda.page.get_by_role("group", name="Does anyone else").get_by_label("No", exact=True).check()
    wanda.page.get_by_role("group", name="Do you want a spare code").get_by_label("Yes, show me one").check()
    wanda.count += 2
    wanda.press("Continue")
    wanda.page.wait_for_url("**/code")
    paper = wanda.page.locator("main .code").inner_text()
    wanda.press("I have it").fill("Your pass words", words).fill("The code from your paper", paper).press("Continue")
    wanda.page.wait_for_url("**/home")
    assert wanda.count <= 12
    assert wanda.sees("Waiting for Dr. Ada Fox.")
    letters = wanda.page.locator("dl dd").first.inner_text()

    with_ada = browser.new_context(viewport={"width": 1280, "height": 800})
    ada = street.signed_in(with_ada, street.town.ada, stepped_up=True).go("/day").press("Let in")
    assert ada.page.locator("dl dd").nth(1).inner_text() == letters
    ada.choose("Yes, they are the same").press("Let in")
    ada.page.wait_for_url("**/day?done=yes")
    harness.close(with_ada)

    wanda.go("/home")
    assert wanda.sees("You are in charge here.")
    assert wanda.strangers == []


def test_a_client_sees_stops_checks_and_takes_the_file_along(street, profile):
    town = street.town
    name = f"Lou {id(profile)}"
    lou = town.client(name)
    town.give(name, street.ben, offers.CO_THERAPIST, town.clock.now() + 30 * DAY)
    his = town.browser(street.ben)
    card = town.path("charts/card", chart=town.charts[name])
    assert his.get(card).status == 200
    walk = street.signed_in(profile, lou).go("/home")
    assert walk.sees("Dr. Ada Fox, who treats you") and walk.sees("Ben Roy, who treats you")
    walk.press("Who looked")
    assert walk.count == 1 and walk.sees("Why was this allowed?")
    walk.go("/home")
    walk.count = 0
    walk.press("Stop Ben Roy").press("Stop now")
    walk.page.wait_for_url("**/done")
    assert walk.count == 2 and walk.heading == "It is stopped"
    assert his.get(card).status in (403, 404)
    walk.go("/looked").press("Check that for yourself")
    assert walk.sees("They fit together.")
    with walk.page.expect_download() as coming:
        walk.press("Download the list")
    saved = coming.value
    assert saved.suggested_filename == "document-1.json"
    assert Bundle.read(saved.path().read_bytes()).chart == town.charts[name]
    assert walk.strangers == []


PAIRS = [(language.SOURCE, (("light", 320), ("dark", 1280))), (language.PSEUDO, (("light", 1280), ("dark", 320)))]


@pytest.mark.parametrize(("speech", "looks"), PAIRS, ids=[speech for speech, _ in PAIRS])
def test_no_page_of_a_client_has_a_fault_that_axe_finds(street, browser, speech, looks):
    """Each pair of colours, direction and width; the whole table is for nights."""
    with harness.serving(app.make(street.town.house, front.make(street.town.house), speech=speech)) as base:
        context = browser.new_context()
        harness.keep_cookie(context, base, handles.of(street.town.sign_in(street.kim)), headers.SIGN_IN)
        page, faults = context.new_page(), []
        page.goto(base + "/home")
        person = page.locator("main section a").first.get_attribute("href")
        page.goto(base + "/mine")
        item = page.locator("main li a").first.get_attribute("href")
        for path in ("/home", "/looked", "/looked?show=all", "/looked/check", "/mine", item, "/choices", person, f"{person}/stop", "/join"):
            page.goto(base + path)
            for look in looks:
                faults += [f"{path}: {fault}" for fault in harness.faults(page, look)]
                faults += [f"{path} {look}: near {pick}" for pick in harness.close_picks(page)]
        harness.close(context)
    assert faults == []


def test_every_control_of_home_and_who_looked_is_reached_by_keyboard(street, context):
    walk = street.signed_in(context, street.kim)
    for path in ("/home", "/looked", "/choices"):
        walk.go(path)
        assert harness.keyboard_faults(walk.page) == []


def test_a_discreet_client_passes_the_second_lock_and_reads_with_scripts_on(street, context):
    town = street.town
    ivy = town.client("Ivy Dale")
    note = town.note("Ivy Dale", "Slow mornings.")
    with town.desk(town.ada) as desk:
        sharing.share(desk, town.charts["Ivy Dale"], note)
    walk = street.signed_in(context, ivy).go("/choices")
    walk.page.get_by_role("group", name="Does anyone else").get_by_label("Yes", exact=True).check()
    with walk.page.expect_navigation():
        walk.press("Keep these")
    walk.go("/mine")
    assert walk.page.locator("meta[name=entries]").count() == 1
    walk.fill("Pass words", WORDS).press("Open")
    assert walk.sees("My notes and plan")
    walk.press("Note of")
    assert walk.sees("Slow mornings.")


def test_a_discreet_client_keeps_what_was_typed_when_nothing_can_be_written(street, context):
    """The page about it takes the place of the form there, and Back leads nowhere."""
    town = street.town
    ivy = town.client("Ivy Kept")
    with town.desk(ivy) as desk:
        accounts.change_wish(desk, "discreet", "yes")
    walk = street.signed_in(context, ivy).go("/reach").fill("Your e-mail address", "ivy@example.org")
    with contextlib.closing(sqlite3.connect(town.house.folder / "content.db", isolation_level=None)) as file:
        file.execute("BEGIN IMMEDIATE")
        walk.press("Keep these")
        walk.page.get_by_role("button", name="Back to your text").wait_for()
        assert "ivy@example.org" not in walk.page.content()
        file.execute("ROLLBACK")
    walk.press("Back to your text")
    walk.page.locator("#f-address").wait_for()
    assert walk.page.get_by_label("Your e-mail address").input_value() == "ivy@example.org"
