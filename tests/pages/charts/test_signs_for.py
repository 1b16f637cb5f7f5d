"""Who signs for a client by law holds the talk in the client's place, as what they are; what the client said themselves stands."""

from __future__ import annotations

import json

import pytest
from tests.pages.charts.test_speaks import asked, let_in, waiting
from tests.pages.charts.test_speaks import kept as answered

from tacenda.acts import cards, charts, consents, gate, grants, holders, kept_talks, supervision, talks
from tacenda.acts.desk import SignInSecret
from tacenda.core.decisions import speaking
from tacenda.core.model import offers
from tacenda.core.model.access_list import signs_as
from tacenda.core.model.chart import Card
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import Invalid, NotFound, Refused
from tacenda.core.words.ids import ObjectId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import registry
from tacenda.doors.web.talk.texts import WORDINGS

DAY = 86_400


def month(town):
    return Moment(town.clock.now() + 30 * DAY)


def parent(town, name, who, *, chart=True):
    """A chart without its client inside, and a parent who signs."""
    if chart:
        town.chart(name)
    return town.representative(name, who, "ca.parent", month(town), "parent")


def through(browser, start):
    """Five parts, and the page after the last."""
    page = browser.get(start)
    for _ in range(5):
        page = browser.submit(page, "Continue", answer="two")
    return page


def kept(town, who, name, **choices):
    browser = town.browser(who)
    return browser.submit(through(browser, town.path("beside/talk", chart=town.charts[name], part=1)), "This is right", **choices)


def stands(town, who, name, purpose=Purpose.TREATMENT):
    with town.desk(who, write=False) as desk:
        return talks.stands(desk, town.charts[name], purpose, WORDINGS)


def test_a_parent_goes_through_the_talk_of_a_small_child_and_signs_it_as_a_parent(town):
    name = "Pia Lund"
    rosa = parent(town, name, "Rosa Lund")
    browser = town.browser(rosa)
    home = browser.get("/home")
    assert "A talk about privacy waits for you" in home.text
    first = browser.follow(home, "A talk about privacy waits for you")
    assert (first.title, first.heading) == ("Part 1 of 5", "What we do, and what I write down")
    assert "You do this for Pia Lund. Where it says you, it means them." in first.text
    check = through(browser, first.path)
    assert check.heading == "Check what you said" and "It says that you signed it for them." in check.text
    done = browser.submit(check, "This is right", video="yes", supervision="no")
    assert done.path == town.path("beside/talk_done", chart=town.charts[name])
    assert "Rosa Lund, a parent" in done.text and "We talked about your privacy." in done.text
    assert "A talk about privacy waits for you" not in browser.get("/home").text
    with town.desk(rosa, write=False) as desk:
        found = kept_talks.open_talk(desk, town.charts[name], Purpose.SPEAKS_FOR)
    assert (found.names, found.sides) == (("Rosa Lund",), ("parent",))
    assert found.value.says("video") == "yes" and len(found.value.parts) == 5
    record = json.loads(browser.get(town.path("beside/talk_file", chart=town.charts[name])).body)
    assert record["events"][0]["signed_as"] == ["parent"] and "Rosa" not in json.dumps(record)


def test_who_treats_the_child_reads_on_whose_yes_it_rests_and_signs_too(town):
    name = "Per Lund"
    rosa = parent(town, name, "Rosa Per")
    assert [one.reason.value for one in stands(town, town.ada, name).due] == ["first"]
    kept(town, rosa, name, supervision="no")
    assert stands(town, town.ada, name).due == ()
    ada = town.browser(town.ada)
    page = ada.get(town.path("charts/talk", chart=town.charts[name]))
    assert "It rests on" in page.text and "Rosa Per, a parent" in page.text and "A talk is due" not in page.text
    signed = ada.submit(page, "Sign it")
    assert "Your own signature is still missing." not in signed.text and "Rosa Per, a parent" in signed.text
    with town.desk(rosa, write=False) as desk:
        assert kept_talks.open_talk(desk, town.charts[name], Purpose.SPEAKS_FOR).sides == ("parent", "clinician")
    with town.desk(town.ada, write=False) as desk:
        assert supervision.refused(desk, town.charts[name], Purpose.TREATMENT) == supervision.SAID_NO


