"""The tests themselves: none is left out, none replaces our own functions, and each says something."""

import ast
from functools import cache

from tests.house.source import ROOT, calls, modules, walked

TESTS = ROOT / "tests"


def written():
    return {name: tree for name, tree in modules(TESTS).items() if not name.startswith("house/")}


def test_no_test_is_skipped_or_expected_to_fail():
    found = []
    for name, tree in written().items():
        for node in walked(tree):
            if isinstance(node, ast.Attribute) and node.attr in {"skip", "skipif", "xfail", "importorskip"}:
                found.append(f"{name}:{node.lineno}")
    assert found == []


def ours(tree):
    """Names under which a test file imports something of ours."""
    for node in walked(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tacenda"):
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names if alias.name.startswith("tacenda"))


def replaced(tree):
    """(what, line) for each thing of ours that `monkeypatch.setattr` puts something else in the place of."""
    for called, node in calls(tree):
        on = node.func.value if isinstance(node.func, ast.Attribute) else None
        if called != "setattr" or not isinstance(on, ast.Name) or on.id != "monkeypatch" or not node.args:
            continue
        first, second = node.args[0], node.args[1] if len(node.args) > 1 else None
        if isinstance(first, ast.Constant) and str(first.value).startswith("tacenda"):
            yield str(first.value).rsplit(".", 1)[-1], node.lineno
        elif next(each.id for each in ast.walk(first) if isinstance(each, ast.Name)) in set(ours(tree)):
            yield str(second.value) if isinstance(second, ast.Constant) else "something", node.lineno


def test_none_of_our_own_functions_is_replaced():
    """A constant may be made smaller for a test; what is called stays what it is."""
    mocks = [
        name
        for name, tree in written().items()
        for node in walked(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and "mock" in f"{getattr(node, 'module', '')} {[alias.name for alias in node.names]}"
    ]
    found = [f"{name}:{line}" for name, tree in written().items() for what, line in replaced(tree) if not what.lstrip("_").isupper()]
    assert (mocks, found) == ([], [])


def test_test_names_are_sentences():
    short = [
        f"{name}:{node.name}"
        for name, tree in written().items()
        for node in walked(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and len(node.name.split("_")) < 4
    ]
    assert short == []


def functions(tree):
    return [node for node in walked(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@cache
def own_and_called(node):
    """Whether a function itself has an `assert` or raises, and the names it calls."""
    return any(isinstance(each, ast.Assert | ast.Raise) for each in walked(node)), frozenset(called for called, _ in calls(node))


def claims(node, checks):
    """An `assert`, an exception, or a call of a function of the tests that makes such a claim for many."""
    own, called = own_and_called(node)
    return own or not called.isdisjoint(checks)


def test_every_test_claims_something():
    checks = {"raises", "check"}  # `check` goes through a list of rules, which cannot be seen from its name
    while more := {node.name for tree in written().values() for node in functions(tree) if claims(node, checks)} - checks:
        checks |= more
    silent = [
        f"{name}:{node.name}"
        for name, tree in written().items()
        for node in functions(tree)
        if node.name.startswith("test_") and not claims(node, checks)
    ]
    assert silent == []
