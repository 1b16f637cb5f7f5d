"""Where I am signed in: my own list, "this was not me" that holds at once, other pass words, and nothing of it for a thief."""

from __future__ import annotations

import pytest
from tests.pages.client import Client
from tests.pages.town import WORDS

from tacenda.acts import cards, own_sign_ins, sign_in
from tacenda.acts.desk import SignInSecret, resume
from tacenda.core.model.devices import MOST
from tacenda.core.sealing import passphrase
from tacenda.core.words.errors import Locked, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.people import Role
from tacenda.doors.web import handles, headers

MINUTE = 60
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Mobile/15E148 Safari/604.1"
NEW = "velvet thunder pebble orchid lantern cocoa"
OTHER = "velvet canyon jigsaw oboe plinth raft"


@pytest.fixture
def town(own_town):
    return own_town


@pytest.fixture
def kim(town):
    return town.client("Kim Lee")


def signed_in(town, who, agent: str, words: str = WORDS) -> Client:
    """A browser that signed in by the form."""
    browser = town.browser(headers={"user-agent": agent})
    page = browser.submit(browser.get("/start"), "Sign in", name=who.login, words=words)
    assert page.status == 200, page.text
    return browser.as_roles(*who.roles)


def rows(page) -> list[tuple[str, str]]:
    """The kinds on the list with their states, newest first; what a test's own hands did is no browser."""
    found = [(one.query("h2")[0].to_text().strip(), one.query(".tag")[0].to_text().strip()) for one in page.find("main section")]
    return [(what, state) for what, state in found if what != "A program, not a browser"]


def secret(browser: Client) -> bytes:
    return handles.read(browser.cookies[headers.SIGN_IN], "hash")


def test_everybody_finds_their_own_sign_ins_and_nobody_elses(town, kim):
    people = [town.ada, kim, town.colleague("Sam Porter", Role.FRONT_DESK), town.colleague("Hugo Vance", Role.SUPERVISOR)]
    people.append(town.colleague("Olga Hill", Role.OFFICER))
    for who in people:
        page = signed_in(town, who, FIREFOX).get("/devices")
        assert page.heading == "Where you are signed in"
        assert rows(page) == [("Firefox on a Linux computer", "This browser")]
    mine = signed_in(town, kim, IPHONE).get("/devices")
    assert rows(mine) == [("Safari on an iPhone", "This browser"), ("Firefox on a Linux computer", "Open now")]


def test_this_was_not_me_ends_that_sign_in_at_once_and_says_what_to_do(town, kim):
    hers, thiefs = signed_in(town, kim, FIREFOX), signed_in(town, kim, IPHONE)
    assert thiefs.get("/home").heading == "Who can see what"
    town.clock.forward(2 * MINUTE)
    hers.get("/home")
    page = hers.get("/devices")
    assert ("Safari on an iPhone", "Open now") in rows(page)
    done = hers.submit(page, "This was not me Safari on an iPhone")
    assert (done.path, done.heading) == ("/devices/done", "It is ended")
    assert "Somebody may know your pass words." in done.text
    assert "Kim Lee, you" in hers.follow(done, "Who looked").text  # what was opened in her name is not folded there
    assert thiefs.get("/home").status == 401
    with pytest.raises(Locked):
        sign_in.myself(town.house, SignInSecret(secret(thiefs)))
    assert ("Safari on an iPhone", "Over") in rows(hers.get("/devices"))
    assert hers.get("/home").status == 200


def test_what_was_kept_of_the_ended_sign_in_opens_nothing_at_the_keeper_either(town, kim):
    hers, thiefs = signed_in(town, kim, FIREFOX), signed_in(town, kim, IPHONE)
    certificate = resume(town.house, secret(thiefs)).keyring.signer.certificate
    assert town.house.keeper.sign_in_of(certificate)[0]
    hers.submit(hers.get("/devices"), "This was not me Safari on an iPhone")
    assert not town.house.keeper.sign_in_of(certificate)[0]


