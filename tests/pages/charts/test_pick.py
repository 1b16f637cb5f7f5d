"""Supervision by picked notes: the supervisor opens copies of what was picked, and nothing else; the client sees both hands."""

from __future__ import annotations

import pytest

from tacenda.acts import consents, gate
from tacenda.core.model import offers
from tacenda.core.model.consent import How, Part, Result
from tacenda.core.words.access import Act, Code, Content, Purpose
from tacenda.core.words.errors import Conflict, Refused
from tacenda.core.words.ids import ObjectId
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role
from tacenda.doors.web import handles
from tacenda.shell.store import objects

MONTH = 30 * 86_400


@pytest.fixture(scope="module")
def eve(town):
    return town.colleague("Eve Stone", Role.SUPERVISOR)


@pytest.fixture
def name(town):
    """Of a client with two notes."""
    made = f"Sue N{len(town.charts)}"
    town.client(made)
    return made


def guided(town, name, eve):
    town.give(name, eve, offers.SUPERVISOR_OF_PICKED, Moment(town.clock.now() + MONTH))


def picked(town, name, text):
    """What Ada picked on the page of a note; the note's id."""
    note = town.note(name, text)
    ada = town.browser(town.ada)
    page = ada.get(town.path("charts/note", chart=town.charts[name], note=note))
    done = ada.submit(ada.follow(page, "Pick for supervision"), "Pick it")
    assert "Picked. Who guides you finds it under Shared with me." in done.text
    return note


def test_a_supervisor_opens_the_picked_note_and_no_other(town, name, eve):
    guided(town, name, eve)
    kept = town.note(name, "Only between us.")
    own = town.note(name, "For me alone.", Content.PSYCHOTHERAPY_NOTE)
    origin = picked(town, name, "A week of storms.")
    hers = town.browser(eve, stepped_up=True)
    day = hers.get("/day")
    assert "One note" in day.text and name not in day.text
    listed = hers.get(town.path("front/notes", chart=town.charts[name]))
    assert len(listed.find("main li")) == 1 and "Dr. Ada Fox" in listed.text and "picked for you" in listed.text
    read = hers.follow(listed, "November 23, 2026")
    assert "A week of storms." in read.text and "Sealed by Dr. Ada Fox" in read.text
    for page in ("front/note", "charts/note", "charts/pick"):
        for note in (kept, own, origin):
            assert hers.get(town.path(page, chart=town.charts[name], note=note)).status == 404
    for page in ("charts/notes", "charts/card", "charts/plan"):
        assert hers.get(town.path(page, chart=town.charts[name])).status == 404


def test_the_client_reads_that_it_was_picked_and_who_opened_it(town, eve):
    lea = town.client("Lea Moor")
    guided(town, "Lea Moor", eve)
    picked(town, "Lea Moor", "A week of sun.")
    hers = town.browser(eve)
    hers.follow(hers.get(town.path("front/notes", chart=town.charts["Lea Moor"])), "November 23, 2026")
    said = town.browser(lea).get("/looked").text
    assert "Picked a note for who guides the work, until December 23, 2026." in said
    assert "Eve Stone, who guides your therapist's work" in said and "Read in the notes picked for who guides the work." in said


def test_what_is_open_to_them_is_said_to_the_client_and_can_be_stopped(town, eve):
    kim = town.client("Kim Lee")
    guided(town, "Kim Lee", eve)
    picked(town, "Kim Lee", "A week of fog.")
    page = town.browser(kim).get("/home")
    assert "Eve Stone, who guides your therapist's work" in page.text
    assert "Can open the notes picked for who guides the work." in page.text
    assert "Each was picked for them alone, and has a last day." in page.text
    hers = town.browser(eve)
    listed = hers.get(town.path("front/notes", chart=town.charts["Kim Lee"]))
    note = listed.links()["November 23, 2026"]
    town.stop_by(kim, "Kim Lee", "Eve Stone")
    for path in (listed.path, note):
        assert "A week of fog." not in hers.get(path).text and hers.get(path).heading == "Access has ended"
    own = town.browser(town.ada).get(town.path("charts/note", chart=town.charts["Kim Lee"], note=town.note("Kim Lee", "Later.")))
    assert "Pick for supervision" not in own.text


@pytest.mark.parametrize(
    ("had", "other", "part"),
    [
        (offers.SUPERVISOR_OF_PICKED, offers.SUPERVISOR, "the notes picked for who guides the work"),
        (offers.SUPERVISOR, offers.SUPERVISOR_OF_PICKED, "your notes and plan"),
    ],
    ids=["picked, then all", "all, then picked"],
)
def test_a_clients_limit_on_one_kind_of_supervision_is_not_walked_around_with_the_other(town, eve, had, other, part):
    name = f"Ola N{len(town.charts)}"
    ola = town.browser(town.client(name))
    town.give(name, eve, had)
    page = ola.follow(ola.follow(ola.get("/home"), "More Eve Stone"), "Stop part of it Eve Stone")
    ola.submit(page, f"Stop this part {part}")
    with pytest.raises(Refused, match=r"practice\.choice"):
        town.give(name, eve, other)


