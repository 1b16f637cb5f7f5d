"""Someone I trust: a card, the client's yes, a day in quiet, what they see and what the client sees of it; and how it is taken back."""

from __future__ import annotations

import datetime as dt

import pytest

from tacenda.acts import cards, holders
from tacenda.core.model import offers
from tacenda.core.model.chart import Visit
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

DAY = 86_400


def day(town, days: int) -> str:
    return (dt.datetime.fromtimestamp(town.clock.now(), dt.UTC).date() + dt.timedelta(days)).isoformat()


def carded(town, client, name: str):
    """A card of the client's, used by somebody: their account, and the client's browser with a second proof."""
    browser = town.browser(client)
    card = browser.submit(browser.get("/trusted"), "Make a card", name=name)
    code = card.find("dd")[1].to_text().strip()
    return town.enrolled(code, name, Role.TRUSTED), town.browser(client, stepped_up=True)


def let_in(town, browser, name: str, **answers):
    """The client's yes."""
    yes = browser.follow(browser.get("/trusted"), f"Look at it {name}")
    given = {"compared": "yes", "what": ["visits", "shared"], "until": day(town, 30), **answers}
    return browser.submit(yes, "Yes, let them in", **given)


@pytest.fixture(scope="module")
def shared(town):
    """A client with a visit to come and a note that was shared."""
    kim = town.client("Kim Lee", visit=Visit(Moment(town.clock.now() + 10 * DAY), 50))
    town.shared_note("Kim Lee", "Breathe out slowly.")
    return kim


def test_somebody_trusted_sees_what_the_client_said_a_day_after_the_yes_and_the_client_sees_each_look(town, shared):
    ana, hers = carded(town, shared, "Ana Lee")
    theirs = town.browser(ana)
    before = theirs.get("/home")
    assert "Nothing is open to you here now." in before.text
    with town.desk(shared, write=False) as desk:
        assert cards.waiting(desk)[0].fingerprint in before.text
    assert hers.follow(hers.get("/home"), "Somebody used the card you made").path == "/trusted"
    listed = let_in(town, hers, "Ana Lee")
    assert "Somebody used the card you made" not in hers.get("/home").text
    assert "Starts on" in listed.text
    assert "Until then they see nothing, and do not know." in hers.get("/home").text
    assert "Can open what is shared with you and your visit times." in hers.get("/home").text
    assert theirs.get("/home").body == before.body
    chart = town.charts["Kim Lee"]
    assert theirs.get(town.path("beside/person", chart=chart)).status == 404

    town.clock.forward(DAY - 60)
    theirs = town.browser(ana)
    assert theirs.get("/home").body == before.body
    town.clock.forward(120)
    home = theirs.get("/home")
    assert "You can see the visit times and what is shared with them." in home.text
    person = theirs.follow(home, "Open Kim Lee")
    assert person.heading == "Kim Lee"
    assert "They see each time you look." in person.text
    assert "Breathe out slowly." in theirs.follow(person, "Note of").text
    hers = town.browser(shared)
    lines = hers.get("/looked").text
    assert "Ana Lee, someone you trust" in lines
    assert "Read in your visit times." in lines
    assert "Read in what is shared with you." in lines
    more = hers.follow(hers.get("/home"), "More Ana Lee")
    assert "You let them in yourself." in more.text
    assert "Starts on" not in more.text

    hers.submit(hers.follow(hers.get("/home"), "Stop Ana Lee"), "Stop now")
    assert theirs.get(person.path).status == 403
    ended = theirs.get("/home")
    assert "Something you could see has ended." in ended.text
    assert "Something you could see" not in theirs.submit(ended, "I have read this").text


def test_what_is_taken_back_within_the_day_leaves_no_sign_for_who_waits(town):
    lou = town.client("Lou Park")
    leo, hers = carded(town, lou, "Leo Park")
    theirs = town.browser(leo)
    before = theirs.get("/home")
    let_in(town, hers, "Leo Park", what=["visits"])
    town.clock.forward(3600)
    hers, theirs = town.browser(lou), town.browser(leo)
    ask = hers.follow(hers.get("/home"), "Take it back Leo Park")
    assert "They know nothing of it, and nobody tells them." in ask.text
    done = hers.submit(ask, "Take it back")
    assert (done.path, done.status) == ("/trusted", 200)
    assert "Nobody. You do not need anyone." in done.text
    for seconds in (0, DAY, 20 * DAY):
        town.clock.forward(seconds)
        theirs = town.browser(leo)
        assert theirs.get("/home").body == before.body
        assert theirs.get(town.path("beside/person", chart=town.charts["Lou Park"])).status == 404
    with town.desk(leo, write=False) as desk:
        assert not desk.keyring.ring().charts


