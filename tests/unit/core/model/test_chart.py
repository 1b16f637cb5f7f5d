"""A page of a chart: versions one after the other, one at a time or many at once."""

import pytest

from tacenda.core.model.chart import Page, Version
from tacenda.core.words.access import Code, Content
from tacenda.core.words.errors import Conflict
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
