"""Backups of the keeper: an extract without secrets, a key backup for the privacy office alone, and a restore that forgets no stop."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.shell.keeper.day import Day
from tests.unit.shell.keeper.people import READ, Held
from tests.unit.shell.keeper.practice import SCHEMA, Practice

from tacenda.core.ledger.bundle import Seen
from tacenda.core.ledger.checkpoint import read as read_checkpoint
from tacenda.core.sealing import derive, labels, seal
from tacenda.core.sealing.derive import sha
from tacenda.core.words.access import Act, Code
from tacenda.core.words.encoding import parse, plain
from tacenda.core.words.errors import Conflict, Refused, Tampered, Unavailable
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import day as day_of
from tacenda.core.words.people import Role
from tacenda.shell import fresh
from tacenda.shell.database import Database
from tacenda.shell.keeper import audit, backups
from tacenda.shell.keeper.backups import Restoration, RestoredPage, RestoredPages
from tacenda.shell.keeper.keeper import Keeper

SECRETS = (
    "SELECT secret FROM share WHERE length(secret) = 32",
    "SELECT secret FROM pepper",
    "SELECT log_ed25519 FROM practice",
    "SELECT log_mldsa44 FROM practice",
    "SELECT login_pepper FROM practice",
    "SELECT post_key FROM practice",
)
TABLES = ("practice", "directory", "chart", "compartment", "head", "allowed", "ended", "period", "entry", "node", "checkpoint", "unentered")


def secrets(day: Day) -> set[bytes]:
    found: set[bytes] = set()
    with day.practice.database.reading() as tx:
        for sql in SECRETS:
            found |= {bytes(row[0]) for row in tx.rows(sql)}
    return found


def office_seed(practice: Practice) -> bytes:
    return derive.hkdf(practice.office_root, labels.SEAL_EVERYDAY, practice.office_id)


def key_backup(day: Day, serial: int = 1) -> bytes:
    """What the privacy office opens of a key backup made now."""
    sealed = day.keeper.key_backup(day.practice.office.seal, serial)
    return backups.open_key_backup(office_seed(day.practice), day.practice.id, serial, sealed)


def restored(day: Day, extract: Path, kept: bytes, path: Path, **more) -> backups.Brought:
    """The keeper restored into a file of its own; the day goes on with it."""
    path.write_bytes(extract.read_bytes())
    day.keeper.close()
    database = Database(path, SCHEMA)
    brought = backups.restore_keys(database, day.practice.pin, kept, day.practice.clock.now(), **more)
    database.close()
    day.practice.path, day.practice.origin = path, brought.origin
    day.practice.database = Database(path, SCHEMA)
    day.practice.keeper = Keeper(day.practice.database, day.practice.pin, day.practice.clock.now)
    for who in day.practice.people:
        who.signs_in()
    return brought


def restoration(day: Day, seen: str = "") -> bytes:
    return Restoration(day.practice.id, day.keeper.checkpoint(), seen).write()


def between_rolls(day: Day, *, back: bool = False) -> None:
    """A colleague is stopped and the record has new keys, the rest not yet; `back`: then the client takes the stop back."""
    day.chart.stop(day.client, day.subject, day.shared)
    day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    if back:
        day.chart.gives(day.client, day.subject, day.shared)


def tells(day: Day, statement: bytes) -> None:
    """The officer's entry, the first of the tree that begins anew."""
    day.keeper.enter(day.officer.signs(day.practice.bare(day.officer, Act.RESTORE, about=sha(statement))), statement)


# The extract


