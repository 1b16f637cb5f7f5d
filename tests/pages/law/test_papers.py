"""A paper arrived: what makes each kind valid, what the place knows, and what the look at it settles."""

from __future__ import annotations

import pytest
from tests.pages.law.walk import SUBPOENA, fact, walked

KINDS = ("request", "authorization", "subpoena", "court_order", "warrant", "statutory_demand", "testimony")


def papers_of(browser, place):
    """The kinds of paper that are offered for a place."""
    page = browser.submit(browser.get("/paper"), "Use this place", place=place, also="")
    return page, {one.attrs["value"] for one in page.find("[name=kind]")}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_paper_says_what_makes_it_valid_and_leads_on(ada, kind):
    page = ada.submit(ada.get("/paper"), "Continue", place="US-CA", kind=kind)
    assert len(page.find("main li")) >= 3 and "Look for this on the paper" in page.text
    onward = ada.submit(page, "What does it open?", answer="unknown")
    assert onward.path == "/asks/new" and fact(onward) == "recipient"


def test_a_paper_is_cited_by_the_law_of_its_own_place_alone(ada):
    here = ada.submit(ada.get("/paper"), "Continue", kind="subpoena")
    there = ada.submit(papers_of(ada, "DE")[0], "Continue", kind="testimony")
    assert "45 CFR 164.512(e)(1)(ii)" in here.body.decode() and not there.find("cite")


def test_only_papers_that_the_place_knows_are_offered(ada):
    assert papers_of(ada, "US-TX")[1] == {*KINDS, "access", "other"}
    germany, kinds = papers_of(ada, "DE")
    assert kinds == {"request", "access", "authorization", "testimony", "statutory_demand", "court_order", "other"}
    assert "subpoena" not in germany.text.casefold()
    _, kinds = papers_of(ada, "FR")
    assert kinds == {"request", "access", "authorization", "statutory_demand", "court_order", "other"}
    scotland, kinds = papers_of(ada, "GB-SCT")
    assert kinds == {"request", "access", "authorization", "other"}
    assert "The rules kept here name no paper of a court or an agency there." in scotland.text
    assert ada.submit(germany, "Continue", place="DE", kind="subpoena").status == 422


def test_a_wish_to_see_the_record_is_a_right_with_a_time_and_no_mere_request(ada):
    page = ada.submit(papers_of(ada, "DE")[0], "Continue", kind="access")
    assert "the time to answer runs from the day it came" in page.text and "a request and no more" not in page.text
    assert "A parent's lawyer shows the parent's right" in page.text
    onward = ada.submit(page, "What does it open?", answer="2026-11-20")
    assert onward.find("[name=act]")[0].attrs["value"] == "give_access" and fact(onward) == "recipient"
    answer, asked = walked(ada, onward, {"recipient": "client", "info": "record"})
    assert answer.heading == "Decision: must" and "received" not in asked and "Due: December 20, 2026." in answer.text


def test_a_day_that_is_none_or_left_empty_is_taken_as_on_every_page(ada):
    page = ada.submit(ada.get("/paper"), "Continue", kind="access")
    assert ada.submit(page, "What does it open?", answer="soon").status == 422
    assert fact(ada.submit(page, "What does it open?", answer="")) == "recipient"


def test_an_order_for_a_programme_is_looked_at_under_its_own_law(ada):
    page = ada.submit(ada.get("/paper"), "Continue", place="US-CA", kind="court_order")
    assert "an order under 42 CFR Part 2, with a subpoena" in page.body.decode() and "42 CFR 2.61" in page.body.decode()


def test_a_paper_that_is_not_known_says_so_and_whom_to_ask(ada):
    page = ada.submit(papers_of(ada, "DE")[0], "Continue", kind="other")
    assert "is not known here. Ask a lawyer of the place" in page.text and not page.find("[name=answer]")
    assert {one.attrs["value"] for one in ada.submit(page, "Another kind of paper").find("[name=kind]")} == papers_of(ada, "DE")[1]


def test_a_paper_of_no_kind_comes_back(ada):
    assert ada.submit(ada.get("/paper"), "Continue", place="US-CA").status == 422


def test_what_the_look_at_the_paper_showed_is_not_asked_again(ada):
    page = ada.submit(ada.get("/paper"), "Continue", place="US-CA", kind="court_order")
    _, asked = walked(ada, ada.submit(page, "What does it open?", answer="yes"), {**SUBPOENA, "recipient": "court"})
    assert not {"instrument", "instrument_checked"} & set(asked)


def test_papers_of_both_places_are_offered(ada):
    page = ada.submit(ada.get("/paper"), "Use this place", place="FR")
    assert "for these places: France and California" in page.text and {one.attrs["value"] for one in page.find("[name=kind]")} >= set(KINDS)
    onward = ada.submit(ada.submit(page, "Continue", kind="subpoena"), "What does it open?", answer="yes")
    assert onward.find("[name=place]")[0].attrs["value"] == "FR+US-CA"
