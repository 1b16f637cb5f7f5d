"""An answer as a page shows it: the verdict in its word, the reasons with citations, what to do and by when, other ways, what was tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tacenda.core.decisions import tried
from tacenda.core.decisions.ask import Request
from tacenda.core.decisions.decision import BarAnswer, Decision, DutyAnswer
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Rule
from tacenda.core.words import moments
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_, Words
from tacenda.doors.web.law import plain
from tacenda.doors.web.law import words as law_words
from tacenda.shell import packs

MOST = 3  # things to do that stand open beside the answer
STATES = {
    "yes": N_("Opened by:"),
    "no": N_("It stays shut."),
    "unknown": N_("This is open."),
}
SPANS = {
    "hours": (N_("within one hour"), N_("within %(num)s hours")),
    "days": (N_("within one day"), N_("within %(num)s days")),
    "working_days": (N_("within one working day"), N_("within %(num)s working days")),
    "months": (N_("within one month"), N_("within %(num)s months")),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule in words. `more`: what opens it, or that it stays shut; `opens`: the rules that open it."""

    says: str
    citation: str
    more: str = ""
    opens: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do. `due`: in words, empty where there is no date."""

    says: str
    due: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty whose case this is, or may be. `ways`: how it can be met."""

    says: str
    citation: str
    open: bool
    due: str
    ways: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What somebody must stand for, and who can."""

    fact: str
    question: str
    who: str


@dataclass(frozen=True, slots=True)
class Shown:
    """The whole answer. `because`: the first reason; `first`: what to do now, the rest of it stands behind folds."""

    verdict: str
    word: str
    says: str
    because: tuple[tuple[str, str], ...]
    first: tuple[Task, ...]
    reasons: tuple[Reason, ...]
    duties: tuple[Duty, ...]
    before: tuple[Task, ...]
    during: tuple[Task, ...]
    after: tuple[Task, ...]
    ways: tuple[tuple[str, str], ...]
    open: tuple[tuple[str, str], ...]
    judgements: tuple[Judgement, ...]
    notes: tuple[tuple[str, str], ...]
    clocks: tuple[Task, ...]
    unverified: tuple[tuple[str, str], ...]
    unreviewed: int
    fitting: tuple[tuple[str, str], ...]
    undecided: tuple[tuple[str, str], ...]
    other: tuple[tuple[str, str], ...]

    @property
    def tried(self) -> int:
        """How many rules were tried."""
        return len(self.fitting) + len(self.undecided) + len(self.other)


def of(words: Words, request: Request, decision: Decision) -> Shown:
    """A decision in words."""
    law = packs.law()
    every = tried.tried(law, request)
    fits = {state: tuple((one.rule.says, one.rule.citation) for one in every if one.fits == state) for state in ("yes", "unknown", "no")}
    tasks = {when: tuple(_tasks(words, law, decision, when)) for when in ("before", "with", "after")}
    place = next(iter(request.places), "")
    reasons, asked = tuple(_reasons(words, law, decision)), tuple(_open(words, decision, place))
    return Shown(
        verdict=decision.verdict,
        word=law_words.verdict(words, decision.verdict),
        says=decision.says,
        because=tuple((one.says, one.citation) for one in reasons[:1]) if decision.verdict != "not_yet" else (),
        first=tuple(_first(words, law, decision, asked))[:MOST],
        reasons=reasons,
        duties=tuple(duties(words, law, decision)),
        before=tasks["before"],
        during=tasks["with"],
        after=tasks["after"],
        ways=tuple((law_words.verdict(words, one.verdict) if one.verdict in GREEN else "", one.says) for one in decision.alternatives),
        open=asked,
        judgements=judgements(words, decision.attest, place),
        notes=tuple((one.says, one.citation) for one in decision.notes),
        clocks=tuple(_clocks(words, law, decision)),
        unverified=tuple((law.rule(id).says, law.rule(id).citation) for id in decision.unverified),
        unreviewed=len(decision.unreviewed),
        fitting=fits["yes"],
        undecided=fits["unknown"],
        other=fits["no"],
    )


def _open(words: Words, decision: Decision, place: str) -> Iterator[tuple[str, str]]:
    """Each open question, with whom to turn to where it is not the reader's own to answer."""
    law = packs.law().vocabulary
    for one in decision.ask:
        text = plain.question(words, one.fact, place) if one.fact in law.facts or one.fact in law.starts else one.question
        yield law_words.sentence(text), law_words.asserter(words, one.asked_of) if one.asked_of in law_words.ELSEWHERE else ""


