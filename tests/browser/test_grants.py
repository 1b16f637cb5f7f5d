"""Who may open what, in a real browser: let in, reviewed, stopped, let in again, gone; as client, clinician, supervisor and officer."""

from __future__ import annotations

import pytest
from tests.browser import harness
from tests.browser.harness import in_days, tab

from tacenda.acts import gate
from tacenda.acts.desk import incident
from tacenda.core.model import offers
from tacenda.core.words.ids import fingerprint
from tacenda.core.words.people import Role

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
WORDS = "A heron at the pond."


def member(town, name: str) -> bytes:
    with town.desk(town.ada, write=False) as desk:
        return next(one.id for one in gate.practice_page(desk)[1].staff if one.name == name)


@SCRIPTS
def test_a_supervisor_is_let_in_reads_and_is_stopped_by_the_client_in_two_clicks(browser, town, base, scripts):
    name = f"Kim {scripts}"
    kim, eve = town.client(name), town.colleague(f"Eve {scripts}", Role.SUPERVISOR)
    town.note(name, WORDS)
    ada = tab(browser, base, town, town.ada, stepped_up=True, java_script_enabled=scripts)
    ada.go(town.path("charts/give", chart=town.charts[name])).pick("Who", f"Eve {scripts} (supervisor)")
    ada.choose("Supervision: reads all notes").fill("Last day", in_days(town, 30)).press("Let in")
    ada.page.wait_for_url("**/access/**")
    assert ada.sees(f"Eve {scripts}, supervisor")

    hers = tab(browser, base, town, eve, java_script_enabled=scripts).go("/day").press("A client of Dr. Ada Fox")
    hers.page.wait_for_url("**/view/**")
    assert name not in hers.page.content()
    notes = hers.path
    hers.page.locator("main li a").first.click()
    hers.page.wait_for_url("**/view/*/*")
    assert hers.sees(WORDS)
    note = hers.path

    walk = tab(browser, base, town, kim, java_script_enabled=scripts).go("/home")
    assert walk.sees(f"Eve {scripts}, who guides your therapist's work") and walk.count == 0  # who has access
    walk.press("Who looked")
    assert walk.sees(f"Eve {scripts}") and walk.count == 1  # who looked
    walk.go("/home")
    walk.count = 0
    walk.press(f"Stop Eve {scripts}").press("Stop now")
    walk.page.wait_for_url("**/done")
    assert walk.count == 2 and walk.heading == "It is stopped"
    for path in (notes, note):
        hers.go(path)
        assert hers.heading == "Access has ended" and WORDS not in hers.page.content()
    assert walk.complaints == [] and walk.strangers == []


@SCRIPTS
def test_a_supervisor_reads_the_note_that_was_picked_and_no_other(browser, town, base, scripts):
    name, eve = f"Tom {scripts}", town.colleague(f"Eva {scripts}", Role.SUPERVISOR)
    kim = town.client(name)
    town.note(name, "Not for anybody else.")
    ada = tab(browser, base, town, town.ada, stepped_up=True, java_script_enabled=scripts)
    ada.go(town.path("charts/give", chart=town.charts[name])).pick("Who", f"Eva {scripts} (supervisor)")
    ada.choose("Supervision: reads only notes you pick").fill("Last day", in_days(town, 30)).press("Let in")
    ada.page.wait_for_url("**/access/**")
    ada.go(town.path("charts/note", chart=town.charts[name], note=town.note(name, WORDS))).press("Pick for supervision")
    assert ada.sees(f"Eva {scripts} can open a copy of this version")
    ada.press("Pick it")
    ada.page.wait_for_url("**done=picked")

    hers = tab(browser, base, town, eve, java_script_enabled=scripts).go("/day").press("A client of Dr. Ada Fox")
    hers.page.wait_for_url("**/view/**")
    assert hers.page.locator("main li a").count() == 1
    hers.page.locator("main li a").first.click()
    hers.page.wait_for_url("**/view/*/*")
    assert hers.sees(WORDS)
    walk = tab(browser, base, town, kim, java_script_enabled=scripts).go("/looked")
    assert walk.sees("Read in the notes picked for who guides the work.")
    for one in (ada, hers, walk):
        assert one.complaints == [] and one.strangers == []


