"""A stop is taken back by the hand that made it: not by another account on the client's side, nor of what a guardian ended."""

from __future__ import annotations

import pytest
from tests.pages.town import Town

from tacenda.acts import grants, holders
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Refused
from tacenda.core.words.people import Role


@pytest.fixture
def town(own_town):
    return own_town


def second(town: Town):
    """Another account on the client's side: of a client who came again, or of the other one of a couple."""
    back = town.enrolled(town.card("Kim Lee"), "Kim Again", Role.CLIENT)
    ada = town.browser(town.ada, stepped_up=True)
    ada.submit(ada.get("/let-in"), "Let in", compared="yes", sure="met")
    town.browser(back).get("/home")  # their keys are with them: from who is stopped nobody takes any
    return back


def liftable(town: Town, who) -> list[str]:
    with town.desk(who, write=False) as desk:
        people = holders.who_can(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD)
        return [one.holder.name for one in people if one.stopped and grants.can_lift(desk, one, Purpose.OWN_RECORD)]


def offered(browser) -> list[str]:
    return [one for one in browser.get("/home").links() if one.startswith("Take the stop back")]


def test_of_two_accounts_the_one_that_stopped_takes_it_back_and_the_other_one_is_offered_nothing(town):
    kim = town.client("Kim Lee")
    other, chart = second(town), town.charts["Kim Lee"]
    town.stop_by(kim, "Kim Lee", "Dr. Ada Fox")
    assert liftable(town, kim) == ["Dr. Ada Fox"] and liftable(town, other) == []
    assert len(offered(town.browser(kim))) == 1 and offered(town.browser(other)) == []
    with town.desk(other, write=False) as desk:
        grant = next(one.holder.grant for one in holders.who_can(desk, chart, Purpose.OWN_RECORD) if one.stopped)
    assert not [one.to_text() for one in town.browser(other).get(town.path("me/stopped", chart=chart, grant=grant)).find("main button")]
    with town.desk(other) as desk, pytest.raises(Refused, match="not your stop"):
        grants.lift(desk, chart, grant, Purpose.OWN_RECORD)
    with town.desk(kim) as desk:
        grants.lift(desk, chart, grant, Purpose.OWN_RECORD)
    assert liftable(town, kim) == []


def test_what_a_guardian_ended_is_no_stop_of_the_clients(town):
    kim, dot = town.client("Kim Lee"), town.colleague("Dot Desk", Role.FRONT_DESK)
    town.give("Kim Lee", dot, offers.FRONT_DESK)
    rosa, chart = town.representative("Kim Lee", "Rosa Lee", "ca.parent"), town.charts["Kim Lee"]
    town.browser(rosa).get("/home")
    town.stop_by(kim, "Kim Lee", "Dr. Ada Fox")  # from here on no key changes before that is taken back
    with town.desk(kim, write=False) as desk:
        grant = next(one.holder.grant for one in holders.who_can(desk, chart, Purpose.OWN_RECORD) if one.holder.name == "Dot Desk")
    grants.stop(town.house, SignInSecret(town.sign_in(rosa)), chart, grant, Purpose.SPEAKS_FOR)
    assert liftable(town, kim) == ["Dr. Ada Fox"]
