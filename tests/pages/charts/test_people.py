"""Inviting a client, letting them in, sharing with them; and colleagues who get access to one chart and lose it again."""

from __future__ import annotations

import pytest
from tests.pages.town import MONDAY

from tacenda.acts import cards, colleagues, holders, notes
from tacenda.core.model import offers
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.errors import NotFound, Refused
from tacenda.core.words.ids import handle
from tacenda.core.words.people import Role
from tacenda.doors.web import handles

DAY = 86_400


@pytest.fixture
def chart(town):
    """A chart of its own for one test."""
    return town.chart(f"Kim N{len(town.charts)}")


@pytest.fixture(scope="module")
def ben(town):
    return town.colleague("Ben Roy", Role.CLINICIAN, Role.SUPERVISOR)


def name_of(town, chart):
    return next(name for name, one in town.charts.items() if one == chart)


def test_a_card_for_the_client_takes_three_interactions_from_the_chart(town, ada, chart):
    page = ada.get(town.path("charts/card", chart=chart))
    invite = ada.follow(page, "Invite")
    assert "No card is out." in invite.text
    printed = ada.submit(invite, "Make a card")
    assert ada.count <= 3
    assert printed.heading == "Your next visit"
    assert "/join" in printed.text
    with town.desk(town.ada, write=False) as desk:
        made = next(card for card, _ in cards.open_cards(desk) if card.chart == chart)
        assert cards.again(desk, made.id, chart).code in printed.text
    assert "A card is out until December 7, 2026" in ada.get(invite.path).text
    # It is handed over: nothing on it speaks of a lock, and it says where its address is not reached.
    assert "Paper leaves the lock." not in printed.answer.text and "Paper leaves the lock." in invite.answer.text
    assert "This address works on this machine alone." in printed.text


def test_a_card_that_was_taken_back_opens_nothing(town, ada, chart):
    printed = ada.submit(ada.get(town.path("charts/invite", chart=chart)), "Make a card")
    with town.desk(town.ada, write=False) as desk:
        made = next(card for card, _ in cards.open_cards(desk) if card.chart == chart)
        code = cards.again(desk, made.id, chart).code
    assert "No card is out." in ada.submit(printed, "Take it back").text
    assert ada.get(printed.path).status == 404
    with pytest.raises(NotFound):
        cards.open_card(town.house, code)


def test_who_waits_is_let_in_after_the_letters_were_compared(town, ada, chart):
    name = name_of(town, chart)
    who = town.enrolled(town.card(name), name, Role.CLIENT)
    day = ada.get("/day")
    assert "One client waits to be let in" in day.text
    page = ada.follow(day, "Let in")
    with town.desk(town.ada, write=False) as desk:
        letters = next(one.fingerprint for one in cards.waiting(desk) if one.chart == chart)
    assert letters in page.text
    refused = ada.submit(page, "Let in", compared="no")
    assert refused.status == 422
    assert "Do not let this person in." in refused.text
    assert ada.submit(page, "Let in").status == 422
    assert town.browser(who).get("/home").find(".empty")
    done = ada.submit(page, "Let in", compared="yes")
    assert done.heading == "Today" and "They are in. Their own page is open to them now." in done.text
    assert "They are in." not in ada.get("/day").text
    assert "waits to be let in" not in ada.get("/day").text
    assert "Nobody waits." in ada.get("/let-in").text
    assert "You are in charge here." in town.browser(who).get("/home").text
    access = ada.get(town.path("charts/access", chart=chart))
    assert "letters compared" in access.text


def test_two_who_wait_are_let_in_one_after_the_other_with_one_proof(town, ada, chart):
    first = name_of(town, chart)
    town.chart("Second One")
    for name, login in ((first, "ones"), ("Second One", "twos")):
        town.enrolled(town.card(name), login, Role.CLIENT)
    page = ada.get("/let-in")
    assert "One more waits after this one." in page.text
    page = ada.submit(page, "Let in", compared="card")
    assert page.heading == "Who waits to be let in" and "They are in." in page.text
    assert ada.submit(page, "Let in", compared="card").heading == "Today"
    assert "letters compared" not in ada.get(town.path("charts/access", chart=chart)).text


def test_letting_somebody_in_asks_for_a_second_proof(town):
    assert town.browser(town.ada).get("/let-in").title == "Unlock"