def test_a_card_that_is_taken_back_leaves_who_used_it_where_they_were(town):
    mia = town.client("Mia Stone")
    leo, hers = carded(town, mia, "Leo Stone")
    before = town.browser(leo).get("/home")
    yes = hers.follow(hers.get("/trusted"), "Look at it Leo Stone")
    assert hers.submit(yes, "Take the card back").path == "/trusted"
    assert town.browser(leo).get("/home").body == before.body
    unused = hers.submit(hers.get("/trusted"), "Make a card", name="Noa Stone")
    assert hers.submit(unused, "Take it back").path == "/trusted"
    assert hers.get(unused.path).status == 404


def test_the_yes_asks_for_all_that_is_needed(town):
    sol = town.client("Sol Ray")
    _, hers = carded(town, sol, "Ida Ray")
    assert "Take the card back" in let_in(town, hers, "Ida Ray", compared="no").text
    assert "choose at least one" in let_in(town, hers, "Ida Ray", what=[]).text
    yes = hers.follow(hers.get("/trusted"), "Look at it Ida Ray")
    assert "What can they see? (you can leave this empty)" not in yes.text
    assert "pick a day" in let_in(town, hers, "Ida Ray", until=day(town, 1)).text
    assert hers.submit(hers.get("/trusted"), "Make a card", name="").status == 422
    assert let_in(town, hers, "Ida Ray", what=["visits"]).status == 200
    with town.desk(sol, write=False) as desk:
        person = next(one for one in holders.who_can(desk, town.charts["Sol Ray"], Purpose.OWN_RECORD) if one.beside)
    assert set(person.codes) == {Code.ACCESS, Code.SCHEDULE}


def test_whoever_is_not_let_in_yet_makes_no_card(town):
    town.chart("Wanda Ash")
    waits = town.enrolled(town.card("Wanda Ash"), "Wanda Ash", Role.CLIENT)
    page = town.browser(waits).get("/trusted")
    assert not page.find("form")


def test_without_a_sign_in_every_page_of_it_is_locked_and_an_empty_chart_says_so(town):
    zoe = town.client("Zoe Hart")
    ida = town.trusted(zoe, "Zoe Hart", "Ida Hart", offers.TRUSTED)
    page = town.browser(ida).get(town.path("beside/person", chart=town.charts["Zoe Hart"]))
    assert "No visit is planned." in page.text
    assert "Nothing is shared now." in page.text
    ids = {"card": bytes(32), "chart": bytes(16), "item": bytes(16)}
    for name, role in (
        ("me/trusted", Role.CLIENT), ("me/trusted_card", Role.CLIENT), ("me/trusted_yes", Role.CLIENT),
        ("beside/home", Role.TRUSTED), ("beside/person", Role.TRUSTED), ("beside/item", Role.TRUSTED),
    ):  # fmt: skip
        slots = {slot: ids[slot] for slot in town.app.site.page(name).kinds}
        assert town.browser().as_roles(role).get(town.path(name, **slots)).status == 401


def test_a_doctor_elsewhere_is_let_in_the_same_way_and_named_as_what_they_are(town, shared):
    browser = town.browser(shared)
    card = browser.submit(browser.get("/trusted"), "Make a card", name="Dr. Roy Hall", kind="outside")
    roy = town.enrolled(card.find("dd")[1].to_text().strip(), "Dr. Roy Hall", Role.OUTSIDE)
    let_in(town, town.browser(shared, stepped_up=True), "Dr. Roy Hall", what=["shared"])
    town.clock.forward(DAY + 60)
    theirs = town.browser(roy)
    person = theirs.follow(theirs.get("/home"), "Open Kim Lee")
    assert "You can see what is shared with them." in person.text
    assert "Next visits" not in person.text
    assert "Breathe out slowly." in theirs.follow(person, "Note of").text
    hers = town.browser(shared)
    assert "Dr. Roy Hall, who helps you elsewhere" in hers.get("/looked").text
    with town.desk(town.ada, write=False) as desk:
        people = holders.who_can(desk, town.charts["Kim Lee"], Purpose.TREATMENT)
    found = next(one for one in people if one.holder.name == "Dr. Roy Hall")
    assert (found.holder.role, found.holder.basis, found.colleague) == ("outside professional", "consent.outside", False)
