"""A talk on paper: printed with the signs of its texts, sealed beside its answers, and opened by whom it is for."""

from __future__ import annotations

from tests.pages.charts.talks import ALL_CLEAR, PAPER, by_client, on_paper, openings, stands, talk_path, ticks
from tests.pages.town import WORDS

from tacenda.acts import documents, kept_talks
from tacenda.core.model import offers
from tacenda.core.model.consent import How
from tacenda.core.words.access import Purpose
from tacenda.core.words.people import Role
from tacenda.doors.web.talk.texts import CHOICES, TEXTS, of

LEFT = "Not each part was written down as read"


def test_a_talk_with_its_paper_that_met_the_lock_comes_back_and_asks_for_the_paper_again(own_town):
    own_town.chart("Lia Lock")
    ada, chart = own_town.browser(own_town.ada), own_town.charts["Lia Lock"]
    form = ada.get(own_town.path("charts/talk_write", chart=chart))
    own_town.clock.forward(16 * 60)
    paper = {"file": ("consent.pdf", PAPER, "application/pdf")}
    locked = ada.submit(
        form, "Sign and keep", files=paper, **{**ALL_CLEAR, "how": "paper", "minutes": "12", "bears": ticks(form)["All of these"]}
    )
    onward = ada.submit(locked, "Sign in", name="ada", words=WORDS)
    assert "Your file was not kept." in onward.text
    again = ada.submit(onward, "Go on")
    assert again.status == 422 and "the lock came, so this file was not kept. Choose it again." in again.text
    assert ada.typed(again, "Sign and keep")["minutes"] == "12" and ada.typed(again, "Sign and keep")["how"] == "paper"
    with own_town.desk(own_town.ada, write=False) as desk:
        assert not kept_talks.history(desk, chart, Purpose.TREATMENT)
    assert "The signed paper" in ada.submit(again, "Sign and keep", files=paper).text


def test_a_paper_is_sealed_beside_its_talk(town):
    town.chart("Finn Paper")
    ada, guide = on_paper(town, "Finn Paper", ("consent of Finn.pdf", PAPER, "application/pdf"))
    with town.desk(town.ada, write=False) as desk:
        found = kept_talks.open_talk(desk, town.charts["Finn Paper"], Purpose.TREATMENT).value
        assert documents.list_documents(desk, town.charts["Finn Paper"]) == ()  # what the client reads lies with what they said yes to
    assert (found.how, found.minutes) == (How.PAPER, 12)
    saved = ada.follow(guide, "The signed paper")
    assert saved.body == PAPER and saved.headers["content-disposition"] == 'attachment; filename="document-1.pdf"'


def test_the_client_opens_the_paper_that_was_signed_in_their_name_and_a_line_says_so(town):
    kim = town.client("Greta Paper")
    on_paper(town, "Greta Paper")
    browser = town.browser(kim)
    done = browser.get("/talk/done")
    assert "You can open it, keep it and print it." in done.text
    before = openings(town, "Greta Paper")
    saved = browser.follow(done, "Save the paper")
    assert saved.body == PAPER and saved.headers["content-disposition"] == 'attachment; filename="document-1.pdf"'
    (line,) = openings(town, "Greta Paper")[: -len(before) or None]
    assert (line.name, line.opened) == ("Greta Paper", 1)


def test_the_paper_of_an_earlier_talk_can_still_be_opened(town):
    kim = town.client("Gerd Paper")
    on_paper(town, "Gerd Paper")
    on_paper(town, "Gerd Paper", ("two.jpg", b"\xff\xd8\xff two", "image/jpeg"))
    browser = town.browser(kim)
    done = browser.get("/talk/done")
    assert browser.follow(done, "Save the paper").body == b"\xff\xd8\xff two"
    assert browser.follow(done, "The paper of").body == PAPER


def test_nobody_else_opens_a_paper(town):
    town.client("Gina Paper")
    on_paper(town, "Gina Paper")
    with town.desk(town.ada, write=False) as desk:
        (line,) = kept_talks.scans(desk, town.charts["Gina Paper"], Purpose.TREATMENT)
    other = town.browser(town.client("Gala Other"))
    mine, theirs = town.path("me/talk_scan", item=line.id), town.path("charts/talk_scan", chart=town.charts["Gina Paper"], item=line.id)
    assert other.get(mine).status == other.get(theirs).status == 404
    assert town.browser().get(mine).status == town.browser().get(theirs).status == 401


def test_a_scan_is_what_its_bytes_say_whatever_it_is_called(town):
    town.chart("Gene Paper")
    for name, raw, kind in (("scan.pdf", b"MZ\x90\0 program", "application/pdf"), ("scan.exe", b"MZ\x90\0", "application/x-msdownload")):
        _, page = on_paper(town, "Gene Paper", (name, raw, kind))
        assert page.status == 422 and "this is not a scan. Choose a PDF or a picture (JPEG, PNG, TIFF or HEIC)." in page.text
        assert not stands(town, "Gene Paper").agreed.talk
    _, page = on_paper(town, "Gene Paper", ("scan", b"\x89PNG\r\n\x1a\n rest", ""))
    assert page.status == 200 and stands(town, "Gene Paper").agreed.talk


