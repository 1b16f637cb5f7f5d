"""A page of a chart: versions one after the other, one at a time or many at once; and what the card of another day reads as."""

import pytest

from tacenda.core.model import chart
from tacenda.core.model.chart import Card, Page, Version
from tacenda.core.words.access import Code, Content
from tacenda.core.words.errors import Conflict, Tampered
from tacenda.core.words.ids import ObjectId, PrincipalId
from tacenda.core.words.moments import Day

ONE, TWO = ObjectId(b"1" * 16), ObjectId(b"2" * 16)


def made(version: int) -> Version:
    return Version(version, Content.NOTE, bytes([version]) * 32, Day(20_000), PrincipalId(b"a" * 16))


def test_many_versions_at_once_are_the_page_that_one_after_the_other_makes():
    steps = [(ONE, made(1)), (TWO, made(1)), (ONE, made(2))]
    page = Page(Code.RECORD)
    for object, version in steps:
        page = page.with_version(object, version)
    assert Page(Code.RECORD).with_versions(steps) == page
    assert [line.object for line in page.lines] == [TWO, ONE]
    assert page.by_object()[ONE].versions == (made(1), made(2))


@pytest.mark.parametrize("steps", [[(ONE, made(2))], [(ONE, made(1)), (ONE, made(1))], [(ONE, made(1)), (ONE, made(3))]])
def test_a_version_that_is_not_the_next_is_refused(steps):
    with pytest.raises(Conflict):
        Page(Code.RECORD).with_versions(steps)


# A page of `contact` as it was written before a card had a place.
BEFORE = (
    b'{"code":1,"head":{"address":"12 Elm Road","born":"1990-03-03","called":"Kim","email":"kim@example.org","name":"Kim Lee",'
    b'"phone":"555 0101","safe_contact":"Text after five"},"lines":[],"salt":"c3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3Nzc3M","v":1}'
)
SALT = b"s" * 32


def test_a_card_that_was_written_before_it_had_a_place_opens_and_says_none():
    was = Card("Kim Lee", "Kim", "1990-03-03", "555 0101", "kim@example.org", "12 Elm Road", "Text after five")
    page, head = chart.read(BEFORE)
    assert page == Page(Code.CONTACT) and chart.read_card(head) == was
    again = chart.write(page, chart.card_head(was), SALT)
    assert chart.read_card(chart.read(again)[1]) == was and b'"place":""' in again


def test_a_card_says_where_the_client_is():
    made = Card("Kim Lee", place="US-TX")
    assert chart.read_card(chart.read(chart.write(Page(Code.CONTACT), chart.card_head(made), SALT))[1]) == made


@pytest.mark.parametrize("other", [{"name": ""}, {"name": "", "place": ""}, {"zone": ""}])
def test_a_card_with_other_fields_is_refused(other):
    whole = {"name": "Kim", "called": "", "born": "", "phone": "", "email": "", "address": "", "safe_contact": "", "place": ""}
    head = {**whole, **other} if "zone" in other else other
    with pytest.raises(Tampered):
        chart.read_card(head)
