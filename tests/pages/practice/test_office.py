"""The privacy office: a second member is asked for, put in after the letters were compared, and taken out with new keys behind it."""

from __future__ import annotations

import pytest
from tests.pages.town import Town

from tacenda.acts import cards, grants, leaving, ledger, office, rolling
from tacenda.acts.desk import SignInSecret
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import TacendaError
from tacenda.core.words.ids import ChartId
from tacenda.core.words.people import Role
from tacenda.doors.web import handles


@pytest.fixture
def town(own_town):
    """Ada is the office; Pat is a privacy officer outside it. Kim is a client of Ada's, Lou's chart is Ben's."""
    made = own_town
    ben = made.colleague("Ben Roy", Role.CLINICIAN)
    pat = made.colleague("Pat Only", Role.OFFICER)
    kim = made.client("Kim Lee")
    made.chart("Lou Park", of=ben)
    made.people = {"ben": ben, "pat": pat, "kim": kim}
    return made


def letters(town: Town, who) -> str:
    with town.desk(who, write=False) as desk:
        return office.letters_of(desk)


def put_in(town: Town, browser, name: str = "Pat Only"):
    page = browser.follow(browser.get("/office"), f"Put in {name}")
    return browser.submit(page, "Put in", compared="yes")


def test_the_only_member_reads_what_would_be_lost_and_is_asked_for_a_second(town):
    browser = town.browser(town.ada, stepped_up=True)
    page = browser.follow(browser.get("/staff"), "Privacy office")
    assert "You are the only member. Put a second officer in." in page.text
    assert "this place loses its oversight and every backup" in page.text
    done = put_in(town, browser)
    assert "The office has the members below." in done.text
    assert "You are the only member" not in done.text and "Pat Only" in done.text
    assert "There is no other officer." in done.text


def test_a_second_officer_is_put_in_after_the_letters_were_compared_and_sees_every_chart(town):
    ada, pat = town.ada, town.people["pat"]
    theirs = town.browser(pat, stepped_up=True)
    assert "A member can put you in." in theirs.get("/office").text
    assert letters(town, pat) in theirs.get("/office").text
    assert theirs.get(town.path("practice/chart", chart=town.charts["Kim Lee"])).status == 404
    browser = town.browser(ada, stepped_up=True)
    page = browser.follow(browser.get("/office"), "Put in Pat Only")
    assert letters(town, pat) in page.text
    assert "Put nobody in whose letters differ." in browser.submit(page, "Put in", compared="no").text
    browser.submit(page, "Put in", compared="yes")
    assert browser.get(page.path).status == 404  # they are in
    for name in ("Kim Lee", "Lou Park"):
        assert theirs.get(town.path("practice/chart", chart=town.charts[name])).status == 200
    assert "We checked all" in theirs.get("/week").text
    looked = town.browser(town.people["kim"]).get("/looked").text
    assert "Pat Only" in looked and "does not fit" not in looked


def test_who_was_put_in_puts_in_the_next_and_invites_colleagues(town):
    put_in(town, town.browser(town.ada, stepped_up=True))
    town.colleague("Quinn Ash", Role.OFFICER, Role.CLINICIAN)
    theirs = town.browser(town.people["pat"], stepped_up=True)
    assert "Quinn Ash" in put_in(town, theirs, "Quinn Ash").text
    printed = theirs.submit(theirs.get("/staff/new"), "Make a card", name="Ray Moss", roles=["desk"])
    assert printed.heading == "A card for a colleague"
    assert "They fit together." in town.browser(town.ada).get("/week").text


def test_a_chart_that_is_founded_later_knows_every_member(town):
    put_in(town, town.browser(town.ada, stepped_up=True))
    theirs = town.browser(town.people["pat"])
    chart = town.chart("New Client", of=town.people["ben"])
    assert theirs.get(town.path("practice/chart", chart=chart)).status == 200
    kim = town.client_of(town.people["ben"], "New Client")
    assert "Pat Only" in town.browser(kim).get("/looked").text


