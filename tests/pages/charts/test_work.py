"""A clinician's day: visits and drafts, cards, notes with their versions, private notes, plans. Through the pages, as they are used."""

from __future__ import annotations

import re

import pytest
from tests.pages.town import MONDAY, WORDS

from tacenda.acts import charts
from tacenda.core.model import offers
from tacenda.core.model.chart import Card, Visit
from tacenda.core.words.ids import handle
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import handles, registry


@pytest.fixture
def kim(town):
    """A chart of its own for one test."""
    name = f"Kim{len(town.charts)} Lee"
    return handle(town.chart(name, visit=Visit(Moment(MONDAY - 1800), 50)))


def value(page, name: str) -> str:
    return page.find(f"[name={name}]")[0].attrs.get("value", "")


# ---- the day


def test_a_practice_without_clients_says_what_to_do_first(town):
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    day = town.browser(ben).get("/day")
    assert "Nobody is here yet. Add the first client." in day.text


def test_a_client_is_added_with_a_name_and_the_first_visit(ada, town):
    ada.count = 0
    page = ada.submit(ada.follow(ada.get("/day"), "Add a client"), "Save", name="Maria Anders", day="2026-11-23", time="16:00")
    assert (page.heading, ada.count) == ("Maria A.", 5)
    assert "Mon, November 23, 2026, 4:00" in page.text and "50 minutes" in page.text
    day = ada.get("/day")
    assert "Maria A." in day.text and "Note: not started" in day.text and "Anders" not in day.text


def test_a_visit_needs_both_day_and_time_and_the_answers_stay(ada):
    again = ada.submit(ada.get("/people/new"), "Save", name="Jo Lind", time="25:99")
    assert (again.status, again.title) == (422, "Error: Form")
    assert value(again, "name") == "Jo Lind" and value(again, "time") == "25:99"
    assert "this is not a time" in again.text and "Day of the first visit" in again.text
    assert ada.submit(again, "Save", time="", day="").heading == "Jo L."
    assert ada.submit(ada.get("/people/new"), "Save", name="", day="", time="").status == 422
    assert ada.submit(ada.get("/people/new"), "Save", name="Jo", day="2026-11-23", time="9:00", minutes="4").status == 422


def test_the_state_of_the_note_stands_beside_the_visit(ada, kim):
    assert "Note: not started" in ada.get("/day").text
    ada.submit(ada.get(f"/write/{kim}"), "Save draft", text="We began.")
    day = ada.get("/day")
    assert "Needs you" in day.text and "Note: draft" in day.text
    assert ada.submit(ada.get(f"/write/{kim}"), "Seal").heading == "Sealed"
    assert "Note: sealed" in ada.get("/day").text


def test_a_long_caseload_comes_in_pages_of_25(town):
    cleo = town.colleague("Cleo Marsh", Role.CLINICIAN)
    browser = town.browser(cleo, stepped_up=True)
    for number in range(27):
        town.chart(f"Client{number:02} Z", of=cleo)
    first = browser.get("/day")
    assert re.findall(r"Write Client(\d\d)", first.text) == [f"{number:02}" for number in range(25)]
    second = browser.follow(first, "Older lines")
    assert re.findall(r"Write Client(\d\d)", second.text) == ["25", "26"]


# ---- the card


def test_the_card_shows_who_else_has_access_and_changes_with_a_form(ada, kim):
    card = ada.get(f"/card/{kim}")
    assert "Privacy office" in card.text
    form = ada.follow(card, "Change the card")
    again = ada.submit(form, "Save", name="")
    assert again.status == 422 and value(again, "phone") == "555 0101"
    done = ada.submit(again, "Save", name="Kimberly Lee", called="Kim Lee", safe_contact="Text only.\nNever at home.")
    assert done.heading == "Kim L."
    assert "Kimberly Lee" in done.text and "Never at home." in done.text


