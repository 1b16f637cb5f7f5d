"""What the tests of a colleague who leaves begin with, and what an officer does on their page."""

from __future__ import annotations

from tests.pages.town import Town

from tacenda.acts import holders, leaving
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import handles

DAY = 86_400


def with_ben(town: Town) -> Town:
    """Ben keeps Kim's chart, with Kim inside, and Lou's; Cleo could keep them."""
    ben, cleo = town.colleague("Ben Roy", Role.CLINICIAN), town.colleague("Cleo Dunn", Role.CLINICIAN)
    kim = town.client_of(ben, "Kim Lee")
    town.chart("Lou Park", of=ben)
    town.note("Kim Lee", "Lantern words.", by=ben)
    town.browser(kim).get("/home")  # she has fetched her keys
    town.people = {"ben": ben, "cleo": cleo, "kim": kim}
    return town


def of(town: Town, name: str) -> bytes:
    with town.desk(town.ada, write=False) as desk:
        return next(one.id for one in leaving.colleagues(desk, b"") if one.name == name)


def page_of(town: Town, browser):
    return browser.get(town.path("practice/leaving", person=of(town, "Ben Roy")))


def named(town: Town, browser):
    return browser.submit(page_of(town, browser), "Keep this", to=handles.of(of(town, "Cleo Dunn")))


def ended(town: Town, browser, *, part: bool = False, lost: bool = False):
    """The page that names what ends, and its button. `part`: only what others keep; `lost`: the tick for what nobody else can open."""
    asked = browser.follow(page_of(town, browser), "End only what others keep" if part else "End all of it")
    return browser.submit(asked, "End it now", **({"lost": "on"} if lost else {}))


def rows(page) -> set[str]:
    return {" ".join(row.to_text().split()) for row in page.find("dl.rows > div")}


def live(town: Town, who, chart: str) -> set[str]:
    with town.desk(who, write=False) as desk:
        return {one.holder.name for one in holders.who_can(desk, town.charts[chart], Purpose.OWN_RECORD) if not one.stopped}


def stands_in(town: Town) -> Moment:
    """Cleo stands in with Kim for thirty days, and has fetched her keys; the end of it."""
    until = Moment(town.clock.now() + 30 * DAY)
    town.give_by(town.people["ben"], "Kim Lee", town.people["cleo"], offers.COVER, until)
    town.browser(town.people["cleo"]).get("/day")
    return until
