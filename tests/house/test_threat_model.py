"""The threat model names what exists: each line its promise and its tests, each test of a threat its line."""

import ast
import re

from tests.house.source import ROOT

LINE = re.compile(r"^- \*\*(T-[1-6]\.\d\d)\*\* (P[1-8]): (.*?)(?=^- |^\*|^#|\Z)", re.MULTILINE | re.DOTALL)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")


def lines():
    """Id, promise and text of each line."""
    return LINE.findall((ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8"))


def names_of(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_line_of_the_threat_model_names_tests_that_exist():
    wrong = []
    for id, _, text in lines():
        named = TEST.findall(text)
        for path, test in named:
            if not (ROOT / path).is_file() or (test and test not in names_of(ROOT / path)):
                wrong.append(f"{id}: {path}::{test}")
        if not named:
            wrong.append(f"{id}: no test")
    assert wrong == []


def test_ids_of_the_threat_model_are_dense_and_every_tier_and_promise_has_a_line():
    ids = [id for id, *_ in lines()]
    expected = [f"T-{tier}.{n:02}" for tier in range(1, 7) for n in range(1, 1 + sum(id.startswith(f"T-{tier}.") for id in ids))]
    assert ids == expected
    assert {id[2] for id in ids} == set("123456")
    assert {promise for _, promise, _ in lines()} == {f"P{n}" for n in range(1, 9)}


def test_every_test_of_a_threat_is_named_by_a_line():
    named = {one for *_, text in lines() for one in TEST.findall(text)}
    loose = [
        f"{path.name}::{test}"
        for path in sorted((ROOT / "tests" / "threats").glob("test_*.py"))
        for test in sorted(names_of(path))
        if not {(f"tests/threats/{path.name}", test), (f"tests/threats/{path.name}", "")} & named
    ]
    assert loose == []
