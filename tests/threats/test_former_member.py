"""Somebody who was taken out of the privacy office, with their own unlocked keys, old files and a backup, and the files of now."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.walks.practice import INES, KIM, MAYA, NOOR, SAM, TOMAS, Town, build, copied
from tests.walks.test_office import PAT, hired, put_in, take_out

from tacenda.acts import backups, gate, memberships
from tacenda.acts.checks import Somebody
from tacenda.acts.desk import Desk, desk_of, incident, reading
from tacenda.core.sealing import derive, envelope, labels, seal
from tacenda.core.words.access import Code, Purpose, page_content
from tacenda.core.words.encoding import fields, u16, u64
from tacenda.core.words.errors import Conflict, NotFound, Refused, Tampered
from tacenda.core.words.ids import EntryHash, ObjectId
from tacenda.doors.cli.demo_cast import CLIENTS
from tacenda.shell.keeper import backups as key_backups
from tacenda.shell.keeper import shares
from tacenda.shell.store import inbox, objects, rings
from tacenda.shell.vault import keyring
from tacenda.shell.vault.keyring import EVERYDAY
from tacenda.shell.vault.ring import OfficeKey, Ring

NEW = CLIENTS[4]


@dataclass
class Former:
    """What they kept: their keys, step-up included, the office's root and its ring from before, and copies of the files."""

    town: Town
    who: Somebody
    office: OfficeKey
    entry: EntryHash
    ring: Ring
    copy: Path

    @property
    def keys(self) -> keyring.RootKeys:
        return keyring.from_root(self.office.root, self.office.office)


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Former]:
    """Pat was of the office and is taken out; then the practice goes on: keys change, a chart is founded, something is told, a backup made."""
    folder = tmp_path_factory.mktemp("former")
    town = copied(build(folder / "built"), folder / "data")
    hired(town)
    put_in(town, INES, PAT)
    with town.signed_in(PAT) as visitor, reading(town.house, visitor) as desk:
        office, ring = desk.offices()[0], desk.office_ring(desk.offices()[0])
    entry = town.house.keeper.newest(office.office).hash
    made = Former(town, town.somebody(PAT), office, entry, ring, folder / "copy")
    backups.make(town.house, folder / "old", lambda _: None)
    shutil.copytree(town.folder, made.copy)
    take_out(town, INES, PAT)
    for who, client in ((MAYA, KIM), (TOMAS, NOOR)):
        with town.signed_in(who) as visitor:
            town.play.note(visitor, client, (("text", "Written since."),))
    play = town.play
    play.admit(MAYA, NEW, town.clock.now())
    town.built.charts.update(play.charts)
    incident(town.house, town.somebody(SAM).keyring, "page is not the head")
    backups.make(town.house, folder / "new", lambda _: None)
    yield made
    town.house.close()


def test_the_offices_ring_and_letters_open_with_no_key_they_kept(former: Former):
    town, old = former.town, former.keys
    with town.house.content.reading() as tx:
        row = rings.get(tx, former.office.office, EVERYDAY)
        waiting = inbox.of_principal(tx, former.office.office)
    assert row is not None
    with pytest.raises(Tampered):
        keyring.open_ring(old.everyday.ring, town.house.keeper.practice, former.office.office, EVERYDAY, *row)
    assert len(waiting) >= 2  # keys of the new chart, and what was told
    now = town.house.keeper.newest(former.office.office).hash
    for letter in waiting:
        for label in (labels.DELIVER, labels.LETTER):
            for entry in (former.entry, now):
                with pytest.raises(Tampered):
                    seal.open_seal(old.everyday.seal, fields(label, town.house.keeper.practice, entry, letter.id), letter.sealed)


