"""Letting somebody in at the very moment of a stop, or at which keys change: they get the keys in use, or are not let in."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.walks.practice import HERE, KIM, MAYA, SAM, TEXT, TOMAS, Person, Town, copied

from tacenda.acts import gate, grants, holders, notes, rolling, sign_in
from tacenda.acts.desk import SignInSecret, reading, writing
from tacenda.acts.gate import Wish
from tacenda.acts.house import House, open_house
from tacenda.core.model import offers
from tacenda.core.sealing.passphrase import Method
from tacenda.core.words.access import Act, Code, Purpose
from tacenda.core.words.errors import Conflict, Refused, Unavailable
from tacenda.core.words.ids import GrantHash
from tacenda.core.words.moments import NEVER

SECONDS = 60


class Meeting:
    """Two who want the content's lock: one changes keys and waits a while before the commit, so that the other has sat down; that one, once
    it has the lock, waits until the keeper has heard of the new keys."""

    def __init__(self) -> None:
        self.armed, self.reached, self.committed, self.ended = (threading.Event() for _ in range(4))

    def rolls(self, what: str) -> None:
        if what == "before commit" and self.armed.is_set() and not self.reached.is_set():
            self.reached.set()
            time.sleep(0.5)
        elif what == "committed" and self.reached.is_set():
            self.committed.set()

    def tells(self, what: str) -> None:
        if what == "committed" and self.committed.is_set():
            self.ended.set()

    def gives(self, what: str) -> None:
        if what == "begun" and self.armed.is_set():
            assert self.ended.wait(SECONDS)


def signed_in(town: Town, who: Person = MAYA) -> SignInSecret:
    """A sign-in with a second proof, which changes no keys yet."""
    code = town.built.codes[who.login]
    secret = sign_in.sign_in(town.house, sign_in.Proof(who.login, Method.RECOVERY_CODE, code, HERE)).secret
    return SignInSecret(sign_in.step_up(town.house, secret, Method.RECOVERY_CODE, code, HERE))


def let_in(house: House, town: Town, visitor: SignInSecret) -> bool:
    """Whether the colleague was let in; if not, something moved at this moment."""
    try:
        with writing(house, visitor) as desk:
            entry = next(one.entry for one in gate.practice_page(desk)[1].staff if one.name == TOMAS.name)
            grants.give(desk, town.kim, Purpose.TREATMENT, entry, TOMAS.name, offers.SUPERVISOR, NEVER)
    except Conflict:
        return False
    return True


def stopped_by_client(town: Town) -> None:
    """The colleague is stopped, and may be let in again."""
    town.play.stop(KIM, TOMAS)
    with town.signed_in(KIM, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        grants.unbar(desk, town.kim, grants.barred(desk, town.kim, Purpose.OWN_RECORD)[0].principal, Purpose.OWN_RECORD)


def stopped_alone(town: Town, client: SignInSecret, grant: GrantHash) -> None:
    """A stop, and no change of keys yet."""
    with reading(town.house, client) as desk:
        at = gate.standing(desk, town.kim, Purpose.OWN_RECORD)
        signed = gate.signed(desk, at, Wish(Act.STOP, Code.ACCESS, Purpose.OWN_RECORD, about=grant))[1]
        desk.keeper.stop(grant, signed)


def test_who_is_let_in_while_another_page_changes_the_keys_is_given_none_that_are_over(town: Town):
    stopped_by_client(town)
    town.play.give(MAYA, KIM, TOMAS, offers.SUPERVISOR)
    stopped_by_client(town)  # the client holds no key of the notes: that one is due until the therapist changes it
    meeting, here, there = Meeting(), signed_in(town), signed_in(town)
    rolls = open_house(town.folder, town.clock, step=meeting.rolls, keeper_step=meeting.tells)
    gives = open_house(town.folder, town.clock, step=meeting.gives)
    meeting.armed.set()
    with ThreadPoolExecutor(1) as pool:
        rolled = pool.submit(rolling.roll_due, rolls, there)
        assert meeting.reached.wait(SECONDS)
        assert let_in(gives, town, here) or let_in(gives, town, here)  # the second time with the keys that the other page brought
        assert rolled.result(SECONDS) > 0
    rolls.close()
    gives.close()
    with town.signed_in(TOMAS) as visitor, reading(town.house, visitor) as desk:
        assert notes.open_note(desk, town.kim, town.built.note, purpose=Purpose.SUPERVISION).note.text("text") == TEXT


def test_who_is_let_in_at_the_moment_of_another_stop_is_listed_or_is_not_let_in(town: Town):
    """The client stops the front desk between the keeper's yes and the list, whose keys are due from then on."""
    stopped_by_client(town)
    here, client = signed_in(town), signed_in(town, KIM)
    with reading(town.house, client) as desk:
        sam = next(one.holder for one in holders.who_can(desk, town.kim, Purpose.OWN_RECORD) if one.holder.name == SAM.name)
        access = next(id for id, code, _ in sam.compartments if code is Code.ACCESS)
    before = set(town.house.keeper.readers(access))

    def meanwhile(what: str) -> None:
        if what == "committed" and set(gives.keeper.readers(access)) - before and town.house.keeper.opened(sam.grant):
            stopped_alone(town, client, sam.grant)

    gives = open_house(town.folder, town.clock, keeper_step=meanwhile)
    assert not let_in(gives, town, here)
    gives.close()
    assert set(town.house.keeper.readers(access)) == before - {sam.grant}
    assert rolling.roll_due(town.house, client) > 0
    assert access not in town.house.keeper.due()
    assert let_in(town.house, town, here)