def test_words_that_did_not_fit_where_somebody_is_signed_in_are_told_to_the_person_and_the_office(town, kim):
    """Whoever finds an unlocked browser can guess there, at each page that asks for the words once more."""

    def told() -> int:
        return sum(line.about == bytes(32) for line in town.house.keeper.lines(ChartId(town.house.keeper.practice)))

    hers, found = signed_in(town, kim, FIREFOX), signed_in(town, kim, IPHONE)
    before = told()
    assert "did not fit" not in hers.get("/devices").text
    assert found.post("/inner", {"words": "first guess"}).status == 422
    assert "Here words were typed once that did not fit," in hers.get("/devices").text
    assert found.post("/code", {"words": "second guess"}).status == 422
    assert found.post("/words/new", {"now": "third guess", "passphrase": NEW}).status == 422
    town.clock.forward(MINUTE)
    assert found.post("/inner", {"words": passphrase.code_text(bytes(16))}).status == 422
    page = hers.get("/devices")
    (row,) = [one.to_text() for one in page.find("main section") if "did not fit" in one.to_text()]
    assert "Safari on an iPhone" in row and "typed 4 times that did not fit, the last time" in " ".join(row.split())
    assert told() - before == 3, "the first, second and fourth of a day"
    assert "Here words were typed 4 times" in found.get("/devices").text


def test_nobody_ends_a_sign_in_that_is_not_on_their_list(town, kim):
    other = town.client("Lou Park")
    hers, theirs = signed_in(town, kim, FIREFOX), signed_in(town, other, IPHONE)
    foreign = signed_in(town, other, FIREFOX).get("/devices").find("main form[action^='/devices/']")[0].attrs["action"]
    assert hers.post(foreign).status == 404
    assert theirs.get("/home").status == 200
    with pytest.raises(NotFound):
        own_sign_ins.not_me(town.house, secret(hers), bytes(32))


def test_a_sign_in_shows_as_locked_when_it_lay_idle_and_as_over_when_signed_out(town, kim):
    idle, out = signed_in(town, kim, IPHONE), signed_in(town, kim, IPHONE)
    out.submit(out.get("/devices"), "Sign out here")
    assert idle.get("/home").status == 200
    town.clock.forward(6 * MINUTE)
    page = signed_in(town, kim, FIREFOX).get("/devices")
    assert sorted(state for _, state in rows(page)) == ["Locked", "Over", "This browser"]


def test_signing_out_everywhere_ends_the_others_too(town, kim):
    town.clock.forward(1)
    hers, other = signed_in(town, kim, FIREFOX), signed_in(town, kim, IPHONE)
    town.clock.forward(1)
    hers.submit(hers.get("/devices"), "Sign out everywhere")
    assert other.get("/home").status == 401
    assert [state for _, state in rows(signed_in(town, kim, FIREFOX).get("/devices"))] == ["This browser", "Over", "Over"]


def test_other_pass_words_end_the_old_ones_and_every_other_sign_in(town, kim):
    hers, other = signed_in(town, kim, FIREFOX), signed_in(town, kim, IPHONE)
    form = hers.follow(hers.get("/devices"), "Change your pass words")
    assert len(form.find("#f-passphrase")[0].attrs["value"].split()) == 6
    assert hers.submit(form, "Change them", now="wrong words", passphrase=NEW).status == 422
    assert hers.submit(form, "Change them", now=WORDS, passphrase=WORDS).status == 422
    assert hers.submit(form, "Change them", now=WORDS, passphrase="too short").status == 422
    assert other.get("/home").status == 200
    prove = hers.submit(form, "Change them", now=WORDS, passphrase=NEW)
    assert prove.heading == "Show that it works"
    assert other.get("/home").status == 401
    assert hers.submit(prove, "Continue", words=NEW).path == "/home"
    browser = town.browser()
    assert browser.submit(browser.get("/start"), "Sign in", name=kim.login, words=WORDS).status == 422
    assert signed_in(town, kim, FIREFOX, NEW).get("/home").status == 200


def test_other_pass_words_end_a_sign_in_too_that_the_list_has_no_room_for(town, kim):
    thiefs = signed_in(town, kim, IPHONE)
    for _ in range(MOST):
        signed_in(town, kim, IPHONE)
    hers = signed_in(town, kim, FIREFOX)
    town.clock.forward(1)
    prove = hers.submit(hers.get("/words/new"), "Change them", now=WORDS, passphrase=NEW)
    assert thiefs.get("/home").status == 401
    hers.submit(prove, "Continue", words=NEW)
    assert rows(hers.get("/devices"))[0] == ("Firefox on a Linux computer", "This browser")


