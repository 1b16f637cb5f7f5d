"""What was shared with a client, their choices, and joining with a card."""

from __future__ import annotations

import contextlib

import pytest
from tests.pages.town import WORDS

from tacenda.acts import cards, enrolment, sharing
from tacenda.acts.house import SHARE, WAITING, Proving
from tacenda.core.words.access import Content
from tacenda.core.words.errors import NotFound
from tacenda.core.words.people import Role
from tacenda.doors.web import handles


@pytest.fixture(scope="module")
def kim(town):
    who = town.client("Kim Lee")
    shared, plan = town.note("Kim Lee", "A walk each day."), town.note("Kim Lee", "Sleep by ten.", Content.PLAN)
    town.note("Kim Lee", "Not for sharing.")
    with town.desk(town.ada) as desk:
        sharing.share(desk, town.charts["Kim Lee"], shared)
    with town.desk(town.ada) as desk:
        sharing.share(desk, town.charts["Kim Lee"], plan)
    return who


def test_only_what_was_shared_is_there_and_each_item_opens(town, kim):
    browser = town.browser(kim)
    page = browser.get("/mine")
    assert len(page.find("main li")) == 2
    assert "A walk each day." in browser.follow(page, "Note of").text
    assert "Sleep by ten." in browser.follow(page, "Plan of").text


def test_a_client_who_chose_it_proves_it_is_them_before_notes_open(town, kim):
    lea = town.client("Lea Moor")
    note = town.note("Lea Moor", "Fog.")
    with town.desk(town.ada) as desk:
        item = sharing.share(desk, town.charts["Lea Moor"], note)
    browser = town.browser(lea)
    path = town.path("me/item", chart=town.charts["Lea Moor"], item=item)
    assert browser.get(path).status == 200
    browser.submit(browser.get("/choices"), "Keep these", discreet="no", inner="yes", leave="weather")
    for address in ("/mine", path):
        proof = browser.get(address)
        assert (proof.status, proof.title) == (401, "Unlock")
    opened = browser.submit(browser.get(path), "Open", words=WORDS)
    assert "Fog." in opened.text


@pytest.mark.parametrize(("discreet", "inner"), [("no", "yes"), ("yes", "no"), ("yes", "yes")])
def test_whoever_has_the_unlocked_phone_does_not_take_the_second_proof_away(town, kim, discreet, inner):
    name = f"Ida {discreet} {inner}"
    ida = town.client(name)
    path = town.path("me/item", chart=town.charts[name], item=town.shared_note(name, "Fog."))
    town.browser(ida).submit(town.browser(ida).get("/choices"), "Keep these", discreet=discreet, inner=inner, leave="weather")
    phone = town.browser(ida)
    asked = phone.submit(phone.get("/choices"), "Keep these", discreet="no", inner="no", leave="weather")
    assert (asked.status, asked.title) == (401, "Unlock") and phone.get(path).status == 401
    ticked = [one.attrs["value"] for one in phone.get("/choices").find("input[checked]")]
    assert ticked == [discreet, inner, "weather"]
    stricter = phone.submit(phone.get("/choices"), "Keep these", discreet="yes", inner="yes", leave="news")
    assert "Your choices are kept." in stricter.text
    again = phone.submit(asked, "Open", words=WORDS)  # her own words, and the form goes on
    assert "Your choices are kept." in phone.submit(again, "Go on").text
    assert phone.get(path).status == 200


def test_an_item_of_somebody_else_is_not_here(town, kim):
    noa = town.client("Noa Berg")
    browser = town.browser(kim)
    item = browser.get("/mine").find("main li a")[0].attrs["href"].rsplit("/", 1)[1]
    stranger = town.browser(noa)
    mine, theirs = town.charts["Noa Berg"], town.charts["Kim Lee"]
    assert stranger.get(town.path("me/item", chart=theirs, item=handles.read(item))).status == 404
    assert stranger.get(town.path("me/item", chart=mine, item=handles.read(item))).status == 404
    assert town.browser().get(town.path("me/item", chart=theirs, item=handles.read(item))).status == 401


def test_a_choice_that_is_none_comes_back_with_what_is_wrong(town, kim):
    browser = town.browser(kim)
    page = browser.post("/choices", {"discreet": "perhaps", "inner": "no", "leave": "weather"})
    assert (page.status, page.title) == (422, "Error: Choices")


