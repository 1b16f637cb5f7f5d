"""The published cases: verdict, segments, obligations, dates and the law that decides. None may disclose more than its case allows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.law.loaded import packs

from tacenda.core.decisions import kernel
from tacenda.core.decisions.decision import Decision
from tacenda.core.decisions.evaluate import GREEN

VIGNETTES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "vectors" / "vignettes.json").read_text("utf-8"))["vignettes"]


def differences(decision: Decision, expect: dict[str, Any]) -> list[str]:
    """Where an answer leaves what its case expects."""
    found = [] if decision.verdict in expect["verdict"] else [f"{decision.verdict}, expected {expect['verdict']}"]
    verdicts = {one.id: one.verdict for one in decision.segments}
    found += [f"{id} is {verdicts[id]}" for id, wanted in expect.get("segments", {}).items() if verdicts[id] not in wanted]
    does = {one.do for one in decision.obligations}
    found += [f"{one} is missing" for one in expect["obligations"] if one not in does]
    clocks = {(one.act, one.due) for one in decision.clocks}
    found += [f"{act} is not due {due}" for act, due in expect.get("due", {}).items() if (act, due) not in clocks]
    return found


@pytest.mark.parametrize("vignette", VIGNETTES, ids=[one["id"] for one in VIGNETTES])
def test_the_answer_is_the_one_the_published_case_expects(vignette: dict[str, Any]) -> None:
    assert differences(kernel.decide(packs(), vignette["request"]), vignette["expect"]) == []


@pytest.mark.parametrize("vignette", VIGNETTES, ids=[one["id"] for one in VIGNETTES])
def test_the_law_that_decides_is_cited(vignette: dict[str, Any]) -> None:
    cited = kernel.decide(packs(), vignette["request"]).citations
    missing = [one for one in vignette["expect"]["citations"] if not any(one in work or work in one for work in cited)]
    assert missing == []


def test_no_published_case_discloses_more_than_it_allows() -> None:
    too_much: list[str] = []
    for vignette in VIGNETTES:
        decision, expect = kernel.decide(packs(), vignette["request"]), vignette["expect"]
        allowed = {one.id: set(expect["verdict"]) | set(expect.get("segments", {}).get(one.id, ())) for one in decision.segments}
        too_much += [f"{vignette['id']} {one.id}" for one in decision.segments if one.verdict in GREEN and not GREEN & allowed[one.id]]
    assert too_much == []


def test_every_answer_to_a_published_case_replays_byte_for_byte() -> None:
    for vignette in VIGNETTES:
        assert (
            kernel.decide(packs(), vignette["request"]).as_bytes()
            == kernel.decide(packs(), json.loads(json.dumps(vignette["request"]))).as_bytes()
        )
