"""The pages of the law, walked: a start, the question that stands there, answers until the decision does."""

from __future__ import annotations

SUBPOENA = {"recipient": "party_lawyer", "purpose": "proceedings", "info": "record", "instrument": "subpoena", "within_scope": "yes"}
WARN = {
    "recipient": "threatened_person", "purpose": "avert_threat", "info": "risk_facts", "within_scope": "yes", "actor": "psychologist",
    "hipaa_covered": "yes", "ferpa": "none", "authorization": "none", "authorization_defect": "none", "target": "identified_person",
    "harm": "death", "imminence": "imminent", "evidence": "told_or_seen", "source": "client", "recipient_can_prevent": "yes",
    "ways_done": [],
}  # fmt: skip


def fact(page) -> str:
    """Which question stands on the page; empty when the answer stands there."""
    found = page.find("[name=fact]")
    return found[0].attrs["value"] if found and page.find("fieldset, [name=answer]") else ""


def begun(browser, place="US-CA", act="disclose", path="/asks/new"):
    return browser.submit(browser.get(path), "Continue", place=place, also="", act=act)


def plain(page) -> str:
    """The answer of a plain day to the question of a page, which offers only the values of the vocabulary."""
    values = {one.attrs.get("value") for one in page.find("[name=answer]")}
    return next((value for value in ("no", "none", "not_asked", "nobody") if value in values), "unknown")


def walked(browser, page, answers):
    """Answer until the answer stands there. The page, and what was asked."""
    asked: list[str] = []
    while name := fact(page):
        asked.append(name)
        assert len(asked) < 25, asked
        page = browser.submit(page, "Continue", answer=answers[name] if name in answers else plain(page))
    return page, asked
