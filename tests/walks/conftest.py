"""The small practice, played once for all walks of one process."""

import pytest
from tests.walks.practice import build, copied


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    return build(tmp_path_factory.mktemp("practice") / "data")


@pytest.fixture
def town(built, tmp_path):
    found = copied(built, tmp_path / "data")
    yield found
    found.house.close()
