"""A stop of who keeps the records changes every key that others go on using, and can be taken back all the same."""

from __future__ import annotations

from contextlib import suppress

import pytest

from tacenda.acts import choices, gate, grants, holders, notes, older, rolling, upkeep
from tacenda.acts.desk import SignInSecret, writing
from tacenda.acts.gate import Wish
from tacenda.core.model import offers
from tacenda.core.model.say import Choice
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.people import Role
from tacenda.doors.web import registry

OWN, TREATS = Purpose.OWN_RECORD, Purpose.TREATMENT
ADA, TOM, SAM, EVE = "Dr. Ada Fox", "Tom Berg", "Sam Porter", "Eve Moss"
ALONE = {Code.PSYCHOTHERAPY}  # what only its writer reads


@pytest.fixture
def town(own_town):
    return own_town


@pytest.fixture
def sam(town):
    return town.colleague(SAM, Role.FRONT_DESK)


@pytest.fixture
def kim(town, sam):
    who = town.client("Kim Lee")
    town.note("Kim Lee", "Rain.")
    town.note("Kim Lee", "They fear the sea.", Content.PSYCHOTHERAPY_NOTE)
    town.give("Kim Lee", sam, offers.FRONT_DESK)
    return who


@pytest.fixture
def tom(town, kim):
    """A colleague who keeps the chart too."""
    who = town.colleague(TOM, Role.CLINICIAN)
    town.give("Kim Lee", who, offers.SECOND)
    town.browser(who).get(town.path("charts/day"))  # what was delivered is with them from now on
    return who


def states(town) -> dict[Code, str]:
    return {one.code: one.state for one in town.house.keeper.states(town.charts["Kim Lee"])}


def due(town) -> set[Code]:
    return {code for code, state in states(town).items() if state != "live"}


def people(town, who):
    with town.desk(who, write=False) as desk:
        return {one.holder.name: one for one in holders.who_can(desk, town.charts["Kim Lee"], OWN)}


def liftable(town, who, name) -> bool:
    found = people(town, who)[name]
    with town.desk(who, write=False) as desk:
        return grants.can_lift(desk, found, Purpose.OWN_RECORD)


def take_back(town, kim, name):
    visitor = SignInSecret(town.sign_in(kim, stepped_up=True))
    grants.take_back(town.house, visitor, town.charts["Kim Lee"], people(town, kim)[name].holder.grant, OWN)


def barred(town, kim):
    with town.desk(kim, write=False) as desk:
        return {one.name for one in grants.barred(desk, town.charts["Kim Lee"], OWN)}


def signs_in(town, who):
    rolling.roll_due(town.house, SignInSecret(town.sign_in(who)))


def read(town, who, content=Content.NOTE):
    with town.desk(who, write=False) as desk:
        return list(notes.list_notes(desk, town.charts["Kim Lee"], content))


def test_what_others_read_has_new_keys_at_once_and_the_client_goes_on(town, kim):
    town.stop_by(kim, "Kim Lee", ADA)
    assert due(town) == ALONE | {Code.RECORD, Code.SUPERVISION, Code.REQUESTS}  # of which the client holds no key
    browser = town.browser(kim, stepped_up=True)
    assert browser.submit(browser.get("/mood"), "Send", okay="very").status == 200
    assert browser.submit(browser.get("/choices/people/1"), "Choose").path == "/home?done=choice"
    assert town.trusted(kim, "Kim Lee", "Rosa Lee", offers.TRUSTED)
    assert people(town, kim)[ADA].stopped and barred(town, kim) == {ADA}
    assert town.checked(town.ada, kim) == []


def test_a_colleague_who_keeps_the_notes_goes_on_with_them(town, kim, tom):
    town.stop_by(kim, "Kim Lee", ADA)
    signs_in(town, tom)
    assert due(town) == ALONE
    town.note("Kim Lee", "Sun.", by=tom)
    assert len(read(town, tom)) == 2
    with pytest.raises(Refused, match="stopped"):
        read(town, town.ada)
    assert town.checked(town.ada, tom, kim) == []


def test_taken_back_all_is_open_again_at_once_where_nobody_else_had_the_keys(town, kim):
    town.stop_by(kim, "Kim Lee", ADA)
    take_back(town, kim, ADA)
    assert due(town) == set() and barred(town, kim) == set()
    assert len(read(town, town.ada)) == 1
    town.note("Kim Lee", "Sun.")
    town.note("Kim Lee", "Less afraid.", Content.PSYCHOTHERAPY_NOTE)
    assert town.checked(town.ada, kim) == []


