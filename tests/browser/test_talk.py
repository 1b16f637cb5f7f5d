"""The talk about privacy in a real browser, on a phone, without scripts; the looks of its pages."""

from __future__ import annotations

from tests.browser import harness
from tests.browser.harness import Walk

from tacenda.acts import kept_talks
from tacenda.core.words.access import Purpose
from tacenda.core.words.ids import handle
from tacenda.core.words.moments import Moment
from tacenda.doors.web import handles
from tacenda.doors.web.talk.texts import TEXTS

DAY = 86_400
RIGHT = [text.answers[text.right] for text in TEXTS.values()]


def phone(browser, town, base, who, **more) -> Walk:
    context = browser.new_context(viewport={"width": 360, "height": 740}, **more)
    harness.keep_cookie(context, base, handles.of(town.sign_in(who)))
    return Walk(context.new_page(), base)


def test_a_client_goes_through_the_talk_without_scripts_and_leaves_in_the_middle(browser, town, base):
    kim = town.client("Kim Lee")
    tab = phone(browser, town, base, kim, java_script_enabled=False).go("/home")
    tab.press("Talk about your privacy")
    for answer in RIGHT[:2]:
        tab.choose(answer).press("Continue")
    harness.close(tab.page.context)
    tab = phone(browser, town, base, kim, java_script_enabled=False).go("/talk/3")
    for answer in RIGHT[2:]:
        tab.choose(answer).press("Continue")
    assert tab.heading == "Check what you said" and tab.page.get_by_text("Clear", exact=True).count() == 5
    tab.press("This is right")
    assert tab.heading == "What we said and agreed" and tab.sees("Kim Lee")
    tab.press("Take it all back")
    assert tab.heading == "Take it all back?"
    tab.press("Take it all back")
    assert tab.sees("You took it back on") and tab.strangers == []
    harness.close(tab.page.context)


def test_the_median_walk_takes_at_most_eight_minutes_at_150_words_a_minute(browser, town, base):
    tab = phone(browser, town, base, town.client("Lou Park"), java_script_enabled=False)
    words = 0
    for part in TEXTS:
        tab.go(f"/talk/{part}")
        # What is folded is for who wants to read it: it is closed when the page opens.
        words += len(tab.page.locator("main").inner_text().split())
    assert words / 150 + len(TEXTS) * 15 / 60 <= 8
    harness.close(tab.page.context)


def test_the_pages_of_the_talk_pass_axe_and_fit_their_window(browser, town, base, request):
    name = "Pia Holm"
    pia = town.client(name)
    chart = handle(town.charts[name])
    context = browser.new_context(bypass_csp=True)
    harness.keep_cookie(context, base, handles.of(town.sign_in(pia)))
    tab = Walk(context.new_page(), base)

    def fits(page: str) -> None:
        for colours, width in (("light", 360), ("dark", 1280)):
            assert not harness.faults(tab.page, (colours, width)), page
            if folder := request.config.getoption("basetemp"):
                tab.page.screenshot(path=f"{folder}/{page}-{width}.png", full_page=True)

    tab.go("/talk/1").choose(TEXTS[1].answers["one"]).press("Continue")
    fits("talk-again")
    for part in (2, 3):
        tab.go(f"/talk/{part}")
        fits(f"talk-{part}")
    tab.go("/talk/check")
    fits("talk-check")
    tab.press("This is right")
    fits("talk-done")
    tab.go("/mood")
    fits("mood")
    harness.keep_cookie(context, base, handles.of(town.sign_in(town.ada)))
    with town.desk(town.ada, write=False) as desk:
        past = town.path(
            "charts/talk_past", chart=town.charts[name], item=kept_talks.open_talk(desk, town.charts[name], Purpose.TREATMENT).id
        )
    for page, path in (("guide", f"/talk/{chart}"), ("guide-write", f"/talk/{chart}/write"), ("guide-past", past)):
        tab.go(path)
        fits(page)
    harness.close(context)
    with town.desk(pia, write=False) as desk:
        assert kept_talks.open_talk(desk, town.charts[name], Purpose.OWN_RECORD).sides == ("client",)


def test_a_parent_goes_through_the_talk_of_a_small_child_without_scripts_and_signs_as_a_parent(browser, town, base):
    name = "Nia Small"
    town.chart(name)
    rosa = town.representative(name, "Rosa Small", "ca.parent", Moment(town.clock.now() + 30 * DAY), "parent")
    tab = phone(browser, town, base, rosa, java_script_enabled=False).go("/home")
    tab.press("A talk about privacy waits for you")
    assert tab.sees("You do this for Nia Small.") and tab.sees("Where it says you, it means them.")
    for answer in RIGHT:
        tab.choose(answer).press("Continue")
    assert tab.heading == "Check what you said" and tab.sees("It says that you signed it for them.")
    tab.press("This is right")
    assert tab.heading == "What we said and agreed" and tab.sees("Rosa Small, a parent")
    tab.press("Take it all back").press("Take it all back")
    assert tab.sees("You took it back on") and tab.strangers == []
    harness.close(tab.page.context)


def test_the_pages_of_who_signs_for_a_client_pass_axe_and_fit_their_window(browser, town, base):
    name = "Ned Small"
    town.chart(name)
    rosa = town.representative(name, "Rosa Ned", "ca.parent", Moment(town.clock.now() + 30 * DAY), "parent")
    tab = phone(browser, town, base, rosa, bypass_csp=True)
    for page, slots in (("person", {}), ("talk", {"part": 1}), ("talk", {"part": 2}), ("talk_done", {}), ("forms", {})):
        tab.go(town.path(f"beside/{page}", chart=town.charts[name], **slots))
        assert not harness.faults(tab.page), tab.path
    tab.go("/home")
    assert not harness.faults(tab.page), tab.path
    harness.close(tab.page.context)
