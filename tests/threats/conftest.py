"""The writer's practice, made once for each file of tests, and as it truly is before and after each of them."""

import pytest
from tests.threats.writer.scene import Scene


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
