"""The small practice, played once for all walks of one process."""

import pytest
from tests.walks.practice import MAYA, NOOR, TOMAS, build, opened

from tacenda.core.model import offers


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    return build(tmp_path_factory.mktemp("practice") / "data")


@pytest.fixture
def town(built, tmp_path):
    yield from opened(built, tmp_path / "data")


@pytest.fixture
def maya_is_in(town):
    """Tomas let Maya in on Noor's chart, and she was not here since."""
    town.play.give(TOMAS, NOOR, MAYA, offers.CO_THERAPIST)
