"""A review as it is kept: which grants stayed and which ended, and when it counts as unused or due again."""

from __future__ import annotations

import pytest

from tacenda.core.model import review
from tacenda.core.model.review import Review
from tacenda.core.words.encoding import plain
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import GrantHash
from tacenda.core.words.moments import Day

ONE, TWO, THREE = (GrantHash(bytes([n]) * 32) for n in (1, 2, 3))
SALT = b"s" * 32
TODAY = Day(20_785)


def test_a_review_reads_as_it_was_written_in_one_order():
    assert review.read(review.write(Review((TWO, ONE), (THREE,)), SALT)) == Review((ONE, TWO), (THREE,))
    assert review.read(review.write(Review((), ()), SALT)) == Review((), ())


@pytest.mark.parametrize(
    "change", [{"kept": [TWO, ONE]}, {"ended": [ONE, ONE]}, {"kept": [b"short"]}, {"kind": "note"}, {"salt": b"s"}, {"v": 2}, {"more": 1}]
)  # fmt: skip
def test_bytes_that_do_not_fit_are_refused(change):
    with pytest.raises(Tampered):
        review.read(plain({"v": 1, "salt": SALT, "kind": review.KIND, "kept": [ONE], "ended": [], **change}))


def test_access_is_unused_after_ninety_days_without_a_use_and_never_before():
    assert not review.unused(Day(TODAY - 89), Day(0), TODAY)
    assert review.unused(Day(TODAY - 90), Day(0), TODAY)
    assert not review.unused(Day(TODAY - 400), Day(TODAY - 89), TODAY)


def test_the_next_one_is_due_a_quarter_later():
    assert review.following(TODAY) == TODAY + 91
