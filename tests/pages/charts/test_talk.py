"""The talk about privacy from the side of who leads it: what is due, what to explain again, together or from paper, and the signature."""

from __future__ import annotations

from tests.pages.charts.talks import ALL_CLEAR, by_client, on_paper, openings, stands, talk_path

from tacenda.acts import charts, check_ins, kept_talks, ledger
from tacenda.acts.desk import SignInSecret
from tacenda.core.model import check_in, offers
from tacenda.core.model.chart import Card, Visit
from tacenda.core.model.consent import How
from tacenda.core.words import moments
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.moments import Day, Moment
from tacenda.core.words.people import Role
from tacenda.doors.web.talk.texts import CHOICES, TEXTS

DAY = 86_400


def test_the_card_and_the_day_say_that_no_talk_was_held_and_lead_to_it(town):
    town.client("Aki Ruud")
    ada = town.browser(town.ada)
    card = ada.get(town.path("charts/card", chart=town.charts["Aki Ruud"]))
    assert "No talk about privacy yet. It takes 8 minutes." in card.text
    page = ada.follow(card, "Start it")
    assert (page.title, page.find(".empty")[0].to_text().strip()) == ("Guide", "Not started.")
    day = ada.get("/day")
    assert "Talk about privacy is due" in day.text
    assert ada.follow(day, "Look Aki R.").path == page.path


def test_what_did_not_arrive_is_there_to_explain_again_and_the_clinician_signs_too(town):
    who = town.client("Bea Fox")
    browser, _ = by_client(town, who, answer="one")
    ada = town.browser(town.ada)
    page = ada.get(talk_path(town, "Bea Fox"))
    assert "Explain once more" in page.text and "Some days you may leave here and feel worse." in page.text
    signed = ada.submit(page, "Sign it")
    assert "Dr. Ada Fox" in signed.text and "Sign it" not in signed.text
    assert "Dr. Ada Fox" in browser.get("/talk/done").text
    with town.desk(town.ada, write=False) as desk:
        found = kept_talks.open_talk(desk, town.charts["Bea Fox"], Purpose.TREATMENT)
    assert (found.version, found.sides) == (2, ("client", "clinician"))


def test_what_was_left_for_the_session_is_a_task_until_it_was_talked_about(town):
    """Neither a signature nor a talk about another part answers it."""
    who = town.client("Bo Lind")
    browser = town.browser(who)
    page = browser.submit(browser.get("/talk/1"), "Talk about it")
    while page.path != "/talk/check":
        page = browser.submit(page, "Continue", answer="two")
    browser.submit(page, "This is right")
    ada, path = town.browser(town.ada), talk_path(town, "Bo Lind")
    ada.submit(ada.get(path), "Sign it")
    assert stands(town, "Bo Lind").due == ()
    town.give("Bo Lind", town.colleague("Pia Desk", Role.FRONT_DESK), offers.FRONT_DESK)
    part = browser.follow(browser.get("/home"), "Talk about your privacy")
    browser.submit(browser.submit(part, "Continue", answer="two"), "This is right")
    assert "We will talk about the rest in our session." in browser.get("/talk/done").text
    card = town.path("charts/card", chart=town.charts["Bo Lind"])
    assert all("Something to explain once more" in ada.get(told).text for told in (card, "/day"))
    guide = ada.get(path)
    assert "Some days you may leave here and feel worse." in guide.text
    after = ada.submit(guide, "We explained it")
    assert "We explained it" not in after.text and "Explain once more" not in after.text
    assert "Something to explain" not in ada.get(card).text
    assert "We will talk about the rest" not in browser.get("/talk/done").text


def test_coming_of_age_brings_the_whole_talk_for_both(own_town):
    """Eighteen years after the birthday on the card, and not a day before."""
    name, birthday = "Abe Young", moments.day(own_town.clock.now()) + 3
    born = moments.date(Day(birthday)).replace(year=moments.date(Day(birthday)).year - 18)
    visitor = SignInSecret(own_town.sign_in(own_town.ada, stepped_up=True))
    own_town.charts[name] = charts.found(own_town.house, visitor, Card(name=name, born=born.isoformat()), None)
    who = own_town.client(name)
    by_client(own_town, who)
    ada = own_town.browser(own_town.ada)
    ada.submit(ada.get(talk_path(own_town, name)), "Sign it")
    for days, comes in ((2, False), (1, True)):
        own_town.clock.forward(days * DAY)
        home, day = own_town.browser(who).get("/home"), own_town.browser(own_town.ada).get("/day")
        assert ("Talk about your privacy" in home.text, "Talk about privacy is due" in day.text) == (comes, comes)
    assert "You came of age." in own_town.browser(who).get("/talk/1").text
    assert "The client came of age." in own_town.browser(own_town.ada).get(talk_path(own_town, name)).text


