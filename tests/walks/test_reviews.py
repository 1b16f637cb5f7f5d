"""Reviews in a whole house: what was used and what was not, what a review ends, and what stays of it."""

import pytest
from tests.walks.practice import INES, KIM, MAYA, SAM, TOMAS, Town

from tacenda.acts import charts, grants, ledger, reviews
from tacenda.acts.desk import reading, writing
from tacenda.core.model import review
from tacenda.core.model.review import Review
from tacenda.core.words.access import Act, Purpose
from tacenda.core.words.errors import NotFound

DAY = 86_400


def seen(town: Town):
    with town.signed_in(INES) as visitor, reading(town.house, visitor) as desk:
        return {one.holder.name: one for one in reviews.overseen(desk)}


def test_a_review_shows_who_was_let_in_and_nobody_who_keeps_a_chart(town: Town):
    found = seen(town)
    assert set(found) == {TOMAS.name, SAM.name}
    assert all(one.chart == town.kim for one in found.values())


def test_lists_are_a_use_of_cards_and_no_use_of_a_record(town: Town):
    """Tomas opened what Maya gave him; then both only load their lists for a quarter of a year."""
    assert seen(town)[TOMAS.name].last > 0
    assert seen(town)[SAM.name].last == 0
    town.clock.forward(100 * DAY)
    for who in (TOMAS, SAM):
        with town.signed_in(who) as visitor, reading(town.house, visitor) as desk:
            assert charts.caseload(desk)
    found = seen(town)
    assert found[TOMAS.name].unused
    assert not found[SAM.name].unused


def test_what_nobody_used_for_ninety_days_is_unused_and_what_ends_soon_is_named(town: Town):
    assert not any(one.unused or one.soon for one in seen(town).values())
    town.clock.forward((review.UNUSED + 1) * DAY)
    assert all(one.unused for one in seen(town).values())


def test_a_review_ends_access_is_kept_and_stands_in_the_practices_ledger(town: Town):
    found = seen(town)
    ended, kept = found[TOMAS.name], found[SAM.name]
    with town.signed_in(INES) as visitor:
        grants.stop(town.house, visitor, ended.chart, ended.holder.grant, Purpose.OVERSIGHT)
        with writing(town.house, visitor) as desk:
            reviews.keep(desk, Review((kept.holder.grant,), (ended.holder.grant,)))
        with reading(town.house, visitor) as desk:
            assert reviews.kept(desk) == Review((kept.holder.grant,), (ended.holder.grant,))
            stand = reviews.stand(desk)
            assert not stand.due
            assert stand.following == stand.last + review.EVERY
            lines = ledger.who_looked(desk, desk.keeper.practice, Purpose.OVERSIGHT, None).lines
            assert any(one.act is Act.WRITE and one.purpose == Purpose.OVERSIGHT.value for one in lines)
    assert set(seen(town)) == {SAM.name}
    assert town.checked().fits


def test_the_next_review_is_due_a_quarter_after_the_last(town: Town):
    with town.signed_in(INES) as visitor, reading(town.house, visitor) as desk:
        first = reviews.stand(desk)
        assert first.last == 0
        assert not first.due
    town.clock.forward(review.EVERY * DAY)
    with town.signed_in(INES) as visitor:
        with reading(town.house, visitor) as desk:
            assert reviews.stand(desk).due
        with writing(town.house, visitor) as desk:
            reviews.keep(desk, Review((), ()))
        with reading(town.house, visitor) as desk:
            assert not reviews.stand(desk).due


def test_who_keeps_a_chart_reviews_it_and_the_client_finds_the_line(town: Town):
    with town.signed_in(MAYA) as visitor:
        with reading(town.house, visitor) as desk:
            found = reviews.own(desk)
            assert {one.holder.name for one in found} == {TOMAS.name, SAM.name}
            assert not reviews.own_stand(desk).due
        with writing(town.house, visitor) as desk:
            reviews.keep_own(desk, town.kim, Review(tuple(one.holder.grant for one in found), ()))
        with reading(town.house, visitor) as desk:
            assert reviews.own_stand(desk).last > 0
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        lines = ledger.who_looked(desk, town.kim, Purpose.OWN_RECORD, None).lines
        assert lines[0].name == MAYA.name
        assert lines[0].written == 1
    assert town.checked().fits


def test_nobody_outside_the_office_reviews_the_practice(town: Town):
    with town.signed_in(MAYA) as visitor, reading(town.house, visitor) as desk:
        with pytest.raises(NotFound):
            reviews.overseen(desk)
        with pytest.raises(NotFound):
            reviews.stand(desk)
    with town.signed_in(TOMAS) as visitor, reading(town.house, visitor) as desk:
        assert {one.chart for one in reviews.own(desk)} == set()