@SCRIPTS
def test_a_clinician_reviews_whom_they_let_in_and_what_has_no_tick_ends(browser, town, base, scripts):
    name, who = f"Lou {scripts}", f"Ben {scripts}"
    town.client(name)
    ben = town.colleague(who, Role.CLINICIAN)
    town.give(name, ben, offers.CO_THERAPIST, town.clock.now() + 30 * 86_400)
    card = town.path("charts/card", chart=town.charts[name])
    assert town.browser(ben).get(card).status == 200
    ada = tab(browser, base, town, town.ada, java_script_enabled=scripts).go("/people/check")
    ada.page.get_by_label(who).first.uncheck()
    ada.press("Keep ticked, end others")
    ada.page.wait_for_load_state()
    assert ada.page.get_by_label(who).count() == 0
    assert town.browser(ben).get(card).status in (403, 404)


@SCRIPTS
def test_a_client_lets_a_therapist_in_again_and_both_pages_say_what_stays_lost(browser, town, base, scripts):
    name, who = f"Mia {scripts}", f"Ada Again {scripts}"
    mia, back = town.client(name), town.colleague(who, Role.CLINICIAN)
    with town.desk(back, write=False) as desk:
        letters = fingerprint(desk.keyring.entry)
    theirs = tab(browser, base, town, back, java_script_enabled=scripts).go("/day")
    assert letters in theirs.page.content()
    hers = tab(browser, base, town, mia, stepped_up=True, java_script_enabled=scripts).go("/home").press("More Dr. Ada Fox")
    hers.press("Let your therapist in again")
    hers.page.wait_for_url("**/people/new")
    assert hers.sees("Your other notes do not: you hold no key to them.")
    hers.fill("Their name", who).fill("Their 25 letters", letters).choose("We are in one room").press("Let in")
    hers.page.wait_for_url("**/home?done=yes")
    assert hers.sees("They are in. They stand in the list below.") and hers.sees(f"{who}, who treats you") and hers.count <= 6
    theirs.go(town.path("charts/card", chart=town.charts[name]))
    assert theirs.sees("The notes of this client are not open to you.")


@SCRIPTS
def test_a_clinician_hands_on_and_leaves_and_the_client_reads_who_keeps_the_records(browser, town, base, scripts):
    ben, cleo = town.colleague(f"Bo {scripts}", Role.CLINICIAN), town.colleague(f"Cleo {scripts}", Role.CLINICIAN)
    nia = town.client_of(ben, f"Nia {scripts}")
    town.browser(nia).get("/home")
    officer = tab(browser, base, town, town.ada, stepped_up=True, java_script_enabled=scripts)
    leaving = town.path("practice/leaving", person=member(town, f"Bo {scripts}"))
    officer.go(leaving).pick("Who keeps the charts", f"Cleo {scripts}").press("Keep this")
    his = tab(browser, base, town, ben, stepped_up=True, java_script_enabled=scripts).go("/day").press("Hand on").press("Hand them on")
    assert his.sees("All your charts are handed on.")
    town.browser(cleo).get("/day")
    officer.go(leaving).press("End all of it").press("End it now")
    officer.page.wait_for_url("**/staff?done=left")
    assert officer.sees("Their access has ended, and they can sign in no more.")
    hers = tab(browser, base, town, nia, java_script_enabled=scripts).go("/home")
    assert hers.sees(f"Bo {scripts} does not work here any more.") and hers.sees(f"Cleo {scripts} keeps your records now.")
    assert his.go("/day").heading != "Today"


def test_the_pages_about_who_may_open_what_pass_axe_and_fit_their_window(browser, town, base):
    name = "Oda Lind"
    oda, ben = town.client(name), town.colleague("Bea Holm", Role.CLINICIAN)
    town.give(name, ben, offers.CO_THERAPIST, town.clock.now() + 30 * 86_400)
    chart = town.charts[name]
    staff = ["/devices", "/people/check", "/access/check", "/staff", "/let-in", "/ending", town.path("charts/give", chart=chart)]
    staff += [town.path("charts/access", chart=chart), town.path("charts/shown", chart=chart)]
    staff += [town.path(page, person=member(town, "Bea Holm")) for page in ("practice/leaving", "practice/leaving_end")]
    with town.desk(town.ada, write=False) as desk:
        keys = desk.keyring
    incident(town.house, keys, "page is not the head")
    staff += ["/week", "/incident"]
    faults: list[str] = []
    for who, paths in ((town.ada, staff), (oda, ["/devices", "/words/new", "/people/new"])):
        walk = tab(browser, base, town, who, stepped_up=True, bypass_csp=True)
        for path in paths:
            faults += [f"{path}: {fault}" for fault in harness.faults(walk.go(path).page, ("light", 320), ("dark", 1280))]
    assert faults == []