def test_lists_and_ledgers_since_open_with_no_half_they_kept_even_with_the_keepers_share(former: Former):
    """The keeper's file gives them every share of today; their halves are of the epochs before."""
    keeper, tried = former.town.house.keeper, 0
    for chart in former.ring.charts:
        for one in former.ring.keys(chart).compartments:
            number = keeper.state(one.id).epoch
            assert number > one.epoch
            if one.code is Code.LEDGER:
                tried += _ledger(former, chart, one)
                continue
            with former.town.house.content.reading() as tx:
                row = objects.latest(tx, ObjectId(one.id))
            with keeper.office.database.reading() as tx:
                share = derive.share(shares.seed(tx, one.id, number), ObjectId(one.id))
            assert row is not None
            context = [chart, one.id, u16(one.code), u64(number), ObjectId(one.id), u64(row.version), u16(page_content(one.code))]
            for _, half in one.halves:
                key = derive.object_key(half, share, keeper.practice, chart, one.id, number, ObjectId(one.id))
                with pytest.raises(Tampered):
                    envelope.open_box(key, envelope.Kind.OBJECT, keeper.practice, context, row.envelope)
                tried += 1
    assert tried >= 6


def _ledger(former: Former, chart, one) -> int:
    keeper = former.town.house.keeper
    newest = next(raw for number, _, raw in keeper.epochs(one.id) if number == keeper.state(one.id).epoch)
    since = [line for line in keeper.lines(chart) if line.ledger_epoch == derive.sha(newest)]
    assert since
    for line in since:
        for number, half in one.halves:
            seed = derive.ledger_seed(half, keeper.practice, chart, number)
            with pytest.raises(Tampered):
                seal.open_seal(seed, fields(labels.PERIOD, keeper.practice, chart, line.period), line.sealed_seed)
    return len(since)


def test_a_chart_that_was_founded_since_is_in_nothing_they_kept(former: Former):
    assert former.town.built.charts[NEW.login] not in former.ring.charts
    assert former.town.built.charts[NOOR.login] in former.ring.charts


def test_a_backup_made_since_opens_with_no_key_they_kept(former: Former):
    kept = backups.look_at(former.copy.parent / "new")
    before = backups.look_at(former.copy.parent / "old")
    sealed = (kept.folder / backups.KEYS).read_bytes()
    with pytest.raises(Tampered):
        key_backups.open_key_backup(former.keys.everyday.seal, kept.practice, kept.serial, sealed)
    assert key_backups.open_key_backup(
        former.keys.everyday.seal, before.practice, before.serial, (before.folder / backups.KEYS).read_bytes()
    )


def _sits(former: Former, tx) -> Desk:
    """They sit down with their own kept keys, and insist on being of the office."""
    desk = desk_of(former.town.house, tx, former.who.keyring)
    desk.of_offices.append((former.office,))
    return desk


def test_their_next_request_is_refused_also_with_the_old_ring_and_the_keepers_row_put_back(former: Former):
    town, chart = former.town, former.town.kim
    with town.house.content.reading() as tx:
        desk = desk_of(town.house, tx, former.who.keyring)
        assert memberships.own(town.house, former.who.keyring) == ()
        with pytest.raises(NotFound):
            gate.standing(desk, chart, Purpose.OVERSIGHT)
        with pytest.raises(Tampered):
            gate.standing(_sits(former, tx), chart, Purpose.OVERSIGHT)
        forced = _sits(former, tx)
        forced.memory["office", former.office.office] = former.ring
        with pytest.raises(Refused):
            gate.standing(forced, chart, Purpose.OVERSIGHT)
    hash = derive.sha(former.office.membership)
    put_back = "UPDATE allowed SET stopped_by = :by WHERE grant_hash = :hash"
    with town.house.keeper.office.database.writing() as tx:
        before = tx.one("SELECT stopped_by FROM allowed WHERE grant_hash = :hash", hash=hash)[0]
        tx.change(put_back, by=b"", hash=hash)
    try:
        with town.house.content.reading() as tx:
            assert memberships.own(town.house, former.who.keyring) == ()  # the root they hold is nobody's any more
            forced = _sits(former, tx)
            forced.memory["office", former.office.office] = former.ring
            with pytest.raises(Conflict):  # of an epoch that is over
                gate.standing(forced, chart, Purpose.OVERSIGHT)
        assert any(one.code == "allowed" for one in town.checked(INES).findings)
    finally:
        with town.house.keeper.office.database.writing() as tx:
            tx.change(put_back, by=before, hash=hash)
