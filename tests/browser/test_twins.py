"""Two accounts of one client, in a real browser, with scripts and without, on a phone: asked for in two clicks, checked, ended."""

from __future__ import annotations

from tests.browser import harness
from tests.browser.test_grants import SCRIPTS, tab

from tacenda.acts import cards, grants
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import fingerprint
from tacenda.core.words.moments import NEVER
from tacenda.core.words.people import Role


def second(town, name: str):
    """Another account of a client's chart, whoever it is."""
    made = town.enrolled(town.card(name), f"{name} Again", Role.CLIENT)
    with town.desk(town.ada) as desk:
        waits = next(one for one in cards.waiting(desk) if one.chart == town.charts[name])
        grants.give(desk, town.charts[name], Purpose.TREATMENT, waits.entry, name, offers.CLIENT, NEVER, reason="again: met")
        cards.forget(desk, waits.card)
    return made


def letters(town, who) -> str:
    with town.desk(who, write=False) as desk:
        return fingerprint(desk.keyring.entry)


@SCRIPTS
def test_a_client_asks_in_two_clicks_and_who_keeps_the_chart_checks_and_ends_it(browser, town, base, scripts):
    name = f"Ivy {scripts}"
    ivy = town.client(name)
    other = second(town, name)
    theirs = tab(browser, base, town, other, java_script_enabled=scripts).go("/home")
    assert theirs.heading == "Who can see what"

    hers = tab(browser, base, town, ivy, java_script_enabled=scripts).go("/home")
    hers.press(f"Ask to end it {name}")
    assert hers.sees("We meet you and check who is who.")
    hers.press("Ask to end it")
    assert hers.sees("You asked us to end it.") and hers.count == 2
    assert letters(town, ivy) in hers.page.content()

    ada = tab(browser, base, town, town.ada, stepped_up=True, java_script_enabled=scripts).go("/day")
    ada.press(f"Check who is who {name.split()[0]}")
    ada.page.wait_for_url("**/access/**")
    ada.press(f"Check who is who {name}")
    assert ada.sees("Two accounts say that they are this client.")
    assert letters(town, other) in ada.page.content() and letters(town, ivy) in ada.page.content()
    ada.choose("I am not sure").press("End this account")
    assert ada.sees("End nothing before you are sure.")
    assert theirs.go("/home").heading == "Who can see what"
    ada.choose("We met in person").press("End this account")
    ada.page.wait_for_url(lambda url: url.endswith(town.path("charts/access", chart=town.charts[name]) + "?done=yes"))
    assert ada.sees("It has ended. They can open nothing here any more.")
    assert theirs.go("/home").heading == "Access has ended" and theirs.sees("You can ask us to let you in again.")
    hers.go("/looked")
    assert hers.sees("Ended a second way in as you. They met you first.")
    assert hers.strangers == ada.strangers == [] and hers.complaints == [] and not ada.page.get_by_text("Check who is who").count()


def test_the_pages_about_two_accounts_pass_axe_and_fit_their_window(browser, town, base):
    name = "Fay Holm"
    fay = town.client(name)
    grants_of = [second(town, name)]
    with town.desk(grants_of[0], write=False) as desk:
        grant = desk.held(town.charts[name]).grant_hash
    chart, faults = town.charts[name], list[str]()
    hers = tab(browser, base, town, fay, bypass_csp=True)
    ask = town.path("me/doubt", chart=chart, grant=grant)
    hers.go(ask)
    faults += _faults(hers, ask)
    hers.press("Ask to end it")
    assert hers.sees("You asked us to end it.")
    ada = tab(browser, base, town, town.ada, stepped_up=True, bypass_csp=True)
    pages = [(hers, path) for path in ("/home", town.path("me/person", chart=chart, grant=grant), ask)]
    pages += [(ada, town.path(one, chart=chart)) for one in ("charts/card", "charts/access")]
    for walk, path in [*pages, (ada, "/day"), (ada, town.path("charts/twin", chart=chart, grant=grant))]:
        faults += _faults(walk.go(path), path)
    assert faults == []


def _faults(walk, path: str) -> list[str]:
    return [f"{path}: {fault}" for fault in harness.faults(walk.page, ("dark", 360), ("light", 1280))]
