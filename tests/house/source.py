"""The source as trees, for rules about how it is written. Imports nothing of it."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "src" / "tacenda"


@cache
def modules(folder=PACKAGE):
    """Every Python file below a folder with its tree, by its path relative to that folder."""
    return {str(path.relative_to(folder)): ast.parse(path.read_text(encoding="utf-8"), str(path)) for path in sorted(folder.rglob("*.py"))}


@cache
def walked(tree):
    """Every node of a tree, which many rules walk again and again."""
    return tuple(ast.walk(tree))


def without(prefixes):
    """The package's modules outside some rooms."""
    return {name: tree for name, tree in modules().items() if not name.startswith(tuple(prefixes))}


def calls(tree):
    """(name called, call) for every call; of `a.b.c()` the name is `c`."""
    for node in walked(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def strings(tree):
    """Every string constant that is no docstring, pieces of f-strings among them, with its line."""
    docstrings = {
        id(node.body[0].value)
        for node in walked(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in walked(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value, node.lineno


def names(tree):
    """(kind, name) for every name the tree gives: "thing" for classes and functions, "value" for everything else."""
    for node in walked(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield "thing", node.name
        elif isinstance(node, ast.arg):
            yield "value", node.arg
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield "value", node.id if isinstance(node, ast.Name) else node.attr
        elif isinstance(node, ast.alias) and node.asname:
            yield "value", node.asname


def words(name):
    """`auditLog_kept` -> audit, log, kept."""
    return [word for word in re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", name).lower().split("_") if word]


@cache
def kept_files():
    """What the repository holds or would, without what git ignores; in an unpacked archive everything but the environment."""
    git = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    done = subprocess.run(git, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return tuple(path for name in done.stdout.split("\0") if name and (path := ROOT / name).is_file())
    return tuple(path for path in ROOT.rglob("*") if path.is_file() and not {".venv", ".git"} & set(path.parts))
