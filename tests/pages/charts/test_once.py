"""One live grant for each person and chart: who is in already is let in for more or less only after that has ended."""

from __future__ import annotations

import pytest

from tacenda.acts import grants, holders
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Conflict
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

MONTH = 30 * 86_400


@pytest.fixture(scope="module")
def ben(town):
    return town.colleague("Ben Roy", Role.CLINICIAN)


def live(town, client, name: str, whom: str) -> list[frozenset[Code]]:
    """What the client reads of somebody's live grants: the kinds in each."""
    with town.desk(client, write=False) as desk:
        people = holders.who_can(desk, town.charts[name], Purpose.OWN_RECORD)
    return [frozenset(one.codes) for one in people if one.holder.name == whom and not one.stopped]


def test_the_form_says_how_to_widen_and_it_is_wider_after_the_end(town, ben):
    kim = town.client("Kim Lee")
    town.give("Kim Lee", ben, offers.COVER, Moment(town.clock.now() + MONTH))
    ada = town.browser(town.ada, stepped_up=True)
    form = ada.get(town.path("charts/give", chart=town.charts["Kim Lee"]))
    who = next(one.attrs["value"] for one in form.find("select[name=who] option") if "Ben Roy" in one.to_text())
    refused = ada.submit(form, "Let in", who=who, why="treats", until="2026-12-20")
    assert "Who: they have access here already. End that first, then let them in for more or less." in refused.text
    with pytest.raises(Conflict, match="in already"):
        town.give("Kim Lee", ben, offers.CO_THERAPIST)
    assert [Code.SHARED in one for one in live(town, kim, "Kim Lee", "Ben Roy")] == [False]
    ended = ada.submit(ada.follow(ada.get(town.path("charts/access", chart=town.charts["Kim Lee"])), "End access Ben Roy"), "End access")
    assert "It has ended. They can open nothing here any more." in ended.text
    ada = town.browser(town.ada, stepped_up=True)
    ada.submit(ada.get(form.path), "Let in", who=who, why="treats", until="2026-12-20")
    assert [Code.SHARED in one for one in live(town, kim, "Kim Lee", "Ben Roy")] == [True]
    town.note("Kim Lee", "Read by both.")
    his = town.browser(ben)
    page = his.get(town.path("charts/notes", chart=town.charts["Kim Lee"]))
    assert "Read by both." in his.follow(page, "November 23, 2026").text
    assert his.get(town.path("charts/shown", chart=town.charts["Kim Lee"])).status == 200


def test_a_stop_is_not_taken_back_beside_another_grant(town, ben):
    """Who was limited before they were stopped stays listed, so their stop could be lifted while something else was given since."""
    lou, chart = town.client("Lou Park"), town.charts["Lou Park"]
    town.give("Lou Park", ben, offers.COVER, Moment(town.clock.now() + MONTH))
    own = SignInSecret(town.sign_in(lou, stepped_up=True))
    with town.desk(lou, write=False) as desk:
        people = holders.who_can(desk, chart, Purpose.OWN_RECORD)
        first, him = next((one.holder.grant, one.holder.grantee) for one in people if one.holder.name == "Ben Roy")
    grants.limit(town.house, own, chart, first, Code.RECORD, Purpose.OWN_RECORD)
    grants.stop(town.house, own, chart, first, Purpose.OWN_RECORD)
    with town.desk(lou) as desk:
        grants.unbar(desk, chart, him, Purpose.OWN_RECORD)
    town.give("Lou Park", ben, offers.FRONT_DESK, Moment(town.clock.now() + MONTH))
    with pytest.raises(Conflict, match="in already"), town.desk(lou) as desk:
        grants.lift(desk, chart, first, Purpose.OWN_RECORD)
    assert len(live(town, lou, "Lou Park", "Ben Roy")) == 1
    hers = town.browser(lou, stepped_up=True)
    old = town.path("me/person", chart=chart, grant=first)
    home = hers.get("/home")
    assert [one for one in home.links() if "Ben Roy" in one] == ["More Ben Roy, at the front desk", "Stop Ben Roy, at the front desk"]
    assert "You stopped this person" not in home.text
    page = hers.get(old)
    assert "You stopped this person" in page.text and "They were let in again since." in page.text
    assert "can open nothing now" not in page.text and "Nobody did that yet." not in page.text
    done = town.path("me/stopped", chart=chart, grant=first)
    assert hers.get(town.path("me/lift", chart=chart, grant=first)).headers["location"] == done
    assert hers.get(done).headers["location"] == home.path


def test_who_is_in_already_is_not_let_in_beside_the_client_again(town):
    max_ = town.client("Max Hill")
    roy = town.trusted(max_, "Max Hill", "Dr. Roy Hall", offers.OUTSIDE.only([Code.SCHEDULE]), Moment(town.clock.now() + MONTH))
    him = principal_of(town, roy)
    with pytest.raises(Conflict, match="in already"), town.desk(max_) as desk:
        entry = next(one.hash for one in desk.keeper.everyone() if one.entry.principal == him)
        grants.give(
            desk, town.charts["Max Hill"], Purpose.OWN_RECORD, entry, "Dr. Roy Hall", offers.OUTSIDE, Moment(town.clock.now() + MONTH)
        )


def principal_of(town, who):
    with town.desk(who, write=False) as desk:
        return desk.actor.id
