"""The coverage of states is asked last, and only when every test of the folder runs in this one process."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
LAST = "test_no_state_of_the_registry_is_left_unseen"


def pytest_collection_modifyitems(config, items):
    last = [item for item in items if item.name == LAST]
    collected = {item.path for item in items}
    whole = set(HERE.rglob("test_*.py")) <= collected and not config.option.keyword and not hasattr(config, "workerinput")
    items[:] = [item for item in items if item.name != LAST] + (last if whole else [])
    if last and not whole:
        config.hook.pytest_deselected(items=last)
