"""Forms: what fits, what does not, and what is said about it; the origin check; the headers."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import Annotated

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.datastructures import MutableHeaders
from tests.pages.demo import site as demo

from tacenda.core.words.errors import Invalid
from tacenda.doors import language, origin
from tacenda.doors.language import N_
from tacenda.doors.web import forms, headers
from tacenda.doors.web.registry import NOT_HERE
from tacenda.doors.web.request import WebRequest


class Reach(Enum):
    LETTER = "letter"
    PHONE = "phone"


class ReachForm(forms.Form):
    name: Annotated[str, forms.text(N_("Name"), shortest=2, longest=5)]
    day: Annotated[dt.date, forms.date(N_("Day"))]
    how: Annotated[Reach, forms.radios(N_("How"), {"letter": N_("Letter"), "phone": N_("Phone")})] = Reach.LETTER
    often: Annotated[int, forms.text(N_("How often"))] = 1
    quiet: Annotated[bool, forms.tick(N_("Quiet"))] = False
    words: Annotated[str, forms.secret(N_("Pass words"))] = ""


GOOD = {"name": "Anna", "day": "2025-11-18"}


@pytest.fixture(scope="module")
def site():
    return demo.make(demo.DemoHouse()).site


def asked(site, fields, speech="en") -> WebRequest:
    values = {name: value if isinstance(value, tuple) else (value,) for name, value in fields.items()}
    return WebRequest("POST", "/home", NOT_HERE, site, demo.DemoHouse(), None, language.words(speech), fields=values)


def test_a_form_that_fits_becomes_a_value(site):
    form = ReachForm.parse(asked(site, {**GOOD, "how": "phone", "often": "3", "quiet": "yes"}))
    assert (form.name, form.day, form.how, form.often, form.quiet) == ("Anna", dt.date(2025, 11, 18), Reach.PHONE, 3, True)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "empty"),
        ("name", "A", "too_short"),
        ("name", "Annabel", "too_long"),
        ("name", ("Anna", "Berta"), "empty"),
        ("day", "18.11.2025", "not_a_day"),
        ("day", "2025-02-30", "not_a_day"),
        ("how", "shout", "choose"),
        ("often", "many", "not_a_number"),
        ("quiet", "perhaps", "choose"),
    ],
)
def test_each_misfit_has_its_code_and_its_sentence(site, field, value, code):
    request = asked(site, {**GOOD, field: value})
    with pytest.raises(Invalid) as caught:
        ReachForm.parse(request)
    assert caught.value.messages == {field: code}
    view = ReachForm.again(request, caught.value)
    assert [(one.href, one.text) for one in view.problems] == [(f"#f-{field}", getattr(view, field).problem)]
    assert getattr(view, field).label in view.problems[0].text


def test_all_misfits_are_said_at_once_in_the_order_of_the_page(site):
    with pytest.raises(Invalid) as caught:
        ReachForm.parse(asked(site, {"often": "x", "day": "x"}))
    assert list(caught.value.messages) == ["name", "day", "often"]


def test_an_exception_about_a_form_repeats_nothing_that_was_typed(site):
    with pytest.raises(Invalid) as caught:
        ReachForm.parse(asked(site, {**GOOD, "day": "zephyrkettle"}))
    assert "zephyrkettle" not in repr(caught.value) + str(caught.value.__cause__) and caught.value.__suppress_context__


def test_a_secret_is_never_given_back_and_its_name_is_known_to_the_lock(site):
    view = ReachForm.again(asked(site, {**GOOD, "words": "hush"}), Invalid({"name": "empty"}))
    assert view.words.values == () and view.name.value == "Anna"
    assert "words" in forms.SECRETS


def test_a_code_of_an_act_is_said_in_the_words_of_the_form_or_at_least_kindly(site):
    view = ReachForm.again(asked(site, GOOD), Invalid({"name": "never_heard_of"}))
    assert view.problems[0].text == "Name: this does not fit. Please look at it again."
    whole = ReachForm.again(asked(site, GOOD), Invalid("too_much"))
    assert whole.problems[0].href == "#content"


def test_labels_and_sentences_follow_the_language(site):
    view = ReachForm.again(asked(site, GOOD, language.PSEUDO), Invalid({"name": "empty"}))
    assert view.name.label.startswith("Ñámé") and "fíll" in view.problems[0].text.lower()


def test_a_field_that_says_nothing_about_itself_is_a_mistake():
    with pytest.raises(TypeError, match="says nothing"):

        class Silent(forms.Form):
            name: str


@settings(max_examples=150)
@given(
    st.dictionaries(
        st.sampled_from(["name", "day", "how", "often", "quiet", "words", "other"]), st.lists(st.text(max_size=12), max_size=3).map(tuple)
    )
)
def test_whatever_is_sent_a_form_parses_or_says_what_is_wrong(fields):
    request = asked(demo.make(demo.DemoHouse()).site, fields)
    try:
        form = ReachForm.parse(request)
    except Invalid as problem:
        assert ReachForm.again(request, problem).problems
    else:
        assert 2 <= len(form.name) <= 5


# ---- where a post comes from: the cases of Go's own table


@pytest.mark.parametrize(
    ("method", "site", "source", "foreign"),
    [
        ("POST", "same-origin", "", False),
        ("POST", "none", "", False),
        ("POST", "cross-site", "", True),
        ("POST", "same-site", "", True),
        ("POST", "", "", False),
        ("POST", "", "https://localhost", False),
        ("POST", "", "https://attacker.example", True),
        ("POST", "", "null", True),
        ("POST", "", "http://[", True),
        ("POST", "same-origin", "https://attacker.example", False),
        ("PUT", "cross-site", "", True),
        ("GET", "cross-site", "", False),
        ("HEAD", "cross-site", "", False),
        ("OPTIONS", "cross-site", "", False),
    ],
)
def test_the_origin_check_answers_as_published(method, site, source, foreign):
    sent = {"host": "localhost", **({"sec-fetch-site": site} if site else {}), **({"origin": source} if source else {})}
    assert origin.foreign(method, sent) is foreign


def test_camera_and_microphone_are_for_calls_only():
    assert "camera=()" in headers.permissions(call=False) and "microphone=()" in headers.permissions(call=False)
    assert "camera=(self)" in headers.permissions(call=True) and "geolocation=()" in headers.permissions(call=True)


def test_a_page_without_scripts_may_run_none():
    assert "script-src 'none'" in headers.policy(scripts=False) and "script-src 'self'" in headers.policy(scripts=True)


def test_an_answer_that_set_its_own_policy_keeps_it():
    sent = MutableHeaders({"Content-Security-Policy": "default-src 'none'; sandbox"})
    headers.stamp(sent)
    assert sent["Content-Security-Policy"] == "default-src 'none'; sandbox" and sent["Cache-Control"] == "no-store"


def test_the_witness_cookie_lasts_a_year_and_the_sign_in_until_the_browser_closes():
    assert headers.cookie("__Host-seen", "x", lasts=headers.YEAR).endswith("; Max-Age=31536000")
    assert headers.cookie("__Host-in", "x") == "__Host-in=x; Path=/; Secure; HttpOnly; SameSite=Strict"
