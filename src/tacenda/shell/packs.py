"""Reads the rules from disk: the packs that come with Tacenda, or a folder named by the operator. `core.decisions` judges what is read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

from tacenda.core.decisions import calendars, cases, facts, form_rules, lint, pack, rulebook
from tacenda.core.decisions.cases import Case
from tacenda.core.decisions.clocks import Calendar
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.practice import AccessRules
from tacenda.core.decisions.reading import BadPack
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.model.authorization_check import Form

_CASES = ".cases.toml"
_APART = ("vocabulary.toml", "workings.toml", "calendars.toml", "forms.toml")


def home() -> Path:
    """The folder of the packs that come with Tacenda."""
    return Path(str(files("tacenda"))) / "law"


def load(folder: Path | None = None) -> Packs:
    """Every pack below `folder` (default: those that come with Tacenda, but the practice's own). Raises BadPack."""
    root = home() if folder is None else folder
    vocabulary = _vocabulary(root)
    found = [one for path in _packs(root) for one in pack.parse(_text(path), vocabulary, _name(path, root))]
    if not found:
        raise BadPack(str(root), "no pack lies in this folder")
    return rulebook.link(vocabulary, found, _calendars(root))


def load_checked(folder: Path) -> Packs:
    """The packs of a folder that somebody else wrote: dates, sources, cases and reach are looked at first. Raises BadPack."""
    packs = load(folder)
    for one in lint.structural(packs, load_cases(packs, folder)):
        raise BadPack(f"{one.at} {one.rule}", one.says)
    return packs


@cache
def law() -> Packs:
    """The law and codes that come with Tacenda, read once in this process. Raises BadPack."""
    return load()


@cache
def forms() -> tuple[Form, ...]:
    """The form rules that come with Tacenda, read once in this process. Raises BadPack."""
    return form_rules.parse(_text(home() / "forms.toml"))


def load_practice() -> Packs:
    """The house rules of access inside the practice, in their own vocabulary. Raises BadPack."""
    return load(home() / "practice")


@cache
def access_rules() -> AccessRules:
    """The house rules, ready for the gate, read once in this process. Raises BadPack."""
    return AccessRules(load_practice())


def load_cases(packs: Packs, folder: Path | None = None) -> tuple[Case, ...]:
    """Every case beside the packs. Raises BadPack."""
    root = home() if folder is None else folder
    paths = [path for path in _below(root) if path.name.endswith(_CASES)]
    return tuple(one for path in paths for one in cases.parse(_text(path), packs.vocabulary, _name(path, root)))


def _vocabulary(root: Path) -> Vocabulary:
    return facts.parse(_text(_nearer(root, "vocabulary.toml")), _text(_nearer(root, "workings.toml")))


def _calendars(root: Path) -> tuple[Calendar, ...]:
    return calendars.parse(_text(_nearer(root, "calendars.toml")), "calendars.toml")


def _nearer(root: Path, name: str) -> Path:
    """The folder's own file, or the one that comes with Tacenda."""
    return root / name if (root / name).is_file() else home() / name


def _below(root: Path) -> Iterator[Path]:
    """The TOML files of a folder, in one order on every machine; a folder with a vocabulary of its own is another world."""
    if not root.is_dir():
        raise BadPack(root.name, "no such folder")
    for path in sorted(root.rglob("*.toml")):
        inner = [parent for parent in path.parents if parent != root and root in parent.parents]
        if not any((parent / "vocabulary.toml").is_file() for parent in inner):
            yield path


def _packs(root: Path) -> Iterator[Path]:
    return (path for path in _below(root) if path.name not in _APART and not path.name.endswith(_CASES))


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadPack(path.name, "cannot be read as text") from error
