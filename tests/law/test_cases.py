"""Every case beside the packs agrees with the rules, and every pack is dated, sourced, told and pinned."""

from __future__ import annotations

from functools import cache

import pytest
from tests.law import loaded

from tacenda.core.decisions import lint
from tacenda.core.decisions.cases import Case

LAW = loaded.cases()
HOUSE = loaded.practice_cases()


@pytest.mark.parametrize("case", LAW, ids=[f"{one.file}:{one.id}" for one in LAW])
def test_the_rules_do_what_the_case_says(case: Case) -> None:
    assert loaded.differences(case, loaded.packs()) == []


@pytest.mark.parametrize("case", HOUSE, ids=[one.id for one in HOUSE])
def test_the_house_rules_do_what_the_case_says(case: Case) -> None:
    assert loaded.differences(case, loaded.practice()) == []


@cache
def found() -> list[lint.Finding]:
    return list(lint.findings(loaded.packs(), ()))


@pytest.mark.parametrize("pack", [one.id for one in loaded.packs().packs])
def test_a_pack_is_dated_sourced_told_and_pinned(pack: str) -> None:
    rules = {rule.id for one in loaded.packs().packs if one.id == pack for rule in one.rules}
    assert [str(one) for one in found() if one.rule in rules and "no case" not in one.says] == []


def test_every_rule_has_a_case_that_fires_it_and_one_that_nearly_does() -> None:
    found = [*lint.pinned(loaded.packs(), LAW), *lint.pinned(loaded.practice(), HOUSE)]
    assert [str(one) for one in found] == []
