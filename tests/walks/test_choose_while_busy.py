"""A client chooses their therapist alone while somebody holds the files: everybody else is out, whatever becomes of the keys."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from tests.walks.practice import MAYA, NOOR, SAM, TOMAS, Built, Town, opened

from tacenda.acts import choices, holders
from tacenda.acts.desk import reading
from tacenda.acts.house import open_house
from tacenda.core.model import offers
from tacenda.core.model.say import Choice
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Unavailable
from tacenda.shell import database

OWN = Purpose.OWN_RECORD


@pytest.fixture
def town(built: Built, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Town, None, None]:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    yield from opened(built, tmp_path / "data")


def test_a_choice_stops_everybody_before_any_key_changes(town: Town):
    for who, offer in ((MAYA, offers.CO_THERAPIST), (SAM, offers.FRONT_DESK)):
        town.play.give(TOMAS, NOOR, who, offer)
    chart, over, after = town.built.charts[NOOR.login], threading.Event(), list[Callable[[], None]]()
    town.house.close()
    town.house = open_house(town.folder, town.clock, keeper_step=lambda step: after[0]() if after and step == "committed" else None)
    with town.signed_in(NOOR) as visitor:
        with reading(town.house, visitor) as desk:
            out = [one.holder.grant for one in holders.who_can(desk, chart, OWN) if one.holder.name in (MAYA.name, SAM.name)]

        def holds() -> None:
            with town.house.content.writing():
                begun.set()
                over.wait(60)

        begun, one = threading.Event(), threading.Thread(target=holds)

        def once_somebody_is_out() -> None:
            if town.house.keeper.closed(out):
                after.clear()
                one.start()
                begun.wait()

        after.append(once_somebody_is_out)
        try:
            with contextlib.suppress(Unavailable):
                choices.choose(town.house, visitor, chart, Choice.THERAPIST, OWN)
        finally:
            over.set()
            one.join()
    assert town.house.keeper.closed(out) == frozenset(out)