def test_an_extract_holds_every_row_but_guesses_and_not_one_secret_byte(day: Day, tmp_path: Path):
    between_rolls(day)
    day.keeper.guess(day.keeper.login_tag("quiet harbour"), "one")
    day.keeper.checkpoint()
    found = secrets(day)
    assert len(found) >= 12
    day.keeper.extract(tmp_path / "extract.db")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("extract")] == ["extract.db"]
    raw = (tmp_path / "extract.db").read_bytes()
    assert [secret for secret in found if secret in raw] == []
    assert (tmp_path / "extract.db").stat().st_mode & 0o777 == 0o600
    here, there = sqlite3.connect(day.practice.path), sqlite3.connect(tmp_path / "extract.db")
    for table in TABLES[1:]:
        assert sorted(map(repr, here.execute(f"SELECT * FROM {table}"))) == sorted(map(repr, there.execute(f"SELECT * FROM {table}"))), (
            table
        )
    for table in ("share", "pepper"):
        assert here.execute(f"SELECT count(*) FROM {table}").fetchone() == there.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert there.execute("SELECT count(*) FROM guess").fetchone() == (0,)
    tables = {row[0] for row in here.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")}
    # Guesses are left out, and how far rings got: a backup's content may be older than that, and rings are met again.
    assert tables == {*TABLES, "share", "pepper", "guess", "ring", "schema_version"}, "a new table needs its place in the extract"
    here.close()
    there.close()


def test_an_extract_is_never_written_over_something(day: Day, tmp_path: Path):
    (tmp_path / "extract.db").write_bytes(b"")
    with pytest.raises(Conflict):
        day.keeper.extract(tmp_path / "extract.db")


def test_a_ledger_reads_and_proves_from_an_extract_and_nothing_is_entered_or_shared_there(day: Day, tmp_path: Path):
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    copy = Keeper(Database(tmp_path / "extract.db", SCHEMA), day.practice.pin, day.practice.clock.now)
    assert copy.lines(day.chart.id) == day.keeper.lines(day.chart.id)
    assert (copy.size(), copy.checkpoint(), copy.check_tail()) == (day.keeper.size(), day.keeper.checkpoint(), day.keeper.size())
    signed = day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, day.note))
    for attempt in (lambda: copy.release([signed]), copy.not_guessed, lambda: copy.key_backup(day.practice.office.seal, 1)):
        with pytest.raises((Conflict, Unavailable)):
            attempt()
    assert copy.size() == day.keeper.size()
    copy.close()


@pytest.mark.parametrize("back", [False, True])
def test_an_extract_says_of_a_stop_between_two_rolls_what_the_keeper_does(day: Day, tmp_path: Path, back: bool):
    """Which keys passed a grant by is told without any share."""
    between_rolls(day, back=back)
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    copy = Keeper(Database(tmp_path / "extract.db", SCHEMA), day.practice.pin, day.practice.clock.now)
    assert [one for one in audit.folder(copy.office).findings if one.code in ("due", "allowed")] == []
    copy.close()


@pytest.mark.parametrize("back", [False, True])
def test_a_stop_between_two_rolls_is_the_same_after_a_restore(day: Day, tmp_path: Path, back: bool):
    between_rolls(day, back=back)
    kept = key_backup(day)
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    restored(day, tmp_path / "extract.db", kept, tmp_path / "restored.db")
    tells(day, restoration(day))
    assert day.keeper.allows(day.record, day.shared.hash) == frozenset()
    assert day.keeper.waiting(day.shared.hash) == ({day.record} if back else set())
    assert [one for one in audit.folder(day.keeper.office).findings if one.code == "allowed"] == []


# The key backup


