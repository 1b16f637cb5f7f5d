"""The pages of the set-up and of a clinician in a real browser: axe, keys, targets, narrow windows, both schemes, both directions."""

from __future__ import annotations

import itertools

import pytest
from tests.browser import harness
from tests.browser.harness import Walk, serving
from tests.pages.town import MONDAY, WORDS, Town

from tacenda.acts import notes
from tacenda.acts.house import open_house
from tacenda.core.model.chart import Visit
from tacenda.core.words.access import Content
from tacenda.core.words.ids import handle
from tacenda.core.words.moments import Moment
from tacenda.doors import language
from tacenda.doors.web import app, front, handles

# Every pair of colours, width and direction; the rest of the matrix at night.
LOOKS = [*itertools.product(["light", "dark"], [320, 1280])]
PAIRS = {"ltr": [("light", 320), ("dark", 1280), ("forced", 360)], "rtl": [("light", 1280), ("dark", 320)]}
REST = {direction: [look for look in LOOKS if look not in pairs] for direction, pairs in PAIRS.items()}


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    made = Town(tmp_path_factory.mktemp("town"))
    made.chart("Kim Lee", visit=Visit(Moment(MONDAY + 3600), 50))
    made.chart("Bartholomew Featherstonehaugh")
    made.note("Kim Lee", "She refused the lake.\n\nWe spoke of the sea.")
    made.own = made.note("Kim Lee", "A thought of my own.", Content.PSYCHOTHERAPY_NOTE)
    yield made
    made.close()


@pytest.fixture(scope="module")
def bases(town):
    mirrored = app.make(town.house, front.make(town.house), speech=language.PSEUDO)
    with serving(town.app) as base, serving(mirrored) as other:
        yield {"ltr": base, "rtl": other}


def paths(town) -> list[str]:
    kim, jo = handle(town.charts["Kim Lee"]), handle(town.charts["Bartholomew Featherstonehaugh"])
    with town.desk(town.ada) as desk:
        note = handle(notes.list_notes(desk, town.charts["Kim Lee"], Content.NOTE)[0].id)
    own = handle(town.own)
    return [
        "/day", "/people/new", f"/card/{kim}", f"/card/{jo}", f"/card/{kim}/set", f"/card/{kim}/visit", f"/note/{kim}", f"/note/{jo}",
        f"/note/{kim}/{note}", f"/note/{kim}/{note}/done", f"/write/{kim}", f"/write/{kim}/{note}", f"/own/{kim}", f"/own/{jo}",
        f"/own/{kim}/{own}", f"/own/{kim}/write", f"/plan/{kim}", f"/plan/{kim}/write", "/devices", "/set/check", "/code",
    ]  # fmt: skip


def walk(context, base, town) -> Walk:
    harness.keep_cookie(context, base, handles.of(town.sign_in(town.ada, stepped_up=True)))
    return Walk(context.new_page(), base)


@pytest.mark.parametrize(("direction", "looks"), [*PAIRS.items(), *(pytest.param(*rest, marks=pytest.mark.long) for rest in REST.items())])
def test_every_page_passes_axe_and_fits_its_window(browser, bases, town, direction, looks):
    tab = walk(browser.new_context(bypass_csp=True), bases[direction], town)
    for path in paths(town):
        tab.go(path)
        assert tab.page.locator("main h1").is_visible(), path
        assert not harness.faults(tab.page, *looks), path


@pytest.mark.parametrize("scripts", [True, False])
def test_tab_reaches_every_control_once_with_a_ring_that_is_seen(browser, bases, town, scripts):
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    tab = walk(context, bases["ltr"], town)
    for path in paths(town):
        assert not harness.keyboard_faults(tab.go(path).page), path
    harness.close(context)


def test_the_set_up_and_the_sign_in_pass_too(browser, tmp_path_factory, town):
    house = open_house(tmp_path_factory.mktemp("empty"))
    with serving(app.make(house, front.make(house))) as base:
        tab = Walk(browser.new_context(bypass_csp=True).new_page(), base).go("/start")
        for title in ("Start", "Error: Start"):
            assert tab.page.title() == title and not harness.faults(tab.page, *LOOKS)
            tab.press("Continue")
        assert tab.page.title() == "Error: Start"
        harness.close(tab.page.context)
    house.close()


def test_a_page_loads_four_things_from_here_and_complains_about_nothing(context, bases, town):
    """Beside what it loads, an open page asks every three seconds whether it may stay open: no part of the page."""
    tab = walk(context, bases["ltr"], town)
    answers = []
    tab.page.on("response", lambda response: answers.append(response))  # noqa: PLW0108  its wrapper takes no builtin
    tab.go(paths(town)[10]).page.wait_for_load_state("networkidle")
    asks = tab.page.locator("meta[name=open]").get_attribute("content")
    loaded = [int(one.headers.get("content-length", 0)) for one in answers if not one.url.endswith(asks)]
    assert len(loaded) <= 4 and sum(loaded) <= 15 * 1024
    assert not tab.complaints and not tab.strangers


def test_blur_hides_a_note_from_eyes_and_from_speech(context, bases, town):
    tab = walk(context, bases["ltr"], town).go(paths(town)[8])
    assert "We spoke of the sea." in harness.spoken(tab.page)
    tab.press("Blur")
    assert "of the sea" not in harness.spoken(tab.page)


def test_leaving_from_a_note_leaves_nothing_behind(browser, town):
    leaving = app.make(town.house, front.make(town.house), neutral={"weather": "about:blank"})
    with serving(leaving) as base:
        context = browser.new_context()
        tab = walk(context, base, town).go(paths(town)[8])
        tab.keys("Shift", "Shift", "Shift")
        tab.page.wait_for_timeout(500)
        assert context.cookies() == []
        tab.go(paths(town)[8])
        assert tab.page.title() == "Signed out" and "of the sea" not in tab.page.content()
        tab.sign_in("ada", WORDS)
        assert tab.page.get_by_text("We spoke of the sea.").is_visible()
        harness.close(context)