def test_an_ending_is_a_task_for_both_until_the_last_part_was_talked_about(town):
    who = town.client("Ed Lastly")
    browser, _ = by_client(town, who)
    ada = town.browser(town.ada)
    page = ada.submit(ada.get(talk_path(town, "Ed Lastly")), "Make it a task", reason="ending")
    assert "We come to an end." in page.text and "Talk about privacy is due" in ada.get("/day").text
    part = browser.follow(browser.get("/home"), "Talk about your privacy")
    assert part.path == "/talk/5" and "We come to an end." in part.text
    browser.submit(browser.submit(part, "Continue", answer="two"), "This is right")
    assert "Talk about your privacy" not in browser.get("/home").text


def test_a_change_of_the_client_waits_for_the_other_signature_again(town):
    browser, done = by_client(town, town.client("Cleo Day"))
    ada = town.browser(town.ada)
    ada.submit(ada.get(talk_path(town, "Cleo Day")), "Sign it")
    browser.submit(browser.get(done.path), "Keep these", video="no")
    assert stands(town, "Cleo Day").to_sign
    assert "Your signature is missing" in ada.get("/day").text


def test_only_the_version_that_was_read_is_signed_and_only_once(town):
    browser, done = by_client(town, town.client("Dora Pym"))
    ada = town.browser(town.ada)
    page = ada.get(talk_path(town, "Dora Pym"))
    browser.submit(browser.get(done.path), "Keep these", video="yes")
    assert ada.submit(page, "Sign it").status == 409
    ada.submit(ada.get(page.path), "Sign it")
    assert ada.post(page.path, {"sign": "3"}).status == 409


def test_a_talk_together_is_entered_by_the_clinician_and_signed_by_the_client(town):
    who = town.client("Edda Lien")
    ada = town.browser(town.ada)
    form = ada.follow(ada.get(talk_path(town, "Edda Lien")), "Do it together")
    assert "Talking here can help you feel better." in form.text and "I may tell" in form.text
    done = ada.submit(form, "Sign and keep", files={"file": ("", b"", "")}, **{**ALL_CLEAR, "part_2": "unsure"}, video="yes")
    assert done.path == talk_path(town, "Edda Lien")
    with town.desk(town.ada, write=False) as desk:
        found = kept_talks.open_talk(desk, town.charts["Edda Lien"], Purpose.TREATMENT)
        lines = ledger.who_looked(desk, town.charts["Edda Lien"], Purpose.OVERSIGHT, None).lines
    assert (found.value.how, found.value.explained, found.value.marked) == (How.TOGETHER, "Dr. Ada Fox", (2,))
    assert next(line for line in lines if line.act is Act.CONSENT).name == "Dr. Ada Fox"
    browser = town.browser(who)
    home = browser.get("/home")
    page = browser.follow(home, "Look at what was written down for you")
    assert "You have not signed this with your own key." in page.text and "Dr. Ada Fox" in page.text
    signed = browser.submit(page, "This is right")
    assert "Edda Lien" in signed.text
    assert not stands(town, "Edda Lien").to_sign


def test_what_the_client_said_themselves_counts_until_they_sign_and_both_pages_say_so(town):
    who = town.client("Edo Lien")
    browser, done = by_client(town, who)
    browser.submit(browser.get(done.path), "Keep these", email="no")
    ada = town.browser(town.ada)
    form = ada.follow(ada.get(talk_path(town, "Edo Lien")), "Do it together")
    page = ada.submit(form, "Sign and keep", files={"file": ("", b"", "")}, **ALL_CLEAR, email="yes")
    assert "Their own answers count until they sign this:" in page.text
    mine = browser.get("/talk/done")
    assert "What you said yourself still counts. If you sign, this changes:" in mine.text
    for _ in range(2):  # the second press is none
        assert browser.submit(mine, "This is right").status == 200
    assert "If you sign" not in browser.get("/talk/done").text
    assert "count until" not in ada.get(page.path).text and stands(town, "Edo Lien").agreed.says("email") == "yes"


