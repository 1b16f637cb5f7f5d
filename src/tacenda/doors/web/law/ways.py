"""Whom one could tell of a danger, each with a verdict of their own, and what a page says of each.

A recipient is asked about for the least that helps: the facts of the danger and nothing else of the record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tacenda.core.decisions.decision import Decision
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.facts import Fact
from tacenda.core.decisions.rulebook import Packs
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_, Words
from tacenda.doors.web.law import asked as asking
from tacenda.doors.web.law import plain, shown
from tacenda.doors.web.law import words as law_words
from tacenda.doors.web.law.asked import Asked
from tacenda.doors.web.law.shown import Task
from tacenda.shell import packs

BUTTON = 4  # words
ONE_OF_THESE = N_("one of these")
SAFELY = N_("Tell the client, with the date, once it puts nobody in danger.")  # who is told of a warning may be who was warned of

# To whom one can turn, and what for, by who may be hurt.
_OTHERS = ("law_enforcement", "threatened_person", "emergency_responder", "treating_professional")
_RECIPIENTS: Mapping[str, tuple[str, ...]] = {
    "client": ("emergency_responder", "treating_professional", "family", "law_enforcement"),
    "child": ("child_protection", "law_enforcement", "emergency_responder"),
    "vulnerable_adult": ("adult_protection", "law_enforcement", "emergency_responder"),
    "public": ("law_enforcement", "emergency_responder", "treating_professional"),
    "act_or_place": ("law_enforcement", "emergency_responder", "treating_professional"),
    "": ("emergency_responder", "law_enforcement"),
}
# What these pages are not about, and say so: whoever holds a signed form or a court's paper has more ways than these, never fewer.
NO_PAPER = {"authorization": "none", "instrument": "none", "instrument_checked": "no"}
# What a telling is for once the client said yes to it.
_WITH_A_YES = {"family": "family_involvement", "parent": "family_involvement", "treating_professional": "care"}
_RANKS = ("must", "conflict", "should", "may", "not_yet", "must_not")
_PURPOSES = {"client": "protect_client", "child": "child_protection", "vulnerable_adult": "adult_protection"}
REPORTS = frozenset({"child_protection", "adult_protection"})
AUTHORITY = "mental_health_authority"  # who takes a report about a danger, where a duty to tell an authority is no report of abuse
# Whom a way of meeting a duty names.
_NAMED = {
    "warn_threatened": frozenset({"threatened_person"}),
    "tell_guardian": frozenset({"threatened_guardian"}),
    "tell_police": frozenset({"law_enforcement"}),
    "tell_authority": frozenset({AUTHORITY, *REPORTS}),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One recipient's question and its answer."""

    recipient: str
    decision: Decision


