"""Cedar answers the house rules as the kernel does: the same table, another engine, other authors."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from tests.law import cedar, loaded

from tacenda.core.decisions.practice import AccessFacts, AccessRules, decide_access, stated
from tacenda.core.words.access import Act, Code, Purpose, Right
from tacenda.core.words.moments import Moment
from tacenda.core.words.people import Role

NOW = Moment(1_795_000_000)  # 2026-11-18
BATCH = 1_000


def asks(dice: random.Random, n: int) -> list[AccessFacts]:
    """Random asks with complete facts, most of them with a grant and a purpose that fit together."""
    relations = list(loaded.practice().vocabulary.facts["relation"].values)
    purposes = {"treating": Purpose.TREATMENT, "self": Purpose.OWN_RECORD, "front_desk": Purpose.FRONT_DESK, "oversight": Purpose.OVERSIGHT}
    found: list[AccessFacts] = []
    for _ in range(n):
        relation = dice.choice(relations)
        found.append(
            AccessFacts(
                role=dice.choice(list(Role)),
                relation=relation,
                act=dice.choice([act for act in Act if act.value in loaded.practice().vocabulary.acts]),
                code=dice.choice(list(Code)),
                purpose=purposes.get(relation, Purpose.TREATMENT) if dice.random() < 0.7 else dice.choice(list(Purpose)),
                rights=frozenset(dice.sample(list(Right), dice.randint(0, 3))),
                author=dice.random() < 0.5,
                restricted=dice.random() < 0.1,
                step_up=dice.random() < 0.6,
                closed=dice.random() < 0.1,
                suspended=dice.random() < 0.05,
                break_glass=dice.random() < 0.1,
                outside=dice.random() < 0.1,
            )
        )
    return found


@pytest.mark.parametrize("n", [4_000, pytest.param(100_000, marks=pytest.mark.long)])
def test_cedar_and_the_kernel_answer_every_ask_alike(n: int) -> None:
    packs, dice = loaded.practice(), random.Random(20)
    text = cedar.policies(packs.rules(), packs, packs.vocabulary.acts)
    rules, allowed = AccessRules(packs), 0
    for _ in range(n // BATCH):
        batch = asks(dice, BATCH)
        ours = [decide_access(rules, one, NOW).allowed for one in batch]
        theirs = cedar.allowed(text, [cedar.request(one.act.value, stated(one)) for one in batch])
        assert [one for one, a, b in zip(batch, ours, theirs, strict=True) if a != b] == []
        allowed += sum(ours)
    assert n / 50 < allowed < n / 2  # neither all open nor all shut, so agreement says something


def test_who_is_nobody_to_a_chart_opens_nothing_whatever_else_is_true() -> None:
    packs, dice = loaded.practice(), random.Random(21)
    rules = AccessRules(packs)
    opened = [
        one
        for one in asks(dice, 3_000)
        if one.relation == "none"
        and one.act is Act.OPEN
        and not one.break_glass
        and one.role is not Role.OFFICER
        and decide_access(rules, one, NOW).allowed
    ]
    assert opened == []


def test_no_one_but_the_author_ever_opens_psychotherapy_notes() -> None:
    packs, dice = loaded.practice(), random.Random(22)
    rules = AccessRules(packs)
    for one in asks(dice, 20_000):
        if (
            one.code is Code.PSYCHOTHERAPY
            and one.act in (Act.OPEN, Act.WRITE, Act.SEARCH, Act.PRINT, Act.EXPORT)
            and decide_access(rules, one, NOW).allowed
        ):
            assert one.author
            assert one.step_up


def test_a_relation_that_nobody_stated_is_no_permission() -> None:
    packs, dice = loaded.practice(), random.Random(23)
    rules = AccessRules(packs)
    for one in asks(dice, 2_000):
        known, unknown = decide_access(rules, one, NOW), decide_access(rules, replace(one, relation="unknown"), NOW)
        assert unknown.allowed is False or known.allowed or one.relation == "unknown"
