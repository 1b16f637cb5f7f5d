"""A backup is rebuilt into a house that works: people sign in, notes open, the client sees that the tree began anew."""

import json
from pathlib import Path

import pytest
from tests.walks.practice import INES, KIM, MAYA, NOOR, TEXT, TOMAS, Town

from tacenda.acts import backups, ledger, notes, rolling
from tacenda.acts.backups import Restored
from tacenda.acts.checks import Checker
from tacenda.acts.desk import reading
from tacenda.acts.house import SetClock
from tacenda.core.words.access import Content, Purpose
from tacenda.core.words.errors import Conflict, Invalid, NotFound, Refused, Tampered
from tacenda.core.words.moments import Moment


def saved(town: Town, to: Path) -> backups.Kept:
    backups.make(town.house, to, lambda _: None)
    return backups.look_at(to)


def rebuilt(town: Town, kept: backups.Kept, to: Path, **more) -> Restored:
    """The town goes on in the restored folder."""
    town.clock.forward(3600)
    restored = backups.restore(kept, to, town.built.codes[INES.login], clock=SetClock(town.clock.now()), **more)
    town.house.close()
    town.house, town.folder = restored.house, to
    town.clock = restored.house.clock
    return restored


def test_a_restored_house_works_for_officer_clinician_and_client(town: Town, tmp_path: Path):
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        seen = ledger.who_looked(desk, town.kim, Purpose.OWN_RECORD, None).seen
    restored = rebuilt(town, saved(town, tmp_path / "backup"), tmp_path / "again")
    assert (restored.lost, restored.origin[-2:]) == ((), "/1")
    assert Checker(town.house, town.everybody()).run().fits
    due = town.house.keeper.due()
    assert due
    with town.signed_in(MAYA, stepped_up=True) as visitor, reading(town.house, visitor) as desk:
        assert notes.open_note(desk, town.kim, town.built.note).note.text("text") == TEXT
        assert notes.list_notes(desk, town.kim, Content.PSYCHOTHERAPY_NOTE)
    with town.signed_in(MAYA, stepped_up=True) as visitor:
        assert not town.house.keeper.due() & {state.id for state in town.house.keeper.states(town.kim)}, "her sign-in rolled what she holds"
        town.play.note(visitor, KIM, (("text", "After the fire."),))
    for who in (INES, TOMAS):
        with town.signed_in(who, stepped_up=True):
            pass
    assert not town.house.keeper.due()
    with town.signed_in(KIM) as visitor, reading(town.house, visitor) as desk:
        looks = ledger.who_looked(desk, town.kim, Purpose.OWN_RECORD, seen)
        assert looks.verification.gap, "the client is told that the tree began anew"
        assert ledger.who_looked(desk, town.kim, Purpose.OWN_RECORD, looks.seen).verification.gap is False
    assert town.checked().findings == ()


def test_a_stop_made_before_the_backup_holds_after_the_restore(town: Town, tmp_path: Path):
    town.play.stop(KIM, TOMAS)
    rebuilt(town, saved(town, tmp_path / "backup"), tmp_path / "again")
    with town.signed_in(TOMAS) as visitor, reading(town.house, visitor) as desk, pytest.raises(Refused):
        notes.list_notes(desk, town.kim, Content.NOTE)
    assert town.checked(INES, MAYA, KIM, NOOR).fits


def test_nobody_but_an_officer_restores_and_a_wrong_code_leaves_nothing(town: Town, tmp_path: Path):
    kept = saved(town, tmp_path / "backup")
    for code, problem in (
        (town.built.codes[MAYA.login], Refused),
        (town.built.codes[KIM.login], Refused),
        ("AAAA AAAA AAAA AAAA AAAA AAAA AAAA", Invalid),
    ):
        with pytest.raises(problem):
            backups.restore(kept, tmp_path / "again", code)
        assert list((tmp_path / "again").iterdir() if (tmp_path / "again").exists() else ()) == []


def test_a_backup_holds_no_secret_of_the_keeper_in_the_clear(town: Town, tmp_path: Path):
    saved(town, tmp_path / "backup")
    with town.house.keeper.office.database.reading() as tx:
        secrets = [bytes(row[0]) for row in tx.rows("SELECT secret FROM share UNION ALL SELECT secret FROM pepper")]
    raw = b"".join(path.read_bytes() for path in (tmp_path / "backup").iterdir())
    assert len(secrets) > 20
    assert [secret for secret in secrets if secret in raw or secret.hex().encode() in raw] == []
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "backup").iterdir()} == {0o600}


def test_a_changed_file_of_a_backup_is_refused(town: Town, tmp_path: Path):
    saved(town, tmp_path / "backup")
    for name in ("content.db", "keeper.db", "keys.sealed", "settings.toml"):
        path = tmp_path / "backup" / name
        raw = path.read_bytes()
        path.write_bytes(raw[:-1] + bytes([raw[-1] ^ 1]))
        with pytest.raises(Tampered):
            backups.look_at(tmp_path / "backup")
        path.write_bytes(raw)
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    (tmp_path / "backup" / "manifest.json").write_text(json.dumps(manifest | {"serial": manifest["serial"] + 1}))
    with pytest.raises(Tampered):
        backups.restore(backups.look_at(tmp_path / "backup"), tmp_path / "again", town.built.codes[INES.login])
    with pytest.raises(NotFound):
        backups.look_at(tmp_path / "nothing")


def test_nothing_is_written_over(town: Town, tmp_path: Path):
    kept = saved(town, tmp_path / "backup")
    with pytest.raises(Conflict):
        backups.make(town.house, tmp_path / "backup", lambda _: None)
    with pytest.raises(Conflict):
        backups.restore(kept, town.folder, town.built.codes[INES.login])


def test_the_house_knows_when_its_last_backup_was_made(town: Town, tmp_path: Path):
    assert town.house.last_backup() == Moment(0)
    saved(town, tmp_path / "backup")
    assert town.house.last_backup() == town.clock.now()


def test_what_was_restored_twice_goes_by_two_names(town: Town, tmp_path: Path):
    kept = saved(town, tmp_path / "backup")
    rebuilt(town, kept, tmp_path / "once")
    assert rebuilt(town, kept, tmp_path / "twice", beyond=1).origin.endswith("/2")


def test_a_roll_with_a_stop_under_way_is_due_again_after_the_restore(town: Town, tmp_path: Path):
    town.play.stop(KIM, TOMAS)
    assert town.house.keeper.due()
    rebuilt(town, saved(town, tmp_path / "backup"), tmp_path / "again")
    with town.signed_in(MAYA, stepped_up=True) as visitor:
        rolling.roll_due(town.house, visitor)
        with reading(town.house, visitor) as desk:
            assert notes.open_note(desk, town.kim, town.built.note).note.text("text") == TEXT
