"""Whether there is a duty in a danger, which one, and the one thing to do at this moment.

A duty to report is a duty as one to protect is: both stand at the top, with their law, what meets them and by when. What this moment asks
for is one instruction, whatever the cards say each for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tacenda.core.decisions.decision import Decision
from tacenda.core.decisions.evaluate import GREEN
from tacenda.core.decisions.rules import Kind
from tacenda.doors import places
from tacenda.doors.language import N_, Words
from tacenda.doors.web.law import shown, ways
from tacenda.doors.web.law import words as law_words
from tacenda.doors.web.law.asked import Asked
from tacenda.doors.web.law.shown import Duty
from tacenda.doors.web.law.ways import Way
from tacenda.shell import packs

START = ("target", "harm")  # who may be hurt, and what harm: without these nothing can be said about anybody
HEADLINE = {
    "start": N_("It hangs on who may be hurt, and how. Until you know, call for help and leave out who your client is."),
    "asking": N_("It is not settled yet if there is a duty. If you cannot wait, call for help and leave out who your client is."),
    "must": N_("Yes: there is a duty to act."),
    "should": N_("The rules of your profession say that you should act."),
    "may": N_("No duty to act was found. You may still act."),
    "open": N_("No duty to act was found. It is open whom you may tell."),
    "none": N_("No duty to act was found. No rule here lets you say who your client is."),
    "not_yet": N_("It is not settled if there is a duty. Act as if there were one."),
    "conflict": N_("Two laws collide. Act as if there were a duty, and call a lawyer."),
}
EACH = N_("Tell, and say no more than they need:")
ONE = N_("Tell one of these, and say no more than they need:")
NAMELESS = N_("Call, say the danger, and leave out who your client is:")
HELP = N_("Call for help first, and leave out who your client is. Then do what meets the duty.")
LAWYER = N_("Ask a lawyer before you say who your client is.")


@dataclass(frozen=True, slots=True)
class Now:
    """The one thing to do at this moment: the sentence, to whom, and what comes with it."""

    says: str
    whom: tuple[str, ...] = ()
    then: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What stands under "Is there a duty to act?". `unread`: a place whose law nobody has read on this, in words."""

    verdict: str
    headline: str
    duties: tuple[Duty, ...]
    unread: tuple[str, ...]
    now: Now | None
    against: tuple[tuple[str, str], ...]  # the rules that forbid what a duty bids


def found(words: Words, asked: Asked, protect: Decision, told: Sequence[Way], *, last: bool) -> Found:
    """`protect`: whether to act at all; `told`: an answer for each who could be told; `last`: nothing more is asked."""
    unread = tuple(_unread(words, protect, told))
    verdict = _verdict(asked, protect, told, bool(unread))
    return Found(
        verdict=verdict,
        headline=words.gettext(HEADLINE[_headline(asked, verdict, told, last=last)]),
        duties=tuple(_duties(words, protect, told)),
        unread=unread,
        now=_now(words, verdict, protect, told, last=last),
        against=tuple(dict.fromkeys(_against(told))),
    )


def _reports(told: Sequence[Way]) -> list[Decision]:
    """Answers about whoever takes reports."""
    return [way.decision for way in told if way.recipient in ways.REPORTS]


def _begun(asked: Asked) -> bool:
    return all(asked.has(name) for name in START)


def _verdict(asked: Asked, protect: Decision, told: Sequence[Way], unread: bool) -> str:
    """Whether there is a duty: a report that must be made is one, and what is open or was never read is not "none"."""
    every = [protect.verdict, *(one.verdict for one in _reports(told))]
    strongest = next((one for one in ("must", "conflict", "not_yet", "should") if one in every), "not_yet" if unread else protect.verdict)
    return strongest if _begun(asked) or strongest == "must" else "not_yet"


def _headline(asked: Asked, verdict: str, told: Sequence[Way], *, last: bool) -> str:
    """ "You may" stands over no row of cards that all say no."""
    if verdict == "not_yet" and not last:
        return "asking" if _begun(asked) else "start"
    if verdict not in ("may", "must_not"):
        return verdict
    every = {way.decision.verdict for way in told}
    return "may" if every & GREEN else "none" if every <= {"must_not"} else "open"


def _duties(words: Words, protect: Decision, told: Sequence[Way]) -> Iterator[Duty]:
    """Duties to protect, then those to report, each law once, with what nobody has checked of them."""
    laws: set[str] = set()
    reports = _reports(told)
    for decision in (protect, *reports, *(way.decision for way in told)):
        here = [*shown.duties(words, packs.law(), decision), *_unchecked(decision, report=decision in reports)]
        yield from (one for one in here if _law(one.citation) not in laws)
        laws |= {_law(one.citation) for one in here}


def _law(citation: str) -> str:
    """The first law that a citation names."""
    return citation.partition(";")[0].strip()


def _unchecked(decision: Decision, *, report: bool) -> Iterator[Duty]:
    """What only a lawyer can say of a duty, or of a report: open, and no less a duty for the page."""
    rules = (packs.law().rule(id) for id in decision.unverified)
    yield from (Duty(rule.says, rule.citation, True, "", ()) for rule in rules if report or rule.kind is Kind.DUTY)


def _unread(words: Words, protect: Decision, told: Sequence[Way]) -> Iterator[str]:
    named = places.named(words)
    found = dict.fromkeys(place for decision in (protect, *(way.decision for way in told)) for place in decision.unread)
    yield from (named[place] for place in found if place in named)


def _now(words: Words, verdict: str, protect: Decision, told: Sequence[Way], *, last: bool) -> Now | None:
    """What the law bids comes first; where two laws collide, or it is not settled in the end, help is called without a name."""
    must = [way.recipient for way in told if way.decision.verdict == "must"]
    if must:
        choice = bool(set(must) & ways.choices(protect, told))
        return _to(words, ONE if choice else EACH, must)
    torn = [way.recipient for way in _torn(told)]
    if torn:
        return _to(words, NAMELESS, torn, LAWYER)
    if verdict not in ("must", "not_yet", "conflict") or (verdict == "not_yet" and not last):
        return None
    named = [way.recipient for way in told if way.recipient in ways.named(protect)]
    if verdict == "must" and not named:
        return Now(words.gettext(HELP))
    return _to(words, NAMELESS, named or [way.recipient for way in told[:1]], LAWYER)


def _to(words: Words, says: str, whom: Sequence[str], then: str = "") -> Now:
    names = tuple(words.gettext(law_words.label("recipient", one)) for one in whom)
    return Now(words.gettext(says), names, words.gettext(then) if then else "")


def _torn(told: Sequence[Way]) -> list[Way]:
    """Those about whom two laws collide, and nobody else would do."""
    spared = ways.replaced(told)
    return [way for way in told if way.decision.verdict == "conflict" and way.recipient not in spared]


def _against(told: Sequence[Way]) -> Iterator[tuple[str, str]]:
    """What stays shut though a duty bids to tell."""
    law = packs.law()
    for way in _torn(told):
        for segment in way.decision.segments:
            yield from ((law.rule(bar.rule).says, law.rule(bar.rule).citation) for bar in segment.bars if bar.open == "no")
