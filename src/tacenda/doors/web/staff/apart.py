"""What a client keeps to their therapist alone, for the page that lets a colleague in: what is kept, and what is left of an offer."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tacenda.acts import charts, holders, topics
from tacenda.acts.desk import Desk
from tacenda.core.model.offers import Offer
from tacenda.core.words.access import Code
from tacenda.core.words.errors import Invalid
from tacenda.core.words.ids import ChartId
from tacenda.doors.language import N_, Words
from tacenda.doors.web import forms
from tacenda.doors.web.staff import kinds

SAYINGS = {
    "kept": N_("%(label)s: the client keeps what this is for to their therapist alone. You can ask the client."),
    "kept_now": N_("%(label)s: the client keeps other parts to their therapist alone than before. Read it above, then let them in."),
}


@dataclass(frozen=True, slots=True)
class Apart:
    """`what`: in words, empty for nothing; `mine`: they are kept to the reader; `seen`: what a form sends along of it."""

    what: str
    mine: bool
    seen: forms.Box


def apart(words: Words, at: Desk, chart: ChartId, seen: forms.Box) -> Apart:
    """What nobody is let into here."""
    codes = _kept(at, chart)
    mine = holders.keeps_topics(at, chart, charts.purpose_of(at, chart))
    return Apart(kinds.what(words, codes), mine, replace(seen, values=(_named(codes),)))


def left(at: Desk, chart: ChartId, whole: Offer, said: str) -> Offer:
    """What is given of an offer. `said`: what the form sent along. Raises Invalid where that is so no more, or nothing is left."""
    if said != _named(_kept(at, chart)):
        raise Invalid({"why": "kept_now"})
    offer = whole.without(topics.parts(at, chart, charts.purpose_of(at, chart), whole))
    if offer.empty:
        raise Invalid({"why": "kept"})
    return offer


def _kept(at: Desk, chart: ChartId) -> tuple[Code, ...]:
    return tuple(sorted(one.code for one in topics.kept(at, chart, charts.purpose_of(at, chart))))


def _named(codes: tuple[Code, ...]) -> str:
    return " ".join(code.name.lower() for code in codes)
