"""The quarterly review: the officer's over all charts, a keeper's over their own. One page, a tick a line, and what has none ends."""

from __future__ import annotations

import pytest

from tacenda.acts import charts, grants, holders, notes, reviews
from tacenda.core.model import offers, review
from tacenda.core.words.access import Purpose
from tacenda.core.words.moments import NEVER
from tacenda.core.words.people import Role

DAY = 86_400
KEEP = "Keep ticked, end others"


@pytest.fixture
def town(own_town):
    """A practice of one's own: these tests let a quarter of a year go by."""
    made = own_town
    kim = made.client("Kim Lee")
    made.client("Lou Park")
    eve, sam = made.colleague("Eve Stone", Role.SUPERVISOR), made.colleague("Sam Porter", Role.FRONT_DESK)
    for name in ("Kim Lee", "Lou Park"):
        made.give(name, eve, offers.SUPERVISOR)
    made.give("Kim Lee", sam, offers.FRONT_DESK, made.clock.now() + 100 * DAY)
    made.people = {"Kim Lee": kim, "Sam Porter": sam}
    return made


def lines(page) -> list[str]:
    return [" ".join(one.to_text().split()) for one in page.find("label.pick")]


def ticked(page) -> list[bool]:
    return ["checked" in one.attrs for one in page.find("input[type=checkbox]")]


def test_the_officers_page_counts_charts_and_names_no_client(town):
    page = town.browser(town.ada).get("/access/check")
    assert "you can leave this empty" not in page.text  # what has no tick ends
    text = " ".join(page.text.split())
    assert "Eve Stone, supervisor: 2 charts. Since November 23, 2026. Not used yet." in text
    assert "Sam Porter, front desk: 1 chart." in text
    assert "The next one is due on" in text
    assert "Kim" not in text and "Lou" not in text
    assert ticked(page) == [True, True]


def test_who_stands_beside_a_client_is_counted_without_a_name_and_ended_by_no_review(town):
    browser = town.browser(town.ada)
    assert "Who stands beside a client" not in browser.get("/access/check").text
    town.trusted(town.people["Kim Lee"], "Kim Lee", "Leo Park", offers.TRUSTED)
    town.trusted(town.people["Kim Lee"], "Kim Lee", "Dr. Elsewhere", offers.OUTSIDE)
    browser = town.browser(town.ada)
    page = browser.get("/access/check")
    assert "1 person whom a client trusts" in page.text and "1 helper elsewhere" in page.text and "speaks for a client" not in page.text
    assert "Leo" not in page.text and "Elsewhere" not in page.text and "No review ends these." in page.text
    browser.submit(page, KEEP, keep=[])
    assert "1 person whom a client trusts" in browser.get("/access/check").text


def test_what_nobody_used_has_no_tick_and_ends_with_one_press(town):
    town.clock.forward(91 * DAY)
    browser = town.browser(town.ada)
    week = browser.get("/week")
    assert "The review of access is due." in week.text
    assert "Nothing is due." not in week.text
    page = browser.follow(week, "Begin the review")
    assert "Not used for 90 days." in page.text
    assert "That is within 30 days." in page.text
    assert ticked(page) == [False, False]
    sam = next(one.attrs["value"] for one, text in zip(page.find("input[type=checkbox]"), lines(page), strict=True) if "Sam" in text)
    done = browser.submit(page, KEEP, keep=[sam])
    text = " ".join(done.text.split())
    assert "The last review was on February 22, 2027." in text
    assert "2 accesses were ended in it." in text
    assert "Eve Stone" not in text and "Sam Porter" in text
    assert "The review of access is due." not in browser.get("/week").text


def only_eve(town) -> None:
    """Kim stops her therapist: only Eve can open her notes then."""
    town.stop_by(town.people["Kim Lee"], "Kim Lee", "Dr. Ada Fox")


def nobody_opens(town) -> bool:
    return "Nobody can open your notes now." in town.browser(town.people["Kim Lee"]).get("/home").text