def test_what_a_colleague_rolled_waits_for_the_colleague_and_all_else_is_open(town, kim, tom):
    town.stop_by(kim, "Kim Lee", ADA)
    signs_in(town, tom)
    town.note("Kim Lee", "Sun.", by=tom)
    take_back(town, kim, ADA)
    assert Code.RECORD in due(town)
    with pytest.raises(Refused, match="keys"):
        read(town, town.ada)
    with town.desk(town.ada) as desk:
        assert gate.standing(desk, town.charts["Kim Lee"], TREATS, Code.CONTACT).page(Code.CONTACT).version
        assert gate.standing(desk, town.charts["Kim Lee"], TREATS).access is not None
    home, access = town.browser(kim).get("/home"), town.browser(tom).get(town.path("charts/access", chart=town.charts["Kim Lee"]))
    assert "Your notes open to them again once someone who has the new keys signs in." in home.text
    assert "Opens again once somebody who has the new keys signs in: " in access.text
    assert town.checked(town.ada, tom, kim) == []
    signs_in(town, tom)
    assert due(town) == set() and len(read(town, town.ada)) == 2
    assert "once someone who has the new keys" not in town.browser(kim).get("/home").text
    town.note("Kim Lee", "Wind.")
    assert len(read(town, tom)) == 3
    assert town.checked(town.ada, tom, kim) == []


STAFF_PAGES = [page for page in registry.PAGES if Role.CLINICIAN in page.audience and page.gate is not registry.Gate.NONE]


def test_while_keys_wait_every_page_over_many_charts_is_there_and_one_of_this_chart_says_why_it_is_not(town, kim, tom):
    town.stop_by(kim, "Kim Lee", ADA)
    signs_in(town, tom)
    take_back(town, kim, ADA)
    browser = town.browser(town.ada, stepped_up=True)
    town.chart("Ben Roy")
    wide = {page.name for page in STAFF_PAGES if not set(page.kinds)} - {"sign_in/lock", "sign_in/out"}
    answers = {name: browser.get(town.path(name)).status for name in sorted(wide)}
    assert {name: status for name, status in answers.items() if status not in (200, 303, 405)} == {}
    said = {
        page.name: browser.get(town.path(page.name, chart=town.charts["Kim Lee"])) for page in STAFF_PAGES if set(page.kinds) == {"chart"}
    }
    shut = {name for name, answer in said.items() if answer.status == 403}
    assert {name: one.status for name, one in said.items() if one.status not in (200, 303, 403, 404, 405)} == {}
    assert "charts/chart" not in shut and shut and all("new keys come" in said[name].text for name in shut), shut


def test_who_is_stopped_again_before_the_keys_came_has_none_of_them(town, kim, tom):
    town.stop_by(kim, "Kim Lee", ADA)
    signs_in(town, tom)
    take_back(town, kim, ADA)
    town.stop_by(kim, "Kim Lee", ADA)
    assert Code.RECORD not in due(town)  # nobody needs the keys it waited for
    signs_in(town, tom)
    assert due(town) == ALONE
    with pytest.raises(Refused, match="stopped"):
        read(town, town.ada)
    assert town.checked(town.ada, tom, kim) == []
    take_back(town, kim, ADA)
    signs_in(town, tom)
    assert len(read(town, town.ada)) == 1 and due(town) == set()
    assert town.checked(town.ada, tom, kim) == []


def test_a_part_is_taken_out_of_what_still_waits_and_given_back(town, kim, tom):
    chart = town.charts["Kim Lee"]
    town.stop_by(kim, "Kim Lee", ADA)
    signs_in(town, tom)
    take_back(town, kim, ADA)
    ada = people(town, kim)[ADA].holder.grant
    grants.limit(town.house, SignInSecret(town.sign_in(kim)), chart, ada, Code.RECORD, OWN)
    with town.desk(kim) as desk:
        grants.unlimit(desk, chart, ada, Code.RECORD, OWN)
    assert town.checked(town.ada, tom, kim) == []
    signs_in(town, tom)
    assert len(read(town, town.ada)) == 1
    grants.limit(town.house, SignInSecret(town.sign_in(kim)), chart, ada, Code.RECORD, OWN)
    signs_in(town, tom)
    with pytest.raises(Refused, match=r"practice\.limit"):
        read(town, town.ada)
    assert town.checked(town.ada, tom, kim) == []


def test_what_still_waits_is_taken_out_by_the_clients_own_page(town, kim, tom):
    town.stop_by(kim, "Kim Lee", ADA)
    signs_in(town, tom)
    take_back(town, kim, ADA)
    browser, found = town.browser(kim), people(town, kim)[ADA]
    part = browser.get(town.path("me/part", chart=town.charts["Kim Lee"], grant=found.holder.grant))
    assert "your notes" in part.text.lower()
    assert browser.submit(part, "Stop", part="record").status == 200
    assert Code.RECORD in people(town, kim)[ADA].locked
    signs_in(town, tom)
    with pytest.raises(Refused, match=r"practice\.limit"):
        read(town, town.ada)
    assert town.checked(town.ada, tom, kim) == []


