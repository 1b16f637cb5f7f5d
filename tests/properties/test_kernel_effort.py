"""A bound on looking cuts lists short and nothing else: the verdict, its reasons and its tasks are those without a bound."""

from __future__ import annotations

import random

from tests.law import loaded, worlds

from tacenda.core.decisions import kernel
from tacenda.core.decisions.effort import Effort

LISTS = {"ask", "alternatives", "notes"}


def test_a_decision_cut_short_differs_in_its_lists_alone_and_says_so() -> None:
    dice, cut = random.Random(20261129), 0
    for _ in range(150):
        asked = worlds.request(dice, loaded.packs())
        whole = kernel.decide(loaded.packs(), asked).as_dict()
        for steps in (0, 400, 4_000, 40_000):
            effort = Effort(steps)
            short = kernel.decide(loaded.packs(), asked, effort).as_dict()
            assert {name: short[name] for name in short if name not in LISTS} == {name: whole[name] for name in whole if name not in LISTS}
            said = [one for one in short["notes"] if one["rule"] == "effort"]  # type: ignore[index, attr-defined]
            assert bool(said) == effort.short
            cut += bool(said)
            if not said:
                assert short == whole
    assert cut > 100


def test_the_same_bound_cuts_at_the_same_place() -> None:
    dice = random.Random(7)
    for asked in [worlds.request(dice, loaded.packs()) for _ in range(30)]:
        first, second = Effort(5_000), Effort(5_000)
        assert kernel.decide(loaded.packs(), asked, first).as_bytes() == kernel.decide(loaded.packs(), asked, second).as_bytes()
        assert first == second


def test_what_a_share_leaves_over_goes_on_to_the_others_and_what_it_overdraws_is_taken_from_them() -> None:
    whole = Effort(100)
    share = whole.share(4)
    share.look(0)
    whole.take(share, 4)
    assert (share.left, whole.left) == (13, 88)
    share = whole.share(2)
    share.look(200)
    whole.take(share, 2)
    assert whole.left == 88 - 212 and whole.share(1).left == 0
    assert whole.over() and whole.short