def test_a_note_is_shared_from_its_page_and_the_page_says_it_cannot_be_called_back(town, ada, chart):
    name = name_of(town, chart)
    kim = town.client(name)
    note = town.note(name, "A walk each day.")
    page = ada.follow(ada.get(town.path("charts/note", chart=chart, note=note)), "Share")
    assert "This cannot be undone." in page.text
    shared = ada.submit(page, "Share it")
    assert shared.heading == "Notes" and "Shared. The client finds it under Mine." in shared.text
    browser = town.browser(kim)
    assert "A walk each day." in browser.follow(browser.get("/mine"), "Note of").text
    assert ada.submit(page, "Share it").status == 409


def test_only_notes_and_plans_of_this_chart_can_be_shared(town, ada, chart):
    own = town.note(name_of(town, chart), "For me.", Content.PSYCHOTHERAPY_NOTE)
    assert ada.get(town.path("charts/share", chart=chart, note=own)).status == 404
    assert ada.get(town.path("charts/share", chart=chart, note=bytes(16))).status == 404


def test_a_colleague_is_let_in_until_a_day_and_the_client_sees_it(town, ada, chart, ben):
    name = name_of(town, chart)
    kim = town.client(name)
    note = town.note(name, "Rain.")
    page = ada.follow(ada.get(town.path("charts/access", chart=chart)), "Let a colleague in")
    with town.desk(town.ada, write=False) as desk:
        who = handles.of(next(one.id for one in colleagues.others(desk) if one.name == "Ben Roy"))
    access = ada.submit(page, "Let in", who=who, why="treats", until="2027-01-31")
    assert "Ben Roy, clinician" in access.text
    assert "Until January 31, 2027." in access.text
    home = town.browser(kim).get("/home").text
    assert "Ben Roy, who treats you" in home
    assert "Until January 31, 2027." in home
    with town.desk(ben, write=False) as desk:
        assert notes.open_note(desk, chart, note).note.text("text") == "Rain."
    with town.desk(ben, write=False) as desk, pytest.raises(NotFound):
        notes.list_notes(desk, chart, Content.PSYCHOTHERAPY_NOTE)


def test_of_several_colleagues_none_is_chosen_before_somebody_chooses_them(town, ada, chart, ben):
    town.colleague("Abe Ash", Role.CLINICIAN)
    page = ada.get(town.path("charts/give", chart=chart))
    assert page.find("option[selected]")[0].to_text() == "Choose one"
    unsaid = ada.submit(page, "Let in", why="treats", until="2027-01-31")
    assert unsaid.status == 422 and "Who: choose one of the answers." in unsaid.text
    assert "Abe Ash" not in ada.get(town.path("charts/access", chart=chart)).text


def test_access_is_for_a_role_the_colleague_has_and_ends_within_a_year(town, ada, chart, ben):
    page = ada.get(town.path("charts/give", chart=chart))
    assert "you can leave this empty" not in page.text
    who = next(one.attrs["value"] for one in page.find("option") if "Ben Roy" in one.to_text())
    assert "does not fit the role" in ada.submit(page, "Let in", who=who, why="desk", until="2027-01-31").text
    for until in ("2026-11-23", "2028-01-01"):
        assert "choose a day between tomorrow and a year from now" in ada.submit(page, "Let in", who=who, why="treats", until=until).text
    again = ada.submit(page, "Let in", who=who, why="guides", until="")
    assert again.status == 422
    assert again.find("input[checked]")[0].attrs["value"] == "guides"


def test_a_trainee_treats_in_the_charts_of_others_and_begins_none(town, ada, chart):
    """Let in for a time, they write notes as a colleague does; the client reads that they learn here."""
    name = name_of(town, chart)
    lena = town.colleague(f"Lena{len(town.charts)} Voss", Role.TRAINEE)
    give = ada.get(town.path("charts/give", chart=chart))
    who = next(one.attrs["value"] for one in give.find("option") if "Lena" in one.to_text())
    assert "does not fit the role" in ada.submit(give, "Let in", who=who, why="treats", until="2027-01-31").text
    assert "Lena" in ada.submit(give, "Let in", who=who, why="learns", until="2027-01-31").text
    browser = town.browser(lena, stepped_up=True)
    day = browser.get("/day")
    assert "Kim" in day.text and "Add a client" not in day.links()
    # Private notes are for who keeps the chart: nothing leads there, and nothing is there.
    card, write = browser.get(f"/card/{handle(chart)}"), browser.get(f"/write/{handle(chart)}")
    assert "Notes" in card.links() and write.heading == "Write a note"
    assert "Private notes" not in card.links() and "Private notes are apart" not in write.links()
    assert "Private notes" in ada.get(card.path).links() and "Private notes are apart" in ada.get(write.path).links()
    assert browser.get("/people/new").status == 404
    note = town.note(name, "Rain.")
    with town.desk(lena, write=False) as desk:
        assert notes.open_note(desk, chart, note).note.text("text") == "Rain."