def test_the_last_who_can_open_notes_ends_only_once_that_was_named_and_ticked(town):
    only_eve(town)
    town.clock.forward(91 * DAY)
    browser = town.browser(town.ada)
    page = browser.get("/access/check")
    said = dict(zip(lines(page), ticked(page), strict=True))
    only = [text for text in said if "The only one who can open these notes." in text]
    assert len(only) == 1 and only[0].startswith("Eve Stone, supervisor: 1 chart.")
    assert [text for text, tick in said.items() if tick] == only  # unused as the others are, and yet ticked
    assert "2 accesses were not used for 90 days; they have no tick." in page.text
    asked = browser.submit(page, KEEP, keep=[])
    assert asked.status == 422
    assert "Nobody else can open some of these notes. Nothing has ended yet." in asked.text
    assert "End this too: Eve Stone. Then nobody can open the notes of 1 chart, and nothing brings them back." in lines(asked)
    assert "you can leave this empty" not in asked.text
    assert not any(ticked(asked)) and not nobody_opens(town)
    assert browser.submit(asked, KEEP).status == 422  # the same press again is no yes
    assert not nobody_opens(town)
    yes = asked.find("input[name=lost]")[0].attrs["value"]
    assert "3 accesses were ended in it." in browser.submit(asked, KEEP, lost=[yes]).text
    assert nobody_opens(town)


def test_a_yes_to_what_would_be_lost_is_none_to_more_that_would_be(town):
    only_eve(town)
    browser = town.browser(town.ada)
    asked = browser.submit(browser.get("/access/check"), KEEP, keep=[])
    yes = asked.find("input[name=lost]")[0].attrs["value"]
    lou = town.client("Mia Lund")
    town.give("Mia Lund", town.colleague("Ivo Reed", Role.SUPERVISOR), offers.SUPERVISOR)
    town.stop_by(lou, "Mia Lund", "Dr. Ada Fox")
    more = browser.submit(browser.get("/access/check"), KEEP, keep=[])
    assert "the notes of 2 charts" in more.text
    fields = {"seen": more.find("input[name=seen]")[0].attrs["value"], "lost": yes}
    assert browser.post("/access/check", fields).status == 422
    assert not nobody_opens(town)


def test_two_who_alone_open_notes_that_neither_used_keep_their_ticks(town):
    town.give("Kim Lee", town.colleague("Ivo Reed", Role.SUPERVISOR), offers.SUPERVISOR)
    only_eve(town)
    town.clock.forward(91 * DAY)
    browser = town.browser(town.ada)
    page = browser.get("/access/check")
    said = dict(zip(lines(page), ticked(page), strict=True))
    assert "The only one who can open" not in page.text
    assert [tick for text, tick in said.items() if "Ivo Reed" in text] == [True]
    asked = browser.submit(page, KEEP, keep=[])
    assert asked.status == 422 and "the notes of 1 chart, and" in " ".join(lines(asked))
    assert not nobody_opens(town)


def test_who_is_of_the_office_and_keeps_the_chart_shuts_nobody_else_out(town):
    """The keys are changed under the keeper's own grant: changed under the office's, no holder would accept them."""
    browser = town.browser(town.ada)
    page = browser.get("/access/check")
    values = {text.partition(",")[0]: one.attrs["value"] for one, text in zip(page.find("input[type=checkbox]"), lines(page), strict=True)}
    browser.submit(page, KEEP, keep=[values["Sam Porter"]])
    assert browser.get(town.path("charts/card", chart=town.charts["Kim Lee"])).status == 200
    assert browser.get(town.path("practice/chart", chart=town.charts["Kim Lee"])).status == 200
    with town.desk(town.people["Sam Porter"], write=False) as desk:
        assert charts.caseload(desk)[0].card.name == "Kim Lee"
    with town.desk(town.people["Kim Lee"], write=False) as desk:
        assert {one.holder.name for one in holders.who_can(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD) if not one.stopped} == {
            "Dr. Ada Fox", "Kim Lee", "Sam Porter", "Privacy office",
        }  # fmt: skip


