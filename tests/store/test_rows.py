"""Every function of the store on a real file: what it keeps, what it refuses, and that rows join nobody to a chart."""

import threading

import pytest

from tacenda.core.words.errors import Conflict, Tampered
from tacenda.core.words.ids import CompartmentId, MethodId, ObjectId, PrincipalId
from tacenda.core.words.moments import Day, Moment
from tacenda.shell import fresh
from tacenda.shell.store import (
    addresses,
    attachments,
    devices,
    drafts,
    inbox,
    invitations,
    objects,
    outbox,
    planned,
    principals,
    rings,
    sign_ins,
    unlocks,
)

BOX = bytes(range(100))
LETTER = bytes(1200)


def person(database) -> PrincipalId:
    id = fresh.principal_id()
    with database.writing() as tx:
        principals.add(tx, id, fresh.secret())
    return id


def sealed(id=None, version=1, compartment=None, epoch=1, envelope=BOX):
    return objects.Sealed(id or fresh.object_id(), version, compartment or fresh.compartment_id(), epoch, envelope)


# --- principals ---


def test_a_person_is_found_by_the_tag_of_the_sign_in_name_alone(content):
    id, tag = fresh.principal_id(), fresh.secret()
    with content.writing() as tx:
        principals.add(tx, id, tag)
    with content.reading() as tx:
        assert principals.by_login(tx, tag) == id
        assert principals.by_login(tx, fresh.secret()) is None
        assert principals.exists(tx, id)
        assert list(principals.all(tx)) == [id]


def test_a_sign_in_name_belongs_to_one_person(content):
    tag = fresh.secret()
    with content.writing() as tx:
        principals.add(tx, fresh.principal_id(), tag)
        with pytest.raises(Conflict):
            principals.add(tx, fresh.principal_id(), tag)


def test_a_sign_in_name_can_be_changed_but_not_to_one_that_is_taken(content):
    one, other = fresh.principal_id(), fresh.principal_id()
    with content.writing() as tx:
        principals.add(tx, one, b"1" * 32)
        principals.add(tx, other, b"2" * 32)
        assert principals.rename(tx, one, b"3" * 32)
        assert not principals.rename(tx, fresh.principal_id(), b"4" * 32)
        with pytest.raises(Conflict):
            principals.rename(tx, one, b"2" * 32)
        assert principals.by_login(tx, b"1" * 32) is None
        assert principals.by_login(tx, b"3" * 32) == one


def test_the_end_of_a_person_takes_methods_keyrings_and_letters_and_nobody_elses(content):
    gone, stays = person(content), person(content)
    with content.writing() as tx:
        for id in (gone, stays):
            unlocks.add(tx, unlocks.Unlock(fresh.method_id(), id, 1, b"{}", 1, BOX))
            rings.put(tx, id, 1, 1, BOX, old=0)
            inbox.put(tx, inbox.Letter(fresh.id(), id, LETTER))
        principals.end(tx, gone)
    with content.reading() as tx:
        assert not principals.exists(tx, gone)
        assert (unlocks.of_principal(tx, gone), rings.get(tx, gone, 1), inbox.of_principal(tx, gone)) == ((), None, ())
        assert len(unlocks.of_principal(tx, stays)) == len(inbox.of_principal(tx, stays)) == 1


# --- unlock methods ---


def test_the_methods_of_a_person_come_by_code_with_all_their_parts(content):
    id, key, word = person(content), fresh.method_id(), fresh.method_id()
    methods = [
        unlocks.Unlock(key, id, 3, b'{"v":1}', 1, BOX),
        unlocks.Unlock(key, id, 3, b'{"v":1}', 2, BOX + b"2"),
        unlocks.Unlock(word, id, 1, b'{"v":1}', 1, BOX + b"3"),
    ]
    with content.writing() as tx:
        for each in methods:
            unlocks.add(tx, each)
    with content.reading() as tx:
        assert unlocks.of_principal(tx, id) == (methods[2], methods[0], methods[1])


