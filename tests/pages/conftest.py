"""The practices that pages are tried in; and the coverage of states, asked last and only when the folder's tests run in this one process."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pages.town import Town

HERE = Path(__file__).parent
LAST = "test_no_state_of_the_registry_is_left_unseen"


def pytest_collection_modifyitems(config, items):
    last = [item for item in items if item.name == LAST]
    collected = {item.path for item in items}
    whole = set(HERE.rglob("test_*.py")) <= collected and not config.option.keyword and not hasattr(config, "workerinput")
    items[:] = [item for item in items if item.name != LAST] + (last if whole else [])
    if last and not whole:
        config.hook.pytest_deselected(items=last)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A practice of one, without a chart."""
    made = Town(tmp_path_factory.mktemp("alone"))
    yield made
    made.close()