def test_a_parent_changes_a_choice_and_takes_all_back_on_their_own_side(town):
    name = "Pau Lund"
    rosa = parent(town, name, "Rosa Pau")
    browser, done = town.browser(rosa), kept(town, rosa, name, video="yes")
    changed = browser.submit(done, "Keep these", video="no")
    assert "Your choices are kept." in changed.text and stands(town, town.ada, name).counts("video") == "no"
    ask = browser.follow(changed, "Take it all back")
    assert ask.heading == "Take it all back?" and "The help they get." in ask.text
    back = browser.submit(ask, "Take it all back")
    assert "You took it back on" in back.text
    assert stands(town, town.ada, name).agreed.back
    assert "Everything was taken back on" in town.browser(town.ada).get(town.path("charts/talk", chart=town.charts[name])).text
    again = kept(town, rosa, name)
    assert "Earlier talks" in again.text
    earlier = next(path for path in again.links().values() if path.endswith("/file") and "/talk/file" not in path)
    assert json.loads(browser.get(earlier).body)["events"][0]["signed_as"] == ["parent"]


def test_a_client_reads_that_a_parent_answered_and_their_own_words_stand(town):
    name = "Pim Lund"
    pim = town.client(name)
    rosa = parent(town, name, "Rosa Pim", chart=False)
    kept(town, rosa, name, video="no", research="no")
    theirs = town.browser(pim)
    assert "Can hold the talk about privacy for you, and sign." in theirs.get("/home").text
    home = theirs.get("/home").text
    assert "Talk about your privacy, if you like" in home  # the parent's answer is not theirs
    assert "Rosa Pim can answer and sign for you." in home and "You are in charge here." not in home
    page = theirs.get("/talk/done")
    assert "Rosa Pim, a parent answered this talk for you" in page.text and "It counts until you answer the talk yourself." in page.text
    hers = town.browser(town.ada)
    talk, card = (hers.get(town.path(page, chart=town.charts[name])).text for page in ("charts/talk", "charts/card"))
    assert "Not with the client yet." in talk and "Rosa Pim, a parent answered on" in talk and "We have not had" not in talk
    assert "Who signs for the client had this talk." in card and "No talk about privacy yet." not in card
    assert stands(town, town.ada, name).counts("video") == "no"
    page = theirs.get("/talk/1")
    for _ in range(5):
        page = theirs.submit(page, "Continue", answer="two")
    own = theirs.submit(page, "This is right", video="yes", research="no")
    assert "What you said yourself counts." in own.text
    kept(town, rosa, name, video="no")
    mine = stands(town, town.ada, name)
    assert mine.counts("video") == "yes" and mine.agreed.says("video") == "yes"
    guide = town.browser(town.ada).get(town.path("charts/talk", chart=town.charts[name]))
    assert "The client's own key" in guide.text and "The client's own answers count." in guide.text
    with town.desk(pim, write=False) as desk:
        assert kept_talks.open_talk(desk, town.charts[name], Purpose.OWN_RECORD).sides == ("client",)


def test_a_talk_that_who_signs_held_is_done_for_who_treats_and_stays_offered_to_the_client(own_town):
    town, name = own_town, "Pip Lund"
    pip = town.client(name)
    rosa = parent(town, name, "Rosa Pip", chart=False)
    ada, card = town.browser(town.ada), town.path("charts/card", chart=town.charts[name])
    assert "Talk about privacy is due" in ada.get("/day").text
    kept(town, rosa, name, video="yes")
    assert "Talk about privacy is due" not in ada.get("/day").text and "is due" not in ada.get(card).text
    assert "A talk is due" not in ada.get(town.path("charts/talk", chart=town.charts[name])).text
    assert "Talk about your privacy, if you like" in town.browser(pip).get("/home").text
    consent_back(town, rosa, name)
    assert "Talk about privacy is due" in ada.get("/day").text
    kept(town, rosa, name)
    town.clock.forward(31 * DAY)  # their access ended with the day on which the law asks the child
    assert "Talk about privacy is due" in town.browser(town.ada).get("/day").text


def consent_back(town, who, name):
    with town.desk(who) as desk:
        consents.take_back(desk, town.charts[name])


