"""Cases answered from the law before the rules were asked, over many places: verdict, parts, obligations, dates, the law that decides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.law import loaded
from tests.law.test_vignettes import differences

from tacenda.core.decisions import kernel
from tacenda.core.decisions.evaluate import GREEN

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "vectors" / "plain-day.json").read_text("utf-8"))["vignettes"]


def whole(request: dict[str, Any]) -> dict[str, Any]:
    """The request with everything a plain day settles stated."""
    quiet = {name: list(one) if isinstance(one, tuple) else one for name, one in loaded.packs().vocabulary.quiet.items()}
    shared = {
        "form": "tacenda.decision-request/1",
        "vocabulary": 1,
        "id": "plain",
        "layers": "all",
        "codes": [],
        "now": "2026-11-20T10:00:00Z",
    }
    return shared | request | {"facts": quiet | request["facts"]}


@pytest.mark.parametrize("case", CASES, ids=[one["id"] for one in CASES])
def test_the_answer_is_the_one_the_law_gives(case: dict[str, Any]) -> None:
    expect = {"obligations": [], "citations": []} | case["expect"]
    decision = kernel.decide(loaded.packs(), whole(case["request"]))
    assert differences(decision, expect) == []
    assert [one for one in expect["citations"] if not any(one in work or work in one for work in decision.citations)] == []


def test_no_part_is_given_away_that_the_law_keeps() -> None:
    too_much: list[str] = []
    for case in CASES:
        for one in kernel.decide(loaded.packs(), whole(case["request"])).segments:
            allowed = set(case["expect"].get("segments", {}).get(one.id, case["expect"]["verdict"]))
            too_much += [f"{case['id']} {one.id}"] * (one.verdict in GREEN and not GREEN & allowed)
    assert too_much == []