def test_a_method_is_dropped_with_all_its_parts_and_only_by_its_owner(content):
    id, other, key = person(content), person(content), fresh.method_id()
    with content.writing() as tx:
        unlocks.add(tx, unlocks.Unlock(key, id, 3, b"{}", 1, BOX))
        unlocks.add(tx, unlocks.Unlock(key, id, 3, b"{}", 2, BOX))
        assert unlocks.drop(tx, other, key) == 0
        assert unlocks.drop(tx, id, key) == 2
        assert unlocks.of_principal(tx, id) == ()


def test_a_method_needs_a_person_and_is_added_once(content):
    id, key = person(content), MethodId(fresh.id())
    with content.writing() as tx:
        with pytest.raises(Conflict):
            unlocks.add(tx, unlocks.Unlock(key, fresh.principal_id(), 1, b"{}", 1, BOX))
        unlocks.add(tx, unlocks.Unlock(key, id, 1, b"{}", 1, BOX))
        with pytest.raises(Conflict):
            unlocks.add(tx, unlocks.Unlock(key, id, 1, b"{}", 1, BOX))


# --- keyrings ---


def test_a_keyring_is_written_over_the_version_that_was_read_and_no_other(content):
    id = person(content)
    with content.writing() as tx:
        rings.put(tx, id, 1, 1, BOX, old=0)
        rings.put(tx, id, 2, 1, BOX + b"vault", old=0)
        rings.put(tx, id, 1, 2, BOX + b"2", old=1)
        with pytest.raises(Conflict):
            rings.put(tx, id, 1, 3, BOX + b"late", old=1)
        with pytest.raises(Conflict):
            rings.put(tx, id, 1, 1, BOX, old=0)
        with pytest.raises(ValueError, match="grows"):
            rings.put(tx, id, 1, 2, BOX, old=2)
    with content.reading() as tx:
        assert rings.get(tx, id, 1) == (2, BOX + b"2")
        assert rings.get(tx, id, 2) == (1, BOX + b"vault")
        assert rings.get(tx, fresh.principal_id(), 1) is None


def test_of_two_that_write_a_keyring_at_once_one_is_told_to_read_again(content):
    id, both_have_read, results = person(content), threading.Barrier(2), []
    with content.writing() as tx:
        rings.put(tx, id, 1, 1, BOX, old=0)

    def work(mark):
        with content.reading() as tx:
            version, _ = rings.get(tx, id, 1)
        both_have_read.wait(30)
        try:
            with content.writing() as tx:
                rings.put(tx, id, 1, version + 1, BOX + mark, old=version)
            results.append("written")
        except Conflict:
            results.append("conflict")

    threads = [threading.Thread(target=work, args=(mark,)) for mark in (b"a", b"b")]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert sorted(results) == ["conflict", "written"]


# --- inbox ---


def test_a_letter_waits_until_its_reader_drops_it(content):
    id, other = person(content), person(content)
    letter = inbox.Letter(fresh.id(), id, LETTER)
    with content.writing() as tx:
        inbox.put(tx, letter)
        assert inbox.of_principal(tx, id) == (letter,)
        assert (inbox.waiting(tx, id), inbox.waiting(tx, other)) == (1, 0)
        assert not inbox.drop(tx, other, letter.id)
        assert inbox.drop(tx, id, letter.id)
        assert not inbox.drop(tx, id, letter.id)
        assert inbox.of_principal(tx, id) == ()


def test_letters_come_in_an_order_that_says_nothing_about_their_arrival(content):
    id = person(content)
    letters = [inbox.Letter(fresh.id(), id, LETTER) for _ in range(20)]
    with content.writing() as tx:
        for letter in letters:
            inbox.put(tx, letter)
        assert inbox.of_principal(tx, id) == tuple(sorted(letters, key=lambda each: each.id))
        by_place = [row[0] for row in tx.rows("SELECT id FROM inbox ORDER BY slot")]
    assert by_place != [each.id for each in letters]


def test_a_letter_to_nobody_is_refused(content):
    with content.writing() as tx, pytest.raises(Conflict):
        inbox.put(tx, inbox.Letter(fresh.id(), fresh.principal_id(), LETTER))


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
    again = sealed(one.id, 1, one.compartment, 2, BOX + b"again")
    with content.writing() as tx:
        objects.add(tx, one)
        objects.reseal(tx, [again], 1, 1)
        with pytest.raises(Conflict):
            objects.reseal(tx, [again], 1, 1)
        assert objects.at(tx, one.id, 1) == again


