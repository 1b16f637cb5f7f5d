"""Whether the record opens to a helper elsewhere: the form's own facts count, not what was said of them; unknown and no stay shut."""

from __future__ import annotations

import datetime as dt

import pytest

from tacenda.core.decisions import opening
from tacenda.core.words.errors import Invalid
from tacenda.shell import packs

NOW = dt.datetime(2026, 11, 24, 10, tzinfo=dt.UTC)
FACTS = {
    "recipient": "treating_professional", "purpose": "care", "actor": "psychologist", "info": "record", "within_scope": "yes",
    "hipaa_covered": "yes", "part2": "no", "restriction": "no", "client": "adult", "capacity": "capable", "ferpa": "none",
}  # fmt: skip
FORM = {
    "recipient": "treating_professional", "purpose": "care", "info": "record", "authorization": "general", "authorization_defect": "none",
    "signed_by": "client",
}  # fmt: skip


def asked(place: str = "US-CA", act: str = "disclose", **facts: str) -> dict[str, object]:
    return {
        "form": "tacenda.decision-request/1", "vocabulary": 1, "id": "kept", "act": act, "places": [place], "layers": "all", "codes": [],
        "now": "2026-11-23T15:00:00+00:00", "facts": {**FACTS, **facts}, "events": {},
    }  # fmt: skip


def why(request: dict[str, object], form: dict[str, str]) -> str:
    with pytest.raises(Invalid) as caught:
        opening.opens(packs.law(), request, form, NOW)
    return caught.value.messages["answer"]


def test_a_valid_form_and_a_yes_of_the_law_open_it():
    opening.opens(packs.law(), asked(), FORM, NOW)


def test_a_form_that_lacks_something_or_says_nothing_opens_nothing():
    assert why(asked(), {**FORM, "authorization_defect": "revoked"}) == "form"
    assert why(asked(), {**FORM, "authorization": "none"}) == "form"


def test_an_answer_about_something_else_opens_nothing():
    assert why(asked(act="give_access"), FORM) == "other"
    assert why(asked(recipient="employer"), FORM) == "other"
    assert why(asked(info="psychotherapy_notes"), FORM) == "other"
    assert why({**asked(), "segments": []}, FORM) == "other"


def test_what_the_law_forbids_or_does_not_know_today_stays_shut():
    assert why(asked(restriction="yes"), FORM) == "shut"
    assert why(asked(place="US-NY"), FORM) == "shut"


def test_what_was_said_of_the_form_does_not_stand_in_for_what_its_check_cannot_tell():
    unknown = {name: value for name, value in FORM.items() if name != "authorization_defect"}
    told = asked(place="US-TX", recipient="employer", authorization_defect="none", authorization="general")
    form = {**unknown, "recipient": "employer"}
    assert why(told, form) == "shut"