def test_choices_stand_when_the_page_is_opened_again(town, kim):
    browser = town.browser(kim)
    page = browser.get("/choices")
    assert "Your choices are kept." not in page.text
    assert "Your choices are kept." in browser.submit(page, "Keep these", discreet="no", inner="no", leave="encyclopaedia").text
    ticked = [one.attrs["value"] for one in browser.get("/choices").find("input[checked]")]
    assert ticked == ["no", "no", "encyclopaedia"]


@pytest.mark.parametrize("code", ["nothing", "AAAA BBBB CCCC DDDD EEEE FFFF GGGG"])
def test_a_card_that_nobody_made_answers_like_a_used_one(town, code):
    town.chart("Used Card " + code[:3])
    used = town.card("Used Card " + code[:3])
    town.enrolled(used, "Used" + code[:3], Role.CLIENT)
    browser = town.browser()
    fields = {"login": "someone", "others": "no", "recovery": "no"}
    answers = [browser.submit(browser.get("/join"), "Continue", code=one, **fields) for one in (code, used)]
    assert [one.status for one in answers] == [422, 422]
    said = [one.find(".summary li")[0].to_text().strip() for one in answers]
    assert (
        said[0]
        == said[1]
        == "This card does not work. Look at the letters again. If they are right, it is used up or too old: ask for a new one."
    )


def test_a_crowd_at_the_door_costs_nobody_their_card(town):
    """Who finds no place is told at once, and the card waits for them; who holds a card takes no more places than whoever signs in."""
    town.chart("Crowd Card")
    fields = {"code": town.card("Crowd Card"), "login": "crowd.card", "others": "no", "recovery": "yes"}
    browser = town.browser()
    with contextlib.ExitStack() as crowd:
        for n in range(WAITING):
            crowd.enter_context(town.house.admitted(f"192.0.2.{n // SHARE}"))
        turned_away = browser.submit(browser.get("/join"), "Continue", **fields)
        assert turned_away.status == 429 and turned_away.headers["retry-after"] == "10"
        assert "Too many tries came in a short time. You can try again in one minute. Then send this once more." in turned_away.text
        typed = browser.typed(turned_away, "Continue")
        assert (typed["login"], typed["others"], typed["recovery"]) == ("crowd.card", "no", "yes")
        assert fields["code"] not in turned_away.answer.text and "Type the code again." in turned_away.text
    assert len(browser.submit(browser.get("/join"), "Continue", **fields).find("main .code")) == 1


def test_a_card_that_two_use_at_once_enters_one_of_them(town):
    town.chart("Twice Used")
    used = cards.take(town.house, town.card("Twice Used"))
    words = enrolment.stretched(town.house, WORDS, Proving.SIGNING_IN)
    newly = [enrolment.Newly(login, WORDS, used.opened.name, used.opened.roles) for login in ("twice.one", "twice.two")]
    cards.enrol(town.house, used, newly[0], words)
    lines = town.house.keeper.size()
    with pytest.raises(NotFound):
        cards.enrol(town.house, used, newly[1], words)
    assert town.house.keeper.size() == lines


def test_what_was_typed_is_kept_when_a_join_is_refused_but_never_the_code(town, kim):
    town.chart("Typed Name")
    code = town.card("Typed Name")
    browser = town.browser()
    page = browser.submit(browser.get("/join"), "Continue", code=code, login="kim.lee", others="yes", recovery="no")
    assert page.status == 422
    assert "somebody has this name" in page.text
    assert page.find("#f-login")[0].attrs["value"] == "kim.lee"
    assert not page.find("#f-code")[0].attrs.get("value")
    assert "Type the code again. Your other answers are still here." in page.text and "Type the pass words again." not in page.text
    assert "The words you typed were not kept." not in page.text
    own = browser.submit(page, "Continue", code=code, login="kim.lee", passphrase="slow moss over eleven grey boats")
    assert own.status == 422 and "The words you typed were not kept. Type them again, or take these six." in own.text


def test_who_wants_no_paper_proves_the_words_alone_and_is_home(town):
    town.chart("Ola Finn")
    browser = town.browser().as_roles(Role.CLIENT)
    form = browser.get("/join")
    words = form.find("#f-passphrase")[0].attrs["value"]
    proof = browser.submit(form, "Continue", code=town.card("Ola Finn"), login="ola", others="unsure", recovery="no")
    assert proof.path == "/words"
    home = browser.submit(proof, "Continue", words=words)
    assert home.path == "/home"
    assert browser.count <= 12