def test_what_is_written_down_after_all_was_taken_back_counts_once_the_client_signs_and_both_pages_say_so(town):
    who = town.client("Ede Lien")
    browser, done = by_client(town, who)
    browser.submit(browser.follow(browser.get(done.path), "Take it all back"), "Take it all back")
    ada = town.browser(town.ada)
    page = ada.get(talk_path(town, "Ede Lien"))
    assert "counts when the client signs it" not in page.text
    page = ada.submit(ada.follow(page, "Do it together"), "Sign and keep", files={"file": ("", b"", "")}, **ALL_CLEAR, email="yes")
    assert "What was written down after that counts when the client signs it." in page.text
    mine = browser.get("/talk/done")
    assert "This was written down after that. It counts when you sign it." in mine.text and "Nothing here stands" not in mine.text
    signed = browser.submit(mine, "This is right")
    assert "took everything back" not in signed.text and stands(town, "Ede Lien").agreed.says("email") == "yes"
    assert "took everything back" not in ada.get(page.path).text


def rows(page):
    """What the lists of a page say, outside what is folded."""
    names, values = (page.find(f"main > dl > div > {one}") for one in ("dt", "dd"))
    return {name.to_text().strip(): value.to_text().strip() for name, value in zip(names, values, strict=True)}


def test_an_earlier_talk_opens_as_it_was_kept_and_a_line_says_so(town):
    """After a talk about one part the clinician reads what was said in the whole one before it."""
    name = "Gwen Past"
    who = town.client(name)
    browser, done = by_client(town, who, answer="one")
    signs = [one.to_text().strip() for one in done.find("details dd")]
    browser.submit(browser.get("/talk/done"), "Keep these", video="no")
    ada = town.browser(town.ada)
    page = ada.get(talk_path(town, name))
    ada.submit(page, "Sign it")
    assert "Earlier talks" not in page.text
    town.clock.forward(3 * DAY)
    browser, ada = town.browser(who), town.browser(town.ada)
    ada.submit(ada.get(page.path), "Make it a task", reason="ending")
    part = browser.follow(browser.get("/home"), "Talk about your privacy")
    browser.submit(browser.submit(part, "Continue", answer="two"), "This is right", video="yes")
    page = ada.get(page.path)
    assert TEXTS[1].heading not in rows(page)
    before = openings(town, name)
    past = ada.follow(page, "November 23, 2026")
    assert [one.heading for one in TEXTS.values()] == [one.to_text().strip() for one in past.find("details dt")]
    assert [one.to_text().strip() for one in past.find("details dd")] == signs
    said, today = rows(past), rows(page)
    assert (said[TEXTS[1].heading], said["How"], "Minutes" in said) == ("To talk about", "Alone", True)
    assert (said[CHOICES["video"]], today[CHOICES["video"]]) == ("No", "Yes")
    assert {one.to_text().strip() for one in past.find("main > ul li")} == {name, "Dr. Ada Fox"}
    (line,) = openings(town, name)[: -len(before) or None]
    assert (line.name, line.opened) == ("Dr. Ada Fox", 1)


def test_nobody_else_opens_an_earlier_talk_and_what_is_no_talk_is_not_here(town):
    town.client("Gia Past")
    on_paper(town, "Gia Past")
    on_paper(town, "Gia Past")
    ben, chart = town.colleague("Bo Cover", Role.CLINICIAN), town.charts["Gia Past"]
    town.give("Gia Past", ben, offers.COVER, Moment(town.clock.now() + 30 * DAY))
    with town.desk(town.ada, write=False) as desk:
        talk, scan = (found(desk, chart, Purpose.TREATMENT)[-1].id for found in (kept_talks.history, kept_talks.scans))
    path, paper = (town.path("charts/talk_past", chart=chart, item=item) for item in (talk, scan))
    assert [town.browser(who).get(path).status for who in (town.ada, ben, town.client("Gro Other"), None)] == [200, 404, 404, 401]
    assert "The signed paper" in town.browser(town.ada).get(path).links()
    assert town.browser(town.ada).get(paper).status == 404


def test_minutes_that_are_no_number_are_said_to_be_no_number(town):
    town.chart("Glen Paper")
    said = {"a while": "this is not a number", "ten": "this is not a number", "9999": "use 1 to 240", "0": "use 1 to 240"}
    for typed, sentence in said.items():
        _, page = on_paper(town, "Glen Paper", ("", b"", ""), minutes=typed)
        assert page.status == 422 and f"Minutes it took: {sentence}" in page.text and "too long" not in page.text, typed