def test_the_same_version_is_picked_once(town, name, eve):
    guided(town, name, eve)
    note = picked(town, name, "A week of wind.")
    ada = town.browser(town.ada)
    again = ada.submit(ada.get(town.path("charts/pick", chart=town.charts[name], note=note)), "Pick it", until="2026-12-01")
    assert again.status == 409
    assert len(town.browser(eve).get(town.path("front/notes", chart=town.charts[name])).find("main li")) == 1


def test_where_nobody_reads_picked_notes_none_can_be_picked(town, name, eve):
    note = town.note(name, "A week of rain.")
    ada = town.browser(town.ada)
    path = town.path("charts/pick", chart=town.charts[name], note=note)
    page = ada.get(path)
    assert "Nobody reads picked notes in this chart." in page.text and "Let a colleague in" in page.links()
    assert "Pick for supervision" not in ada.get(town.path("charts/note", chart=town.charts[name], note=note)).text
    assert ada.post(path, {"until": "2026-12-01"}).status == 404
    town.give(name, eve, offers.SUPERVISOR, Moment(town.clock.now() + MONTH))  # who reads all needs no picking
    assert "Nobody reads picked notes in this chart." in ada.get(path).text


def test_a_private_note_and_a_plan_are_not_picked(town, name, eve):
    guided(town, name, eve)
    ada = town.browser(town.ada, stepped_up=True)
    for content in (Content.PSYCHOTHERAPY_NOTE, Content.PLAN):
        note = town.note(name, "Not for this.", content)
        path = town.path("charts/pick", chart=town.charts[name], note=note)
        assert (ada.get(path).status, ada.post(path, {"until": "2026-12-01"}).status) == (404, 404)


def test_where_the_client_said_no_to_supervision_nobody_is_let_in_for_it_and_nothing_is_picked(town, name, eve):
    guided(town, name, eve)
    note = town.note(name, "A week of hail.")
    part = Part(1, "en", bytes(32), bytes(32), Result.RIGHT, 1, False)
    with town.desk(town.ada) as desk:
        consents.enter(desk, town.charts[name], [part], How.TOGETHER, 8, {"supervision": "no"})
    ada = town.browser(town.ada, stepped_up=True)
    path = town.path("charts/pick", chart=town.charts[name], note=note)
    page = ada.get(path)
    assert "The client said no to supervision." in page.text and "Talk about privacy" in page.links()
    assert ada.post(path, {"until": "2026-12-01"}).headers["location"] == path
    page = ada.get(town.path("charts/give", chart=town.charts[name]))
    assert "Talk with the client before you let a supervisor in." in page.text
    who = next(one.attrs["value"] for one in page.find("select[name=who] option") if "Eve Stone" in one.to_text())
    for why in ("picked", "guides"):
        assert "the client said no to supervision" in ada.submit(page, "Let in", who=who, why=why, until="2026-12-20").text


def test_a_no_that_is_said_while_the_page_stands_open_counts(town, eve):
    name = f"Sue N{len(town.charts)}"
    sue = town.client(name)
    guided(town, name, eve)
    ada, path = (
        town.browser(town.ada, stepped_up=True),
        town.path("charts/pick", chart=town.charts[name], note=town.note(name, "A week of fog.")),
    )
    hugo = town.colleague(f"Hugo {name}", Role.SUPERVISOR)
    pick, give = ada.get(path), ada.get(town.path("charts/give", chart=town.charts[name]))
    browser = town.browser(sue)
    page = browser.get("/talk/1")
    while page.path != "/talk/check":
        page = browser.submit(page, "Continue", answer="two")
    browser.submit(page, "This is right", supervision="no")
    for until in ("2026-12-01", "2020-01-01"):  # with a day that does not fit too
        refused = ada.submit(pick, "Pick it", until=until)
        assert refused.path == path and "The client said no to supervision." in refused.text
    who = next(one.attrs["value"] for one in give.find("select[name=who] option") if hugo.name in one.to_text())
    refused = ada.submit(give, "Let in", who=who, why="guides", until="2026-12-20")
    assert refused.status == 422 and "the client said no to supervision" in refused.text
    assert hugo.name not in ada.get(town.path("charts/access", chart=town.charts[name])).text