def test_a_trainee_without_clients_is_not_told_to_add_one(town):
    day = town.browser(town.colleague("Lou Voss", Role.TRAINEE)).get("/day")
    assert "Review who you let in" not in day.links()  # they let in nobody
    assert "Nobody is here yet. Who treats a client lets you in." in day.text and "Add the first client" not in day.text


def test_access_that_was_ended_opens_nothing_and_leaves_the_list(town, ada, chart, ben):
    name = name_of(town, chart)
    note = town.note(name, "Hail.")
    town.give(name, ben, offers.CO_THERAPIST, MONDAY + 30 * DAY)
    page = ada.follow(ada.get(town.path("charts/access", chart=chart)), "End access Ben Roy")
    assert "They learn that it ended, not why." in page.text
    access = ada.submit(page, "End access")
    assert "Ben Roy" not in access.text
    with town.desk(ben, write=False) as desk, pytest.raises((Refused, NotFound)):
        notes.open_note(desk, chart, note)
    with town.desk(town.ada, write=False) as desk:
        assert notes.open_note(desk, chart, note).note.text("text") == "Hail."


def test_who_works_alone_has_nobody_to_let_in(alone):
    chart = alone.chart("Kim Lee")
    page = alone.browser(alone.ada, stepped_up=True).get(alone.path("charts/give", chart=chart))
    assert "You work alone." in page.text and "Whose records: Kim L." in page.text


def test_a_colleague_with_access_neither_lets_in_nor_ends(town, chart, ben):
    name = name_of(town, chart)
    town.give(name, ben, offers.CO_THERAPIST, MONDAY + 30 * DAY)
    _lets_nobody_in(town, chart, ben)
    assert not [words for words in town.browser(ben).get(town.path("charts/access", chart=chart)).links() if words.startswith("End access")]


@pytest.mark.parametrize(("offer", "role"), [(offers.COVER, Role.CLINICIAN), (offers.TRAINEE, Role.TRAINEE)], ids=["stand-in", "trainee"])
def test_who_lets_nobody_in_gets_no_form_for_it_and_reads_whom_to_ask(town, chart, offer, role):
    who = town.colleague(f"Moe N{len(town.charts)} {role.value}", role)
    town.give(name_of(town, chart), who, offer, MONDAY + 30 * DAY)
    _lets_nobody_in(town, chart, who)


def _lets_nobody_in(town, chart, who):
    """Neither by the link, nor by the typed address, nor by a form that was sent all the same."""
    dee = town.colleague(f"Dee N{len(town.charts)} {who.name}", Role.CLINICIAN)
    browser = town.browser(who, stepped_up=True)
    page = browser.get(town.path("charts/access", chart=chart))
    assert "Let a colleague in" not in page.links() and "You cannot let anybody in here. Ask Dr. Ada Fox." in page.text
    path = town.path("charts/give", chart=chart)
    give = browser.get(path)
    assert give.status == 200 and not give.find("main form") and "You cannot let anybody in here. Ask Dr. Ada Fox." in give.text
    with town.desk(dee, write=False) as desk:
        fields = {"who": handles.of(desk.actor.id), "why": "treats", "until": "2027-01-31"}
    assert browser.post(path, fields).status == 403
    assert browser.post(path, {}).headers["location"] == path  # a form with gaps leads back to the same sentence
    with town.desk(town.ada, write=False) as desk:
        assert dee.name not in {one.holder.name for one in holders.who_can(desk, chart, Purpose.TREATMENT)}


