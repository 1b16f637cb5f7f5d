"""Somebody whose access ended, by a stop or by its own day: with their own unlocked keys, every key they ever held, old files and new ones."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from tests.walks.practice import KIM, MAYA, PEOPLE, TOMAS, Person, Town

from tacenda.acts import gate, grants, holders, rolling, upkeep
from tacenda.acts.checks import Somebody
from tacenda.acts.desk import desk_of, reading, take_in, writing
from tacenda.core.model import offers
from tacenda.core.model.offers import Offer
from tacenda.core.sealing import derive, envelope
from tacenda.core.words.access import Code, Content, Purpose
from tacenda.core.words.encoding import u16, u64
from tacenda.core.words.errors import Refused, Tampered
from tacenda.core.words.ids import CompartmentId, GrantHash, ObjectId
from tacenda.core.words.moments import Moment
from tacenda.shell.store.objects import Sealed

DAY = 86_400
Seeds = dict[tuple[bytes, int], bytes]
Opened = set[tuple[ObjectId, int]]


@dataclass
class Former:
    """What they keep: their sign-in keys and every half of a key their ring ever held."""

    town: Town
    who: Somebody
    codes: dict[CompartmentId, Code]
    halves: Seeds

    def opens(self, rows: Iterable[Sealed], seeds: Seeds) -> Opened:
        """What of some rows opens with any half they kept and any of these shares, under any content."""
        return {(row.id, row.version) for row in rows if row.compartment in self.codes and self._one(row, seeds)}

    def _one(self, row: Sealed, seeds: Seeds) -> bool:
        code, practice = self.codes[row.compartment], self.town.house.keeper.practice
        mine = [(epoch, half) for (id, epoch), half in self.halves.items() if id == row.compartment]
        theirs = [seed for (id, _), seed in seeds.items() if id == row.compartment]
        for (epoch, half), seed, content in product(mine, theirs, Content):
            place = [self.town.kim, row.compartment, u16(code), u64(epoch), row.id, u64(row.version), u16(content)]
            key = derive.object_key(half, derive.share(seed, row.id), practice, self.town.kim, row.compartment, epoch, row.id)
            try:
                envelope.open_box(key, envelope.Kind.OBJECT, practice, place, row.envelope)
            except Tampered:
                continue
            return True
        return False


def keeps(town: Town, person: Person = TOMAS) -> Former:
    """Somebody signs in, takes in what waits for them, and copies what their ring holds of Kim's chart."""
    who = town.somebody(person)
    with town.house.content.writing() as tx:
        desk = desk_of(town.house, tx, who.keyring)
        take_in(town.house, tx, desk.keyring)
        keys = desk.keyring.keys(town.kim)
    halves = {(bytes(one.id), epoch): half for one in keys.compartments for epoch, half in one.halves}
    return Former(town, who, {one.id: one.code for one in keys.compartments}, halves)


def again(former: Former) -> Former:
    """He signs in once more: whatever was delivered since is his too."""
    now = keeps(former.town)
    return Former(former.town, now.who, former.codes | now.codes, former.halves | now.halves)


def files(town: Town, to: Path) -> Path:
    """A copy of the files as they lie, journals folded in."""
    for one in (town.house.content, town.house.keeper.office.database):
        one.truncate_wal()
    shutil.copytree(town.folder, to)
    return to


def seeds_of(folder: Path) -> Seeds:
    with closing(sqlite3.connect(folder / "keeper.db")) as file:
        return {(id, epoch): secret for id, epoch, secret in file.execute("SELECT compartment, epoch, secret FROM share") if secret}


def rows_of(folder: Path) -> list[Sealed]:
    with closing(sqlite3.connect(folder / "content.db")) as file:
        return [Sealed(*row) for row in file.execute("SELECT id, version, compartment, epoch, envelope FROM object")]


def stops(town: Town, person: Person = TOMAS) -> GrantHash:
    """The client stops somebody."""
    with town.signed_in(KIM) as visitor:
        with reading(town.house, visitor) as desk:
            people = holders.who_can(desk, town.kim, Purpose.OWN_RECORD)
            target = next(GrantHash(one.holder.grant) for one in people if one.holder.name == person.name)
        grants.stop(town.house, visitor, town.kim, target, Purpose.OWN_RECORD)
    return target


def given_until(town: Town, offer: Offer, until: Moment) -> None:
    """What he has ends, and he gets something with a last day."""
    stops(town)
    with town.signed_in(KIM, stepped_up=True) as visitor, writing(town.house, visitor) as desk:
        for one in grants.barred(desk, town.kim, Purpose.OWN_RECORD):
            grants.unbar(desk, town.kim, one.principal, Purpose.OWN_RECORD)
    town.play.give(MAYA, KIM, TOMAS, offer, until)


