"""How we may reach you, from the page to the letter: nothing by default, off means off, and nobody but its owner sees an address."""

from __future__ import annotations

import pytest
from tests.pages.town import WORDS, Town

from tacenda.acts import sharing
from tacenda.core.words import subjects
from tacenda.doors.jobs import notices
from tacenda.doors.jobs import upkeep as jobs
from tacenda.shell import courier

ADDRESS = "kim.lee@home.example"
FORM = {"channel": "mail", "address": ADDRESS, "events": ["item"], "quiet_from": "0", "quiet_until": "0", "zone": "America/Los_Angeles"}
ITEM = "One new item\n\nHello.\nOpen the site you know.\n"


@pytest.fixture
def town(tmp_path):
    made = Town(tmp_path)
    yield made
    made.close()


@pytest.fixture
def kim(town):
    return town.client("Kim Lee")


def letters(town) -> list[str]:
    return [path.read_text() for path in sorted((town.house.folder / courier.FOLDER).glob("*.txt"))]


def share(town) -> None:
    note = town.note("Kim Lee", "Words of kestrelmoth.")
    with town.desk(town.ada) as desk:
        sharing.share(desk, town.charts["Kim Lee"], note)


def rows(town, table: str) -> int:
    with town.house.content.reading() as tx:
        return {"outbox": tx.row("SELECT count(*) FROM outbox"), "address": tx.row("SELECT count(*) FROM address")}[table][0]


def test_by_default_nothing_is_sent(town, kim):
    page = town.browser(kim).get("/reach")
    assert "We will not write or call." in page.text
    share(town)
    assert (rows(town, "outbox"), rows(town, "address"), notices.send(town.house), letters(town)) == (0, 0, 0, [])


def test_who_said_yes_gets_the_template_and_nothing_else(town, kim):
    browser = town.browser(kim)
    page = browser.submit(browser.follow(browser.get("/choices"), "How we may reach you"), "Keep these", **FORM)
    assert page.status == 200, page.text[:300]
    assert page.find("#f-address")[0].attrs["value"] == ADDRESS and "We will not write" not in page.text
    share(town)
    assert notices.send(town.house) == 1
    assert letters(town) == [ITEM]
    assert rows(town, "outbox") == 0 and notices.send(town.house) == 0


def test_the_second_line_starts_with_the_phrase(town, kim):
    browser = town.browser(kim)
    browser.submit(browser.get("/reach"), "Keep these", **FORM)
    proof = browser.follow(browser.get("/reach"), "See or change")
    assert (proof.status, proof.title) == (401, "Unlock")
    page = browser.submit(proof, "Open", words=WORDS)
    assert "You have no words yet." in page.text
    for wrong in ("kim kettle", "fox kettle", "kettle"):  # her own name, her therapist's, one word
        assert browser.submit(page, "Keep these words", phrase=wrong).status == 422
    assert "blue kettle" in browser.submit(page, "Keep these words", phrase="Blue kettle").text
    share(town)
    notices.send(town.house)
    assert letters(town) == ["One new item\n\nHello.\nblue kettle. Open the site you know.\n"]
    assert "blue kettle" not in town.browser(kim).get("/reach").text


def test_a_test_message_goes_only_where_something_may_go(town, kim):
    browser = town.browser(kim)
    assert browser.post("/reach/sent").status == 422
    page = browser.submit(browser.get("/reach"), "Keep these", **FORM | {"events": []})
    assert browser.submit(page, "Send a test message").heading == "Test message"
    assert notices.send(town.house) == 1 and letters(town) == [ITEM]
    share(town)  # not chosen
    assert notices.send(town.house) == 0 and rows(town, "outbox") == 0


@pytest.mark.parametrize("how", ["no", "pause", "discreet"])
def test_off_means_off_also_for_what_waits_already(town, kim, how):
    browser = town.browser(kim)
    browser.submit(browser.get("/reach"), "Keep these", **FORM)
    share(town)
    assert (rows(town, "outbox"), rows(town, "address")) == (1, 1)
    if how == "discreet":
        browser.submit(browser.get("/choices"), "Keep these", discreet="yes", inner="no", leave="weather")
    else:
        browser.submit(browser.get("/reach"), "Keep these", **FORM | ({"paused": "yes"} if how == "pause" else {"channel": "none"}))
    assert rows(town, "address") == 0
    share(town)
    assert notices.send(town.house) == 0 and letters(town) == [] and rows(town, "outbox") == 0
    assert "We will not write or call." in browser.get("/reach").text


def test_quiet_hours_wait_and_then_send_one(town, kim):
    browser = town.browser(kim)
    browser.submit(browser.get("/reach"), "Keep these", **FORM | {"quiet_from": "6", "quiet_until": "9"})
    share(town)  # 7 in the morning where Kim is
    share(town)
    assert notices.send(town.house) == 0
    town.clock.forward(2 * 3600)
    assert notices.send(town.house) == 1 and letters(town) == [ITEM]


def test_what_cannot_be_sent_is_tried_again_and_gone_after_two_days(town, kim, tmp_path):
    browser = town.browser(kim)
    browser.submit(browser.get("/reach"), "Keep these", **FORM)
    blocked = town.house.folder / courier.FOLDER
    blocked.write_text("")  # a file where the folder should be
    share(town)
    assert notices.send(town.house) == 0 and rows(town, "outbox") == 1
    blocked.unlink()
    assert notices.send(town.house) == 1 and rows(town, "outbox") == 0
    (blocked / "x").write_text("")
    share(town)
    town.clock.forward(49 * 3600)
    jobs.once(town.house)
    assert rows(town, "outbox") == 0 and len(letters(town)) == 1


def test_who_writes_a_notice_and_who_takes_the_content_read_no_address(town, kim):
    browser = town.browser(kim)
    browser.submit(browser.get("/reach"), "Keep these", **FORM)
    share(town)
    ada = town.browser(town.ada, stepped_up=True)
    for name in ("charts/card", "charts/access", "charts/notes"):
        assert ADDRESS not in ada.get(town.path(name, chart=town.charts["Kim Lee"])).body.decode()
    town.house.content.truncate_wal()
    files = [path for path in town.house.folder.iterdir() if path.is_file()]
    assert files and not any(ADDRESS.encode() in path.read_bytes() or b"home.example" in path.read_bytes() for path in files)


def test_nothing_that_goes_out_tells_what_kind_of_house_this_is(town, kim):
    for subject, sentence in notices.TEMPLATES.values():
        assert not subjects.told(f"{subject} {sentence} {notices.HELLO}")
    browser = town.browser(kim)
    browser.submit(browser.get("/reach"), "Keep these", **FORM)
    share(town)
    notices.send(town.house)
    for text in letters(town):
        assert not subjects.told(text)
        assert not any(word in text.lower() for word in ("kestrelmoth", "kim", "lee", "ada", "fox", "harbor", "http", "localhost"))


def test_a_form_that_does_not_fit_comes_back(town, kim):
    browser = town.browser(kim)
    page = browser.submit(browser.get("/reach"), "Keep these", **FORM | {"address": "kim"})
    assert (page.status, page.title) == (422, "Error: Choices")
    assert browser.post("/reach", FORM | {"zone": "Mars/North"}).status == 422
    assert rows(town, "address") == 0


def test_locked_out_nobody_sees_how_somebody_is_reached(town, kim):
    for path in ("/reach", "/reach/words", "/reach/sent"):
        assert town.browser().get(path).status == 401
    assert town.browser(kim).get("/reach/sent").heading == "Test message"
