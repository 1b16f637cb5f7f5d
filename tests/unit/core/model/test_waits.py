"""What waits of kept answers: in the head of a page, and as a privacy office counts it."""

from dataclasses import replace

import pytest

from tacenda.core.model import chart, waits
from tacenda.core.model.chart import Page
from tacenda.core.model.waits import Count, Wait
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Tampered
from tacenda.core.words.ids import ObjectId
from tacenda.core.words.moments import Moment

ONE, OTHER = ObjectId(b"1" * 16), ObjectId(b"2" * 16)
OPEN = Wait(ONE, b"t" * 16, 1, open=True, days=("2026-11-30", "2026-12-20"))
NOON = Moment(1_796_040_000)  # 30 November 2026, 12:00 UTC


def sealed(head):
    """A head as it comes back from its page."""
    return chart.read(chart.write(Page(Code.REQUESTS), head, bytes(32)))[1]


def read(head):
    return waits.of_head(sealed(head))


def test_what_waits_comes_back_and_what_is_over_goes():
    head = waits.with_wait({"speakers": []}, OPEN)
    assert read(head) == (OPEN,) and head["speakers"] == []
    head = waits.with_wait(sealed(head), replace(OPEN, id=OTHER, open=False))
    assert [one.id for one in read(head)] == [ONE, OTHER]
    one_day = OPEN.without("2026-11-30")
    assert one_day.days == ("2026-12-20",) and one_day.without("2026-11-30") == one_day
    head = waits.with_wait(sealed(head), replace(OPEN, open=False, days=()))
    assert [one.id for one in read(head)] == [OTHER]


def test_a_head_from_before_says_what_is_open_and_goes_on_from_there():
    before = sealed({"open": [ONE, OTHER]})
    assert [(one.id, one.open, one.days) for one in waits.of_head(before)] == [(ONE, True, ()), (OTHER, True, ())]
    head = waits.with_wait(before, OPEN)
    assert "open" not in head and [one.id for one in read(head)] == [OTHER, ONE]
    head = waits.with_wait(before, replace(OPEN, open=False, days=()))
    assert [one.id for one in read(head)] == [OTHER]


@pytest.mark.parametrize(
    "row",
    [[ONE], [ONE, b"t" * 15, 1, 1, []], [b"x", b"t" * 16, 1, 1, []], [ONE, b"t" * 16, 1, 1, ["soon"]], [ONE, b"t" * 16, 1, 1, "days"]],
)
def test_a_row_that_is_none_is_refused(row):
    with pytest.raises(Tampered):
        read({waits.WAITS: [row]})


def test_what_an_office_is_told_names_nothing_and_comes_back():
    told = waits.of_said(waits.said(OPEN))
    assert (told.open, told.day, told.number, told.waits) == (True, "2026-11-30", 1, True)
    assert ONE.hex() not in waits.said(OPEN)
    assert not waits.of_said(waits.said(replace(OPEN, open=False, days=()))).waits
    for text in ("", "x 1 1 -", f"{'0' * 32} 1 1 soon", f"{'0' * 32} 1 2 -", f"{'0' * 32} 1 1 - more"):
        with pytest.raises(Tampered):
            waits.of_said(text)


def test_an_office_counts_the_last_word_on_each_and_what_is_late():
    def told(*some):
        return waits.count([waits.of_said(waits.said(one)) for one in some], NOON)

    settled = replace(OPEN, open=False, days=("2026-12-20",), number=2)
    other = replace(OPEN, told=b"u" * 16, days=("2026-11-30T11:00:00Z",))
    assert told() == Count(0, 0)
    assert told(OPEN) == Count(1, 0)  # a day runs out at its end
    assert told(OPEN, other) == Count(2, 1)
    assert told(settled, OPEN, OPEN) == told(OPEN, settled) == Count(1, 0)
    assert told(OPEN, replace(settled, days=(), number=3), settled) == Count(0, 0)
