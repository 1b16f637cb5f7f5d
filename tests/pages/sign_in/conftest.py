"""An empty house, a founded one, and browsers for both."""

from __future__ import annotations

import pytest
from tests.pages.client import Client
from tests.pages.town import MONDAY

from tacenda.acts.house import SetClock, open_house
from tacenda.doors.web import app, front


@pytest.fixture
def clock():
    return SetClock(MONDAY)


@pytest.fixture
def house(tmp_path, clock):
    made = open_house(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def anybody(house):
    """A browser of nobody in particular, in front of a house without a practice."""
    return Client(app.make(house, front.make(house)))


@pytest.fixture
def town(own_town):
    return own_town
