"""A client who lost every way in comes again: new keys, after the clinician said how they made sure; and the nag for a second holder."""

from __future__ import annotations

import pytest

from tacenda.acts import charts, ledger, rolling, sharing
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import Refused
from tacenda.core.words.ids import fingerprint
from tacenda.core.words.people import Role


@pytest.fixture
def town(own_town):
    return own_town


def test_a_client_who_enrols_again_is_let_in_after_an_identity_check_that_the_ledger_keeps(town):
    town.client("Kim Lee")
    back = town.enrolled(town.card("Kim Lee"), "Kim Again", Role.CLIENT)
    ada = town.browser(town.ada, stepped_up=True)
    page = ada.get("/let-in")
    assert "A client is inside already." in page.text
    assert "How are you sure who this is? (you can leave this empty)" not in " ".join(page.text.split())
    assert "Let nobody else in before you are sure" in ada.submit(page, "Let in", compared="yes").text
    assert ada.submit(page, "Let in", compared="yes", sure="no").status == 422
    with town.desk(back, write=False) as desk:
        assert charts.own(desk) == ()
    assert ada.submit(page, "Let in", compared="yes", sure="met").heading == "Today"
    with town.desk(back, write=False) as desk:
        assert charts.own(desk) == (town.charts["Kim Lee"],)
        lines = ledger.who_looked(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD, None).lines
        assert next(one.reason for one in lines if one.act is Act.GRANT) == "again: met"
    hers = town.browser(back)
    assert hers.get("/home").status == 200
    assert "Let Kim Lee in. They were met in person first." in " ".join(hers.get("/looked").text.split())


def test_a_first_client_is_asked_nothing_more(town):
    town.chart("Lou Park")
    lou = town.enrolled(town.card("Lou Park"), "Lou Park", Role.CLIENT)
    ada = town.browser(town.ada, stepped_up=True)
    page = ada.get("/let-in")
    assert "How are you sure" not in page.text
    ada.submit(page, "Let in", compared="yes")
    with town.desk(lou, write=False) as desk:
        assert charts.own(desk) == (town.charts["Lou Park"],)
        lines = ledger.who_looked(desk, town.charts["Lou Park"], Purpose.OWN_RECORD, None).lines
        assert {one.reason for one in lines if one.act is Act.GRANT} == {""}


def test_the_day_asks_for_a_second_holder_until_there_is_one(town):
    town.client("Kim Lee")
    browser = town.browser(town.ada)
    assert "Only you can open the notes of 1 client. If you lose every way in, they are lost." in " ".join(browser.get("/day").text.split())
    asked = browser.get("/day").links()
    assert "Invite a colleague" in asked and "Let a colleague in" not in asked  # who works alone has nobody to let in yet
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    asked = browser.get("/day").links()
    assert "Let a colleague in" in asked and "Invite a colleague" not in asked
    town.give("Kim Lee", ben, offers.CO_THERAPIST)
    assert "Only you can open" not in browser.get("/day").text


def test_a_client_lets_a_therapist_in_again_by_the_letters_they_read_out(town):
    kim = town.client("Kim Lee")
    note = town.note("Kim Lee", "A walk each day helps.")
    town.note("Kim Lee", "Kept to myself.")
    with town.desk(town.ada) as desk:
        sharing.share(desk, town.charts["Kim Lee"], note)
    back = town.colleague("Dr. Ada Again", Role.CLINICIAN)
    with town.desk(back, write=False) as desk:
        letters = fingerprint(desk.keyring.entry)
    assert letters in town.browser(back).get("/day").text
    browser = town.browser(kim, stepped_up=True)
    page = browser.follow(browser.follow(browser.get("/home"), "More Dr. Ada Fox"), "Let your therapist in again")
    assert browser.submit(page, "Let in", name="Dr. Ada", letters="AAAAA", sure="met").status == 422
    assert "Let nobody in when you are not sure." in browser.submit(page, "Let in", name="Dr. Ada", letters=letters, sure="no").text
    home = browser.submit(page, "Let in", name="Dr. Ada Again", letters=letters.lower(), sure="met")
    assert home.path.startswith("/home") and "They are in. They stand in the list below." in home.text
    assert "Dr. Ada Again, who treats you" in home.text
    with town.desk(back, write=False) as desk:
        assert [line.card.name for line in charts.caseload(desk)] == ["Kim Lee"]
    mine = town.browser(back)
    assert not [one for one in mine.get("/day").links() if one.startswith("Write")]  # no page to write on: the notes stay shut
    assert mine.get(town.path("charts/card", chart=town.charts["Kim Lee"])).status == 200
    assert mine.get(town.path("charts/notes", chart=town.charts["Kim Lee"])).status == 404
    # What the client held comes back, and the page says that it is all.
    card = mine.get(town.path("charts/card", chart=town.charts["Kim Lee"]))
    assert "The notes of this client are not open to you." in card.text and not card.find(
        f"a[href='{town.path('charts/notes', chart=town.charts['Kim Lee'])}']"
    )
    shared = mine.follow(card, "Shared")
    assert "The client could give you these copies alone." in shared.text
    read = mine.follow(shared, "Note, shared on")
    assert "A walk each day helps." in read.text and "Kept to myself." not in read.text
    with town.desk(kim, write=False) as desk:
        lines = ledger.who_looked(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD, None).lines
        assert "again: met" in {one.reason for one in lines if one.act is Act.GRANT}
    assert "Let Dr. Ada Again in. They were met in person first." in " ".join(browser.get("/looked").text.split())


