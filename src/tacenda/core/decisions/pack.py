"""TOML text to typed rules. What names an unknown word, lacks a citation or contradicts itself does not load.

The fault names file and rule. One file holds one or more `[[pack]]`, each followed by its rules. Format: `law/README.md`. What only a
reviewer can settle (dates, sources, cases) is asked for by `lint`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import cast

from tacenda.core.decisions import canonical, places
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.literals import condition
from tacenda.core.decisions.reading import BadPack, Table, list_of, texts_of, toml
from tacenda.core.decisions.rules import Clock, Condition, Kind, Layer, Literal, Pack, Rule, Then

DUTIES = ("report", "process", "protect", "access", "notify", "keep")
_HEAD = re.compile(r"^\s*\[\[\s*pack\s*\]\]", re.MULTILINE)


def parse(text: str, vocabulary: Vocabulary, file: str) -> tuple[Pack, ...]:
    """Every pack of one file. Raises BadPack."""
    starts = [found.start() for found in _HEAD.finditer(text)]
    if not starts:
        raise BadPack(file, "no [[pack]] in this file")
    chunks = [text[a:b] for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    whole = [toml(text[: starts[0]], file), *(toml(chunk, file) for chunk in chunks)]
    if whole[0]:
        raise BadPack(file, "rules stand before the first [[pack]]")
    return tuple(_pack(Table(file, one), vocabulary, file) for one in whole[1:])


def _pack(table: Table, vocabulary: Vocabulary, file: str) -> Pack:
    head = table.tables("pack")[0]
    id = head.text("id")
    head.at = f"{file} pack {id}"
    layer = _layer(head)
    place = head.text("place") if head.has("place") else None
    if place is not None and not places.known(place):
        raise head.bad(f"`{place}` is no ISO 3166 place")
    applies = _when(head, "applies", vocabulary)
    code = head.text("code", id.upper()) if layer is Layer.CODE else ""
    rules = tuple(
        sorted(
            _rules(table, id, layer, place, applies, vocabulary),
            key=lambda rule: (rule.id, rule.known or dt.date.min, rule.since or dt.date.min),
        )
    )
    pack = Pack(
        id,
        head.text("version"),
        place,
        head.text("title"),
        layer,
        code,
        head.text("reviewed", "unreviewed"),
        rules,
        _digest(head, rules),
        file,
        applies,
    )
    head.done()
    table.done()
    return pack


def _layer(head: Table) -> Layer:
    try:
        return Layer(head.text("layer"))
    except ValueError as error:
        raise head.bad("`layer` must be law, code or practice") from error


def _rules(
    table: Table, pack: str, layer: Layer, place: str | None, applies: tuple[Condition, ...], vocabulary: Vocabulary
) -> Iterator[Rule]:
    for kind in Kind:
        for row in table.tables(kind.value):
            row.at = f"{table.at} {row.text('id')}"
            yield _rule(row, kind, pack, layer, place, applies, vocabulary)
            row.done()


def _rule(
    row: Table, kind: Kind, pack: str, layer: Layer, place: str | None, applies: tuple[Condition, ...], vocabulary: Vocabulary
) -> Rule:
    id = row.text("id")
    if "." not in id or id != id.lower():
        raise row.bad("an id is lower case and has a dot")
    rule = Rule(
        id=id,
        kind=kind,
        pack=pack,
        layer=layer,
        place=place,
        acts=frozenset(_words(row, "acts", vocabulary.acts, needed=True)),
        when=_both(applies, _when(row, "when", vocabulary), row, vocabulary),
        citation=row.text("citation"),
        says=row.text("says", row.text("citation")),
        topic=row.text("topic", "") if row.has("topic") else "",
        tell=row.text("tell", "") if row.has("tell") else "",
        do=_words(row, "do", vocabulary.obligations),
        since=row.date("from"),
        until=row.date("to"),
        known=row.date("known"),
        confidence=_words(row, "confidence", vocabulary.confidence)[0] if row.has("confidence") else "unknown",
        source=row.text("source") if row.has("source") else "",
        quote_sha256=row.text("quote_sha256") if row.has("quote_sha256") else "",
        reviewed=row.text("reviewed", "unreviewed"),
        waived_by=_waivers(row, kind, vocabulary),
        lifts=tuple(sorted(row.texts("lifts"))) if kind in (Kind.GROUND, Kind.DUTY) else (),
        if_duty=_words(row, "if_duty", DUTIES) if kind is Kind.GROUND else (),
        duty=_words(row, "kind", DUTIES, needed=True)[0] if kind is Kind.DUTY else "",
        strength=_words(row, "strength", ("must", "should"))[0] if kind is Kind.DUTY and row.has("strength") else "must",
        ways=_ways(row, vocabulary) if kind is Kind.DUTY else (),
        clock=_clock(row.table("clock"), vocabulary) if kind is not Kind.NOTE else None,
        then=_then(row.table("then"), vocabulary) if kind is not Kind.NOTE else None,
        floor_only=row.flag("floor_only", False),
        cancels=tuple(sorted(row.texts("cancels"))) if kind is Kind.EXEMPT else (),
    )
    _sound(rule, row)
    return rule


def _sound(rule: Rule, row: Table) -> None:
    if rule.since and rule.until and rule.since >= rule.until:
        raise row.bad("`from` must lie before `to`")
    if rule.kind is Kind.BAR and rule.clock and rule.clock.firm != "keep_until":
        raise row.bad("the clock of a bar is keep_until")
    if rule.kind is Kind.DUTY and rule.duty == "protect" and not rule.ways:
        raise row.bad("a duty to protect names its `ways`")
    if rule.kind is Kind.EXEMPT and not rule.cancels:
        raise row.bad("an exempt rule `cancels` at least one duty")
    if rule.kind is Kind.GROUND and not rule.lifts:
        raise row.bad("a ground `lifts` at least one bar")


def _words(row: Table, key: str, allowed: Mapping[str, object] | tuple[str, ...], *, needed: bool = False) -> tuple[str, ...]:
    found = row.texts(key)
    for word in found:
        if word not in allowed:
            raise row.bad(f"`{key}` names `{word}`, which the vocabulary does not know")
    if needed and not found:
        raise row.bad(f"`{key}` is missing")
    if len(set(found)) != len(found):
        raise row.bad(f"`{key}` names something twice")
    return found


def _waivers(row: Table, kind: Kind, vocabulary: Vocabulary) -> frozenset[str]:
    """The kinds of authorization that open a bar: by default every kind there is."""
    if kind is not Kind.BAR or "authorization" not in vocabulary.facts:
        return frozenset()
    every = tuple(value for value in vocabulary.facts["authorization"].values if value != "none")
    return frozenset(_words(row, "waived_by", every)) if row.has("waived_by") else frozenset(every)


def _ways(row: Table, vocabulary: Vocabulary) -> tuple[tuple[str, ...], ...]:
    if not row.has("ways"):
        return ()
    found = tuple(texts_of(one, row.at, "ways") for one in list_of(row.raw("ways"), row.at, "ways"))
    for way in (way for alternative in found for way in alternative):
        if way not in vocabulary.ways:
            raise row.bad(f"`ways` names `{way}`, which the vocabulary does not know")
    if not found or not all(found):
        raise row.bad("`ways` is a list of alternatives, each with at least one way")
    return found


def _clock(row: Table | None, vocabulary: Vocabulary) -> Clock | None:
    if row is None:
        return None
    extend = row.table("extend")
    unit = _words(row, "unit", vocabulary.units, needed=True)[0]
    clock = Clock(
        start=_words(row, "start", vocabulary.starts, needed=True)[0],
        n=row.count("n", 0 if unit == "at_once" else None),
        unit=unit,
        firm=_words(row, "firm", vocabulary.firms, needed=True)[0],
        extend_n=extend.count("n") if extend else 0,
        extend_unit=_words(extend, "unit", vocabulary.units, needed=True)[0] if extend else "",
        extend_if=extend.text("if") if extend else "",
        pause=row.text("pause") if row.has("pause") else "",
        of=_words(row, "of", vocabulary.starts)[0] if row.has("of") else "discovered",
    )
    if extend:
        extend.done()
    row.done()
    return clock


def _then(row: Table | None, vocabulary: Vocabulary) -> Then | None:
    if row is None:
        return None
    clock = _clock(row.table("clock"), vocabulary)
    if clock is None:
        raise row.bad("`then` needs a clock")
    then = Then(_words(row, "do", vocabulary.obligations, needed=True)[0], clock)
    row.done()
    return then


def _when(row: Table, key: str, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    """One condition without literals when nothing is said: it always holds."""
    found = tuple(condition(one, vocabulary.facts) for one in row.tables(key))
    return found or ((),)


def _both(applies: tuple[Condition, ...], when: tuple[Condition, ...], row: Table, vocabulary: Vocabulary) -> tuple[Condition, ...]:
    """Pack and rule together: every pair of alternatives."""
    found = tuple((*a, *(b for b in w if b not in a)) for a in applies for w in when)
    for whole in found:
        for one in whole:
            if not vocabulary.facts[one.fact].many and any(_apart(one, other) for other in whole):
                raise row.bad(f"can never hold: two conditions on `{one.fact}` exclude each other")
    return found


def _apart(a: Literal, b: Literal) -> bool:
    """Do two conditions on one fact with single values exclude each other?"""
    if a.fact != b.fact or a is b or a.numeric or b.numeric:
        return False
    if a.negated != b.negated:
        return (a.values <= b.values) if b.negated else (b.values <= a.values)
    return not a.negated and not (a.values & b.values)


def meaning(value: object) -> object:
    """A rule as plain JSON values, in an order that does not depend on the file."""
    if isinstance(value, Enum):
        return cast(str, value.value)
    if isinstance(value, (frozenset, set)):
        return sorted((meaning(one) for one in cast("frozenset[object]", value)), key=repr)
    if isinstance(value, (tuple, list)):
        return [meaning(one) for one in cast("tuple[object, ...]", value)]
    if isinstance(value, dt.date):
        return value.isoformat()
    if hasattr(value, "__slots__"):
        names = cast("tuple[str, ...]", getattr(value, "__slots__"))  # noqa: B009
        return {name: meaning(getattr(value, name)) for name in names}
    return value


def _digest(head: Table, rules: tuple[Rule, ...]) -> str:
    body = {"id": head.text("id"), "version": head.text("version"), "title": head.text("title"), "rules": [_stable(rule) for rule in rules]}
    return hashlib.sha256(canonical.encode(body)).hexdigest()


def _stable(rule: Rule) -> object:
    """A rule's meaning; the order of its conditions says nothing."""
    plain = cast("dict[str, object]", meaning(rule))
    whens = [sorted(cast("list[object]", one), key=repr) for one in cast("list[object]", plain["when"])]
    return plain | {"when": sorted(whens, key=repr)}