def test_a_no_to_supervision_holds_when_the_client_keeps_their_answers_to_themselves(town, eve):
    """What they said can be read no more: that opens nothing."""
    name = f"Sue N{len(town.charts)}"
    client = town.client(name)
    guided(town, name, eve)
    note, page = town.note(name, "A week of sleet."), town.path("charts/give", chart=town.charts[name])
    browser = town.browser(client)
    part = browser.follow(browser.follow(browser.get("/home"), "More Dr. Ada Fox, who treats you"), "Stop part of it")
    browser.submit(part, "Stop this part what you said yes to")
    ada = town.browser(town.ada, stepped_up=True)
    pick = town.path("charts/pick", chart=town.charts[name], note=note)
    assert "The client does not show you what they said about supervision." in ada.get(pick).text
    assert ada.post(pick, {"until": "2026-12-01"}).headers["location"] == pick
    form = ada.get(page)
    who = next(one.attrs["value"] for one in form.find("select[name=who] option") if "Eve Stone" in one.to_text())
    for why in ("picked", "guides"):
        assert "the client does not show you" in ada.submit(form, "Let in", who=who, why=why, until="2026-12-20").text


def test_when_the_last_day_is_over_nothing_picked_opens(town, name, eve):
    town.give(name, eve, offers.SUPERVISOR_OF_PICKED, Moment(town.clock.now() + 600))
    picked(town, name, "A week of snow.")
    hers = town.browser(eve)
    note = hers.get(town.path("front/notes", chart=town.charts[name])).links()["November 23, 2026"]
    town.clock.forward(601)
    page = hers.get(note)
    assert page.status in (403, 404) and "A week of snow." not in page.text


def test_one_pick_is_taken_back_by_its_clinician_and_opens_no_more(town, eve):
    name = "Ina Wood"
    ina = town.client(name)
    guided(town, name, eve)
    kept, gone = picked(town, name, "A week of light."), picked(town, name, "A week of dark.")
    hers = town.browser(eve)
    listed = hers.get(town.path("front/notes", chart=town.charts[name]))
    notes = [one.attrs["href"] for one in listed.find("main li a")]
    shut = next(one for one in notes if "A week of dark." in hers.get(one).text)
    copy = shut.rsplit("/", 1)[1]
    ada = town.browser(town.ada)
    page = ada.follow(ada.get(town.path("charts/notes", chart=town.charts[name])), "See all that is picked for supervision")
    assert page.text.count("Picked for Eve Stone on November 23, 2026, until December 23, 2026.") == 2
    with town.house.content.reading() as tx:
        stolen = objects.latest(tx, ObjectId(handles.read(copy)))
    done = ada.post(page.path, {"item": copy})
    assert done.status == 303
    said = ada.get(page.path)
    assert said.text.count("Picked for Eve Stone") == 1
    assert hers.get(shut).status == 404
    assert "A week of light." in hers.get(next(one for one in notes if one != shut)).text
    assert "Took back what was picked for who guides the work." in town.browser(ina).get("/looked").text
    assert "Nothing is picked." not in said.text and kept != gone
    assert opens_with_old_row(town, eve, name, stolen) is False


def opens_with_old_row(town, eve, name, stolen) -> bool:
    """Whether a stolen row of a copy, and the keys she kept, open anything: the keeper is asked for its share as her own page would."""
    with town.desk(eve, write=False) as desk:
        chart = town.charts[name]
        at = gate.standing(desk, chart, Purpose.SUPERVISION, Code.SUPERVISION)
        one = at.page(Code.SUPERVISION).compartment
        assert stolen.epoch < one.epoch
        wish = gate.Wish(Act.OPEN, Code.SUPERVISION, Purpose.SUPERVISION, (gate.Wanted(one.id, stolen.id, epoch=stolen.epoch),))
        with pytest.raises(Conflict, match="epoch"):
            gate.clear(desk, at, wish)
    return False


def test_ending_the_access_takes_away_what_was_picked(town, name, eve):
    guided(town, name, eve)
    picked(town, name, "A week of salt.")
    ada = town.browser(town.ada)
    page = ada.follow(ada.get(town.path("charts/access", chart=town.charts[name])), "End access Eve Stone")
    assert "What was picked for them is taken away." in page.text
    ada.submit(page, "End access")
    assert "Nothing is picked." in ada.get(town.path("charts/picked", chart=town.charts[name])).text


def test_the_form_offers_it_to_supervisors_alone(town, name, eve):
    ada = town.browser(town.ada, stepped_up=True)
    page = ada.get(town.path("charts/give", chart=town.charts[name]))
    who = next(one.attrs["value"] for one in page.find("select[name=who] option") if "Eve Stone" in one.to_text())
    done = ada.submit(page, "Let in", who=who, why="picked", until="2026-12-20")
    assert "Eve Stone, supervisor" in done.text and "picked notes" in done.text
    ben = town.colleague(f"Ben {name}", Role.FRONT_DESK)
    page = ada.get(page.path)
    who = next(one.attrs["value"] for one in page.find("select[name=who] option") if ben.name in one.to_text())
    assert "does not fit the role" in ada.submit(page, "Let in", who=who, why="picked", until="2026-12-20").text
