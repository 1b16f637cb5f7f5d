"""A page that closes by itself, and what may lie on it meanwhile: words, a form under way, the way out."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from starlette.responses import HTMLResponse
from tests.browser.harness import Held, Walk, serving
from tests.browser.test_frame import CHART, SOON, walk
from tests.pages.demo import site as demo

from tacenda.core.words.people import Role

TEXT = "She slept"
AWAY = HTMLResponse("<!doctype html><html lang=en><title>Weather</title><h1>Sun</h1>")
LATE = 5  # seconds until the neutral page answers: an open page asks every 3 whether it may stay
MINUTE = 60
LOOKS = 4000  # milliseconds in which an open page has asked
IDLE = "01:00:00"


@dataclass
class Watched(demo.DemoHouse):
    """A house that tells an open page the truth."""

    opens: int = 3  # what a page shows, a bit a kind

    def still(self, request) -> int:
        return self.opens if self.standing(request) else 0

    def ends_every_sign_in(self) -> None:
        self.people.clear()


async def slow(scope, receive, send):
    if scope["type"] == "http":
        await asyncio.sleep(LATE)
        await AWAY(scope, receive, send)


@pytest.fixture
def house():
    return Watched()


@pytest.fixture(scope="module")
def weather():
    with serving(slow) as address:
        yield address + "/"


@pytest.fixture
def base(house, weather):
    with serving(demo.make(house, neutral={"weather": weather})) as address:
        yield address


def tess(context, base, house, *, discreet: bool = False, lock_after: int = 15 * MINUTE) -> Walk:
    return walk(context, base, house, Role.CLINICIAN, discreet=discreet, lock_after=lock_after)


def about(tab: Walk) -> str:
    return tab.page.get_by_label("What it is").input_value()


def looked(tab: Walk) -> None:
    """The page has asked once since now."""
    with tab.page.expect_response("**/open*", timeout=2 * SOON):
        pass


def locks(tab: Walk) -> None:
    tab.page.get_by_role("heading", name="Locked").wait_for(timeout=2 * SOON)


def comes_back(tab: Walk) -> None:
    """Behind the lock the words are there, and nothing was done with them."""
    tab.sign_in("tess", "open sesame").press("Back to your text")
    tab.page.get_by_text("Your text stands here as you typed it.").wait_for()
    assert about(tab) == TEXT and tab.path == "/scan"


def posts(tab: Walk, end: str) -> list[str]:
    """The forms that are sent from now on to addresses that end so."""
    sent = list[str]()
    tab.page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" and asked.url.endswith(end) else None)
    return sent


# ---- one entry in the history: the answer stands where the page stood


def test_a_page_that_closed_and_was_shown_again_in_place_stays_while_it_may_and_closes_once_more(context, base, house):
    tab = tess(context, base, house, discreet=True).go("/scan").fill("What it is", TEXT)
    looked(tab)
    house.opens = 1  # kept from a part, and the page is not of that part
    tab.page.get_by_text("Nothing was sent yet.").wait_for(timeout=2 * SOON)
    tab.page.wait_for_timeout(2 * LOOKS)
    assert about(tab) == TEXT and tab.sees("Nothing was sent yet.")
    house.ends_every_sign_in()
    locks(tab)
    assert TEXT not in tab.page.content()
    comes_back(tab)
    assert house.files == []


def test_a_form_that_came_back_in_place_closes_as_soon_as_any_page(context, base, house):
    tab = tess(context, base, house, discreet=True).go("/scan").fill("What it is", TEXT).press("Seal it")
    tab.page.locator("#summary").wait_for()
    house.ends_every_sign_in()
    tab.page.get_by_role("heading", name="Locked").wait_for(timeout=LOOKS + 1000)
    comes_back(tab)


def test_a_lock_that_came_in_place_of_a_form_waits_for_who_signs_in_and_loses_nothing(context, base, house):
    tab = tess(context, base, house, discreet=True)
    tab.page.clock.install()
    tab.go("/scan").fill("What it is", TEXT)
    house.ends_every_sign_in()
    tab.press("Seal it")
    locks(tab)
    sent = posts(tab, "")
    tab.fill("The name you sign in with", "te")
    for _ in range(3):
        tab.page.clock.fast_forward(20_000)
        tab.page.wait_for_timeout(500)
    tab.page.get_by_label("The name you sign in with").press("s")
    tab.page.clock.fast_forward(IDLE)
    tab.page.wait_for_timeout(3000)
    assert tab.page.get_by_label("The name you sign in with").input_value() == "tes" and sent == []
    assert not tab.page.get_by_text("This page locks in one minute.").is_visible()
    tab.sign_in("tess", "open sesame").press("Go on")
    tab.page.locator("#summary").wait_for()
    assert about(tab) == TEXT


def test_what_is_blurred_while_its_answer_is_on_its_way_stays_blurred(context, base, house):
    tab = tess(context, base, house, discreet=True).go("/scan")
    held = Held(tab, "**/scan")
    tab.press("Seal it").press("Blur")
    held.let_go()
    tab.page.locator("#summary").wait_for(state="attached")
    assert tab.page.get_attribute("#blur", "aria-pressed") == "true"
    assert tab.page.locator("main").get_attribute("inert") is not None


def test_a_draft_that_no_network_takes_is_never_sealed_instead(context, base, house):
    tab = tess(context, base, house, discreet=True).go(f"/write/{CHART}")
    tab.page.route("**/draft", lambda route: route.abort(), times=1)
    tab.fill("Note", TEXT)
    with tab.page.expect_navigation():
        tab.press("Save draft")
    assert (house.drafts, house.notes) == ([TEXT], [])


def test_what_closed_by_itself_without_a_network_comes_back_once_there_is_one(context, base, house):
    tab = tess(context, base, house, discreet=True).go("/scan").fill("What it is", TEXT)
    looked(tab)
    tab.page.route("**/scan", lambda route: route.abort(), times=2)
    house.ends_every_sign_in()
    locks(tab)
    comes_back(tab)


# ---- a form under way


HELD_DOWN = """async () => { for (const repeat of [false, true, true]) {
  document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', ctrlKey: true, bubbles: true, repeat}));
  await new Promise(done => setTimeout(done, 100)); } }"""


@pytest.mark.parametrize("discreet", [True, False])
def test_keys_held_too_long_seal_once(context, base, house, discreet):
    tab = tess(context, base, house, discreet=discreet).go(f"/write/{CHART}").fill("Note", TEXT)
    sent, held = posts(tab, CHART), Held(tab, f"**/write/{CHART}")
    tab.page.evaluate(HELD_DOWN)
    held.let_go()
    tab.page.wait_for_url("**/day")
    assert house.notes == [TEXT] and len(sent) == 1


def test_another_button_is_pressed_while_a_form_is_on_its_way(context, base, house):
    tab = tess(context, base, house).go(f"/write/{CHART}").fill("Note", TEXT)
    Held(tab, "**/draft")
    tab.page.evaluate("for (const id of ['draft', 'seal']) document.getElementById(id).click()")
    tab.page.wait_for_url("**/day")
    assert house.notes == [TEXT] and house.drafts == []


def test_no_draft_is_kept_of_words_that_are_being_sealed(context, base, house):
    tab = tess(context, base, house).go(f"/write/{CHART}").fill("Note", TEXT)
    held = Held(tab, f"**/write/{CHART}")
    tab.page.locator("#seal").click(no_wait_after=True)
    tab.page.wait_for_timeout(LOOKS)
    held.let_go()
    tab.page.wait_for_url("**/day")
    assert house.notes == [TEXT] and house.drafts == []


def test_a_page_that_comes_back_from_the_browsers_memory_sends_its_form_to_nobody(context, base, house):
    tab = tess(context, base, house).go("/scan").press("Seal it")
    tab.page.locator("#summary").wait_for()
    sent = posts(tab, "")
    with tab.page.expect_navigation():
        tab.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    assert tab.heading == "A paper came" and sent == []


# ---- words that lie on a page


def test_words_of_a_form_that_came_back_go_through_the_lock_untouched(context, base, house):
    tab = tess(context, base, house).go("/scan").fill("What it is", TEXT).press("Seal it")
    tab.page.locator("#summary").wait_for()
    house.ends_every_sign_in()
    locks(tab)
    comes_back(tab)


def test_words_of_a_note_that_came_back_go_through_the_lock_untouched(context, base, house):
    tab = tess(context, base, house).go(f"/write/{CHART}").fill("Note", TEXT)
    tab.page.evaluate("document.querySelector('[name=risk]:checked').checked = false")
    tab.press("Seal").page.locator("#summary").wait_for()
    house.ends_every_sign_in()
    locks(tab)
    tab.sign_in("tess", "open sesame").press("Go on")
    assert house.drafts == [TEXT] and house.notes == []


def test_a_house_that_is_busy_closes_no_page_with_words_in_it(context, base, house):
    tab = tess(context, base, house)
    tab.page.clock.install()
    tab.go("/scan").fill("What it is", TEXT)
    sent = posts(tab, "/scan")
    tab.page.route("**/stay", lambda route: route.fulfill(status=503))
    tab.page.clock.fast_forward(31_000)
    with tab.page.expect_response("**/stay"):
        tab.page.get_by_label("What it is").press("!")
    tab.page.wait_for_timeout(1000)
    assert about(tab) == TEXT + "!" and sent == []


@pytest.mark.parametrize("does", ["dictates", "presses"])
def test_who_touches_neither_key_nor_screen_keeps_their_page_open(context, base, house, does):
    """Words that are dictated, and a button that is pressed by the voice."""
    tab = tess(context, base, house)
    tab.page.clock.install()
    tab.go("/scan")
    tab.page.clock.fast_forward(31_000)
    with tab.page.expect_response("**/stay") as asked:
        if does == "dictates":
            tab.fill("What it is", TEXT)
        else:
            tab.page.evaluate("document.getElementById('blur').click()")
    assert asked.value.status == 204


# ---- leaving


@pytest.mark.parametrize("discreet", [True, False])
def test_nothing_overtakes_who_leaves_however_long_the_way_is(context, base, house, weather, discreet):
    tab = tess(context, base, house, discreet=discreet).go("/scan").fill("What it is", TEXT)
    looked(tab)
    tab.page.get_by_text("Leave now").click(no_wait_after=True)
    tab.page.wait_for_url(weather, timeout=4 * SOON)
    assert tab.page.title() == "Weather" and house.people == {}


def test_the_answer_to_what_was_sent_before_does_not_hold_up_who_leaves(context, base, house, weather):
    tab = tess(context, base, house, discreet=True).go(f"/write/{CHART}").fill("Note", TEXT)
    held = Held(tab, f"**/write/{CHART}", back=True)
    tab.press("Seal")
    while not house.notes:
        tab.page.wait_for_timeout(50)
    tab.page.get_by_text("Leave now").click(no_wait_after=True)
    held.let_go()
    tab.page.wait_for_url(weather, timeout=4 * SOON)
    assert tab.page.title() == "Weather" and house.people == {}
