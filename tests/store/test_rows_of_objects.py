"""Rows of the store that hold the record: versions of objects, pages, epochs, and attachments."""

import pytest
from tests.store.rows import BOX, sealed

from tacenda.core.words.errors import Conflict, Tampered
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
        assert objects.lying(tx, one.compartment) == [(one.id, 1)]
        assert objects.reseal(tx, fresh.compartment_id(), 1, 2, again) == 0
        assert objects.reseal(tx, one.compartment, 1, 2, again) == 1
        assert objects.reseal(tx, one.compartment, 1, 2, again) == 0
        assert objects.at(tx, one.id, 1) == sealed(one.id, 1, one.compartment, 2, BOX + b"again" + one.id + b"1")


def again(id: ObjectId, version: int, box: bytes) -> bytes:
    return box + b"again" + id + str(version).encode()


def test_a_compartment_is_walked_while_what_it_holds_is_sealed_again(content):
    compartment = fresh.compartment_id()
    with content.writing() as tx:
        for _ in range(50):
            objects.add(tx, sealed(compartment=compartment, envelope=BOX * 50))
        other = sealed()
        objects.add(tx, other)
        assert len(objects.lying(tx, compartment)) == objects.reseal(tx, compartment, 1, 2, again) == 50
        after = list(objects.of_compartment(tx, compartment))
        assert len(after) == objects.count(tx, compartment) == 50
        assert all(each.epoch == 2 and each.envelope == BOX * 50 + b"again" + each.id + b"1" for each in after)
        assert [each.id for each in after] == sorted(each.id for each in after)
        assert objects.at(tx, other.id, 1) == other


def test_rows_are_sealed_again_in_the_order_in_which_they_lie(content):
    compartment, ids = fresh.compartment_id(), list[ObjectId]()
    with content.writing() as tx:
        for _ in range(50):
            objects.add(tx, sealed(compartment=compartment))
        lying = tx.rows("SELECT id FROM object WHERE compartment = :compartment ORDER BY slot", compartment=compartment)

        def noted(id: ObjectId, version: int, box: bytes) -> bytes:
            ids.append(id)
            return again(id, version, box)

        objects.reseal(tx, compartment, 1, 2, noted)
    assert ids == [id for (id,) in lying]


def test_a_box_that_does_not_open_ends_the_sealing_with_its_own_error_and_changes_nothing(content):
    compartment = fresh.compartment_id()
    boxes = [sealed(compartment=compartment) for _ in range(3)]
    seen = list[ObjectId]()

    def fails(id: ObjectId, version: int, box: bytes) -> bytes:
        seen.append(id)
        if len(seen) == 3:
            raise Tampered("box")
        return again(id, version, box)

    with content.writing() as tx:
        for each in boxes:
            objects.add(tx, each)
        with pytest.raises(Tampered, match="box"):
            objects.reseal(tx, compartment, 1, 2, fails)
        assert sorted(objects.of_compartment(tx, compartment), key=lambda each: each.id) == sorted(boxes, key=lambda each: each.id)
        assert objects.reseal(tx, compartment, 1, 2, again) == 3  # the connection goes on


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


def test_an_object_has_no_version_in_another_compartment(content):
    one = sealed()
    with content.writing() as tx:
        objects.add(tx, one)
    with content.writing() as tx, pytest.raises(Conflict):
        objects.add(tx, sealed(one.id, 2, fresh.compartment_id()))
    with content.writing() as tx:
        objects.add(tx, sealed(one.id, 2, one.compartment))
    with content.reading() as tx:
        assert objects.versions(tx, one.id) == (1, 2)