@dataclass(frozen=True, slots=True)
class Because:
    """A rule in words. `more`: whom it names, where that is why it does not help here."""

    says: str
    citation: str
    more: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody one could tell, with the verdict for telling them alone. `named`: a duty names them; `choice`: others would do as well;

    `instead`: a law forbids it, and telling another one meets the duty; `after`: what follows once they were told.
    """

    name: str
    verdict: str
    word: str
    says: str
    first: tuple[Task, ...]
    after: tuple[Task, ...]
    because: tuple[Because, ...]
    open: tuple[str, ...]
    named: bool
    choice: bool
    instead: bool


def of_the_page(asked: Asked) -> dict[str, str]:
    """What the page itself knows about whether to act: no paper, and what for."""
    if not asked.has("target"):
        return dict(NO_PAPER)
    return {**NO_PAPER, "purpose": "protect_client" if asked.value("target") == "client" else "avert_threat"}


def to_act(asked: Asked, now: Moment, zone: str) -> dict[str, object]:
    """The question whether to act at all."""
    return asked.request(now, zone, of_the_page(asked), "protect")


def stated(asked: Asked, recipient: str) -> dict[str, str]:
    """What the page itself states: to whom, what for, and the least that helps."""
    info = "report_facts" if recipient in REPORTS else "risk_facts"
    return {
        **NO_PAPER,
        "recipient": recipient,
        "purpose": _purpose(asked, recipient),
        "info": info,
        "within_scope": "yes",
    }


def _also(asked: Asked, recipient: str) -> tuple[dict[str, str], ...]:
    """Other ways to ask about the same telling: with the client's spoken yes it is no telling against them, and of a client who is a
    minor some laws speak as of any child."""
    if asked.value("client_says") == "agrees" and recipient in _WITH_A_YES:
        return ({"purpose": _WITH_A_YES[recipient]},)
    return ({"target": "child", "target_minor": "yes"},) if _minor(asked) and recipient == "child_protection" else ()


def _minor(asked: Asked) -> bool:
    """Whether the one who may be hurt is the client, and a minor."""
    return asked.value("target") == "client" and asked.value("client") == "minor"


def _purpose(asked: Asked, recipient: str) -> str:
    """A report goes to those who take reports; whoever is called to help is called to help."""
    if recipient == "child_protection":
        return recipient
    purpose = _PURPOSES.get(asked.value("target"), "avert_threat")
    return "avert_threat" if purpose in REPORTS and recipient == "emergency_responder" else purpose


def recipients(asked: Asked, protect: Decision) -> tuple[str, ...]:
    """To whom one could turn. `protect`: whether to act at all; an authority that a duty names is one of them."""
    target = asked.value("target")
    found = ("parent", "child_protection", *_RECIPIENTS["client"]) if _minor(asked) else _RECIPIENTS.get(target, _OTHERS)
    if asked.value("target_minor") == "yes" and "threatened_person" in found:
        found = ("threatened_guardian", *found)
    told = any("tell_authority" in way for duty in protect.duties if duty.state in ("stands", "open") for way in duty.ways)
    return (AUTHORITY, *found) if told and not REPORTS & set(found) else found


def request(asked: Asked, recipient: str, now: Moment, zone: str) -> dict[str, object]:
    """The question about telling one recipient: of several ways to ask it, the one whose answer lets most."""
    return _best(asked, recipient, now, zone)[0]


def _best(asked: Asked, recipient: str, now: Moment, zone: str) -> tuple[dict[str, object], Decision]:
    every = [asked.request(now, zone, {**stated(asked, recipient), **more}, "disclose") for more in ({}, *_also(asked, recipient))]
    return min(((one, asking.decided(one)[1]) for one in every), key=lambda pair: _RANKS.index(pair[1].verdict))


def found(asked: Asked, protect: Decision, now: Moment, zone: str) -> tuple[Way, ...]:
    """An answer for each who could be told."""
    return tuple(Way(one, _best(asked, one, now, zone)[1]) for one in recipients(asked, protect))


def named(protect: Decision) -> frozenset[str]:
    """Whom a duty that stands names."""
    told = (way for duty in protect.duties if duty.state == "stands" for together in duty.ways for way in together)
    return frozenset(one for way in told for one in _NAMED.get(way, ()))


def choices(protect: Decision, told: Iterable[Way]) -> frozenset[str]:
    """Those of whom one is enough: each duty that stands leaves a choice between them, or another way beside them."""
    taken: dict[str, list[str]] = {}
    for way in told:
        if way.decision.verdict == "must":
            for duty in way.decision.duties:
                if duty.state == "stands" and duty.strength == "must":
                    taken.setdefault(duty.rule, []).append(way.recipient)
    spared = _spared(protect)
    shared = {one: [who for who in taken.values() if one in who] for who in taken.values() for one in who}
    return frozenset(
        one for one, groups in shared.items() if one in spared or (one not in _bound(protect) and all(len(who) > 1 for who in groups))
    )


def replaced(told: Iterable[Way]) -> frozenset[str]:
    """Those whom one law forbids to tell while each duty to tell them is met by telling another of these."""
    asked = [way for way in told if way.decision.verdict != "must_not"]
    standing = {
        way.recipient: [duty for duty in way.decision.duties if duty.state == "stands" and duty.strength == "must"] for way in asked
    }
    torn = {way.recipient for way in asked if way.decision.verdict == "conflict"}
    others = {duty.rule for who, duties in standing.items() if who not in torn for duty in duties if not duty.ways}
    return frozenset(one for one in torn if {duty.rule for duty in standing[one]} <= others)


def _bound(protect: Decision) -> frozenset[str]:
    """Whom each way of meeting a duty names."""
    return named(protect) - _spared(protect)


def _spared(protect: Decision) -> frozenset[str]:
    """Whom a duty names in one of its ways and not in another."""
    found: set[str] = set()
    for duty in (one for one in protect.duties if one.state == "stands" and one.ways):
        told = [{who for way in together for who in _NAMED.get(way, ())} for together in duty.ways]
        found |= {who for one in told for who in one if not all(who in other for other in told)}
    return frozenset(found)


def recipient(
    words: Words, asked: Asked, way: Way, duty: frozenset[str], choice: frozenset[str], instead: frozenset[str], *, last: bool
) -> Recipient:
    """`duty`: whom a duty that stands names; `choice`: of whom one is enough; `instead`: for whom another does; `last`: nothing more is
    asked, so what is open is said."""
    law, decision = packs.law(), way.decision
    before, after = (
        tuple(Task(_deed(words, law, one.do), shown.when(words, one.due)) for one in decision.obligations if one.when == when)
        for when in ("before", "after")
    )
    because = _no(words, law, decision) if decision.verdict == "must_not" else _yes(law, decision)
    return Recipient(
        name=words.gettext(law_words.label("recipient", way.recipient)),
        verdict=decision.verdict,
        word=words.gettext(ONE_OF_THESE) if way.recipient in choice else law_words.verdict(words, decision.verdict),
        says=decision.says,
        first=before,
        after=after if decision.verdict in GREEN else (),
        because=tuple(dict.fromkeys(because)),
        open=tuple(open_questions(words, asked, decision)) if last and decision.verdict == "not_yet" else (),
        named=way.recipient in duty,
        choice=way.recipient in choice,
        instead=way.recipient in instead,
    )


def _deed(words: Words, law: Packs, do: str) -> str:
    return words.gettext(SAFELY) if do == "tell_after" else law_words.sentence(law.vocabulary.obligations[do][1])


def _yes(law: Packs, decision: Decision) -> Iterator[Because]:
    """What is only in question is no reason: it is asked for, and named as open at the end."""
    for segment in decision.segments:
        for bar in segment.bars:
            for id in bar.lifted_by if bar.open == "yes" else (bar.rule,) if bar.open == "no" else ():
                yield Because(law.rule(id).says, law.rule(id).citation)


def _no(words: Words, law: Packs, decision: Decision) -> Iterator[Because]:
    """What explains a no: what is noted about it, then the rule that names others and not this one, then the secrecy that stays shut."""
    yield from (Because(one.says, one.citation) for one in decision.notes)
    shut = [bar for segment in decision.segments for bar in segment.bars if bar.open == "no"]
    for near in (one for bar in shut for one in bar.nearest if set(one.needs) == {"recipient"} and one.needs["recipient"] != ("client",)):
        rule = law.rule(near.rule)
        names = words.names([words.gettext(law_words.label("recipient", one)) for one in near.needs["recipient"]])
        yield Because(rule.says, rule.citation, words.say(N_("It names these alone: %(names)s."), names=names))
    yield from (Because(law.rule(bar.rule).says, law.rule(bar.rule).citation) for bar in shut)


def open_questions(words: Words, asked: Asked, decision: Decision) -> Iterator[str]:
    """What would still have to be known; days are not asked for in a crisis."""
    vocabulary = packs.law().vocabulary
    for one in decision.ask:
        if one.fact not in vocabulary.starts:
            yield plain.asked(words, one, asked.places)


def settling(asked: Asked, decisions: Iterable[Decision], apart: frozenset[str]) -> list[str]:
    """Facts that are still open and have two or three answers, the most settling first: each can be said with one press."""
    facts = packs.law().vocabulary.facts
    names = dict.fromkeys(one.fact for decision in decisions for one in decision.ask)
    short = [name for name in names if name in facts and not facts[name].derived and not facts[name].many and name not in apart]
    return [name for name in short if not asked.value(name) and 2 <= len(facts[name].values) <= 3 and _brief(facts[name])]


def _brief(fact: Fact) -> bool:
    """Whether each answer fits on a button."""
    return all(len(law_words.label(fact.name, value).split()) <= BUTTON for value in fact.values)