@pytest.mark.parametrize("wrong", ["14.03.2012", "2033-13-45", "2199-01-01", "March 2012"])
def test_a_day_of_birth_that_no_rule_could_read_is_not_kept(ada, kim, wrong):
    form = ada.follow(ada.get(f"/card/{kim}"), "Change the card")
    again = ada.submit(form, "Save", born=wrong)
    assert again.status == 422 and "Born: write it as 1990-03-14, or leave it empty." in again.text
    assert value(again, "born") == wrong
    assert "2012-03-14" in ada.submit(again, "Save", born=" 2012-03-14 ").text
    assert "2012-03-14" not in ada.submit(ada.follow(ada.get(f"/card/{kim}"), "Change the card"), "Save", born="").text


def test_what_a_card_from_before_says_of_a_birth_stands_in_nobodys_way(ada, town):
    chart = town.chart("Old Card")
    with town.desk(town.ada) as desk:
        charts.change_card(desk, chart, Card(name="Old Card", born="about 1980"))
    form = ada.follow(ada.get(town.path("charts/card", chart=chart)), "Change the card")
    done = ada.submit(form, "Save", phone="555 0107")
    assert "about 1980" in done.text and "555 0107" in done.text


def test_a_visit_is_added_to_the_card(ada, kim):
    form = ada.follow(ada.get(f"/card/{kim}"), "Add a visit")
    assert form.text.count("you can leave this empty") == 1  # the minutes
    for wrong in ({"day": "", "time": ""}, {"day": "2026-11-30", "time": ""}, {"day": "2026-11-30", "time": "10:00", "minutes": "900"}):
        assert ada.submit(form, "Save", **wrong).status == 422
    assert "Mon, November 30, 2026, 10:00" in ada.submit(form, "Save", day="2026-11-30", time="10:00", minutes="30").text


def test_a_card_without_a_coming_visit_says_so(town, ada):
    chart = town.chart("Nobody Planned")
    assert "No visit is planned." in ada.get(town.path("charts/card", chart=chart)).text


# ---- notes


def test_from_the_day_to_a_sealed_note_is_two_clicks_and_the_text(ada, kim):
    day = ada.get("/day")
    ada.count = 0
    page = ada.follow(day, f"Write {ada.get(f'/card/{kim}').heading}")
    page = ada.submit(page, "Seal", text="We spoke of the sea.")
    assert page.heading == "Sealed" and "Only you can open it." in page.text
    assert ada.count == 3


def test_a_note_begins_with_the_visit_it_is_about(ada, kim):
    page = ada.get(f"/write/{kim}")
    ada.submit(page, "Seal", text="We spoke.")
    listed = ada.get(f"/note/{kim}")
    note = ada.follow(listed, "November 23, 2026")
    assert note.heading.startswith("Mon, November 23, 2026, 2:30")


def test_a_note_is_read_only_after_its_entry_stands(town, ada, kim):
    entries = lambda: town.house.keeper.chart(_id(kim)).entries  # noqa: E731
    ada.submit(ada.get(f"/write/{kim}"), "Seal", text="Zephyrkettle sang.")
    before = entries()
    reader = town.browser(town.ada, canaries=("Zephyrkettle",), ledger=lambda canary: entries() > before)
    shown = reader.follow(reader.get(f"/note/{kim}"), "November 23, 2026")
    assert "Zephyrkettle sang." in shown.text
    assert entries() > before and f"line {entries()} of the ledger" in shown.text


def _id(text: str) -> bytes:
    from tacenda.doors.web import handles

    return handles.read(text)


def test_an_empty_note_is_not_sealed_and_what_was_typed_stays(ada, kim):
    again = ada.submit(ada.get(f"/write/{kim}"), "Seal", text="  ")
    assert (again.status, again.title) == (422, "Error: Form")
    assert "No note yet." in ada.get(f"/note/{kim}").text


def test_a_second_press_of_seal_makes_no_second_note(ada, kim):
    page = ada.get(f"/write/{kim}")
    for _ in range(2):
        assert ada.submit(page, "Seal", text="Once.").heading == "Sealed"
    assert len(ada.get(f"/note/{kim}").find("main li")) == 1


