"""Who waits to be let in: name, and 25 characters to compare with what they read out. One proof lets all in who were compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import cards, grants
from tacenda.acts.cards import Waiting
from tacenda.acts.desk import Desk
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.moments import NEVER
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render
from tacenda.doors.web.request import WebRequest


class LetInForm(forms.Form):
    """Which one, and whether the 25 characters were compared."""

    card: Annotated[str, forms.hidden()]
    compared: Annotated[
        Literal["yes", "card", "no"],
        forms.radios(
            N_("Did you compare the letters?"),
            {"yes": N_("Yes, they are the same"), "card": N_("I gave the card to them myself"), "no": N_("They are not the same")},
        ),
    ]
    sayings = {"no": N_("Do not let this person in. Take the card back and make a new one.")}  # noqa: RUF012  a ClassVar of the base


@dataclass(frozen=True, slots=True)
class LetInPage:
    waiting: tuple[Waiting, ...]
    first: Waiting | None
    form: forms.View


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        waiting = _clients(at)
    return _page(request, waiting, LetInForm.blank(request, card=handles.of(waiting[0].card) if waiting else ""))


def post(request: WebRequest) -> Response:
    form = LetInForm.parse(request)
    if form.compared == "no":
        raise Invalid({"compared": "no"})
    with desk.writing(request) as at:
        who = _one(at, handles.read(form.card, "hash"))
        if who.chart is None:
            raise NotFound("card")
        # Letting in by a card handed over in person rests on the card; only a spoken comparison counts as checked.
        grants.give(at, who.chart, Purpose.TREATMENT, who.entry, who.name, grants.CLIENT, NEVER, checked=form.compared == "yes")
        cards.forget(at, who.card)
        more = bool(_clients(at))
    return render.see_other(request, "charts/let_in" if more else "charts/day")


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        waiting = _clients(at)
    return _page(request, waiting, LetInForm.again(request, problem))


def _clients(at: Desk) -> tuple[Waiting, ...]:
    return tuple(one for one in cards.waiting(at) if one.kind == "client")


def _one(at: Desk, card: bytes) -> Waiting:
    for one in _clients(at):
        if one.card == card:
            return one
    raise NotFound("card")


def _page(request: WebRequest, waiting: tuple[Waiting, ...], form: forms.View) -> Response:
    return render.page(request, "charts/let_in.html", LetInPage(waiting, waiting[0] if waiting else None, form))
