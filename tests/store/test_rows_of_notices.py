"""Rows of the store that go out of the house: cards, notices now and later, and addresses."""

import pytest
from tests.store.rows import BOX

from tacenda.core.words.errors import Conflict
from tacenda.core.words.moments import Day
from tacenda.shell import fresh
from tacenda.shell.store import addresses, invitations, outbox, planned

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


def test_who_used_a_card_waits_beyond_its_last_day(content):
    card = invitations.Invitation(fresh.secret(), Day(19999), BOX)
    with content.writing() as tx:
        invitations.add(tx, card)
        invitations.answer(tx, card.id, BOX + b"reply")
        assert invitations.drop_before(tx, Day(20300)) == 0
        assert invitations.get(tx, card.id).reply == BOX + b"reply"


# --- outbox ---


def test_notices_are_looked_at_newest_first_and_failed_tries_are_counted(content):
    notices = [outbox.Notice(bytes([n]) * 16, hour, 0, BOX) for n, hour in ((1, 12), (2, 10), (3, 11))]
    with content.writing() as tx:
        for each in notices:
            outbox.put(tx, each)
        assert outbox.tried(tx, notices[1])
        assert not outbox.tried(tx, notices[1])  # another process began first
        assert [(each.hour, each.tries) for each in outbox.waiting(tx, 2)] == [(12, 0), (11, 0)]
        assert [(each.hour, each.tries) for each in outbox.waiting(tx, 2, notices[2])] == [(10, 1)]
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
