"""Documents in step with the product: commands, tables, lock files, change notes."""

import importlib
import importlib.util
import re
import subprocess
import sys

from tests.house.source import ROOT

KINDS = ("added", "changed", "fixed", "security", "law")


def commands():
    """Every command of `tacenda`, as typed; none before there is one."""
    if importlib.util.find_spec("tacenda.doors.cli.main") is None:
        return []
    group = importlib.import_module("tacenda.doors.cli.main").main
    return list(walk(group, "tacenda"))


def walk(command, name):
    inner = getattr(command, "commands", {})
    if not inner:
        yield name
    for part, each in sorted(inner.items()):
        yield from walk(each, f"{name} {part}")


def test_every_command_stands_in_the_operating_guide():
    guide = ROOT / "docs" / "operating.md"
    text = guide.read_text(encoding="utf-8") if guide.exists() else None
    assert text is None or [command for command in commands() if f"`{command}" not in text] == []


def test_every_make_target_that_a_document_names_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {word for path in documents for word in re.findall(r"`make ([a-z-]+)", path.read_text(encoding="utf-8"))}
    assert named - targets == set()
    assert {"setup", "run", "demo", "test", "quick", "check", "bench", "long"} <= targets


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            if not re.match(r"[a-z]+:", target) and not (path.parent / target).exists():
                broken.append(f"{path.relative_to(ROOT)} -> {target}")
    assert broken == []


def test_generated_documents_are_as_the_source_makes_them():
    done = subprocess.run([sys.executable, "dev/documents.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_stale_generated_document_is_named(tmp_path):
    for part in ("dev", "src"):
        (tmp_path / part).symlink_to(ROOT / part)
    script = (
        (ROOT / "dev" / "documents.py")
        .read_text(encoding="utf-8")
        .replace("Path(__file__).resolve().parent.parent", f"__import__('pathlib').Path({str(tmp_path)!r})")
    )
    (tmp_path / "documents.py").write_text(script)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "tables.md").write_text("something else")
    done = subprocess.run([sys.executable, str(tmp_path / "documents.py"), "--check"], capture_output=True, text=True)
    assert (done.returncode, done.stdout.splitlines()[:1]) == (1, ["stale: docs/tables.md"])


def test_every_locked_package_has_an_exact_version_and_a_hash():
    for name in ("runtime", "dev"):
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
        lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        assert len(lines) > 15
        assert [line for line in lines if not re.match(r"[a-z0-9_.-]+==\S+( ;[^-]+)?\s+--hash=sha256:[0-9a-f]{64}", line)] == []


def test_what_the_package_says_it_needs_is_locked():
    import tomllib

    needed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    locked = set(re.findall(r"^([a-z0-9_.-]+)==", (ROOT / "requirements" / "runtime.txt").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(needed) - locked == set()


def test_change_notes_have_a_kind_and_one_sentence():
    wrong = []
    for path in (ROOT / "changelog").iterdir():
        if path.name == "TEMPLATE":
            continue
        text = path.read_text(encoding="utf-8").strip()
        if not re.fullmatch(rf"(\d+|\+[a-z0-9-]+)\.({'|'.join(KINDS)})\.md", path.name) or "\n" in text or not text.endswith("."):
            wrong.append(path.name)
    assert wrong == []


def test_each_decision_has_a_number_of_its_own_and_bears_it():
    files = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    numbers = [path.name[:4] for path in files]
    assert len(numbers) == len(set(numbers)) and len(files) > 20
    assert [path.name for path in files if not path.read_text(encoding="utf-8").startswith(f"# {int(path.name[:4])}. ")] == []