def _first(words: Words, law: Packs, decision: Decision, asked: tuple[tuple[str, str], ...]) -> Iterator[Task]:
    """What to do, the most pressing first: what the law bids, then what settles the answer or leads to another, then what comes before."""
    yield from (Task(one.says, one.due) for one in duties(words, law, decision) if not one.open)
    match decision.verdict:
        case "conflict":
            yield Task(words.gettext(N_("Call a lawyer, and keep everything as it is.")))
        case "not_yet":
            if decision.unverified:
                yield Task(words.gettext(N_("Ask a lawyer. Nobody here has checked the text of the rules for this.")))
            yield from (Task(words.say(N_("Find out: %(question)s"), question=question)) for question, _ in asked)
        case "must_not":
            yield from (Task(one.says) for one in decision.alternatives)
        case _:
            if decision.attest:
                yield Task(words.gettext(N_("Have somebody stand for each judgement, by name and with a reason.")))
    yield from _tasks(words, law, decision, "before")


def judgements(words: Words, facts: Iterable[str], place: str = "") -> tuple[Judgement, ...]:
    """What must be stood for, with who can."""
    known = packs.law().vocabulary.facts
    return tuple(Judgement(name, plain.question(words, name, place), law_words.asserter(words, known[name].asserted_by)) for name in facts)


def _reasons(words: Words, law: Packs, decision: Decision) -> Iterator[Reason]:
    """What the verdict rests on: a no on the bars that stay shut, else those in question, then those that were opened; each rule once."""
    bars = {bar.rule: bar for segment in decision.segments for bar in segment.bars}
    for state in ("no",) if decision.verdict == "must_not" else ("no", "unknown", "yes"):
        for bar in bars.values():
            if bar.open == state:
                yield _reason(words, law, bar)


def _reason(words: Words, law: Packs, bar: BarAnswer) -> Reason:
    rule = law.rule(bar.rule)
    opens = tuple((law.rule(id).says, law.rule(id).citation) for id in bar.lifted_by)
    more = words.gettext(STATES[bar.open]) if bar.open != "yes" or opens else ""
    return Reason(rule.says, rule.citation, more, opens)


def duties(words: Words, law: Packs, decision: Decision) -> Iterator[Duty]:
    """Duties that stand or may stand, with their time in words."""
    units = {one.rule: one.unit for one in reversed(decision.clocks)}  # the first of a rule is its own clock
    for duty in decision.duties:
        if duty.state in ("stands", "open"):
            due = (
                words.gettext(N_("at once"))
                if units.get(duty.rule) == "at_once"
                else when(words, duty.due) or _span(words, law.rule(duty.rule))
            )
            yield Duty(duty.says, duty.citation, duty.state == "open", due, tuple(_ways(words, law, duty)))


def _span(words: Words, rule: Rule) -> str:
    """How long a duty leaves, where the day it starts was not said."""
    clock = rule.clock
    if clock is None or clock.unit not in SPANS:
        return words.gettext(N_("at once")) if clock and clock.unit == "at_once" else ""
    one, many = SPANS[clock.unit]
    return words.ngettext(one, many, clock.n) % {"num": clock.n}


def _ways(words: Words, law: Packs, duty: DutyAnswer) -> Iterator[str]:
    for together in duty.ways:
        yield law_words.sentence(words.names([law.vocabulary.ways[way] for way in together]))


def _tasks(words: Words, law: Packs, decision: Decision, at: str) -> Iterator[Task]:
    for one in decision.obligations:
        if one.when == at:
            yield Task(law_words.sentence(law.vocabulary.obligations[one.do][1]), when(words, one.due))


def _clocks(words: Words, law: Packs, decision: Decision) -> Iterator[Task]:
    for one in decision.clocks:
        due = words.gettext(N_("at once")) if one.unit == "at_once" else when(words, one.due)
        if due:
            yield Task(law.rule(one.rule).says, due)


def when(words: Words, due: str | None) -> str:
    """A due day or moment in words; empty where there is none."""
    if not due:
        return ""
    if "T" in due:
        return words.moment(Moment(int(dt.datetime.fromisoformat(due).timestamp())))
    return words.day(moments.of_date(dt.date.fromisoformat(due)))


def facts(words: Words, stated: Sequence[tuple[str, str]], place: str = "") -> tuple[tuple[str, str], ...]:
    """What was said, as question and answer."""
    known = packs.law().vocabulary.facts
    found: list[tuple[str, str]] = []
    for name, value in stated:
        fact = known.get(name)
        question = plain.question(words, name, place)
        if value == "?":
            answer = words.gettext(law_words.UNKNOWN)
        elif fact is None:
            answer = when(words, value)
        elif fact.number:
            answer = value
        else:
            answer = words.names([words.gettext(law_words.label(name, one)) for one in value.split("+") if one]) or words.gettext(
                N_("Nothing")
            )
        found.append((question, answer))
    return tuple(found)
