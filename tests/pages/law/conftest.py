"""A practice that the tests of one module share: they look, and what they change they change for people of their own."""

from __future__ import annotations

import pytest
from tests.pages.town import Town


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    made = Town(tmp_path_factory.mktemp("town"))
    yield made
    made.close()
