"""Letting somebody in beside a client: the card that waits, the letters compared, the grant. What the pages of either side share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from tacenda.acts import cards, charts, grants, topics
from tacenda.acts.cards import Waiting
from tacenda.acts.desk import Desk
from tacenda.core.model.offers import Offer
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.ids import ChartId
from tacenda.core.words.moments import Moment
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms
from tacenda.doors.web.request import WebRequest

QUIET = 2  # days until the first last day: a grant beside the client begins a day later
Answer = Literal["yes", "card", "no"]
Compared = Annotated[
    Answer,
    forms.radios(
        N_("Did you compare the letters?"),
        {"yes": N_("Yes, they are the same"), "card": N_("I gave the card to them myself"), "no": N_("They are not the same")},
    ),
]
SAYINGS = {
    "no": N_("Do not let this person in. Take the card back and make a new one."),
    "kept": N_("What this would open stays with the therapist alone: the client keeps it so. The client can take that back."),
    "inside": N_("They can see something here already. End that first, then let them in anew."),
    "day": N_("%(label)s: pick a day that is two days to one year from now."),
}


@dataclass(frozen=True, slots=True)
class Out:
    """A card nobody has used yet, or somebody who used theirs and waits. `until`: the card's last day, 0 once it was used."""

    name: str
    href: str
    until: int = 0


@dataclass(frozen=True, slots=True)
class Letting:
    """Whom whoever keeps the chart decides on. `way`: where what it rests on is made; `card`: where their card is taken back."""

    name: str
    letters: str
    way: str
    action: str
    back: str
    card: str


def waits(at: Desk, card: bytes, kind: str) -> Waiting:
    """Whoever used a card of this kind and waits. Raises NotFound."""
    for one in cards.waiting(at):
        if (one.card, one.kind) == (card, kind):
            return one
    raise NotFound("card")


def waits_here(request: WebRequest, at: Desk, *, outside: bool) -> Waiting:
    """Whoever waits to stand beside the client of this address: a helper elsewhere, or who speaks for them. Raises NotFound."""
    found = waits(at, request.id("card"), "guardian")
    if found.chart != request.id("chart") or found.outside is not outside:
        raise NotFound("card")
    return found


def same(compared: Answer) -> bool:
    """Whether the letters were compared; no where the card was handed over. Raises Invalid where they differ."""
    if compared == "no":
        raise Invalid({"compared": "no"})
    return compared == "yes"


def let_in(at: Desk, chart: ChartId, who: Waiting, offer: Offer, until: Moment, *, checked: bool, reason: str = "") -> None:
    """Give the grant, without what the client keeps to their therapist alone. `reason`: what its line keeps.

    Raises Invalid for who has access already, or where nothing would be left to give; and as `grants.give`.
    """
    if grants.inside(at, chart, who.entry, charts.purpose_of(at, chart)):
        raise Invalid({"compared": "inside"})
    left = without_kept(at, chart, offer, "compared")
    grants.give(at, chart, charts.purpose_of(at, chart), who.entry, who.name, left, until, checked=checked, reason=reason)


def without_kept(at: Desk, chart: ChartId, offer: Offer, field: str) -> Offer:
    """An offer without what the client keeps to their therapist alone. Raises Invalid, at the field, where nothing is left."""
    left = offer.without(topics.parts(at, chart, charts.purpose_of(at, chart), offer))
    if left.empty:
        raise Invalid({field: "kept"})
    return left


def letting(request: WebRequest, way: str, *, outside: bool) -> Letting:
    """Of the address of this page. Raises NotFound."""
    chart = ChartId(request.id("chart"))
    with desk.reading(request) as at:
        who = waits_here(request, at, outside=outside)
    here = request.url(request.page.name, chart=chart, card=who.card)
    back, card = request.url("charts/speaks", chart=chart), request.url("charts/printed", chart=chart, card=who.card)
    return Letting(who.name, who.fingerprint, request.url(way, chart=chart), here, back, card)
