"""A kept answer in words: whose law, what was said, what there was to do. An older one may name what is not known today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from tacenda.core.decisions import replays
from tacenda.doors.language import Words
from tacenda.doors.web.law import shown, where
from tacenda.doors.web.law import words as law_words
from tacenda.doors.web.law.shown import Task
from tacenda.shell import packs


@dataclass(frozen=True, slots=True)
class Recalled:
    """One kept question. `wish`: the act by its name; `said`: question and answer, as they were stated."""

    place: str
    several: bool
    wish: str
    said: tuple[tuple[str, str], ...]


def of(words: Words, request: bytes) -> Recalled:
    """A kept request in words."""
    kept = replays.said(request)
    places, act = tuple(cast("list[str]", kept["places"])), str(kept["act"])
    return Recalled(where.said(words, places), len(places) > 1, act, tuple(_said(words, kept, places, act)))


def tasks(words: Words, decision: Mapping[str, object], when: str) -> Iterator[Task]:
    """What a kept answer said is to be done before, with or after; a deed that is not known today stands by its name."""
    known = packs.law().vocabulary.obligations
    for one in cast("list[dict[str, str | None]]", decision.get("obligations", [])):
        if one["when"] == when:
            do = str(one["do"])
            yield Task(law_words.sentence(known[do][1]) if do in known else do, shown.when(words, one["due"]))


def _said(words: Words, kept: Mapping[str, object], places: tuple[str, ...], act: str) -> Iterator[tuple[str, str]]:
    """Facts and days; what the vocabulary of today does not know stands as it was written."""
    law = packs.law().vocabulary
    for group, known in (("facts", law.facts), ("events", law.starts)):
        for name, value in cast("dict[str, object]", kept.get(group, {})).items():
            parts = [str(one) for one in cast("list[object]", value)] if isinstance(value, list) else [str(value)]
            fact = law.facts.get(name)
            if name not in known or (fact is not None and not fact.number and not set(parts) <= set(fact.values)):
                yield name, "+".join(parts)
            else:
                yield from shown.facts(words, [(name, "+".join(parts))], places, act)
