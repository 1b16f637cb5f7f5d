"""Ids, moments, codes, errors: each has one form, and no other is read."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tacenda.core.words import errors, ids, moments
from tacenda.core.words.access import FOUNDING, Act, Code, Content, Purpose, Right, page_content
from tacenda.core.words.errors import NotFound, Tampered
from tacenda.core.words.moments import Day, Moment
from tacenda.core.words.people import KEEPS_CHARTS, STAFF, Role


@given(st.binary(min_size=16, max_size=16) | st.binary(min_size=32, max_size=32))
def test_an_id_has_one_address_and_an_address_one_id(raw: bytes) -> None:
    text = ids.handle(raw)
    assert ids.from_handle(text, len(raw)) == raw
    assert len(text) == (26 if len(raw) == 16 else 52) and text == text.lower() and "=" not in text


@pytest.mark.parametrize(
    "text", ["", "a", "A" * 26, "a" * 25, "a" * 27, "a" * 25 + "b", "a" * 25 + "1", "../" + "a" * 23, "ſ" * 26, "a" * 25 + "="]
)
def test_what_is_no_address_leads_nowhere(text: str) -> None:
    with pytest.raises(NotFound):
        ids.from_handle(text)


def test_a_fingerprint_is_read_aloud_in_five_groups_of_five() -> None:
    assert ids.fingerprint(bytes(32)) == "AAAAA AAAAA AAAAA AAAAA AAAAA"
    assert ids.fingerprint(bytes(14) + b"\1" + bytes(17)) != ids.fingerprint(bytes(32))


@given(st.integers(-62_135_596_800, 253_402_300_799))
def test_a_moment_is_written_to_the_second_in_utc(at: int) -> None:
    text = moments.text(Moment(at))
    assert moments.from_text(text) == at and len(text) == 20 and text.endswith("Z")


def test_known_moments_and_days_are_spelled_as_everybody_spells_them() -> None:
    assert moments.text(Moment(0)) == "1970-01-01T00:00:00Z"
    assert moments.text(Moment(1_800_014_400)) == "2027-01-15T12:00:00Z"
    assert moments.day(Moment(86_399)) == 0 and moments.day(Moment(86_400)) == 1
    assert moments.date_text(Day(0)) == "1970-01-01" and moments.day_from_text("2027-01-15") == 20_833


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2027-01-15",
        "2027-01-15T12:00:00",
        "2027-01-15 12:00:00Z",
        "2027-01-15T12:00:00+00:00",
        "2027-01-15T14:00:00+02:00",
        "2027-01-15T12:00:00.5Z",
        "2027-01-15T12:00:60Z",
        "2027-02-30T12:00:00Z",
        "2027-1-15T12:00:00Z",
        "20270115T120000Z",
        "2027-W02-5T12:00:00Z",
        "2027-01-15t12:00:00z",
        "2027-01-15T24:00:00Z",
        " 2027-01-15T12:00:00Z",
        "2027-01-15T12:00:00Z\n",
        "２027-01-15T12:00:00Z",
    ],
)
def test_any_other_form_of_a_time_is_refused(text: str) -> None:
    with pytest.raises(Tampered):
        moments.from_text(text)


@pytest.mark.parametrize("text", ["", "20270115", "2027-W02-5", "2027-02-30", "2027-01-15T00:00:00Z", " 2027-01-15"])
def test_any_other_form_of_a_day_is_refused(text: str) -> None:
    with pytest.raises(Tampered):
        moments.day_from_text(text)


@given(st.integers(-100_000, 100_000))
def test_a_day_survives_its_text_in_both_directions(day: int) -> None:
    assert moments.day_from_text(moments.date_text(Day(day))) == day


def test_a_day_is_a_date_of_the_calendar_and_ends_with_its_last_second() -> None:
    leap = moments.of_date(dt.date(2024, 2, 29))
    assert (leap, moments.date(leap)) == (19_782, dt.date(2024, 2, 29))
    assert moments.text(moments.last(leap)) == "2024-02-29T23:59:59Z"
    assert moments.day(moments.last(leap)) == leap


def test_codes_that_stand_in_sealed_bytes_never_change() -> None:
    assert {code.name: code.value for code in Code} == {
        "CONTACT": 1, "ACCESS": 2, "RECORD": 3, "PSYCHOTHERAPY": 4, "MESSAGES": 5, "DOCUMENTS": 6, "SCHEDULE": 7, "SAFETY": 8, "OWN": 9,
        "LEDGER": 10, "REQUESTS": 11, "SHARED": 12, "CONSENT": 13, "SUPERVISION": 14, "SIGNED": 15, "PRACTICE": 20,
    }  # fmt: skip
    assert {content.name: content.value for content in Content} == {
        "PAGE": 1, "CARD": 2, "ACCESS_LIST": 3, "INDEX": 4, "GRANT": 5, "NOTE": 10, "PSYCHOTHERAPY_NOTE": 11, "PLAN": 12, "MESSAGE": 13,
        "ATTACHMENT": 14, "CONSENT": 15, "RESTRICTION": 16, "AUTHORIZATION": 17, "APPOINTMENT": 18, "SAFETY_PLAN": 19, "JOURNAL": 20,
        "REQUEST": 21, "ASSESSMENT": 22, "DISCLOSURE": 23, "REVIEW": 24, "SCAN": 25, "SETTINGS": 30,
    }  # fmt: skip
    assert [right.value for right in Right] == ["read", "write", "grant", "stop", "subject"]
    assert len({act.value for act in Act}) == len(Act) and all(act.value == act.name.lower().replace("_", "-") for act in Act)
    assert len({purpose.value for purpose in Purpose}) == len(Purpose)


def test_a_page_is_card_access_list_or_contents_by_its_compartment() -> None:
    assert page_content(Code.CONTACT) is Content.CARD and page_content(Code.ACCESS) is Content.ACCESS_LIST
    assert {page_content(code) for code in Code if code not in (Code.CONTACT, Code.ACCESS)} == {Content.PAGE}


def test_a_chart_is_founded_with_everything_a_first_visit_needs() -> None:
    assert set(FOUNDING) >= {Code.CONTACT, Code.ACCESS, Code.RECORD, Code.SCHEDULE, Code.LEDGER}


def test_clients_and_offices_are_no_staff_and_only_staff_keep_charts() -> None:
    assert not {Role.CLIENT, Role.GUARDIAN, Role.OFFICE} & STAFF and KEEPS_CHARTS <= STAFF


def test_every_error_has_a_public_sentence_and_keeps_its_reason_to_itself() -> None:
    made = [
        errors.Refused("rule/x"), errors.NotFound("x"), errors.Invalid("x"), errors.Conflict("x"), errors.Locked(), errors.Shredded(3),
        errors.Tampered("x"), errors.Unavailable("x"),
    ]  # fmt: skip
    assert {type(one) for one in made} == set(errors.TacendaError.__subclasses__())
    assert all(one.public.endswith(".") and "rule/x" not in one.public for one in made)
    assert errors.Invalid({"a": "short"}).messages == {"a": "short"} and str(errors.Invalid("a secret")) == "invalid"
    assert errors.Shredded(3).day == 3 and errors.Locked(step_up=True).step_up
