"""One day played once, and a copy of it for every test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.shell.keeper.day import Day, a_day


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    day = a_day(tmp_path_factory.mktemp("keeper") / "keeper.db")
    yield day
    day.keeper.close()


@pytest.fixture
def day(played: Day, tmp_path: Path) -> Iterator[Day]:
    made = played.copied(tmp_path / "keeper.db")
    yield made
    made.keeper.close()
