"""Which question comes next: what people come with, then what settles most, and inside one matter in the order of a talk.

A question is asked only while its answer can change what comes out, and never twice. Whoever wants to send a letter is not asked about a
danger while anything nearer is open: those questions stay in the list of what is open, and can be asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from tacenda.core.decisions.decision import Decision, Question
from tacenda.doors.web.law.asked import Asked
from tacenda.shell import packs

FIRST = ("recipient", "purpose", "info", "instrument", "authorization")  # before what settles most: these are what people come with
DANGER = (
    "target", "target_minor", "harm", "imminence", "evidence", "source", "child_now", "abuser", "intent_and_ability",
    "recipient_can_prevent", "urgent", "no_other_way", "public_interest", "ways_done",
)  # fmt: skip
# Inside each matter nobody is asked for the second thing before the first.
MATTERS = (
    DANGER,
    (
        "client", "client_age", "capacity", "consented_alone", "parent_promised", "minor_care_indicated", "speaks_for",
        "representative_endangers", "other_parent_objects", "parent_access_harmful",
    ),
    ("authorization", "signed_by", "authorization_defect"),
    ("instrument", "instrument_checked", "assurance", "client_heard"),
)  # fmt: skip
DANGERS = frozenset({"avert_threat", "protect_client", "child_protection", "adult_protection", "medical_emergency", "terrorism"})


def of_danger(purpose: str) -> bool:
    """Whether somebody may be hurt, as far as the purpose says. Nobody has said otherwise while it is open."""
    return not purpose or purpose in DANGERS


def next_question(decision: Decision, asked: Asked, fits: Callable[[str], bool] = lambda name: True, first: Sequence[str] = FIRST) -> str:
    """The fact or day to ask for next: one that can still change the answer and was not asked yet; empty when there is none."""
    open_ones = [one.fact for one in decision.ask if _answerable(one.fact) and not asked.has(one.fact) and fits(one.fact)]
    return next((name for name in first if name in open_ones), _before(open_ones[0], open_ones) if open_ones else "")


def unbidden(decision: Decision, asked: Asked) -> str:
    """The next question that is asked without being asked for: about a danger only where the purpose is one, or nothing else is open."""
    if of_danger(asked.value("purpose")) or asked.act != "disclose":
        return next_question(decision, asked)
    near = next_question(decision, asked, lambda name: name not in DANGER)
    return near if near or any(one.fact not in DANGER for one in decision.ask) else next_question(decision, asked)


def nearest(found: Iterable[Question], purpose: str) -> tuple[list[Question], list[Question]]:
    """Open questions: those that are near, and those about a danger that nobody spoke of."""
    every = list(found)
    apart = [] if of_danger(purpose) else [one for one in every if one.fact in DANGER]
    near = [one for one in every if one not in apart]
    return (near, apart) if near else (apart, [])


def _before(name: str, open_ones: Sequence[str]) -> str:
    """The first open one of the same matter."""
    matter = next((one for one in MATTERS if name in one), (name,))
    return next(one for one in matter if one in open_ones)


def _answerable(name: str) -> bool:
    """Whether a person can answer it here: facts and days; what a lawyer must verify stays open."""
    fact = packs.law().vocabulary.facts.get(name)
    return name in packs.law().vocabulary.starts if fact is None else not fact.derived
