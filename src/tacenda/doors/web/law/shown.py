"""An answer as a page shows it: the verdict in its word, the reasons with citations, what to do and by when, other ways, what was tried."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from tacenda.core.decisions import tried
from tacenda.core.decisions.ask import Request
from tacenda.core.decisions.decision import Alternative, Decision, DutyAnswer, Question
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.decisions.rules import Rule
from tacenda.core.words import moments
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_, Words
from tacenda.doors.web.law import order, plain
from tacenda.doors.web.law import words as law_words
from tacenda.doors.web.law.reasons import Reason, reasons
from tacenda.shell import packs

MOST = 3  # things to do that stand open beside the answer
# Those who know that somebody is a client: before them nobody neither confirms nor denies it.
KNOWING = frozenset(
    {"client", "representative", "parent", "couple_partner", "own_staff", "supervisor", "trainee", "own_lawyer", "processor"}
)  # fmt: skip
# To whom something without names can be of use, whatever was asked.
NAMELESS = frozenset({"supervisor", "trainee", "specialist_adviser", "other_professional", "own_lawyer", "processor", "researcher"})
SAME = frozenset({"identity", "attendance"})  # to tell this is to say that somebody is a client
POINTLESS = frozenset({"deidentified", "pseudonymised"})
SHOW = N_("Let them see it, or give them a copy.")
INSTEAD = N_("Ask the client, or ask for an order. You can consult without names.")
DEAD = N_("Ask who speaks for the client now, or ask for an order. You can consult without names.")
AT_THE_DOOR = N_("Read it before anybody goes on. Do not stand in the way. Call your lawyer at once.")
# Whoever asks for one of these wants advice: that a specialist can give some without names is an answer. To a payer or a court it is none.
ADVISED = frozenset({"", "consultation", "supervision", "training", "care", *order.DANGERS})
# What is given under these duties is given when it is settled; a call for help waits for nothing.
WAITING = frozenset({"process", "access"})
SPANS = {
    "hours": (N_("within one hour"), N_("within %(num)s hours")),
    "days": (N_("within one day"), N_("within %(num)s days")),
    "working_days": (N_("within one working day"), N_("within %(num)s working days")),
    "months": (N_("within one month"), N_("within %(num)s months")),
}


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
    deed: str = ""  # what to do, where the rule says what somebody else may; to be translated
    waits: bool = False  # nothing is given under it before what is open is settled


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
    unsettled: str
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


def of(words: Words, request: Request, decision: Decision, *, own: bool = False) -> Shown:
    """A decision in words. `own`: the reader is the privacy officer."""
    law, about = packs.law(), _About(request)
    every = tried.tried(law, request)
    fits = {state: tuple((one.rule.says, one.rule.citation) for one in every if one.fits == state) for state in ("yes", "unknown", "no")}
    tasks = {when: tuple(_tasks(words, law, decision, when, about)) for when in ("before", "with", "after")}
    found = tuple(reasons(words, law, decision, paper=about.paper))
    near, apart = (tuple(_open(words, some, request, own)) for some in order.nearest(decision.ask, about.said("purpose")))
    asked = {one.fact for one in decision.ask}  # what a lawyer is asked stands among the questions, and is not said twice
    tasks["before"] = _silent(words, law, decision, about, tasks["before"])
    return Shown(
        verdict=decision.verdict,
        word=law_words.verdict(words, decision.verdict),
        says=decision.says,
        because=tuple((one.says, one.citation) for one in found[:1]) if decision.verdict != "not_yet" else (),
        first=tuple(dict.fromkeys(_first(words, law, decision, near, about, tasks["before"])))[:MOST],
        reasons=found,
        duties=tuple(duties(words, law, decision)),
        before=tasks["before"],
        during=tasks["with"],
        after=tasks["after"],
        ways=tuple((law_words.verdict(words, one.verdict) if one.verdict in GREEN else "", one.says) for one in _useful(decision, about)),
        open=tuple((text, who) for text, who, _ in (*near, *apart)),
        judgements=judgements(words, decision.attest, request.places, own=own),
        unsettled=law_words.unsettled(words, request.act),
        notes=tuple((one.says, one.citation) for one in decision.notes),
        clocks=tuple(_clocks(words, law, decision)),
        unverified=tuple((law.rule(id).says, law.rule(id).citation) for id in decision.unverified if id not in asked),
        unreviewed=len(decision.unreviewed),
        fitting=fits["yes"],
        undecided=fits["unknown"],
        other=fits["no"],
    )


@dataclass(frozen=True, slots=True)
class _About:
    """What a request is about, where its parts agree."""

    request: Request

    def said(self, name: str) -> str:
        found = {str(one.facts.get(name, "")) for one in self.request.segments}
        return found.pop() if len(found) == 1 else ""

    @property
    def paper(self) -> bool:
        """A paper with a day by which to answer."""
        return self.said("instrument") in ("subpoena", "court_order", "statutory_demand", "testimony")

    @property
    def known(self) -> bool:
        """Does whoever asks know that somebody is a client?"""
        return self.said("recipient") in KNOWING


def _silent(words: Words, law: Packs, decision: Decision, about: _About, tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """With that nothing is said of whether somebody is a client, where telling who somebody is was asked for."""
    task = Task(law_words.sentence(law.vocabulary.obligations["no_confirm"][1]))
    wanted = decision.verdict == "must_not" and about.said("info") in SAME and not about.known
    return (task, *(one for one in tasks if one != task)) if wanted else tasks


def _useful(decision: Decision, about: _About) -> Iterator[Alternative]:
    """Without those that answer another question: what points to nobody is of no use to whoever asks who somebody is."""
    for one in decision.alternatives:
        to = one.change.get("recipient", about.said("recipient"))
        if one.change.get("info") not in POINTLESS or (to in NAMELESS and (about.said("info") not in SAME or "recipient" in one.change)):
            yield one


def _open(words: Words, found: Iterable[Question], request: Request, own: bool) -> Iterator[tuple[str, str, bool]]:
    """Each open question once, with whom to turn to where it is not the reader's own to answer, and whether it says so itself."""
    texts = {plain.asked(words, one, request.places, request.act): one for one in reversed(list(found))}
    for text, one in reversed(texts.items()):
        counsel, mine = one.asked_of == "counsel", own and one.asked_of == "officer"
        elsewhere = one.asked_of in law_words.ELSEWHERE and not counsel and not mine
        yield text, law_words.asserter(words, one.asked_of) if elsewhere else "", counsel


