"""Rooms: arrows, mirrors, and what may stand where."""

import ast
import os
import re
import subprocess
import sys

from tests.house.source import PACKAGE, ROOT, calls, modules, strings, without

# Where the tests of a room stand when not in tests/unit/<floor>/<room>; each folder must then hold a test that imports the room.
MIRRORS = {
    "shell/store": "store",
    "shell/keeper": "store",
    "acts": "walks",
    "doors/web": "pages",
    "doors/api": "pages",
    "doors/live": "pages",
}
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|(CREATE|DROP|ALTER)\s+TABLE|PRAGMA)\b", re.DOTALL
)


def test_arrows_point_down():
    done = subprocess.run(
        [os.path.join(os.path.dirname(sys.executable), "lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-2000:]


def rooms():
    floors = ("core", "shell", "doors")
    found = [f"{floor}/{room.name}" for floor in floors for room in sorted((PACKAGE / floor).iterdir()) if (room / "__init__.py").exists()]
    # A room of which only the name stands yet has nothing to mirror.
    return [room for room in [*found, "acts"] if any(path.name != "__init__.py" for path in (PACKAGE / room).rglob("*.py"))]


def imports(path):
    """Dotted names a test file imports, `from a import b` as `a.b`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_every_room_has_its_mirror_among_the_tests():
    bare = []
    for room in rooms():
        folders = [ROOT / "tests" / "unit" / room, ROOT / "tests" / MIRRORS.get(room, f"unit/{room}")]
        dotted = "tacenda." + room.replace("/", ".")
        tests = [path for folder in folders for path in folder.rglob("*.py")]
        if not any(name == dotted or name.startswith(dotted + ".") for path in tests for name in imports(path)):
            bare.append(room)
    assert bare == []


def test_every_module_of_the_shell_floor_is_tested_by_name():
    tested = {name for path in (ROOT / "tests").rglob("*.py") for name in imports(path)}
    floor = [path.stem for path in (PACKAGE / "shell").glob("*.py") if path.stem != "__init__"]
    bare = [
        name for name in floor if not any(each == f"tacenda.shell.{name}" or each.startswith(f"tacenda.shell.{name}.") for each in tested)
    ]
    assert bare == []


def test_a_package_file_holds_a_docstring_and_nothing_else():
    full = [name for name, tree in modules().items() if name.endswith("__init__.py") and name != "law/__init__.py" and len(tree.body) != 1]
    assert full == []


def test_only_the_gate_makes_a_clearance():
    makers = [name for name, tree in modules().items() for called, _ in calls(tree) if called == "Clearance"]
    assert set(makers) <= {"acts/gate.py"}


def test_sql_stands_in_store_and_keeper_alone():
    found = [
        f"{name}:{line}"
        for name, tree in without(["shell/store/", "shell/keeper/", "shell/database.py"]).items()
        for text, line in strings(tree)
        if SQL.search(text)
    ]
    assert found == []


def test_the_database_module_knows_no_table_but_the_migrations():
    tables = set()
    for text, _ in strings(modules()["shell/database.py"]):
        if SQL.search(text) or " FROM " in text:
            tables |= set(re.findall(r"(?:FROM|INTO|UPDATE|TABLE(?: IF NOT EXISTS)?)\s+([a-z_]+)", text))
    assert tables == {"schema_version", "sqlite_schema"}


def test_queries_are_constants_of_their_module():
    """A query that is put together at the call could hold input; the type checker refuses most of them, this the rest."""
    built = [
        f"{name}:{node.lineno}"
        for name, tree in modules().items()
        if name.startswith(("shell/store/", "shell/keeper/"))
        for called, node in calls(tree)
        if called in {"rows", "row", "one", "each", "change"}
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp | ast.Call)
    ]
    assert built == []


def test_only_the_envelope_touches_the_streaming_decryptor():
    users = [
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "cobblestone" in (node.module or "")
    ]
    assert users == ["core/sealing/envelope.py"]


def test_what_the_web_framework_brings_for_telemetry_records_nothing():
    """FastAPI depends on the OpenTelemetry interface; without a kit to record with, nothing is recorded, and none may come along."""
    from importlib.metadata import distributions

    names = {(each.metadata["Name"] or "").lower() for each in distributions()}
    assert {name for name in names if name.startswith("opentelemetry") and name not in {"opentelemetry-api"}} == set()
