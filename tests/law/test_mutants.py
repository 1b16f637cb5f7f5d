"""Every small wrong done to a rule is caught by a case: dropped or flipped conditions, values, lifts, obligations, ways, dates, clocks."""

from __future__ import annotations

from functools import cache

import pytest
from tests.law import loaded, mutants

from tacenda.core.decisions.cases import Case
from tacenda.core.decisions.rules import Pack

PACKS = loaded.packs().packs


@cache
def passing(house: bool) -> list[Case]:
    """The cases that pass as things stand."""
    return mutants.passing(loaded.practice(), loaded.practice_cases()) if house else mutants.passing(loaded.packs(), loaded.cases())


@pytest.mark.slow
@pytest.mark.parametrize("pack", PACKS, ids=[one.id for one in PACKS])
def test_a_case_catches_every_wrong_done_to_a_rule(pack: Pack) -> None:
    n, lives = mutants.survivors(pack, loaded.packs(), passing(False))
    assert lives == []
    assert n >= len(pack.rules)


@pytest.mark.slow
def test_a_case_catches_every_wrong_done_to_a_house_rule() -> None:
    n, lives = mutants.survivors(loaded.practice().packs[0], loaded.practice(), passing(True))
    assert lives == []
    assert n > 400
