"""Who keeps the records is stopped first, and then others: no key changes while that stop can be taken back, and nothing of it is an alarm."""

from __future__ import annotations

import pytest
from tests.pages.town import Town

from tacenda.acts import grants, notes, older, rolling
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.model.say import Choice
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.people import Role

OWN = Purpose.OWN_RECORD


@pytest.fixture
def town(tmp_path):
    made = Town(tmp_path)
    yield made
    made.close()


@pytest.fixture
def sam(town):
    return town.colleague("Sam Porter", Role.FRONT_DESK)


@pytest.fixture
def kim(town, sam):
    who = town.client("Kim Lee")
    town.note("Kim Lee", "Rain.")
    town.give("Kim Lee", sam, offers.FRONT_DESK)
    town.give("Kim Lee", town.colleague("Eve Moss", Role.SUPERVISOR), offers.SUPERVISOR_OF_PICKED)
    for name in ("Dr. Ada Fox", "Sam Porter"):
        town.stop_by(who, "Kim Lee", name)
    return who


def people(town, who):
    with town.desk(who, write=False) as desk:
        return {one.holder.name: one for one in grants.who_can(desk, town.charts["Kim Lee"], OWN)}


def take_back(town, kim, name):
    visitor = SignInSecret(town.sign_in(kim, stepped_up=True))
    grants.take_back(town.house, visitor, town.charts["Kim Lee"], people(town, kim)[name].holder.grant, OWN)


def barred(town, kim):
    with town.desk(kim, write=False) as desk:
        return {one.name for one in grants.barred(desk, town.charts["Kim Lee"], OWN)}


def test_the_list_that_cannot_be_written_yet_is_not_told_to_be_an_older_one(town, kim):
    chart = town.charts["Kim Lee"]
    with town.desk(kim, write=False) as desk:
        assert not older.older(desk, chart) and older.found(desk, chart) is None
        assert not desk.after
    assert barred(town, kim) == {"Dr. Ada Fox", "Sam Porter"}


def test_the_first_stop_is_taken_back_and_the_second_stands(town, kim, sam):
    chart = town.charts["Kim Lee"]
    take_back(town, kim, "Dr. Ada Fox")
    with town.desk(town.ada, write=False) as desk:
        assert notes.list_notes(desk, chart, Content.NOTE)
    assert barred(town, kim) == {"Sam Porter"} and "Sam Porter" not in people(town, kim)
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Kim Lee", sam, offers.FRONT_DESK)
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    assert {one.state for one in town.house.keeper.states(chart)} == {"live"}
    assert town.checked(town.ada, kim) == []


def test_the_second_stop_is_taken_back_and_the_first_stands(town, kim):
    take_back(town, kim, "Sam Porter")
    assert barred(town, kim) == {"Dr. Ada Fox"}
    take_back(town, kim, "Dr. Ada Fox")
    assert barred(town, kim) == set() and not any(one.stopped for one in people(town, kim).values())
    assert town.checked(town.ada, kim) == []


def test_a_narrower_choice_stops_at_once_and_holds_once_the_list_can_be_written(town, kim):
    chart, visitor = town.charts["Kim Lee"], SignInSecret(town.sign_in(kim, stepped_up=True))
    grants.choose(town.house, visitor, chart, Choice.THERAPIST, OWN)
    assert people(town, kim)["Eve Moss"].stopped
    take_back(town, kim, "Dr. Ada Fox")
    with town.desk(town.ada, write=False) as desk:
        assert grants.chosen(desk, chart, Purpose.TREATMENT) is Choice.THERAPIST


def test_what_gives_something_says_that_it_waits_and_changes_nothing(town, kim):
    chart, found = town.charts["Kim Lee"], people(town, kim)
    with pytest.raises(Conflict, match="roll due"), town.desk(kim) as desk:
        grants.unbar(desk, chart, found["Sam Porter"].holder.grantee, OWN)
    with pytest.raises(Conflict, match="roll due"):
        town.trusted(kim, "Kim Lee", "Rosa Lee", offers.TRUSTED)
    grants.limit(town.house, SignInSecret(town.sign_in(kim)), chart, found["Eve Moss"].holder.grant, Code.SUPERVISION, OWN)
    with pytest.raises(Conflict, match="roll due"), town.desk(kim) as desk:
        grants.unlimit(desk, chart, found["Eve Moss"].holder.grant, Code.SUPERVISION, OWN)
    assert Code.SUPERVISION in people(town, kim)["Eve Moss"].locked
