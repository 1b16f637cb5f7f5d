"""Where I am signed in, in a real browser: two profiles of one person, and one of them was not her."""

from __future__ import annotations

import pytest
from tests.browser import harness
from tests.browser.harness import Walk
from tests.pages.town import WORDS

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = "velvet thunder pebble orchid lantern cocoa"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_client_ends_a_sign_in_that_was_not_theirs_and_changes_their_words(town, base, browser, scripts):
    kim = town.client(f"Kim {scripts}")

    def signed_in(agent: str) -> Walk:
        context = browser.new_context(viewport={"width": 360, "height": 740}, user_agent=agent, java_script_enabled=scripts)
        walk = Walk(context.new_page(), base).go("/start").sign_in(kim.login, WORDS)
        walk.page.wait_for_url("**/home")
        return walk

    hers, thiefs = signed_in(FIREFOX), signed_in(IPHONE)
    hers.go("/devices")
    assert not harness.sideways(hers.page)
    assert hers.sees("Safari on an iPhone")
    hers.count = 0
    hers.press("This was not me Safari on an iPhone")
    hers.page.wait_for_url("**/devices/done")
    assert hers.count == 1
    if scripts:  # what lies open there closes by itself
        thiefs.page.wait_for_selector("h1:text('Locked')", timeout=8000)
    thiefs.go("/home")
    assert thiefs.heading == "Locked"
    hers.press("Change your pass words").fill("Your pass words now", WORDS).fill("Your new pass words", NEW).press("Change them")
    hers.page.wait_for_url("**/words")
    hers.fill("Your pass words", NEW).press("Continue")
    hers.page.wait_for_url("**/home")
    thiefs.go("/start").sign_in(kim.login, WORDS)
    assert thiefs.sees("The name and the pass words do not fit together.")
    assert hers.strangers == thiefs.strangers == []
