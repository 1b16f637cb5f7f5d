"""The packs and cases, read once for all tests of the law."""

from __future__ import annotations

from functools import cache

from tacenda.core.decisions import casework
from tacenda.core.decisions.cases import Case
from tacenda.core.decisions.rulebook import Packs
from tacenda.shell import packs as files


@cache
def packs() -> Packs:
    return files.load()


@cache
def practice() -> Packs:
    return files.load_practice()


@cache
def cases() -> tuple[Case, ...]:
    return files.load_cases(packs())


@cache
def practice_cases() -> tuple[Case, ...]:
    return files.load_cases(practice(), files.home() / "practice")


def differences(case: Case, world: Packs) -> list[str]:
    """What the rules as they stand do otherwise than the case expects. Worked out once: its own test asks, and the mutants ask again."""
    key = (id(case), id(world))
    if key not in _FOUND:
        _FOUND[key] = (case, world, list(casework.check(case, world)))
    return _FOUND[key][2]


_FOUND: dict[tuple[int, int], tuple[Case, Packs, list[str]]] = {}  # with what the key names, which so keeps its id
