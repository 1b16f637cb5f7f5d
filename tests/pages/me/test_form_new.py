"""A form of the client's own: drawn, read once more, said yes to, and seen by the therapist, who may then ask what it opens."""

from __future__ import annotations

import pytest

from tacenda.acts import authorizations
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import NotFound
from tacenda.core.words.ids import ObjectId, handle
from tacenda.core.words.people import Role
from tacenda.doors.web import handles

FIELDS = {"segments": ["attendance"], "recipient": "Lake School", "recipient_kind": "school", "ends": "2027-02-01"}


def task(name):
    """How the therapist's day calls it."""
    return f"Look at it {name.split()[0]} L."


def drawn(browser, **fields):
    page = browser.follow(browser.get("/forms"), "Send something to others")
    return browser.submit(page, "Keep the form", **{**FIELDS, **fields})


def test_a_client_draws_a_form_says_yes_and_their_therapist_sees_it(town, ada, kim):
    name, _, browser = kim
    chart = town.charts[name]
    assert task(name) not in ada.get("/day").text
    page = drawn(browser)
    assert "Lake School" in page.text and "That you were here, and when" in page.text and "Because you want it." in page.text
    assert "Dr. Ada Fox" in page.text  # who keeps the records sends it
    assert "Something waits for your yes or no" not in browser.get("/home").text  # they drew it themselves
    done = browser.submit(browser.follow(page, "Say yes"), "I say yes")
    assert "You said yes." in done.text
    day = ada.get("/day")
    assert "A form of their own" in day.text and "Lake School" in ada.follow(day, task(name)).text
    form = ada.get(f"/forms/{handle(chart)}/{page.path.rsplit('/', 1)[1]}")
    ada.submit(form, "Write it down", what="read")
    assert task(name) not in ada.get("/day").text
    assert "The client drew it" not in ada.get(form.path).text
    assert "You said yes." in browser.get(page.path).text  # the therapist's seal took nothing away


def test_what_is_missing_is_asked_for_and_what_was_typed_stays(town, kim):
    _, _, browser = kim
    none = drawn(browser, segments=[], details="Only this spring.")
    assert none.status == 422 and "What may be sent: choose at least one." in none.text and "Only this spring." in none.body.decode()
    assert "name a last day, or the event that ends it" in drawn(browser, ends="").text
    assert "this day is over" in drawn(browser, ends="2020-01-01").text
    assert "private notes need a form of their own" in drawn(browser, segments=["record", "psychotherapy notes"]).text
    nobody = drawn(browser, segments=["substance use"], passes_on="yes")
    assert nobody.status == 422 and "To whom: this is still empty" in nobody.text
    assert drawn(browser, recipient_kind="court").status == 422
    assert drawn(browser, purpose_kind="terrorism").status == 422


def test_what_help_hangs_on_is_a_fault_of_the_form(town, ada, kim):
    name, _, browser = kim
    page = drawn(browser, conditioned="yes")
    assert "Some help hangs on this yes." in page.text and "Something on this form is not right." in page.text
    assert "Say yes" not in page.links()  # it would open nothing all the same
    form = ada.get(f"/forms/{handle(town.charts[name])}/{page.path.rsplit('/', 1)[1]}")
    assert "Care was made to depend on it." in form.text and "45 CFR 164.508(b)(4)" in form.body.decode()


def test_a_form_taken_back_before_anybody_looked_can_still_be_looked_at(town, ada, kim):
    name, _, browser = kim
    page = drawn(browser)
    browser.submit(browser.get(f"{page.path}/stop"), "Say no now")
    assert task(name) in ada.get("/day").text
    form = ada.get(f"/forms/{handle(town.charts[name])}/{page.path.rsplit('/', 1)[1]}")
    choices = [one.attrs["value"] for one in form.find("input[name=what]")]
    assert choices == ["read"]
    ada.submit(form, "Write it down", what="read")
    assert task(name) not in ada.get("/day").text


def test_a_form_drawn_by_a_client_waits_for_no_colleague_and_nobody_else_can_draw_one(town, kim):
    name, _, browser = kim
    page = drawn(browser)
    desk_person = town.colleague("Dee Roy", Role.FRONT_DESK)
    with town.desk(desk_person, write=False) as desk, pytest.raises(NotFound):
        authorizations.begun(desk, town.charts[name])
    id = ObjectId(handles.read(page.path.rsplit("/", 1)[1], ""))
    with town.desk(town.ada, write=False) as desk:
        found = authorizations.open_form(desk, town.charts[name], id, Purpose.TREATMENT)
    assert found.unread and not found.value.signatures
    assert town.browser(town.ada).get("/forms/new").status == 404


def test_where_the_client_asked_for_a_second_proof_nothing_is_drawn_without_it(town):
    who = town.client("Ray Orr")
    first = town.browser(who, stepped_up=True)
    first.submit(first.get("/choices"), "Keep these", inner="yes")
    assert town.browser(who).get("/forms/new").status == 401
    assert town.browser(who, stepped_up=True).get("/forms/new").status == 200