def test_a_sealed_form_gone_back_to_and_changed_is_not_said_to_be_sealed(town, ada, kim):
    page = ada.get(f"/write/{kim}")
    assert ada.submit(page, "Seal", text="The first words.").heading == "Sealed"
    again = ada.submit(page, "Seal", text="The first words, and what I forgot.")
    assert again.status == 422 and "This was changed in another window." in again.text
    assert "and what I forgot." in again.answer.text
    assert ada.submit(page, "Seal", text="The first words.").heading == "Sealed"


def test_a_draft_is_kept_and_waits_in_the_editor(town, ada, kim):
    page = ada.submit(ada.get(f"/write/{kim}"), "Save draft", text="Half a thought")
    assert "Half a thought" in page.answer.text and "Your draft from" in page.text
    other = town.browser(town.ada)
    assert "Half a thought" in other.get(f"/write/{kim}").answer.text
    assert ada.submit(other.get(f"/write/{kim}"), "Seal").heading == "Sealed"
    assert "Half a thought" not in ada.get(f"/write/{kim}").answer.text


def test_another_template_loses_no_word(ada, kim):
    page = ada.submit(ada.get(f"/write/{kim}"), "Data, assessment, plan", text="All I have.")
    assert "What was said and seen" in page.text and "All I have." in page.answer.text
    page = ada.submit(page, "Subjective", plan="Walk daily.")
    assert "All I have." in page.answer.text and "Walk daily." in page.answer.text
    ada.submit(page, "Seal")
    note = ada.follow(ada.get(f"/note/{kim}"), "November 23, 2026")
    assert "What the client said\nAll I have." in note.text and "What comes next\nWalk daily." in note.text


def test_a_draft_is_thrown_away_after_a_warning(ada, kim):
    page = ada.submit(ada.get(f"/write/{kim}"), "Save draft", text="Not good")
    assert "This cannot be undone." in page.text
    assert ada.submit(page, "Throw it away").heading.startswith("Kim")
    assert "Not good" not in ada.get(f"/write/{kim}").answer.text


def test_words_that_often_hurt_are_a_hint_and_no_block(ada, kim):
    page = ada.submit(ada.get(f"/write/{kim}"), "Save draft", text="She refused to go.")
    assert "You wrote “refused”. You could say: said no to." in page.text
    assert ada.submit(page, "Seal").heading == "Sealed"


def test_a_draft_too_long_to_keep_comes_back_whole(ada, kim):
    text = "Long sea. " * 30_000
    again = ada.post(f"/write/{kim}/draft", {"template": "plain", "object": "a" * 26, "amends": "0", "text": text})
    assert again.status == 422 and text.strip() in again.answer.text


def test_a_form_no_page_of_ours_sends_is_refused_in_words(ada, kim):
    for fields in ({"template": "none", "object": "a" * 26}, {"template": "plain", "object": "x"}, {"template": "plain"}):
        assert ada.post(f"/write/{kim}", {"text": "hm", **fields}).status == 422


def test_a_sealed_note_is_changed_with_a_reason_and_both_versions_stay(town, ada, kim):
    ada.submit(ada.get(f"/write/{kim}"), "Seal", text="The first words.")
    town.clock.forward(601)
    note = ada.follow(ada.get(f"/note/{kim}"), "November 23, 2026")
    form = ada.follow(note, "Change this note")
    again = ada.submit(form, "Seal", text="Better words.")
    assert again.status == 422 and "Why you change it" in again.text
    ada.submit(again, "Seal", reason="A name was wrong.")
    note = ada.follow(ada.get(f"/note/{kim}"), "November 23, 2026")
    assert "Better words." in note.text and "Why it was changed: A name was wrong." in note.text
    old = ada.follow(note, "Version 1")
    assert "The first words." in old.text and "Better words." not in old.text
    assert "Better words." in ada.follow(old, "Version 2").text
    assert ada.get(note.path + "/3").status == 404


