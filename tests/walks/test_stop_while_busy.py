"""A client stops somebody while another one holds the files: the stop is in force, and nobody lets them in again without the client's yes."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.walks.practice import MAYA, NOOR, SAM, TOMAS, Built, Town, opened

from tacenda.acts import gate, grants, holders, rolling
from tacenda.acts.desk import reading
from tacenda.core.model import offers
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Refused, Unavailable
from tacenda.core.words.ids import GrantHash
from tacenda.shell import database

OWN = Purpose.OWN_RECORD
pytestmark = pytest.mark.usefixtures("maya_is_in")
WAIT = 0.2  # seconds for the files, here


@pytest.fixture
def town(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(database, "BUSY_SECONDS", WAIT)
    yield from opened(built, tmp_path / "data")


def grant_of(town: Town) -> GrantHash:
    with town.signed_in(NOOR) as visitor, reading(town.house, visitor) as desk:
        people = holders.who_can(desk, town.built.charts[NOOR.login], OWN)
        return next(one.holder.grant for one in people if one.holder.name == MAYA.name)


@contextmanager
def held(town: Town, seconds: float) -> Generator[None, None, None]:
    """Somebody writes, for so long at most."""
    begun, over = threading.Event(), threading.Event()

    def writes() -> None:
        with town.house.content.writing():
            begun.set()
            over.wait(seconds)

    one = threading.Thread(target=writes)
    one.start()
    begun.wait()
    try:
        yield
    finally:
        over.set()
        one.join()


def let_in_again(town: Town) -> None:
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    town.play.give(TOMAS, NOOR, MAYA, offers.CO_THERAPIST)


def test_whom_the_client_stops_meanwhile_is_let_in_again_only_with_their_yes(town: Town):
    maya = grant_of(town)
    with town.signed_in(NOOR) as visitor, held(town, 3 * WAIT):
        grants.stop(town.house, visitor, town.built.charts[NOOR.login], maya, OWN)
    assert not town.house.keeper.opened(maya)
    with pytest.raises(Refused, match=r"practice\.choice"):
        let_in_again(town)


def test_what_could_not_be_written_down_at_all_is_said_and_made_up_for(town: Town):
    maya, chart = grant_of(town), town.built.charts[NOOR.login]
    with town.signed_in(NOOR) as visitor:
        with held(town, 60), pytest.raises(Unavailable):
            grants.stop(town.house, visitor, chart, maya, OWN)
        assert not town.house.keeper.opened(maya)
        with reading(town.house, visitor) as desk:
            assert grants.unwritten(desk, chart, holders.find(holders.who_can(desk, chart, OWN), maya))
        grants.write_down(town.house, visitor, chart, maya, OWN)
        with reading(town.house, visitor) as desk:
            assert [one.name for one in grants.barred(desk, chart, OWN)] == [MAYA.name]
    with pytest.raises(Refused, match=r"practice\.choice"):
        let_in_again(town)


def test_what_was_remembered_first_is_laid_down_before_anybody_else_changes_keys(town: Town):
    """Keys are due already, so that the list takes nothing at first; and while they change somebody holds the files."""
    maya, chart = grant_of(town), town.built.charts[NOOR.login]
    town.play.give(TOMAS, NOOR, SAM, offers.FRONT_DESK)
    with town.signed_in(NOOR) as visitor:
        with reading(town.house, visitor) as desk:
            at = gate.standing(desk, chart, OWN)
            assert at.access is not None
            sam = next(one.grant for one in at.access.holders if one.name == SAM.name)
            desk.keeper.stop(sam, gate.signed(desk, at, gate.Wish(Act.STOP, Code.ACCESS, OWN, about=sam))[1])
        assert not grants._written_down(town.house, visitor, chart, maya, OWN)
        with held(town, 3 * WAIT):
            grants.stop(town.house, visitor, chart, maya, OWN)
    with pytest.raises(Refused, match=r"practice\.choice"):
        let_in_again(town)