def test_a_compartment_is_walked_while_what_it_holds_is_sealed_again(content):
    compartment = fresh.compartment_id()
    with content.writing() as tx:
        for _ in range(50):
            objects.add(tx, sealed(compartment=compartment, envelope=BOX * 50))
        objects.add(tx, sealed())
        for each in objects.of_compartment(tx, compartment):
            objects.reseal(tx, [sealed(each.id, each.version, compartment, 2, each.envelope + b"2")], 1, 1)
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


def test_a_compartment_is_dropped_whole_and_no_other(content):
    other = sealed()
    compartment = fresh.compartment_id()
    with content.writing() as tx:
        objects.add(tx, other)
        attachments.add(tx, other.id, 1, BOX)
        for _ in range(3):
            each = sealed(compartment=compartment)
            objects.add(tx, each)
            attachments.add(tx, each.id, 1, BOX)
        assert objects.drop_compartment(tx, compartment) == 3
        assert objects.count(tx, compartment) == 0
        assert tx.row("SELECT count(*) FROM attachment") == (1,)
        assert objects.latest(tx, other.id) == other


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


# --- invitations ---


def test_a_card_is_answered_once(content):
    card = invitations.Invitation(fresh.secret(), Day(20000), BOX)
    with content.writing() as tx:
        invitations.add(tx, card)
        assert invitations.get(tx, card.id) == card
        invitations.answer(tx, card.id, BOX + b"reply")
        with pytest.raises(Conflict):
            invitations.answer(tx, card.id, BOX + b"second")
        with pytest.raises(Conflict):
            invitations.answer(tx, fresh.secret(), BOX)
        assert invitations.get(tx, card.id).reply == BOX + b"reply"
        assert invitations.drop(tx, card.id)
        assert invitations.get(tx, card.id) is None


def test_a_card_lives_through_its_last_day(content):
    with content.writing() as tx:
        for until in (19999, 20000):
            invitations.add(tx, invitations.Invitation(bytes([until % 256]) * 32, Day(until), BOX))
        assert invitations.drop_before(tx, Day(20000)) == 1
        assert tx.rows("SELECT until FROM invitation") == [(20000,)]


# --- outbox ---


def test_notices_leave_oldest_first_and_failed_tries_are_counted(content):
    notices = [outbox.Notice(bytes([n]) * 16, hour, 0, BOX) for n, hour in ((1, 12), (2, 10), (3, 11))]
    with content.writing() as tx:
        for each in notices:
            outbox.put(tx, each)
        assert outbox.tried(tx, notices[1])
        assert not outbox.tried(tx, notices[1])  # another process began first
        assert [(each.hour, each.tries) for each in outbox.waiting(tx, 2)] == [(10, 1), (11, 0)]
        assert outbox.drop(tx, notices[1].id)
        assert not outbox.drop(tx, notices[1].id)
        assert outbox.drop_before(tx, 12) == 1
        assert outbox.waiting(tx, 9) == (notices[0],)


def test_a_planned_notice_keeps_one_day_and_is_ripe_from_then_on(content):
    one, other = bytes(16), bytes([1]) * 16
    with content.writing() as tx:
        planned.put(tx, one, Day(10), BOX)
        planned.put(tx, other, Day(11), BOX)
        planned.put(tx, one, Day(12), BOX + b"2")
        assert planned.has(tx, one)
        assert planned.ripe(tx, Day(10), 9) == ()
        assert planned.ripe(tx, Day(12), 1) == ((other, BOX),)
        assert planned.ripe(tx, Day(12), 9) == ((other, BOX), (one, BOX + b"2"))
        assert planned.drop(tx, one)
        assert not planned.drop(tx, one)
        assert not planned.has(tx, one)


def test_an_address_is_replaced_and_goes(content):
    id = bytes(16)
    with content.writing() as tx:
        assert addresses.get(tx, id) is None
        addresses.put(tx, id, BOX)
        addresses.put(tx, id, BOX + b"2")
        assert addresses.get(tx, id) == BOX + b"2"
        assert addresses.drop(tx, id)
        assert not addresses.drop(tx, id)