def test_a_parent_reads_nothing_that_the_client_answered_and_nobody_whom_they_let_in(town):
    name = "Pen Lund"
    pen = town.client(name)
    town.trusted(pen, name, "Noa Friend", offers.TRUSTED, month(town))
    theirs = town.browser(pen)
    page = theirs.get("/talk/1")
    for _ in range(5):
        page = theirs.submit(page, "Continue", answer="two")
    theirs.submit(page, "This is right")
    other = town.representative(name, "Ole Lund", "ca.parent", month(town))
    rosa = parent(town, name, "Rosa Pen", chart=False)
    with town.desk(pen, write=False) as desk:
        talk = talks.stands(desk, town.charts[name], Purpose.OWN_RECORD, WORDINGS).agreed.talk
    browser = town.browser(rosa)
    assert "Nothing was kept yet." in browser.get(town.path("beside/talk_done", chart=town.charts[name])).text
    assert browser.get(town.path("beside/talk_past", chart=town.charts[name], item=talk)).status == 404
    second = browser.get(town.path("beside/talk", chart=town.charts[name], part=2))
    assert "Dr. Ada Fox" in second.text and "Rosa Pen" in second.text
    assert "Noa Friend" not in second.text and other.name not in second.text
    assert "Whom they let in themselves, and who else speaks for them, does not stand here." in second.text
    assert Role.GUARDIAN in rosa.roles


@pytest.fixture(scope="module")
def quiet(town):
    """A child whose parent sees what is shared, and signs nothing."""
    town.chart("Pol Lund")
    return town.representative("Pol Lund", "Rosa Pol", "ca.parent", month(town))


@pytest.mark.parametrize("page", ["talk_check", "talk_done", "talk_back", "talk_file"])
def test_who_only_sees_something_has_no_talk(town, quiet, page):
    browser = town.browser(quiet)
    assert browser.get(town.path(f"beside/{page}", chart=town.charts["Pol Lund"])).status == 404
    assert browser.get(town.path("beside/talk", chart=town.charts["Pol Lund"], part=1)).status == 404
    assert "talk about privacy" not in browser.get("/home").text


def test_nobody_answers_as_the_client_in_whose_place_they_sign(town):
    """Neither by the client's pages, nor by their purpose: what a parent seals is a parent's."""
    name = "Pit Lund"
    rosa = parent(town, name, "Rosa Pit")
    browser = town.browser(rosa, stepped_up=True)
    for path in ("/talk/1", "/talk/check", "/talk/done", "/talk/stop", "/talk/file", "/choices", "/looked", "/mood", "/forms"):
        assert browser.get(path).status == 404, path
        assert browser.post(path).status in (404, 405), path
    with town.desk(rosa) as desk, pytest.raises((Refused, NotFound)):
        talks.stands(desk, town.charts[name], Purpose.OWN_RECORD, WORDINGS)
    kept(town, rosa, name)
    with town.desk(town.ada, write=False) as desk:
        assert kept_talks.open_talk(desk, town.charts[name], Purpose.TREATMENT).sides == ("parent",)
    assert stands(town, town.ada, name).spoken.own == ()


def paused(town, name, who):
    """Who keeps the chart pauses them, with words why."""
    answered(town, name, asked())
    grant = grant_of(town, name, who)
    ada = town.browser(town.ada, stepped_up=True)
    page = ada.get(town.path("charts/speaker", chart=town.charts[name], grant=grant))
    ada.submit(page, "Keep this decision", does="pause", words="A custody paper came.")


def grant_of(town, name, who):
    with town.desk(town.ada, write=False) as desk:
        people = holders.who_can(desk, town.charts[name], Purpose.TREATMENT)
    return next(one.holder.grant for one in people if one.holder.name == who)


def stopped(town, name, who):
    """The client stops them."""
    town.stop_by(town.enrolled_client, name, who)


def limited(town, name, who):
    """The client takes what is signed for them out of it."""
    visitor = SignInSecret(town.sign_in(town.enrolled_client))
    grants.limit(town.house, visitor, town.charts[name], grant_of(town, name, who), Code.SIGNED, Purpose.OWN_RECORD)


def over(town, name, who):
    """Their last day passes: the birthday that the law names."""
    assert grant_of(town, name, who)
    town.clock.forward(31 * DAY)


