"""Who waits to be let in: name, and 25 characters to compare with what they read out. One proof lets all in who were compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from starlette.responses import Response

from tacenda.acts import cards, charts, grants
from tacenda.acts.cards import Waiting
from tacenda.acts.desk import Desk
from tacenda.core.model import offers
from tacenda.core.words.access import Purpose
from tacenda.core.words.errors import Invalid, NotFound
from tacenda.core.words.moments import NEVER
from tacenda.doors.language import N_
from tacenda.doors.web import desk, forms, handles, render, sure
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
    sure: Annotated[
        Literal["met", "called", "no", ""],
        forms.radios(
            N_("How are you sure who this is?"),
            {
                "met": N_("We met in person"),
                "called": N_("I heard or saw them, and asked what only they know"),
                "no": N_("I am not sure"),
            },
        ),
    ] = ""  # asked only where a client is inside already, and then it must be answered
    sayings = {  # noqa: RUF012  a ClassVar of the base
        "no": N_("Do not let this person in. Take the card back and make a new one."),
        "unsure": N_("A client is inside already. Let nobody else in before you are sure who it is."),
    }


@dataclass(frozen=True, slots=True)
class LetInPage:
    waiting: tuple[Waiting, ...]
    first: Waiting | None
    done: bool  # somebody was let in just now
    inside: bool  # a client of this chart is in already: somebody who lost every way in comes again
    form: forms.View
    sure: forms.Box


def get(request: WebRequest) -> Response:
    with desk.reading(request) as at:
        waiting = _clients(at)
        form = LetInForm.blank(request, card=handles.of(waiting[0].card) if waiting else "")
        return _page(request, at, waiting, form)


def post(request: WebRequest) -> Response:
    form = LetInForm.parse(request)
    if form.compared == "no":
        raise Invalid({"compared": "no"})
    with desk.writing(request) as at:
        who = _one(at, handles.read(form.card, "hash"))
        if who.chart is None:
            raise NotFound("card")
        again = charts.open_name(at, who.chart).client_inside
        if again:
            sure.judged(form.sure)
        # Letting in by a card handed over in person rests on the card; only a spoken comparison counts as checked.
        grants.give(
            at, who.chart, Purpose.TREATMENT, who.entry, who.name, offers.CLIENT, NEVER, checked=form.compared == "yes",
            reason=f"again: {form.sure}" if again else "",
        )  # fmt: skip
        cards.forget(at, who.card)
        more = bool(_clients(at))
    return render.see_other(request, "charts/let_in" if more else "charts/day", done="yes")


def again(request: WebRequest, problem: Invalid) -> Response:
    with desk.reading(request) as at:
        return _page(request, at, _clients(at), LetInForm.again(request, problem))


def _clients(at: Desk) -> tuple[Waiting, ...]:
    return tuple(one for one in cards.waiting(at) if one.kind == "client")


def _one(at: Desk, card: bytes) -> Waiting:
    for one in _clients(at):
        if one.card == card:
            return one
    raise NotFound("card")


def _page(request: WebRequest, at: Desk, waiting: tuple[Waiting, ...], form: forms.View) -> Response:
    first = waiting[0] if waiting else None
    inside = first is not None and first.chart is not None and charts.open_name(at, first.chart).client_inside
    box = replace(form.sure, required=True)
    return render.page(request, "charts/let_in.html", LetInPage(waiting, first, "done" in request.query, inside, form, box))
