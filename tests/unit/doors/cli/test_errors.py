"""What the command line says when it cannot: each error begins alike, and a folder without a practice is named with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tacenda.acts.checks import Finding, Report
from tacenda.doors.cli import main, verify


@pytest.mark.parametrize("command", ["verify", "doctor", "jobs"])
def test_a_folder_that_is_not_there_is_named_with_what_to_do(command: str, tmp_path: Path, capsys) -> None:
    folder = tmp_path / "nowhere"
    assert main.main([command, "--data", str(folder)]) == 1
    said = capsys.readouterr().err
    assert said == (
        f"tacenda: the folder {folder} is not there. Name the data folder with --data, or make one: tacenda init --data {folder}\n"
    )


@pytest.mark.parametrize("typed", [["verify", "--data", "x", "--as", "a", "--everyone"], ["backup"], ["sing"], ["law", "show"]])
def test_what_was_not_understood_begins_alike_and_says_how_it_is_written(typed: list[str], capsys) -> None:
    assert main.main(typed) == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].startswith("tacenda: ") and lines[1].startswith("Usage: tacenda") and lines[2].endswith(" --help")


def test_a_command_that_needs_another_shows_its_help_once(capsys) -> None:
    assert main.main(["law"]) == 2
    said = capsys.readouterr().err
    assert said.startswith("Usage: tacenda law") and said.count("Usage:") == 1
    assert "check" in said and "Help: " not in said


def test_a_folder_is_made_once_and_the_second_time_says_that_it_was_there(tmp_path: Path, capsys) -> None:
    folder = tmp_path / "practice"
    said: list[str] = []
    for _ in range(2):
        assert main.main(["init", "--data", str(folder)]) == 0
        said.append(capsys.readouterr().out)
    assert "is made, and only you can read it." in said[0] and "is as it was, and still empty." in said[1]
    assert all(f"tacenda serve --data {folder}" in one for one in said)


def test_a_house_made_for_a_practice_is_not_made_a_demonstration(tmp_path: Path, capsys) -> None:
    assert main.main(["init", "--data", str(tmp_path / "house")]) == 0
    assert main.main(["demo", "--data", str(tmp_path / "house")]) == 1
    assert "was made for a practice of your own. Nothing was changed" in capsys.readouterr().err


def test_a_finding_is_a_sentence_with_the_word_for_whoever_looks_into_it(capsys) -> None:
    report = Report((Finding("tampered: order"), Finding("entry")), 3, 1, 0)
    with pytest.raises(SystemExit):
        verify.tell(report, opened=False)
    said = capsys.readouterr().err
    assert "something was changed: a line stands in another order than it was written (`order`)" in said
    assert "a line of the ledger" in said and "in 2 places" in said
