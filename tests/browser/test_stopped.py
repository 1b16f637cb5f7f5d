"""A page of a chart that lies open in a colleague's browser closes by itself within five seconds of the client's stop."""

from __future__ import annotations

import time

from tests.browser import harness
from tests.browser.harness import Walk

from tacenda.acts import grants, holders
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.people import Role
from tacenda.doors.web import handles, headers

DAY = 86_400
CANARY = "A heron at the pond."
WITHIN = 5  # seconds


def signed_in(town, base, browser, who, *, scripts: bool = True) -> Walk:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=scripts)
    harness.keep_cookie(context, base, handles.of(town.sign_in(who)), headers.SIGN_IN)
    return Walk(context.new_page(), base)


def shared(town, name: str):
    """A client, and a colleague who may open their notes."""
    ben = town.colleague(f"Ben {name}", Role.CLINICIAN)
    client = town.client(name)
    note = town.note(name, CANARY)
    town.give(name, ben, offers.CO_THERAPIST, town.clock.now() + 30 * DAY)
    return ben, client, town.path("charts/note", chart=town.charts[name], note=note)


def closed(his: Walk, since: float) -> float:
    """Seconds since a moment until the note is gone from a page that lies open."""
    his.page.get_by_text(CANARY).wait_for(state="detached")
    return time.monotonic() - since


def stop_of_an_open_note(town, base, browser, name: str) -> float:
    """A client stops who has a note open; seconds until it closed."""
    ben, client, path = shared(town, name)
    his = signed_in(town, base, browser, ben).go(path)
    his.page.wait_for_timeout(3500)  # it asks, and stays
    assert his.sees(CANARY)
    hers = signed_in(town, base, browser, client).go("/home").press(f"Stop Ben {name}").press("Stop now")
    seconds = closed(his, time.monotonic())
    his.page.wait_for_selector("h1:text('Access has ended')")
    hers.page.wait_for_url("**/done")
    day = his.press("Get help from a person").go("/day")
    assert day.sees("Your access to the records of one client was stopped.")
    assert CANARY not in day.page.content()
    assert [one for one in his.complaints if "403" not in one] == []
    return seconds


def limit_of_an_open_note(town, base, browser, name: str) -> float:
    """A client keeps who has a note open out of the notes; seconds until it closed. What is still open to them stays."""
    ben, client, path = shared(town, name)
    his = signed_in(town, base, browser, ben).go(path)
    his.page.wait_for_timeout(3500)
    assert his.sees(CANARY)
    with town.desk(client, write=False) as desk:
        found = holders.who_can(desk, town.charts[name], Purpose.OWN_RECORD)
    grant = next(one.holder.grant for one in found if one.holder.name == ben.name)
    since = time.monotonic()
    grants.limit(town.house, SignInSecret(town.sign_in(client)), town.charts[name], grant, Code.RECORD, Purpose.OWN_RECORD)
    seconds = closed(his, since)
    his.page.wait_for_load_state()
    assert not his.sees(CANARY)
    card = his.go(town.path("charts/card", chart=town.charts[name]))
    card.page.wait_for_timeout(3500)  # what is still open stays
    assert card.sees(f"{name.split()[0]} {name.split()[1][0]}.")
    return seconds


def test_a_note_left_open_closes_within_five_seconds_of_the_stop(town, base, browser):
    """The fastest of three, since a busy machine is no failure; that it closes holds each time."""
    assert any(stop_of_an_open_note(town, base, browser, name) < WITHIN for name in ("Lou Park", "Lia Pell", "Leo Penn"))


def test_without_scripts_the_next_request_opens_nothing(town, base, browser):
    ben, client, path = shared(town, "Mia Lund")
    his = signed_in(town, base, browser, ben, scripts=False).go(path)
    assert his.sees(CANARY)
    signed_in(town, base, browser, client, scripts=False).go("/home").press("Stop Ben Mia Lund").press("Stop now")
    his.go(path)
    assert his.heading == "Access has ended"
    assert CANARY not in his.page.content()


def test_a_note_left_open_closes_when_the_client_keeps_its_reader_out_of_the_notes(town, base, browser):
    assert any(limit_of_an_open_note(town, base, browser, name) < WITHIN for name in ("Nils Ray", "Nora Rey", "Nick Roe"))