def test_putting_in_is_for_members_after_a_second_proof(town):
    with town.desk(town.ada, write=False) as desk:
        pat = office.of_office(desk).others[0]
    path = town.path("practice/office_in", person=pat.id)
    assert town.browser(town.ada).get(path).title == "Unlock"
    theirs = town.browser(town.people["pat"], stepped_up=True)
    assert theirs.get(path).status == 404
    assert theirs.post(path, {"compared": "yes"}).status == 404
    assert town.browser().get("/office").status == 401
    browser = town.browser(town.ada, stepped_up=True)
    assert browser.post(path, {"compared": "maybe"}).status == 422
    shown = browser.get(path)
    assert browser.submit(shown, "Put in", compared="yes", seen="a" * 52).status == 409  # other keys than the page showed
    assert browser.get(town.path("practice/office_in", person=bytes(16))).status == 404


def take_out(town: Town, browser, name: str = "Pat Only"):
    page = browser.follow(browser.get("/office"), f"Take out {name}")
    return browser.submit(page, "Take out")


def test_who_is_taken_out_is_refused_at_once_and_goes_on_as_a_colleague(town):
    browser = town.browser(town.ada, stepped_up=True)
    put_in(town, browser)
    theirs = town.browser(town.people["pat"], stepped_up=True)
    chart = town.path("practice/chart", chart=town.charts["Lou Park"])
    assert theirs.get(chart).status == 200
    page = browser.follow(browser.get("/office"), "Take out Pat Only")
    assert "You would be the only member." in page.text
    assert "What was read may be remembered." in page.text
    done = browser.submit(page, "Take out")
    assert "You are the only member" in done.text
    assert theirs.get(chart).status == 404
    assert "Only members of the privacy office see these counts." in theirs.get("/week").text
    assert "You are not in the office." in theirs.get("/office").text
    assert theirs.get("/staff").status == 200  # as a colleague
    assert "They fit together." in browser.get("/week").text
    assert browser.get(chart).status == 200
    again = put_in(town, browser)  # and in again, with the new keys
    assert "1 chart does not name every member yet." in again.text
    assert theirs.get(town.path("practice/chart", chart=town.charts["Kim Lee"])).status == 200
    assert theirs.get(chart).status == 404  # Ben has not changed its keys yet, so its client could not check what they do
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.people["ben"])))
    assert "name every member" not in browser.get("/office").text
    assert theirs.get(chart).status == 200


def test_nobody_takes_themselves_out_and_the_last_member_stays(town):
    browser = town.browser(town.ada, stepped_up=True)
    with town.desk(town.ada, write=False) as desk:
        me = office.of_office(desk).members[0]
    path = town.path("practice/office_out", person=me.id)
    assert browser.get(path).status == 404
    assert browser.post(path).status == 404
    put_in(town, browser)
    assert browser.post(path).status == 404
    theirs = town.browser(town.people["pat"], stepped_up=True)
    assert "You would be the only member." in theirs.get(path).text
    assert town.browser(town.ada).get(path).title == "Unlock"


def test_the_founder_can_be_taken_out_and_the_second_member_goes_on_alone(town):
    put_in(town, town.browser(town.ada, stepped_up=True))
    theirs = town.browser(town.people["pat"], stepped_up=True)
    assert "You are the only member." in take_out(town, theirs, "Dr. Ada Fox").text
    assert "They fit together." in theirs.get("/week").text
    ada = town.browser(town.ada, stepped_up=True)
    assert ada.get(town.path("practice/chart", chart=town.charts["Lou Park"])).status == 404
    assert ada.get(town.path("charts/card", chart=town.charts["Kim Lee"])).status == 200
    printed = theirs.submit(theirs.get("/staff/new"), "Make a card", name="Ray Moss", roles=["desk"])
    assert printed.heading == "A card for a colleague"
    chart = town.chart("New Client", of=town.people["ben"])
    assert theirs.get(town.path("practice/chart", chart=chart)).status == 200
    assert town.browser(town.people["kim"]).get("/home").status == 200