@pytest.mark.parametrize("end", [paused, stopped, limited, over])
def test_who_signs_no_more_keeps_nothing_by_a_page_that_lay_open(own_town, end):
    """A parent who was paused, or stopped, or whose time is over: the old page signs nothing, and their yes stands for nobody."""
    town, name = own_town, "Pax Lund"
    town.enrolled_client = town.client(name)
    rosa = parent(town, name, "Rosa Pax", chart=False)
    browser, done = town.browser(rosa), kept(town, rosa, name, video="yes", supervision="no")
    check = through(browser, town.path("beside/talk", chart=town.charts[name], part=1))
    assert stands(town, town.ada, name).counts("video") == "yes"
    end(town, name, "Rosa Pax")
    browser = town.browser(rosa)
    for page, button, more in ((check, "This is right", {"video": "yes"}), (done, "Keep these", {"supervision": "yes"})):
        assert browser.submit(page, button, **more).status in (403, 404)
    assert browser.get(town.path("beside/talk", chart=town.charts[name], part=1)).status in (403, 404)
    now = stands(town, town.ada, name)
    assert now.by == () and [one.reason.value for one in now.due] == ["first"]
    assert (now.counts("video"), now.counts("supervision")) == ("later", "no")  # a yes ends with them, a no stays
    with town.desk(town.ada, write=False) as desk:
        assert len(kept_talks.history(desk, town.charts[name], Purpose.TREATMENT)) == 1
        assert kept_talks.open_talk(desk, town.charts[name], Purpose.TREATMENT, now.spoken.talk).sides == ("parent",)


def test_within_the_day_after_the_yes_nobody_signs(own_town):
    town, name = own_town, "Poe Lund"
    town.chart(name)
    with town.desk(town.ada) as desk:
        code = cards.for_representative(desk, town.charts[name], "Rosa Poe").code
    rosa = town.enrolled(code, "Rosa Poe", Role.GUARDIAN)
    with town.desk(town.ada) as desk:
        waits = next(one for one in cards.waiting(desk) if one.name == "Rosa Poe")
        offer = offers.representative("ca.parent", "parent")
        grants.give(desk, town.charts[name], Purpose.TREATMENT, waits.entry, waits.name, offer, month(town), checked=True)
    browser, path = town.browser(rosa), town.path("beside/talk", chart=town.charts[name], part=1)
    assert browser.get(path).status == 404
    assert stands(town, town.ada, name).rests == ()
    town.clock.forward(DAY)
    browser = town.browser(rosa)
    assert browser.get(path).status == 200
    assert len(stands(town, town.ada, name).rests) == 1


def test_of_two_who_sign_the_words_of_one_who_was_paused_stand_no_more(own_town):
    town, name = own_town, "Pru Lund"
    rosa = parent(town, name, "Rosa Pru")
    ole = parent(town, name, "Ole Pru", chart=False)
    kept(town, rosa, name, video="yes")
    assert "Look at what was written down for them" in town.browser(ole).get("/home").text
    theirs = town.browser(ole).get(town.path("beside/talk_done", chart=town.charts[name]))
    assert "Rosa Pru, a parent" in theirs.text
    paused(town, name, "Rosa Pru")
    assert "A talk about privacy waits for you" in town.browser(ole).get("/home").text
    assert town.browser(ole).submit(theirs, "This is right").status == 200  # nothing is left to sign
    assert stands(town, town.ada, name).by == ()


def test_a_colleague_from_whom_what_was_signed_is_kept_reads_the_rest_and_a_no_they_cannot_read_is_one(own_town):
    town, name = own_town, "Pyo Lund"
    pyo, ben = town.client(name), town.colleague("Ben Pyo", Role.CLINICIAN)
    town.give(name, ben, offers.SECOND)
    rosa = parent(town, name, "Rosa Pyo", chart=False)
    kept(town, rosa, name, supervision="no")
    with town.desk(ben, write=False) as desk:
        assert supervision.refused(desk, town.charts[name], Purpose.TREATMENT) == supervision.SAID_NO
    grants.limit(
        town.house, SignInSecret(town.sign_in(pyo)), town.charts[name], grant_of(town, name, "Ben Pyo"), Code.SIGNED, Purpose.OWN_RECORD
    )
    his = town.browser(ben)
    for page in ("card", "talk", "forms", "talk_write", "access"):
        assert his.get(town.path(f"charts/{page}", chart=town.charts[name])).status == 200, page
    with town.desk(ben) as desk:
        assert kept_talks.history(desk, town.charts[name], Purpose.TREATMENT) == ()
        assert supervision.refused(desk, town.charts[name], Purpose.TREATMENT) == supervision.NOT_SHOWN
        consents.ask_again(desk, town.charts[name], "ending")
    assert stands(town, rosa, name, Purpose.SPEAKS_FOR).agreed.asked == ()  # what is shut to him is not written to


