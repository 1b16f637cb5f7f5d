"""Who may be let in: a narrower choice stops who is outside it, by name first; and nobody outside it is let in afterwards."""

from __future__ import annotations

import pytest
from tests.pages.town import WORDS

from tacenda.acts import cards, grants, holders, rolling, sign_in
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Code, Purpose
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import handles


@pytest.fixture(scope="module")
def staff(town):
    return town.colleague("Ben Roy", Role.CLINICIAN), town.colleague("Hugo Vance", Role.SUPERVISOR)


def inside(town, name):
    with town.desk(town.ada, write=False) as desk:
        people = holders.who_can(desk, town.charts[name], Purpose.TREATMENT)
    return {one.holder.name for one in people if not one.stopped}


def test_a_narrower_choice_names_who_it_stops_and_keeps_others_out(town, staff):
    ben, hugo = staff
    kim, chart = town.client("Kim Lee"), town.charts["Kim Lee"]
    town.give("Kim Lee", ben, offers.CO_THERAPIST)
    town.give("Kim Lee", hugo, offers.SUPERVISOR)
    browser = town.browser(kim)
    circle = browser.follow(browser.get("/choices"), "Who may be let in")
    assert "My care team (now)" in circle.text
    means = "Your therapist may let in who guides them, who plans visits, who stands in, and others who treat you."
    assert means in circle.text
    page = browser.follow(circle, "Choose My therapist and who guides them")
    assert "Your therapist may let in a person who guides their work." in page.text and means not in page.text
    assert "Ben Roy, who treats you" in page.text
    assert "Hugo Vance" not in page.text
    assert "So your therapist and that office stay." in page.text  # "these two" could be the two who are named above
    home = browser.submit(page, "Choose and stop them")
    assert home.path == "/home?done=choice" and "Your choice is kept." in home.text
    assert (
        "Ben Roy, a therapist You stopped this person on" in " ".join(home.text.split()) and "What you chose keeps them out." in home.text
    )
    assert inside(town, "Kim Lee") >= {"Dr. Ada Fox", "Hugo Vance", "Kim Lee"}
    assert "Ben Roy" not in inside(town, "Kim Lee")
    assert "My therapist and who guides them (now)" in browser.get("/choices/people").text
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Kim Lee", ben, offers.CO_THERAPIST)
    hers = town.browser(town.ada, stepped_up=True)
    give = hers.get(town.path("charts/give", chart=chart))
    with town.desk(ben, write=False) as desk:
        who = handles.of(desk.actor.id)
    refused = hers.submit(give, "Let in", who=who, why="treats", until="2027-01-31")
    assert refused.status == 422
    assert "what the client chose or stopped keeps this person out of this. You can ask the client." in refused.text
    proof = browser.follow(browser.get("/choices/people"), "Choose My care team")
    assert proof.title == "Unlock" and browser.post("/choices/people/3").status == 401  # whoever has the unlocked phone opens no door
    assert "My therapist and who guides them (now)" in browser.get("/choices/people").text
    named = browser.submit(proof, "Open", words=kim.code)
    assert "With this choice they may be let in again: Ben Roy, a therapist" in " ".join(named.text.split())
    assert "may be let in again" not in browser.get("/choices/people/1").text
    wider = browser.submit(named, "Choose this")
    assert wider.path == "/home?done=choice"
    town.give("Kim Lee", ben, offers.CO_THERAPIST)
    assert "Ben Roy" in inside(town, "Kim Lee")


def test_who_is_locked_out_of_a_part_is_not_let_into_it_by_a_second_grant(town, staff):
    ben, _ = staff
    lou, chart = town.client("Lou Park"), town.charts["Lou Park"]
    town.give("Lou Park", ben, offers.CO_THERAPIST)
    browser = town.browser(lou)
    part = browser.follow(browser.follow(browser.get("/home"), "More Ben Roy"), "Stop part of it Ben Roy")
    browser.submit(part, "Stop this part your notes and plan")
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Lou Park", ben, offers.CO_THERAPIST)
    with town.desk(ben, write=False) as desk:
        assert Code.RECORD in {one.code for one in desk.held(chart).compartments}


