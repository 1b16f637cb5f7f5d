"""The practices that pages are tried in; and the coverage of states, asked last and only when the folder's tests run in this one process."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pages.demo import site as demo
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


@pytest.fixture
def ada(town):
    """The browser of who keeps the practice's charts, after her second proof. Her town has the charts of earlier tests in it."""
    return town.browser(town.ada, stepped_up=True)


@pytest.fixture
def kim(town):
    """A client of a chart of their own: name, chart, browser."""
    name = f"Kim{len(town.charts)} Lee"
    browser = town.browser(town.client(name), stepped_up=True)
    return name, town.charts[name], browser


@pytest.fixture
def house():
    """The frame's own practice: pages without records behind them."""
    return demo.DemoHouse()


@pytest.fixture
def app(house):
    return demo.make(house)
