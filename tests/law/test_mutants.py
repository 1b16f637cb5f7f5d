"""Every small wrong done to a rule is caught by a case: dropped or flipped conditions, values, lifts, obligations, ways, dates, clocks."""

from __future__ import annotations

import pytest
from tests.law import beside, loaded, mutants

from tacenda.core.decisions.rules import Pack

PACKS = loaded.packs().packs


@pytest.mark.slow
@pytest.mark.parametrize("pack", PACKS, ids=[one.id for one in PACKS])
def test_a_case_catches_every_wrong_done_to_a_rule(pack: Pack) -> None:
    n, lives = mutants.survivors(pack, loaded.packs(), loaded.cases())
    assert lives == []
    assert n >= len(pack.rules)


@pytest.mark.slow
def test_a_case_catches_every_wrong_done_to_a_house_rule() -> None:
    n, lives = mutants.survivors(loaded.practice().packs[0], loaded.practice(), loaded.practice_cases())
    assert lives == []
    assert n > 400


@pytest.mark.slow
def test_a_wrong_that_is_caught_beside_its_rule_is_caught_in_its_place_too() -> None:
    packs = loaded.packs()
    some = [mutant for pack in PACKS for mutant in mutants.of_pack(pack, packs)][::127]
    naming = mutants.naming(mutants.passing(packs, mutants.about({right.id for one in some for right, _ in one.pairs}, loaded.cases())))
    caught = sorted(mutants.swept(some, naming, packs))
    assert len(caught) > 200
    assert [some[n].name for n in caught if not mutants.dies(some[n], naming, (), packs)] == []


@pytest.mark.slow
def test_a_rule_that_another_calls_by_name_has_its_wrongs_tried_one_by_one() -> None:
    packs = loaded.packs()
    cancelled = {name for rule in packs.rules() for name in rule.cancels}
    assert cancelled
    assert not any(beside.plain(packs.rule(name), (), packs) for name in cancelled)