def test_what_does_not_fit_comes_back(town):
    town.chart("Gus Error")
    ada = town.browser(town.ada)
    path = town.path("charts/talk_write", chart=town.charts["Gus Error"])
    none = ada.submit(ada.get(path), "Sign and keep", files={"file": ("", b"", "")})
    assert none.status == 422 and "Choose how at least one part came across." in none.text
    assert ada.submit(ada.get(path), "Sign and keep", files={"file": ("", b"", "")}, **ALL_CLEAR, minutes="999").status == 422
    hollow = ada.submit(ada.get(path), "Sign and keep", files={"file": ("scan.pdf", b"", "application/pdf")}, **ALL_CLEAR)
    assert "there is nothing in this file" in hollow.text and "Choose how" not in hollow.text
    assert ada.post(talk_path(town, "Gus Error"), {"reason": ""}).status == 404
    ada.submit(ada.get(path), "Sign and keep", files={"file": ("", b"", "")}, **ALL_CLEAR)
    assert ada.post(talk_path(town, "Gus Error"), {"reason": ""}).status == 422
    assert town.browser().get(path).status == town.browser().get(talk_path(town, "Gus Error")).status == 401


def test_what_the_clinician_asks_to_talk_about_again_is_a_task_for_both(town):
    who = town.client("Hale Orr")
    browser, _ = by_client(town, who)
    assert "Talk about your privacy" not in browser.get("/home").text
    ada = town.browser(town.ada)
    page = ada.submit(ada.get(talk_path(town, "Hale Orr")), "Make it a task", reason="disclosure")
    assert "Something was sent to others." in page.text
    part = browser.follow(browser.get("/home"), "Talk about your privacy")
    assert part.path == "/talk/3" and "Something was sent to others." in part.text
    check = browser.submit(part, "Continue", answer="two")
    assert check.path == "/talk/check"
    browser.submit(check, "This is right")
    assert stands(town, "Hale Orr").due == ()


def test_a_new_person_makes_the_second_part_due_for_both(town):
    browser, _ = by_client(town, town.client("Ines Moe"))
    town.give("Ines Moe", town.colleague("Jon Desk", Role.FRONT_DESK), offers.FRONT_DESK)
    part = browser.follow(browser.get("/home"), "Talk about your privacy")
    assert part.path == "/talk/2" and "Somebody new can open something." in part.text and "Jon Desk" in part.text
    assert "Talk about privacy is due" in town.browser(town.ada).get("/day").text


def test_the_second_session_brings_the_talk_and_the_check_in(town):
    now = town.clock.now()
    who = town.client("Kaya Lum", visit=Visit(Moment(now - DAY), 50))
    by_client(town, who)
    with town.desk(town.ada) as desk:
        charts.add_visit(desk, town.charts["Kaya Lum"], Visit(Moment(now + 7 * DAY), 50))
    browser = town.browser(who)
    assert "To do" not in browser.get("/home").text
    town.clock.put(Moment(now + 7 * DAY))
    later = town.browser(who)
    home = later.get("/home")
    assert "Talk about your privacy" in home.text
    questions = later.follow(home, "Three short questions")
    assert "You can skip each one." in questions.text and not questions.find(".empty")


def test_an_uneasy_check_in_asks_the_clinician_with_a_sentence_and_never_alarms(town):
    who = town.client("Lars Quill")
    by_client(town, who)
    with town.desk(who) as desk:
        check_ins.tell(desk, town.charts["Lars Quill"], check_in.drawn("uneasy", "much", "no", desk.now))
    ada = town.browser(town.ada)
    assert "A check-in to talk about" in ada.get("/day").text
    page = ada.get(talk_path(town, "Lars Quill"))
    assert "You could say: I saw that something feels not okay." in page.text and "A lot" in page.text
    after = ada.submit(page, "We talked about it")
    assert "You could say" not in after.text and "A lot" in after.text
    assert not stands(town, "Lars Quill").agreed.uneasy


def test_who_stands_in_and_who_supervises_see_nothing_of_it(town):
    ben = town.colleague("Ben Cover", Role.CLINICIAN, Role.SUPERVISOR)
    by_client(town, town.client("Moa Penn"))
    town.give("Moa Penn", ben, offers.COVER, Moment(town.clock.now() + 30 * DAY))
    his = town.browser(ben)
    assert his.get(talk_path(town, "Moa Penn")).status == 404
    card = his.get(town.path("charts/card", chart=town.charts["Moa Penn"]))
    ways = [one.attrs["href"] for one in card.find("main .buttons a")]
    assert len(ways) >= 4 and all(his.get(way).status in (200, 401) for way in ways)  # none leads to a page that is not theirs
    card = his.get(town.path("charts/card", chart=town.charts["Moa Penn"]))
    assert card.status == 200 and "Talk about privacy" not in card.text