def test_who_sits_down_while_another_page_changes_the_keys_meets_a_conflict_and_no_sign_of_tampering(town: Town):
    """Their key still counts when they ask for the list, and no more when they open it."""
    here, client = signed_in(town), signed_in(town, KIM)
    with reading(town.house, client) as desk:
        sam = next(one.holder for one in holders.who_can(desk, town.kim, Purpose.OWN_RECORD) if one.holder.name == SAM.name)
    stopped_alone(town, client, sam.grant)
    reached, committed, asked, ended = (threading.Event() for _ in range(4))

    def rolls_step(what: str) -> None:
        if what == "before commit" and not reached.is_set():
            reached.set()
            time.sleep(0.5)  # long enough for the other to sit down and to wait for the lock
        elif what == "committed" and not committed.is_set():
            committed.set()
            assert asked.wait(SECONDS)

    def told_step(what: str) -> None:
        if what == "committed" and asked.is_set():
            ended.set()

    def asked_step(what: str) -> None:
        if what == "committed" and committed.is_set():
            asked.set()
            assert ended.wait(SECONDS)

    rolls = open_house(town.folder, town.clock, step=rolls_step, keeper_step=told_step)
    sits = open_house(town.folder, town.clock, keeper_step=asked_step)
    with ThreadPoolExecutor(1) as pool:
        rolled = pool.submit(rolling.roll_due, rolls, client)
        assert reached.wait(SECONDS)
        with pytest.raises(Conflict), writing(sits, here) as desk:
            gate.standing(desk, town.kim, Purpose.TREATMENT)
        assert rolled.result(SECONDS) > 0
    with writing(sits, here) as desk:
        assert gate.standing(desk, town.kim, Purpose.TREATMENT).access is not None
    rolls.close()
    sits.close()


def test_a_stop_is_in_force_while_somebody_holds_the_files_and_says_that_it_is_not_written_down(built, tmp_path, monkeypatch):
    monkeypatch.setattr("tacenda.shell.database.BUSY_SECONDS", 0.1)
    town = copied(built, tmp_path / "data")
    client, colleague = signed_in(town, KIM), signed_in(town, TOMAS)
    with reading(town.house, client) as desk:
        grant = next(one.holder.grant for one in holders.who_can(desk, town.kim, Purpose.OWN_RECORD) if one.holder.name == TOMAS.name)
    with contextlib.closing(sqlite3.connect(town.folder / "content.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable):
            grants.stop(town.house, client, town.kim, grant, Purpose.OWN_RECORD)
    with pytest.raises(Refused), reading(town.house, colleague) as desk:
        notes.open_note(desk, town.kim, town.built.note)
    assert town.house.keeper.due()
    for who in (KIM, MAYA):  # each changes the keys they hold
        rolling.roll_due(town.house, signed_in(town, who))
    assert not town.house.keeper.due()
    town.house.close()


def test_whom_a_client_stops_is_written_down_also_where_somebody_held_the_files_at_first(built, tmp_path, monkeypatch):
    monkeypatch.setattr("tacenda.shell.database.BUSY_SECONDS", 1.0)
    town = copied(built, tmp_path / "data")
    client = signed_in(town, KIM)
    with reading(town.house, client) as desk:
        grant = next(one.holder.grant for one in holders.who_can(desk, town.kim, Purpose.OWN_RECORD) if one.holder.name == TOMAS.name)

    def holds_until_the_stop(held: threading.Event) -> None:
        with contextlib.closing(sqlite3.connect(town.folder / "content.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            held.set()
            end = time.monotonic() + SECONDS
            while not town.house.keeper.due() and time.monotonic() < end:
                time.sleep(0.01)

    held = threading.Event()
    thread = threading.Thread(target=holds_until_the_stop, args=(held,))
    thread.start()
    assert held.wait(SECONDS)
    grants.stop(town.house, client, town.kim, grant, Purpose.OWN_RECORD)
    thread.join()
    with reading(town.house, client) as desk:
        assert [one.name for one in grants.barred(desk, town.kim, Purpose.OWN_RECORD)] == [TOMAS.name]
    town.house.close()
