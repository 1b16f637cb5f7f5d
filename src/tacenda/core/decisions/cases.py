"""Cases beside the packs: small requests with what a lawyer expects of them. Format: `law/README.md`.

A case restates the law from the side of the facts; `check` in `casework` compares it with what the rules do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from tacenda.core.decisions.ask import FORM
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.reading import BadPack, Table, entries, list_of, table_of, texts_of, toml

_NOW = "2026-11-20T10:00:00Z"


@dataclass(frozen=True, slots=True)
class Expect:
    """What the answer must show. An empty `verdict` expects none."""

    verdict: tuple[str, ...] = ()
    segments: Mapping[str, tuple[str, ...]] | None = None
    obligations: tuple[str, ...] = ()
    due: Mapping[str, str] | None = None
    citations: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variant:
    """The same request with some facts changed; "unknown" removes one."""

    change: Mapping[str, object]
    fires: tuple[str, ...]
    near: tuple[str, ...]
    expect: Expect


@dataclass(frozen=True, slots=True)
class Sweep:
    """The values of one fact for which the rules of the case still fire."""

    fact: str
    values: frozenset[str] = frozenset()
    negated: bool = False
    at_least: int | None = None
    below: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    file: str
    says: str
    fires: tuple[str, ...]
    near: tuple[str, ...]
    request: Mapping[str, object]
    expect: Expect
    sweep: tuple[Sweep, ...]
    variants: tuple[Variant, ...]
    does: Mapping[str, frozenset[str]]
    lifts: Mapping[str, frozenset[str]]
    waives: Mapping[str, frozenset[str]]


def parse(text: str, vocabulary: Vocabulary, file: str) -> tuple[Case, ...]:
    """Every case of one file. Raises BadPack."""
    table = Table(file, toml(text, file))
    found = tuple(_case(row, vocabulary, file) for row in table.tables("case"))
    table.done()
    ids = [case.id for case in found]
    if len(set(ids)) != len(ids):
        raise BadPack(file, "two cases share an id")
    return found


def _case(row: Table, vocabulary: Vocabulary, file: str) -> Case:
    id = row.text("id")
    row.at = f"{file} {id}"
    plain, unknown = row.flag("plain", True), row.texts("unknown")
    case = Case(
        id=id,
        file=file,
        says=row.text("says"),
        fires=row.texts("fires"),
        near=row.texts("near"),
        request=_request(row, id, vocabulary, plain, unknown),
        expect=_expect(row.table("expect")),
        sweep=tuple(_sweep(name, value, row, vocabulary) for name, value in entries(row.table("sweep"))),
        variants=tuple(_variant(one) for one in row.tables("but")),
        does=_sets(row, "does"),
        lifts=_sets(row, "lifts"),
        waives=_sets(row, "waives"),
    )
    row.done()
    return case


def _request(row: Table, id: str, vocabulary: Vocabulary, plain: bool, unknown: tuple[str, ...]) -> Mapping[str, object]:
    """The whole request, with the facts of a plain day filled in."""
    given = row.table("request")
    if given is None:
        raise row.bad("`request` is missing")
    stated = dict(entries(given.table("facts")))
    quiet: dict[str, object] = (
        {name: list(value) if isinstance(value, tuple) else value for name, value in vocabulary.quiet.items()} if plain else {}
    )
    in_parts = {name for part in given.tables("segments") for name, _ in entries(part.table("facts"))}
    facts = {
        name: value for name, value in (quiet | stated).items() if name not in unknown and not (name in in_parts and name not in stated)
    }
    whole: dict[str, object] = {"form": FORM, "vocabulary": 1, "id": id, "layers": "all", "codes": [], "now": _NOW}
    body = {name: _json(value) for name, value in given.values.items()}
    return whole | body | {"facts": facts}


def _json(value: object) -> object:
    """TOML dates as the texts that a request carries."""
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _json(one) for name, one in cast("Mapping[str, object]", value).items()}
    return [_json(one) for one in cast("list[object]", value)] if isinstance(value, list) else value


def _expect(row: Table | None) -> Expect:
    if row is None:
        return Expect()
    segments = row.table("segments")
    due = row.table("due")
    found = Expect(
        verdict=row.texts("verdict"),
        segments={name: texts_of(value, row.at, name) for name, value in entries(segments)} if segments else None,
        obligations=row.texts("obligations"),
        due={name: str(_json(value)) for name, value in entries(due)} if due else None,
        citations=row.texts("citations"),
        ask=row.texts("ask"),
    )
    row.done()
    return found


def _variant(row: Table) -> Variant:
    change = dict(entries(row.table("change")))
    if not change:
        raise row.bad("`but` needs a `change`")
    expect = Expect(
        verdict=row.texts("verdict"), obligations=row.texts("obligations"), citations=row.texts("citations"), ask=row.texts("ask")
    )
    found = Variant(change, row.texts("fires"), row.texts("near"), expect)
    row.done()
    return found


def _sweep(name: str, value: object, row: Table, vocabulary: Vocabulary) -> Sweep:
    if name not in vocabulary.facts:
        raise row.bad(f"`sweep` names `{name}`, which is no fact")
    if not isinstance(value, Mapping):
        return Sweep(name, frozenset(_known(name, texts_of(value, row.at, name), row, vocabulary)))
    inner = table_of(cast(object, value), f"{row.at} sweep {name}")
    if vocabulary.facts[name].number:
        low = inner.count("at_least") if inner.has("at_least") else None
        high = inner.count("below") if inner.has("below") else None
        found = Sweep(name, at_least=low, below=high)
    else:
        found = Sweep(name, frozenset(_known(name, inner.texts("not"), row, vocabulary)), negated=True)
    inner.done()
    return found


def _known(name: str, values: tuple[str, ...], row: Table, vocabulary: Vocabulary) -> tuple[str, ...]:
    for value in values:
        if value not in vocabulary.facts[name].values:
            raise row.bad(f"`sweep` names `{value}`, which `{name}` does not have")
    return values


def _sets(row: Table, key: str) -> Mapping[str, frozenset[str]]:
    table = row.table(key)
    return {name: frozenset(texts_of(one, row.at, name) if one != list_of([], row.at, name) else ()) for name, one in entries(table)}
