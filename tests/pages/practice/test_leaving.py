"""A colleague leaves: what the page says before anything ends, and how charts are handed on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pages.me.test_older import Page, chooses
from tests.pages.practice.leavers import ended, live, named, of, page_of, rows, with_ben

from tacenda.acts import leaving, rolling, sign_in
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.model.practice import Member
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import EntryHash, PrincipalId
from tacenda.core.words.people import Role


@pytest.fixture
def town(own_town):
    return with_ben(own_town)


def test_the_page_says_before_what_would_be_lost_and_names_no_client(town):
    browser = town.browser(town.ada, stepped_up=True)
    page = browser.follow(browser.get("/staff"), "Ben Roy leaves")
    assert {"Charts they keep 2", "Charts whose notes only they can open 2", "Of these, with the client inside 1"} <= rows(page)
    assert "The notes of 2 charts would be lost" in page.text
    assert "Kim" not in page.text and "Lou" not in page.text
    assert "Dr. Ada Fox leaves" not in browser.get("/staff").text  # nobody ends their own access


def test_notes_that_a_clients_stop_shuts_are_named_before_nobody_can_take_it_back(town):
    shut = "Charts whose client stopped them, with notes that nobody else can open"
    browser = town.browser(town.ada, stepped_up=True)
    assert f"{shut} 0" in rows(page_of(town, browser))
    town.stop_by(town.people["kim"], "Kim Lee", "Ben Roy")
    page = page_of(town, browser)
    assert f"{shut} 1" in rows(page) and "because its client stopped Ben Roy" in page.text and "Kim" not in page.text
    assert "can take that back only until this ends" in browser.follow(page, "End all of it").text
    who = of(town, "Ben Roy")
    with town.desk(town.ada, write=False) as desk:
        found = leaving.outlook(desk, who)
    assert found.loses(found.held) and not found.loses(())  # Lou's chart goes on where only a part ends
    assert replace(found, held=()).loses(()) and not replace(found, held=(), shut=0).loses(())


def test_who_leaves_hands_on_and_then_everything_ends_and_the_keys_change(town):
    ada, ben, cleo, kim = town.ada, *(town.people[name] for name in ("ben", "cleo", "kim"))
    browser = town.browser(ada, stepped_up=True)
    assert "Cleo Dunn is to keep them." in named(town, browser).text
    mine = town.browser(ben, stepped_up=True)
    day = mine.get("/day")
    assert "You are leaving here." in day.text
    page = mine.follow(day, "Hand on")
    assert "Kim L." in page.text and "Lou P." in page.text
    assert "All your charts are handed on." in mine.submit(page, "Hand them on").text
    page = page_of(town, browser)  # Cleo has not fetched the keys: what Ben brought counts also once his access ends
    assert "Charts whose notes only they can open 0" in rows(page)
    assert "would be lost" not in page.text
    staff = ended(town, browser)
    assert staff.heading == "Who works here"
    assert "Ben Roy" not in staff.text
    assert "Their access has ended, and they can sign in no more." in staff.text
    home = town.browser(kim).get("/home")
    assert "Ben Roy does not work here any more." in home.text
    assert "Cleo Dunn keeps your records now." in home.text
    assert "Only Cleo Dunn can open your notes." in home.text
    assert live(town, kim, "Kim Lee") == {"Cleo Dunn", "Kim Lee", "Privacy office"}
    assert mine.get(town.path("charts/notes", chart=town.charts["Kim Lee"])).status == 403
    with pytest.raises(Invalid):
        sign_in.sign_in(town.house, sign_in.Proof(ben.login, Method.RECOVERY_CODE, ben.code, "tests"))
    stranger = town.browser()
    told = stranger.submit(stranger.get("/start"), "Sign in", name=ben.login, words=ben.code)
    assert told.status == 422 and "This account has ended. If that is wrong, ask the practice." in told.text
    assert "ended" not in stranger.submit(stranger.get("/start"), "Sign in", name=ben.login, words="other words than those").text
    assert "Nothing waits here" in browser.get("/incident").text
    # The next holder changes the keys and writes with the new ones; the private part stays shut with its writer's.
    rolling.roll_due(town.house, SignInSecret(town.sign_in(cleo)))
    town.note("Kim Lee", "Copper words.", by=cleo)
    states = {one.code: one for one in town.house.keeper.states(town.charts["Kim Lee"])}
    assert {code for code, one in states.items() if one.state != "live"} == {Code.PSYCHOTHERAPY}
    assert states[Code.RECORD].epoch == 2
    assert town.browser(kim).get("/home").status == 200
    assert "Kept by Cleo Dunn" in browser.get("/access").text


def test_nothing_ends_that_the_page_did_not_name(town):
    """Somebody is let in or comes between the page and its button."""
    ben, cleo = town.people["ben"], town.people["cleo"]
    town.give_by(ben, "Kim Lee", cleo, offers.SECOND)
    town.browser(cleo).get("/day")
    browser = town.browser(town.ada, stepped_up=True)
    asked = browser.follow(page_of(town, browser), "End only what others keep")
    town.stop_by(town.people["kim"], "Kim Lee", "Cleo Dunn")
    again = browser.submit(asked, "End it now")
    assert again.status == 422 and "Something changed meanwhile." in again.text
    assert "Ben Roy" in live(town, town.people["kim"], "Kim Lee")
    assert "Access ends in" not in again.text and "In 2 charts it goes on" in again.text  # the page as it is now


def test_what_a_page_said_is_not_taken_for_what_another_one_says():
    """One list that does not open and ten notes that a stop shuts are not eleven lists and none."""
    who = Member(PrincipalId(bytes(16)), EntryHash(bytes(32)), "Ben Roy", (Role.CLINICIAN,))
    said, now = (leaving.Outlook(who, None, (), (), unread, shut) for unread, shut in ((1, 10), (11, 0)))
    assert said.seen(()) != now.seen(())


def test_the_page_names_whom_to_ask_and_whose_yes_is_missing(town):
    ben, cleo, kim = (town.people[name] for name in ("ben", "cleo", "kim"))
    browser = town.browser(town.ada, stepped_up=True)
    assert "Ask Ben Roy to hand on 2 charts to Cleo Dunn." in named(town, browser).text
    town.give_by(ben, "Kim Lee", cleo, offers.CO_THERAPIST)
    town.stop_by(kim, "Kim Lee", "Cleo Dunn")
    page = page_of(town, browser).text
    assert "Ask Ben Roy to hand on 1 chart to Cleo Dunn." in page
    assert "1 client does not want Cleo Dunn in. Only that client can say yes: ask Ben Roy to talk with them." in page
    his = town.browser(ben, stepped_up=True)
    done = his.submit(his.get("/ending"), "Hand them on")
    assert "Kim L." in done.text and "The client does not want Cleo Dunn in. Only the client can say yes." in done.text
    assert "Ask Ben Roy to hand on" not in page_of(town, browser).text


def test_a_list_that_opens_for_nobody_is_named_and_not_counted_as_nothing(town, tmp_path):
    kim = town.browser(town.people["kim"])
    chooses(kim, "My therapist and who guides them")
    list_ = Page(town, "Kim Lee", tmp_path)
    chooses(kim, "Only my therapist")
    browser = town.browser(town.ada, stepped_up=True)
    assert "does not open for you" not in page_of(town, browser).text
    list_.put_back()
    page = page_of(town, browser)
    assert "Charts they keep 1" in rows(page) and "1 chart does not open for you and is not counted." in page.text
    asked = browser.follow(page, "End all of it")
    assert "1 chart does not open for you and is not counted." in asked.text and "What only they can open there is lost too." in asked.text


def test_a_client_who_stopped_the_colleague_is_not_handed_on_to_them(town):
    ben, cleo, kim = (town.people[name] for name in ("ben", "cleo", "kim"))
    town.give_by(ben, "Kim Lee", cleo, offers.CO_THERAPIST)
    town.stop_by(kim, "Kim Lee", "Cleo Dunn")
    browser = town.browser(town.ada, stepped_up=True)
    named(town, browser)
    mine = town.browser(ben, stepped_up=True)
    done = mine.submit(mine.get("/ending"), "Hand them on")
    assert "Kim L." in done.text and "Lou P." not in done.text and "All your charts are handed on." not in done.text
    town.browser(cleo).get("/day")
    assert "Charts whose notes only they can open 1" in rows(page_of(town, browser))


def test_what_was_begun_and_not_sealed_is_named_to_who_leaves_before_it_goes(town):
    ben, kim = town.people["ben"], town.charts["Kim Lee"]
    named(town, town.browser(town.ada, stepped_up=True))
    his = town.browser(ben, stepped_up=True)
    assert "Not sealed yet" not in his.get("/ending").text
    write = town.path("charts/write", chart=kim)
    his.submit(his.get(write), "Save draft", text="Half a thought.")
    his.submit(his.get(town.path("charts/plan_write", chart=kim)), "Save draft", goals="Sleep.")
    page = his.submit(his.get("/ending"), "Hand them on")
    assert "All your charts are handed on." in page.text and "Not sealed yet" in page.text
    assert [one for one in page.links() if one.startswith("Kim L.:")] == ["Kim L.: a note", "Kim L.: a plan"]
    assert his.follow(page, "Kim L.: a note").path == write
    his.submit(his.get(write), "Seal", text="A whole thought.")
    assert "Kim L.: a note" not in his.get("/ending").links()


def test_who_is_not_leaving_hands_nothing_on(town):
    browser = town.browser(town.people["cleo"], stepped_up=True)
    assert "You are not leaving." in browser.get("/ending").text
    assert browser.post("/ending").status == 404


def test_nobody_is_named_before_somebody_is_chosen_and_nobody_can_be_named_again(town):
    browser = town.browser(town.ada, stepped_up=True)
    page = page_of(town, browser)
    offered = [" ".join(one.to_text().split()) for one in page.find("select[name=to] option")]
    assert offered[0] == "Nobody yet" and not page.find("select[name=to] option[selected]:not([value=''])")
    assert "Nobody is named yet to keep the charts." in page.text and "leave this empty" not in page.text
    assert "Name below who keeps the charts. Ben Roy then hands them on." in page.text
    assert "is to keep them" not in browser.submit(page, "Keep this").text
    assert "Cleo Dunn is to keep them." in named(town, browser).text
    assert "You are leaving here." in town.browser(town.people["ben"]).get("/day").text
    back = browser.submit(page_of(town, browser), "Keep this", to="")
    assert "is to keep them" not in back.text and "Nobody is named yet to keep the charts." in back.text
    assert "You are leaving here." not in town.browser(town.people["ben"]).get("/day").text


def test_of_who_keeps_no_chart_nobody_is_asked_who_keeps_their_charts(town):
    browser = town.browser(town.ada, stepped_up=True)
    assert "1. Who keeps the charts" in page_of(town, browser).text
    page = browser.get(town.path("practice/leaving", person=of(town, "Cleo Dunn")))
    assert "End their access" in page.text and not any(no in page.text for no in ("Who keeps the charts", "2. End", "Keep this"))
    assert browser.follow(page, "End all of it").status == 200


def test_what_cannot_be_undone_says_so_before_the_button(town):
    browser = town.browser(town.ada, stepped_up=True)
    page = browser.follow(page_of(town, browser), "End all of it").text
    said = ("The notes of 2 charts open for nobody any more.", "This cannot be undone.", "End it now")
    assert [page.index(one) for one in said] == sorted(page.index(one) for one in said)


def test_nobody_ends_themselves_or_names_a_stranger(town):
    browser = town.browser(town.ada, stepped_up=True)
    assert browser.get(town.path("practice/leaving", person=of(town, "Dr. Ada Fox"))).status == 404
    pat = town.colleague("Pat Only", Role.OFFICER)
    staff = town.browser(pat).get("/staff")
    assert "Ask a member of the privacy office when somebody leaves: only they end access." in staff.text
    assert "Ben Roy leaves" not in staff.links() and "only they end access" not in browser.get("/staff").text
    path = town.path("practice/leaving", person=of(town, "Ben Roy"))
    assert town.browser(pat, stepped_up=True).get(path).status == 404
    assert browser.post(path, {"to": "nobody"}).status == 422
    end = town.path("practice/leaving_end", person=of(town, "Ben Roy"))
    assert browser.post(end, {"part": "other"}).status == 422
    assert browser.get(town.path("practice/leaving_end", person=of(town, "Dr. Ada Fox"))).status == 404
    assert town.browser(pat, stepped_up=True).get(end).status == 404
    assert "Ben Roy" in live(town, town.people["kim"], "Kim Lee")


def test_the_lock_stands_before_both_and_a_second_proof_is_asked(town):
    path = town.path("practice/leaving", person=of(town, "Ben Roy"))
    end = town.path("practice/leaving_end", person=of(town, "Ben Roy"))
    assert all(town.browser().get(one).status == 401 for one in (path, end, "/ending"))
    assert all(town.browser(town.ada).get(one).title == "Unlock" for one in (path, end))
    assert town.browser(town.people["ben"]).get("/ending").title == "Unlock"
