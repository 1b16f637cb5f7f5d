"""Sentences of an answer, made by one function from `says`, citations and the vocabulary: the same decision gives the same text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from tacenda.core.decisions.decision import Decision, Question
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.facts import Vocabulary
from tacenda.core.decisions.rulebook import Packs

NO_ADVICE = "This is not legal advice. It shows what these rules say about the facts that were stated."
_HEAD = {
    "disclose": {
        "must": "You must disclose this, and no more than asked.",
        "should": "You should disclose this. To decide otherwise needs written reasons.",
        "may": "You may disclose this. Nothing obliges you: a named person decides and writes why.",
        "must_not": "Do not disclose this.",
    },
    "give_access": {
        "must": "Give access.",
        "should": "You should give access. To decide otherwise needs written reasons.",
        "may": "You may give access. Nothing obliges you: a named person decides and writes why.",
        "must_not": "Do not give access.",
    },
    "protect": {
        "must": "You must act to protect.",
        "should": "You should act to protect. To decide otherwise needs written reasons.",
        "may": "You may act to protect. No duty was found.",
        "must_not": "Do not do this.",
    },
}
_OTHER = {
    "must": "You must do this.",
    "should": "You should do this. To decide otherwise needs written reasons.",
    "may": "You may do this. Nothing obliges you.",
    "must_not": "Do not do this.",
}
_EVERY = {
    "not_yet": "Not yet: the open questions stand below.",
    "conflict": "Two laws collide. Hold, preserve, and get counsel or directions from a court.",
}
_PARTS = " Some parts may go: {green}. The others stay: {held}."
_DUE = " Treat this as due until counsel answers."


def says(act: str, verdict: str, green: Sequence[str], held: Sequence[str], unverified_duty: bool) -> str:
    """The one sentence at the top. `green` and `held` name segments, if both kinds are there."""
    head = _EVERY.get(verdict) or _HEAD.get(act, _OTHER)[verdict]
    parts = _PARTS.format(green=", ".join(green), held=", ".join(held)) if green and held else ""
    return head + parts + (_DUE if verdict == "not_yet" and unverified_duty else "")


def lines(decision: Decision, packs: Packs, asked: Callable[[Question], str] = lambda one: one.question) -> Iterator[str]:
    """The whole answer as text for a clinician. `asked`: a question in the words of whoever reads it."""
    vocabulary = packs.vocabulary
    yield decision.says
    for duty in decision.duties:
        if duty.state in ("stands", "open"):
            yield f"Duty{'' if duty.state == 'stands' else ' (open)'}: {duty.says} [{duty.citation}]" + (
                f" Due {duty.due}." if duty.due else ""
            )
    for one in decision.segments:
        yield from _segment(one.id, decision, packs)
    for question in decision.ask:
        yield f"Open: {asked(question)}"
    yield from _obligations(decision, vocabulary)
    for way in decision.alternatives:
        yield f"Another way{f' ({way.verdict})' if way.verdict in GREEN else ''}: {way.says}"
    for note in decision.notes:
        yield f"Note: {note.says}" + (f" [{note.citation}]" if note.citation else "")
    if decision.unverified:
        yield "Nobody has verified: " + ", ".join(decision.unverified)
    if decision.unreviewed:
        yield "Not reviewed by a lawyer: " + ", ".join(decision.unreviewed)
    yield NO_ADVICE


def _segment(id: str, decision: Decision, packs: Packs) -> Iterator[str]:
    one = next(found for found in decision.segments if found.id == id)
    yield f"{'' if id == 'all' else id + ': '}{one.verdict.replace('_', ' ')}"
    for bar in one.bars:
        rule = packs.rule(bar.rule)
        state = {"yes": "opened by " + ", ".join(bar.lifted_by), "no": "stays shut", "unknown": "not settled yet"}[bar.open]
        yield f"  {'This may apply: ' if bar.holds == 'unknown' else ''}{rule.says} [{rule.citation}] ({state})"
        for id in bar.lifted_by:
            lifting = packs.rule(id)
            yield f"    because: {lifting.says} [{lifting.citation}]"
        for near in bar.nearest:
            needs = "; ".join(f"{name.replace('_', ' ')}: {' or '.join(values).replace('_', ' ')}" for name, values in near.needs.items())
            yield f"    nearest: {packs.rule(near.rule).says} It would need {needs}."


def _obligations(decision: Decision, vocabulary: Vocabulary) -> Iterator[str]:
    for when in ("before", "with", "after"):
        for one in decision.obligations:
            if one.when == when:
                yield f"{when.capitalize()}: {vocabulary.obligations[one.do][1]}" + (f" (due {one.due})" if one.due else "")