def test_right_after_sealing_the_reason_is_there_already(ada, kim):
    done = ada.submit(ada.get(f"/write/{kim}"), "Seal", text="Almost right.")
    form = ada.follow(done, "Open it again")
    assert "Opened again soon after it was sealed." in form.answer.text
    assert ada.submit(form, "Seal", text="Right.").heading == "Sealed"


def test_who_was_slower_keeps_the_text_and_is_told(ada, kim):
    done = ada.submit(ada.get(f"/write/{kim}"), "Seal", text="One.")
    one, two = ada.follow(done, "Open it again"), ada.follow(done, "Open it again")
    ada.submit(one, "Seal", text="From one window.")
    again = ada.submit(two, "Seal", text="From the other.")
    assert again.status == 422 and "changed in another window" in again.text
    assert "From the other." in again.answer.text


def test_a_draft_of_something_else_comes_first(ada, kim):
    done = ada.submit(ada.get(f"/write/{kim}"), "Seal", text="Sealed.")
    ada.submit(ada.get(f"/write/{kim}"), "Save draft", text="A new one.")
    page = ada.follow(done, "Open it again")
    assert page.status == 303
    first = ada.get(page.headers["location"])
    assert "This draft comes first." in first.text and "A new one." in first.answer.text


def test_a_draft_that_meets_the_lock_is_not_lost(town, kim):
    browser = town.browser(town.ada)
    page = browser.get(f"/write/{kim}")
    town.clock.forward(16 * 60)
    locked = browser.submit(page, "Save draft", text="Nearly lost.")
    assert locked.status == 401
    onward = browser.submit(locked, "Sign in", name="ada", words=WORDS)
    assert "Nearly lost." in browser.submit(onward, "Go on").answer.text


# ---- private notes and plans


def test_private_notes_stand_behind_a_second_lock_and_have_their_own_pages(town, kim):
    browser = town.browser(town.ada)
    inner = browser.follow(browser.get(f"/card/{kim}"), "Private notes")
    assert inner.status == 401
    own = browser.submit(inner, "Open", words=town.ada.code)
    assert "Nothing here. That is normal." in own.text and "Only you." in own.text
    page = browser.follow(own, "Write")
    page = browser.submit(page, "Save draft", text="A thought")
    note = browser.submit(page, "Seal", text="A thought of my own.")
    assert "A thought of my own." in note.text and note.path.startswith(f"/own/{kim}/")
    form = browser.follow(note, "Change this note")
    note = browser.submit(form, "Seal", text="Another thought.")
    assert "A thought of my own." in browser.follow(note, "Version 1").text
    assert len(browser.get(f"/own/{kim}").find("main li")) == 1
    assert "thought" not in browser.get(f"/note/{kim}").text


def test_a_private_draft_is_kept_when_the_second_proof_is_over_and_read_with_another(town, ada, kim):
    page = ada.get(f"/own/{kim}/write")
    town.clock.forward(6 * 60)
    inner = ada.submit(page, "Save draft", text="Kept anyway.")
    assert inner.status == 401
    assert "Kept anyway." in ada.submit(inner, "Open", words=town.ada.code).answer.text


def test_an_empty_private_note_comes_back(ada, kim):
    assert ada.submit(ada.get(f"/own/{kim}/write"), "Seal", text="").status == 422
    assert ada.post(f"/own/{kim}/draft", {"template": "none", "object": "a" * 26}).status == 422


