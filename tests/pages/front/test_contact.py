"""Whom people can call: what the practice wrote down stands where somebody is stuck, and nothing is claimed where it wrote nothing."""

from __future__ import annotations

from dataclasses import replace

from tests.pages.client import Client

from tacenda.core.words.people import Role
from tacenda.doors.web import app, front, handles, headers


def test_without_a_number_no_page_speaks_of_one(town):
    town.colleague("Bo Lind", Role.FRONT_DESK)  # to whom else than themselves could the officer be named
    anybody, ada = town.browser().get("/help"), town.browser(town.ada).get("/nothing")
    for page in (anybody, ada):
        assert "call" not in page.text.replace("call the emergency number", "")
    assert "You can ask the person you see here." in anybody.text  # beside nobody: no number stands before it
    assert "You can ask the privacy officer." in town.browser(town.ada).get("/help").text
    assert "ask the privacy officer" in ada.text and "the person you see here" not in ada.text  # nobody treats who works here


def test_the_number_of_the_practice_stands_on_help_on_what_is_refused_and_on_a_card(town):
    told = replace(town.house.settings, phone="555 0199", hours="Weekdays until six.", crisis="Call 988, day and night.")
    house = replace(town.house, settings=told)
    served = app.make(house, front.make(house))
    help = Client(served).get("/help")
    assert "Call 555 0199. Weekdays until six." in help.text and "Call 988, day and night." in help.text
    ada = Client(served).as_roles(Role.CLINICIAN, Role.OFFICER)
    ada.keep(headers.SIGN_IN, handles.of(town.sign_in(town.ada, stepped_up=True)))
    assert "Call 555 0199." in ada.get("/nothing").text
    chart = town.chart("Kim Lee")
    card = ada.submit(ada.get(town.path("charts/invite", chart=chart)), "Make a card")
    assert "If you are stuck, call" in card.text and "555 0199" in card.text
