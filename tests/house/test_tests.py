"""The tests themselves: none is left out, none replaces our own functions, and each says something."""

import ast

from tests.house.source import ROOT, calls, modules

TESTS = ROOT / "tests"


def written():
    return {name: tree for name, tree in modules(TESTS).items() if not name.startswith("house/")}


def test_no_test_is_skipped_or_expected_to_fail():
    found = []
    for name, tree in written().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail", "importorskip"}:
                found.append(f"{name}:{node.lineno}")
    assert found == []


def test_none_of_our_own_functions_is_replaced():
    """A constant may be made smaller for a test; what is called stays what it is."""
    found = []
    for name, tree in written().items():
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Import | ast.ImportFrom)
                and "mock" in f"{getattr(node, 'module', '')} {[alias.name for alias in node.names]}"
            ):
                found.append(f"{name}:{node.lineno}")
        for called, node in calls(tree):
            on_monkeypatch = (
                isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name) and node.func.value.id == "monkeypatch"
            )
            if called == "setattr" and on_monkeypatch:
                texts = [each.value for each in node.args[:2] if isinstance(each, ast.Constant) and isinstance(each.value, str)]
                if not texts or not texts[-1].rsplit(".", 1)[-1].lstrip("_").isupper():
                    found.append(f"{name}:{node.lineno}")
    assert found == []


def test_test_names_are_sentences():
    short = [
        f"{name}:{node.name}"
        for name, tree in written().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and len(node.name.split("_")) < 5
    ]
    assert short == []


def functions(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def claims(node, checks):
    """An `assert`, an expected exception, or a call of a function of the tests that makes such a claim for many."""
    return any(isinstance(each, ast.Assert) for each in ast.walk(node)) or any(called in checks for called, _ in calls(node))


def test_every_test_claims_something():
    checks = {"raises"}
    while more := {node.name for tree in written().values() for node in functions(tree) if claims(node, checks)} - checks:
        checks |= more
    silent = [
        f"{name}:{node.name}"
        for name, tree in written().items()
        for node in functions(tree)
        if node.name.startswith("test_") and not claims(node, checks)
    ]
    assert silent == []