def test_what_came_after_the_page_was_shown_is_neither_kept_nor_ended(town):
    browser = town.browser(town.ada)
    page = browser.get("/access/check")
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    town.give("Kim Lee", ben, offers.CO_THERAPIST)
    again = browser.submit(page, KEEP, keep=[])
    assert again.status == 422
    assert "Somebody was let in or stopped meanwhile." in again.text
    assert "Ben Roy" in again.text
    with town.desk(town.ada, write=False) as desk:
        assert len(reviews.overseen(desk)) == 4
        assert reviews.kept(desk) is None
    assert browser.submit(again, KEEP, keep=[one.attrs["value"] for one in again.find("input[type=checkbox]")]).status == 200


def test_a_value_that_was_not_on_the_page_is_refused(town):
    page = town.browser(town.ada).get("/access/check")
    assert town.browser(town.ada).submit(page, KEEP, keep=["of-nobody"]).status == 422


def test_a_keeper_reviews_own_charts_by_the_clients_short_name(town):
    browser = town.browser(town.ada)
    assert "The review of who you let in is due" not in browser.get("/day").text
    town.clock.forward(review.EVERY * DAY)
    browser = town.browser(town.ada)
    page = browser.follow(browser.get("/day"), "Review")
    assert "It is due now." in page.text
    assert any(text.startswith("Kim L.: Eve Stone, supervisor.") for text in lines(page))
    assert "used" not in " ".join(lines(page))
    assert all(ticked(page))
    values = {text: one.attrs["value"] for one, text in zip(page.find("input[type=checkbox]"), lines(page), strict=True)}
    kept = [value for text, value in values.items() if "Sam" in text or "Lou" in text]
    done = browser.submit(page, KEEP, keep=kept)
    assert len(done.find("input[type=checkbox]")) == 2
    assert "The next one is due on" in done.text
    assert "The review of who you let in is due" not in browser.get("/day").text


def test_a_keepers_review_of_another_list_than_was_shown_is_not_kept(town):
    browser = town.browser(town.ada)
    page = browser.get("/people/check")
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    town.give("Kim Lee", ben, offers.COVER)
    again = browser.submit(page, KEEP, keep=[])
    assert again.status == 422
    assert "Ben Roy" in again.text
    with town.desk(town.ada, write=False) as desk:
        assert reviews.own_stand(desk).last == 0


def test_a_keeper_without_the_notes_ends_the_last_who_has_them_only_with_a_second_yes(town):
    """A therapist who came again keeps the chart, and holds no key to its notes."""
    gil = town.colleague("Gil Hall", Role.CLINICIAN)
    with town.desk(gil, write=False) as desk:
        entry = desk.keyring.entry
    with town.desk(town.people["Kim Lee"]) as desk:
        grants.give(desk, town.charts["Kim Lee"], Purpose.OWN_RECORD, entry, "Gil Hall", offers.RETURNING, NEVER)
    only_eve(town)
    browser = town.browser(gil)
    browser.get("/day")
    page = browser.get("/people/check")
    assert [text.startswith("Kim L.: Eve Stone") for text in lines(page) if "The only one who can open" in text] == [True]
    asked = browser.submit(page, KEEP, keep=[])
    assert asked.status == 422 and "Nothing has ended yet." in asked.text
    assert not nobody_opens(town)


def test_a_line_says_which_of_its_ends_is_near_and_which_has_none(town):
    sam, soon = town.people["Sam Porter"], town.clock.now() + 20 * DAY
    for name in ("Ida Noll", "Max Orth", "Pia Quant"):
        town.client(name)
    town.give("Ida Noll", sam, offers.FRONT_DESK)
    town.give("Lou Park", sam, offers.FRONT_DESK, soon)
    text = " ".join(town.browser(town.ada).get("/access/check").text.split())
    assert "Ends between December 13, 2026 and March 3, 2027. 1 ends within 30 days. 1 has no end." in text
    town.give("Max Orth", sam, offers.FRONT_DESK, soon)
    assert "2 end within 30 days. 1 has no end." in " ".join(town.browser(town.ada).get("/access/check").text.split())


