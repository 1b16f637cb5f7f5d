"""`decide`: facts in, decision out. Pure: no clock, no disk, no randomness; the same packs and the same request give the same bytes.

Semantics: bars hold until a rule that names them lifts them; three values; unknown is never permission; duties, exemptions, grounds,
bars in that order. A part with facts that were already settled is not settled again, so a file of many parts costs as much as it has
different parts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from tacenda.core.decisions import alternatives, ask, explain, obligations, parts, questions, words
from tacenda.core.decisions.ask import Request
from tacenda.core.decisions.conditions import NO, YES
from tacenda.core.decisions.decision import Decision, Later, SegmentAnswer
from tacenda.core.decisions.effort import Effort
from tacenda.core.decisions.evaluate import GREEN, most_careful
from tacenda.core.decisions.parts import Part, Setting
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Rule

Found = TypeVar("Found")


def decide(packs: Packs, request: Request | Mapping[str, object], effort: Effort | None = None) -> Decision:
    """The decision. `effort`: what looking for questions and other ways may cost, without it no bound. Raises BadRequest."""
    if not isinstance(request, Request):
        request = ask.read(request, packs)
    here = parts.setting(packs, request)
    if effort is not None:
        here = replace(here, effort=effort)
    return _answer(here, settle(here))


def verdicts(packs: Packs, request: Request) -> list[Part]:
    """The parts settled, without the explanation."""
    return settle(parts.setting(packs, request))


def settle(here: Setting) -> list[Part]:
    """Every segment, each distinct set of facts once."""
    seen: dict[int, Part] = {}
    found: list[Part] = []
    for segment in here.request.segments:
        known = seen.get(segment.state)
        if known is None:
            known = seen[segment.state] = parts.part(here, segment)
        found.append(known if known.segment is segment else replace(known, segment=segment))
    return found


def _within(here: Setting, claims: int, work: Callable[[Setting], Found]) -> Found:
    """Some work, with a share of the effort."""
    share = here.effort.share(claims)
    found = work(replace(here, effort=share))
    here.effort.take(share, claims)
    return found


def _segments(here: Setting, settled: Sequence[Part]) -> tuple[SegmentAnswer, ...]:
    seen: dict[int, SegmentAnswer] = {}
    found: list[SegmentAnswer] = []
    for part in settled:
        known = seen.get(part.segment.state)
        if known is None:
            known = seen[part.segment.state] = explain.segment(here, part)
        found.append(known if known.id == part.segment.id else replace(known, id=part.segment.id))
    return tuple(found)


def _answer(here: Setting, settled: Sequence[Part]) -> Decision:
    request, packs = here.request, here.packs
    distinct = list({part.segment.state: part for part in settled}.values())
    refusing = any(part.verdict in alternatives.REFUSED for part in settled)
    segments = _segments(here, settled)
    answers = {part.segment.state: one for part, one in zip(settled, segments, strict=True)}
    took = {part.segment.state: obligations.bound(here, part, answers[part.segment.state]) for part in distinct}
    verdict = most_careful([part.verdict for part in settled])
    green = [part.segment.id for part in settled if part.verdict in GREEN]
    each = [one for part in distinct for one in part.each]
    clocked = obligations.running(here, each)
    clocks = obligations.clock_answers(here, clocked)
    cited = _cited([took[part.segment.state] for part in distinct])
    notes = obligations.notes(here, [(part, took[part.segment.state]) for part in distinct], clocked)
    unverified = obligations.unverified(here, each)
    more = [*notes, *_also_cited(here, distinct, answers, unverified)]
    return Decision(
        request=request.id,
        vocabulary=request.vocabulary,
        packs=here.program.named,
        verdict=verdict,
        part=verdict not in GREEN and bool(green),
        floor=request.floor,
        segments=segments,
        duties=obligations.duties(here, each),
        obligations=obligations.obligations(here, [(part, took[part.segment.state]) for part in settled]),
        clocks=clocks,
        attest=_attest(packs, segments),
        notes=notes,
        citations=obligations.citations(cited, more or ([] if cited else explain.cited_when_free(here, distinct))),
        unverified=unverified,
        unreviewed=tuple([rule.id for rule in cited if rule.reviewed == "unreviewed"]),
        unread=questions.unread(here, distinct),
        says=words.says(request.act, verdict, green, [p.segment.id for p in settled if p.verdict not in GREEN], _duty_open(here, each)),
        later=Later(
            ask=lambda: _within(
                here, 1 + refusing, lambda here: questions.questions(here, distinct, [one.start for one in clocks if one.due is None])
            ),
            alternatives=lambda: alternatives.alternatives(here, settled),
            short=lambda: here.effort.short,
            fired=lambda: {
                part.segment.id: frozenset[str]().union(*(obligations.fired(here, one) for one in part.each)) for part in settled
            },
        ),
    )


def _cited(bounds: Sequence[obligations.Bound]) -> list[Rule]:
    """Duties, then grounds, then exemptions, then the bars that stayed shut; each once."""
    if len(bounds) == 1:
        return list({rule.id: rule for rule in bounds[0].all}.values())
    found: dict[str, Rule] = {}
    for group in ("duties", "grounds", "exempts", "shut"):
        for one in bounds:
            rules: list[Rule] = getattr(one, group)
            found |= {rule.id: rule for rule in rules if rule.id not in found}
    return list(found.values())


def _also_cited(here: Setting, parts: Sequence[Part], answers: Mapping[int, SegmentAnswer], unverified: Sequence[str]) -> list[Rule]:
    """What a refusal is measured by, a doubt, a signature; duties met or cancelled, bars that have run out, and what is unverified."""
    refused = [part for part in parts if part.values.may == NO]
    found = explain.cited_when_refused(here, refused, [answers[part.segment.state] for part in refused]) if refused else []
    found += explain.cited_in_doubt(here, [part for part in parts if part.verdict == "not_yet"])
    found += explain.cited_when_signed(here, [part for part in parts if part.verdict in GREEN])
    each = [one for part in parts for one in part.each]
    return [*found, *obligations.settled(here, each), *obligations.over(here, each), *(here.program.rules[id] for id in unverified)]


def _attest(packs: Packs, segments: Sequence[SegmentAnswer]) -> tuple[str, ...]:
    """The judgements on which the answer rests: a named person must sign each before anything is released."""
    facts = packs.vocabulary.facts
    return tuple(sorted({name for one in segments for name in one.rests_on if facts[name].judged}))


def _duty_open(here: Setting, settled: Sequence[Part]) -> bool:
    """Would a duty stand, had somebody verified it?"""
    duties = here.program.duties
    return any(duties[i].ready.counsel and part.proven.standing[i] == YES for part in settled for i in part.proven.live.duties)
