"""Folders that are not what a command needs: other people's things, a house without its keeper, a file cut short, a backup inside."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tacenda.acts import accounts, backups
from tacenda.acts.accounts import Start
from tacenda.acts.house import NO_KEEPER, open_house
from tacenda.core.words.errors import Unavailable
from tacenda.doors.cli import main

WORDS = "lantern copper willow saddle orbit maple"


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    """A data folder with a practice, and no process that has it open."""
    folder = tmp_path / "practice"
    assert main.main(["init", "--data", str(folder)]) == 0
    house = open_house(folder)
    accounts.begin(house, Start("Harbor House", "US-CA", False, "Dr. Ada Fox", "ada", WORDS))
    house.close()
    return folder


@pytest.mark.parametrize("command", [["init"], ["serve", "--port", "0"]])
def test_a_folder_with_other_things_is_not_taken_over(command: list[str], tmp_path: Path, capsys) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "thesis.txt").write_text("mine", encoding="utf-8")
    assert main.main([*command, "--data", str(folder)]) == 1
    assert "holds other things" in capsys.readouterr().err
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755
    assert [one.name for one in folder.iterdir()] == ["thesis.txt"]


def test_a_folder_with_settings_alone_or_a_new_disk_is_taken(tmp_path: Path) -> None:
    for name, make in (("settings.toml", lambda at: at.write_text("port = 8001\n", encoding="utf-8")), ("lost+found", Path.mkdir)):
        folder = tmp_path / name.partition(".")[0]
        folder.mkdir()
        make(folder / name)
        assert main.main(["init", "--data", str(folder)]) == 0


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["init"], ["verify"], ["doctor"], ["jobs", "--once"]])
def test_a_practice_without_its_keeper_is_no_empty_folder(command: list[str], practice: Path, capsys) -> None:
    (practice / "keeper.db").unlink()
    assert main.main([*command, "--data", str(practice)]) == 1
    assert NO_KEEPER in capsys.readouterr().err
    assert not (practice / "keeper.db").exists(), "nothing is made in its place"


@pytest.mark.parametrize("pinned", [True, False])
def test_an_empty_keeper_in_its_place_is_refused_too(pinned: bool, practice: Path, tmp_path: Path, capsys) -> None:
    empty = tmp_path / "empty"
    assert main.main(["init", "--data", str(empty)]) == 0
    (empty / "keeper.db").replace(practice / "keeper.db")
    if not pinned:
        (practice / "settings.toml").unlink()
    assert main.main(["serve", "--port", "0", "--data", str(practice)]) == 1
    assert NO_KEEPER in capsys.readouterr().err


@pytest.mark.parametrize("name", ["keeper.db", "content.db"])
def test_a_damaged_file_is_named_with_what_to_do(name: str, practice: Path, capsys) -> None:
    (practice / name).write_bytes(b"no database at all, and long enough to be one" * 100)
    assert main.main(["serve", "--port", "0", "--data", str(practice)]) == 1
    said = capsys.readouterr().err
    assert f"The file {name} is damaged" in said and "restore the newest backup" in said


def test_a_backup_inside_the_data_folder_is_refused(practice: Path) -> None:
    house = open_house(practice)
    with pytest.raises(Unavailable) as refused:
        backups.make(house, practice / "copies" / "monday", lambda _: None)
    house.close()
    assert "outside" in refused.value.public and not (practice / "copies").exists()