def test_the_founder_leaves_once_another_member_is_there(town):
    """Off-boarding as of any clinician, and out of the office: charts handed on, access ended, keys changed, no sign-in any more."""
    browser, ben, kim = town.browser(town.ada, stepped_up=True), town.people["ben"], town.people["kim"]
    put_in(town, browser)
    town.browser(kim).get("/home")
    theirs = town.browser(town.people["pat"], stepped_up=True)
    page = theirs.follow(theirs.get("/staff"), "Dr. Ada Fox leaves")
    asked = theirs.follow(page, "End all of it").text
    assert "They are taken out of the privacy office, which gets new keys." in asked
    assert "You would be the only member." in asked
    with town.desk(town.people["pat"], write=False) as desk:
        to = next(one.id for one in leaving.colleagues(desk, b"") if one.name == "Ben Roy")
    theirs.submit(page, "Keep this", to=handles.of(to))
    browser.submit(browser.follow(browser.get("/day"), "Hand on"), "Hand them on")
    town.browser(ben).get("/day")
    staff = theirs.submit(theirs.follow(theirs.get(page.path), "End all of it"), "End it now")
    assert staff.heading == "Who works here" and "Ada Fox" not in staff.text
    assert "You are the only member." in theirs.get("/office").text
    with pytest.raises(TacendaError):
        town.sign_in(town.ada)
    assert browser.get("/day").headers["location"] == "/stop"  # nothing opens for the sign-in that is still there
    assert "Your work here has ended, and your access with it." in browser.get("/stop").text
    assert "They fit together." in theirs.get("/week").text
    assert "Ben Roy keeps your records now." in town.browser(kim).get("/home").text
    rolling.roll_due(town.house, SignInSecret(town.sign_in(ben)))
    assert theirs.get(town.path("practice/chart", chart=town.charts["Kim Lee"])).status == 200
    printed = theirs.submit(theirs.get("/staff/new"), "Make a card", name="Ray Moss", roles=["officer"])
    assert printed.heading == "A card for a colleague"


def test_an_officer_who_lost_every_way_in_comes_again_after_an_identity_check_that_the_ledger_keeps(town):
    browser = town.browser(town.ada, stepped_up=True)
    put_in(town, browser)
    lost = town.browser(town.people["pat"], stepped_up=True)
    chart = town.path("practice/chart", chart=town.charts["Kim Lee"])
    assert lost.get(chart).status == 200
    new = town.colleague("Pat Again", Role.OFFICER)
    with town.desk(town.ada, write=False) as desk:
        old = office.of_office(desk).members[1]
    page = browser.follow(browser.get("/office"), "Put in Pat Again")
    assert letters(town, new) in page.text
    was = handles.of(old.id)
    for answer in ({"sure": "no"}, {"sure": ""}):
        assert "Let nobody come again when you are not sure." in browser.submit(page, "Put in", compared="yes", was=was, **answer).text
    assert browser.submit(page, "Put in", compared="yes", was="nobody", sure="met").status == 422
    assert lost.get(chart).status == 200  # nothing has changed yet
    leaves = browser.submit(page, "Put in", compared="yes", was=was, sure="met")
    assert leaves.heading == "Pat Only leaves"
    assert lost.get(chart).status == 404
    assert town.browser(new).get(chart).status == 200
    assert browser.submit(browser.follow(leaves, "End all of it"), "End it now").heading == "Who works here"
    with pytest.raises(TacendaError):
        town.sign_in(town.people["pat"])
    with town.desk(town.ada, write=False) as desk:
        lines = ledger.who_looked(desk, ChartId(desk.keeper.practice), Purpose.OVERSIGHT, None).lines
        assert [one.name for one in office.of_office(desk).members] == ["Dr. Ada Fox", "Pat Again"]
    assert {one.act for one in lines if one.reason == "again: met"} == {Act.GRANT, Act.STOP}


def test_who_is_new_is_asked_for_no_identity_check_when_nobody_could_have_been_lost(town):
    browser = town.browser(town.ada, stepped_up=True)
    page = browser.follow(browser.get("/office"), "Put in Pat Only")
    assert "come again" not in page.text and not page.find("select[name=was]")