def writes(town: Town, by: Person = MAYA) -> None:
    with town.signed_in(by) as visitor:
        town.play.note(visitor, KIM, (("text", "Written since."),))


def test_what_they_kept_opens_it_all_while_they_are_inside(town: Town, tmp_path: Path):
    former, then = keeps(town), files(town, tmp_path / "then")
    held = [row for row in rows_of(then) if row.compartment in former.codes]
    assert len(former.opens(held, seeds_of(then))) == len(held) > 8


def test_after_a_stop_nothing_written_or_rekeyed_since_opens_with_old_files_and_new_ones(town: Town, tmp_path: Path):
    former, then = keeps(town), files(town, tmp_path / "then")
    stops(town)
    writes(town)
    former, now = again(former), files(town, tmp_path / "now")
    held = [row for row in rows_of(now) if row.compartment in former.codes]
    assert held and former.opens(held, seeds_of(then) | seeds_of(now)) == set()
    assert former.opens(held, seeds_of(then)) == set()


def test_who_kept_the_chart_opens_after_a_stop_only_what_nobody_else_reads_and_all_again_once_it_is_taken_back(town: Town, tmp_path: Path):
    former, then = keeps(town, MAYA), files(town, tmp_path / "then")
    target = stops(town, MAYA)
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    writes(town, TOMAS)
    now = files(town, tmp_path / "now")
    alone = {id for id, code in former.codes.items() if not town.house.keeper.readers(id)}
    assert Code.RECORD not in {former.codes[id] for id in alone} and Code.PSYCHOTHERAPY in {former.codes[id] for id in alone}
    shared = [row for row in rows_of(now) if row.compartment in former.codes.keys() - alone]
    assert len(shared) > 8 and former.opens(shared, seeds_of(then) | seeds_of(now)) == set()
    with town.signed_in(KIM, stepped_up=True) as visitor:
        grants.take_back(town.house, visitor, town.kim, target, Purpose.OWN_RECORD)
    with town.signed_in(TOMAS) as visitor:
        rolling.roll_due(town.house, visitor)
    back, then = keeps(town, MAYA), files(town, tmp_path / "back")
    held = [row for row in rows_of(then) if row.compartment in back.codes]
    assert len(back.opens(held, seeds_of(then))) == len(held) >= len(shared)


def test_once_the_old_share_is_destroyed_old_rows_stay_shut_with_every_key_and_every_file_of_now(town: Town, tmp_path: Path):
    former, then = keeps(town), files(town, tmp_path / "then")
    stops(town)
    writes(town)
    town.clock.forward(13 * DAY)
    upkeep.minute(town.house)
    assert former.opens(rows_of(then), seeds_of(files(town, tmp_path / "sooner")))  # retired, not destroyed
    town.clock.forward(2 * DAY)
    upkeep.minute(town.house)
    assert former.opens(rows_of(then), seeds_of(files(town, tmp_path / "later"))) == set()


def test_old_rows_put_back_and_own_keys_bring_no_share_from_the_keeper(town: Town, tmp_path: Path):
    former, then = keeps(town), files(town, tmp_path / "then")
    stops(town)
    writes(town)
    with town.house.content.writing() as tx:
        for row in rows_of(then):
            if row.compartment in former.codes:
                tx.change(
                    "UPDATE object SET epoch = :epoch, envelope = :envelope, version = :version WHERE id = :id AND version = :version",
                    id=row.id, version=row.version, epoch=row.epoch, envelope=row.envelope,
                )  # fmt: skip
    with town.house.content.reading() as tx:
        desk = desk_of(town.house, tx, former.who.keyring)
        with pytest.raises(Refused):
            gate.standing(desk, town.kim, Purpose.TREATMENT, Code.RECORD)


def test_after_the_last_day_of_an_access_keys_change_by_themselves(town: Town, tmp_path: Path):
    """Nobody stops anybody: the day passes, and the next who holds the keys changes them."""
    given_until(town, offers.COVER, Moment(town.clock.now() + 3 * DAY))
    former, then = keeps(town), files(town, tmp_path / "then")
    assert Code.RECORD in former.codes.values()
    assert town.checked(*PEOPLE).fits
    town.clock.forward(5 * DAY)
    assert town.checked(*PEOPLE).fits
    upkeep.minute(town.house)
    assert town.checked(*PEOPLE).fits
    writes(town)
    former, now = again(former), files(town, tmp_path / "now")
    assert town.checked(*PEOPLE).fits
    live = {one.id: one.epoch for one in town.house.keeper.states(town.kim)}
    held = [row for row in rows_of(now) if row.compartment in former.codes]
    assert {row.id for row in held} and all(live[one] > max(e for id, e in former.halves if id == one) for one in former.codes)
    assert former.opens(held, seeds_of(then) | seeds_of(now)) == set()
