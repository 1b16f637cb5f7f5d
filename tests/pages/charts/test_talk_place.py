"""Whose law a client is told of: that of the practice's place, and of where the client is when they meet who treats them."""

from __future__ import annotations

import json

from tests.pages.charts.talks import by_client, stands, talk_path

from tacenda.acts import kept_talks, talks
from tacenda.core.decisions import limits
from tacenda.core.model.agreed import Reason
from tacenda.core.words.access import Purpose
from tacenda.shell import packs


def test_when_a_client_moved_and_no_card_says_where_to_no_page_says_that_the_rules_it_lists_are_those_of_the_new_place(town):
    """The list goes by the card; whoever moved asks."""
    who = town.client("Ola Moved")
    browser, _ = by_client(town, who)
    listed = browser.get("/talk/3").find("main details li")
    ada = town.browser(town.ada)
    page = ada.submit(ada.get(talk_path(town, "Ola Moved")), "Make it a task", reason="place")
    assert "The list goes by the place on the card." in page.text
    part = browser.follow(browser.get("/home"), "Talk about your privacy")
    assert part.path == "/talk/3" and "You or we moved. Ask me which rules count for you now." in part.text
    assert [one.to_text() for one in part.find("main details li")] == [one.to_text() for one in listed]


def moved(town, name, place):
    """Ada puts on the card where the client is."""
    ada = town.browser(town.ada)
    return ada, ada.submit(ada.get(town.path("charts/change", chart=town.charts[name])), "Save", place=place)


def listed(page, places):
    """Whether a page lists the limits of the law of these places, each once and no other."""
    said = [" ".join(one.to_text().split()) for one in page.find("details li")]
    law = limits.limits(packs.law(), places)
    return len(said) == len(law) and all(
        any(line.startswith(one.says) and "; ".join(one.citations) in line for line in said) for one in law
    )


def test_the_card_says_where_the_client_is_and_each_list_of_limits_has_the_law_of_both_places(town):
    who = town.client("Pia Tran")
    browser, chart = town.browser(who), town.charts["Pia Tran"]
    assert listed(browser.get("/talk/3"), ["US-CA"]) and not listed(browser.get("/talk/3"), ["US-CA", "US-TX"])
    ada, card = moved(town, "Pia Tran", "US-TX")
    assert "Where the client is when you meet" in card.text and "Texas, United States" in card.text
    both = ["US-CA", "US-TX"]
    assert listed(browser.get("/talk/3"), both)
    law = limits.limits(packs.law(), both)
    for page in ("charts/talk_write", "charts/talk_paper"):
        text = ada.get(town.path(page, chart=chart)).text
        assert all(one.says in text for one in law), page
    told = browser.get("/talk/open")
    assert "These are the rules for California, United States and Texas, United States." in told.text and listed(told, both)
    again, _ = by_client(town, who)
    receipt = json.loads(again.get("/talk/file").body)["pii_processing"]["limits"]
    assert (receipt["places"], receipt["edition"]) == (both, limits.edition(law))
    with town.desk(who, write=False) as desk:
        kept = kept_talks.open_talk(desk, chart, Purpose.OWN_RECORD).value.told
    assert (kept.places, kept.limits) == (("US-CA", "US-TX"), talks.names_of(law))


def test_another_place_on_the_card_makes_the_third_part_due_for_both_and_a_talk_about_it_ends_that(town):
    browser, _ = by_client(town, town.client("Olga Finn"))
    ada, _ = moved(town, "Olga Finn", "US-NY")
    assert "The list goes by the place on the card." in ada.get(talk_path(town, "Olga Finn")).text
    part = browser.follow(browser.get("/home"), "Talk about your privacy")
    assert part.path == "/talk/3" and "You or we moved." in part.text and listed(part, ["US-CA", "US-NY"])
    browser.submit(browser.submit(part, "Continue", answer="two"), "This is right")
    assert stands(town, "Olga Finn").due == ()
    moved(town, "Olga Finn", "")
    assert [one.reason for one in stands(town, "Olga Finn").due] == [Reason.PLACE]


def test_a_place_that_is_none_is_not_kept_and_who_writes_the_rest_of_the_card_keeps_the_place(town):
    town.client("Ugo Pell")
    ada, card = moved(town, "Ugo Pell", "US-TX")
    form = ada.follow(card, "Change the card")
    assert "Texas, United States" in ada.submit(form, "Save", phone="555 0102").text
    again = ada.post(town.path("charts/change", chart=town.charts["Ugo Pell"]), {"name": "Ugo Pell", "place": "US-ZZ"})
    assert again.status == 422 and "choose one of the answers" in again.text
    assert "Texas, United States" in ada.get(town.path("charts/card", chart=town.charts["Ugo Pell"])).text