def _found_out(words: Words, text: str, *, counsel: bool) -> str:
    return text if counsel else words.say(N_("Find out: %(question)s"), question=text)


def _first(
    words: Words, law: Packs, decision: Decision, asked: tuple[tuple[str, str, bool], ...], about: _About, before: tuple[Task, ...]
) -> Iterator[Task]:  # fmt: skip
    """What to do, the most pressing first: what the law bids, then what settles the answer or leads to another, then what comes before."""
    yield from (_bidden(words, one, decision.verdict) for one in duties(words, law, decision) if not one.open)
    if about.said("instrument") == "warrant" and decision.verdict not in GREEN:
        yield Task(words.gettext(AT_THE_DOOR))
    if about.paper and decision.verdict not in GREEN:
        yield Task(words.gettext(N_("Answer by the day on the paper, also when the answer is no.")))
        if _contested(law, decision):
            yield Task(law_words.sentence(law.vocabulary.obligations["contest"][1]))
    match decision.verdict:
        case "conflict":
            yield Task(words.gettext(N_("Call a lawyer, and keep everything as it is.")))
        case "not_yet":
            yield from (Task(_found_out(words, text, counsel=counsel)) for text, _, counsel in asked)
        case "must_not":
            yield from before if about.said("info") in SAME else ()
            ways = [Task(one.says) for one in _useful(decision, about) if "recipient" not in one.change or about.said("purpose") in ADVISED]
            yield from ways or [Task(words.gettext(DEAD if about.said("client") == "deceased" else INSTEAD))]
        case _:
            if decision.attest:
                yield Task(words.gettext(N_("Have somebody stand for each judgement, by name and with a reason.")))
    yield from before


def _bidden(words: Words, duty: Duty, verdict: str) -> Task:
    """What a duty that stands bids. Nobody is told to give and, in the same breath, to give nothing yet."""
    says = words.gettext(duty.deed) if duty.deed else duty.says
    waits = duty.waits and verdict == "not_yet"
    return Task(words.say(N_("First settle what is open. Then: %(duty)s"), duty=says) if waits else says, duty.due)


def _contested(law: Packs, decision: Decision) -> bool:
    """Whether a rule says to object: one that holds, or that may hold where another no came first."""
    shut = (bar for segment in decision.segments for bar in segment.bars if bar.open != "yes")
    return any(one.do == "contest" for one in decision.obligations) or any("contest" in law.rule(bar.rule).do for bar in shut)


def judgements(words: Words, facts: Iterable[str], where: Sequence[str] = (), *, own: bool) -> tuple[Judgement, ...]:
    """What must be stood for, with who can. `own`: the reader is the privacy officer."""
    asserted = {name: packs.law().vocabulary.facts[name].asserted_by for name in facts}
    return tuple(
        Judgement(name, plain.question(words, name, where), law_words.asserter(words, who, own=own)) for name, who in asserted.items()
    )


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
            deed = SHOW if duty.kind == "access" and "give_access" in law.rule(duty.rule).acts else ""
            yield Duty(duty.says, duty.citation, duty.state == "open", due, tuple(_ways(words, law, duty)), deed, duty.kind in WAITING)


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


def _tasks(words: Words, law: Packs, decision: Decision, at: str, about: _About) -> Iterator[Task]:
    for one in decision.obligations:
        if one.when == at and not (one.do == "no_confirm" and about.known):
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


def facts(words: Words, stated: Sequence[tuple[str, str]], where: Sequence[str] = (), act: str = "") -> tuple[tuple[str, str], ...]:
    """What was said, as question and answer."""
    known = packs.law().vocabulary.facts
    found: list[tuple[str, str]] = []
    for name, value in stated:
        fact = known.get(name)
        question = plain.question(words, name, where, act)
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
