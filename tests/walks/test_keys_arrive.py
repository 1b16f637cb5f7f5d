"""Keys that were handed over and not fetched yet, while something is being taken from whoever handed them over.

Whoever signs in between a stop or a limit and the change of keys behind it gets what they were given: they may be the only one left who can
open it.
"""

from __future__ import annotations

import pytest
from tests.threats.test_older_list import OWN, at_desk, grant_of, noor
from tests.walks.practice import MAYA, NOOR, TOMAS, Town

from tacenda.acts import gate, grants, limiting, rolling, stopping
from tacenda.acts.desk import reading
from tacenda.core.words.access import Code, Purpose

GIVEN = (Code.ACCESS, Code.CONTACT, Code.RECORD, Code.SCHEDULE, Code.SHARED, Code.CONSENT)


pytestmark = pytest.mark.usefixtures("maya_is_in")


def opens_all(town: Town) -> None:
    """What she was given, each page of it."""

    def opened(desk):
        for code in GIVEN:
            assert gate.standing(desk, noor(town), Purpose.TREATMENT, code).page(code).compartment.code is code

    at_desk(town, MAYA, opened, write=False)


def comes_in(town: Town) -> None:
    """She signs in, for the first time since."""
    with town.signed_in(MAYA):
        pass


def limits(town: Town) -> None:
    """The client takes visit times from Tomas, and the process dies before any key has changed."""
    tomas = grant_of(town, TOMAS)
    with town.signed_in(NOOR) as visitor, reading(town.house, visitor) as desk:
        limiting.tell(desk, noor(town), tomas, Code.SCHEDULE, OWN, holds=True)


def stops(town: Town) -> None:
    """So with all of his access."""
    with town.signed_in(NOOR) as visitor:
        stopping.tell(town.house, visitor, noor(town), grant_of(town, TOMAS), OWN)


def test_a_limit_before_its_keys_change_takes_nothing_from_who_comes_in_between(town: Town):
    limits(town)
    comes_in(town)
    with town.signed_in(NOOR) as visitor:
        limiting.follow(town.house, visitor, noor(town), OWN)
    opens_all(town)
    assert town.checked().fits


def test_a_stop_that_is_taken_back_before_its_keys_change_leaves_nobody_without_keys(town: Town):
    stops(town)
    comes_in(town)
    with town.signed_in(NOOR, stepped_up=True) as visitor:
        grants.take_back(town.house, visitor, noor(town), grant_of(town, TOMAS), OWN)
    opens_all(town)
    assert town.checked().fits


def test_the_notes_stay_with_who_was_let_in_before_the_only_other_holder_was_stopped(town: Town):
    """Nobody but Tomas held the keys of the notes: what he brought is all there is of them."""
    with town.signed_in(NOOR) as visitor:
        grants.stop(town.house, visitor, noor(town), grant_of(town, TOMAS), OWN)
    comes_in(town)
    with town.signed_in(MAYA) as visitor:
        rolling.roll_due(town.house, visitor)
    opens_all(town)
    assert all(one.state == "live" for one in town.house.keeper.states(noor(town)) if one.code in GIVEN)
    assert town.checked().fits
