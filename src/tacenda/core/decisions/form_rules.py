"""The form rules of signed forms, read from `law/forms.toml`: what a law asks for, which faults it knows, and where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from tacenda.core.decisions import places
from tacenda.core.decisions.reading import Table, entries, texts_of, toml
from tacenda.core.model.authorization import Segment
from tacenda.core.model.authorization_check import Element, Fault, Form

PROVEN = frozenset({"read", "official-summary"})
CONFIDENCE = PROVEN | {"memory", "unknown", "disputed"}
KINDS = frozenset({"general", "notes", "part2_tpo", "part2_notes", "part2_proceedings", "research"})
One = TypeVar("One", bound=Enum)


def parse(text: str, at: str = "forms.toml") -> tuple[Form, ...]:
    """Every form rule written in `text`, in its order. Raises BadPack."""
    table = Table(at, toml(text, at))
    found = tuple(_form(row) for row in table.tables("form"))
    table.done()
    if not found or len({one.id for one in found}) != len(found):
        raise table.bad("form rules have ids of their own, and there is at least one")
    return found


def _form(row: Table) -> Form:
    confidence, place = row.text("confidence"), row.text("place", "")
    row.text("source")
    row.text("reviewed")
    if confidence not in CONFIDENCE:
        raise row.bad("no such confidence")
    if place and not places.known(place):
        raise row.bad("no such place in ISO 3166")
    made = Form(
        id=row.text("id"), title=row.text("title"), place=place, needs=_cited(row, "needs", Element), faults=_cited(row, "faults", Fault),
        segments=_named(row, "segments", Segment), spares=tuple(_sentences(row, "unless").items()), alone=_named(row, "alone", Segment),
        alone_in_court=row.flag("alone_in_court", False), endless=frozenset(row.texts("endless")),
        if_care=_named(row, "care_only", Element), open=tuple(_cited(row, "ask", Segment).items()),
        left=_named(row, "left", Element), asks=tuple(_cited(row, "asks", Element).items()), copy=row.text("copy", ""),
        proven=confidence in PROVEN,
    )  # fmt: skip
    row.done()
    known = {*made.needs, *(one for one, _ in made.asks)}
    if not made.needs or not made.if_care <= known or not made.left <= known or not made.endless <= KINDS:
        raise row.bad("elements, or kinds of form, that are not there")
    return made


def _sentences(row: Table, key: str) -> dict[str, str]:
    return {name: texts_of(value, f"{row.at} {key}", name)[0] for name, value in entries(row.table(key))}


def _cited(row: Table, key: str, words: type[One]) -> Mapping[One, str]:
    return {_word(row, name, words): citation for name, citation in _sentences(row, key).items()}


def _named(row: Table, key: str, words: type[One]) -> frozenset[One]:
    return frozenset(_word(row, name, words) for name in row.texts(key))


def _word(row: Table, name: str, words: type[One]) -> One:
    try:
        return words(name)
    except ValueError as error:
        raise row.bad(f"`{name}` is not a known word") from error