def test_who_waits_to_be_let_in_ends_what_was_not_them_and_changes_their_words(town):
    town.chart("Wim Roe")
    wim = town.enrolled(town.card("Wim Roe"), "Wim Roe", Role.CLIENT)
    hers, thiefs, other = (signed_in(town, wim, one) for one in (FIREFOX, IPHONE, FIREFOX))
    assert hers.submit(hers.get("/devices"), "This was not me Safari on an iPhone").path == "/devices/done"
    assert thiefs.get("/home").status == 401
    town.clock.forward(1)
    assert hers.submit(hers.get("/words/new"), "Change them", now=WORDS, passphrase=NEW).heading == "Show that it works"
    assert other.get("/home").status == 401


def test_a_colleague_who_is_not_let_in_yet_changes_their_words_and_ends_their_other_sign_ins(town):
    with town.desk(town.ada) as desk:
        card = cards.make(desk, "staff", None, "Ned Wait", (Role.CLINICIAN,))
    ned = town.enrolled(card.code, "Ned Wait", Role.CLINICIAN)
    hers, other = signed_in(town, ned, FIREFOX), signed_in(town, ned, IPHONE)
    assert not town.house.keeper.newest(resume(town.house, secret(hers)).keyring.principal).confirmed
    town.clock.forward(1)
    prove = hers.submit(hers.get("/words/new"), "Change them", now=WORDS, passphrase=NEW)
    assert prove.heading == "Show that it works"
    assert hers.submit(prove, "Continue", words=NEW).status == 200
    with pytest.raises(Locked):
        sign_in.myself(town.house, SignInSecret(secret(other)))
    town.clock.forward(1)
    last = signed_in(town, ned, IPHONE, NEW)
    left = secret(last)
    sign_in.sign_out_everywhere(town.house, left)
    for one in (left, secret(hers)):
        with pytest.raises(Locked):
            sign_in.myself(town.house, SignInSecret(one))


def test_the_code_from_paper_changes_forgotten_pass_words(town, kim):
    hers = town.browser(headers={"user-agent": FIREFOX})
    hers.submit(hers.get("/start"), "Sign in", name=kim.login, words=kim.code)
    hers.as_roles(*kim.roles)
    prove = hers.submit(hers.get("/words/new"), "Change them", now=kim.code, passphrase=NEW)
    assert hers.submit(prove, "Continue", words=NEW).path == "/home"


def test_words_that_were_lost_before_their_proof_are_replaced_with_the_code_from_paper(town, kim):
    hers = signed_in(town, kim, FIREFOX)
    town.clock.forward(1)
    hers.submit(hers.get("/words/new"), "Change them", now=WORDS, passphrase=NEW)
    town.clock.forward(1)
    later = town.browser(headers={"user-agent": FIREFOX})
    later.submit(later.get("/start"), "Sign in", name=kim.login, words=kim.code)
    later.as_roles(*kim.roles)
    asked = later.get("/home")
    assert asked.status == 303 and asked.headers["location"] == "/words"
    form = later.follow(later.get("/words"), "I do not have the pass words")
    assert later.submit(form, "Change them", now="not the words", passphrase=OTHER).status == 422
    prove = later.submit(form, "Change them", now=kim.code, passphrase=OTHER)
    assert later.submit(prove, "Continue", words=OTHER).path == "/home"


def test_a_thief_of_every_file_finds_no_kind_of_browser_and_no_row_that_names_its_person(town, kim):
    hers = signed_in(town, kim, IPHONE)
    principal = resume(town.house, secret(hers)).keyring.principal
    town.house.sign_ins.truncate_wal()
    with town.house.sign_ins.reading() as tx:
        rows = tx.rows("SELECT id, day, envelope FROM device ORDER BY id")
    assert len(rows) >= 2
    assert len({len(row[2]) for row in rows}) == 1
    for path in town.house.folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            assert not [word for word in (b"safari", b"Safari", b"iphone", b"iPhone") if word in raw], path.name
            if path.name.startswith("session.db"):
                assert principal not in raw