def test_a_client_whose_letters_differ_is_turned_down_on_the_page_that_says_so(town, chart, ada):
    waits = town.enrolled(town.card(name_of(town, chart)), f"Waits N{len(town.charts)}", Role.CLIENT)
    page = ada.get("/let-in")
    refused = ada.submit(page, "Let in", compared="no")
    assert "Take the card back and make a new one." in refused.text
    ada.submit(refused, "Take the card back")
    assert name_of(town, chart) not in ada.get("/let-in").text
    assert town.browser(waits).get("/home").status == 200


def test_only_who_may_let_the_client_in_makes_a_card_for_them(town, chart, ada, ben):
    town.give(name_of(town, chart), ben, offers.CO_THERAPIST, MONDAY + 30 * DAY)
    card = town.path("charts/card", chart=chart)
    assert "Invite" in ada.get(card).links()
    theirs = town.browser(ben, stepped_up=True)
    assert "Invite" not in theirs.get(card).links()
    assert theirs.get(town.path("charts/invite", chart=chart)).status == 404
    with town.desk(ben) as desk, pytest.raises(Refused):
        cards.for_client(desk, chart, "Kim")


def test_who_stands_in_meets_no_form_for_the_card_they_only_read(town, chart, ada, ben):
    town.give(name_of(town, chart), ben, offers.COVER, MONDAY + 30 * DAY)
    card, change = town.path("charts/card", chart=chart), town.path("charts/change", chart=chart)
    theirs = town.browser(ben)
    links = theirs.get(card).links()
    assert "Change the card" not in links and "Add a visit" in links
    assert theirs.get(change).status == 404
    assert ada.get(change).status == 200 and "Change the card" in ada.get(card).links()


def test_the_card_names_only_who_can_open_something_now(town, ada, ben):
    kim = town.client("Kim Stopped")
    card = town.path("charts/card", chart=town.charts["Kim Stopped"])
    town.give("Kim Stopped", ben, offers.CO_THERAPIST, MONDAY + 30 * DAY)
    assert "Ben Roy name and phone, notes, visit times, shared items, consents, picked notes, and signatures" in ada.get(card).text
    write = town.path("charts/write", chart=town.charts["Kim Stopped"])
    assert "Who can read this: you, and Ben Roy." in ada.get(write).text
    town.stop_by(kim, "Kim Stopped", "Ben Roy")
    hers = town.browser(town.ada)
    assert "Ben Roy" not in hers.get(card).text
    page = hers.get(write)
    assert "Ben Roy" not in page.text
    assert "Only you can open it." in hers.submit(page, "Seal", text="Rain.").text


@pytest.mark.parametrize("page", ["invite", "printed", "share", "access", "give", "end"])
def test_foreign_charts_are_not_here_and_without_a_sign_in_there_is_the_lock(town, chart, page):
    slots = {"printed": {"card": bytes(32)}, "share": {"note": bytes(16)}, "end": {"grant": bytes(32)}}.get(page, {})
    path = town.path(f"charts/{page}", chart=chart, **slots)
    assert town.browser().get(path).status == 401
    unknown = town.path(f"charts/{page}", chart=bytes(16), **slots)
    assert town.browser(town.ada, stepped_up=True).get(unknown).status == 404


def test_the_lock_stands_before_who_waits(town):
    assert town.browser().get("/let-in").status == 401


def test_who_treats_reads_and_writes_notes_of_a_client_who_locked_the_card(town, ada, chart):
    """The client stopped a part, and the rest stays open: the pages of the notes stand there, with words in place of the name."""
    name = name_of(town, chart)
    kim, note = town.client(name), town.note(name, "Rain.")
    hers = town.browser(kim, stepped_up=True)
    part = hers.follow(hers.follow(hers.get("/home"), "More Dr. Ada Fox, who treats you"), "Stop part of it Dr. Ada Fox, who treats you")
    hers.submit(part, "Stop this part your name and phone")
    assert "You stopped your name and phone." in hers.get("/home").text
    for page in ("charts/notes", "charts/plan", "charts/own", "charts/picked", "charts/forms"):
        found = ada.get(town.path(page, chart=chart))
        assert found.status == 200 and name.split()[0] not in found.text and "Name locked" in found.text, page
    assert ada.get(town.path("charts/card", chart=chart)).heading == "Name locked"
    assert "Rain." in ada.get(town.path("charts/note", chart=chart, note=note)).text
    assert "Name locked" in ada.get("/day").text
