"""Failed sign-ins in the ledger: few lines, and what they say of how many there were."""

import pytest

from tacenda.core.ledger import tries
from tacenda.core.words.moments import Moment

DAY = 86_400


@pytest.mark.parametrize("failed", [0, 1, 2, 3, 4, 7, 8, 1000, 1_000_000])
def test_the_lines_of_a_day_tell_the_tries_to_a_factor_of_two(failed):
    lines = [Moment(n % DAY) for n in range(1, failed + 1) if tries.entered(n)]
    assert len(lines) <= 20
    assert tries.least(lines) <= failed < 2 * max(1, tries.least(lines))


def test_days_count_apart():
    assert tries.least([Moment(1), Moment(2), Moment(3), Moment(DAY), Moment(DAY + 1), Moment(5 * DAY)]) == 4 + 2 + 1
