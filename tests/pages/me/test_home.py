"""Home, one person, Stop: who can see what, and how it ends."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.pages.town import WORDS, Person

from tacenda.acts import cards, choices, gate, grants, holders, notes, rolling
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import offers
from tacenda.core.model.say import Choice
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.moments import NEVER, Moment
from tacenda.core.words.people import Role
from tacenda.shell import settings

DAY = 86_400


@pytest.fixture(scope="module")
def ben(town):
    return town.colleague("Ben Roy", Role.CLINICIAN)


def people(town, who, name):
    with town.desk(who, write=False) as desk:
        return holders.who_can(desk, town.charts[name], Purpose.OWN_RECORD)


def test_the_one_person_with_access_is_named_with_what_they_can_open(town):
    kim = town.client("Kim Lee")
    home = town.browser(kim).get("/home")
    assert home.heading == "Who can see what"
    assert "Dr. Ada Fox, who treats you" in home.text
    assert "Can open your notes and plan, your name and phone" in home.text
    assert "Only Dr. Ada Fox can open your notes." in home.text
    assert "This week one person looked or wrote here." in home.text


def test_beside_somebody_who_reads_picked_notes_nobody_is_called_the_only_one(town):
    kim, eve = town.client("Kim Picked"), town.colleague("Eve Picks", Role.SUPERVISOR)
    town.give("Kim Picked", eve, offers.SUPERVISOR_OF_PICKED)
    home = town.browser(kim).get("/home").text
    assert "Can open the notes picked for who guides the work." in home and "can open your notes." not in home


def test_of_somebody_who_was_stopped_no_page_says_what_they_can_open(town, ben):
    kim = town.client("Kim Stops")
    town.give("Kim Stops", ben, offers.CO_THERAPIST)
    browser = town.browser(kim)
    more = browser.follow(browser.get("/home"), "More Ben Roy").text
    assert "Can open your notes and plan" in more and "No end is set" in more
    town.stop_by(kim, "Kim Stops", "Ben Roy")
    more = browser.follow(browser.get("/home"), "More Ben Roy").text
    assert "You stopped this person on Mon, November 23, 2026" in more and "This person can open nothing now." in more
    assert "Can open" not in more and "No end is set" not in more


def test_whoever_waits_reads_for_whom_and_the_letters_to_compare(town):
    town.chart("Wanda Ash")
    browser = town.browser().as_roles(Role.CLIENT)
    form = browser.get("/join")
    words = form.find("#f-passphrase")[0].attrs["value"]
    code = browser.submit(form, "Continue", code=town.card("Wanda Ash"), login="wanda", others="no", recovery="yes")
    paper = code.find("main .code")[0].to_text().strip()
    home = browser.submit(browser.follow(code, "I have it"), "Continue", words=words, code=paper)
    assert (home.path, home.title) == ("/home", "Home")
    assert "Waiting for Dr. Ada Fox. Dr. Ada Fox has to let you in first. You can close this page." in home.text
    with town.desk(town.ada) as desk:
        waits = next(one for one in cards.waiting(desk) if one.name == "Wanda Ash")
    assert waits.fingerprint in home.text
    assert "Come back later and sign in." in home.text
    looked = browser.get("/looked")
    assert "You have to be let in first." in looked.text and "Nobody has opened your records." not in looked.text
    with town.desk(Person("Wanda Ash", "wanda", paper, (Role.CLIENT,)), write=False) as desk:
        assert desk.keyring.ring().wishes["zone"] == "America/Los_Angeles"
    assert browser.get("/mine").find(".empty")
    assert "There are no lines yet." in browser.get("/looked/check").text
    assert browser.get("/looked/file").status == 404


def test_a_person_is_stopped_in_two_clicks_and_their_next_request_opens_nothing(town, ben):
    lou = town.client("Lou Park")
    note = town.note("Lou Park", "A quiet week.")
    town.give("Lou Park", ben, offers.CO_THERAPIST, Moment(town.clock.now() + 30 * 86_400))
    browser, his = town.browser(lou), town.browser(ben)
    path = town.path("charts/note", chart=town.charts["Lou Park"], note=note)
    assert his.get(path).status == 200
    home = browser.get("/home")
    assert "can open your notes." not in home.text
    done = browser.submit(browser.follow(home, "Stop Ben Roy"), "Stop now")
    assert browser.count == 2
    assert done.heading == "It is stopped"
    assert "We will not say why." in done.text
    assert his.get(path).status in (403, 404)
    after = browser.get("/home").text
    assert "Only Dr. Ada Fox can open your notes." in after
    assert after.index("No access now") < after.index("Ben Roy, a therapist")
    assert "Until" not in after[after.index("No access now") :]  # the day that was set says nothing any more
    assert "Lou P." not in his.get("/day").text


def test_a_second_press_on_stop_and_an_old_page_about_a_stop_say_what_is_true_now(town, ben):
    ivy, chart = town.client("Ivy Lark"), town.charts["Ivy Lark"]
    town.give("Ivy Lark", ben, offers.SUPERVISOR)
    one, two = town.browser(ivy), town.browser(ivy)
    here, there = (page.follow(page.get("/home"), "Stop Ben Roy") for page in (one, two))
    one.submit(here, "Stop now")
    second = two.submit(there, "Stop now")
    assert (second.status, second.heading) == (200, "It is stopped") and "Ben Roy, who guides" in second.text
    with town.desk(ivy, write=False) as desk:
        ada = next(one.holder.grant for one in holders.who_can(desk, chart, Purpose.OWN_RECORD) if one.holder.name == "Dr. Ada Fox")
    assert one.get(town.path("me/stopped", chart=chart, grant=ada)).status == 303
    assert town.browser(town.client("Una Reef")).get(town.path("me/stopped", chart=chart, grant=ada)).status == 404


def test_stopping_asks_for_no_reason_and_no_second_proof(town, ben):
    pia = town.client("Pia Noor")
    town.give("Pia Noor", ben, offers.SUPERVISOR)
    page = town.browser(pia)
    stop = page.follow(page.get("/home"), "Stop Ben Roy")
    assert [one.attrs["name"] for one in stop.find("main input")] == []
    assert stop.status == 200


def test_who_else_can_keep_the_records_is_named_and_nobody_else_is_told_to_keep_them(town, ben):
    mia = town.client("Mia Lund")
    town.give("Mia Lund", ben, offers.CO_THERAPIST)
    browser = town.browser(mia)
    therapist = browser.follow(browser.get("/home"), "Stop Dr. Ada Fox")
    assert "Ben Roy can still open your notes and keep them for you." in therapist.text
    assert "must keep your records" not in browser.follow(browser.get("/home"), "Stop Ben Roy").text


def test_a_stop_is_one_button_and_each_other_way_has_a_link_of_its_own(town, ben):
    uli = town.client("Uli Sand")
    browser = town.browser(uli)
    page = browser.follow(browser.get("/home"), "Stop Dr. Ada Fox")
    assert [one.to_text().strip() for one in page.find("main button")] == ["Stop now"]
    assert {"Choose the part", "Whom to ask"} <= set(page.links())
    assert page.text.index("Stop now") < page.text.index("Or stop a part") < page.text.index("Or ask for someone else")
    (rules,) = page.find("main details")
    assert rules.query("cite") and not page.find("main > ul cite")


def test_where_nobody_read_the_law_the_page_says_so(town):
    zoe = town.client("Zoe Park")
    before = settings.read(town.house.folder)
    settings.write(town.house.folder, replace(before, place="CA-QC"))
    try:
        browser = town.browser(zoe)
        stop = browser.follow(browser.get("/home"), "Stop Dr. Ada Fox")
    finally:
        settings.write(town.house.folder, before)
    assert "We have not read all of the law on this yet." in stop.text
    assert not stop.find("main cite")


def test_stopping_the_own_therapist_says_to_talk_first_and_can_be_taken_back(town):
    tim = town.client("Tim Gray")
    note = town.note("Tim Gray", "Rain.")
    browser = town.browser(tim)
    stop = browser.follow(browser.get("/home"), "Stop Dr. Ada Fox")
    assert "You may want to talk first." in stop.text
    assert "Keep the record seven years from discharge." in stop.text
    assert any("Cal. Bus. & Prof. Code 2919" in one.to_text() for one in stop.find("main cite"))
    assert "Your records stay here, sealed, and this person opens nothing." in stop.text
    assert "only you can let them be opened: you take the stop back." in stop.text
    assert browser.get(stop.links()["Choose the part"]).status == 200
    done = browser.submit(stop, "Stop now")
    assert browser.count == 2
    with town.desk(town.ada, write=False) as desk, pytest.raises((Refused, NotFound)):
        notes.open_note(desk, town.charts["Tim Gray"], note)
    assert any("Take the stop back" in one for one in browser.get("/home").links())
    home = browser.get("/home").text
    assert "You stopped this person on" in home and "Nobody can open your notes now." in home
    assert home.index("The office that checks the rules") < home.index("You stopped this person")
    proof = browser.follow(done, "Take the stop back")
    assert (proof.status, proof.title) == (401, "Unlock")
    yes = browser.submit(proof, "Open", words=WORDS)
    assert yes.heading == "Take the stop back?" and "Dr. Ada Fox, who treats you" in yes.text
    assert "Where keys were changed since, it opens a little later" in yes.text
    assert "Can open your notes and plan, your name and phone" in yes.text
    assert browser.submit(yes, "Take the stop back").path == "/home"
    with town.desk(town.ada, write=False) as desk:
        assert notes.open_note(desk, town.charts["Tim Gray"], note).note.text("text") == "Rain."


def test_an_end_date_stands_with_the_person(town, ben):
    eva = town.client("Eva Lind")
    town.give("Eva Lind", ben, offers.SUPERVISOR, town.clock.now() + 10 * DAY)
    browser = town.browser(eva)
    home = browser.get("/home")
    assert "Until December 3, 2026." in home.text
    page = browser.follow(home, "More Ben Roy")
    assert "December 3, 2026" in page.text
    assert "They guide your therapist's work." in page.text
    assert "Nothing yet." in page.text


def test_what_a_person_did_stands_on_their_page(town):
    ida = town.client("Ida Moss")
    town.note("Ida Moss", "Slept well.")
    browser = town.browser(ida)
    page = browser.follow(browser.get("/home"), "More Dr. Ada Fox")
    assert "Wrote in your notes and plan." in page.text
    assert "No end is set" in page.text


def test_nobody_signed_in_meets_the_lock_on_every_page_of_a_client(town):
    ron = town.client("Ron Hale")
    chart = town.charts["Ron Hale"]
    grant = next(one.holder.grant for one in people(town, ron, "Ron Hale") if not one.myself)
    stranger = town.browser()
    for name in ("home", "looked", "mine", "choices", "check"):
        assert stranger.get(town.path(f"me/{name}")).status == 401
    for name in ("person", "stop", "part", "stopped"):
        assert stranger.get(town.path(f"me/{name}", chart=chart, grant=grant)).status == 401


def test_a_person_who_is_nobody_and_a_foreign_chart_are_not_here(town):
    sue, max_ = town.client("Sue Kerr"), town.client("Max Orr")
    theirs = next(one.holder.grant for one in people(town, max_, "Max Orr") if not one.myself)
    browser = town.browser(sue)
    assert browser.get(town.path("me/person", chart=town.charts["Max Orr"], grant=theirs)).status == 404
    assert browser.get(town.path("me/person", chart=town.charts["Sue Kerr"], grant=bytes(32))).status == 404
    assert browser.post(town.path("me/stop", chart=town.charts["Max Orr"], grant=theirs)).status == 404


def test_a_part_is_stopped_in_two_clicks_from_the_persons_page_and_the_keys_follow(town, ben):
    zoe = town.client("Zoe Hart")
    note = town.note("Zoe Hart", "A long week.")
    town.give("Zoe Hart", ben, offers.CO_THERAPIST)
    browser, his, chart = town.browser(zoe), town.browser(ben), town.charts["Zoe Hart"]
    path = town.path("charts/note", chart=chart, note=note)
    assert his.get(path).status == 200
    person = browser.follow(browser.get("/home"), "More Ben Roy")
    before = browser.count
    part = browser.follow(person, "Stop part of it Ben Roy")
    assert [one.attrs["type"] for one in part.find("main input")].count("text") == 0
    done = browser.submit(part, "Stop this part your notes and plan")
    assert browser.count - before == 2
    assert (done.path, done.status) == (person.path, 200)
    assert "You stopped your notes and plan and the notes picked for who guides the work." in done.text
    assert "Stop part of it Ben Roy, who treats you" in person.links()
    assert "Stop or give back a part Ben Roy, who treats you" in done.links()
    refused = his.get(path)
    assert refused.status == 403
    assert "the client locked this." in refused.text
    assert "Zoe H." in his.get("/day").text
    assert his.get(town.path("charts/card", chart=chart)).status == 200
    home = browser.get("/home").text
    assert "You stopped your notes and plan and the notes picked for who guides the work." in home
    with town.desk(town.ada, write=False) as desk:
        assert notes.open_note(desk, chart, note).note.text("text") == "A long week."
        access = next(one for one in holders.who_can(desk, chart, Purpose.TREATMENT) if one.holder.name == "Ben Roy")
        record = next(id for id, code, _ in access.holder.compartments if code is Code.RECORD)
    assert rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    clinicians = town.browser(town.ada).get(town.path("charts/access", chart=chart)).text
    with town.desk(town.ada, write=False) as desk:
        assert desk.keeper.state(record).state == "live"
        assert desk.keeper.state(record).epoch == 2
    assert "Locked by the client: notes, plan and documents and picked notes." in clinicians
    looked = browser.get("/looked?show=all").text
    assert "Stopped your notes and plan for Ben Roy." in looked
    assert "Tried to open something and could not." in looked


def test_a_part_of_the_own_therapists_access_is_locked_and_given_back_after_a_second_proof(town):
    una = town.client("Una Ray")
    note = town.note("Una Ray", "Rain.")
    browser, chart = town.browser(una), town.charts["Una Ray"]
    part = browser.follow(browser.follow(browser.get("/home"), "More Dr. Ada Fox"), "Stop part of it Dr. Ada Fox")
    assert "private notes" not in part.text
    browser.submit(part, "Stop this part your notes and plan")
    with town.desk(town.ada, write=False) as desk, pytest.raises(Refused, match=r"practice\.limit"):
        notes.open_note(desk, chart, note)
    with town.desk(town.ada) as desk, pytest.raises(Refused, match=r"practice\.limit"):
        notes.seal_note(desk, chart, Content.NOTE, notes.Draft(notes.new_draft().object, "plain", NEVER, 0, (("text", "x"),)))
    assert "Una R." in town.browser(town.ada).get("/day").text
    proof = browser.follow(browser.get(part.path), "Give it back your notes and plan")
    assert proof.title == "Unlock"
    yes = browser.submit(proof, "Open", words=WORDS)
    assert "Dr. Ada Fox, who treats you" in yes.text and "You stopped your notes and plan." in yes.text
    browser.submit(yes, "Give it back")
    with town.desk(town.ada, write=False) as desk:
        assert notes.open_note(desk, chart, note).note.text("text") == "Rain."
    assert "You stopped" not in browser.get("/home").text  # the notes picked from them came back along
    with town.desk(town.ada, write=False) as desk:
        assert desk.keeper.limited(desk.held(chart).grant_hash) == frozenset()


def test_the_notes_given_back_leave_nothing_behind_that_keeps_the_colleague_out_later(town):
    name, cal = "Wyn Orr", town.colleague("Cal Moss", Role.CLINICIAN)
    wyn = town.client(name)
    chart, visitor = town.charts[name], SignInSecret(town.sign_in(wyn, stepped_up=True))
    town.give(name, cal, offers.CO_THERAPIST)
    with town.desk(wyn, write=False) as desk:
        grant = next(one.grant for one in gate.standing(desk, chart, Purpose.OWN_RECORD).holders if one.name == "Cal Moss")
    grants.limit(town.house, visitor, chart, grant, Code.RECORD, Purpose.OWN_RECORD)
    with town.desk(wyn) as desk:
        grants.unlimit(desk, chart, grant, Code.RECORD, Purpose.OWN_RECORD)
    for choice in Choice.THERAPIST, Choice.TEAM:
        choices.choose(town.house, visitor, chart, choice, Purpose.OWN_RECORD)
    town.give(name, cal, offers.COVER, Moment(town.clock.now() + 86_400))
    with town.desk(cal, write=False) as desk:
        assert desk.held(chart).holds(Code.RECORD)


def test_a_limit_of_the_only_reader_holds_up_no_other_roll(town, ben):
    vic = town.client("Vic Dale")
    town.give("Vic Dale", ben, offers.FRONT_DESK)
    browser, chart = town.browser(vic), town.charts["Vic Dale"]
    part = browser.follow(browser.follow(browser.get("/home"), "More Dr. Ada Fox"), "Stop part of it Dr. Ada Fox")
    browser.submit(part, "Stop this part your notes and plan")
    browser.submit(browser.follow(browser.get("/home"), "Stop Ben Roy"), "Stop now")
    with town.desk(vic, write=False) as desk:
        states = {one.code: one.state for one in desk.keeper.states(chart)}
    assert states[Code.CONTACT] == states[Code.ACCESS] == "live"
    assert states[Code.RECORD] == "due"


def test_when_the_therapist_is_stopped_nobody_is_said_to_open_the_notes(town):
    """The front desk is left, and opens no notes."""
    sky = town.client("Sky Moor")
    town.give("Sky Moor", town.colleague("Sam Porter", Role.FRONT_DESK), offers.FRONT_DESK)
    browser = town.browser(sky)
    done = browser.submit(browser.follow(browser.get("/home"), "Stop Dr. Ada Fox"), "Stop now")
    assert done.heading == "It is stopped"
    home = browser.get("/home").text
    assert "can open your notes." not in home and "Can open your notes" not in home


def test_whose_time_is_over_was_stopped_by_nobody(town):
    name, day = "Ova Lund", 86_400
    who = town.client(name)
    town.give(name, town.colleague("Ben Short", Role.CLINICIAN), offers.COVER, Moment(town.clock.now() + 2 * day))
    town.clock.forward(3 * day)
    home = town.browser(who).get("/home")
    assert "The time is over. This person can open nothing now." in home.text and "You stopped" not in home.text
    person = town.browser(who).follow(home, "More Ben Short")
    assert "The time is over." in person.text and "You stopped" not in person.text


def test_a_stand_in_is_said_to_stand_in_and_keeps_nothing(town):
    name = "Una Moss"
    who, ben = town.client(name), town.colleague("Ben Tide", Role.CLINICIAN)
    town.give(name, ben, offers.COVER, Moment(town.clock.now() + 7 * 86_400))
    assert town.browser(ben).get(town.path("charts/note", chart=town.charts[name], note=town.note(name, "She slept."))).status == 200
    browser = town.browser(who)
    home = browser.get("/home")
    assert "Ben Tide, who stands in for your therapist" in home.text and "Ben Tide, who treats you" not in home.text
    assert "Can write in your notes and plan and your visit times." in home.text
    town.note(name, "He came in her place.", by=ben)
    assert town.browser(ben).post(town.path("charts/change", chart=town.charts[name]), {"name": "Una"}).status == 403
    looked = browser.get("/looked?show=all")  # what he read, what he wrote, what he was refused, and what his lists opened
    assert "Ben Tide, who stands in for your therapist" in looked.text and "Ben Tide, who treats you" not in looked.text
    assert "Tried to write something and could not." in looked.text
    assert "They stand in while your therapist is away." in browser.get("/looked").text
    stop = browser.follow(home, "Stop Dr. Ada Fox").text
    assert "keep them for you" not in stop and "Ben Tide can still open your notes, but nobody keeps them then." in stop
    town.stop_by(who, name, "Ben Tide")
    rolling.roll_due(town.house, SignInSecret(town.sign_in(town.ada)))
    stopped = town.browser(who).get("/choices/people").text
    assert "Ben Tide, a therapist" in stopped and "who treats you" not in stopped


def test_a_row_says_all_that_a_grant_gives_and_no_more(town):
    name = "Ivy Dale"
    who = town.client(name)
    for given, offer in (("Co Hall", offers.CO_THERAPIST), ("Kay Hall", offers.SECOND), ("Sue Hall", offers.SUPERVISOR)):
        town.give(name, town.colleague(given, Role.SUPERVISOR if offer is offers.SUPERVISOR else Role.CLINICIAN), offer)
    rows = town.browser(who).get("/home").find("section.card")
    said = {" ".join(row.query("h2")[0].to_text().split()).partition(",")[0]: " ".join(row.query("p")[0].to_text().split()) for row in rows}
    notes_ = "Can open your notes and plan, your name and phone, and your visit times. Can write there too."
    assert said["Co Hall"] == f"{notes_} Can also open what you said yes to."
    more = "Can also open what you said yes to, what others asked about you, and the list of who looked. Can let others in and stop them."
    assert said["Kay Hall"] == f"{notes_} {more}"
    assert said["Dr. Ada Fox"] == f"{notes_} {more} Also keeps private notes. Only Dr. Ada Fox can open those."
    assert said["Sue Hall"] == "Can open your notes and plan."
    alone = "Here this office is one person: Dr. Ada Fox, who treats you. Beside you, nobody else checks who looked."
    assert said["The office that checks the rules"] == f"Can open the list of who looked. Can stop others. {alone}"
