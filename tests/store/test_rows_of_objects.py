"""Rows of the store that hold the record: versions of objects, pages, epochs, and attachments."""

import pytest
from tests.store.rows import BOX, sealed

from tacenda.core.words.errors import Conflict
from tacenda.core.words.ids import ObjectId
from tacenda.shell import fresh
from tacenda.shell.store import attachments, objects

# --- objects ---


def test_every_version_of_an_object_stays_and_the_newest_is_the_one_found(content):
    id, compartment = fresh.object_id(), fresh.compartment_id()
    versions = [sealed(id, version, compartment, envelope=BOX + bytes([version])) for version in (1, 2, 5)]
    with content.writing() as tx:
        for each in versions:
            objects.add(tx, each)
        assert objects.latest(tx, id) == versions[2]
        assert objects.at(tx, id, 2) == versions[1]
        assert objects.at(tx, id, 3) is None
        assert objects.versions(tx, id) == (1, 2, 5)
        assert objects.latest(tx, fresh.object_id()) is None


def test_a_version_is_added_once(content):
    one = sealed()
    with content.writing() as tx:
        objects.add(tx, one)
        with pytest.raises(Conflict):
            objects.add(tx, sealed(one.id, 1, envelope=BOX + b"other"))


def test_a_page_is_written_over_the_version_that_was_read_and_no_other(content):
    compartment = fresh.compartment_id()
    id = ObjectId(compartment)
    with content.writing() as tx:
        objects.add(tx, sealed(id, 1, compartment))
        objects.replace_page(tx, sealed(id, 3, compartment, 2, BOX + b"3"), 1)
        for stale in (sealed(id, 4, compartment), sealed(id, 4, fresh.compartment_id())):
            with pytest.raises(Conflict):
                objects.replace_page(tx, stale, 1)
        with pytest.raises(Conflict):
            objects.replace_page(tx, sealed(id, 4, fresh.compartment_id()), 3)
        assert objects.versions(tx, id) == (3,)
        assert objects.latest(tx, id) == sealed(id, 3, compartment, 2, BOX + b"3")


def test_an_object_is_sealed_again_under_the_next_epoch_with_its_version_kept(content):
    one = sealed()
    with content.writing() as tx:
        objects.add(tx, one)
        (row,) = objects.lying(tx, one.compartment)
        for compartment, where in ((one.compartment, row._replace(slot=row.slot + 1)), (fresh.compartment_id(), row)):
            with pytest.raises(Conflict):
                objects.reseal(tx, compartment, 1, 2, [where], again)
        objects.reseal(tx, one.compartment, 1, 2, [row], again)
        with pytest.raises(Conflict):
            objects.reseal(tx, one.compartment, 1, 2, [row], again)
        assert objects.at(tx, one.id, 1) == sealed(one.id, 1, one.compartment, 2, BOX + b"again")


def again(_: objects.Lying, box: bytes) -> bytes:
    return box + b"again"


def test_a_compartment_is_walked_while_what_it_holds_is_sealed_again(content):
    compartment = fresh.compartment_id()
    with content.writing() as tx:
        for _ in range(50):
            objects.add(tx, sealed(compartment=compartment, envelope=BOX * 50))
        objects.add(tx, sealed())
        lying = objects.lying(tx, compartment)
        assert [each.slot for each in lying] == sorted(each.slot for each in lying)
        objects.reseal(tx, compartment, 1, 2, lying, again)
        after = list(objects.of_compartment(tx, compartment))
        assert len(after) == objects.count(tx, compartment) == 50
        assert {each.epoch for each in after} == {2}
        assert [each.id for each in after] == sorted(each.id for each in after)


def test_rows_are_listed_for_checking_without_their_envelopes(content):
    first, second = sealed(), sealed()
    with content.writing() as tx:
        for each in (first, second):
            objects.add(tx, each)
        assert set(objects.rows(tx)) == {objects.Row(each.id, 1, each.compartment, 1, 100) for each in (first, second)}
        assert set(objects.compartments(tx)) == {first.compartment, second.compartment}


def test_what_is_dropped_takes_its_attachment_and_nothing_else(content):
    compartment = fresh.compartment_id()
    keep, gone = sealed(compartment=compartment), sealed(compartment=compartment)
    with content.writing() as tx:
        for each in (keep, gone):
            objects.add(tx, each)
            attachments.add(tx, each.id, 1, BOX)
        assert objects.drop(tx, gone.id, 1)
        assert not objects.drop(tx, gone.id, 1)
        assert attachments.get(tx, gone.id, 1) is None
        assert attachments.get(tx, keep.id, 1) == BOX


# --- attachments ---


@pytest.mark.parametrize("size", [1, 1024 * 1024, 1024 * 1024 + 1, 25 * 1024 * 1024 + 4096])
def test_an_attachment_of_any_size_comes_back_whole(content, size):
    record, envelope = sealed(), fresh.secret(size)
    with content.writing() as tx:
        objects.add(tx, record)
        assert attachments.add(tx, record.id, 1, envelope) == -(-size // attachments.PIECE)
    with content.reading() as tx:
        assert attachments.get(tx, record.id, 1) == envelope
        assert attachments.get(tx, record.id, 2) is None


def test_an_attachment_under_a_fresh_key_leaves_no_piece_of_the_old_one(content):
    record = sealed()
    with content.writing() as tx:
        objects.add(tx, record)
        attachments.add(tx, record.id, 1, bytes(3 * attachments.PIECE))
        assert attachments.replace(tx, record.id, 1, BOX) == 1
        assert attachments.get(tx, record.id, 1) == BOX
        assert attachments.drop(tx, record.id, 1) == 1


def test_an_attachment_needs_its_record(content):
    with content.writing() as tx, pytest.raises(Conflict):
        attachments.add(tx, fresh.object_id(), 1, BOX)
