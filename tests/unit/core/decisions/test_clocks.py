"""Every line of the arithmetic of clocks."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.core.decisions.small import BAR, answer, law, rule, world

from tacenda.core.decisions import clocks
from tacenda.core.decisions.clocks import Calendar
from tacenda.core.decisions.rules import Clock

NOW = dt.datetime(2026, 11, 20, 10, tzinfo=dt.timezone(dt.timedelta(hours=-8)))
HOLIDAYS = Calendar("US", 2026, 2026, frozenset({dt.date(2026, 11, 26)}))


def due(start: str, n: int, unit: str, *, firm: str = "hard", event: str = "received", calendar: Calendar | None = None) -> str | None:
    point = dt.date.fromisoformat(start) if len(start) == 10 else dt.datetime.fromisoformat(start)
    found = clocks.due(Clock(event, n, unit, firm), {"discovered" if event == "year_end" else event: point}, calendar, NOW)
    return clocks.text(found.at)


@pytest.mark.parametrize(
    ("start", "n", "unit", "end"),
    [
        ("2026-03-01", 30, "days", "2026-03-31"),
        ("2026-06-01", 60, "days", "2026-07-31"),
        ("2026-01-31", 1, "months", "2026-02-28"),
        ("2028-01-31", 1, "months", "2028-02-29"),
        ("2024-02-29", 1, "years", "2025-02-28"),
        ("2026-11-30", 3, "months", "2027-02-28"),
        ("2026-12-15", 1, "months", "2027-01-15"),
        ("2026-11-03T09:00:00-07:00", 24, "hours", "2026-11-04T09:00:00-07:00"),
        ("2026-03-07T20:00:00-05:00", 36, "hours", "2026-03-09T08:00:00-05:00"),
        ("2026-11-20T10:05:00-08:00", 0, "at_once", "2026-11-20T10:05:00-08:00"),
        ("2026-11-20T23:30:00-08:00", 1, "days", "2026-11-21"),
        ("2026-11-20", 2, "hours", "2026-11-20T02:00:00-08:00"),
        ("2026-11-20", 0, "at_once", "2026-11-20"),
    ],
)
def test_a_clock_runs_out_when_the_calendar_says_so(start: str, n: int, unit: str, end: str) -> None:
    assert due(start, n, unit) == end


def test_the_year_end_clock_starts_at_the_end_of_the_year_of_its_event() -> None:
    assert due("2026-06-01", 60, "days", event="year_end") == "2027-03-01"


def test_working_days_skip_weekends_and_the_holidays_of_the_table() -> None:
    assert due("2026-11-20", 5, "working_days", calendar=HOLIDAYS) == "2026-11-30"


def test_without_a_table_working_days_are_calendar_days_and_the_answer_says_so() -> None:
    packs = world(
        law(
            BAR
            + rule(
                "duty", "a.duty", kind="notify", acts=["notify"], clock={"start": "aware", "n": 5, "unit": "working_days", "firm": "hard"}
            ),
            place="FR",
        )
    )
    decision = answer(packs, ACT="notify", PLACES=["FR"], LAYERS="all", EVENTS={"aware": "2026-11-20"})
    assert decision.clocks[0].due == "2026-11-25"
    assert any("calendar days" in note.says for note in decision.notes)


def test_past_the_last_year_of_the_table_nothing_is_guessed() -> None:
    found = clocks.due(Clock("received", 30, "working_days", "hard"), {"received": dt.date(2026, 12, 1)}, HOLIDAYS, NOW)
    assert (found.at, found.calendar_days) == (dt.date(2026, 12, 31), True)


def test_a_clock_whose_event_is_not_given_has_no_date_and_asks_for_the_event() -> None:
    packs = world(
        law(
            BAR
            + rule(
                "duty", "a.duty", kind="access", acts=["give_access"], clock={"start": "received", "n": 30, "unit": "days", "firm": "hard"}
            )
        )
    )
    decision = answer(packs, ACT="give_access", recipient="client")
    assert (decision.clocks[0].due, [one.fact for one in decision.ask]) == (None, ["received"])


def test_an_extension_is_shown_beside_the_date_and_does_not_move_it() -> None:
    clock = {"start": "received", "n": 30, "unit": "days", "firm": "hard", "extend": {"n": 30, "unit": "days", "if": "written reasons"}}
    packs = world(law(BAR + rule("duty", "a.duty", kind="access", acts=["give_access"], clock=clock)))
    decision = answer(packs, ACT="give_access", recipient="client", EVENTS={"received": "2026-11-02"})
    assert (decision.clocks[0].due, decision.clocks[0].latest) == ("2026-12-02", "2027-01-01")


def test_a_clock_that_has_run_out_does_not_end_the_duty_and_asks_for_reasons() -> None:
    packs = world(
        law(
            BAR
            + rule(
                "duty", "a.duty", kind="access", acts=["give_access"], clock={"start": "received", "n": 30, "unit": "days", "firm": "hard"}
            )
        )
    )
    late = answer(packs, ACT="give_access", recipient="client", EVENTS={"received": "2026-10-20"})
    in_time = answer(packs, ACT="give_access", recipient="client", EVENTS={"received": "2026-10-21"})
    assert (late.verdict, "give_reasons" in {one.do for one in late.obligations}) == ("must", True)
    assert (in_time.verdict, "give_reasons" in {one.do for one in in_time.obligations}) == ("must", False)


def test_what_follows_a_report_has_its_own_clock() -> None:
    clock = {"start": "first_cause", "unit": "at_once", "firm": "hard"}
    later = {"do": "written_report", "clock": {"start": "first_cause", "n": 36, "unit": "hours", "firm": "hard"}}
    packs = world(law(BAR + rule("duty", "a.duty", kind="report", lifts=["a.bar"], clock=clock, then=later)))
    decision = answer(packs, info="record", EVENTS={"first_cause": "2026-11-20T09:00:00-08:00"})
    assert {one.do: one.due for one in decision.obligations}["written_report"] == "2026-11-21T21:00:00-08:00"
    assert decision.clocks[0].due == "2026-11-20T09:00:00-08:00"


def test_of_several_clocks_the_latest_counts_for_keeping_and_the_earliest_for_all_else() -> None:
    days = (dt.date(2026, 1, 2), dt.date(2030, 1, 1))
    assert clocks.governs("keep_until", days, NOW) == days[1]
    assert clocks.governs("hard", days, NOW) == days[0]
    assert clocks.governs("hard", (), NOW) is None
