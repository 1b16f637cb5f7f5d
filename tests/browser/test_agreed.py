"""What a client agrees to, in a real browser: a form signed and taken back, a talk on paper with its scan, an answer that something is not
okay. The clinician has scripts, the client has none."""

from __future__ import annotations

import json
from pathlib import Path

from tests.browser.harness import Walk, in_days, tab
from tests.pages.town import WORDS

from tacenda.core.model.chart import Visit
from tacenda.doors.web.talk.texts import TEXTS

PAPER = b"%PDF-1.7 signed by hand"


def saved(walk: Walk, words: str) -> bytes:
    """What a button or link saves, as the browser kept it."""
    with walk.page.expect_download() as kept:
        walk.press(words)
    return Path(kept.value.path()).read_bytes()


def pair(browser, base, town, name) -> tuple[Walk, Walk]:
    """Who treats a client, and the client."""
    own = town.client(name)
    return tab(browser, base, town, town.ada), tab(browser, base, town, own, java_script_enabled=False)


def test_a_client_signs_a_form_keeps_a_copy_and_takes_it_back_and_it_counts_no_more(browser, town, base):
    ada, kim = pair(browser, base, town, "Kim Lee")
    ada.go(town.path("charts/card", chart=town.charts["Kim Lee"])).press("Forms").press("New form")
    ada.choose("Notes and plan").fill("Who receives it: name", "Dr. Roy").pick(
        "What the recipient is", "Somebody else who treats the client"
    )
    ada.page.get_by_label("What it is for", exact=True).select_option(label="Care of the client")
    ada.fill("What it is for, in the words of the form", "So that he can help you too.").fill("Last day", in_days(town, 60))
    ada.page.get_by_role("group", name="Does any care depend on this form?").get_by_label("No", exact=True).check()
    ada.press("Keep the form")
    assert ada.sees("It waits for a signature. Before that it opens nothing.")

    kim.go("/home").press("Something waits for your yes or no").press("Read it")
    assert kim.heading == "May this go out?" and kim.sees("So that he can help you too.") and kim.sees("If you say no, it is not sent.")
    kim.press("Say yes").fill("Pass words, or the code from your paper", WORDS).press("Open")
    assert kim.heading == "Check it once more"
    kim.press("I say yes")
    assert kim.sees("You said yes.") and json.loads(saved(kim, "Save a copy"))["events"][0]["event_state"] == "consent given"
    ada.page.reload()
    assert ada.sees("Nobody has read the whole rule of this place.") and not ada.page.get_by_text("It waits for a signature.").count()

    kim.count = 0
    kim.press("Take it back").press("Take it back now")
    assert kim.sees("Nothing more goes out with it.") and kim.count == 2
    ada.page.reload()
    assert ada.sees("It has ended. It opens nothing.") and ada.sees("It was taken back.")
    assert ada.complaints == [] and kim.strangers == ada.strangers == []


def test_a_client_opens_the_scan_of_a_talk_on_paper_and_what_is_not_okay_is_talked_about(browser, town, base):
    chart = town.chart("Lou Park", visit=Visit(town.clock.now() + 3 * 86_400, 50))
    ada, lou = pair(browser, base, town, "Lou Park")
    ada.go(town.path("charts/talk", chart=chart)).press("On paper")
    ada.page.emulate_media(media="print")
    signs = [one.inner_text().strip() for one in ada.page.locator("dl").first.locator("dd").all()]
    assert len(signs) == len(TEXTS) and ada.sees("Your name, and the day") and not ada.page.get_by_role("link", name="Back").is_visible()
    ada.page.emulate_media(media="screen")
    ada.press("Back").press("Do it together")
    for text in TEXTS.values():
        ada.page.get_by_role("group", name=text.question).get_by_label("It was clear").check()
    ada.choose("On paper").choose("All of these").fill("Minutes it took", "12")
    assert all(ada.sees(sign) for sign in signs)
    ada.page.get_by_label("The signed paper, as a scan").set_input_files({"name": "l.pdf", "mimeType": "application/pdf", "buffer": PAPER})
    ada.press("Sign and keep")
    assert ada.sees("The signed paper")

    lou.go("/choices").press("What we said and agreed")
    assert saved(lou, "Save the paper") == PAPER and lou.sees("You have not signed this with your own key.")
    lou.press("This is right")
    assert lou.sees("Lou Park") and not lou.page.get_by_text("You have not signed this").count()
    lou.page.get_by_role("group", name="May I talk about you with the person who guides my work?").get_by_label("No", exact=True).check()
    lou.press("Keep these")
    ada.page.reload()
    assert (
        lou.sees("Your choices are kept.")
        and ada.page.locator("dl.rows > div", has_text="who guides my work").first.inner_text()[-2:] == "No"
    )

    lou.go("/choices").press("Three short questions").choose("Not okay").choose("In 4 weeks").press("Send")
    assert lou.sees("They see it when they next work here, and are asked to talk with you about it.")
    following = lou.page.get_by_text("We ask again on").inner_text()
    ada.go("/day")
    assert ada.sees("A check-in to talk about")
    ada.go(town.path("charts/card", chart=chart)).press("Open it")
    assert ada.sees("A check-in says that something is not okay.")
    ada.press("We talked about it")
    ada.page.wait_for_load_state()
    assert not ada.page.get_by_text("A check-in says that something is not okay.").count()
    lou.go("/mood")
    assert not lou.page.get_by_text("You told your therapist on").count()
    assert lou.page.get_by_text("We ask again on").inner_text() == following
    lou.choose("In half a year").press("Send")
    assert lou.page.get_by_text("We ask again on").inner_text() not in ("", following)
    lou.choose("Do not ask again").press("Send")
    assert lou.sees("That is fine.") and not lou.page.get_by_text("We ask again on").count()
    assert ada.complaints == [] and ada.strangers == lou.strangers == []