def test_who_cannot_open_what_was_signed_is_told_so_and_not_that_there_is_nothing(own_town):
    town, name = own_town, "Pat Lund"
    pat = town.client(name)
    kept(town, parent(town, name, "Rosa Pat", chart=False), name, video="yes", supervision="no")
    ben = town.colleague("Ben Lund", Role.CLINICIAN)
    town.give(name, ben, offers.CO_THERAPIST)
    path, says = town.path("charts/talk", chart=town.charts[name]), "What they said yes or no to does not open to you."
    assert says not in town.browser(ben).get(path).text
    visitor = SignInSecret(town.sign_in(pat))
    grants.limit(town.house, visitor, town.charts[name], grant_of(town, name, "Ben Lund"), Code.SIGNED, Purpose.OWN_RECORD)
    page = town.browser(ben).get(path)
    assert says in page.text and "Rosa Pat" not in page.text
    written = town.browser(ben).get(town.path("charts/talk_write", chart=town.charts[name]))
    done = town.browser(ben).submit(written, "Sign and keep", part_1="right", supervision="yes")
    assert "Perhaps on a yes that you cannot open" in done.text
    assert stands(town, town.ada, name).counts("supervision") == "no"  # whatever was written down beside it
    assert says not in town.browser(town.ada).get(path).text


# Letting in


AGAINST = (
    "consented_alone", "parent_promised", "other_parent_objects", "parent_access_harmful", "representative_endangers",
    "informing_endangers",
)  # fmt: skip


@pytest.mark.parametrize("against", AGAINST)
def test_an_answer_that_speaks_against_it_makes_nobody_a_signer(against):
    """A minor who consented alone, a promise, another parent's objection, a danger: the law may let a parent look, and nobody signs by it."""
    with pytest.raises(Invalid) as found:
        speaking.signs_as(asked(**{against: "yes"}))
    assert found.value.messages == {"signs": "alone"}


@pytest.mark.parametrize("side", ["parent", "representative"])
def test_somebody_signs_as_what_the_answer_is_about(side):
    assert speaking.signs_as(asked(recipient=side)) == side


def test_whose_answer_speaks_against_it_is_let_in_to_see_and_not_to_sign(town):
    name = "Pip Lund"
    town.chart(name)
    answered(town, name, asked(other_parent_objects="yes"))
    _, ada, page = waiting(town, name, "Rosa Pip")
    again = let_in(ada, page, signs="yes")
    assert again.status == 422 and "the answer you kept speaks against it." in again.text
    assert "Rosa Pip, speaks for the client" in ada.submit(again, "Let in", signs="no").text


def test_a_parent_is_let_in_to_sign_where_who_keeps_the_chart_says_so(town):
    name = "Pem Lund"
    town.chart(name)
    answered(town, name, asked())
    rosa, ada, page = waiting(town, name, "Rosa Pem")
    assert "Do they also hold the talk about privacy, and sign for the client?" in page.text
    listed = let_in(ada, page, signs="yes")
    assert "Rosa Pem, speaks for the client" in listed.text
    town.clock.forward(DAY + 60)
    assert "A talk about privacy waits for you" in town.browser(rosa).get("/home").text
    with town.desk(town.ada, write=False) as desk:
        person = next(one for one in holders.who_can(desk, town.charts[name], Purpose.TREATMENT) if one.beside)
    assert person.holder.basis == "law.signs.parent.ca.parent" and Code.SIGNED in person.codes and Code.CONSENT not in person.codes