def test_a_key_backup_opens_with_the_privacy_offices_key_and_its_own_serial_alone(day: Day):
    sealed = day.keeper.key_backup(day.practice.office.seal, 7)
    seed = office_seed(day.practice)
    kept = parse(backups.open_key_backup(seed, day.practice.id, 7, sealed))
    assert (kept["serial"], len(kept["shares"]), len(kept["peppers"])) == (7, 8, 5)
    for other, serial in ((fresh.secret(), 7), (seed, 8), (day.officer.key(labels.SEAL_EVERYDAY), 7)):
        with pytest.raises(Tampered):
            backups.open_key_backup(other, day.practice.id, serial, sealed)
    assert [secret for secret in secrets(day) if secret in sealed] == []
    for at in (3, len(sealed) // 2, len(sealed) - 1):
        broken = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(Tampered):
            backups.open_key_backup(seed, day.practice.id, 7, broken)


def test_keys_are_backed_up_to_nobody_but_an_office_that_was_let_in(day: Day):
    """R25: the key comes from a caller, and what it is must stand in the directory up to the pin."""
    for key in (seal.public_of(fresh.secret()), day.officer.entry.seal, day.practice.office.seal_vault):
        with pytest.raises(Refused):
            day.keeper.key_backup(key, 1)


# Restoring


def test_a_restored_keeper_gives_the_same_shares_under_a_new_name_of_the_tree(day: Day, tmp_path: Path):
    old = day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares
    peppered = day.keeper.pepper(day.clinician.id, bytes(32))
    tag, before = day.keeper.login_tag("quiet harbour"), day.keeper.checkpoint()
    seen = Seen.of(read_checkpoint(before, day.practice.origin, day.keeper.office.log_keys(day.practice.origin)))
    day.keeper.extract(tmp_path / "extract.db")
    brought = restored(day, tmp_path / "extract.db", key_backup(day), tmp_path / "restored.db")
    assert (brought.lost, brought.origin) == ((), before.split("\n")[0][:-1] + "1")
    with pytest.raises(Unavailable, match="restore"):
        day.chart.open(day.clinician, day.own, Code.RECORD, day.note)
    tells(day, restoration(day))
    assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares == old
    assert day.keeper.pepper(day.clinician.id, bytes(32)) == peppered
    assert day.keeper.login_tag("quiet harbour") == tag
    assert day.keeper.checkpoint().startswith(brought.origin + "\n")
    verified = day.chart.verified(day.client, day.subject, seen)
    assert verified.gap, "clients see that the tree began anew"


def test_the_first_entry_after_a_restore_is_an_officers_and_names_the_old_tree(day: Day, tmp_path: Path):
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    restored(day, tmp_path / "extract.db", key_backup(day), tmp_path / "restored.db")
    size = day.keeper.size()
    with pytest.raises(Unavailable):
        day.keeper.not_guessed()
    with pytest.raises(Unavailable):
        day.practice.enters(day.client, Act.SIGN_IN)
    for statement in (Restoration(day.practice.id, "", "").write(), Restoration(day.practice.id, "another", "").write(), b""):
        with pytest.raises((Refused, Tampered)):
            ask = day.practice.bare(day.officer, Act.RESTORE, about=sha(statement) if statement else bytes(32))
            day.keeper.enter(day.officer.signs(ask), statement)
    statement = restoration(day)
    with pytest.raises(Refused, match="role"):
        day.keeper.enter(day.clinician.signs(day.practice.bare(day.clinician, Act.RESTORE, about=sha(statement))), statement)
    assert day.keeper.size() == size
    tells(day, statement)
    assert day.keeper.entered(sha(statement)) == size
    day.practice.restarts()
    assert day.practice.enters(day.client, Act.SIGN_IN)


def test_a_restore_forgets_no_stop_whenever_it_was_made(day: Day, tmp_path: Path):
    """The key backup is older than the stops: they are told again from the leaves of the ledger's extract."""
    lifted = day.chart.give(day.clinician, day.own, day.practice.staff("E. Rich", Role.CLINICIAN), {Code.ACCESS: READ, Code.RECORD: READ})
    rich = day.practice.people[-1]
    early = day.chart.give(day.clinician, day.own, day.practice.staff("T. New", Role.TRAINEE), {Code.ACCESS: READ, Code.RECORD: READ})
    day.chart.stop(day.client, day.subject, early)
    kept = key_backup(day)
    later = day.chart.give(day.clinician, day.own, day.practice.staff("L. Ate", Role.CLINICIAN), {Code.ACCESS: READ, Code.CONTACT: READ})
    late = day.practice.people[-1]
    day.chart.stop(day.client, day.subject, day.shared)
    day.chart.stop(day.client, day.subject, lifted)
    day.chart.gives(day.client, day.subject, lifted)
    day.chart.gives(day.client, day.subject, early)
    day.chart.stop(day.clinician, day.own, early)
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    restored(day, tmp_path / "extract.db", kept, tmp_path / "restored.db")
    tells(day, restoration(day))
    for who, held in ((day.colleague, day.shared), (day.practice.people[-2], early)):
        assert day.keeper.allows(day.record, held.hash) == frozenset()
        with pytest.raises(Refused):
            day.chart.open(who, held, Code.RECORD, day.note)
    assert day.chart.open(rich, lifted, Code.RECORD, day.note).shares
    assert day.chart.open(late, later, Code.CONTACT).shares
    assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares


def test_a_stop_told_again_from_the_leaves_is_lifted_by_nobody(day: Day, tmp_path: Path):
    """Whose stop it was stands in a body that the keeper cannot read."""
    kept = key_backup(day)
    day.chart.stop(day.client, day.subject, day.shared)
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    forgetful = sqlite3.connect(tmp_path / "extract.db")
    forgetful.execute("DELETE FROM allowed")
    forgetful.commit()
    forgetful.close()
    restored(day, tmp_path / "extract.db", kept, tmp_path / "restored.db")
    tells(day, restoration(day))
    assert day.keeper.allows(day.record, day.shared.hash) == frozenset()
    for who, held in ((day.client, day.subject), (day.clinician, day.own)):
        with pytest.raises(Refused):
            day.chart.gives(who, held, day.shared)


def test_a_grant_whose_entry_did_not_come_back_is_not_allowed(day: Day, tmp_path: Path):
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    late: Held = day.chart.give(day.clinician, day.own, day.colleague, {Code.CONTACT: READ})
    restored(day, tmp_path / "extract.db", key_backup(day), tmp_path / "restored.db")
    assert day.keeper.allows(day.chart.compartments[Code.CONTACT], late.hash) == frozenset()


def test_after_a_restore_every_compartment_but_ledgers_is_rolled_and_no_lift_evades_it(day: Day, tmp_path: Path):
    day.chart.stop(day.client, day.subject, day.shared)
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    restored(day, tmp_path / "extract.db", key_backup(day), tmp_path / "restored.db")
    tells(day, restoration(day))
    for chart in (day.chart, day.practice.own):
        for state in day.keeper.states(chart.id):
            assert state.state == ("live" if state.code is Code.LEDGER else "due")
    day.chart.gives(day.client, day.subject, day.shared)
    assert day.keeper.state(day.record).state == "due"
    day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    assert day.keeper.state(day.record).state == "live"
    assert day.chart.write(day.clinician, day.own, Code.RECORD).shares


def test_a_roll_that_was_running_may_still_be_ended_and_another_follows(day: Day, tmp_path: Path):
    day.chart.stop(day.client, day.subject, day.shared)
    made = day.chart.next_epoch(Code.RECORD)
    shares = day.chart.begin_roll(day.clinician, day.own, Code.RECORD, made, day.note)
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    restored(day, tmp_path / "extract.db", key_backup(day), tmp_path / "restored.db")
    tells(day, restoration(day))
    day.chart.end_roll(made)
    assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares[day.note, 2] == shares[day.note, 2]
    assert day.keeper.state(day.record).state == "due"


def test_what_the_key_backup_does_not_hold_is_named(day: Day, tmp_path: Path):
    kept = key_backup(day)
    chart = day.practice.chart(day.clinician)
    newcomer = day.practice.staff("N. Ewcomer", Role.CLINICIAN)
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    brought = restored(day, tmp_path / "extract.db", kept, tmp_path / "restored.db")
    assert set(brought.lost) == set(chart.compartments.values())
    tells(day, restoration(day))
    with pytest.raises(Conflict):
        chart.open(day.clinician, chart.own, Code.RECORD)
    assert day.keeper.pepper(newcomer.id, bytes(32)) not in {day.keeper.pepper(fresh.principal_id(), bytes(32)), b""}
    assert day.verifies().count == day.entries()


def test_everybody_is_signed_out_by_a_restore(day: Day, tmp_path: Path):
    signed = day.chart.signed(day.clinician, Act.OPEN, day.own, day.chart.place(Code.RECORD, day.note))
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    kept = key_backup(day)
    day.practice.clock.forward(60)
    restored(day, tmp_path / "extract.db", kept, tmp_path / "restored.db")
    tells(day, restoration(day))
    with pytest.raises(Refused, match="signed out"):
        day.keeper.release([signed])


def test_keys_are_restored_into_an_extract_of_the_pinned_practice_alone(day: Day, tmp_path: Path):
    kept, pin, now = key_backup(day), day.practice.pin, day.practice.clock.now()
    with pytest.raises(Conflict):
        backups.restore_keys(day.practice.database, pin, kept, now)
    day.keeper.extract(tmp_path / "extract.db")
    extract = Database(tmp_path / "extract.db", SCHEMA)
    with pytest.raises(Tampered):
        backups.restore_keys(extract, bytes(32), kept, now)
    for change in ({"log_ed25519": fresh.secret()}, {"practice": fresh.id()}, {"shares": [[day.record, 1, b"short"]]}, {"more": 1}):
        raw = plain({**parse(kept), **change})
        with pytest.raises(Tampered):
            backups.restore_keys(extract, pin, raw, now)
    assert backups.restore_keys(extract, pin, kept, now, beyond=6).origin.endswith("/7")
    with pytest.raises(Conflict):
        backups.restore_keys(extract, pin, kept, now)
    extract.close()


def test_a_restore_goes_beyond_every_name_that_anybody_was_shown(day: Day, tmp_path: Path):
    day.keeper.checkpoint()
    day.keeper.extract(tmp_path / "extract.db")
    kept = key_backup(day)
    assert restored(day, tmp_path / "extract.db", kept, tmp_path / "one.db").origin.endswith("/1")
    tells(day, restoration(day))
    seen = day.keeper.checkpoint()
    assert restored(day, tmp_path / "extract.db", kept, tmp_path / "two.db", beyond=1).origin.endswith("/2")
    tells(day, restoration(day, seen))
    assert Restoration.read(restoration(day, seen)).seen == seen


# Content that came back


def pages(day: Day, *changes: RestoredPage) -> bytes:
    return RestoredPages(day.practice.id, day.chart.id, day_of(day.practice.clock.now()), changes).write()


def tells_pages(day: Day, statement: bytes, who=None, held=None):
    held = held or day.chart.oversight
    who = who or day.officer
    signed = day.chart.signed(who, Act.RESTORE, held, about=sha(statement))
    return day.keeper.restore_pages(signed, statement)


def page(day: Day, version: int, *, epoch: int = 1) -> RestoredPage:
    return RestoredPage(day.record, epoch, version, day.keeper.head(day.record, version))


def test_an_officer_lets_an_older_page_be_the_newest_and_the_chart_says_so(day: Day):
    for _ in range(3):
        day.chart.write(day.clinician, day.own, Code.RECORD)
    latest = day.keeper.state(day.record).latest
    tells_pages(day, pages(day, page(day, latest - 2)))
    state = day.keeper.state(day.record)
    assert (state.settled, state.latest) == (latest - 2, latest)
    day.chart.write(day.clinician, day.own, Code.RECORD)
    assert day.keeper.state(day.record).settled == latest + 1, "a version is never used twice"
    verified = day.verifies()
    assert Act.RESTORE in {entry.body.act for entry in verified.entries}


def test_only_a_page_that_was_written_once_is_restored_and_only_by_an_officer(day: Day):
    day.chart.write(day.clinician, day.own, Code.RECORD)
    good = page(day, 1)
    for wrong in (replace(good, digest=fresh.secret()), replace(good, version=99), replace(good, epoch=2)):
        with pytest.raises(Conflict):
            tells_pages(day, pages(day, wrong))
    with pytest.raises(Refused):
        tells_pages(day, pages(day, good), day.clinician, day.own)
    other = RestoredPages(day.practice.id, ChartId(fresh.id()), 0, (good,)).write()
    with pytest.raises(Refused):
        tells_pages(day, other)
    foreign = replace(good, compartment=day.practice.own.compartments[Code.PRACTICE])
    with pytest.raises(Refused):
        tells_pages(day, pages(day, foreign))
    assert day.keeper.state(day.record).settled == day.keeper.state(day.record).latest


def test_content_of_before_a_roll_opens_again_until_it_is_rolled_again(day: Day):
    old = day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares
    day.chart.stop(day.client, day.subject, day.shared)
    before = day.chart.epochs[day.record]
    day.chart.roll(day.clinician, day.own, Code.RECORD, day.note)
    tells_pages(day, pages(day, page(day, 2)))
    day.chart.epochs[day.record] = before
    assert day.chart.open(day.clinician, day.own, Code.RECORD, day.note).shares == old
    with pytest.raises(Refused):
        day.chart.open(day.colleague, day.shared, Code.RECORD, day.note)
    assert day.keeper.state(day.record).state == "due"
    assert day.chart.roll(day.clinician, day.own, Code.RECORD, day.note).epoch == 3
    assert day.verifies().count == day.entries()
