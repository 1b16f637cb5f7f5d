"""What the verifier says of each line that a keeper should never have entered."""

from __future__ import annotations

import pytest
from tests.unit.core.ledger import lies_of_asks, lies_of_epochs, lies_of_grants
from tests.unit.core.ledger.checked_day import Lie, refused
from tests.unit.core.ledger.small_practice import a_day

LIES: list[tuple[Lie, str]] = [*lies_of_grants.LIES, *lies_of_epochs.LIES, *lies_of_asks.LIES]


@pytest.mark.parametrize(("lie", "why"), LIES, ids=[lie.__name__ for lie, _ in LIES])
def test_a_line_that_should_never_have_been_entered_is_named(lie: Lie, why: str) -> None:
    day = a_day()
    lie(day)
    refused(day.chart.bundle(), why)