@pytest.mark.parametrize(
    "offer", [offers.representative("ca.parent"), offers.TRUSTED, offers.OUTSIDE, offers.by_form(ObjectId(b"f" * 16), [Code.SHARED])]
)
def test_nobody_else_beside_a_client_is_given_the_talk(offer):
    assert not {Code.CONSENT, Code.SIGNED} & set(offer.codes) and not signs_as(offer.basis)


def test_a_parent_is_told_of_the_law_of_the_place_where_the_child_is(own_town):
    """They hold no card: where the child is stands beside the talk, and follows the card."""
    town, name = own_town, "Pex Lund"
    visitor = SignInSecret(town.sign_in(town.ada, stepped_up=True))
    town.charts[name] = charts.found(town.house, visitor, Card(name=name, place="US-NY"), None)
    answered(town, name, asked())
    rosa, ada, page = waiting(town, name, "Rosa Pex")
    let_in(ada, page, signs="yes")
    town.clock.forward(DAY + 60)
    assert stands(town, rosa, name, Purpose.SPEAKS_FOR).rules.places == ("US-CA", "US-NY")
    kept(town, rosa, name)
    assert stands(town, rosa, name, Purpose.SPEAKS_FOR).due == () == stands(town, town.ada, name).due
    change = town.browser(town.ada).get(town.path("charts/change", chart=town.charts[name]))
    town.browser(town.ada).submit(change, "Save", place="US-TX")
    mine = stands(town, rosa, name, Purpose.SPEAKS_FOR)
    assert mine.rules.places == ("US-CA", "US-TX") and [one.reason.value for one in mine.due] == ["place"]
    with town.desk(rosa, write=False) as desk, pytest.raises(NotFound):
        gate.standing(desk, town.charts[name], Purpose.SPEAKS_FOR, Code.CONTACT).page(Code.CONTACT)


def test_a_parent_who_signs_finds_nothing_of_a_check_in_and_the_client_is_told_of_no_key(town):
    name = "Pug Lund"
    pug = town.client(name)
    rosa = parent(town, name, "Rosa Pug", chart=False)
    theirs = town.browser(pug)
    page = theirs.get("/mood")
    assert "Rosa Pug" not in page.text and "has a key" not in page.text
    theirs.submit(page, "Send", okay="uneasy", holding="much", reach="no", seen="therapist")
    with town.desk(rosa, write=False) as desk:
        moods = talks.stands(desk, town.charts[name], Purpose.SPEAKS_FOR, WORDINGS).agreed
        assert not moods.uneasy and kept_talks.history(desk, town.charts[name], Purpose.SPEAKS_FOR) == ()
    browser = town.browser(rosa)
    for path in ("/home", *(town.path(f"beside/{one}", chart=town.charts[name]) for one in ("person", "talk_done", "forms"))):
        assert "not okay" not in browser.get(path).text.lower()
    with town.desk(pug, write=False) as desk:
        lies = next(
            line.object for line in gate.standing(desk, town.charts[name], Purpose.OWN_RECORD, Code.CONSENT).page(Code.CONSENT).page.lines
        )
    assert browser.get(town.path("beside/talk_past", chart=town.charts[name], item=lies)).status == 404


def test_a_page_that_does_not_fit_comes_back_and_one_without_a_sign_in_is_locked(town):
    name = "Poy Lund"
    rosa = parent(town, name, "Rosa Poy")
    browser, at = town.browser(rosa), {"chart": town.charts[name]}
    assert "There is nothing to check yet." in browser.get(town.path("beside/talk_check", **at)).text
    first = browser.get(town.path("beside/talk", part=1, **at))
    assert "This page changed while you read it." in browser.submit(first, "Continue", answer="two", seen="00").text
    check = through(browser, first.path)
    assert browser.submit(check, "This is right", how="by post").status == 422
    done = browser.submit(check, "This is right")
    assert browser.submit(done, "Keep these", video="perhaps").status == 422
    pages = [page for page in registry.PAGES if page.name.startswith(("beside/talk", "beside/form"))]
    for page in pages:
        path = town.path(page.name, **{slot: {"chart": town.charts[name], "part": 1}.get(slot, bytes(16)) for slot in page.kinds})
        assert town.browser().get(path).status == 401, page.name
