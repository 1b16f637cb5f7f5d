"""The talk about privacy as its client goes through it: read, answered, kept, signed, changed, taken back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.pages.client import Client
from tests.unit.core.model.consent_record import SHAPE, misfits

from tacenda.acts import accounts, check_ins, kept_talks, ledger, talks
from tacenda.core.decisions import limits
from tacenda.core.model import offers
from tacenda.core.model.chart import Visit
from tacenda.core.model.consent import Result
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import app, front, handles, headers
from tacenda.doors.web.talk.texts import TEXTS, WORDINGS
from tacenda.shell import packs


def through(browser, answers=("two",) * 5, start="/talk/1"):
    """Go through the parts with these answers, each with Continue; the page after the last."""
    page = browser.get(start)
    for answer in answers:
        page = browser.submit(page, "Continue", answer=answer)
    return page


def kept(browser, **choices):
    """A whole talk, kept."""
    return browser.submit(through(browser), "This is right", **choices)


def opened(town, who, name):
    with town.desk(who, write=False) as desk:
        return kept_talks.open_talk(desk, town.charts[name], Purpose.OWN_RECORD)


def test_five_parts_a_check_and_a_receipt(town):
    kim = town.client("Kim Lee")
    browser = town.browser(kim)
    first = browser.get("/talk/1")
    assert (first.title, first.heading) == ("Part 1 of 5", "What we do, and what I write down")
    assert "Talking here can help you feel better. It can also feel hard" in first.text
    assert "This is not a test." in first.text
    check = through(browser)
    assert (check.path, check.heading) == ("/talk/check", "Check what you said")
    assert check.text.count("Clear") == 5
    done = browser.submit(check, "This is right", email="yes", sms="no", video="no")
    assert done.path == "/talk/done"
    assert "Kim Lee" in done.text and "We talked about your privacy." in done.text
    # The number is of the line that reading it made; the talk itself has another, and another day.
    assert "Opening this page made line" in done.text and "It is line" not in done.text
    found = opened(town, kim, "Kim Lee")
    assert [one.result for one in found.value.parts] == [Result.RIGHT] * 5
    said = [found.value.says(name) for name in ("email", "sms", "video", "research")]
    assert said == ["yes", "no", "no", "later"]  # to write and to text are two things
    assert (found.names, found.sides, found.version) == (("Kim Lee",), ("client",), 1)
    assert browser.count <= 20
    back = browser.get("/talk/check")  # as with the browser's own way back
    assert "What you said is kept. There is nothing more to check." in back.text
    assert browser.follow(back, "What we said and agreed").path == "/talk/done"


def test_who_can_see_it_is_the_live_list(town):
    browser = town.browser(town.client("Lena Ost"))
    page = browser.get("/talk/2")
    assert "Dr. Ada Fox, who treats you. Can open your notes and plan" in page.text
    ben = town.colleague("Ben Roy", Role.FRONT_DESK)
    town.give("Lena Ost", ben, offers.FRONT_DESK)
    assert "Ben Roy, at the front desk." in browser.get("/talk/2").text


def test_the_limits_are_those_of_the_law_for_the_place(town):
    browser = town.browser(town.client("Ivo Marsh"))
    page = browser.get("/talk/3")
    said = [" ".join(one.to_text().split()) for one in page.find("main details li")]
    expected = limits.limits(packs.law(), ["US-CA"])
    assert len(said) == len(expected)
    for one in expected:
        assert any(line.startswith(one.says) and line.endswith("; ".join(one.citations)) for line in said), one.says


def test_a_miss_is_said_in_other_words_and_asked_once_more_and_a_second_is_for_the_session(town):
    who = town.client("Mona Reed")
    browser = town.browser(who)
    again = browser.submit(browser.get("/talk/1"), "Continue", answer="one")
    assert again.path == "/talk/1"
    assert "We said it badly. Here it is in other words." in again.text
    assert "Some days you may leave here and feel worse." in again.text
    onward = browser.submit(again, "Continue", answer="unsure")
    assert onward.path == "/talk/2"
    assert "We will talk about the last part in our session." in onward.text
    page = onward
    for _ in range(4):
        page = browser.submit(page, "Continue", answer="two")
    done = browser.submit(page, "This is right")
    found = opened(town, who, "Mona Reed").value
    assert found.marked == (1,) and found.parts[0].tries == 2
    assert "We will talk about the rest in our session." in done.text
    assert not any(word in done.text.lower() for word in ("score", "wrong", "error"))


def test_each_part_can_be_skipped_or_marked_and_left_for_later(town):
    who = town.client("Nils Berg")
    browser = town.browser(who)
    second = browser.submit(browser.get("/talk/1"), "Continue")
    assert second.path == "/talk/2"
    third = browser.submit(second, "Talk about it")
    assert third.path == "/talk/3" and "We will talk about the last part in our session." in third.text
    assert browser.submit(third, "Later", answer="two").path == "/home"
    check = browser.get("/talk/check")
    assert [text in check.text for text in ("No answer", "To talk about", "Clear", "Not read yet")] == [True] * 4
    browser.submit(check, "This is right")
    found = opened(town, who, "Nils Berg").value
    assert [one.part for one in found.parts] == [1, 2, 3] and found.marked == (2,)


def test_what_is_half_done_goes_on_at_the_next_part_and_says_what_was_not_read(town):
    who = town.client("Nia Falk")
    browser = town.browser(who)
    second = browser.submit(browser.get("/talk/1"), "Continue", answer="two")
    home = browser.submit(second, "Later")
    assert [one.attrs["href"] for one in home.find("main a") if "Go on" in one.to_text()] == ["/talk/2"]
    check = browser.get("/talk/check")
    assert "Not each part is done yet." in check.text and "No answer" not in check.text
    done = browser.submit(check, "This is right")
    assert "Not each part is done yet." in done.text
    assert not any(untrue in done.text for untrue in ("Half a year", "You came of age", "The place changed", "in other words now"))
    assert browser.submit(check, "This is right").path == "/talk/done"  # pressed twice
    browser.submit(browser.get("/talk/2"), "Continue", answer="one")
    home = browser.get("/home")
    assert [one.attrs["href"] for one in home.find("main a") if "Go on" in one.to_text()] == ["/talk/2"]


def test_what_was_answered_asks_for_the_second_proof_where_the_client_chose_that(own_town):
    """Going on does not: only who comes back to a part sees what was said there."""
    town, kim = own_town, own_town.client("Kim Lee")
    town.browser(kim).submit(town.browser(kim).get("/choices"), "Keep these", discreet="no", inner="yes", leave="weather")
    browser = town.browser(kim)
    on = browser.submit(browser.get("/talk/1"), "Continue", answer="two")
    assert on.path == "/talk/2" and "That was clear." not in on.text
    shut = browser.get("/talk/1")
    assert shut.heading == "One more step" and not shut.find("input[checked]")
    hers = town.browser(kim, stepped_up=True)
    assert [one.attrs["value"] for one in hers.get("/talk/1").find("input[checked]")] == ["two"]


def test_what_is_half_done_survives_leaving_and_no_line_says_it_is_there(town):
    who = town.client("Olga Penn")
    chart = town.charts["Olga Penn"]
    browser = town.browser(who)
    browser.submit(browser.get("/talk/1"), "Continue", answer="two")
    with town.desk(town.ada, write=False) as desk:
        lines = ledger.who_looked(desk, chart, Purpose.OVERSIGHT, None).lines
        assert not [line for line in lines if line.act is Act.CONSENT]
        assert talks.stands(desk, chart, Purpose.TREATMENT, WORDINGS).agreed.talk == b""
    browser.leave()
    later = town.browser(who)
    assert "Clear" in later.get("/talk/check").text
    assert later.get("/talk/1").find("input[checked]")[0].attrs["value"] == "two"


def test_a_page_that_changed_while_it_was_read_is_shown_again_with_what_was_answered(town):
    who = town.client("Pavel Ode")
    browser = town.browser(who)
    page = browser.get("/talk/2")
    answered = browser.submit(page, "Continue", answer="two")
    old = browser.get("/talk/2")
    town.give("Pavel Ode", town.colleague("Rae Tull", Role.FRONT_DESK), offers.FRONT_DESK)
    back = browser.submit(old, "Continue", answer="one")
    assert (answered.path, back.path, back.status) == ("/talk/3", "/talk/2", 422) and "Rae Tull" in back.text
    assert "This page changed while you read it." in back.text
    assert back.find("input[checked]")[0].attrs["value"] == "one"
    assert browser.submit(back, "Continue").path == "/talk/2"  # kept: the question is asked once more, in other words


def test_a_part_that_changed_by_ones_own_stop_is_shown_anew_and_the_same_button_keeps_it(town):
    who = town.client("Paula Ode")
    town.give("Paula Ode", town.colleague("Rae Sands", Role.FRONT_DESK), offers.FRONT_DESK)
    browser = town.browser(who)
    for part in range(1, 6):
        browser.submit(browser.get(f"/talk/{part}"), "Continue", answer="two")
    old = browser.get("/talk/check")
    assert "Something changed" not in old.text
    stop = town.browser(who)
    stop.submit(stop.follow(stop.get("/home"), "Stop Rae Sands"), "Stop now")
    again = browser.submit(old, "This is right", video="yes", how="together")
    assert (again.status, again.title) == (422, "Error: Check")
    assert "Something changed since you read it." in again.text and "This changed. Read it below" in again.text
    told = again.text[again.text.index("The list of people is another one now.") :]
    assert "Dr. Ada Fox, who treats you." in told and "Rae Sands" not in told
    assert {one.attrs["value"] for one in again.find("input[checked]")} >= {"yes", "together"}  # nothing is lost
    assert "The list of people is another one now." in browser.get("/talk/check").text
    done = browser.submit(again, "This is right")
    assert done.path == "/talk/done" and "Together, on one screen" in done.text
    found = opened(town, who, "Paula Ode").value
    assert found.says("video") == "yes" and next(one for one in found.parts if one.part == 2).result is Result.RIGHT
    assert browser.submit(again, "This is right").path == "/talk/done"  # a second press
    assert "Talk about your privacy" not in browser.get("/home").text


def test_keeping_is_a_line_that_the_client_reads(town):
    who = town.client("Quin Ash")
    browser = town.browser(who)
    kept(browser)
    assert "Wrote down what you answered and said yes to." in browser.get("/looked").text
    with town.desk(town.ada, write=False) as desk:
        lines = ledger.who_looked(desk, town.charts["Quin Ash"], Purpose.OVERSIGHT, None).lines
    line = next(line for line in lines if line.act is Act.CONSENT)
    assert (line.name, Code.CONSENT in line.codes) == ("Quin Ash", True)


def test_a_choice_is_changed_and_everything_is_taken_back_with_a_button(town):
    who = town.client("Rosa Lund")
    browser = town.browser(who)
    done = kept(browser, video="yes")
    changed = browser.submit(done, "Keep these", video="no")
    found = opened(town, who, "Rosa Lund")
    assert (found.value.says("video"), found.version) == ("no", 2)
    assert browser.submit(changed, "Keep these").status == 200
    assert opened(town, who, "Rosa Lund").version == 2  # nothing changed, nothing is written
    ask = browser.follow(changed, "Take it all back")
    assert ask.heading == "Take it all back?" and opened(town, who, "Rosa Lund").version == 2
    assert "You said yes to these." not in ask.text  # to nothing any more
    back = browser.submit(ask, "Take it all back")
    assert "You took it back on" in back.text and "Take it all back" not in back.text
    assert browser.get(ask.path).headers["location"] == back.path  # Back leads to what is true now
    assert opened(town, who, "Rosa Lund").value.says("email") == "no"
    again = kept(browser)
    assert "Take it all back" in again.text and "Earlier talks" in again.text


def test_after_a_no_to_supervision_the_page_names_who_can_open_notes_all_the_same(town):
    """A no keeps others out; whoever guides the work already is stopped on the first page."""
    who, hugo = town.client("Una Lund"), town.colleague("Hugo Vance", Role.SUPERVISOR)
    town.give("Una Lund", hugo, offers.SUPERVISOR)
    browser = town.browser(who)
    said = "Your no keeps others out. Hugo Vance was let in before, and can still open what was opened then."
    yes = kept(browser, supervision="yes")
    assert "Hugo Vance" not in yes.text
    no = browser.submit(yes, "Keep these", supervision="no")
    assert said in " ".join(no.text.split())
    assert browser.follow(no, "You can stop that on the first page.").path == "/home"
    town.stop_by(who, "Una Lund", "Hugo Vance")
    assert "Hugo Vance" not in browser.get("/talk/done").text


def test_before_all_is_taken_back_the_page_names_what_ends_and_what_stays(town):
    browser = town.browser(town.client("Rut Lund"))
    assert browser.get("/talk/stop").headers["location"] == "/talk/done"  # nothing was kept yet
    ask = browser.follow(kept(browser, video="yes", research="yes"), "Take it all back")
    ends = ask.text[: ask.text.index("This stays as it is")]
    assert "May we meet by video?" in ends and "help research" in ends and "person who guides my work" not in ends
    assert "Who can open your records." in ask.text and {"/home", "/forms", "/reach"} <= set(ask.links().values())
    assert browser.follow(ask, "No, go back").find("button")  # nothing happened


def test_the_receipt_is_a_file_without_a_name(town):
    who = town.client("Sia Holm")
    browser = town.browser(who)
    kept(browser, research="yes")
    saved = browser.get("/talk/file")
    assert saved.headers["content-disposition"] == 'attachment; filename="document-1.json"'
    made = json.loads(saved.body)
    assert misfits(SHAPE, made) == []
    assert {one["purpose"]: one["event_state"] for one in made["pii_processing"]["purposes"]}["research"] == "consent given"
    assert not any(word in saved.body.decode() for word in ("Sia", "Holm", "Ada", "Fox", "Harbor"))


def test_the_receipt_of_an_earlier_talk_stays_the_clients_to_save(town):
    """After a talk about one part: what was read and answered before it, as it was kept then."""
    browser = town.browser(town.client("Sol Holm"))
    kept(browser, research="yes")
    before = json.loads(browser.get("/talk/file").body)
    town.give("Sol Holm", town.colleague("Ira Desk", Role.FRONT_DESK), offers.FRONT_DESK)
    part = browser.follow(browser.get("/home"), "Talk about your privacy")
    done = browser.submit(browser.submit(part, "Continue", answer="two"), "This is right", research="no")
    earlier = json.loads(browser.follow(done, "Save what was kept on November 23, 2026").body)
    assert earlier == before and misfits(SHAPE, earlier) == [] and len(earlier["pii_processing"]["privacy_notice"]) == 5
    assert len(json.loads(browser.get("/talk/file").body)["pii_processing"]["privacy_notice"]) == 1
    with town.desk(town.ada, write=False) as desk:
        card = desk.held(town.charts["Sol Holm"]).chart
    assert browser.get(town.path("me/talk_past", item=card)).status == 404


def test_what_is_not_an_answer_comes_back_with_what_is_wrong(town):
    browser = town.browser(town.client("Tara Voss"))
    assert browser.post("/talk/1", {"answer": "three"}).status == 422
    for path in ("/talk/check", "/talk/done"):
        assert browser.post(path, {"email": "perhaps"}).status == 404  # nothing was answered, nothing was kept
    check = through(browser)
    assert browser.post("/talk/check", {"email": "perhaps"}).status == 422
    browser.submit(check, "This is right")
    assert browser.post("/talk/done", {"email": "perhaps"}).status == 422
    assert browser.post("/mood", {"okay": "fine"}).status == 422


def test_before_anything_was_answered_each_page_says_so(town):
    browser = town.browser(town.client("Udo Fern"))
    assert browser.get("/talk/check").find(".empty") and browser.get("/talk/done").find(".empty")
    assert browser.get("/talk/file").status == 404
    assert browser.post("/talk/check", {"how": "alone"}).headers["location"] == "/talk/check"


def test_after_a_talk_nothing_is_new_and_it_can_be_read_again(town):
    browser = town.browser(town.client("Vera Noll"))
    kept(browser)
    page = browser.get("/talk/4")
    assert page.find(".empty") and "Nothing new here." in page.text
    assert page.heading == TEXTS[4].heading


def test_after_a_talk_it_is_read_again_without_beginning_another(town):
    browser = town.browser(town.client("Vera Read"))
    kept(browser)
    page = browser.follow(browser.get("/talk/done"), "Read it again")
    for part in range(1, 5):
        assert page.heading == TEXTS[part].heading and "With an answer a new talk begins." in page.text
        page = browser.follow(page, "Only read on")
    assert browser.follow(page, "What we said and agreed").path == "/talk/done"
    assert "Go on with the talk" not in browser.get("/home").text


def test_nobody_signed_in_meets_the_lock(town):
    stranger = town.browser()
    for path in ("/talk/1", "/talk/check", "/talk/done", "/talk/file", "/mood"):
        assert stranger.get(path).status == 401


def test_a_client_who_waits_has_no_talk_yet(town):
    town.chart("Wim Oake")
    who = town.enrolled(town.card("Wim Oake"), "Wim Oake", Role.CLIENT)
    browser = town.browser(who)
    for path in ("/talk/1", "/talk/check", "/talk/done", "/mood"):
        assert browser.get(path).status == 404


# ---- three short questions


@pytest.mark.parametrize(("seen", "lines"), [("therapist", 1), ("count", 0)])
def test_a_check_in_is_for_the_therapist_or_only_counted(town, seen, lines):
    name = f"Xen {seen.title()}"
    who = town.client(name)
    browser = town.browser(who)
    page = browser.submit(browser.get("/mood"), "Send", okay="uneasy", holding="no", reach="no", seen=seen, every="4")
    assert "Thank you. We have noted it." in page.text and "We ask again on December" in page.text
    with town.desk(town.ada, write=False) as desk:
        found = ledger.who_looked(desk, town.charts[name], Purpose.OVERSIGHT, None).lines
        stands = talks.stands(desk, town.charts[name], Purpose.TREATMENT, WORDINGS)
    assert len([line for line in found if line.act is Act.CONSENT]) == lines
    assert bool(stands.agreed.uneasy) == bool(lines) == bool(stands.agreed.moods)
    assert ("You told your therapist on" in page.text) == bool(lines)
    assert "That can take some days. You do not have to wait for it." in page.text


def test_an_answer_that_something_is_not_okay_leads_on_until_somebody_talked_about_it(own_town):
    told = replace(own_town.house.settings, phone="555 0199", hours="Weekdays until six.", crisis="Call 988, day and night.")
    house, name, soon = replace(own_town.house, settings=told), "Xia Holm", Moment(own_town.clock.now() + 2 * 86_400)
    who = own_town.client(name, visit=Visit(soon, 50))
    browser = Client(app.make(house, front.make(house))).as_roles(Role.CLIENT)
    browser.keep(headers.SIGN_IN, handles.of(own_town.sign_in(who)))
    page = browser.submit(browser.get("/mood"), "Send", okay="uneasy", holding="no", reach="yes", seen="therapist", every="4")
    assert page.path == "/mood?done=told"
    assert "You told your therapist on Mon, November 23, 2026" in page.text and "are asked to talk with you about it." in page.text
    assert "Your next visit is on Wed, November 25, 2026" in page.text
    assert "Call 555 0199. Weekdays until six." in page.text and "Call 988, day and night." in page.text
    assert {"/home", "/choices"} <= {one.attrs["href"] for one in page.find("main a")}
    assert "You told your therapist" in browser.get("/mood").text  # also later
    with own_town.desk(who) as desk:
        accounts.change_wish(desk, "discreet", "yes")
    assert "You told your therapist" not in browser.get("/mood").text  # until they prove themselves
    with own_town.desk(who) as desk:
        accounts.change_wish(desk, "discreet", "no")
    with own_town.desk(own_town.ada) as desk:
        check_ins.talked(desk, own_town.charts[name])
    assert "You told your therapist" not in browser.get("/mood").text


def test_without_a_number_the_page_after_an_uneasy_answer_names_who_is_there(town):
    browser = town.browser(town.client("Xio Holm"))
    page = browser.submit(browser.get("/mood"), "Send", okay="uneasy")
    assert "You can also ask the person you see here." in page.text
    assert "If you may be hurt, call the emergency number where you are." in page.text


def test_a_second_count_in_one_week_comes_back_with_when(town):
    browser = town.browser(town.client("Xen Twice"))
    answers = {"okay": "very", "holding": "no", "reach": "no", "seen": "count", "every": "4"}
    browser.submit(browser.get("/mood"), "Send", **answers)
    page = browser.submit(browser.get("/mood"), "Send", **answers)
    assert page.status == 422 and "You can be counted again next week." in page.text
    assert browser.submit(page, "Send", **{**answers, "seen": "therapist"}).status == 200


def test_three_questions_passed_over_tell_nobody_anything(town):
    name = "Zed Okay"
    browser = town.browser(town.client(name))
    page = browser.submit(browser.get("/mood"), "Send", okay="skip", holding="skip", reach="skip", every="4")
    assert "We ask again on December" in page.text
    assert "You skipped them. That is fine." in page.text and "Thank you" not in page.text
    with town.desk(town.ada, write=False) as desk:
        found = ledger.who_looked(desk, town.charts[name], Purpose.OVERSIGHT, None).lines
        assert not talks.stands(desk, town.charts[name], Purpose.TREATMENT, WORDINGS).agreed.moods
    assert not [line for line in found if line.act is Act.CONSENT]


def test_a_changed_phone_leads_to_the_choices(town):
    browser = town.browser(town.client("Yara Pell"))
    page = browser.submit(browser.get("/mood"), "Send", reach="yes", every="0")
    assert page.path == "/choices?done=told" and "Thank you. We have noted it." in page.text
    assert "/reach" in [one.attrs["href"] for one in page.find("main a")]
    assert "We ask again" not in browser.get("/mood").text


def test_a_second_press_and_a_change_say_what_is_true(town):
    who = town.client("Tove Lind")
    browser = town.browser(who)
    browser.submit(browser.get("/talk/1"), "Continue", answer="two")
    done = browser.submit(browser.get("/talk/check"), "This is right")
    kept = browser.submit(done, "Keep these", email="yes")
    assert "Your choices are kept." in kept.text and "/reach" in [one.attrs["href"] for one in kept.find("main a")]
    ask = browser.follow(done, "Take it all back")
    assert "May we write to you" in ask.text
    for _ in range(2):
        assert "You took it back on" in browser.submit(ask, "Take it all back").text
    late = browser.submit(done, "Keep these", email="yes")  # from a page that was open before
    assert late.status == 200 and "You took it back on" in late.text
