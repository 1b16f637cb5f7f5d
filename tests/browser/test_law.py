"""The crisis page in a real browser, on a phone, without scripts; and the looks of the pages about the law."""

from __future__ import annotations

import contextlib

import pytest
from tests.browser import harness
from tests.browser.harness import Late, Walk
from tests.pages.town import Town

from tacenda.acts import calls
from tacenda.core.model.practice import Call
from tacenda.core.words.ids import handle
from tacenda.doors.web import handles

LABELS = {
    "target": "A person I can name", "harm": "Death", "imminence": "It is about to happen", "evidence": "I was told, or I saw it",
    "source": "The client", "recipient_can_prevent": "Yes",
}  # fmt: skip
FACTS = [("actor", "psychologist"), ("ferpa", "none"), ("hipaa_covered", "yes"), ("part2", "no"), ("setting", "private")]


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    made = Town(tmp_path_factory.mktemp("town"))
    made.client("Kim Lee")
    with made.desk(made.ada) as desk:
        calls.keep(desk, [Call("Dr. Ohr", "advice", "555 0199")], FACTS)
    yield made
    made.close()


def signed_in(town, base, context, who=None) -> Walk:
    harness.keep_cookie(context, base, handles.of(town.sign_in(who or town.ada)))
    return Walk(context.new_page(), base)


def fact(tab: Walk) -> str:
    """The fact that is asked, on this page or on the one a press before leads to; empty for none."""
    found = tab.page.locator("form:has(input[name=answer]) input[name=fact]")
    with contextlib.suppress(Late):
        found.wait_for(state="attached", timeout=5_000)
    return found.get_attribute("value") if found.count() else ""


def test_the_crisis_page_leads_without_scripts_from_the_card_to_a_kept_decision(browser, town, base):
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    tab = signed_in(town, base, context).go(f"/harm/{handle(town.charts['Kim Lee'])}")
    assert tab.sees("Call 911.") and tab.sees("Ways that tell nobody")
    while name := fact(tab):
        tab.choose(LABELS[name]).press("Continue")
    assert tab.count <= 12 and tab.sees("Yes: there is a duty to act.")
    tab.fill("Your reasons, and what you did", "He named her.").press("Keep it")
    assert tab.heading == "Kept answer" and tab.sees("He named her.") and tab.sees("The answer is the same.")
    harness.close(context)


def test_the_crisis_page_is_answered_with_the_keyboard_alone(browser, town, base):
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    tab = signed_in(town, base, context).go("/harm")
    assert not harness.keyboard_faults(tab.page)
    tab.go("/harm").page.locator("input[name=answer]").first.focus()
    tab.keys("ArrowDown", "ArrowDown")
    with tab.page.expect_navigation():
        tab.keys("Enter")
    assert fact(tab) == "harm"
    harness.close(context)


@pytest.mark.parametrize("scripts", [True, False])
def test_an_answered_crisis_page_can_be_blurred_and_shows_again_what_was_said(browser, town, base, scripts):
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    tab = signed_in(town, base, context).go("/harm")
    tab.choose(LABELS["target"]).press("Continue")
    assert fact(tab) == "harm" and "Someone may be hurt" in harness.spoken(tab.page)
    tab.press("Blur")
    assert "Someone may be hurt" not in harness.spoken(tab.page)
    tab.press("Blur" if scripts else "Show it again")
    assert fact(tab) == "harm" and "Someone may be hurt" in harness.spoken(tab.page)
    harness.close(context)


def test_the_pages_about_the_law_pass_axe_and_fit_their_window(browser, town, base, request):
    context = browser.new_context(bypass_csp=True)
    tab = signed_in(town, base, context)
    chart = handle(town.charts["Kim Lee"])

    def fits(name: str) -> None:
        for colours, width in (("light", 360), ("dark", 1280)):
            assert not harness.faults(tab.page, (colours, width)), name
            if folder := request.config.getoption("basetemp"):
                tab.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)

    for name, path in (("harm", "/harm"), ("calls", "/harm/set"), ("paper", "/paper"), ("kept", f"/asks/{chart}"), ("asks", "/asks/new")):
        tab.go(path)
        fits(name)
    tab.choose("Tell or send something to somebody").press("Continue")
    fits("question")
    tab.choose("A lawyer of one side").press("Answer so far")
    fits("answer")
    tab.go("/harm")
    while name := fact(tab):
        tab.choose(LABELS[name]).press("Continue")
        tab.page.wait_for_load_state()
    tab.page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    fits("harm-answered")
    tab.go("/paper").choose("A subpoena").press("Continue")
    fits("subpoena")
    harness.close(context)


def test_the_page_for_clients_passes_axe_and_fits_a_phone(browser, town, base):
    context = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True)
    who = town.client("Uma Reed")
    tab = signed_in(town, base, context, who).go("/talk/open")
    tab.page.locator("details").evaluate_all("all => all.slice(0, 3).forEach(one => one.open = true)")
    assert not harness.faults(tab.page)
    harness.close(context)