def test_the_talk_is_printed_whole_for_who_wants_no_screen(town):
    town.chart("Gil Paper")
    ada = town.browser(town.ada)
    page = ada.follow(ada.get(talk_path(town, "Gil Paper")), "On paper")
    with town.desk(town.ada, write=False) as desk:
        alone = desk.lone() is not None
    for text in (of(part, alone=alone) for part in TEXTS):
        assert all(
            said in page.text for said in (text.heading, *text.first.before, *text.first.after, text.question, *text.answers.values())
        )
    assert all(choice in page.text for choice in CHOICES.values()) and "Your name, and the day" in page.text
    assert page.text.count("Not now") == len(CHOICES)
    assert (page.text.count("Skip this"), page.text.count("Talk about it in our next session")) == (5, 5)


def test_a_printed_talk_bears_the_signs_of_the_texts_that_a_talk_on_the_screen_keeps(town):
    """Whoever holds the paper tells whether what was written down from it rests on the same texts."""
    who = town.client("Gita Paper")
    ada, path = town.browser(town.ada), town.path("charts/talk_paper", chart=town.charts["Gita Paper"])
    before = ada.get(path).text
    _, done = by_client(town, who)
    signs = done.find("details dd")
    assert len(signs) == 5 and all(one.to_text().strip() in before for one in signs)
    town.give("Gita Paper", town.colleague("Una Desk", Role.FRONT_DESK), offers.FRONT_DESK)
    after = ada.get(path).text
    assert [one.to_text().strip() in after for one in signs] == [True, False, True, True, True]


def test_a_paper_that_bears_all_signs_costs_one_tick(town):
    town.chart("Gabe Paper")
    ada, guide = on_paper(town, "Gabe Paper")
    assert LEFT not in guide.text and not stands(town, "Gabe Paper").due
    form = ada.get(town.path("charts/talk_write", chart=town.charts["Gabe Paper"]))
    printed = ada.get(town.path("charts/talk_paper", chart=town.charts["Gabe Paper"]))
    beside = [label.rsplit(": ", 1)[1] for label in list(ticks(form))[1:]]
    assert beside == [one.to_text().strip() for one in printed.find("main > dl dd")][:5]


def test_a_part_whose_sign_the_paper_does_not_bear_is_not_written_down_and_stays_due(town):
    """Somebody was let in after the talk was printed: what the client read of them on paper is nothing."""
    name, chart = "Gail Paper", town.chart("Gail Paper")
    ada = town.browser(town.ada)
    printed = ada.get(town.path("charts/talk_paper", chart=chart)).text
    town.give(name, town.colleague("Ulla Desk", Role.FRONT_DESK), offers.FRONT_DESK)
    form = ada.get(town.path("charts/talk_write", chart=chart))
    borne = [value for label, value in ticks(form).items() if label.rsplit(": ", 1)[-1] in printed]
    assert len(borne) == 4
    guide = on_paper(town, name, bears=borne)[1]
    assert LEFT in guide.text and "Not each part was read yet." in guide.text
    assert (stands(town, name).walk, set(stands(town, name).agreed.wordings)) == ((2,), {1, 3, 4, 5})
    assert LEFT not in ada.get(talk_path(town, name)).text


def test_a_paper_that_bears_none_of_the_signs_is_not_written_down(town):
    town.chart("Gene Signs")
    for part, bears in (("part_1", ()), ("part_3", "part_1")):  # none, or that of a part that was not read
        form = town.browser(town.ada).get(town.path("charts/talk_write", chart=town.charts["Gene Signs"]))
        ticked = [ticks(form)[next(label for label in ticks(form) if label.startswith(TEXTS[1].heading))]] if bears else []
        _, page = on_paper(town, "Gene Signs", **{**dict.fromkeys(ALL_CLEAR, "not"), part: "right"}, bears=ticked)
        assert page.status == 422 and "If the paper bears none of them, print the talk anew." in page.text
    assert not stands(town, "Gene Signs").agreed.talk


def test_a_tick_beside_a_sign_that_is_another_one_by_now_is_asked_again(town):
    town.chart("Gert Paper")
    chart, colleague = town.charts["Gert Paper"], town.colleague("Uwe Desk", Role.FRONT_DESK)
    ada = town.browser(town.ada)
    form = ada.get(town.path("charts/talk_write", chart=chart))
    town.give("Gert Paper", colleague, offers.FRONT_DESK)
    typed = {**ALL_CLEAR, "how": "paper", "bears": ticks(form)["All of these"]}
    page = ada.submit(form, "Sign and keep", files={"file": ("", b"", "")}, **typed)
    assert page.status == 422 and "a text changed while you were here. Look at the signs again." in page.text
    assert not stands(town, "Gert Paper").agreed.talk
    assert ticks(page) != ticks(form) and not page.find("input[name=bears][checked]")
