"""Whom nobody ends by an address they put together: the oversight, whom the client let in by their own hand, and oneself."""

import pytest
from tests.pages.town import MONDAY

from tacenda.acts import grants, holders
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Refused
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

NAME, SOON = "Kim Lee", Moment(MONDAY + 30 * 86_400)


@pytest.fixture(scope="module")
def ben(town):
    return town.colleague("Ben Roy", Role.CLINICIAN)


@pytest.fixture(scope="module")
def kim(town, ben):
    who = town.client_of(ben, NAME)
    town.trusted(who, NAME, "Ana Lee", offers.TRUSTED, SOON)
    return who


def grant(town, kim, name):
    with town.desk(kim, write=False) as desk:
        return next(one for one in holders.who_can(desk, town.charts[NAME], Purpose.OWN_RECORD) if one.holder.name == name)


@pytest.mark.parametrize("name", ["Privacy office", "Ana Lee", "Ben Roy"])
def test_who_keeps_the_chart_ends_neither_the_oversight_nor_whom_the_client_let_in_nor_themselves(town, ben, kim, name):
    theirs, found = town.browser(ben), grant(town, kim, name).holder.grant
    path = town.path("charts/end", chart=town.charts[NAME], grant=found)
    assert theirs.get(path).status == theirs.post(path).status == 404
    with pytest.raises(Refused):
        grants.stop(town.house, SignInSecret(town.sign_in(ben)), town.charts[NAME], found, Purpose.TREATMENT)
    assert not grant(town, kim, name).stopped


def test_a_client_does_not_shut_themselves_out_by_a_press(town, kim):
    mine, hers = grant(town, kim, NAME).holder.grant, town.browser(kim)
    path = town.path("me/stop", chart=town.charts[NAME], grant=mine)
    page = town.path("me/person", chart=town.charts[NAME], grant=mine)
    assert hers.get(path).headers["location"] == hers.post(path).headers["location"] == page
    with pytest.raises(Refused):
        grants.stop(town.house, SignInSecret(town.sign_in(kim)), town.charts[NAME], mine, Purpose.OWN_RECORD)
    assert hers.get("/home").status == 200
