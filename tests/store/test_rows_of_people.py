"""Rows of the store that belong to a person: who they are, how they unlock, their keyrings and letters."""

import threading

import pytest
from tests.store.rows import BOX, LETTER, person

from tacenda.core.words.errors import Conflict
from tacenda.core.words.ids import MethodId
from tacenda.shell import fresh
from tacenda.shell.store import inbox, principals, rings, unlocks

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
