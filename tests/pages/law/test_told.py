"""The limits that clients are told of, and the lock before the pages of the law."""

from __future__ import annotations


def test_a_client_reads_the_limits_of_the_place_with_their_law(town):
    page = town.browser(town.client("Uma Reed")).get("/talk/open")
    assert page.heading == "When I may have to tell someone" and "California" in page.text
    for words in (
        "When others may be told",
        "I must tell",
        "I may tell, as each line says",
        "This stays closed",
        "Your rights",
        "Only where a school keeps the record",
        "A lawyer's paper alone opens nothing.",
        "I must ask a lawyer first",
    ):
        assert words in page.text, words
    assert "Cal. Penal Code" in page.body.decode()


def test_every_limit_that_the_rules_tell_stands_on_the_page_once(town):
    from tacenda import law

    text = town.browser(town.client("Vic Sole")).get("/talk/open").text
    for one in law.limits(["US-CA"]):
        assert one.says in text, one.rules


def test_a_house_without_a_place_says_so(town):
    from dataclasses import replace

    from tacenda.shell import settings

    kim = town.client("Wim Tor")
    folder = town.house.folder
    before = settings.read(folder)
    settings.write(folder, replace(before, place=""))
    try:
        page = town.browser(kim).get("/talk/open")
        assert "not set here yet" in page.text and page.find(".empty")
    finally:
        settings.write(folder, before)


def test_staff_pages_of_the_law_are_locked_for_who_is_signed_out(town, kim):
    for path in (
        "/asks/new",
        f"/asks/{kim}/new",
        f"/asks/{kim}",
        f"/asks/{kim}/{kim}",
        f"/asks/{kim}/{kim}/sent",
        "/harm",
        f"/harm/{kim}",
        "/harm/set",
        "/paper",
        "/talk/open",
    ):
        assert town.browser().get(path).status == 401
