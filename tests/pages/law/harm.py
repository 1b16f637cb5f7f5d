"""The page about a danger, walked: at most six questions, a verdict for each who could be told, what stands at the top."""

from __future__ import annotations

THREAT = {
    "target": "identified_person", "harm": "death", "imminence": "imminent", "evidence": "told_or_seen", "source": "client",
    "recipient_can_prevent": "yes",
}  # fmt: skip


ABUSED = {"target": "client", "harm": "abuse_neglect", "client": "minor", "evidence": "reasonable_belief", "source": "client"}


PRACTICE = {"hipaa_covered": "yes", "part2": "no", "ferpa": "none", "setting": "private", "actor": "psychologist"}


def fact(page) -> str:
    """Which question stands on the page; what one press can say is none."""
    found = [one.query("[name=fact]")[0] for one in page.find("form") if one.query("input[name=answer]")]
    return found[0].attrs["value"] if found else ""


def walked(browser, page, answers):
    asked: list[str] = []
    while name := fact(page):
        asked.append(name)
        assert len(asked) <= 6, asked
        page = browser.submit(page, "Continue", answer=answers.get(name, "unknown"))
    return page, asked


def verdicts(page) -> dict[str, str]:
    """The verdict of each who could be told."""
    tags = [(one.query("h3")[0].to_text().split(), one.query(".tag")[0].to_text().strip()) for one in page.find("section.card")]
    return {" ".join(heading).removesuffix(tag).strip(): tag for heading, tag in tags}


def settled(town, browser, **other):
    """A practice that has answered once what it always answers the same."""
    form = browser.get("/harm/set")
    browser.submit(form, "Save", who1="Dr. Ohr", about1="Advice, day and night", phone1="555 0199", **PRACTICE | other)


def now(page) -> str:
    """The one thing to do at this moment."""
    return next((one.to_text() for one in page.find("div.notice") if "Do this now" in one.to_text()), "")


def above(page) -> str:
    """What stands between the number and the questions."""
    text = page.answer.tree.query("main")[0].to_text()
    return text[text.index("Is there a duty to act?") : text.index("What you have done already")]


def presses(page) -> list[str]:
    """The open facts that one press says."""
    return list(dict.fromkeys(one.attrs["value"].partition("=")[0] for one in page.find("div.notice button[name=settle]")))


def pressed(browser, page, name, answer, **more):
    """The button of one answer; the rest of the page goes along."""
    return browser.post("/harm", {**browser.typed(page, "Look again"), **more, "settle": f"{name}={answer}"})
