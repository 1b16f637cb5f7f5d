"""Visits as people write them, places and their time zones, the words of a note."""

from __future__ import annotations

import datetime as dt
import zoneinfo

import pytest

from tacenda.core.model import wording
from tacenda.core.model.chart import Visit
from tacenda.core.words.errors import Invalid
from tacenda.core.words.moments import Moment
from tacenda.doors import language, places
from tacenda.doors.web import visits

LA = language.words("en", "America/Los_Angeles")
MONDAY = Moment(1_795_446_000)  # Monday, 23 November 2026, 15:00 UTC


def test_a_visit_is_read_in_the_time_zone_of_the_person() -> None:
    visit = visits.asked(LA, dt.date(2026, 11, 23), "7:00", 50)
    assert visit == Visit(MONDAY, 50)
    assert visits.asked(LA, dt.date(2026, 11, 23), "07.30", 30) == Visit(Moment(MONDAY + 1800), 30)


def test_no_day_and_no_time_is_no_visit() -> None:
    assert visits.asked(LA, None, "", 50) is None


@pytest.mark.parametrize(
    ("day", "time", "minutes", "problems"),
    [
        (None, "10:00", 50, {"day": "empty"}),
        (dt.date(2026, 1, 1), "", 50, {"time": "empty"}),
        (dt.date(2026, 1, 1), "24:00", 50, {"time": "not_a_time"}),
        (dt.date(2026, 1, 1), "ten", 4, {"time": "not_a_time", "minutes": "range"}),
        (dt.date(2026, 1, 1), "10:00", 481, {"minutes": "range"}),
        (dt.date(1066, 1, 1), "10:00", 50, {"day": "not_a_day"}),
        (dt.date(9999, 12, 31), "23:59", 50, {"day": "not_a_day"}),
    ],
)
def test_what_is_no_visit_says_why(day: dt.date | None, time: str, minutes: int, problems: dict[str, str]) -> None:
    with pytest.raises(Invalid) as invalid:
        visits.asked(LA, day, time, minutes)
    assert invalid.value.messages == problems


def test_the_evening_belongs_to_its_own_day() -> None:
    evening = Visit(Moment(MONDAY + 13 * 3600), 50)  # Monday 20:00 in California, Tuesday in UTC
    assert visits.today(LA, [evening], MONDAY) == (evening,)
    assert visits.today(language.words(), [evening], MONDAY) == ()


def test_a_note_is_about_the_newest_visit_that_has_begun() -> None:
    yesterday, now, later = (Visit(Moment(MONDAY + shift), 50) for shift in (-86_400, 600, 7200))
    assert visits.likely([yesterday, now, later], MONDAY) == now
    assert visits.likely([yesterday, later], MONDAY) == yesterday
    assert visits.likely([Visit(Moment(MONDAY - 4 * 86_400), 50)], MONDAY) is None


@pytest.mark.parametrize("text", ["", "0", "x-5", "1795446000", "1795446000-50-1", "-5"])
def test_what_is_no_choice_is_no_visit(text: str) -> None:
    assert visits.read(text) == (0, 0)


def test_a_choice_reads_back() -> None:
    assert visits.read(visits.value(Visit(MONDAY, 50))) == (MONDAY, 50)
    assert visits.value(None) == "0"


def test_every_place_has_a_name_and_a_time_zone_this_machine_knows() -> None:
    known = zoneinfo.available_timezones()
    named = places.named(language.words())
    assert {"US-CA", "FI", "CA-QC", "GB-ENG", "AU-NSW"} <= set(named)
    assert not {"US", "CA", "GB", "AU", "EU"} & set(named), "a part must be chosen where the law differs inside"
    uninhabited = {"BV", "HM"}
    assert {place for place in named if places.zone(place) not in known} == uninhabited


def test_a_state_is_found_by_its_own_name() -> None:
    assert places.named(language.words())["US-CA"] == "California, United States"


def test_words_that_often_hurt_are_found_in_their_forms_and_once_each() -> None:
    hints = wording.look_at(("She refused, and Refused again.", "Substance abuse is noted. He claims it."))
    assert [(hint.word, hint.instead) for hint in hints] == [
        ("refused", "said no to"),
        ("substance abuse", "substance use"),
        ("claims", "says"),
    ]


def test_words_inside_other_words_are_left_alone() -> None:
    assert wording.look_at(("The addictive rhythm of disclaims and refuseniks.",)) == ()