def test_who_goes_on_when_a_stand_in_ends_is_said_alike_to_all_three(town):
    """By the office's review, and by the days of who stands in and of who keeps the chart; and where nobody goes on, by all of them too."""
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    town.give("Kim Lee", ben, offers.COVER, town.clock.now() + 5 * DAY)
    office, keeper, his = town.browser(town.ada), town.browser(town.ada), town.browser(ben)
    text = " ".join(office.get("/access/check").text.split())
    line = "Ben Roy, stand-in: 1 chart. Since November 23, 2026. Not used yet. Ends on November 28, 2026. That is within 30 days."
    assert f"{line} Dr. Ada Fox keeps the notes." in text and "Nobody keeps" not in text
    assert "Ben Roy, stand-in, until November 28, 2026." in keeper.get("/day").text
    assert "Kim L.: Ben Roy, stand-in." in keeper.get("/people/check").text
    assert "Your access ends on November 28, 2026. Dr. Ada Fox keeps the notes." in his.get("/day").text
    town.stop_by(town.people["Kim Lee"], "Kim Lee", "Dr. Ada Fox")
    text = " ".join(office.get("/access/check").text.split())
    assert f"{line} Nobody keeps the notes." in text and "Ada Fox keeps" not in text
    assert "Your access ends on November 28, 2026. Nobody keeps the notes." in his.get("/day").text  # Eve reads them still


def test_who_keeps_a_chart_beside_its_keeper_reviews_it_too_and_never_ends_themselves(town):
    ben = town.colleague("Ben Roy", Role.CLINICIAN)
    town.give("Kim Lee", ben, offers.SECOND)
    browser = town.browser(ben)
    page = browser.get("/people/check")
    assert [text.partition(",")[0] for text in lines(page)] == ["Kim L.: Eve Stone", "Kim L.: Sam Porter"]
    browser.submit(page, KEEP)
    assert "The next one is due on" in browser.get("/people/check").text


def test_where_nobody_was_let_in_the_pages_say_so(alone):
    browser = alone.browser(alone.ada)
    assert "Nobody can open what somebody else keeps." in browser.get("/access/check").text
    assert "You let nobody into your charts." in browser.get("/people/check").text


def test_where_nobody_was_let_in_the_office_keeps_that_and_nothing_is_due_any_more(own_town):
    own_town.clock.forward(91 * DAY)
    browser = own_town.browser(own_town.ada)
    page = browser.follow(browser.get("/week"), "Begin the review")
    assert "Nobody can open what somebody else keeps." in page.text
    done = browser.submit(page, "Keep this review")
    assert "The last review was on February 22, 2027." in " ".join(done.text.split())
    assert not done.find("main form")
    assert "The review of access is due." not in browser.get("/week").text


def test_an_officer_outside_the_privacy_office_reviews_nothing(town):
    pat = town.colleague("Pat Only", Role.OFFICER)
    browser = town.browser(pat)
    page = browser.get("/access/check")
    assert "Only members of the privacy office review access." in page.text
    assert browser.post("/access/check", {"seen": "x"}).status == 404


def test_the_lock_stands_before_both(alone):
    for path in ("/access/check", "/people/check"):
        assert alone.browser().get(path).status == 401


def test_a_line_for_several_charts_is_true_of_each_of_them(town):
    town.client("Mia Lund")
    eve = town.colleague("Ivo Reed", Role.SUPERVISOR)
    town.give("Kim Lee", eve, offers.SUPERVISOR)
    town.give("Mia Lund", eve, offers.SUPERVISOR, town.clock.now() + 60 * DAY)
    note = town.note("Kim Lee", "A heron at the pond.")
    with town.desk(eve) as desk:
        notes.open_note(desk, town.charts["Kim Lee"], note, purpose=Purpose.SUPERVISION)
    found = next(line for line in lines(town.browser(town.ada).get("/access/check")) if "Ivo Reed" in line)
    assert "2 charts." in found
    assert "Last used on November 23, 2026. 1 was not used yet." in found
    assert "Ends on January 22, 2027. 1 has no end." in found