# --- sign-ins ---


def row(kind=5, until=3000, envelope=BOX, id=b"i" * 32):
    return sign_ins.SignIn(id, kind, Moment(until), envelope)


def test_a_sign_in_and_its_step_up_are_two_rows_under_one_id_that_end_together(sign_in_file):
    with sign_in_file.writing() as tx:
        sign_ins.put(tx, row())
        sign_ins.put(tx, row(kind=6))
        sign_ins.put(tx, row(envelope=BOX + b"2"))
        assert sign_ins.get(tx, b"i" * 32, 5) == row(envelope=BOX + b"2")
        assert sign_ins.get(tx, b"i" * 32, 6) == row(kind=6)
        assert sign_ins.count(tx) == 1
        assert sign_ins.drop(tx, b"i" * 32)
        assert not sign_ins.drop(tx, b"i" * 32)
        assert sign_ins.get(tx, b"i" * 32, 6) is None


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


# --- the shape of the files ---


@pytest.mark.parametrize(
    "insert",
    [
        "INSERT INTO principal (id, login_tag) VALUES (X'00', randomblob(32))",
        "INSERT INTO principal (id, login_tag) VALUES (randomblob(16), 'text')",
        "INSERT INTO principal (id, login_tag) VALUES (randomblob(16), NULL)",
        "INSERT INTO object (slot, id, version, compartment, epoch, envelope) VALUES (1, randomblob(16), 0, randomblob(16), 1, randomblob(99))",
        "INSERT INTO object (slot, id, version, compartment, epoch, envelope) VALUES (1, randomblob(16), 1, randomblob(16), 1, randomblob(80))",
        "INSERT INTO invitation (id, until, envelope, reply) VALUES (randomblob(32), 1, randomblob(99), randomblob(5))",
        "INSERT INTO outbox (id, hour, tries, envelope) VALUES (randomblob(16), 1, -1, randomblob(99))",
    ],
)
def test_a_row_of_the_wrong_shape_is_refused(content, insert):
    with pytest.raises(Tampered, match="a row breaks a rule of its table"), content.writing() as tx:
        tx.change(insert)


def test_every_table_is_strict_and_every_column_is_required(content, sign_in_file):
    for database in (content, sign_in_file):
        with database.reading() as tx:
            tables = [row for row in tx.rows("PRAGMA table_list") if row[0] == "main" and not row[1].startswith("sqlite_")]
            assert tables
            for table in tables:
                assert table[5] == 1, table[1]
                for column in tx.rows("SELECT * FROM pragma_table_info(:name)", name=table[1]):
                    assert column[3] == 1, (table[1], column[1])


def test_no_table_has_a_column_for_a_person_beside_one_for_a_chart_or_compartment(content, sign_in_file):
    for database in (content, sign_in_file):
        with database.reading() as tx:
            for (name,) in tx.rows("SELECT name FROM sqlite_schema WHERE type = 'table'"):
                columns = {row[0] for row in tx.rows("SELECT name FROM pragma_table_info(:name)", name=name)}
                assert not ("principal" in columns and columns & {"chart", "compartment", "object"}), name


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (objects.LATEST, "(id=?)"),
        (objects.AT, "(id=? AND version=?)"),
        (objects.OF_COMPARTMENT, "object_compartment"),
        (inbox.OF_PRINCIPAL, "inbox_principal"),
    ],
)
def test_rows_are_found_by_an_index_and_sorted_by_it(content, query, index):
    with content.reading() as tx:
        names = {"id": b"", "version": 1, "compartment": b"", "principal": b""}
        plan = " ".join(
            row[3] for row in tx.rows("EXPLAIN QUERY PLAN " + query, **{key: value for key, value in names.items() if ":" + key in query})
        )
    assert index in plan
    assert "SCAN" not in plan and "TEMP B-TREE" not in plan


def test_ids_keep_their_kind(content):
    with content.writing() as tx:
        objects.add(tx, sealed(compartment=CompartmentId(b"c" * 16)))
        assert objects.compartments(tx) == (b"c" * 16,)