def test_a_plan_is_written_once_and_changed_with_a_reason(ada, kim):
    empty = ada.follow(ada.get(f"/card/{kim}"), "Plan")
    assert "No plan yet." in empty.text
    assert ada.post(f"/plan/{kim}/draft", {"template": "none", "object": "a" * 26}).status == 422
    form = ada.follow(empty, "Write the plan")
    assert ada.submit(form, "Seal").status == 422
    form = ada.submit(form, "Save draft", goals="Sleep through the night.")
    plan = ada.submit(form, "Seal", steps="No phone in bed.")
    assert plan.path == f"/plan/{kim}" and "Sleep through the night." in plan.text
    form = ada.follow(plan, "Change the plan")
    plan = ada.submit(form, "Seal", goals="Sleep well.")
    assert "Sleep well." in plan.text
    assert "Sleep through the night." in ada.follow(plan, "Version 1").text


def test_the_list_of_notes_comes_in_pages(town, ada):
    name = "Many Notes"
    chart = handle(town.chart(name))
    for _ in range(26):
        town.note(name, "One of many.")
    first = ada.get(f"/note/{chart}")
    assert len(first.find("main li")) == 25
    assert len(ada.follow(first, "Older lines").find("main li")) == 1


# ---- what is not for everybody


WITH_CHART = [page for page in registry.CHARTS if "{chart}" in page.pattern]


@pytest.mark.parametrize("page", WITH_CHART, ids=lambda page: page.name)
def test_a_foreign_chart_is_as_if_it_were_not_there(town, kim, page):
    # Every 404 is compared byte for byte with that of an address that does not exist.
    if not hasattr(town, "dan"):
        town.dan = town.colleague("Dan West", Role.CLINICIAN)
    browser = town.browser(town.dan, stepped_up=True)
    for chart in (kim, "a" * 26):
        path = page.pattern.replace("{chart}", chart).replace("{note}", "b" * 26).replace("{version:n}", "1")
        assert browser.get(path).status in (404, 405), path
        fields = {"template": "plain", "object": "c" * 26, "text": "hm", "name": "hm", "day": "2026-11-23", "time": "10:00"}
        assert browser.post(path, fields).status in (404, 405), path


@pytest.mark.parametrize("kind", ["note", "write", "own"])
def test_a_note_of_another_chart_is_as_if_it_were_not_there(town, ada, kim, kind):
    other = town.chart("Other Chart")
    note = handle(town.note("Other Chart", "Not here."))
    assert ada.get(f"/{kind}/{kim}/{note}").status == 404
    assert ada.get(f"/note/{handle(other)}/{note}").status == 200


def test_a_private_note_is_not_found_among_the_notes(town, ada, kim):
    note = ada.submit(ada.get(f"/own/{kim}/write"), "Seal", text="Mine.").path.rsplit("/", 1)[1]
    assert ada.get(f"/note/{kim}/{note}").status == 404
    assert ada.get(f"/write/{kim}/{note}").status == 404


@pytest.mark.parametrize("page", registry.CHARTS, ids=lambda page: page.name)
def test_without_a_sign_in_every_page_shows_the_lock(town, page):
    slots = {slot: bytes(handles.SIZES[kind]) if kind in handles.SIZES else 1 for slot, kind in page.kinds.items()}
    assert town.browser().get(town.path(page.name, **slots)).status == 401


def test_what_ends_within_a_week_for_a_colleague_is_told_to_who_keeps_the_chart(own_town):
    ava = own_town.colleague("Ava Stone", Role.CLINICIAN)
    own_town.chart("Una Vale")
    own_town.give("Una Vale", ava, offers.COVER, Moment(MONDAY + 8 * 86_400))
    page = own_town.browser(own_town.ada).get("/day")
    assert "Access ends soon" not in page.text
    own_town.clock.put(Moment(MONDAY + 2 * 86_400))
    page = own_town.browser(own_town.ada).get("/day")
    assert "Ava Stone, stand-in, until December 1, 2026." in page.text
    assert "Access ends soon" in page.text and "Access ends soon" not in own_town.browser(ava).get("/day").text
    assert "Ava Stone" in own_town.browser(own_town.ada).follow(page, "See who Una V.").text
    own_town.clock.put(Moment(MONDAY + 9 * 86_400))
    assert "Access ends soon" not in own_town.browser(own_town.ada).get("/day").text
