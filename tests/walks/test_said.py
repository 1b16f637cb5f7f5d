"""What a client lays down while something is in the way: keys that change at that moment, a process that dies, a second sign-in.

Nothing of it is lost in silence: it lies on the list, or the client reads that it does not yet, and puts it there.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace

import pytest
from tests.threats.test_older_list import OWN, at_desk, grant_of, lets_in, list_of, lives, noor, page_of, put_back
from tests.walks.practice import MAYA, NOOR, TOMAS, Town

from tacenda.acts import choices, gate, grants, limiting, listing, older, rolling, says
from tacenda.acts.desk import reading, writing
from tacenda.core.model.say import Choice
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Refused

pytestmark = pytest.mark.usefixtures("maya_is_in")


@contextlib.contextmanager
def changing_the_lists_keys(town: Town) -> Generator[None, None, None]:
    """As long as another process is at it, for all the keeper knows."""

    def state(name: str) -> None:
        with closing(sqlite3.connect(town.folder / "keeper.db")) as db, db:
            db.execute("UPDATE compartment SET state = ? WHERE id = ?", (name, page_of(town)))

    state("rolling")
    yield
    state("due")


def barred(town: Town) -> list[str]:
    access = list_of(town, NOOR, OWN).access
    assert access is not None
    return [one.name for one in access.barred]


def test_whom_a_client_stops_while_the_lists_keys_change_stays_out_once_it_is_put_there(town: Town):
    maya = grant_of(town, MAYA)
    with town.signed_in(NOOR) as visitor, changing_the_lists_keys(town):
        grants.stop(town.house, visitor, noor(town), maya, OWN)
    assert not lives(town, maya)
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    assert list_of(town, NOOR, OWN).older
    assert barred(town) == [MAYA.name]
    put_back(town)
    assert not list_of(town, NOOR, OWN).older
    assert barred(town) == [MAYA.name]
    with pytest.raises(Refused, match=r"practice\.choice"):
        lets_in(town)
    assert town.checked().fits


def test_it_is_put_there_by_itself_where_the_client_changes_the_keys(town: Town):
    maya = grant_of(town, MAYA)
    with town.signed_in(NOOR) as visitor:
        with changing_the_lists_keys(town):
            grants.stop(town.house, visitor, noor(town), maya, OWN)
        rolling.roll_due(town.house, visitor)
    assert not list_of(town, NOOR, OWN).older
    assert barred(town) == [MAYA.name]
    assert town.checked().fits


def test_what_waited_is_no_older_list_and_is_put_there_at_the_clients_next_first_page(town: Town):
    """Somebody else changed the keys meanwhile, so that no key of the client's waits any more."""
    maya = grant_of(town, MAYA)
    with town.signed_in(NOOR) as visitor, changing_the_lists_keys(town):
        grants.stop(town.house, visitor, noor(town), maya, OWN)
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    assert list_of(town, NOOR, OWN).older
    with town.signed_in(NOOR) as visitor:
        with reading(town.house, visitor) as desk:
            assert not older.older(desk, noor(town)) and older.found(desk, noor(town)) is None
        older.catch_up(town.house, visitor)
    assert not list_of(town, NOOR, OWN).older
    assert barred(town) == [MAYA.name]
    assert town.checked().fits


def test_a_limit_whose_list_was_lost_in_a_crash_is_listed_before_the_keys_change(town: Town):
    """The keeper's row is gone with the roll, and the next who lets her in would not know of it."""
    maya = grant_of(town, MAYA)
    with town.signed_in(NOOR) as visitor, reading(town.house, visitor) as desk:
        limiting.tell(desk, noor(town), maya, Code.RECORD, OWN, holds=True)
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    assert town.house.keeper.limited(maya) == frozenset()
    found = list_of(town, NOOR, OWN)
    assert not found.older and found.access is not None
    assert Code.RECORD in found.access.limits(maya)
    assert town.checked().fits


def test_of_two_sign_ins_at_once_the_account_remembers_what_was_said_last(town: Town):
    with town.signed_in(NOOR) as one, town.signed_in(NOOR) as two:
        with writing(town.house, one) as desk:
            at = gate.standing(desk, noor(town), OWN)
            assert at.access is not None
            listing.put(desk, at, OWN, replace(at.access, choice=Choice.GUIDES))
            late = desk.after.pop()
        choices.choose(town.house, two, noor(town), Choice.THERAPIST, OWN)
        late()
    said = list_of(town, NOOR, OWN).access
    assert said is not None and said.choice is Choice.THERAPIST
    assert at_desk(town, NOOR, lambda desk: says.own_last(desk, noor(town)), write=False) == said.say
    assert town.checked().fits
