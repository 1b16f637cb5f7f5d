"""Words: names, docstrings, and what no file may say."""

import ast
import re
from functools import cache

from tests.house.source import PACKAGE, ROOT, calls, kept_files, modules, names, strings, walked, words

LOGGERS = {"log", "logger", "logging", "_log", "_logger"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}


def never():
    """The glossary's table of words that no name holds: (word, where)."""
    text = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    table = text.split("## Never", 1)[1].split("## ", 1)[0]
    for line in table.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 3 and cells[0] not in {"never", "---"}:
            yield from ((word.strip(), cells[1]) for word in cells[0].split(","))


@cache
def spelt(name):
    """A name with a line before and after each of its words."""
    return "_" + "_".join(words(name)) + "_"


def holds(name, word):
    """Whether a name holds a word or, of `audit_log`, both words in a row."""
    return f"_{word}_" in spelt(name)


def test_the_glossary_names_the_words_to_avoid():
    assert {"patient", "token", "audit_log", "utils", "helpers", "manager", "service", "data", "info", "common"} <= {
        word for word, _ in never()
    }


def test_no_name_holds_a_word_the_glossary_avoids():
    found, avoided = [], list(never())
    for module, tree in modules().items():
        given = [("thing", part.removesuffix(".py")) for part in module.split("/")] + list(names(tree))
        for kind, name in set(given):
            found += [f"{module}: {name}" for word, where in avoided if holds(name, word) and (where == "everywhere" or kind == "thing")]
    assert sorted(set(found)) == []


def test_every_module_says_what_it_is_for():
    silent = [name for name, tree in modules().items() if len(ast.get_docstring(tree) or "") < 20]
    assert silent == []


def test_a_log_line_is_a_constant():
    """Numbers and ids go in as arguments; a line that is put together could carry content."""
    built = []
    for name, tree in modules().items():
        for called, node in calls(tree):
            on = node.func.value if isinstance(node.func, ast.Attribute) else None
            if called in LEVELS and isinstance(on, ast.Name) and on.id in LOGGERS:
                first = node.args[1] if called == "log" and len(node.args) > 1 else (node.args or [None])[0]
                if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
                    built.append(f"{name}:{node.lineno}")
    assert built == []


def test_no_file_knows_a_package_registry_or_a_folder_of_somebodys_machine():
    hosts = [
        "py" + "pi.org",
        "python" + "hosted.org",
        "npm" + "js.org",
        "--index-" + "url http",
        "--extra-index-" + "url",
        "--find-" + "links ",
    ]
    place = re.compile(r"(?<![\w.:/}$])/(work|home|root|Users|opt/wheels)/\w|\.\./" + "shared")
    found = []
    for path in kept_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if any(host in text for host in hosts) or place.search(text):
            found.append(str(path.relative_to(ROOT)))
    assert found == []


def test_what_is_ignored_is_named():
    """Silence for one rule on one line; never for all rules, never for a file."""
    bare = []
    for path in PACKAGE.rglob("*.py"):
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if re.search(r"#\s*(type|pyright):\s*(ignore(?!\[)|basic|off)|#\s*noqa(?!: [A-Z]+[0-9]+)|#\s*ruff: noqa", line):
                bare.append(f"{path.relative_to(PACKAGE)}:{n}")
    assert bare == []


def test_nothing_is_left_for_later():
    left = [
        str(path.relative_to(ROOT))
        for path in kept_files()
        if path.suffix in {".py", ".sql", ".html", ".js", ".css"}
        and path.parent.name != "house"
        and re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text(encoding="utf-8"))
    ]
    stubs = [
        name
        for name, tree in modules().items()
        for node in walked(tree)
        # The name stands here, and only here, because it marks a stub and this test refuses it in every module.
        if isinstance(node, ast.Name) and node.id == "NotImplementedError"
    ]
    assert (left, stubs) == ([], [])


def test_no_module_prints_and_no_string_is_a_placeholder():
    assert [name for name, tree in modules().items() for text, _ in strings(tree) if "lorem ipsum" in text.lower()] == []
    assert [
        name for name, tree in modules().items() if not name.startswith("doors/cli/") for called, _ in calls(tree) if called == "print"
    ] == []
