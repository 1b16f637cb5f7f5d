"""Somebody a client trusts, and a parent, in a real browser on a phone: with scripts and without, from the card to the stop."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.browser import harness
from tests.browser.harness import Walk
from tests.pages.charts.test_speaks import BORN, asked, kept
from tests.pages.town import WORDS

from tacenda.acts import sharing
from tacenda.core.model.chart import Visit
from tacenda.core.words.moments import Moment
from tacenda.doors.web import handles

DAY = 86_400


def phone(browser, base, secret=None, **more) -> Walk:
    context = browser.new_context(viewport={"width": 360, "height": 740}, **more)
    if secret is not None:
        harness.keep_cookie(context, base, handles.of(secret))
    return Walk(context.new_page(), base)


def client_with_something(town, name):
    """A client with a visit to come and a shared note."""
    kim = town.client(name, visit=Visit(Moment(town.clock.now() + 10 * DAY), 50))
    note = town.note(name, "Breathe out slowly.")
    with town.desk(town.ada) as desk:
        sharing.share(desk, town.charts[name], note)
    return kim


def read_code(tab: Walk) -> str:
    return tab.page.locator("dd").nth(1).inner_text().strip()


def join(tab: Walk, code: str, login: str) -> Walk:
    """As anybody with a card does; a spare code is not wanted."""
    tab.go("/join").fill("The code on your card", code).fill("A name to sign in with", login)
    tab.fill("Your pass words", WORDS).choose("No, I keep nothing on paper")
    tab.page.get_by_role("group", name="Does anyone else use or look at this phone?").get_by_label("No", exact=True).check()
    tab.press("Continue")
    return tab.fill("Your pass words", WORDS).press("Continue")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_client_lets_somebody_they_trust_in_and_stops_them(browser, town, base, scripts):
    name, login = f"Kim {scripts}", f"ana.{scripts}".lower()
    kim, more = client_with_something(town, name), {"java_script_enabled": scripts}
    hers = phone(browser, base, town.sign_in(kim, stepped_up=True), **more).go("/home")
    hers.press("Someone I trust").fill("Their name", "Ana Lee").press("Make a card")
    theirs = join(phone(browser, base, **more), read_code(hers), login)
    assert theirs.sees("Nothing is open to you here now.")
    waited = theirs.page.locator("main").inner_text()
    hers.go("/trusted").press("Look at it Ana Lee")
    letters = hers.page.locator("dd").nth(1).inner_text()
    assert letters in waited
    hers.choose("Yes, they read me the same ones").choose("When my visits are").choose("The notes and plans shared with me")
    hers.press("Yes, let them in")
    assert hers.sees("Until then they see nothing, and do not know.")
    assert theirs.go("/home").page.locator("main").inner_text() == waited
    town.clock.forward(DAY + 60)
    theirs = phone(browser, base, **more).go("/start").sign_in(login, WORDS)
    theirs.press(f"Open {name}")
    assert theirs.heading == name and theirs.sees("They see each time you look.")
    theirs.press("Note of")
    assert theirs.sees("Breathe out slowly.")
    hers = phone(browser, base, town.sign_in(kim), **more).go("/looked")
    assert hers.sees("Ana Lee, someone you trust")
    assert theirs.complaints == []  # from the stop on their open page may be refused, and a browser writes that down
    hers.go("/home").press("Stop Ana Lee").press("Stop now")
    assert hers.sees("This person can open nothing now.")
    theirs.go("/home")
    assert theirs.sees("Something you could see has ended.")
    assert hers.complaints == []
    for tab in (hers, theirs):
        assert tab.strangers == []
        harness.close(tab.page.context)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_parent_is_let_in_by_a_rule_and_sees_visits_and_what_is_shared(browser, town, base, scripts):
    name, login = f"Lou {scripts}", f"rosa.{scripts}".lower()
    lou, more = client_with_something(town, name), {"java_script_enabled": scripts}
    kept(town, name, asked())
    ada = phone(browser, base, town.sign_in(town.ada, stepped_up=True), **more).go(town.path("charts/access", chart=town.charts[name]))
    ada.press("People beside the client").fill("Their name", "Rosa Lee").press("Make a card")
    theirs = join(phone(browser, base, **more), read_code(ada), login)
    ada.go(town.path("charts/speaks", chart=town.charts[name])).press("Look at it Rosa Lee")
    ada.choose("Yes, they are the same").fill("A child: the day of birth", BORN.isoformat())
    ada.page.get_by_label("No", exact=True).check()
    ada.press("Let in")
    assert ada.sees("Rosa Lee, speaks for the client")
    hers = phone(browser, base, town.sign_in(lou), **more).go("/home").press("More Rosa Lee")
    assert hers.sees("While you are under 12, your parents may see your record.")
    town.clock.forward(DAY + 60)
    theirs = phone(browser, base, **more).go("/start").sign_in(login, WORDS).press(f"Open {name}")
    assert theirs.sees("The parent speaks for this child and may see the record.")
    assert theirs.sees("You cannot see notes or messages.")
    assert theirs.complaints == [] and theirs.strangers == []


def test_the_pages_beside_a_client_pass_axe_and_fit_their_window(browser, town, base):
    mia = client_with_something(town, "Mia Stone")
    hers = phone(browser, base, town.sign_in(mia, stepped_up=True), bypass_csp=True)

    def fits(tab: Walk) -> None:
        assert not harness.faults(tab.page), tab.path

    fits(hers.go("/trusted"))
    fits(hers.fill("Their name", "Ana Stone").press("Make a card"))
    theirs = join(phone(browser, base, bypass_csp=True), read_code(hers), "ana.stone")
    fits(theirs)
    fits(hers.go("/trusted").press("Look at it Ana Stone"))
    hers.choose("I gave them the card myself").choose("When my visits are").fill("Last day", _day(town, 30)).press("Yes, let them in")
    fits(hers)
    fits(hers.press("More Ana Stone"))
    fits(hers.press("Take it back"))
    town.clock.forward(DAY + 60)
    theirs = phone(browser, base, bypass_csp=True).go("/start").sign_in("ana.stone", WORDS)
    fits(theirs)
    fits(theirs.press("Open Mia Stone"))
    ada = phone(browser, base, town.sign_in(town.ada, stepped_up=True), bypass_csp=True)
    fits(ada.go(town.path("charts/speaks", chart=town.charts["Mia Stone"])))


def _day(town, days: int) -> str:
    return (dt.datetime.fromtimestamp(town.clock.now(), dt.UTC).date() + dt.timedelta(days)).isoformat()