def rights_of(town: Town, who) -> set[str]:
    with town.desk(who, write=False) as desk:
        keys = desk.held(ChartId(desk.keeper.practice))
        found = set(desk.keeper.allows(keys.chart, keys.grant_hash))
        return {right.value for right in found.union(*(desk.keeper.allows(one.id, keys.grant_hash) for one in keys.compartments))}


@pytest.mark.parametrize("done", [1, 2])
def test_taking_out_that_was_cut_is_finished_by_the_same_page(town, done):
    """After the first step their own grant is stopped, after the second they are out; nobody went on from there."""
    browser, pat = town.browser(town.ada, stepped_up=True), town.people["pat"]
    put_in(town, browser)
    town.browser(pat, stepped_up=True).get("/week")
    page, visitor = browser.follow(browser.get("/office"), "Take out Pat Only"), SignInSecret(town.sign_in(town.ada, stepped_up=True))
    with town.desk(town.ada, write=False) as desk:
        id, practice = handles.read(page.path.rsplit("/", 2)[-2]), ChartId(desk.keeper.practice)
        held = leaving.staff_grants(desk, id)
    for grant in held:
        grants.stop(town.house, visitor, practice, grant, Purpose.OVERSIGHT)
    if done == 2:
        office.take_out(town.house, visitor, id)
    assert browser.submit(browser.get(page.path), "Take out").status == 200
    town.browser(pat).get("/day")
    assert rights_of(town, pat) == {"read"}
    assert browser.get(page.path).status == 404
    assert "They fit together." in browser.get("/week").text


def test_an_officer_who_left_lets_nobody_in_by_a_page_that_was_left_open(town):
    pat = town.people["pat"]
    theirs = town.browser(pat, stepped_up=True)
    with town.desk(pat) as desk:
        card = cards.for_colleague(desk, "Sock Ash", ["clinician", "officer"])
    town.enrolled(card.code, "Sock Ash", Role.CLINICIAN, Role.OFFICER)
    ada = town.browser(town.ada, stepped_up=True)
    ada.submit(ada.follow(ada.follow(ada.get("/staff"), "Pat Only leaves"), "End all of it"), "End it now")
    assert theirs.post(town.path("practice/let_in", card=card.id), {"compared": "yes"}).status in (403, 404)
    found = [one for one in town.house.keeper.everyone() if set(one.entry.roles) == {Role.CLINICIAN, Role.OFFICER}]
    assert [one.confirmed for one in found if one.entry.ed25519 != town.house.keeper.genesis.founder_ed25519] == [False]


def test_an_officer_outside_the_office_confirms_nobody_whom_they_cannot_list(town):
    pat = town.people["pat"]
    with town.desk(pat) as desk:
        card = cards.for_colleague(desk, "Sock Ash", ["clinician"])
    town.enrolled(card.code, "Sock Ash", Role.CLINICIAN)
    done = town.browser(pat, stepped_up=True).post(town.path("practice/let_in", card=card.id), {"compared": "yes"})
    assert done.status in (403, 404)
    assert sum(not one.confirmed for one in town.house.keeper.everyone()) == 1


ONE = "Here this office is one person: Dr. Ada Fox, who treats you. Beside you, nobody else checks who looked."


def office_said(browser) -> dict[str, bool]:
    """Where a client's pages speak of the office, and whether they say there that it is their own therapist."""
    home = browser.get("/home")
    more = next(one for one in home.find("section.card") if "The office that checks the rules" in one.to_text()).query("a")[0]
    pages = {
        "home": home,
        "person": browser.get(more.attrs["href"]),
        "choice": browser.get("/choices/people/1"),
        "talk": browser.get("/talk/2"),
    }
    return {name: ONE in page.text for name, page in pages.items()}


def test_a_client_reads_that_the_office_is_their_own_therapist_until_a_second_member_is_in(town):
    kim = town.browser(town.people["kim"])
    assert set(office_said(kim).values()) == {True}
    put_in(town, town.browser(town.ada, stepped_up=True))
    assert set(office_said(kim).values()) == {False}


def test_a_client_whom_somebody_else_treats_reads_nothing_of_who_is_in_the_office(town):
    ann = town.client_of(town.people["ben"], "Ann Berg")
    assert set(office_said(town.browser(ann)).values()) == {False}
