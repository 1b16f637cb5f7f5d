"""Rows of the file of sign-ins: what lasts hours or days and is thrown away."""

import pytest
from tests.store.rows import BOX, LETTER

from tacenda.core.words.moments import Day, Moment
from tacenda.shell import fresh
from tacenda.shell.store import devices, drafts, sign_ins

# --- sign-ins ---


def row(kind=5, until=3000, envelope=BOX, id=b"i" * 32):
    return sign_ins.SignIn(id, kind, Moment(until), envelope)


def test_a_sign_in_and_its_step_up_are_two_rows_under_one_id_that_end_together(sign_in_file):
    with sign_in_file.writing() as tx:
        sign_ins.put(tx, row())
        sign_ins.put(tx, row(kind=6))
        sign_ins.put(tx, row(envelope=BOX + b"2"))
        assert sign_ins.get(tx, b"i" * 32) == {5: BOX + b"2", 6: BOX}
        assert sign_ins.count(tx) == 1
        assert sign_ins.drop(tx, b"i" * 32)
        assert not sign_ins.drop(tx, b"i" * 32)
        assert sign_ins.get(tx, b"i" * 32) == {}


def test_a_slow_request_does_not_bring_a_sign_in_back(sign_in_file):
    with sign_in_file.writing() as tx:
        sign_ins.add(tx, row())
        sign_ins.drop(tx, b"i" * 32)
        assert not sign_ins.replace(tx, row())
        assert sign_ins.count(tx) == 0


def test_rows_end_with_their_time(sign_in_file):
    with sign_in_file.writing() as tx:
        for n, until in enumerate((300, 600, 900)):
            sign_ins.add(tx, row(until=until, id=bytes([n]) * 32))
        assert sign_ins.drop_before(tx, Moment(600)) == 2
        assert sign_ins.count(tx) == 1


@pytest.mark.parametrize(("until", "rounded"), [(0, 0), (1, 300), (300, 300), (301, 600)])
def test_the_time_in_a_row_is_rounded_up_to_five_minutes(until, rounded):
    assert sign_ins.rounded(Moment(until)) == rounded


# --- drafts ---


def test_a_draft_is_saved_over_itself_and_dropped(sign_in_file):
    first, second = drafts.Draft(fresh.id(), Day(1), LETTER), drafts.Draft(fresh.id(), Day(2), LETTER)
    with sign_in_file.writing() as tx:
        for each in (first, second):
            drafts.put(tx, each)
        later = drafts.Draft(first.id, Day(3), LETTER + b"2")
        drafts.put(tx, later)
        assert drafts.get(tx, first.id) == later
        assert drafts.drop_before(tx, Day(3)) == 1
        assert drafts.drop(tx, first.id)
        assert not drafts.drop(tx, first.id)
        assert drafts.get(tx, first.id) is None


def test_a_list_of_sign_ins_is_written_over_itself_and_goes_when_it_is_old(sign_in_file):
    first, second = bytes(32), bytes([1]) * 32
    with sign_in_file.writing() as tx:
        assert devices.get(tx, first) == b""
        devices.put(tx, first, Day(1), BOX)
        devices.put(tx, second, Day(2), BOX)
        devices.put(tx, first, Day(3), BOX + b"2")
        assert devices.get(tx, first) == BOX + b"2"
        assert devices.drop_before(tx, Day(3)) == 1
        assert (devices.get(tx, first), devices.get(tx, second)) == (BOX + b"2", b"")
