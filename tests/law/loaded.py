"""The packs and cases, read once for all tests of the law."""

from __future__ import annotations

from functools import cache

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
