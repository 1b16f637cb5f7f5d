"""Picks end: on their own last day, with the access they were made for, and before anybody else is let in for picked notes."""

from __future__ import annotations

import pytest
from tests.pages.charts.test_pick import MONTH, guided, picked

from tacenda.acts import gate, picking
from tacenda.core.model import offers
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ObjectId
from tacenda.core.words.moments import Day, Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import handles


@pytest.fixture(scope="module")
def eve(town):
    return town.colleague("Eve Stone", Role.SUPERVISOR)


def in_days(town, days: int) -> str:
    return moments.date(Day(moments.day(town.clock.now()) + days)).isoformat()


def test_a_pick_ends_on_its_own_last_day_and_no_later_than_the_access(town, eve):
    name = "Uma Reed"
    town.client(name)
    guided(town, name, eve)
    note = town.note(name, "A week of ice.")
    ada = town.browser(town.ada)
    page = ada.get(town.path("charts/pick", chart=town.charts[name], note=note))
    assert "choose a day between today and a year from now" in ada.submit(page, "Pick it", until="2026-11-22").text
    ada.submit(page, "Pick it", until="2026-11-25")
    hers = town.browser(eve)
    listed = hers.get(town.path("front/notes", chart=town.charts[name]))
    assert "until November 25, 2026" in listed.text
    read = listed.links()["November 23, 2026"]
    assert "A week of ice." in hers.get(read).text
    town.clock.forward(3 * 86_400)
    hers = town.browser(eve)
    assert hers.get(read).status == 404
    assert "No note yet." in hers.get(listed.path).text and "0 notes" in hers.get("/day").text
    said = town.browser(town.ada).get(town.path("charts/picked", chart=town.charts[name]))
    assert "over" in said.text and "until November 25, 2026" in said.text
    keeper_ends_it(town, eve, name, ObjectId(handles.read(read.rsplit("/", 1)[1])))
    longer = town.note(name, "A week of thaw.")
    with town.desk(town.ada) as desk:
        picking.pick(desk, town.charts[name], longer, Moment(town.clock.now() + 300 * 86_400))
    assert "until December 23, 2026" in town.browser(eve).get(listed.path).text


def keeper_ends_it(town, eve, name, copy):
    """Her own keys ask for it as no page does any more: its row still lies there, and its key is in use."""
    with town.desk(eve, write=False) as desk:
        at = gate.standing(desk, town.charts[name], Purpose.SUPERVISION, Code.SUPERVISION)
        one = at.page(Code.SUPERVISION)
        assert one.page.line(copy) and one.compartment.epoch == desk.keeper.state(one.compartment.id).epoch
        wish = gate.Wish(Act.OPEN, Code.SUPERVISION, Purpose.SUPERVISION, (gate.Wanted(one.compartment.id, copy),))
        with pytest.raises(Refused, match="over"):
            gate.clear(desk, at, wish)


def test_the_next_supervisor_opens_nothing_that_was_picked_before(town, eve):
    name = "Vera Reed"
    town.client(name)
    guided(town, name, eve)
    picked(town, name, "A week of dust.")
    ada = town.browser(town.ada, stepped_up=True)
    form = town.path("charts/give", chart=town.charts[name])
    ned = town.colleague("Ned Hall", Role.SUPERVISOR)
    who = next(one.attrs["value"] for one in ada.get(form).find("select[name=who] option") if ned.name in one.to_text())
    refused = ada.submit(ada.get(form), "Let in", who=who, why="picked", until=in_days(town, 30))
    assert "somebody reads picked notes in this chart already. End that access first." in refused.text
    with pytest.raises(Conflict, match="somebody reads"):
        town.give(name, ned, offers.SUPERVISOR_OF_PICKED, Moment(town.clock.now() + MONTH))
    town.clock.forward(MONTH + 86_400)  # hers is over: nobody ended it, so what was picked for her still lies there
    ada = town.browser(town.ada, stepped_up=True)
    assert "over" in ada.get(town.path("charts/picked", chart=town.charts[name])).text
    with pytest.raises(Conflict, match="picked before"):
        town.give(name, ned, offers.SUPERVISOR_OF_PICKED, Moment(town.clock.now() + MONTH))
    ada.submit(ada.get(form), "Let in", who=who, why="picked", until=in_days(town, 30))
    assert "Nothing is picked." in ada.get(town.path("charts/picked", chart=town.charts[name])).text
    hers = town.browser(ned)
    assert "No note yet." in hers.get(town.path("front/notes", chart=town.charts[name])).text
    picked(town, name, "A week of moss.")
    assert len(hers.get(town.path("front/notes", chart=town.charts[name])).find("main li")) == 1
    assert town.checked(town.ada, ned) == []