def test_whom_the_client_stopped_is_let_in_again_only_with_the_clients_yes(town, staff):
    ben, hugo = staff
    mia, chart = town.client("Mia Stop"), town.charts["Mia Stop"]
    town.give("Mia Stop", ben, offers.CO_THERAPIST)
    browser = town.browser(mia)
    stopped = browser.submit(browser.follow(browser.get("/home"), "Stop Ben Roy"), "Stop now")
    assert "You can take this back for now." in stopped.text
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))  # the last keys that were still as they had been
    assert "Nobody lets them in again without your yes." in browser.get(stopped.path).text
    for offer in (offers.CO_THERAPIST, offers.COVER):
        with pytest.raises(Refused, match=r"practice\.choice"):
            town.give("Mia Stop", ben, offer)
    town.give("Mia Stop", hugo, offers.SUPERVISOR)  # nobody else is meant
    hers = town.browser(town.ada, stepped_up=True)
    give = hers.get(town.path("charts/give", chart=chart))
    assert "The client stopped Ben Roy, and only the client can say that they may be let in again." in give.text
    # Only the client, and with a second proof.
    with town.desk(ben, write=False) as desk:
        principal = desk.actor.id
    with pytest.raises(NotFound), town.desk(town.ada) as desk:
        grants.unbar(desk, chart, principal, Purpose.TREATMENT)
    circle = browser.get("/choices/people")
    assert "Ben Roy" in circle.text
    proof = browser.follow(circle, "Allow it again Ben Roy")
    assert proof.title == "Unlock" and "Ben Roy" in browser.get("/choices/people").text
    yes = browser.submit(proof, "Open", words=WORDS)
    assert yes.heading == "May they be let in again?" and "Ben Roy, a therapist" in yes.text
    offered = " ".join(one.to_text() for one in give.find("#f-who option"))
    assert "Ben Roy" not in offered and "Hugo Vance" in offered  # a slip there is a line that the client reads
    kept = browser.submit(yes, "Allow it again")
    assert "Ben Roy" not in kept.text and "Your yes is kept. Your therapist may let them in again." in kept.text
    assert "Your yes is kept." in browser.submit(yes, "Allow it again").text  # a second press takes nothing back
    # The yes is taken back while nobody used it.
    home = browser.get("/home")
    assert "You said that they may be let in again. Nobody did that yet." in home.text
    back = browser.follow(home, "Take my yes back Ben Roy, a therapist")
    assert back.heading == "Take your yes back?" and "Ben Roy, a therapist" in back.text
    taken = browser.submit(back, "Take my yes back")
    assert "Your yes is taken back." in taken.text and "Ben Roy" in taken.text
    assert "Your yes is taken back." in browser.submit(back, "Take my yes back").text  # nor does this give it again
    assert "Took back that somebody may be let in again." in browser.get("/looked?show=people").text
    assert "Nobody lets them in again without your yes." in browser.get("/home").text
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give("Mia Stop", ben, offers.CO_THERAPIST)
    browser.submit(browser.get(yes.path), "Allow it again")
    town.give("Mia Stop", ben, offers.CO_THERAPIST)
    assert "Ben Roy" in inside(town, "Mia Stop")
    assert browser.get(yes.path).status == 303  # who is in is stopped, by the button for that
    for stale, button in ((back, "Take my yes back"), (yes, "Allow it again")):
        late = browser.submit(stale, button)
        assert "Ben Roy" in inside(town, "Mia Stop")
        assert "Your yes is" not in late.text and "They have been let in already." in late.text
        assert browser.follow(browser.follow(late, "You can stop that on the first page."), "Stop Ben Roy").status == 200
    assert "The client stopped" not in hers.get(town.path("charts/give", chart=chart)).text


def test_whom_the_practice_ended_after_the_clients_yes_is_not_said_to_wait_for_it(town, staff):
    ben, hugo = staff
    pia, chart = town.client("Pia Used"), town.charts["Pia Used"]
    town.give("Pia Used", ben, offers.CO_THERAPIST)
    browser, ada = town.browser(pia, stepped_up=True), SignInSecret(town.sign_in(town.ada))
    browser.submit(browser.follow(browser.get("/home"), "Stop Ben Roy"), "Stop now")
    rolling.roll_due(town.house, ada)
    older = browser.follow(browser.get("/home"), "More Ben Roy").path
    yes = browser.follow(browser.get("/choices/people"), "Allow it again Ben Roy")
    browser.submit(yes, "Allow it again")
    assert "Nobody did that yet." in browser.get("/home").text and "Nobody did that yet." in browser.get(older).text
    town.give("Pia Used", ben, offers.CO_THERAPIST)
    assert "Nobody did that yet." not in browser.get(older).text
    with town.desk(town.ada, write=False) as desk:
        people = holders.who_can(desk, chart, Purpose.TREATMENT)
    target = next(one.holder.grant for one in people if one.holder.name == "Ben Roy" and not one.stopped)
    grants.stop(town.house, ada, chart, target, Purpose.TREATMENT)
    rolling.roll_due(town.house, ada)
    town.give("Pia Used", hugo, offers.SUPERVISOR)  # the list's next writer: it names Ben no more
    home = browser.get("/home")
    assert "Nobody did that yet." not in home.text and "Take my yes back Ben Roy, a therapist" not in home.links()
    assert "Nobody did that yet." not in browser.get(older).text
    assert browser.get(yes.path).status == 303  # no yes is there to be taken back
    late = browser.submit(yes, "Allow it again")
    assert "Your yes is" not in late.text and "They have been let in already." not in late.text


