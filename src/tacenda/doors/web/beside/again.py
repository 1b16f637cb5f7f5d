"""The sentences of the look at whether somebody may still speak for a client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tacenda.acts.speaking import Stand
from tacenda.core.model.access_list import LAW
from tacenda.core.model.speakers import Did, Why
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_, Words
from tacenda.doors.web import rules

WHY: Mapping[Why, str] = {
    Why.DANGER: N_("An answer that you kept says that who speaks for the client may harm them."),
    Why.ANSWER: N_("An answer was kept since that says something about who speaks for the client."),
    Why.LAW: N_("The law does not say today what it said when they were let in."),
    Why.UNEASY: N_("The client told you that they feel uneasy. It may have to do with this person."),
    Why.ENDS: N_("It ends soon: at the birthday that the law names, or on its last day."),
    Why.UNKNOWN: N_("No answer of the law is kept for this person. Choose the one that lets them in."),
    Why.KEYS: N_(
        "They were let in to sign when one key opened all that was agreed. They sign nothing now, and still hold that key. Pause it, then "
        "let them in again."
    ),
}
WAYS: Mapping[str, str] = {
    "stays": N_("They go on. What I learned does not change it"),
    "pause": N_("Pause it: they see nothing from now on"),
    "again": N_("Let them in again. It begins a day later"),
}
CUT = N_("The pause that you wrote down was cut short: they still see what they saw. Pause it once more.")
ENDANGERS = N_("Pause it: I reasonably believe that they endanger the client, and the pause is in the client's interest")
DID: Mapping[Did, str] = {Did.IN: N_("Let in"), Did.STAYS: N_("Looked at, and went on"), Did.PAUSED: N_("Paused")}


@dataclass(frozen=True, slots=True)
class Line:
    """One decision of before."""

    at: Moment
    did: str
    words: str


def danger(one: Stand) -> bool:
    return Why.DANGER in one.why


def ways(one: Stand) -> tuple[str, ...]:
    """What can be decided now. The one who is thought to do harm is paused first of all."""
    if not one.live:
        return ("again",)
    if Why.KEYS in one.why:
        return ("pause",)
    return ("pause", "stays") if danger(one) or one.cut else ("stays", "pause")


def offered(words: Words, one: Stand) -> dict[str, str]:
    """The answers to what is decided."""
    said = {**WAYS, "pause": ENDANGERS} if danger(one) else WAYS
    return {way: words.gettext(said[way]) for way in ways(one)}


def why(words: Words, one: Stand) -> tuple[str, ...]:
    """Why to look again, as sentences."""
    return tuple(words.gettext(text) for text in ([CUT] if one.cut else []) + [WHY[reason] for reason in one.why])


def seen(one: Stand) -> str:
    """The reasons on a page, as its form carries them."""
    return " ".join(reason.value for reason in one.why)


def answered(seen: str) -> frozenset[Why]:
    """The reasons that a form carried."""
    return frozenset(reason for reason in Why if reason.value in seen.split())


def law(one: Stand) -> tuple[str, str]:
    """The rule that lets them in today, with its citation; empty where the law says no yes."""
    rule = rules.behind(f"{LAW}{one.today.rule}") if one.today else None
    return (rule.says, rule.citation) if rule else ("", "")


def lines(words: Words, one: Stand) -> tuple[Line, ...]:
    """What was decided before, newest first."""
    said = one.kept.said if one.kept else ()
    return tuple(Line(each.at, words.gettext(DID[each.did]), each.words) for each in reversed(said))
