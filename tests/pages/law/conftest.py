"""Who asks the law on these pages, and a chart of theirs."""

from __future__ import annotations

import pytest

from tacenda.core.words.ids import handle


@pytest.fixture
def ada(town):
    return town.browser(town.ada)


@pytest.fixture
def kim(town):
    return handle(town.chart(f"Kim{len(town.charts)} Lee"))
