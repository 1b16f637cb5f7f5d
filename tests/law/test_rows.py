"""The row packs are what their table says: made by a script, committed, unchanged, and never looser than their cells."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import law_rows
import pytest
from tests.law import loaded

from tacenda.core.decisions.rules import Kind

ROOT = Path(__file__).parents[2]
ROWS: dict[str, Any] = json.loads((ROOT / "src" / "tacenda" / "law" / "us" / "rows.json").read_text("utf-8"))
MADE: list[tuple[Path, str]] = list(law_rows.files(ROWS["states"]))


@pytest.mark.parametrize(("path", "text"), MADE, ids=[f"{path.parent.name}/{path.name}" for path, _ in MADE])
def test_the_committed_file_is_what_the_table_makes(path: Path, text: str) -> None:
    assert path.read_text("utf-8") == text


def test_every_state_and_the_district_stand_either_in_the_table_or_in_a_pack_of_their_own() -> None:
    places = {pack.place for pack in loaded.packs().packs}
    named = set(ROWS["states"]) | set(ROWS["skipped"])
    assert len(named) == 51
    assert {f"US-{one}" for one in named} <= places
    assert not set(ROWS["states"]) & set(ROWS["skipped"])


def test_a_hash_is_the_hash_of_the_quoted_words() -> None:
    for path, text in MADE:
        lines = text.splitlines()
        for number, line in enumerate(lines):
            if line.startswith("# quote: ") and path.name == "rows.toml":
                digest = hashlib.sha256(line.removeprefix("# quote: ").encode()).hexdigest()
                rule = lines[number : lines.index("", number)]
                assert f'quote_sha256 = "{digest}"' in rule


def test_what_was_not_read_opens_nothing() -> None:
    proven = loaded.packs().vocabulary.proven
    made = {f"us-{state.lower()}" for state in ROWS["states"]}
    for rule in loaded.packs().rules():
        if rule.id.endswith(("unencoded", "unread", "-past", "-ended", "-younger", "-privileged")) and rule.pack in made:
            assert rule.kind in (Kind.GROUND, Kind.DUTY)
            assert rule.confidence not in proven
