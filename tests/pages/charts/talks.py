"""Talks for the tests about them: held by a client, or on paper."""

from __future__ import annotations

from tacenda.acts import ledger, talks
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.doors.web.talk.texts import WORDINGS

ALL_CLEAR = {f"part_{part}": "right" for part in range(1, 6)}
PAPER = b"%PDF-1.7 kettle"


def talk_path(town, name):
    return town.path("charts/talk", chart=town.charts[name])


def by_client(town, who, *, answer="two"):
    """A whole talk, gone through and kept by the client alone."""
    browser = town.browser(who)
    page = browser.get("/talk/1")
    while page.path != "/talk/check":
        page = browser.submit(page, "Continue", answer=answer)
    return browser, browser.submit(page, "This is right")


def stands(town, name, who=None):
    with town.desk(who or town.ada, write=False) as desk:
        return talks.stands(desk, town.charts[name], Purpose.TREATMENT, WORDINGS)


def openings(town, name):
    """The lines of what was opened of what the client said yes to, newest first."""
    with town.desk(town.ada, write=False) as desk:
        lines = ledger.who_looked(desk, town.charts[name], Purpose.OVERSIGHT, None).lines
    return [line for line in lines if line.act is Act.OPEN and line.codes == (Code.CONSENT,)]


def ticks(form):
    """What each tick about the paper's signs sends, by what stands beside it."""
    boxes = form.find("input[name=bears]")
    labels = [one.to_text().strip() for one in form.find("input[name=bears] + span")]
    return dict(zip(labels, [one.attrs["value"] for one in boxes], strict=True))


def on_paper(town, name, file=("consent.pdf", PAPER, "application/pdf"), **fields):
    """A talk written down by Ada from a paper that bears all signs; the answer to it."""
    ada = town.browser(town.ada)
    form = ada.get(town.path("charts/talk_write", chart=town.charts[name]))
    typed = {**ALL_CLEAR, "how": "paper", "minutes": "12", "bears": ticks(form)["All of these"], **fields}
    return ada, ada.submit(form, "Sign and keep", files={"file": file}, **typed)