def test_whom_the_client_alone_lets_in_waits_for_no_yes_to_a_therapist(town):
    ida = town.client("Ida Stop")
    town.trusted(ida, "Ida Stop", "Rosa Stop", offers.TRUSTED)
    town.stop_by(ida, "Ida Stop", "Rosa Stop")
    assert "Rosa Stop" not in town.browser(ida).get("/choices/people").text


def test_what_a_clinician_ends_themselves_bars_nobody(town, staff):
    ben, _ = staff
    town.client("Max Stop")
    chart = town.charts["Max Stop"]
    town.give("Max Stop", ben, offers.CO_THERAPIST)
    with town.desk(town.ada, write=False) as desk:
        people = holders.who_can(desk, chart, Purpose.TREATMENT)
    target = next(one.holder.grant for one in people if one.holder.name == "Ben Roy")
    grants.stop(town.house, SignInSecret(town.sign_in(town.ada)), chart, target, Purpose.TREATMENT)
    town.give("Max Stop", ben, offers.CO_THERAPIST)
    assert "Ben Roy" in inside(town, "Max Stop")


def test_whoever_waits_has_nothing_to_choose_and_a_stranger_meets_the_lock(town):
    town.chart("Wanda Ash")
    wanda = town.enrolled(town.card("Wanda Ash"), "Wanda Ash", Role.CLIENT)
    browser = town.browser(wanda)
    assert browser.get("/choices/people").find(".empty")
    assert "There is nothing to choose yet." in browser.get("/choices/people/1").text
    assert town.browser().get("/choices/people").status == 401
    assert town.browser().get("/choices/people/1").status == 401


def test_whom_the_client_stopped_is_not_let_in_under_a_new_account_either(town, staff):
    kim, chart = town.client("Noa Birch"), town.charts["Noa Birch"]
    town.give("Noa Birch", town.colleague("Leo Marsh", Role.CLINICIAN), offers.CO_THERAPIST)
    town.stop_by(kim, "Noa Birch", "Leo Marsh")
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    with town.desk(town.ada) as desk:
        card = cards.make(desk, "staff", None, "Leo Marsh", (Role.CLINICIAN,))
    made = cards.join(town.house, card.code, "leo.new", WORDS)
    new = sign_in.sign_in(town.house, sign_in.Proof("leo.new", Method.RECOVERY_CODE, made.recovery, "tests")).secret
    sign_in.prove(town.house, new, {Method.PASSPHRASE: WORDS}, "tests")
    with town.desk(town.ada) as desk:
        waits = next(one for one in cards.waiting(desk) if one.kind == "staff")
        cards.confirm_staff(desk, waits)
        cards.list_staff(desk, waits)
    give = town.browser(town.ada, stepped_up=True).get(town.path("charts/give", chart=chart))
    offered = " ".join(one.to_text() for one in give.find("#f-who option"))
    assert "Leo Marsh" not in offered and "Ben Roy" in offered
    with pytest.raises(Refused, match=r"practice\.choice"), town.desk(town.ada) as desk:
        grants.give(desk, chart, Purpose.TREATMENT, waits.entry, "Leo Marsh", offers.CO_THERAPIST, Moment(town.clock.now() + 86_400))


def test_a_choice_says_who_stays_beside_the_client(own_town):
    kim = own_town.client("Kim Lee")
    own_town.trusted(kim, "Kim Lee", "Rosa Lee", offers.TRUSTED, Moment(own_town.clock.now() + 60 * 86_400))
    page = own_town.browser(kim).get("/choices/people/1")
    assert "These stand beside you and stay too." in page.text and "Rosa Lee, someone you trust" in page.text
