"""Papers that arrive: which kinds a place knows, and what makes each valid on its face.

A kind is offered where a rule of that place opens something for it: a subpoena signed by a lawyer is no paper of Germany. A letter and a
form that the client signed exist anywhere; everything else is one kind, OTHER, of which the page says that nothing is known here.

The lists say what to look for on the paper itself. Where a federal rule of the United States names the parts, it is cited, and shown there
alone; the rest is what any such paper must show before somebody can act on it, and no law of a place. What follows from a valid paper is
decided by the rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from tacenda.core.decisions import places
from tacenda.core.decisions.rules import Kind, Rule
from tacenda.doors.language import N_
from tacenda.shell import packs


@dataclass(frozen=True, slots=True)
class Paper:
    """One kind of paper. `says`: what it is; `marks`: what must be on it; `cited`: further parts in the United States, with the rule.

    `act`: what the questions that follow are about; `facts`: what it states for them; `fact`: the question that the look at the paper
    answers, empty where none does; `lacking`: what it is while a part is missing.
    """

    says: str
    marks: tuple[str, ...]
    cited: tuple[tuple[str, str], ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    fact: str = "instrument_checked"
    act: str = "disclose"
    lacking: str = N_("If a part is missing, the paper is a request and no more.")


OTHER = "other"
ACCESS = "access"  # a right of the client, with a time of its own, and no mere request
_FOR_US = N_("It names this practice, or you.")
_WHAT = N_("It says what is asked for, and from which time.")
_DAY = N_("It has a date, and a day by which to answer.")
_SERVED = N_("It was brought in the way the law asks.")
_COURT = N_("It names the court and the case.")

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "request": N_("A letter, a call or a message, from a lawyer or anybody"),
        ACCESS: N_("The client, or who may act for them, asks to see the record"),
        "authorization": N_("A form that the client signed"),
        "subpoena": N_("A subpoena: signed by a lawyer or a clerk, not by a judge"),
        "court_order": N_("An order that a judge signed"),
        "warrant": N_("A search warrant"),
        "statutory_demand": N_("A demand of an agency that names a law"),
        "testimony": N_("A call to speak in court"),
        OTHER: N_("Another paper of a court, the police or an agency"),
    }
)
ANYWHERE = frozenset({"request", ACCESS, "authorization", OTHER})
PAPERS: Mapping[str, Paper] = MappingProxyType(
    {
        "request": Paper(
            N_("This is a request and no more. It opens nothing by itself. Do not say if anybody is a client here."),
            (N_("You know for sure who asks."), _WHAT, N_("A signed form of the client came with it, or nothing did.")),
            facts=(("instrument", "request"),),
        ),
        ACCESS: Paper(
            N_(
                "The client may have a right to it, and the time to answer runs from the day it came. Show nothing until you know who asks."
            ),
            (
                N_("You know for sure who asks: the client, or somebody who acts for them."),
                N_("Who acts for the client proved the right to. A parent's lawyer shows the parent's right, and that the parent asks."),
                N_("It says what they want to see. They need not say why."),
            ),
            fact="received",
            act="give_access",
            lacking=N_("If a part is missing, ask for it now: the time may run meanwhile."),
        ),
        "authorization": Paper(
            N_("A signed form opens what it names, for whom it names, and no more."),
            (
                N_("It names what may be sent."),
                N_("It names who may send it, and who may get it."),
                N_("It says what it is for."),
                N_("It has a day or an event when it ends, and that has not come."),
                N_("The client signed and dated it, or somebody who proved the right to."),
                N_("It was not taken back."),
            ),
            cited=(
                (N_("It says that it can be taken back, and how."), "45 CFR 164.508(c)(2)(i)"),
                (N_("It says if care can depend on it."), "45 CFR 164.508(c)(2)(ii)"),
                (N_("It says that who gets the record may pass it on."), "45 CFR 164.508(c)(2)(iii)"),
                (N_("For private notes it stands alone, with no other form in it."), "45 CFR 164.508(b)(3)(ii)"),
            ),
            fact="authorization_defect",
        ),
        "subpoena": Paper(
            N_("A subpoena is not an order of a judge. Do not send anything because of it alone, and do not ignore it."),
            (_COURT, _FOR_US, _WHAT, _DAY, _SERVED, N_("A lawyer or a clerk of that court signed it.")),
            cited=((N_("With it came proof that the client was told, or an order of secrecy."), "45 CFR 164.512(e)(1)(ii)"),),
            facts=(("instrument", "subpoena"),),
        ),
        "court_order": Paper(
            N_("An order opens what it names, and no more."),
            (_COURT, N_("A judge of that court signed it."), _FOR_US, _WHAT, _DAY, N_("It is an order, not a subpoena with a stamp.")),
            cited=(
                (N_("Only what the order names in so many words may go."), "45 CFR 164.512(e)(1)(i)"),
                (
                    N_("For drug or alcohol care: it is an order under 42 CFR Part 2, with a subpoena."),
                    "42 CFR 2.61",
                ),
            ),
            facts=(("instrument", "court_order"),),
        ),
        "warrant": Paper(
            N_("Read it before anybody goes on. Do not stand in the way. Call your lawyer at once."),
            (N_("A judge signed it."), N_("It names the rooms or the things to be searched."), N_("It has not run out."), _WHAT),
            cited=((N_("A warrant of a court is one of the papers for the police."), "45 CFR 164.512(f)(1)(ii)(A)"),),
            facts=(("instrument", "warrant"),),
        ),
        "statutory_demand": Paper(
            N_("An agency may demand only what the law it names allows."),
            (N_("It names the law and the paragraph."), N_("You know for sure which agency it is, and who signed."), _FOR_US, _WHAT, _DAY),
            cited=(
                (
                    N_("For the police: it matters, it is limited, and it needs the names."),
                    "45 CFR 164.512(f)(1)(ii)(C)",
                ),
            ),
            facts=(("instrument", "statutory_demand"),),
        ),
        "testimony": Paper(
            N_("You must come, and you may still have to keep silent. Ask the judge before you answer."),
            (_COURT, _FOR_US, _DAY, _SERVED),
            facts=(("instrument", "testimony"),),
        ),
        OTHER: Paper(
            N_("What such a paper opens at this place is not known here. Ask a lawyer of the place before you send or say anything."),
            (_DAY, N_("It says who sent it, and which law or court stands behind it."), _FOR_US, _WHAT),
            fact="",
        ),
    }
)


@lru_cache(maxsize=512)
def kinds(chosen: tuple[str, ...]) -> tuple[str, ...]:
    """The kinds of paper of these places, in their order: those a rule of one opens something for, and those of anywhere."""
    around = places.closed(chosen)
    opened = {one for rule in packs.law().rules() if rule.place in around for one in _opens_for(rule)}
    return tuple(kind for kind in KINDS if kind in opened | ANYWHERE)


def _opens_for(rule: Rule) -> frozenset[str]:
    """The papers that a ground or a duty asks for by name."""
    if rule.kind not in (Kind.GROUND, Kind.DUTY):
        return frozenset()
    return frozenset(
        value for condition in rule.when for one in condition if one.fact == "instrument" and not one.negated for value in one.values
    )


def in_the_united_states(chosen: tuple[str, ...]) -> bool:
    """Whether the cited parts apply."""
    return "US" in places.closed(chosen)
