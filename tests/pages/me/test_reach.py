"""How we may reach you, from the page to the letter: nothing by default, off means off, and nobody but its owner sees an address."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.pages.town import WORDS
from tests.unit.shell.mail_server import served

from tacenda.acts import notices as outgoing
from tacenda.acts import reach, sharing, upkeep
from tacenda.core.model.reach import Event, Reach
from tacenda.core.words import subjects
from tacenda.core.words.errors import Tampered
from tacenda.core.words.people import Role
from tacenda.doors.jobs import notices
from tacenda.doors.jobs import upkeep as jobs
from tacenda.doors.web import app, front
from tacenda.shell import courier, fresh
from tacenda.shell.store import addresses, outbox
from tacenda.shell.store.outbox import Notice
from tacenda.shell.vault import post

ADDRESS = "kim.lee@home.example"
FORM = {"channel": "mail", "address": ADDRESS, "events": ["item"], "quiet_from": "0", "quiet_until": "0", "zone": "America/Los_Angeles"}
ITEM = "One new item\n\nHello.\nOpen the site you know.\n"


@pytest.fixture
def town(own_town):
    """Its pages know a mail server; what goes out lies in the folder all the same."""
    own_town.app = served_with(own_town, "mail.example")
    return own_town


def served_with(town, mail_host: str):
    """The pages of a practice with this mail server, or with none."""
    sends = replace(town.house, settings=replace(town.house.settings, mail_host=mail_host))
    return app.make(sends, front.make(sends))


@pytest.fixture
def kim(town):
    return town.client("Kim Lee")


def letters(town) -> list[str]:
    return [path.read_text() for path in sorted((town.house.folder / courier.FOLDER).glob("*.txt"))]


def share(town) -> None:
    note = town.note("Kim Lee", "Words of kestrelmoth.")
    with town.desk(town.ada) as desk:
        sharing.share(desk, town.charts["Kim Lee"], note)


def reached(town, browser, **changes):
    """Mail chosen, and the address proven with the number of a test letter. The page after it; what the letter left in the folder is gone."""
    browser.submit(browser.get("/reach"), "Keep these", **FORM | changes)
    page = browser.submit(browser.get("/reach"), "Send a test message")
    number = written(town)
    notices.send(town.house)
    page = browser.submit(page, "This is the number", number=number)
    assert "You showed that this e-mail address is yours." in page.text and "It is on its way." not in page.text
    for path in (town.house.folder / courier.FOLDER).glob("*.txt"):
        path.unlink()
    return browser.get("/reach")


def written(town) -> str:
    """The number in the one letter that waits, as its reader gets it."""
    (one,) = outgoing.due(town.house)
    return re.findall("Your number is ([0-9]{6})[.]", notices.letter(one, town.clock.now()).text)[0]


def rows(town, table: str) -> int:
    with town.house.content.reading() as tx:
        return {"outbox": tx.row("SELECT count(*) FROM outbox"), "address": tx.row("SELECT count(*) FROM address")}[table][0]


def test_the_hours_are_written_as_times_are_on_other_pages(town, kim):
    options = {one.attrs["value"]: one.to_text().strip() for one in town.browser(kim).get("/reach").find("#f-quiet_from option")}
    assert (options["0"], options["15"]) == ("12:00\u202fAM", "3:00\u202fPM") and len(options) == 24


def test_who_lives_elsewhere_chooses_their_own_time_zone_and_keeps_it(town, kim):
    browser = town.browser(kim, stepped_up=True)
    page = browser.get("/reach")
    offered = [one.attrs["value"] for one in page.find("#f-zone option")]
    assert "America/Los_Angeles" in offered[:40] and offered.index("Pacific/Honolulu") < offered.index("Asia/Tokyo")
    browser.submit(page, "Keep these", channel="none", zone="Asia/Tokyo")
    again = browser.submit(browser.get("/reach"), "Keep these")  # nothing changed: the zone that stands there is an answer
    assert "Your choices are kept." in again.text and "Your choices are kept." not in browser.get("/reach").text
    assert again.status == 200 and again.find("#f-zone option[selected]")[0].attrs["value"] == "Asia/Tokyo"
    assert browser.submit(again, "Keep these", zone="Mars/Base").status == 422


def test_by_default_nothing_is_sent(town, kim):
    page = town.browser(kim, stepped_up=True).get("/reach")
    assert "We will not write or call." in page.text
    share(town)
    assert (rows(town, "outbox"), rows(town, "address"), notices.send(town.house), letters(town)) == (0, 0, 0, [])


def test_who_said_yes_gets_the_template_and_nothing_else(town, kim):
    browser = town.browser(kim, stepped_up=True)
    page = browser.submit(browser.follow(browser.get("/choices"), "How we may reach you"), "Keep these", **FORM)
    assert page.status == 200, page.text[:300]
    page = reached(town, browser)
    assert page.find("#f-address")[0].attrs["value"] == ADDRESS and "We will not write" not in page.text
    share(town)
    assert notices.send(town.house) == 1
    assert letters(town) == [ITEM]
    assert rows(town, "outbox") == 0 and notices.send(town.house) == 0


def test_the_second_line_starts_with_the_phrase(town, kim):
    browser = town.browser(kim)
    proof = browser.follow(browser.get("/reach"), "See or change")
    assert (proof.status, proof.title) == (401, "Unlock")
    page = browser.submit(proof, "Open", words=WORDS)
    assert "You have no words yet." in page.text
    for wrong in ("kim kettle", "fox kettle", "kettle"):  # her own name, her therapist's, one word
        assert browser.submit(page, "Keep these words", phrase=wrong).status == 422
    assert "blue kettle" in browser.submit(page, "Keep these words", phrase="Blue kettle").text
    reached(town, browser)
    share(town)
    (one,) = outgoing.due(town.house)
    assert notices.letter(one, town.clock.now()).text == "Hello.\nblue kettle. Open the site you know.\n"
    assert notices.send(town.house) == 1 and letters(town) == [ITEM], "the folder lies beside the records: it has no words of hers"
    assert "blue kettle" not in town.browser(kim).get("/reach").text


def test_a_test_message_goes_only_where_something_may_go(town, kim):
    browser = town.browser(kim, stepped_up=True)
    assert browser.post("/reach/sent").status == 422
    page = reached(town, browser, events=[])
    assert browser.submit(page, "Send a test message").heading == "Test message"
    assert notices.send(town.house) == 1 and letters(town) == [ITEM]
    share(town)  # not chosen
    assert notices.send(town.house) == 0 and rows(town, "outbox") == 0


def test_to_an_address_that_was_not_proven_nothing_goes_but_a_test(town, kim):
    browser = town.browser(kim, stepped_up=True)
    page = browser.submit(browser.get("/reach"), "Keep these", **FORM)
    assert "Send a test first." in page.text
    share(town)
    assert (notices.send(town.house), letters(town), rows(town, "outbox")) == (0, [], 0)
    page = browser.submit(page, "Send a test message")
    number = written(town)
    assert notices.send(town.house) == 1 and letters(town) == [ITEM]
    wrong = f"{(int(number) + 1) % 1_000_000:06}"
    again = browser.submit(page, "This is the number", number=wrong)
    assert again.status == 422 and "This is not the number in the e-mail." in again.text
    browser.submit(again, "This is the number", number=f"{number[:3]} {number[3:]}")
    share(town)
    assert notices.send(town.house) == 1
    # Another address is another person's until its own number was typed in.
    page = browser.submit(browser.get("/reach"), "Keep these", **FORM | {"address": "other@home.example"})
    assert "Send a test first." in page.text
    share(town)
    assert [(one.event, one.reach.address) for one in outgoing.due(town.house)] == [(Event.MOVED, ADDRESS)]
    assert browser.post("/reach/sent", {"number": number}).status == 422


def test_to_another_address_it_goes_only_after_a_second_proof_and_the_old_one_hears_that_there_is_something(town, kim):
    reached(town, town.browser(kim, stepped_up=True))
    browser, other = town.browser(kim), FORM | {"address": "other@home.example"}
    locked = browser.submit(browser.get("/reach"), "Keep these", **other)
    assert (locked.status, locked.title) == (401, "Unlock")
    assert browser.get("/reach").find("#f-address")[0].attrs["value"] == ADDRESS and "was changed" not in browser.get("/home").text
    # All else is kept without one: also that nothing is sent any more.
    assert browser.submit(browser.get("/reach"), "Keep these", **FORM | {"events": ["due"]}).status == 200
    browser.submit(browser.submit(locked, "Open", words=WORDS), "Go on")
    assert browser.get("/reach").find("#f-address")[0].attrs["value"] == "other@home.example"
    (one,) = outgoing.due(town.house)
    last = notices.letter(one, town.clock.now())
    assert (one.reach.address, last.text) == (ADDRESS, "Hello.\nOpen the site you know.\n")
    assert (notices.send(town.house), letters(town), rows(town, "outbox"), rows(town, "address")) == (1, [ITEM], 0, 1)
    home = browser.get("/home").text
    assert "The address that we write to was changed on November 23, 2026." in home and "home.example" not in home
    town.clock.forward(reach.SAID * 86_400)
    assert "was changed" not in town.browser(kim).get("/home").text


@pytest.mark.parametrize("how", ["never sent", "switched off"])
def test_an_address_that_was_given_up_is_kept_no_longer_than_its_last_letter(town, kim, how):
    browser = town.browser(kim, stepped_up=True)
    reached(town, browser)
    browser.submit(browser.get("/reach"), "Keep these", **FORM | {"address": "other@home.example"})
    assert (rows(town, "outbox"), rows(town, "address")) == (1, 2)
    if how == "never sent":
        town.clock.forward(49 * 3600 + 3600)
        upkeep.tidy(town.house)
    else:
        browser.submit(browser.get("/reach"), "Keep these", **FORM | {"channel": "none"})
        assert notices.send(town.house) == 0
    assert (rows(town, "outbox"), rows(town, "address")) == (0, int(how == "never sent"))


def test_switched_off_and_on_again_it_still_needs_a_second_proof(town, kim):
    reached(town, town.browser(kim, stepped_up=True))
    browser = town.browser(kim)
    browser.submit(browser.get("/reach"), "Keep these", **FORM | {"channel": "none"})
    assert browser.submit(browser.get("/reach"), "Keep these", **FORM | {"address": "other@home.example"}).status == 401


def test_before_a_test_was_sent_no_page_says_that_one_is_on_its_way(town, kim):
    browser = town.browser(kim, stepped_up=True)
    assert "Nothing can be sent now." in browser.get("/reach/sent").text
    page = browser.submit(browser.get("/reach"), "Keep these", **FORM)
    assert "Type in the number" not in page.text
    early = browser.get("/reach/sent")
    assert "It is on its way." not in early.text and not early.find("main form")
    assert "Send a test first." in early.text
    sent = browser.submit(page, "Send a test message")
    assert (
        "It is on its way." in sent.text
        and "you can leave this empty" not in sent.text
        and "Type in the number" in browser.get("/reach").text
    )


def test_where_no_mail_can_leave_the_page_says_so_and_asks_for_no_test(town, kim):
    town.app = served_with(town, "")
    browser = town.browser(kim, stepped_up=True)
    assert "No e-mail can leave" not in browser.get("/reach").text  # nothing is wanted either
    page = browser.submit(browser.get("/reach"), "Keep these", **FORM)
    for told in (page.text, browser.get("/reach/sent").text):
        assert "No e-mail can leave this place yet, so you get none. Ask us about it." in told
        assert "Send a test" not in told and "It is on its way." not in told


def test_the_address_is_not_said_to_be_free_to_leave_empty(town, kim):
    browser = town.browser(kim, stepped_up=True)
    label = next(one for one in browser.get("/reach").find("label") if one.to_text().startswith("Your e-mail address"))
    assert "leave this empty" not in label.to_text()
    assert browser.submit(browser.get("/reach"), "Keep these", channel="none", address="").status == 200
    empty = browser.submit(browser.get("/reach"), "Keep these", channel="mail", address="")
    assert empty.status == 422 and "Your e-mail address: this is still empty. Fill it in." in empty.text
    assert "Your other answers are still here." in empty.text


def test_an_empty_number_is_asked_for_again_and_sends_no_other_letter(town, kim):
    browser = town.browser(kim, stepped_up=True)
    browser.submit(browser.get("/reach"), "Keep these", **FORM)
    page = browser.submit(browser.get("/reach"), "Send a test message")
    before = len(outgoing.due(town.house))
    again = browser.submit(page, "This is the number", number="")
    assert again.status == 422 and "this is still empty" in again.text
    assert len(outgoing.due(town.house)) == before == 1


def test_after_five_wrong_numbers_only_another_letter_helps(town, kim):
    browser = town.browser(kim, stepped_up=True)
    page = browser.submit(browser.submit(browser.get("/reach"), "Keep these", **FORM), "Send a test message")
    number = written(town)
    notices.send(town.house)
    for _ in range(reach.MOST_MISSED):
        assert browser.submit(page, "This is the number", number="nothing").status == 422
    dead = browser.submit(page, "This is the number", number=number)
    assert dead.status == 422 and "Send a new test." in dead.text
    browser.submit(browser.get("/reach"), "Send a test message")
    new = written(town)
    assert new != number
    assert "You showed that" in browser.submit(page, "This is the number", number=new).text


def test_tests_are_few_a_day(town, kim):
    browser = town.browser(kim, stepped_up=True)
    page = browser.submit(browser.get("/reach"), "Keep these", **FORM)
    for _ in range(reach.MOST_TESTS):
        assert browser.submit(page, "Send a test message").status == 200
    refused = browser.submit(page, "Send a test message")
    assert refused.status == 422 and "You had three tests today." in refused.text
    assert rows(town, "outbox") == reach.MOST_TESTS
    town.clock.forward(86_400)
    browser = town.browser(kim, stepped_up=True)
    assert browser.submit(browser.get("/reach"), "Send a test message").status == 200


def waits(town, name: str, tries: int = 0, *, hours: int = 0, quiet: bool = False) -> None:
    """A notice of some hours ago to somebody; in their quiet hours now if `quiet`."""
    key, practice, to, id = town.house.keeper.post_key(), town.house.keeper.practice, fresh.id(), fresh.id()
    value = Reach(f"{name}@home.example", frozenset({Event.ITEM}), (15, 16) if quiet else (0, 0), "UTC", "", "en", "")
    with town.house.content.writing() as tx:
        addresses.put(tx, to, post.seal_address(key, practice, to, value))
        sealed = post.seal_notice(key, practice, id, post.Waiting(to, Event.ITEM))
        outbox.put(tx, Notice(id, town.clock.now() // 3600 - hours, tries, sealed))


def test_hundreds_that_cannot_go_now_hold_up_nobody_behind_them(town):
    for n in range(outgoing.PAGE + 7):
        waits(town, f"n{n}", hours=3, quiet=True)
    waits(town, "late")
    assert notices.send(town.house) == 1
    assert rows(town, "outbox") == outgoing.PAGE + 7


def test_readers_whom_the_mail_server_does_not_know_hold_up_nobody(town):
    for n in range(2 * notices.PATIENCE):
        waits(town, f"gone{n}", hours=3)
    waits(town, "late")
    with served("gone") as server:
        port = server.server_address[1]
        sends = replace(town.house.settings, mail_host="127.0.0.1", mail_port=port, mail_tls="none", mail_from="hello@maple.example")
        assert notices.send(replace(town.house, settings=sends)) == 1
    assert sum("rcpt" in line.lower() and "late@" in line for line in server.said) == 1


def test_who_was_tried_least_comes_first(town):
    waits(town, "old", tries=3, hours=3)
    waits(town, "new")
    assert [one.reach.address for one in outgoing.due(town.house)] == ["new@home.example", "old@home.example"]


@pytest.mark.parametrize("wrong", [{"address": "a@b.example, c@d.example"}, {"phrase": "Call 555 0101 now"}, {"number": "12345x"}])
def test_what_nobody_could_have_typed_is_not_sent_even_if_it_was_sealed(town, wrong):
    key, practice, id = town.house.keeper.post_key(), town.house.keeper.practice, fresh.id()
    value = Reach("kim@home.example", frozenset(), (0, 0), "UTC", "blue kettle", "en", "123456")
    assert post.open_address(key, practice, id, post.seal_address(key, practice, id, value)) == value
    with pytest.raises(Tampered):
        post.open_address(key, practice, id, post.seal_address(key, practice, id, replace(value, **wrong)))


def test_a_no_to_e_mail_in_the_talk_about_privacy_stops_what_was_asked_for_before(town, kim):
    browser = town.browser(kim, stepped_up=True)
    reached(town, browser)
    page = browser.submit(browser.submit(browser.get("/talk/1"), "Continue", answer="two"), "Continue", answer="two")
    done = browser.submit(browser.get("/talk/check"), "This is right", email="yes")
    assert page.status == 200 and rows(town, "address") == 1
    done = browser.submit(done, "Keep these", email="no")
    assert rows(town, "address") == 0 and "does not stop" not in done.text
    share(town)
    assert notices.send(town.house) == 0 and letters(town) == []
    assert ADDRESS not in browser.get("/reach").body.decode()


def test_a_yes_to_e_mail_says_that_none_comes_before_there_is_an_address(town, kim):
    browser = town.browser(kim, stepped_up=True)
    browser.submit(browser.get("/talk/1"), "Continue", answer="two")
    said = "You said yes to e-mail. We write none yet: we have no address."
    later = browser.submit(browser.get("/talk/check"), "This is right")
    assert said not in later.text
    done = browser.submit(later, "Keep these", email="yes")
    assert said in done.text and browser.follow(done, "You can give us one.").path == "/reach"
    reached(town, browser)
    assert said not in browser.get("/talk/done").text


def test_who_asks_for_e_mails_after_a_no_gets_them_and_reads_that_they_come(town, kim):
    browser = town.browser(kim, stepped_up=True)
    browser.submit(browser.get("/talk/1"), "Continue", answer="two")
    browser.submit(browser.get("/talk/check"), "This is right", email="no")
    reached(town, browser)
    done = browser.get("/talk/done")
    assert "Your no does not stop the e-mails that you asked for." in done.text
    assert browser.follow(done, "You can stop those too.").path == "/reach"
    browser.submit(done, "Keep these", email="no", video="yes")  # no new word about e-mail
    assert rows(town, "address") == 1
    browser.submit(browser.get("/talk/1"), "Continue", answer="two")
    check = browser.get("/talk/check")
    assert "Your no does not stop the e-mails that you asked for." in check.text
    assert browser.follow(check, "You can stop those too.").path == "/reach"
    assert browser.submit(check, "This is right").path == "/talk/done"  # nor is this
    assert rows(town, "address") == 1


@pytest.mark.parametrize("how", ["no", "pause", "discreet"])
def test_off_means_off_also_for_what_waits_already(town, kim, how):
    browser = town.browser(kim, stepped_up=True)
    reached(town, browser)
    share(town)
    assert (rows(town, "outbox"), rows(town, "address")) == (1, 1)
    if how == "discreet":
        browser.submit(browser.get("/choices"), "Keep these", discreet="yes", inner="no", leave="weather")
    else:
        browser.submit(browser.get("/reach"), "Keep these", **FORM | ({"paused": "yes"} if how == "pause" else {"channel": "none"}))
    assert rows(town, "address") == 0
    share(town)
    assert notices.send(town.house) == 0 and letters(town) == [] and rows(town, "outbox") == 0
    page = browser.get("/reach")
    assert "We will not write or call." in page.text
    assert ("Is that not so any more? Change it in your choices." in page.links()) == (how == "discreet")


def test_quiet_hours_wait_and_then_send_one(town, kim):
    browser = town.browser(kim, stepped_up=True)
    reached(town, browser)
    browser.submit(browser.get("/reach"), "Keep these", **FORM | {"quiet_from": "6", "quiet_until": "9"})
    share(town)  # 7 in the morning where Kim is
    share(town)
    assert notices.send(town.house) == 0
    town.clock.forward(2 * 3600)
    assert notices.send(town.house) == 1 and letters(town) == [ITEM]


def test_what_cannot_be_sent_is_tried_again_and_gone_after_two_days(town, kim, tmp_path):
    browser = town.browser(kim, stepped_up=True)
    reached(town, browser)
    blocked = town.house.folder / courier.FOLDER
    blocked.rmdir()
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


def test_news_of_today_outlives_older_news_that_never_went(town, kim):
    browser = town.browser(kim, stepped_up=True)
    reached(town, browser, quiet_from="0", quiet_until="0")
    share(town)
    town.clock.forward(40 * 3600)
    share(town)
    assert len(outgoing.due(town.house)) == 1  # looked at while the mail server is away: one of a kind is kept
    town.clock.forward(20 * 3600)
    upkeep.tidy(town.house)
    assert [one.event for one in outgoing.due(town.house)] == [Event.ITEM]


def test_who_writes_a_notice_and_who_takes_the_content_read_no_address(town, kim):
    browser = town.browser(kim, stepped_up=True)
    reached(town, browser)
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
    browser = town.browser(kim, stepped_up=True)
    reached(town, browser)
    share(town)
    notices.send(town.house)
    for text in letters(town):
        assert not subjects.told(text)
        assert not any(word in text.lower() for word in ("kestrelmoth", "kim", "lee", "ada", "fox", "harbor", "http", "localhost"))


def test_a_form_that_does_not_fit_comes_back(town, kim):
    browser = town.browser(kim, stepped_up=True)
    page = browser.submit(browser.get("/reach"), "Keep these", **FORM | {"address": "kim"})
    assert (page.status, page.title) == (422, "Error: Choices")
    assert browser.post("/reach", FORM | {"zone": "Mars/North"}).status == 422
    assert rows(town, "address") == 0


def test_locked_out_nobody_sees_how_somebody_is_reached(town, kim):
    for path in ("/reach", "/reach/words", "/reach/sent"):
        assert town.browser().get(path).status == 401
    assert town.browser(kim, stepped_up=True).get("/reach/sent").heading == "Test message"


def test_whoever_is_inside_hears_of_a_second_account_of_theirs(town, kim):
    reached(town, town.browser(kim, stepped_up=True), events=["sign-in"])
    town.enrolled(town.card("Kim Lee"), "Kim Again", Role.CLIENT)
    ada = town.browser(town.ada, stepped_up=True)
    ada.submit(ada.get("/let-in"), "Let in", compared="yes", sure="met")
    assert notices.send(town.house) == 1
    assert letters(town) == [ITEM]


def test_a_second_account_takes_none_of_the_letters_of_the_first(town, kim):
    """Whoever took a client's place chooses an address of their own: the client's letters go on."""
    reached(town, town.browser(kim, stepped_up=True), events=["item"], address="kim@example.org")
    back = town.enrolled(town.card("Kim Lee"), "Kim Again", Role.CLIENT)
    ada = town.browser(town.ada, stepped_up=True)
    ada.submit(ada.get("/let-in"), "Let in", compared="yes", sure="met")
    reached(town, town.browser(back, stepped_up=True), events=["item"], address="other@example.org")
    share(town)
    assert {one.reach.address for one in outgoing.due(town.house)} == {"kim@example.org", "other@example.org"}
