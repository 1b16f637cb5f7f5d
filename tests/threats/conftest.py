"""The practices that threats are tried on: the small one, copied for each test; the writer's, as it truly is before and after each."""

import pytest
from tests.threats.writer.scene import Scene
from tests.walks.practice import build, opened


@pytest.fixture(scope="session")
def practice(tmp_path_factory):
    return build(tmp_path_factory.mktemp("practice") / "built")


@pytest.fixture
def town(practice, tmp_path):
    yield from opened(practice, tmp_path / "data")


@pytest.fixture(scope="module")
def built():
    made = Scene()
    yield made
    made.practice.close()


@pytest.fixture
def scene(built):
    built.judge.put_back()
    yield built
    built.judge.put_back()
