"""By when an answer wants something done."""

import pytest

from tacenda.core.decisions import deadlines
from tacenda.shell import packs


def duty(rule, state, due, says="Do it."):
    return {"rule": rule, "state": state, "due": due, "says": says}


def clock(rule, due, *, unit="days", firm="hard"):
    return {"rule": rule, "due": due, "unit": unit, "firm": firm}


def test_duties_that_stand_or_may_what_follows_from_them_and_what_comes_with_the_answer():
    decision = {
        "duties": [duty("a", "stands", "2026-12-20"), duty("b", "open", "2026-11-30T10:00:00-08:00"), duty("c", "met", "2026-11-24"),
                   duty("d", "stands", None)],
        "clocks": [clock("a", "2026-12-20"), clock("a", "2027-01-20"), clock("d", "2033-01-01", firm="keep_until"),
                   clock("elsewhere", "2026-11-25"), clock("d", "2026-11-23", unit="at_once")],
        "obligations": [{"do": "tell", "due": "2026-12-01"}, {"do": "record", "due": None}],
    }  # fmt: skip
    found = [(one.day, one.rule or one.deed) for one in deadlines.of_decision(decision)]
    assert found == [("2026-11-30T10:00:00-08:00", "b"), ("2026-12-01", "tell"), ("2026-12-20", "a"), ("2027-01-20", "a")]


@pytest.fixture(scope="module")
def law():
    return packs.law()


def test_what_is_due_at_once_is_no_deadline(law):
    at_once = next(one.id for one in law.rules() if one.clock and one.clock.unit == "at_once")
    days = next(one.id for one in law.rules() if one.clock and one.clock.unit == "days" and one.clock.firm == "hard")
    decision = {"duties": [duty(at_once, "open", "2026-11-23"), duty(days, "open", "2026-11-30")]}
    assert deadlines.days(law, decision) == ("2026-11-30",)


def test_an_answer_without_days_has_none(law):
    assert deadlines.days(law, {}) == ()
