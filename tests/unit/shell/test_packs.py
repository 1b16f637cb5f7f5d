"""Reading rules from disk: the built-in folder, a folder of one's own, a folder that is not there."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from tests.law import loaded
from tests.unit.core.decisions.small import cases, law, request, rule, whole

from tacenda import law as library
from tacenda.core.decisions.reading import BadPack
from tacenda.core.decisions.rules import Layer
from tacenda.shell import packs

RULES = whole("bar", "a.bar", when={"info": {"not": ["deidentified"]}}) + whole("ground", "a.ground", lifts=["a.bar"])
DATES = {"from": dt.date(2000, 1, 1), "known": dt.date(2026, 1, 1)}


def test_the_packs_of_the_law_and_the_house_rules_are_two_worlds() -> None:
    assert all(one.layer is not Layer.PRACTICE for one in loaded.packs().packs)
    assert [one.id for one in loaded.practice().packs] == ["practice"]


def test_a_folder_replaces_the_built_in_packs_and_borrows_their_words(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.toml").write_text(law(RULES), "utf-8")
    (tmp_path / "deep" / "a.cases.toml").write_text(cases("a.bar", "a.ground"), "utf-8")
    own = library.load(tmp_path)
    assert [one.id for one in own.packs] == ["law"]
    assert library.decide(request(info="record"), own).verdict == "may"
    assert [one.id for one in packs.load_cases(own, tmp_path)] == ["fires", "near"]


FLAWS = {
    "no case in which it fires": (whole("ground", "a.more", lifts=["a.bar"]), cases("a.bar", "a.ground")),
    "no case in which it nearly fires": (
        whole("ground", "a.more", lifts=["a.bar"], when={"recipient": "media"}),
        cases("a.bar", "a.ground") + cases("a.more", near=False).replace('"fires"', '"more"'),
    ),
    "`source` is missing": (rule("note", "a.more", says="x", **DATES), cases("a.bar", "a.ground", "a.more")),
    "`from` is missing": (rule("note", "a.more", says="x", source="x"), cases("a.bar", "a.ground", "a.more")),
    "is equal to `a.ground` but for its id": (
        whole("ground", "a.more", lifts=["a.bar"], citation="the law of a.ground"),
        cases("a.bar", "a.ground", "a.more"),
    ),
    "cannot hold together": (whole("note", "a.more", when={"client_age": {"below": 0}}), cases("a.bar", "a.ground", "a.more")),
}


@pytest.mark.parametrize("says", FLAWS)
def test_a_folder_with_a_flawed_rule_does_not_load_for_the_library(tmp_path: Path, says: str) -> None:
    more, pinned = FLAWS[says]
    (tmp_path / "a.toml").write_text(law(RULES + more), "utf-8")
    (tmp_path / "a.cases.toml").write_text(pinned, "utf-8")
    with pytest.raises(BadPack, match=re.escape(says)) as refused:
        library.load(tmp_path)
    assert refused.value.at == "a.toml a.more"


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
