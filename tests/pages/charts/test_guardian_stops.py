"""Who speaks for a client by law ends what others were given: never the client's, never who keeps the records; the client reads it."""

from __future__ import annotations

import pytest
from tests.pages.charts.test_outside import let_in, signed, waiting

from tacenda.acts import grants, holders
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Refused
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

NAME = "Kim Lee"
MONTH = 30 * 86_400


@pytest.fixture(scope="module")
def people(town):
    """A child, her guardian whose day of waiting is over, and others who were let in."""
    kim = town.client(NAME)
    eve, sam = town.colleague("Eve Stone", Role.SUPERVISOR), town.colleague("Sam Ash", Role.FRONT_DESK)
    until = Moment(town.clock.now() + MONTH)
    town.give(NAME, eve, offers.SUPERVISOR, until)
    town.give(NAME, sam, offers.FRONT_DESK, until)
    ana = town.trusted(kim, NAME, "Ana Lee", offers.TRUSTED, until)
    rosa = town.representative(NAME, "Rosa Lee", "ca.parent", until)
    return {"kim": kim, "eve": eve, "sam": sam, "ana": ana, "rosa": rosa}


def grant_of(town, name: str) -> bytes:
    with town.desk(town.ada, write=False) as desk:
        people = holders.who_can(desk, town.charts[NAME], Purpose.TREATMENT)
        return next(one.holder.grant for one in people if one.holder.name == name)


def test_a_guardian_stops_a_colleague_in_two_clicks_and_the_client_reads_who_it_was(town, people):
    town.note(NAME, "Only for who guides me.")
    theirs = town.browser(people["rosa"])
    page = theirs.follow(theirs.get(town.path("beside/person", chart=town.charts[NAME])), "Who else can see something")
    assert "Eve Stone, supervisor" in page.text and "Sam Ash, front desk" in page.text
    assert "Ana Lee" not in page.text and NAME not in page.text and "Privacy office" not in page.text
    assert "They keep the records. You cannot stop that here." in page.text
    done = theirs.submit(theirs.follow(page, "Stop Eve Stone"), "Stop now")
    assert "Stopped. This person can open nothing now." in done.text and "Eve Stone" not in done.text
    assert town.browser(people["eve"]).get(town.path("front/notes", chart=town.charts[NAME])).status in (403, 404)
    assert "Rosa Lee, who speaks for you" in town.browser(people["kim"]).get("/looked").text
    assert "Stopped Eve Stone." in town.browser(people["kim"]).get("/looked").text
    with town.desk(town.ada):
        pass
    ada = town.browser(town.ada, stepped_up=True)  # the keys behind it change with the next holder
    assert ada.get(town.path("charts/access", chart=town.charts[NAME])).status == 200


@pytest.mark.parametrize("whose", ["Dr. Ada Fox", "Ana Lee", NAME, "Privacy office", "Rosa Lee"])
def test_nobody_else_is_stopped_by_a_guardian_whatever_they_post(town, people, whose):
    target = grant_of(town, whose)
    theirs = town.browser(people["rosa"])
    path = town.path("beside/stop", chart=town.charts[NAME], grant=target)
    assert (theirs.get(path).status, theirs.post(path).status) == (404, 404)
    with pytest.raises(Refused):
        grants.stop(town.house, SignInSecret(town.sign_in(people["rosa"])), town.charts[NAME], target, Purpose.SPEAKS_FOR)
    assert town.house.keeper.opened(target)


@pytest.mark.parametrize("alone", ["yes", "no"])
def test_whom_a_minor_let_in_by_a_form_that_they_alone_sign_for_no_guardian_sees_or_stops(town, alone):
    name, who = f"Lin {alone}", f"Dr. Roy {alone}"
    lin, until = town.client(name), Moment(town.clock.now() + MONTH)
    town.shared_note(name, "Breathe out slowly.")
    rosa = town.representative(name, f"Rosa {alone}", "ca.parent", until)
    before = town.browser(rosa).get(town.path("beside/others", chart=town.charts[name])).text
    ada = town.browser(town.ada, stepped_up=True)
    form = signed(town, ada, town.browser(lin, stepped_up=True), name)
    _, page = waiting(town, ada, name, who)
    assert let_in(town, ada, page, alone=alone).status == 200
    with town.desk(lin, write=False) as desk:
        target = next(one.holder for one in holders.who_can(desk, town.charts[name], Purpose.OWN_RECORD) if one.holder.name == who)
    theirs, stop = town.browser(rosa), town.path("beside/stop", chart=town.charts[name], grant=target.grant)
    seen = theirs.get(town.path("beside/others", chart=town.charts[name])).text
    if alone == "no":
        assert who in seen and theirs.get(stop).status == 200
        return
    assert seen == before
    assert (theirs.get(stop).status, theirs.post(stop).status) == (404, 404)
    with pytest.raises(Refused):
        grants.stop(town.house, SignInSecret(town.sign_in(rosa)), town.charts[name], target.grant, Purpose.SPEAKS_FOR)
    assert town.house.keeper.opened(target.grant)
    # The client's own hand ends it as any other form.
    hers = town.browser(lin)
    assert "You signed a form for it." in hers.follow(hers.get("/home"), f"More {who}").text
    hers.submit(hers.get(f"{form.path}/stop"), "Take it back now")
    assert not town.house.keeper.opened(target.grant)


def test_who_is_only_trusted_finds_no_such_page_and_stops_nobody(town, people):
    theirs = town.browser(people["ana"])
    assert theirs.get(town.path("beside/others", chart=town.charts[NAME])).status == 404
    assert "Who else can see something" not in theirs.get(town.path("beside/person", chart=town.charts[NAME])).text
    with pytest.raises(Refused):
        grants.stop(town.house, SignInSecret(town.sign_in(people["ana"])), town.charts[NAME], grant_of(town, "Sam Ash"), Purpose.TRUST)


def test_the_pages_are_locked_without_a_sign_in(town, people):
    for page, more in (("beside/others", {}), ("beside/stop", {"grant": bytes(32)})):
        path = town.path(page, chart=town.charts[NAME], **more)
        assert town.browser().as_roles(Role.GUARDIAN).get(path).status == 401


def test_where_nobody_is_left_the_page_says_so_and_the_client_still_stops_the_guardian(town, people):
    theirs = town.browser(people["rosa"])
    others = done = theirs.get(town.path("beside/others", chart=town.charts[NAME]))
    while words := [one for one in done.links() if one.startswith("Stop ")]:
        done = theirs.submit(theirs.follow(done, words[0]), "Stop now")
    assert "There is nobody you can stop." in done.text
    town.stop_by(people["kim"], NAME, "Rosa Lee")
    assert theirs.get(others.path).status in (403, 404)
    assert Code.SHARED in {code for one in _live(town, people["kim"]) for code in one.codes}


def _live(town, who):
    with town.desk(who, write=False) as desk:
        return [one for one in holders.who_can(desk, town.charts[NAME], Purpose.OWN_RECORD) if not one.stopped]