def test_who_is_shut_out_of_the_notes_gets_no_copies_of_them_with_the_keys_that_were_still_to_come(town, kim, tom):
    chart = town.charts["Kim Lee"]
    stop_cut_short(town, kim, ADA)
    with town.desk(tom) as desk:
        rolling.roll(desk, chart, desk.keyring.keys(chart).of(Code.SUPERVISION), TREATS)
    take_back(town, kim, ADA)
    ada = people(town, kim)[ADA]
    assert ada.waits == {Code.SUPERVISION} and Code.RECORD in ada.codes
    grants.limit(town.house, SignInSecret(town.sign_in(kim)), chart, ada.holder.grant, Code.RECORD, OWN)
    signs_in(town, tom)
    assert {Code.RECORD, Code.SUPERVISION} <= people(town, kim)[ADA].locked
    assert not {Code.RECORD, Code.SUPERVISION} & set(people(town, kim)[ADA].codes)
    assert town.checked(town.ada, tom, kim) == []


def test_what_has_no_old_key_left_is_not_taken_back(town, kim, sam):
    town.stop_by(kim, "Kim Lee", SAM)
    assert not liftable(town, kim, SAM) and due(town) == set()
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Kim Lee", sam, offers.FRONT_DESK)


def test_until_the_last_key_is_changed_any_stop_is_taken_back(town, kim):
    town.give("Kim Lee", town.colleague(EVE, Role.SUPERVISOR), offers.SUPERVISOR)
    town.stop_by(kim, "Kim Lee", EVE)
    assert liftable(town, kim, EVE)
    eve = people(town, kim)[EVE]
    signs_in(town, town.ada)
    with town.desk(kim, write=False) as desk:
        assert not grants.can_lift(desk, eve, Purpose.OWN_RECORD)
    with town.desk(kim) as desk, pytest.raises((Conflict, Refused)):
        grants.lift(desk, town.charts["Kim Lee"], eve.holder.grant, OWN)


def test_whom_a_choice_keeps_out_comes_back_by_another_choice_alone(town, kim):
    chart, visitor = town.charts["Kim Lee"], SignInSecret(town.sign_in(kim, stepped_up=True))
    town.give("Kim Lee", town.colleague(EVE, Role.SUPERVISOR), offers.SUPERVISOR)
    eve = people(town, kim)[EVE].holder.grant
    choices.choose(town.house, visitor, chart, Choice.THERAPIST, OWN)
    assert not liftable(town, kim, EVE)
    with town.desk(kim) as desk, pytest.raises(Refused, match=r"practice\.choice"):
        grants.lift(desk, chart, eve, OWN)
    assert people(town, kim)[EVE].stopped
    choices.choose(town.house, visitor, chart, Choice.TEAM, OWN)
    with town.desk(kim) as desk:
        grants.lift(desk, chart, eve, OWN)
    assert not people(town, kim)[EVE].stopped


class Cut(Exception):
    """The power is cut."""


def roll_cut_short(town, who) -> None:
    """A roll of the list that ends before it is committed: its keys are neither the old ones nor the new."""
    with suppress(Cut), writing(town.house, SignInSecret(town.sign_in(who))) as desk:
        chart = town.charts["Kim Lee"]
        rolling.roll(desk, chart, desk.keyring.keys(chart).of(Code.ACCESS), TREATS)
        raise Cut


def stop_cut_short(town, who, name) -> None:
    """A stop after which nothing more is done."""
    chart, grant = town.charts["Kim Lee"], people(town, who)[name].holder.grant
    with town.desk(who) as desk:
        at = gate.standing(desk, chart, OWN)
        desk.keeper.stop(grant, gate.signed(desk, at, Wish(Act.STOP, Code.ACCESS, OWN, about=grant))[1])


def test_a_list_that_cannot_be_written_yet_is_not_told_to_be_an_older_one(town, kim, sam):
    chart = town.charts["Kim Lee"]
    town.give("Kim Lee", town.colleague(EVE, Role.SUPERVISOR), offers.SUPERVISOR_OF_PICKED)
    stop_cut_short(town, kim, SAM)
    roll_cut_short(town, town.ada)
    assert states(town)[Code.ACCESS] == "rolling"
    town.stop_by(kim, "Kim Lee", ADA)
    with town.desk(kim, write=False) as desk:
        assert not older.older(desk, chart) and older.found(desk, chart) is None
        assert not desk.after
    assert barred(town, kim) == {ADA}
    visitor = SignInSecret(town.sign_in(kim, stepped_up=True))
    choices.choose(town.house, visitor, chart, Choice.THERAPIST, OWN)
    assert people(town, kim)[EVE].stopped
    ada = people(town, kim)[ADA].holder.grantee
    with pytest.raises(Conflict, match="roll due"), town.desk(kim) as desk:
        grants.unbar(desk, chart, ada, OWN)
    with pytest.raises(Conflict, match="roll"):
        town.trusted(kim, "Kim Lee", "Rosa Lee", offers.TRUSTED)
    home = town.browser(kim).get("/home")
    assert "not as you left it" not in home.text
    upkeep.start(town.house)
    signs_in(town, kim)
    town.browser(kim).get("/home")
    with town.desk(kim, write=False) as desk:
        assert choices.chosen(desk, chart, OWN) is Choice.THERAPIST and not older.older(desk, chart)
    assert barred(town, kim) == {ADA}
    assert town.checked(town.ada, kim) == []
