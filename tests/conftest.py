"""What holds for every test: where it runs, and that how long an example takes says something of the machine and nothing of us."""

from __future__ import annotations

import gc

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("tacenda", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tacenda")

gc.disable()  # until all is collected: what collecting makes stays, so that walking it frees nothing

LONGEST = ("test_writer.py", "test_access_matrix.py", "test_crash.py", "test_thief.py", "test_mutants.py")  # they begin first


def pytest_collection_modifyitems(items):
    """The files that take longest come first. A file runs in one process and in its order (`--dist loadfile`): what it needs is made once."""
    items.sort(key=lambda item: LONGEST.index(item.path.name) if item.path.name in LONGEST else len(LONGEST))


def pytest_collection_finish(session):
    """Thousands of tests and what they import stay until the end: garbage is sought in what came after them alone."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """A practice that the tests of one module share: they look, and what they change they change for people of their own."""
    from tests.pages.town import shared  # here, since most tests need no practice and should not wait for one

    yield from shared(tmp_path_factory)


@pytest.fixture
def own_town(tmp_path):
    """A practice for one test alone, which moves its clock or counts what leaves it."""
    from tests.pages.town import Town

    made = Town(tmp_path)
    yield made
    made.close()