def test_whom_the_client_stopped_and_lets_in_again_gets_no_more_from_a_colleague(town):
    kim = town.client("Kim Lee")
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    town.give("Kim Lee", ben, offers.CO_THERAPIST)
    town.stop_by(kim, "Kim Lee", "Ben Roy")
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))  # the last keys that were still as they had been
    with town.desk(ben, write=False) as desk:
        letters = fingerprint(desk.keyring.entry)
    browser = town.browser(kim, stepped_up=True)
    page = browser.follow(browser.get("/home"), "Let your therapist in again")
    assert browser.submit(page, "Let in", name="Ben Roy", letters=letters, sure="met").path.startswith("/home")
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Kim Lee", ben, offers.CO_THERAPIST)


def test_home_offers_to_let_a_therapist_in_again_only_while_one_is_out(town):
    kim, ben = town.client("Kim Lee"), town.colleague("Ben Roy", Role.CLINICIAN)
    desk = town.colleague("Dot Desk", Role.FRONT_DESK)
    browser = town.browser(kim)
    offer = "Let your therapist in again"
    assert offer not in browser.get("/home").links()
    town.give("Kim Lee", desk, offers.FRONT_DESK)
    assert offer not in browser.follow(browser.get("/home"), "More Dot Desk").links()
    town.stop_by(kim, "Kim Lee", "Dot Desk")
    town.give("Kim Lee", ben, offers.COVER, town.clock.now() + 86_400)
    town.clock.forward(2 * 86_400)
    browser = town.browser(kim)
    assert offer not in browser.get("/home").links()  # nobody of them is a therapist of hers who was stopped
    town.stop_by(kim, "Kim Lee", "Dr. Ada Fox")
    home = town.browser(kim, stepped_up=True).get("/home")
    assert offer not in home.links()  # nobody can be let in anew before: the stop itself is taken back
    browser = town.browser(kim, stepped_up=True)
    back = browser.follow(home, "Take the stop back Dr. Ada Fox")
    assert "Dr. Ada Fox" in browser.submit(back, "Take the stop back").text
    assert "Private notes" in town.browser(town.ada).get(town.path("charts/card", chart=town.charts["Kim Lee"])).links()


def test_home_offers_it_once_the_keys_were_changed(town):
    kim, ben = town.client("Kim Lee"), town.colleague("Ben Roy", Role.CLINICIAN)
    town.give("Kim Lee", ben, offers.CO_THERAPIST)
    town.browser(ben).get("/day")
    town.stop_by(kim, "Kim Lee", "Ben Roy")
    links = town.browser(kim).get("/home").links()
    assert "Let your therapist in again" not in links and "Take the stop back Ben Roy, a therapist" in links
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    links = town.browser(kim).get("/home").links()
    assert "Let your therapist in again" in links and "Take the stop back Ben Roy, a therapist" not in links


def test_who_holds_the_notes_reads_there_what_the_client_reads(town):
    town.client("Kim Lee")
    browser = town.browser(town.ada)
    shared = browser.follow(browser.get(town.path("charts/card", chart=town.charts["Kim Lee"])), "Shared")
    assert "Nothing was shared." in shared.text and "cannot open the notes" not in shared.text
    for name, slots in (("charts/shown", {}), ("charts/shown_item", {"item": bytes(16)})):
        assert town.browser().get(town.path(name, chart=town.charts["Kim Lee"], **slots)).status == 401


def test_the_lock_stands_before_it_and_a_second_proof_is_asked(town):
    assert town.browser().get("/people/new").status == 401
    assert town.browser(town.client("Kim Lee")).get("/people/new").title == "Unlock"


def test_a_second_account_of_a_client_is_never_called_you_and_has_no_dead_stop(town):
    kim = town.client("Kim Lee")
    town.shared_note("Kim Lee", "Breathe out slowly.")
    back = town.enrolled(town.card("Kim Lee"), "Kim Again", Role.CLIENT)
    ada = town.browser(town.ada, stepped_up=True)
    ada.submit(ada.get("/let-in"), "Let in", compared="yes", sure="met")
    other = town.browser(back)
    other.follow(other.get("/mine"), "Note of November 23, 2026")
    hers = town.browser(kim)
    home = hers.get("/home")
    assert "Kim Lee, a second way in as you" in home.text and "Kim Lee, you" not in home.text
    assert "If it is not yours, ask us to end it." in home.text
    assert not [words for words in home.links() if words.startswith("Stop Kim Lee")]
    more = hers.follow(home, "More Kim Lee, a second way in as you")
    assert "We first check who is who." in more.text and "Stop" not in more.links()
    looked = " ".join(hers.get("/looked").text.split())
    assert "Kim Lee, a second way in as you" in looked and "Read in what is shared with you." in looked
