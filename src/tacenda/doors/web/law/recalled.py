"""A kept answer in words: whose law, what was said, what there was to do. An older one may name what is not known today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from tacenda.core.decisions import replays
from tacenda.core.decisions.deadlines import of_decision
from tacenda.core.model.assessment import Answer
from tacenda.core.model.waits import Wait
from tacenda.core.words.moments import Moment
from tacenda.doors.language import Words
from tacenda.doors.web.law import due, shown, where
from tacenda.doors.web.law import words as law_words
from tacenda.doors.web.law.reasons import NO_LAW
from tacenda.doors.web.law.shown import Task
from tacenda.shell import packs


@dataclass(frozen=True, slots=True)
class Recalled:
    """One kept question. `wish`: the act by its name; `said`: question and answer, as they were stated."""

    place: str
    several: bool
    wish: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One of the answers. `about`: for whom, empty where there is one alone; the rest is what there was to do, and by when."""

    about: str
    word: str
    says: str
    citations: tuple[str, ...]
    before: tuple[Task, ...]
    during: tuple[Task, ...]
    after: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What is to be done by one day or moment. `day`: as the rules wrote it."""

    day: str
    says: str
    tasks: tuple[str, ...]


def of(words: Words, request: bytes) -> Recalled:
    """A kept request in words."""
    kept = replays.said(request)
    places, act = tuple(cast("list[str]", kept["places"])), str(kept["act"])
    return Recalled(where.said(words, places), len(places) > 1, act, tuple(_said(words, kept, places, act)))


def tasks(words: Words, decision: Mapping[str, object], when: str) -> Iterator[Task]:
    """What a kept answer said is to be done before, with or after; a deed that is not known today stands by its name."""
    for one in cast("list[dict[str, str | None]]", decision.get("obligations", [])):
        if one["when"] == when:
            yield Task(_deed(str(one["do"])), shown.when(words, one["due"]))


def line(words: Words, answer: Answer) -> Line:
    """One of the answers in words."""
    said = replays.said(answer.decision)
    return Line(
        words.gettext(law_words.label("recipient", answer.about)) if answer.about else "",
        law_words.verdict(words, str(said["verdict"])),
        str(said["says"]),
        tuple(one for one in cast("list[str]", said["citations"]) if one not in NO_LAW),
        *(tuple(tasks(words, said, when)) for when in ("before", "with", "after")),
    )


def days(words: Words, answers: Iterable[Answer], wait: Wait | None, now: Moment) -> Iterator[Day]:
    """Each day of what waits once, with all that one or another of the answers wants by it."""
    found = [one for answer in answers for one in of_decision(replays.said(answer.decision))]
    for day in wait.days if wait else ():
        sentences = dict.fromkeys(_deed(one.deed) if one.deed else one.says for one in found if one.day == day)
        yield Day(day, due.says(words, day, now), tuple(sentences))


def _deed(do: str) -> str:
    known = packs.law().vocabulary.obligations
    return law_words.sentence(known[do][1]) if do in known else do


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
