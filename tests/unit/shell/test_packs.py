"""Reading rules from disk: the built-in folder, a folder of one's own, a folder that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.law import loaded
from tests.unit.core.decisions.small import BAR, law, request, rule

from tacenda import law as library
from tacenda.core.decisions.reading import BadPack
from tacenda.core.decisions.rules import Layer
from tacenda.shell import packs


def test_the_packs_of_the_law_and_the_house_rules_are_two_worlds() -> None:
    assert all(one.layer is not Layer.PRACTICE for one in loaded.packs().packs)
    assert [one.id for one in loaded.practice().packs] == ["practice"]


def test_a_folder_replaces_the_built_in_packs_and_borrows_their_words(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.toml").write_text(law(BAR + rule("ground", "a.ground", lifts=["a.bar"])), "utf-8")
    (tmp_path / "deep" / "a.cases.toml").write_text(
        '[[case]]\nid = "one"\nsays = "x"\nrequest = { act = "disclose", places = ["US"] }\n', "utf-8"
    )
    own = library.load(tmp_path)
    assert [one.id for one in own.packs] == ["law"]
    assert library.decide(request(info="record"), own).verdict == "may"
    assert [one.id for one in packs.load_cases(own, tmp_path)] == ["one"]


def test_the_library_reads_the_built_in_packs_once() -> None:
    assert library.load() is library.load()
    assert library.decide(request(recipient="media", purpose="publicity", info="record")).verdict in ("must_not", "not_yet")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadPack):
        packs.load(tmp_path / "nowhere")


def test_a_file_that_is_no_text_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadPack, match=r"a\.toml"):
        packs.load(tmp_path)
